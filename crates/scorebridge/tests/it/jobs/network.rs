//! The way out of the portal's own network: hosts that may be called, a proxy, an authority of one's own.

use std::path::Path;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use scorebridge::connection::{Check, CheckName, Outcome};
use scorebridge::i18n;
use scorebridge::jobs::{self, Scope};
use scorebridge::store::Language;
use scorebridge::tickets::Delivery;
use servicenow_instance::{Instance, InstanceBuilder};
use tempfile::TempDir;

use super::doctor::NO_GRAPH;
use super::world::{Connected, World};
use crate::support::database::tenant;
use crate::support::proxy::{ForwardProxy, Manner};

fn builder() -> InstanceBuilder {
    Instance::builder().demo_data(false).connector(false)
}

/// The checks of the way to `instance`, with this configuration.
async fn way(instance: &str, more: &[(&str, &str)]) -> Vec<Check> {
    let settings: Vec<_> = NO_GRAPH.iter().chain(more).copied().collect();
    let world = World::with(&settings).await;
    world.connection_in_setup(instance).await;
    let probed = jobs::probe_instance(&world.app, instance).await;
    let checks =
        jobs::examine(&world.app, &tenant(), Scope::With(CheckName::InstanceReachable)).await.unwrap();
    let reached = check(&checks, CheckName::InstanceReachable);
    assert_eq!(probed.err(), (reached.outcome == Outcome::Failed).then(|| reached.evidence.clone()));
    checks
}

fn check(checks: &[Check], name: CheckName) -> &Check {
    checks.iter().find(|check| check.name == name).unwrap()
}

/// The check that failed, beside that the instance is not reachable; it has words and a way out in both languages.
fn failed(checks: &[Check]) -> Vec<(CheckName, &str)> {
    let failed = checks
        .iter()
        .filter(|check| check.outcome == Outcome::Failed && check.name != CheckName::InstanceReachable);
    let mut found = Vec::new();
    for check in failed {
        let way_out = check.way_out.as_ref().unwrap();
        let words = |language| [&check.evidence, way_out].map(|message| i18n::message(language, message));
        let (en, nl) = (words(Language::En), words(Language::Nl));
        for text in en.iter().chain(&nl) {
            assert!(text.contains(' ') && !text.contains('{'), "{text}");
        }
        assert!(en[0] != nl[0] && en[1] != nl[1], "{en:?}");
        found.push((check.name, check.evidence.key.as_str()));
    }
    found
}

fn evidence(checks: &[Check], name: CheckName) -> &str {
    &check(checks, name).evidence.key
}

/// A certificate for `name` by an authority; both with the keys, in PEM form.
struct Issued {
    authority: String,
    certificate: String,
    key: String,
}

fn issue(name: &str, last_year: i32) -> Issued {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "Noordlicht authority");
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(last_year, 1, 1);
    let certificate = params.signed_by(&key, &authority).unwrap();
    Issued { authority: authority.pem(), certificate: certificate.pem(), key: key.serialize_pem() }
}

/// An instance that shows this certificate.
async fn instance_with(issued: &Issued, folder: &Path) -> Instance {
    std::fs::write(folder.join("instance-certificate.pem"), &issued.certificate).unwrap();
    std::fs::write(folder.join("instance-key.pem"), &issued.key).unwrap();
    std::fs::write(folder.join("authority.pem"), &issued.authority).unwrap();
    builder().tls(true).data(folder.join("instance.db")).start().await.unwrap()
}

fn authority_in(folder: &TempDir) -> String {
    folder.path().join("authority.pem").to_string_lossy().into_owned()
}

#[tokio::test]
async fn an_authority_of_ones_own_is_trusted_when_it_is_configured() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let instance = instance_with(&issue("127.0.0.1", 2090), folder.path()).await;
    std::fs::write(other.path().join("authority.pem"), issue("127.0.0.1", 2090).authority).unwrap();
    let url = instance.url().as_str();

    let good = way(url, &[("NETWORK__CA_FILE", &authority_in(&folder))]).await;
    assert_eq!(failed(&good), []);
    assert_eq!(evidence(&good, CheckName::Certificate), "evidence-certificate");
    assert_eq!(failed(&way(url, &[]).await), [(CheckName::Certificate, "problem-tls")]);
    let wrong = way(url, &[("NETWORK__CA_FILE", &authority_in(&other))]).await;
    assert_eq!(failed(&wrong), [(CheckName::Certificate, "problem-tls")]);
}

#[tokio::test]
async fn an_expired_certificate_and_one_of_another_name_are_told_from_an_unknown_authority() {
    for (name, last_year, key) in
        [("127.0.0.1", 2021, "problem-tls-expired"), ("acme.service-now.com", 2090, "problem-tls-name")]
    {
        let folder = tempfile::tempdir().unwrap();
        let instance = instance_with(&issue(name, last_year), folder.path()).await;
        let found = way(instance.url().as_str(), &[("NETWORK__CA_FILE", &authority_in(&folder))]).await;
        assert_eq!(failed(&found), [(CheckName::Certificate, key)]);
    }
}

