//! The address of an instance, checked once and then trusted everywhere.
//!
//! Not here: whether the instance answers, or answers as ServiceNow does.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

use crate::Error;

const CLOUD_DOMAIN: &str = ".service-now.com";
/// The longest name the Domain Name System allows (RFC 1035, 2.3.4), plus scheme and port.
const MAX_LENGTH: usize = 270;

/// The base address of a ServiceNow instance: scheme, host and port, nothing else.
///
/// `https` is required, except for loopback hosts (`localhost`, `127.0.0.1`, `[::1]`), which are
/// completed with `http` when no scheme is given. A bare name is completed:
///
/// ```
/// use servicenow_client::InstanceUrl;
///
/// let instance: InstanceUrl = "acme".parse()?;
/// assert_eq!(instance.to_string(), "https://acme.service-now.com");
/// assert_eq!(instance.name(), "acme");
/// # Ok::<(), servicenow_client::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InstanceUrl(Url);

impl InstanceUrl {
    /// Reads what a person typed: `acme`, `acme.service-now.com` or a whole address.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::invalid("the instance name is empty"));
        }
        if text.len() > MAX_LENGTH {
            return Err(Error::invalid(format!(
                "the instance address is longer than {MAX_LENGTH} characters"
            )));
        }
        let url = Url::parse(&complete(text)).map_err(|error| {
            Error::invalid(format!("`{text}` is not the address of an instance: {error}"))
        })?;
        Self::from_url(url)
    }

    fn from_url(url: Url) -> Result<Self, Error> {
        let fault = if !url.username().is_empty() || url.password().is_some() {
            // The address is not repeated: it holds a password.
            return Err(Error::invalid("an instance address must not hold a user name or password"));
        } else if !matches!(url.scheme(), "https" | "http") || url.host().is_none() {
            "must begin with https://"
        } else if url.scheme() == "http" && !is_loopback(&url) {
            "must use https: only a loopback host may use http"
        } else if url.path() != "/" {
            "must not have a path"
        } else if url.query().is_some() || url.fragment().is_some() {
            "must not have a query or fragment"
        } else {
            return Ok(Self(url));
        };
        Err(Error::invalid(format!("the instance address `{url}` {fault}")))
    }

    /// The short name of the instance: `acme` for `acme.service-now.com`, else host and port.
    pub fn name(&self) -> &str {
        let authority = self.0.authority();
        authority.strip_suffix(CLOUD_DOMAIN).unwrap_or(authority)
    }

    /// The address as a URL with the path `/`.
    pub fn as_url(&self) -> &Url {
        &self.0
    }

    /// The address of a page or API of the instance; `path` begins with `/` and may hold a query.
    ///
    /// Refuses a path that would leave the instance (`//other.example`).
    pub fn join(&self, path: &str) -> Result<Url, Error> {
        let refuse = || Error::invalid(format!("`{path}` is not a path of the instance"));
        if !path.starts_with('/') {
            return Err(refuse());
        }
        let url = self.0.join(path).map_err(|_| refuse())?;
        if url.origin() == self.0.origin() { Ok(url) } else { Err(refuse()) }
    }

    /// Whether the instance runs on this very machine.
    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }
}

fn complete(text: &str) -> String {
    if text.contains("://") {
        return text.to_owned();
    }
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    let local = Url::parse(&format!("http://{host}")).is_ok_and(|url| is_loopback(&url));
    match (local, host.contains(['.', ':', '@', '['])) {
        (true, _) => format!("http://{text}"),
        (false, true) => format!("https://{text}"),
        (false, false) => format!("https://{host}{CLOUD_DOMAIN}{}", &text[host.len()..]),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl fmt::Display for InstanceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl FromStr for InstanceUrl {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn completes_what_people_type() {
        for (typed, url, name) in [
            ("acme", "https://acme.service-now.com", "acme"),
            (" ACME/ ", "https://acme.service-now.com", "acme"),
            ("acme.service-now.com", "https://acme.service-now.com", "acme"),
            ("https://acme.service-now.com/", "https://acme.service-now.com", "acme"),
            ("https://desk.example.org:8443", "https://desk.example.org:8443", "desk.example.org:8443"),
            ("http://127.0.0.1:8081", "http://127.0.0.1:8081", "127.0.0.1:8081"),
            ("localhost:8081", "http://localhost:8081", "localhost:8081"),
            ("[::1]:8081", "http://[::1]:8081", "[::1]:8081"),
        ] {
            let instance = InstanceUrl::parse(typed).unwrap();
            assert_eq!((instance.to_string().as_str(), instance.name()), (url, name), "{typed}");
        }
    }

    #[test]
    fn refuses_what_is_no_instance_and_says_why() {
        for (typed, reason) in [
            ("", "is empty"),
            ("http://acme.service-now.com", "only a loopback host may use http"),
            ("ftp://acme.service-now.com", "must begin with https://"),
            ("https://acme.service-now.com/nav_to.do", "must not have a path"),
            ("acme/login.do", "must not have a path"),
            ("https://acme.service-now.com?x=1", "must not have a query"),
            ("https://", "is not the address of an instance"),
            (&"a".repeat(300), "longer than 270 characters"),
        ] {
            let error = InstanceUrl::parse(typed).unwrap_err().to_string();
            assert!(error.contains(reason), "{typed}: {error}");
        }
    }

    #[test]
    fn does_not_repeat_a_password_in_the_error() {
        let error = InstanceUrl::parse("https://ann:hunter2@acme.service-now.com").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }

    #[test]
    fn a_path_cannot_leave_the_instance() {
        let instance: InstanceUrl = "acme".parse().unwrap();
        assert_eq!(
            instance.join("/api/now/table/incident?x=1").unwrap().as_str(),
            "https://acme.service-now.com/api/now/table/incident?x=1"
        );
        for path in ["//evil.example/api", "api/now", "https://evil.example/", "/\\evil.example", ""] {
            assert!(instance.join(path).is_err(), "{path}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_an_address_or_refused(text in "\\PC{0,60}") {
            if let Ok(instance) = InstanceUrl::parse(&text) {
                prop_assert_eq!(InstanceUrl::parse(&instance.to_string()).unwrap(), instance);
            }
        }

        #[test]
        fn no_path_leaves_the_instance(path in "[/\\\\.:@?#%a-z0-9]{0,40}") {
            let instance: InstanceUrl = "acme".parse().unwrap();
            if let Ok(url) = instance.join(&path) {
                prop_assert_eq!(url.origin(), instance.as_url().origin());
            }
        }
    }
}
