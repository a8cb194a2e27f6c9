//! Cookies of browser sessions: read from a request, written to an answer.

use axum::http::{HeaderMap, HeaderValue, header};

/// Cookie that remembers the identity provider of the last sign-in (protocol section 4.6).
pub(crate) const IDENTITY_PROVIDER: &str = "glide_sso_id";

/// The value of a cookie.
pub(crate) fn get<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// A session cookie. `Lax`, so that a person who comes from another site (the portal, to give consent)
/// is still signed in; forms are protected by their token.
pub(crate) fn set(name: &str, value: &str, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&cookie).expect("names and values of our cookies are hexadecimal")
}

/// Removes a cookie.
pub(crate) fn remove(name: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"))
        .expect("names of our cookies are plain text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others_and_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; XJSESSIONID=2;JSESSIONID=3"));
        headers.append(header::COOKIE, HeaderValue::from_static("b=4"));
        assert_eq!(get(&headers, "JSESSIONID"), Some("3"));
        assert_eq!(get(&headers, "b"), Some("4"));
        assert_eq!(get(&headers, "c"), None);
    }
}