/// Everything that a connection does goes through the proxy: with TLS as a tunnel, without as a request.
#[tokio::test]
async fn calls_go_through_the_proxy() {
    let folder = tempfile::tempdir().unwrap();
    let instance = instance_with(&issue("127.0.0.1", 2090), folder.path()).await;
    let proxy = ForwardProxy::start(Manner::Open).await;
    let authority = authority_in(&folder);
    let settings = [("NETWORK__PROXY", &*proxy.url()), ("NETWORK__CA_FILE", &*authority)];
    let found = way(instance.url().as_str(), &settings).await;
    assert_eq!(failed(&found), []);
    assert_eq!(evidence(&found, CheckName::Proxy), "evidence-proxy");
    assert_eq!(evidence(&found, CheckName::NameLookup), "evidence-name-by-proxy");
    let tunnel = format!("CONNECT {} HTTP/1.1", instance.addr());
    assert!(
        !proxy.asked().is_empty() && proxy.asked().iter().all(|line| *line == tunnel),
        "{:?}",
        proxy.asked()
    );

    let proxy = ForwardProxy::start(Manner::Open).await;
    let world = Connected::with(&[NO_GRAPH[0], NO_GRAPH[1], ("NETWORK__PROXY", &proxy.url())]).await;
    let id = world.send_incident().await;
    world.run().await;
    assert_eq!(world.ticket(id).await.delivery, Delivery::Sent);
    let absolute = format!("POST http://{}/api/now/", world.instance.addr());
    assert!(proxy.asked().iter().any(|line| line.starts_with(&absolute)), "{:?}", proxy.asked());
}

#[tokio::test]
async fn hosts_named_in_no_proxy_are_called_directly() {
    let instance = builder().start().await.unwrap();
    let proxy = ForwardProxy::start(Manner::Refuses).await;
    for list in ["127.0.0.0/8", "example.org, 127.0.0.1", "*"] {
        let settings = [("NETWORK__PROXY", &*proxy.url()), ("NETWORK__NO_PROXY", list)];
        let found = way(instance.url().as_str(), &settings).await;
        assert_eq!(failed(&found), [], "{list}");
        assert_eq!(evidence(&found, CheckName::Proxy), "evidence-proxy-none");
    }
    assert_eq!(proxy.asked(), [""; 0]);
}

#[tokio::test]
async fn a_proxy_that_is_down_refuses_or_asks_for_a_sign_in_is_named() {
    let plain = builder().start().await.unwrap();
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let (refuses, asks) =
        (ForwardProxy::start(Manner::Refuses).await, ForwardProxy::start(Manner::SignIn).await);
    for (proxy, key) in [
        (closed, "problem-proxy-down"),
        (refuses.url(), "problem-proxy"),
        (asks.url(), "problem-proxy-sign-in"),
    ] {
        for instance in [plain.url().as_str(), "https://acme.service-now.com"] {
            let found = way(instance, &[("NETWORK__PROXY", &proxy)]).await;
            assert_eq!(failed(&found), [(CheckName::Proxy, key)], "{instance}");
            assert_eq!(check(&found, CheckName::Certificate).outcome, Outcome::Waiting);
        }
    }
    let signed_in = asks.url().replace("://", "://user:word@");
    let found = way(plain.url().as_str(), &[("NETWORK__PROXY", &signed_in)]).await;
    assert_eq!(failed(&found), []);
    let shown = format!("{:?}", check(&found, CheckName::Proxy));
    assert!(shown.contains(&asks.address.to_string()) && !shown.contains("word@"), "{shown}");
}

/// The proxy stands in the portal's own network, and must not be a way into it.
#[tokio::test]
async fn private_addresses_are_refused_behind_a_proxy_too() {
    let proxy = ForwardProxy::start(Manner::Refuses).await;
    let by_name = format!("http://localhost:{}", proxy.address.port());
    let settings = [("NETWORK__PROXY", &*by_name), ("SERVICENOW__ALLOW_PRIVATE_ADDRESSES", "false")];
    for inner in ["http://localhost:8081", "https://127.0.0.1", "https://[::1]", "https://169.254.169.254"] {
        let found = way(inner, &settings).await;
        assert_eq!(failed(&found), [(CheckName::NameLookup, "problem-private-address")], "{inner}");
    }
    assert_eq!(proxy.asked(), [""; 0]);
    let found = way("https://no-such-instance.invalid", &settings).await;
    assert_eq!(failed(&found), [(CheckName::Proxy, "problem-proxy")], "the proxy itself may be private");
    assert!(proxy.asked().iter().all(|line| line == "CONNECT no-such-instance.invalid:443 HTTP/1.1"));
}

#[tokio::test]
async fn a_host_that_is_not_on_the_list_is_not_called() {
    let instance = builder().start().await.unwrap();
    let url = instance.url().as_str();
    let found = way(url, &[("SERVICENOW__ALLOWED_HOSTS", "*.service-now.com")]).await;
    assert_eq!(failed(&found), [(CheckName::HostAllowed, "problem-host-not-allowed")]);
    assert!(
        found.iter().all(|check| check.outcome != Outcome::Passed || check.name == CheckName::Proxy),
        "{found:#?}"
    );
    assert!(instance.requests().is_empty());
    let found = way(url, &[("SERVICENOW__ALLOWED_HOSTS", "*.service-now.com, 127.0.0.1")]).await;
    assert_eq!(failed(&found), []);
    assert_eq!(evidence(&found, CheckName::HostAllowed), "evidence-host-allowed");
}

/// A list that became shorter holds for a connection that is there already, and its tickets wait.
#[tokio::test]
async fn tickets_wait_while_their_instance_is_not_allowed() {
    let world = Connected::with(&[("SERVICENOW__ALLOWED_HOSTS", "*.service-now.com")]).await;
    let id = world.send_incident().await;
    world.run().await;
    assert_eq!(world.problem(id).await, "problem-host-not-allowed");
    assert_eq!(world.ticket(id).await.delivery, Delivery::Queued);
    let written = world.requests_since(0).into_iter().filter(|request| request.path.ends_with("/incident"));
    assert_eq!(written.count(), 0);
}
