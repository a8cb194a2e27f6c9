//! `/ticketProvisioning`: S29, S30.

use scorebridge::store::Role;
use servicenow_instance::Scenario;

use crate::support::app::TestApp;
use crate::support::platform::{PASSWORD, Platform, USER};

const PAGE: &str = "/ticketProvisioning";

#[tokio::test]
async fn without_a_connection_the_page_leads_to_set_up() {
    let page = TestApp::start().await.get(PAGE).await;
    assert!(page.one("#provisioning-next .bar").starts_with("ServiceNow is not connected."));
    assert_eq!(page.attributes("#provisioning-next .button", "href"), ["/servicenow/setup"]);
    assert_eq!(page.all(".checks li").len(), 8);
    assert_eq!(page.one("#checks-heading"), "0 of 8 checks passed");
}

#[tokio::test]
async fn an_unfinished_set_up_is_named_with_its_step() {
    let (app, platform) = Platform::beside_portal().await;
    app.post("/servicenow/setup/instance", &[("instance", &platform.address())]).await;
    let page = app.get(PAGE).await;
    assert!(page.one("#provisioning-next .bar").contains("Install the app and finish its checklist is next"));
    assert_eq!(page.attributes("#provisioning-next .button", "href"), ["/servicenow/setup"]);
}

/// S29
#[tokio::test]
async fn authorize_here_brings_the_cards_back_to_the_home_page() {
    let (app, platform) = Platform::beside_portal().await;
    app.set_up_client(&platform).await;
    let page = app.get(PAGE).await;
    assert!(page.one("#provisioning-next .bar.warn").starts_with("Authorization is missing."));
    assert_eq!(page.all("#provisioning-next button"), ["Authorize"]);
    assert_eq!(app.get("/").await.count("#card-change"), 0);

    let return_to = page.attributes("#provisioning-next [name=return_to]", "value").remove(0);
    let url = app.begin_authorization(&return_to).await;
    let back = platform.decide(&url, USER, PASSWORD, "allow").await;
    let done = app.get(&back).await;
    assert_eq!(done.header("location"), "/ticketProvisioning?notice=authorized");

    let page = app.get(done.header("location")).await;
    assert!(page.one("#provisioning-next .bar.ok").starts_with("Everything works."), "{}", page.one("main"));
    assert_eq!(page.attributes("#provisioning-next .button", "href"), ["/"]);
    assert_eq!(page.one("#checks-heading"), "8 of 8 checks passed");
    let home = app.get("/").await;
    assert_eq!(home.count("#card-change, #card-incident"), 2);
}

/// S29
#[tokio::test]
async fn a_failed_check_shows_evidence_time_and_what_to_do() {
    let (app, platform) = Platform::beside_portal().await;
    app.authorized_at(&platform).await;
    platform.switch(Scenario::IpFilter, true);
    assert_eq!(app.post(PAGE, &[]).await.header("location"), PAGE);
    let page = app.get(PAGE).await;
    let bar = page.one("#provisioning-next .bar.bad");
    assert!(bar.contains("Instance reachable") && bar.contains("192.0.2.10"), "{bar}");
    let checks = page.all(".checks li");
    assert!(checks[0].starts_with("Instance reachable Failed"), "{checks:?}");
    assert!(checks[0].contains("What to do:"), "{checks:?}");
    assert_eq!(page.count(".checks li:first-child time"), 1);
    assert!(checks[7].contains("Waiting"));
    assert_eq!(page.all("#provisioning-checks button"), ["Check again"]);

    platform.switch(Scenario::IpFilter, false);
    app.post(PAGE, &[]).await;
    let page = app.get(PAGE).await;
    assert!(page.one("#provisioning-next .bar").starts_with("Everything works."), "{}", page.one("main"));
}

#[tokio::test]
async fn readers_see_the_checks_without_controls() {
    let mut app = TestApp::start().await;
    app.with_authorized().await;
    app.become_role(Role::Reader).await;
    let page = app.get(PAGE).await;
    assert_eq!(page.count("main button, main form"), 0);
    assert_eq!(page.all(".checks li").len(), 8);
    assert!(page.one(".page-head .secondary").contains("administrator role"));
    assert_eq!(app.post(PAGE, &[]).await.status, 403);
}

/// S30
#[tokio::test]
async fn the_page_is_in_dutch_too() {
    let mut app = TestApp::start().await;
    app.with_authorized().await;
    app.with_cookie("scorebridge_language=nl");
    let page = app.get(PAGE).await;
    assert_eq!(page.one("h1"), "Inrichtingsstatus");
    assert!(page.all(".checks li")[1].starts_with("Versie ondersteund"));
}
