//! `/servicenow/setup` and the way through the instance and back: S04, S05, S06, S07, S10, S11, S27, S28, S30.

use jiff::SignedDuration;
use scorebridge::connection::SetupStep;
use scorebridge::store::Role;
use servicenow_instance::Scenario;

use crate::support::app::{Page, TestApp};
use crate::support::platform::{CLIENT_ID, CLIENT_SECRET, PASSWORD, Platform, USER};

const PAGE: &str = "/servicenow/setup";

async fn step(app: &TestApp) -> Option<SetupStep> {
    app.app.store.find_connection(app.tenant()).await.unwrap().unwrap().step
}

fn open_step(page: &Page) -> String {
    page.one("ol.checklist > li.open > h2")
}

/// S05 S06 S07 S08
#[tokio::test]
async fn set_up_begins_with_what_is_needed_and_what_is_exchanged() {
    let page = TestApp::start().await.get(PAGE).await;
    assert_eq!(page.one(".page-head .lead"), "Step 1 of 5 · about 12 minutes to go");
    assert_eq!(open_step(&page), "Prerequisites and instance");
    assert_eq!(page.all("ol.checklist > li").len(), 5);
    let text = page.one("main");
    for needed in [
        "administrator rights on the instance",
        "admin HI credentials",
        "Keep the default settings",
        "Kingston or a higher release",
        "Instance name, client ID, client secret, access token and refresh token",
        "recommendation category (Devices, Data, Apps, Identity, Infrastructure)",
    ] {
        assert!(text.contains(needed), "{needed}");
    }
}

