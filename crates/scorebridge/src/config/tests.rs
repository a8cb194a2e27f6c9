use super::*;

fn complete() -> Vec<(String, String)> {
    [
        ("SCOREBRIDGE_SIGNIN__ISSUER", "https://login.example/t/v2.0"),
        ("SCOREBRIDGE_SIGNIN__CLIENT_ID", "portal"),
        ("SCOREBRIDGE_SIGNIN__CLIENT_SECRET", "s3cret"),
        ("SCOREBRIDGE_GRAPH__TENANT", "72F988BF-86F1-41AF-91AB-2D7CD011DB47"),
        ("SCOREBRIDGE_GRAPH__CLIENT_ID", "graph"),
        ("SCOREBRIDGE_GRAPH__CLIENT_SECRET", "s3cret"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

fn with(extra: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut variables = complete();
    variables.extend(extra.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    variables
}

#[test]
fn defaults_fill_what_is_not_set() {
    let config = Config::load(None, complete()).unwrap();
    assert_eq!(config.server.base_url.as_str(), "http://127.0.0.1:8080/");
    assert_eq!(config.server.database_url, "sqlite://data/scorebridge.db");
    assert_eq!(config.graph.tenant.as_str(), "72f988bf-86f1-41af-91ab-2d7cd011db47");
    assert_eq!(config.servicenow.sync_seconds, 30);
}

#[test]
fn the_environment_wins_over_the_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(
        file.path(),
        "[servicenow]\nsync_seconds = 10\negress_addresses = [\"192.0.2.1\", \"2001:db8::1\"]\n",
    )
    .unwrap();
    let config = Config::load(Some(file.path()), complete()).unwrap();
    assert_eq!(config.servicenow.sync_seconds, 10);
    assert_eq!(config.servicenow.egress_addresses, ["192.0.2.1", "2001:db8::1"]);
    let config =
        Config::load(Some(file.path()), with(&[("SCOREBRIDGE_SERVICENOW__SYNC_SECONDS", "20")])).unwrap();
    assert_eq!(config.servicenow.sync_seconds, 20);
}

#[test]
fn all_faults_are_reported_at_once_and_values_are_not_repeated() {
    let faults = Config::load(
        None,
        vec![
            ("SCOREBRIDGE_SERVER__LISTEN".to_owned(), "hunter2".to_owned()),
            ("SCOREBRIDGE_SERVER__LISTN".to_owned(), "127.0.0.1:1".to_owned()),
            ("SCOREBRIDGE_GRAPH__IMPORT_MINUTES".to_owned(), "5".to_owned()),
        ],
    )
    .unwrap_err()
    .to_string();
    for part in [
        "server.listen (environment variable SCOREBRIDGE_SERVER__LISTEN): expected an address and a port",
        "did you mean server.listen?",
        "graph.import_minutes (environment variable SCOREBRIDGE_GRAPH__IMPORT_MINUTES): expected a number from 60 to 1440, found 5",
        "signin.issuer: missing",
        "graph.tenant: missing",
    ] {
        assert!(faults.contains(part), "{part:?} is not in {faults}");
    }
    assert!(!faults.contains("hunter2"));
}

#[test]
fn a_file_that_is_no_toml_is_one_fault() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "[server\n").unwrap();
    let faults = Config::load(Some(file.path()), complete()).unwrap_err();
    assert_eq!(faults.0.len(), 1);
}

#[test]
fn the_reference_names_every_key() {
    let reference = Config::reference();
    for key in ["listen", "base_url", "database_url", "issuer", "import_minutes", "allow_private_addresses"] {
        assert!(reference.contains(key), "{key} is missing from {reference}");
    }
}

/// A proxy in the configuration wins over the environment's, and no password is shown.
#[test]
fn the_way_out_is_read_from_the_configuration_or_the_environment() {
    let proxy = |extra: &[(&str, &str)], target: &str| {
        let config = Config::load(None, with(extra)).unwrap();
        config.network.proxy_for(&target.parse().unwrap()).map(str::to_owned)
    };
    let (acme, plain) = ("https://acme.service-now.com", "http://127.0.0.1:8081");
    assert_eq!(proxy(&[], acme), None);
    assert_eq!(proxy(&[("HTTP_PROXY", "http://p:3128")], acme), None, "another scheme");
    assert_eq!(proxy(&[("HTTP_PROXY", "http://p:3128")], plain).as_deref(), Some("p:3128"));
    assert_eq!(proxy(&[("HTTPS_PROXY", "http://user:word@p:3128")], acme).as_deref(), Some("p:3128"));
    assert_eq!(proxy(&[("all_proxy", "p")], acme).as_deref(), Some("p:80"));
    let own = [("SCOREBRIDGE_NETWORK__PROXY", "http://own:8080"), ("https_proxy", "http://p:3128")];
    assert_eq!(proxy(&own, acme).as_deref(), Some("own:8080"));
    assert_eq!(proxy(&own, plain).as_deref(), Some("own:8080"), "for all calls");
    let except = |name, list| proxy(&[own[0], (name, list)], acme);
    for list in ["example.com,.service-now.com", "service-now.com", "*"] {
        assert_eq!(except("no_proxy", list), None, "{list}");
        assert_eq!(except("SCOREBRIDGE_NETWORK__NO_PROXY", list), None, "{list}");
    }
    assert_eq!(except("NO_PROXY", "now.com").as_deref(), Some("own:8080"));
    let config = with(&[("SCOREBRIDGE_NETWORK__PROXY", "http://user:hunter2@p:3128")]);
    let config = Config::load(None, config).unwrap();
    assert!(config.show().contains("proxy = \"http://p:3128/\""), "{}", config.show());
    assert!(!format!("{config:?}{}", config.show()).contains("hunter2"));
}

#[test]
fn faults_of_the_way_out_are_named() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().to_string_lossy().into_owned();
    let faults = Config::load(
        None,
        with(&[
            ("SCOREBRIDGE_NETWORK__PROXY", "socks5://user:hunter2@p:1080"),
            ("SCOREBRIDGE_NETWORK__CA_FILE", &path),
            ("SCOREBRIDGE_SERVICENOW__ALLOWED_HOSTS", "https://acme.service-now.com"),
        ]),
    )
    .unwrap_err()
    .to_string();
    for part in [
        "network.proxy (environment variable SCOREBRIDGE_NETWORK__PROXY): expected http://HOST:PORT",
        "holds no certificate in PEM form",
        "servicenow.allowed_hosts (environment variable SCOREBRIDGE_SERVICENOW__ALLOWED_HOSTS): expected host names",
    ] {
        assert!(faults.contains(part), "{part:?} is not in {faults}");
    }
    assert!(!faults.contains("hunter2"));
    let missing = with(&[("SCOREBRIDGE_NETWORK__CA_FILE", "/no/such/file.pem")]);
    assert!(Config::load(None, missing).unwrap_err().to_string().contains("read /no/such/file.pem"));
}
