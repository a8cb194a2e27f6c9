//! Clients of ServiceNow that others wrote, unchanged, against an instance over TLS. Their steps are in
//! `tests/clients`; `cargo xtask prepare` installs them.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::process::Command;

use super::support::{BETH, Lab};

const CLIENT_ID: &str = "0123456789abcdef0123456789abcdef";
const CLIENT_SECRET: &str = "s3cret";
/// Longest run of one client's steps, on a machine that does other things too.
const PATIENCE: Duration = Duration::from_mins(5);

/// An instance with 250 incidents and a registered OAuth client.
struct Contract {
    lab: Lab,
    folder: tempfile::TempDir,
}

impl Contract {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let builder = servicenow_instance::Instance::builder();
        let lab = Lab::of(builder.tls(true).data(folder.path().join("instance.db"))).await;
        let incidents: Vec<Value> = (0..250).map(incident).collect();
        let seed = lab.http.post(lab.url("/dev/seed")).json(&json!({ "incident": incidents }));
        assert_eq!(seed.send().await.unwrap().status(), StatusCode::OK);
        let entity = json!({ "name": "client", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "type": "client", "active": "true" });
        lab.create("oauth_entity", entity).await;
        Self { lab, folder }
    }

    /// Runs a client's steps; which of them were done.
    async fn run(&self, program: &str, script: &str, needed: &Path) -> Vec<String> {
        assert!(
            needed.exists(),
            "{} is not installed: run `cargo xtask prepare`",
            needed.file_name().unwrap().to_string_lossy()
        );
        let certificate = self.folder.path().join("instance-certificate.pem");
        let run = Command::new(program)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(script))
            .current_dir(&self.folder)
            .env("INSTANCE", self.lab.instance.url().as_str().trim_end_matches('/'))
            .env("CLIENT_ID", CLIENT_ID)
            .env("CLIENT_SECRET", CLIENT_SECRET)
            .env("PYTHONPATH", installed("python"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PYTHONWARNINGS", "ignore")
            .env("NODE_PATH", installed("node/node_modules"))
            .env("REQUESTS_CA_BUNDLE", &certificate)
            .env("SSL_CERT_FILE", &certificate)
            .env("NODE_EXTRA_CA_CERTS", &certificate)
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output();
        let output = tokio::time::timeout(PATIENCE, run).await.expect("the client comes to an end").unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script}: {said}\n{complaints}");
        said.lines().filter_map(|line| line.strip_prefix("done: ")).map(str::to_owned).collect()
    }

    /// Every request of the last ones came from the client and not from elsewhere.
    fn assert_agent(&self, start: &str) {
        let requests = self.lab.instance.requests();
        let agents = requests.iter().flat_map(|request| &request.headers);
        let agents = agents.filter(|(name, _)| name == "user-agent").map(|(_, agent)| agent);
        let found = agents.filter(|agent| agent.starts_with(start)).count();
        assert!(found > 5, "{found} of {} requests came from {start}", requests.len());
    }
}

fn incident(number: usize) -> Value {
    json!({
        "number": format!("INC09{number:05}"),
        "short_description": format!("number {number}"),
        "correlation_id": format!("m{number}"),
        "correlation_display": "many",
        "caller_id": BETH,
        "state": "1",
        "active": "true",
        "impact": "2",
        "urgency": "2",
        "priority": "3",
    })
}

fn installed(path: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("clients").join(path)
}

/// Proves P0.1, P1.8, P2.12.
#[tokio::test(flavor = "multi_thread")]
async fn servicenows_own_python_client_works_unchanged() {
    let contract = Contract::new().await;
    let done = contract.run("python3", "with_pysnc.py", &installed("python/pysnc")).await;
    assert_eq!(done.len(), 11, "{done:?}");
    contract.assert_agent("python-requests/");
}

/// Proves P0.2, P1.20, P4.6.
#[tokio::test(flavor = "multi_thread")]
async fn pysnow_works_unchanged() {
    let contract = Contract::new().await;
    let done = contract.run("python3", "with_pysnow.py", &installed("python/pysnow")).await;
    assert_eq!(done.len(), 7, "{done:?}");
    contract.assert_agent("pysnow");
}

/// Proves P0.3.
#[tokio::test(flavor = "multi_thread")]
async fn aiosnow_works_unchanged() {
    let contract = Contract::new().await;
    let done = contract.run("python3", "with_aiosnow.py", &installed("python/aiosnow")).await;
    assert_eq!(done.len(), 5, "{done:?}");
    contract.assert_agent("Python/");
}

/// Proves P0.10, P5.9.
#[tokio::test(flavor = "multi_thread")]
async fn snowloader_works_unchanged() {
    let contract = Contract::new().await;
    let done = contract.run("python3", "with_snowloader.py", &installed("python/snowloader")).await;
    assert_eq!(done.len(), 6, "{done:?}");
    contract.assert_agent("python-requests/");
}

/// Proves P0.11, P3.19.
#[tokio::test(flavor = "multi_thread")]
async fn snowpy3_works_unchanged() {
    let contract = Contract::new().await;
    let done = contract.run("python3", "with_snowpy3.py", &installed("python/snowpy3")).await;
    assert_eq!(done.len(), 4, "{done:?}");
    contract.assert_agent("python-requests/");
}

/// Proves P0.4, P1.16.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_for_node_works_unchanged() {
    let contract = Contract::new().await;
    let needed = installed("node/node_modules/servicenow-rest-api");
    let done = contract.run("node", "with_servicenow_rest_api.js", &needed).await;
    assert_eq!(done.len(), 3, "{done:?}");
    contract.assert_agent("axios/");
}