/// S04 S10
#[tokio::test]
async fn the_five_steps_lead_to_a_working_connection() {
    let (app, platform) = Platform::beside_portal().await;
    let answer = app.post("/servicenow/setup/instance", &[("instance", &platform.address())]).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, PAGE), "{}", answer.text());

    let page = app.get(PAGE).await;
    assert_eq!(open_step(&page), "Install the app and finish its checklist");
    assert!(page.one("ol.checklist > li.done > p").starts_with(&platform.name()));
    assert_eq!(page.attributes("#redirect-url", "value"), ["http://127.0.0.1:8080/servicenow/callback"]);
    assert_eq!(
        page.attributes(".steps a[target]", "href"),
        [format!("{}/x_scbr_m365ticket_checklist.do", platform.address())]
    );
    assert_eq!(page.attributes("#user", "value"), [USER]);
    app.post("/servicenow/setup/checklist", &[("user", USER)]).await;

    assert_eq!(open_step(&app.get(PAGE).await), "OAuth client");
    let client = [("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)];
    assert_eq!(app.post("/servicenow/setup/client", &client).await.status, 303);

    let page = app.get(PAGE).await;
    assert_eq!(open_step(&page), "Authorize as the integration user");
    assert!(!page.text().contains(CLIENT_SECRET), "a stored secret never comes back");
    let url = app.begin_authorization(PAGE).await;
    let back = platform.decide(&url, USER, PASSWORD, "allow").await;
    assert_eq!(app.get(&back).await.header("location"), "/servicenow/setup?notice=authorized");

    let page = app.get(PAGE).await;
    assert_eq!(open_step(&page), "Test and provision");
    assert_eq!(page.all(".checks li").len(), 8);
    assert_eq!(app.post("/servicenow/setup/provision", &[]).await.status, 303);
    let page = app.get(PAGE).await;
    assert!(page.one(".bar.ok").starts_with("You are all set."), "{}", page.one("main"));
    assert_eq!(page.all(".card-foot .button"), ["Go to Home", "Create a test ticket"]);
    assert_eq!(step(&app).await, None);
    assert_eq!(app.get("/").await.count("#card-change"), 1, "the cards are on the home page");
}

#[tokio::test]
async fn set_up_resumes_where_it_was_left_and_finished_steps_open_again() {
    let (app, platform) = Platform::beside_portal().await;
    app.set_up_client(&platform).await;
    let page = app.get(PAGE).await;
    assert_eq!(page.all("ol.checklist > li.done > h2").len(), 3);
    let reopen = page.attributes("ol.checklist > li.done a", "href");
    assert_eq!(
        reopen,
        [
            "/servicenow/setup?step=instance",
            "/servicenow/setup?step=checklist",
            "/servicenow/setup?step=client"
        ]
    );
    let page = app.get(&reopen[2]).await;
    assert_eq!(page.attributes("#client_id", "value"), [CLIENT_ID]);
    let hint = page.one("#client_secret-hint");
    assert!(hint.starts_with("Saved ") && hint.contains(", ends in …klist."), "{hint}");
    assert_eq!(page.attributes("#client_secret", "value"), [""]);
    let kept = app.post("/servicenow/setup/client", &[("client_id", CLIENT_ID), ("client_secret", "")]).await;
    assert_eq!(kept.status, 303, "an empty secret keeps the saved one");
    let later = app.get("/servicenow/setup?step=provision").await;
    assert_eq!(open_step(&later), "Authorize as the integration user", "a step ahead does not open");
}

#[tokio::test]
async fn an_address_that_is_none_stays_in_its_field() {
    let app = TestApp::start().await;
    let empty = app.post("/servicenow/setup/instance", &[("instance", " ")]).await;
    assert_eq!(empty.status, 422);
    assert_eq!(empty.all(".error-summary a"), ["Enter the address of the instance"]);
    let odd = app
        .post("/servicenow/setup/instance", &[("instance", "https://acme.service-now.com/login.do")])
        .await;
    assert!(odd.one(".bar.bad").contains("Enter the name alone, such as acme"), "{}", odd.text());
    assert_eq!(odd.attributes("#instance", "value"), ["https://acme.service-now.com/login.do"]);
    assert!(app.app.store.find_connection(app.tenant()).await.unwrap().is_none());
}

/// S04
#[tokio::test]
async fn an_old_release_is_refused_with_the_reason() {
    let (app, platform) = Platform::beside_portal().await;
    platform.switch(Scenario::OldRelease, true);
    let page = app.post("/servicenow/setup/instance", &[("instance", &platform.address())]).await;
    let bar = page.one(".bar.bad");
    assert!(bar.contains("Jakarta") && bar.contains("Kingston"), "{bar}");
    assert!(app.app.store.find_connection(app.tenant()).await.unwrap().is_none());
}

#[tokio::test]
async fn what_could_be_better_is_said_and_does_not_stop_set_up() {
    let (app, platform) = Platform::beside_portal().await;
    app.app.clock.advance(SignedDuration::from_mins(30));
    let page = app.post("/servicenow/setup/instance", &[("instance", &platform.address())]).await;
    assert_eq!(page.status, 200);
    assert!(page.one(".step-body .bar.warn").contains("clocks"), "{}", page.one("main"));
    assert_eq!(open_step(&page), "Install the app and finish its checklist");
}

/// S28
#[tokio::test]
async fn an_ip_filter_is_recognised_and_the_addresses_are_named() {
    let (app, platform) = Platform::beside_portal().await;
    platform.switch(Scenario::IpFilter, true);
    let page = app.post("/servicenow/setup/instance", &[("instance", &platform.address())]).await;
    let bar = page.one(".bar.bad");
    assert!(bar.contains("192.0.2.10") && bar.contains("IP Address Access Control"), "{bar}");
}

#[tokio::test]
async fn a_wrong_client_is_named_before_or_at_the_authorization() {
    let (app, platform) = Platform::beside_portal().await;
    app.post("/servicenow/setup/instance", &[("instance", &platform.address())]).await;
    app.post("/servicenow/setup/checklist", &[("user", USER)]).await;
    let empty =
        app.post("/servicenow/setup/client", &[("client_id", "no spaces"), ("client_secret", "")]).await;
    assert_eq!(empty.status, 422);
    assert_eq!(empty.attributes(".error-summary a", "href"), ["#client_id", "#client_secret"]);
    assert_eq!(empty.attributes("#client_id", "value"), ["no spaces"]);
    let client = [("client_id", CLIENT_ID), ("client_secret", "wrong"), ("do", "check")];
    let checked = app.post("/servicenow/setup/client", &client).await;
    assert_eq!(checked.count(".step-body .bar"), 1, "the check says what it found");
    assert_eq!(step(&app).await, Some(SetupStep::Client), "a check does not go on");
}

/// S11
#[tokio::test]
async fn before_authorizing_the_person_is_told_not_to_use_personal_credentials() {
    let (app, platform) = Platform::beside_portal().await;
    app.set_up_client(&platform).await;
    let page = app.get(PAGE).await;
    let warning = page.one(".step-body .bar.warn");
    assert!(warning.starts_with("Use the integration user m365.integration, not your personal credentials."));
    let steps = page.one(".step-body .steps");
    assert!(steps.contains("Not you?") && steps.contains("Allow"));
}

/// S27
#[tokio::test]
async fn both_ways_out_of_single_sign_on_are_explained() {
    let (app, platform) = Platform::beside_portal().await;
    app.set_up_client(&platform).await;
    let ways = app.get(PAGE).await.all(".step-body details li");
    assert_eq!(ways.len(), 2);
    assert!(ways[0].contains("Not you?") && ways[0].contains("/side_door.do"));
    assert!(
        ways[1].contains("security admin role") && ways[1].contains("The role can be removed once connected")
    );
}

/// S11
#[tokio::test]
async fn an_authorization_by_anybody_else_is_refused_and_nothing_is_saved() {
    let (app, platform) = Platform::beside_portal().await;
    app.set_up_client(&platform).await;
    let url = app.begin_authorization(PAGE).await;
    let back = platform.decide(&url, "admin", "admin", "allow").await;
    let page = app.get(&back).await;
    assert_eq!(page.status, 403);
    let bar = page.one("main > .bar.bad");
    assert!(
        bar.starts_with("You signed in as admin; expected m365.integration. Nothing was saved."),
        "{bar}"
    );
    assert!(bar.contains("Not you?"));
    assert_eq!(page.all("main > .buttons .button"), ["Try again", "Back to setup"]);
    assert_eq!(page.attributes("main > .buttons form", "action"), ["/servicenow/authorize"]);
    let connection = app.app.store.find_connection(app.tenant()).await.unwrap().unwrap();
    assert!(connection.authorization.is_none());
    assert!(app.app.store.load_tokens(connection.id).await.unwrap().is_none());
}

/// S10
#[tokio::test]
async fn a_denied_authorization_can_be_tried_again() {
    let (app, platform) = Platform::beside_portal().await;
    app.set_up_client(&platform).await;
    let url = app.begin_authorization(PAGE).await;
    let page = app.get(&platform.decide(&url, USER, PASSWORD, "deny").await).await;
    assert_eq!(page.status, 403);
    assert!(page.one("main > .bar.warn").starts_with("You selected Deny in ServiceNow."));
    let url = app.begin_authorization(PAGE).await;
    let back = platform.decide(&url, USER, PASSWORD, "allow").await;
    assert_eq!(app.get(&back).await.status, 303);
}

/// S10
#[tokio::test]
async fn a_closed_window_is_told_and_the_step_goes_on() {
    let (app, platform) = Platform::beside_portal().await;
    app.set_up_client(&platform).await;
    app.begin_authorization(PAGE).await;
    assert!(app.get(PAGE).await.all("#authorization-lost").is_empty(), "somebody may be about to allow");
    app.app.clock.advance(SignedDuration::from_mins(3));
    let told = app.get(PAGE).await.one("#authorization-lost");
    assert!(told.contains("did not come back") && told.contains("/servicenow/callback"), "{told}");
    let url = app.begin_authorization(PAGE).await;
    let back = platform.decide(&url, USER, PASSWORD, "allow").await;
    assert_eq!(app.get(&back).await.status, 303);
    assert!(app.get("/servicenow/setup?step=authorize").await.all("#authorization-lost").is_empty());
}

#[tokio::test]
async fn an_unknown_a_used_and_an_expired_state_are_refused() {
    let (app, platform) = Platform::beside_portal().await;
    let unknown = app.get("/servicenow/callback?code=c&state=s").await;
    assert_eq!(unknown.status, 400);
    assert!(unknown.one("main > .bar.bad").starts_with("This authorization is not known."));
    assert_eq!(app.get("/servicenow/callback").await.status, 400);

    app.set_up_client(&platform).await;
    let url = app.begin_authorization(PAGE).await;
    let back = platform.decide(&url, USER, PASSWORD, "allow").await;
    assert_eq!(app.get(&back).await.status, 303);
    assert_eq!(app.get(&back).await.status, 400, "replayed");

    let url = app.begin_authorization(PAGE).await;
    let back = platform.decide(&url, USER, PASSWORD, "allow").await;
    app.app.clock.advance(SignedDuration::from_mins(11));
    assert_eq!(app.get(&back).await.status, 400, "expired");
}

#[tokio::test]
async fn another_persons_browser_cannot_end_an_authorization() {
    let (mut app, platform) = Platform::beside_portal().await;
    app.set_up_client(&platform).await;
    let url = app.begin_authorization(PAGE).await;
    let back = platform.decide(&url, USER, PASSWORD, "allow").await;
    app.become_role(Role::Operator).await;
    assert_eq!(app.get(&back).await.status, 403, "operators do not connect");
    app.signed_out();
    assert_eq!(app.get(&back).await.status, 303, "to sign-in");
}

#[tokio::test]
async fn steps_cannot_be_skipped() {
    let (app, platform) = Platform::beside_portal().await;
    for path in ["checklist", "client", "provision"] {
        let answer = app.post(&format!("{PAGE}/{path}"), &[]).await;
        assert_eq!(answer.status, 409, "{path}");
    }
    assert_eq!(app.post("/servicenow/authorize", &[]).await.status, 409);
    app.post("/servicenow/setup/instance", &[("instance", &platform.address())]).await;
    assert_eq!(app.post(&format!("{PAGE}/client"), &[]).await.status, 409);
}

#[tokio::test]
async fn readers_see_the_steps_and_why_they_cannot_follow_them() {
    let app = TestApp::start_as(Role::Reader).await;
    let page = app.get(PAGE).await;
    assert_eq!(page.count("main form"), 0);
    assert!(page.one("main > .bar").contains("administrator role"));
    assert_eq!(app.post("/servicenow/setup/instance", &[("instance", "acme")]).await.status, 403);
}

/// S30
#[tokio::test]
async fn set_up_is_in_dutch_with_the_instances_menus_in_english() {
    let (mut app, platform) = Platform::beside_portal().await;
    app.set_up_client(&platform).await;
    app.with_cookie("scorebridge_language=nl");
    let page = app.get("/servicenow/setup?step=client").await;
    assert_eq!(page.one("h1"), "Verbinding maken met ServiceNow");
    assert_eq!(page.one(".page-head .lead"), "Stap 4 van 5 · nog ongeveer 3 minuten");
    assert!(page.one(".step-body").contains("System OAuth > Application Registry"));
    assert_eq!(page.all("[for=client_secret]"), ["Clientgeheim"]);
}
