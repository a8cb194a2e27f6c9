//! `[network]`: the way from the portal to everything it calls: ServiceNow, Microsoft Graph, the identity provider.

use std::fs;
use std::path::PathBuf;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Certificate;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::Settings;

const PROXY: &str = "http://HOST:PORT or https://HOST:PORT";

/// The way out. The default goes out directly and trusts what the machine trusts.
#[derive(Debug, Clone, Default)]
pub struct NetworkConfig {
    /// For calls over TLS.
    https: Option<ProxyServer>,
    /// For calls without, such as to a developer instance.
    http: Option<ProxyServer>,
    /// Hosts that are called directly: names with everything below them, addresses, networks, or `*`.
    no_proxy: String,
    ca_file: Option<PathBuf>,
    certificates: Vec<Certificate>,
}

/// A proxy.
#[derive(Debug, Clone)]
struct ProxyServer {
    /// May hold user and password.
    url: SecretString,
    host: String,
    /// Host and port, to be shown.
    address: String,
}

/// The way from the portal to everything it calls: ServiceNow, Microsoft Graph, the identity provider.
#[derive(confique::Config)]
#[expect(dead_code, reason = "read through its metadata")]
pub(super) struct Schema {
    /// Proxy for all calls: `http://HOST:PORT` or `http://USER:PASSWORD@HOST:PORT`. Without it: HTTPS_PROXY,
    /// HTTP_PROXY and ALL_PROXY of the environment.
    proxy: Option<String>,
    /// Hosts that are called directly: names with everything below them, addresses, networks such as 10.0.0.0/8;
    /// `*` calls everything directly. Without it: NO_PROXY of the environment.
    #[config(default = [])]
    no_proxy: Vec<String>,
    /// File with certificates (PEM) of your own authorities, trusted beside those that the machine trusts.
    ca_file: Option<String>,
}

impl ProxyServer {
    fn parse(text: &str) -> Option<Self> {
        let written = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        let url = Url::parse(&written).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let (host, port) = (url.host_str()?.to_owned(), url.port_or_known_default()?);
        Some(Self { address: format!("{host}:{port}"), host, url: String::from(url).into() })
    }

    /// Without user and password.
    fn shown(&self) -> String {
        let mut url = Url::parse(self.url.expose_secret()).expect("it was read as one");
        // Only an address that cannot carry them refuses to have them removed.
        let _ = (url.set_username(""), url.set_password(None));
        url.to_string()
    }
}

impl NetworkConfig {
    /// The proxy that calls to `target` go through, as host and port; `None` when they go out directly.
    pub fn proxy_for(&self, target: &Url) -> Option<&str> {
        Some(&self.server_for(target)?.address)
    }

    /// Hosts of proxies: they stand in the portal's own network.
    pub(crate) fn proxy_hosts(&self) -> impl Iterator<Item = &str> {
        [&self.https, &self.http].into_iter().flatten().map(|server| server.host.as_str())
    }

    /// By the rules that the HTTP client itself follows.
    fn server_for(&self, target: &Url) -> Option<&ProxyServer> {
        let server = if target.scheme() == "https" { &self.https } else { &self.http };
        let proxy = server.as_ref()?.url.expose_secret();
        let rules = Matcher::builder().all(proxy).no(self.no_proxy.as_str()).build();
        rules.intercept(&target.as_str().parse().ok()?).and(server.as_ref())
    }

    /// Gives an HTTP client this way out.
    pub(crate) fn apply(&self, builder: reqwest::ClientBuilder) -> reqwest::Result<reqwest::ClientBuilder> {
        let except = || reqwest::NoProxy::from_string(&self.no_proxy);
        // What the environment says was read with the configuration.
        let mut builder = builder.no_proxy().tls_certs_merge(self.certificates.iter().cloned());
        if let Some(server) = &self.https {
            builder = builder.proxy(reqwest::Proxy::https(server.url.expose_secret())?.no_proxy(except()));
        }
        if let Some(server) = &self.http {
            builder = builder.proxy(reqwest::Proxy::http(server.url.expose_secret())?.no_proxy(except()));
        }
        Ok(builder)
    }

    pub(super) fn read(settings: &mut Settings) -> Self {
        let own = settings.proxy("network.proxy", "", PROXY, ProxyServer::parse);
        let (https, http) = match own {
            Some(own) => (Some(own.clone()), Some(own)),
            None => (
                settings.proxy("network.proxy", "https_proxy", PROXY, ProxyServer::parse),
                settings.proxy("network.proxy", "http_proxy", PROXY, ProxyServer::parse),
            ),
        };
        let no_proxy: Option<String> = match settings.list("network.no_proxy") {
            list if list.is_empty() => settings.proxy_variable("no_proxy").map(|(value, _)| value),
            list => Some(list.join(",")),
        };
        let ca_file: Option<PathBuf> = settings.optional("network.ca_file", "a file");
        let no_proxy = no_proxy.unwrap_or_default();
        // The rules of the HTTP client let a star stand for names, not for addresses.
        let (https, http) =
            if no_proxy.split(',').any(|entry| entry.trim() == "*") { (None, None) } else { (https, http) };
        let certificates = ca_file.as_ref().and_then(|file| {
            let found = certificates_in(file);
            found.map_err(|reason| settings.refuse("network.ca_file", reason)).ok()
        });
        Self { https, http, no_proxy, ca_file, certificates: certificates.unwrap_or_default() }
    }

    pub(super) fn show(&self) -> String {
        let mut shown = vec!["[network]\n".to_owned()];
        let line = |key: &str, value: String| format!("{key} = {value:?}\n");
        let proxy = self.https.as_ref().or(self.http.as_ref());
        shown.extend(proxy.map(|server| line("proxy", server.shown())));
        let except: Vec<_> =
            self.no_proxy.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        shown.push(format!("no_proxy = {except:?}\n"));
        shown.extend(self.ca_file.as_ref().map(|file| line("ca_file", file.display().to_string())));
        shown.concat()
    }
}

fn certificates_in(file: &PathBuf) -> Result<Vec<Certificate>, String> {
    let text = fs::read(file).map_err(|error| format!("read {}: {error}", file.display()))?;
    match Certificate::from_pem_bundle(&text) {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => Err(format!("{} holds no certificate in PEM form", file.display())),
    }
}
