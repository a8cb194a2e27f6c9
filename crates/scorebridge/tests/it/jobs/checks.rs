//! The first look at an instance (S04, S28), the eight checks, provisioning (S29) and the status inside ServiceNow (S13).

use scorebridge::connection::{CheckName, ConnectionStatus, Outcome};
use scorebridge::jobs;
use servicenow_client::{Fields, Query};
use servicenow_instance::{Instance, Scenario};
use wiremock::MockServer;

use super::double::page;
use super::world::{Connected, USER, World};

async fn probe(scenario: Option<Scenario>, more: &[(&str, &str)]) -> Result<Option<String>, String> {
    let world = World::with(more).await;
    let instance = Instance::builder().now(world.now()).demo_data(false).start().await.unwrap();
    if let Some(scenario) = scenario {
        instance.switch(scenario, true);
    }
    let facts = jobs::probe_instance(&world.app, instance.url().as_str()).await;
    facts.map(|facts| facts.release).map_err(|problem| problem.key)
}

#[tokio::test]
async fn an_instance_is_recognised_before_anybody_is_authorized() {
    assert!(probe(None, &[]).await.unwrap().is_some());
}

/// S04, S28
#[tokio::test]
async fn what_stands_in_the_way_of_a_connection_is_named() {
    let blocked = "problem-address-blocked";
    for (scenario, more, problem) in [
        (Scenario::OldRelease, vec![], "problem-release-old"),
        (Scenario::Hibernating, vec![], "problem-hibernating"),
        (Scenario::Maintenance, vec![], "problem-maintenance"),
        (Scenario::IpFilter, vec![], "problem-address-blocked-unlisted"),
        (Scenario::IpFilter, vec![("SERVICENOW__EGRESS_ADDRESSES", "203.0.113.7")], blocked),
        (Scenario::Down, vec![], "problem-interrupted"),
    ] {
        assert_eq!(probe(Some(scenario), &more).await, Err(problem.to_owned()), "{scenario:?}");
    }
}

#[tokio::test]
async fn other_servers_and_wrong_names_are_told_apart() {
    let world = World::new().await;
    let other = MockServer::start().await;
    wiremock::Mock::given(wiremock::matchers::any())
        .respond_with(page(200, "<html>Welcome</html>"))
        .mount(&other)
        .await;
    let probe = async |typed: &str| jobs::probe_instance(&world.app, typed).await.unwrap_err().key;
    assert_eq!(probe(&other.uri()).await, "problem-not-servicenow");
    assert_eq!(probe("http://acme.service-now.com").await, "problem-instance-address");
    assert_eq!(probe("http://127.0.0.1:1").await, "problem-connect");
}

/// A person must not make the portal call into the network it stands in, by number or by name.
#[tokio::test]
async fn addresses_of_private_networks_are_refused_at_connect_time() {
    let world = World::with(&[("SERVICENOW__ALLOW_PRIVATE_ADDRESSES", "false")]).await;
    let server = MockServer::start().await;
    let port = server.address().port();
    for typed in
        [format!("http://127.0.0.1:{port}"), format!("http://localhost:{port}"), "https://10.0.0.1".into()]
    {
        let problem = jobs::probe_instance(&world.app, &typed).await.unwrap_err();
        assert_eq!(problem.key, "problem-private-address", "{typed}");
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

fn outcomes(checks: &[scorebridge::connection::Check]) -> Vec<(CheckName, Outcome)> {
    checks.iter().map(|check| (check.name, check.outcome)).collect()
}

/// S29, S12, S13
#[tokio::test]
async fn provisioning_switches_cards_on_and_tells_the_connector_app() {
    let (world, id) = Connected::in_setup(&[]).await;
    world.follow_the_machine();
    let tokens = world.password_grant().await;
    world.authorize(id, &tokens).await;
    let connection = world.connection().await;
    assert_eq!(connection.status, ConnectionStatus::NotProvisioned);
    let before = jobs::run_checks(&world.app, &connection).await.unwrap();
    assert_eq!(before.last().unwrap().outcome, Outcome::Failed, "cards are off until somebody provisions");

    let person = world.person().await;
    let provisioned = jobs::provision(&world.app, &connection, &person).await.unwrap();
    let expected: Vec<_> = CheckName::PROVISIONING.into_iter().map(|name| (name, Outcome::Passed)).collect();
    assert_eq!(outcomes(&provisioned.checks), expected, "{:?}", provisioned.checks);
    assert!(provisioned.connected);
    let connection = world.connection().await;
    assert_eq!((connection.status, connection.step), (ConnectionStatus::Connected, None));
    let saved = world.app.store.list_checks(id).await.unwrap();
    assert_eq!(saved, provisioned.checks);

    let portal = Query::new().equals("portal_url", "http://127.0.0.1:8080");
    let row = world.admin.table("x_scbr_m365ticket_connection").first(&portal).await.unwrap().unwrap();
    assert_eq!((row.value("status"), row.value("integration_user")), ("connected", USER));
}

#[tokio::test]
async fn checks_wait_for_the_ones_before_them() {
    let (world, _) = Connected::in_setup(&[]).await;
    world.follow_the_machine();
    let checks = jobs::run_checks(&world.app, &world.connection().await).await.unwrap();
    let outcome = |name: CheckName| checks.iter().find(|check| check.name == name).unwrap().outcome;
    assert_eq!(checks.len(), 8);
    assert_eq!(outcome(CheckName::InstanceReachable), Outcome::Passed);
    assert_eq!(outcome(CheckName::IntegrationUser), Outcome::Waiting);
    assert_eq!(outcome(CheckName::Authorization), Outcome::Failed);
    assert_eq!(outcome(CheckName::FirstSync), Outcome::Waiting);
    let failed: Vec<_> = checks.iter().filter(|check| check.outcome == Outcome::Failed).collect();
    assert!(failed.iter().all(|check| check.way_out.is_some()), "{failed:?}");
}

#[tokio::test]
async fn a_locked_integration_user_and_a_sleeping_instance_are_found() {
    let world = Connected::new().await;
    world.switch(Scenario::Hibernating, true);
    let checks = jobs::run_checks(&world.app, &world.connection().await).await.unwrap();
    assert_eq!(checks[0].evidence.key, "problem-hibernating");
    assert!(checks[1..].iter().all(|check| check.outcome == Outcome::Waiting), "{checks:?}");
    world.switch(Scenario::Hibernating, false);
    let user =
        world.admin.table("sys_user").first(&Query::new().equals("user_name", USER)).await.unwrap().unwrap();
    world.admin.table("sys_user").update(user.sys_id(), &Fields::new().set("active", false)).await.unwrap();
    let checks = jobs::run_checks(&world.app, &world.connection().await).await.unwrap();
    let authorization = checks.iter().find(|check| check.name == CheckName::Authorization).unwrap();
    assert_eq!(
        (authorization.outcome, authorization.evidence.key.as_str()),
        (Outcome::Failed, "problem-unauthorized")
    );
}

/// S20, S13: the app is told before the tokens are given back.
#[tokio::test]
async fn a_removed_connection_is_told_to_the_connector_app() {
    let world = Connected::new().await;
    let person = world.person().await;
    jobs::provision(&world.app, &world.connection().await, &person).await.unwrap();
    let removed = jobs::remove_connection(&world.app, &world.connection().await, &person).await.unwrap();
    assert!(removed.revoked);
    let row = world.admin.table("x_scbr_m365ticket_connection").first(&Query::new()).await.unwrap().unwrap();
    assert_eq!(row.value("status"), "not_connected");
}
