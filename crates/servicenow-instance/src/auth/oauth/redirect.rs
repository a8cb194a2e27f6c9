//! Redirect addresses of an application: which one an authorization request gets, and the answer's
//! address (RFC 6749 sections 3.1.2 and 4.1.2; protocol section 4.2). Knows nothing of pages.

use url::Url;

/// What happens when a requested address is not registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mismatch {
    /// Refuse, as recent releases do.
    Refuse,
    /// Use the first registered address, as the platform's documentation has it.
    UseFirst,
}

/// The address to answer to: `None` is the refusal "Invalid redirect_uri".
pub(crate) fn choose(requested: &str, registered: &str, mismatch: Mismatch) -> Option<String> {
    let mut known = registered.split(',').map(str::trim).filter(|uri| is_allowed(uri)).peekable();
    let first = known.peek().map(|uri| (*uri).to_owned());
    if requested.is_empty() {
        return first;
    }
    if known.any(|uri| uri == requested) {
        return Some(requested.to_owned());
    }
    first.filter(|_| mismatch == Mismatch::UseFirst)
}

/// A scheme that a browser would run instead of visit is never a redirect address.
fn is_allowed(uri: &str) -> bool {
    let scheme = uri.split(':').next().unwrap_or_default().to_ascii_lowercase();
    !uri.is_empty() && !matches!(scheme.as_str(), "javascript" | "data" | "vbscript" | "blob" | "file")
}

/// The address with the answer in its query (code) or in its fragment (implicit flow).
pub(crate) fn answer(uri: &str, params: &[(&str, &str)], in_fragment: bool) -> String {
    let encoded = encode(params);
    if in_fragment {
        return format!("{}#{encoded}", uri.split('#').next().unwrap_or_default());
    }
    let (path, fragment) = uri.split_once('#').map_or((uri, None), |(path, rest)| (path, Some(rest)));
    let joint = if path.contains('?') { '&' } else { '?' };
    let fragment = fragment.map(|rest| format!("#{rest}")).unwrap_or_default();
    format!("{path}{joint}{encoded}{fragment}")
}

fn encode(params: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(params.iter().filter(|(_, value)| !value.is_empty()));
    query.finish()
}

/// Where a form on the consent page may end up: browsers apply `form-action` to redirects as well.
pub(crate) fn form_target(uri: &str) -> String {
    match Url::parse(uri) {
        Ok(url) if url.origin().is_tuple() => url.origin().ascii_serialization(),
        Ok(url) => format!("{}:", url.scheme()),
        Err(_) => String::new(),
    }
}

/// Whether a `state` value is acceptable: not empty and without characters that need care in a page
/// or an address (protocol section 4.2).
pub(crate) fn is_state(state: &str) -> bool {
    let allowed =
        |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '\'' | '&' | '#' | '%' | '\\');
    (1..=2048).contains(&state.len()) && state.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REGISTERED: &str = "https://a.example/cb, https://b.example/cb?x=1";

    #[test]
    fn a_registered_address_is_used_as_requested() {
        let chosen = choose("https://b.example/cb?x=1", REGISTERED, Mismatch::Refuse);
        assert_eq!(chosen.as_deref(), Some("https://b.example/cb?x=1"));
    }

    #[test]
    fn every_difference_counts() {
        for requested in [
            "https://a.example/cb/",
            "http://a.example/cb",
            "https://a.example:444/cb",
            "https://A.example/cb",
        ] {
            assert_eq!(choose(requested, REGISTERED, Mismatch::Refuse), None, "{requested}");
            let first = choose(requested, REGISTERED, Mismatch::UseFirst);
            assert_eq!(first.as_deref(), Some("https://a.example/cb"), "{requested}");
        }
    }

    #[test]
    fn no_requested_address_means_the_first_and_nothing_registered_means_none() {
        assert_eq!(choose("", REGISTERED, Mismatch::Refuse).as_deref(), Some("https://a.example/cb"));
        assert_eq!(choose("", " , ", Mismatch::UseFirst), None);
        assert_eq!(choose("https://a.example/", "", Mismatch::UseFirst), None);
    }

    #[test]
    fn a_script_address_is_never_used() {
        assert_eq!(choose("javascript:alert(1)", "javascript:alert(1)", Mismatch::Refuse), None);
        assert_eq!(choose("", "JavaScript:alert(1)", Mismatch::UseFirst), None);
    }

    #[test]
    fn answers_keep_the_query_and_fragment_of_the_address() {
        let params = [("code", "a b"), ("state", ""), ("x", "1&2")];
        assert_eq!(answer("https://a/cb?q=1#f", &params, false), "https://a/cb?q=1&code=a+b&x=1%262#f");
        assert_eq!(answer("https://a/cb", &[("access_token", "t")], true), "https://a/cb#access_token=t");
    }

    #[test]
    fn a_form_may_go_to_the_origin_or_scheme_of_the_address() {
        assert_eq!(form_target("https://a.example:8443/cb?x"), "https://a.example:8443");
        assert_eq!(form_target("com.example.app:/cb"), "com.example.app:");
        assert_eq!(form_target("/relative"), "");
    }

    #[test]
    fn states_are_plain_text() {
        assert!(is_state("aZ09-_.~+/=:{}"));
        for bad in ["", " ", "a b", "<script>", "a\"b", "ü", "a%20b", "a&b"] {
            assert!(!is_state(bad), "{bad}");
        }
    }
}
