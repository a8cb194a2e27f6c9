//! The applications registered in the tenant: their secrets, permissions and redirect addresses.

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use url::{Host, Url};

use crate::noise::Noise;

/// The application permission to read Secure Score.
pub(crate) const READ: &str = "SecurityEvents.Read.All";
/// The application permission to read Secure Score and change the state of a control.
pub(crate) const READ_WRITE: &str = "SecurityEvents.ReadWrite.All";

/// An application registered in the tenant, with what is needed to get tokens as it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TestClient {
    /// The tenant's GUID, part of the token address.
    pub tenant: String,
    /// The application (client) id, a GUID.
    pub client_id: String,
    /// The secret; printing the client does not show it.
    pub client_secret: SecretString,
    /// Application permissions granted with admin consent, as they arrive in the `roles` claim.
    pub permissions: Vec<String>,
    pub(crate) display_name: &'static str,
    pub(crate) object_id: String,
    redirect_uris: Vec<Url>,
}

impl TestClient {
    /// Whether Secure Score may be read with its tokens.
    pub fn may_read(&self) -> bool {
        self.permissions.iter().any(|permission| permission == READ || permission == READ_WRITE)
    }

    /// Whether the state of a control may be changed with its tokens.
    pub fn may_write(&self) -> bool {
        self.permissions.iter().any(|permission| permission == READ_WRITE)
    }

    pub(crate) fn has_secret(&self, candidate: &str) -> bool {
        self.client_secret.expose_secret().as_bytes().ct_eq(candidate.as_bytes()).into()
    }

    /// Whether a sign-in may return to `uri`: exactly as registered, except that any port of a loopback
    /// address will do (RFC 8252 section 7.3).
    pub(crate) fn may_return_to(&self, uri: &Url) -> bool {
        self.redirect_uris.iter().any(|registered| same_but_loopback_port(registered, uri))
    }

    /// Whether a sign-out may return to `uri`: any page of a site that a sign-in may return to.
    pub(crate) fn shares_site_with(&self, uri: &Url) -> bool {
        self.redirect_uris.iter().any(|registered| {
            let mut own = registered.clone();
            own.set_path(uri.path());
            own.set_query(uri.query());
            same_but_loopback_port(&own, uri)
        })
    }
}

fn same_but_loopback_port(registered: &Url, given: &Url) -> bool {
    let mut registered = registered.clone();
    if is_loopback(&registered) && registered.set_port(given.port()).is_err() {
        return false;
    }
    registered == *given
}

/// Whether an address never leaves the machine.
pub(crate) fn is_loopback(uri: &Url) -> bool {
    match uri.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Registers the test clients; `extra` redirect addresses join the loopback ones.
pub(crate) fn registered(noise: Noise, tenant: &str, extra: &[Url]) -> Vec<TestClient> {
    let redirect_uris: Vec<Url> = loopback_redirects().chain(extra.iter().cloned()).collect();
    [
        ("Sample portal", vec![READ_WRITE.to_owned()]),
        ("Sample reader", vec![READ.to_owned()]),
        ("Sample without consent", vec![]),
    ]
    .map(|(display_name, permissions)| TestClient {
        tenant: tenant.to_owned(),
        client_id: noise.guid(&format!("client {display_name}")),
        client_secret: noise.secret(display_name).into(),
        permissions,
        display_name,
        object_id: noise.guid(&format!("service principal {display_name}")),
        redirect_uris: redirect_uris.clone(),
    })
    .into()
}

fn loopback_redirects() -> impl Iterator<Item = Url> {
    ["127.0.0.1", "localhost", "[::1]"].into_iter().flat_map(|host| {
        ["http", "https"].into_iter().map(move |scheme| {
            let text = format!("{scheme}://{host}/signin/callback");
            Url::parse(&text).expect("scheme, host and path above form an address")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client() -> TestClient {
        let extra = [Url::parse("https://portal.example/signin/callback").unwrap()];
        registered(Noise::new(1), "t", &extra).remove(0)
    }

    #[test]
    fn returns_only_to_registered_addresses() {
        let cases = [
            ("http://127.0.0.1:8080/signin/callback", true),
            ("https://localhost:1/signin/callback", true),
            ("http://[::1]:9/signin/callback", true),
            ("https://portal.example/signin/callback", true),
            ("https://portal.example:8443/signin/callback", false),
            ("https://portal.example/signin/callback?next=x", false),
            ("http://portal.example/signin/callback", false),
            ("http://127.0.0.1:8080/other", false),
            ("http://user@127.0.0.1:8080/signin/callback", false),
            ("http://127.0.0.1.evil.example/signin/callback", false),
        ];
        for (uri, expected) in cases {
            assert_eq!(client().may_return_to(&Url::parse(uri).unwrap()), expected, "{uri}");
        }
    }

    #[test]
    fn signs_out_to_any_page_of_its_own_sites_only() {
        assert!(client().shares_site_with(&Url::parse("http://127.0.0.1:8080/?signed-out").unwrap()));
        assert!(client().shares_site_with(&Url::parse("https://portal.example/").unwrap()));
        assert!(!client().shares_site_with(&Url::parse("https://evil.example/").unwrap()));
    }

    #[test]
    fn printing_a_client_hides_its_secret() {
        let client = client();
        assert!(!format!("{client:?}").contains(client.client_secret.expose_secret()));
    }
}
