//! Addresses of pages: built in one place, and checked when they come from outside.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use url::form_urlencoded;

/// A path with query parameters; empty values are left out.
pub(crate) fn with_query(path: &str, params: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(params.iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The list of a table, narrowed by an encoded query.
pub(crate) fn list(table: &str, query: &str) -> String {
    with_query(&format!("/{table}_list.do"), &[("sysparm_query", query)])
}

/// The form of a record.
pub(crate) fn record(table: &str, sys_id: &str) -> String {
    with_query(&format!("/{table}.do"), &[("sys_id", sys_id)])
}

/// The sign-in page that leads on to `goto`.
pub(crate) fn sign_in(goto: &str) -> String {
    with_query("/login_redirect.do", &[("sysparm_stack", "no"), ("sysparm_url", goto)])
}

/// `goto` when it is a page of this instance, else the start page: an address from outside must not
/// lead a person to another site after signing in.
pub(crate) fn local(goto: &str) -> &str {
    let inside = goto.starts_with('/')
        && !goto.starts_with("//")
        && !goto.contains(['\\', '\r', '\n', '\t'])
        && goto.len() <= 8192;
    if inside { goto } else { "/" }
}

/// The page behind the addresses of the platform's frame: `nav_to.do?uri=` and
/// `now/nav/ui/classic/params/target/…` name it without a leading slash.
pub(crate) fn target(target: &str) -> String {
    local(&format!("/{}", target.trim_start_matches('/'))).to_owned()
}

/// Sends the browser to a page that it opens with GET.
pub(crate) fn found(to: &str) -> Response {
    match HeaderValue::from_str(to) {
        Ok(location) => (StatusCode::FOUND, [(header::LOCATION, location)]).into_response(),
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_encoded() {
        assert_eq!(
            list("incident", "active=true^priority=1"),
            "/incident_list.do?sysparm_query=active%3Dtrue%5Epriority%3D1"
        );
        assert_eq!(list("incident", ""), "/incident_list.do");
        assert_eq!(record("incident", "-1"), "/incident.do?sys_id=-1");
    }

    #[test]
    fn only_own_pages_are_led_to() {
        assert_eq!(local("/oauth_auth.do?a=b"), "/oauth_auth.do?a=b");
        for outside in [
            "",
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "/a\r\nb",
        ] {
            assert_eq!(local(outside), "/", "{outside}");
        }
    }

    #[test]
    fn frame_addresses_name_pages_with_and_without_slash() {
        assert_eq!(target("incident.do?sys_id=1"), "/incident.do?sys_id=1");
        assert_eq!(target("/incident_list.do"), "/incident_list.do");
        assert_eq!(target("//evil.example"), "/evil.example");
    }
}
