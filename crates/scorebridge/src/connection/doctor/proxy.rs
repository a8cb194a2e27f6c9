//! The outbound proxy, as the HTTP client takes it from the environment: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`,
//! `NO_PROXY`, in either case.

use url::Url;

/// The proxy that calls to one address go through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    /// Host and port, without user and password.
    pub address: String,
}

impl Proxy {
    /// The proxy for calls to `target`; `None` when they go out directly.
    pub fn of(target: &Url, variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let either = |name: &str| {
            let found = variable(&name.to_lowercase()).or_else(|| variable(&name.to_uppercase()));
            found.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        let own = if target.scheme() == "https" { "https_proxy" } else { "http_proxy" };
        let proxy = either(own).or_else(|| either("all_proxy"))?;
        let host = target.host_str().unwrap_or_default();
        if either("no_proxy").is_some_and(|list| is_excepted(host, &list)) {
            return None;
        }
        let written = if proxy.contains("://") { proxy } else { format!("http://{proxy}") };
        let url = Url::parse(&written).ok()?;
        let port = url.port_or_known_default().map(|port| format!(":{port}")).unwrap_or_default();
        Some(Self { address: format!("{}{port}", url.host_str()?) })
    }
}

/// Names match themselves and what ends in them; `*` matches everything.
fn is_excepted(host: &str, list: &str) -> bool {
    list.split(',').map(|entry| entry.trim().trim_start_matches('.')).any(|entry| {
        entry == "*"
            || !entry.is_empty()
                && (host.eq_ignore_ascii_case(entry)
                    || host.to_lowercase().ends_with(&format!(".{}", entry.to_lowercase())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxy(target: &str, variables: &[(&str, &str)]) -> Option<String> {
        let look = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        Proxy::of(&target.parse().unwrap(), look).map(|proxy| proxy.address)
    }

    #[test]
    fn the_proxy_is_read_as_the_http_client_reads_it() {
        let acme = "https://acme.service-now.com";
        assert_eq!(proxy(acme, &[]), None);
        assert_eq!(proxy(acme, &[("HTTP_PROXY", "http://p:3128")]), None, "another scheme");
        assert_eq!(proxy(acme, &[("HTTPS_PROXY", "http://user:word@p:3128")]).as_deref(), Some("p:3128"));
        assert_eq!(proxy(acme, &[("all_proxy", "p")]).as_deref(), Some("p:80"));
        let with_exception = |list| proxy(acme, &[("https_proxy", "p:1"), ("no_proxy", list)]);
        assert_eq!(with_exception("example.com,.service-now.com"), None);
        assert_eq!(with_exception("*"), None);
        assert_eq!(with_exception("now.com").as_deref(), Some("p:1"));
    }
}
