//! `scorebridge doctor` and `scorebridge connection`, against a running portal and on the portal's own machine.

use std::process::Output;

use sample_tenant::SampleTenant;
use scorebridge::auth;
use scorebridge::clock::Clock;
use scorebridge::demo;
use scorebridge::portal::Portal;
use scorebridge::store::{Role, Upserted};
use servicenow_instance::{Instance, Scenario};
use tempfile::TempDir;

use crate::support::process::{complaint, scorebridge};

struct Running {
    portal: Portal,
    instance: Instance,
    token: String,
    _tenant: SampleTenant,
    _data: TempDir,
}

impl Running {
    async fn start() -> Self {
        let any = "127.0.0.1:0".parse().unwrap();
        let data = tempfile::tempdir().unwrap();
        let tenant = SampleTenant::builder().listen(any).start().await.unwrap();
        let instance = Instance::builder().listen(any).demo_data(false).start().await.unwrap();
        let config = demo::config(any, data.path(), &tenant).unwrap();
        let portal = Portal::start(config, Clock::system()).await.unwrap();
        demo::connect(portal.app(), instance.url()).await.unwrap();
        let app = portal.app();
        let person = Upserted {
            tenant: app.config.graph.tenant.clone(),
            subject: "operator-of-the-terminal".to_owned(),
            name: "Sam de Vries".to_owned(),
            user_name: "sam@noordlicht.example".to_owned(),
            role: Role::Administrator,
            at: app.clock.now(),
        };
        let person = app.store.upsert_person(&person).await.unwrap();
        let token = auth::api_token();
        app.store.insert_api_token(&auth::hash(&token), "test", person.id, app.clock.now()).await.unwrap();
        Self { portal, instance, token, _tenant: tenant, _data: data }
    }

    async fn run(&self, arguments: &'static [&'static str]) -> (Option<i32>, String, String) {
        let (url, token) = (self.portal.url().to_string(), self.token.clone());
        let output = tokio::task::spawn_blocking(move || {
            let mut command = scorebridge(arguments);
            command.env("SCOREBRIDGE_URL", url).env("SCOREBRIDGE_TOKEN", token).output().unwrap()
        });
        told(&output.await.unwrap())
    }
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned(), complaint(output))
}

/// S20
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_terminal_asks_the_running_portal_what_is_wrong() {
    let running = Running::start().await;
    let (code, out, said) = running.run(&["doctor"]).await;
    assert_eq!((code, said.as_str()), (Some(0), ""), "{out}");
    assert!(out.lines().any(|line| line.starts_with("passed   IP filtering")), "{out}");
    assert!(out.trim_end().ends_with("not checked"), "{out}");

    running.instance.switch(Scenario::Hibernating, true);
    let (code, out, said) = running.run(&["doctor", "--only", "awake"]).await;
    assert_eq!((code, said.as_str()), (Some(1), "error: 1 check(s) failed"));
    assert!(out.contains("-> Wake it at developer.servicenow.com"), "{out}");
    assert!(out.contains("/troubleshooting?topic=asleep#topic-asleep"), "{out}");
    let (code, out, _) = running.run(&["doctor", "--only", "awake", "--json"]).await;
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &report["failed"]), (Some(1), &serde_json::json!(1)));
    let (code, _, said) = running.run(&["doctor", "--only", "nothing"]).await;
    assert!(code == Some(1) && said.contains("nothing"), "{said}");
}

/// S12, S20
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_terminal_checks_and_removes_the_connection() {
    let running = Running::start().await;
    let (code, out, said) = running.run(&["connection", "check"]).await;
    assert_eq!((code, said.as_str()), (Some(0), ""), "{out}");
    assert!(out.contains("cards-and-sharing"), "{out}");
    let (code, out, _) = running.run(&["connection", "authorize"]).await;
    assert_eq!(
        (code, out.trim()),
        (Some(0), running.portal.url().join("ticketProvisioning").unwrap().as_str())
    );
    let (code, _, said) = running.run(&["connection", "remove", "--instance", "another"]).await;
    assert!(code == Some(1) && said.contains("422"), "{said}");
    let name: &'static str = running.instance.addr().to_string().leak();
    let arguments: &'static [&'static str] = vec!["connection", "remove", "--instance", name].leak();
    let (code, out, said) = running.run(arguments).await;
    assert_eq!((code, said.as_str()), (Some(0), ""), "{out}");
    assert!(out.contains("Tokens revoked") && out.contains("true"), "{out}");
    let (code, _, said) = running.run(&["connection", "check"]).await;
    assert!(code == Some(1) && said.contains("409"), "{said}");
}

/// Without a token the configuration of this machine is tested.
#[test]
fn without_a_token_the_configuration_of_this_machine_is_tested() {
    let data = tempfile::tempdir().unwrap();
    let mut command = scorebridge(&["doctor", "--json"]);
    for (key, value) in [
        ("SERVER__DATA", data.path().to_str().unwrap()),
        ("SIGNIN__ISSUER", "http://127.0.0.1:9/tenant/v2.0"),
        ("SIGNIN__CLIENT_ID", "portal"),
        ("SIGNIN__CLIENT_SECRET", "not-used"),
        ("GRAPH__TENANT", "7d6f2c1a-0000-4000-8000-000000000001"),
        ("GRAPH__ROOT", "http://127.0.0.1:9/"),
        ("GRAPH__AUTHORITY", "http://127.0.0.1:9/"),
        ("GRAPH__CLIENT_ID", "graph"),
        ("GRAPH__CLIENT_SECRET", "a-secret-of-the-graph"),
    ] {
        command.env(format!("SCOREBRIDGE_{key}"), value);
    }
    let (code, out, said) = told(&command.output().unwrap());
    let report: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{said}"));
    assert_eq!((code, &report["failed"]), (Some(1), &serde_json::json!(1)));
    let graph = report["findings"].as_array().unwrap().iter().find(|one| one["name"] == "graph-application");
    assert_eq!(graph.unwrap()["code"], "problem-graph-unreachable");
    assert!(!out.contains("a-secret-of-the-graph"));
}
