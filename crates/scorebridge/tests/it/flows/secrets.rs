//! Secrets stay where they belong: a whole life of a connection leaves no client secret, token, code or verifier in the
//! database file, in the logs at their most talkative, or in a report.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::SignedDuration;
use scorebridge::store::Role;
use secrecy::ExposeSecret as _;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{EnvFilter, Registry, fmt};

use crate::support::app::TestApp;
use crate::support::platform::{CLIENT_ID, CLIENT_SECRET, PASSWORD, Platform, USER};

/// Everything but the instance's own log, which is another program's.
const TALKATIVE: &str = "trace,servicenow_instance=off,sample_tenant=off";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// The files of the database, write-ahead log and all.
fn database(app: &TestApp) -> Vec<u8> {
    let folder = &app.app.config.server.data;
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.to_string_lossy().contains("portal.db"));
    files.flat_map(|path| std::fs::read(path).unwrap()).collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn no_secret_stands_in_the_database_the_logs_or_a_report() {
    let log = Log::default();
    let written = fmt::layer().with_writer(log.clone()).with_ansi(false);
    let _guard =
        tracing::subscriber::set_default(Registry::default().with(EnvFilter::new(TALKATIVE)).with(written));

    let (mut app, platform) = Platform::beside_portal().await;
    app.set_up_client(&platform).await;
    let url = app.begin_authorization("/servicenow/setup").await;
    let back = platform.decide(&url, USER, PASSWORD, "allow").await;
    let code = url::Url::parse("http://portal.example").unwrap().join(&back).unwrap();
    let code = code.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    assert_eq!(app.get(&back).await.status, 303);
    app.post("/servicenow/setup/provision", &[]).await;
    let connection = app.app.store.find_connection(app.tenant()).await.unwrap().unwrap();
    let first = app.app.store.load_tokens(connection.id).await.unwrap().unwrap();

    // The access token ends and is renewed.
    app.app.clock.advance(SignedDuration::from_hours(1));
    platform.instance.set_now(app.now());
    app.become_role(Role::Administrator).await;
    app.post("/troubleshooting", &[]).await;
    let renewed = app.app.store.load_tokens(connection.id).await.unwrap().unwrap();
    assert_ne!(first.access_token.expose_secret(), renewed.access_token.expose_secret());

    let mut secrets = vec![CLIENT_SECRET.to_owned(), PASSWORD.to_owned(), code];
    for tokens in [&first, &renewed] {
        secrets.push(tokens.access_token.expose_secret().to_owned());
        secrets.extend(tokens.refresh_token.as_ref().map(|token| token.expose_secret().to_owned()));
    }
    let reports = format!(
        "{}{}",
        app.get("/troubleshooting/report.txt").await.text(),
        app.get("/troubleshooting/report.json").await.text()
    );
    let (database, log) = (database(&app), log.text());
    assert!(holds(&database, CLIENT_ID), "the search finds what is there");
    assert!(log.len() > 10_000, "the log is talkative: {}", log.len());
    assert!(reports.contains("\"authorization\""));
    for secret in &secrets {
        assert!(secret.len() > 8, "{secret}");
        assert!(!holds(&database, secret), "in the database: {secret}");
        assert!(!reports.contains(secret.as_str()), "in the report: {secret}");
        let line = log.lines().find(|line| line.contains(secret.as_str()));
        assert!(line.is_none(), "in the log: {line:?}");
    }
}
