//! `/servicenow`: S07, S08, S12, S28, S30.

use scorebridge::connection::{ConnectionStatus, SyncRun};
use scorebridge::live::LiveEvent;
use scorebridge::message::Message;
use scorebridge::store::Role;
use servicenow_instance::Scenario;

use crate::support::app::TestApp;
use crate::support::platform::Platform;

const PAGE: &str = "/servicenow";

/// S07 S08 S10
#[tokio::test]
async fn without_a_connection_the_page_explains_and_leads_to_set_up() {
    let page = TestApp::start().await.get(PAGE).await;
    assert_eq!(page.one("main h2.figure"), "Do you use ServiceNow?");
    assert_eq!(page.attributes("main .button.primary", "href"), ["/servicenow/setup"]);
    let exchange = page.one("section:has(#exchange-heading)");
    assert!(exchange.contains("Instance name, client ID, client secret, access token and refresh token."));
    assert!(
        exchange
            .contains("User ID of the person who starts it, task name, task description, priority, due date")
    );
    assert_eq!(page.all(".ticks li").len(), 7);
}

/// S12
#[tokio::test]
async fn a_connection_shows_its_status() {
    let app = TestApp::start().await;
    app.with_connection().await;
    let page = app.get(PAGE).await;
    assert_eq!(page.one("#connection-card .badge"), "Connected");
    let facts = page.all("#connection-card dd");
    assert!(facts[0].starts_with("noordlicht-dev"));
    assert_eq!(facts[1], "Zurich");
    assert!(facts.contains(&"m365.integration".to_owned()));
    assert!(facts.contains(&"2 min ago".to_owned()));
    assert_eq!(
        page.all("#connection-card .card-foot .button"),
        ["Sync now", "Check connection", "Authorize again", "Manage ServiceNow configuration"]
    );
}

#[tokio::test]
async fn a_connection_in_set_up_is_continued() {
    let (app, platform) = Platform::beside_portal().await;
    app.set_up_client(&platform).await;
    let page = app.get(PAGE).await;
    assert!(page.one("#connection-state .bar").contains("step 4 of 5 is next"));
    assert_eq!(page.all("main .card-foot .button.primary"), ["Continue setting up"]);
}

/// S12
#[tokio::test]
async fn every_trouble_has_a_cause_and_a_way_out() {
    let app = TestApp::start().await;
    let id = app.with_connection().await;
    let problem = Message::new("problem-dns").with("host", "noordlicht-dev.service-now.com");
    let cases = [
        (ConnectionStatus::Unreachable, "Not reachable", "ServiceNow cannot be reached."),
        (
            ConnectionStatus::AuthorizationEnded,
            "Authorization ended",
            "ServiceNow no longer accepts the authorization.",
        ),
        (
            ConnectionStatus::NotProvisioned,
            "Not provisioned",
            "Setup is complete, but the connection is not ready yet.",
        ),
    ];
    for (status, badge, sentence) in cases {
        app.app.store.set_connection_status(id, status, Some(&problem)).await.unwrap();
        let page = app.get(PAGE).await;
        assert_eq!(page.one("#connection-card .badge"), badge);
        let bar = page.one("#connection-state .bar");
        assert!(bar.starts_with(sentence), "{bar}");
        assert!(bar.contains("is not known") && bar.contains("Check the name of the instance"), "{bar}");
    }
}

#[tokio::test]
async fn the_end_of_the_authorization_is_announced_a_month_and_urged_a_week_before() {
    let app = TestApp::start().await;
    app.with_connection().await;
    assert_eq!(app.get(PAGE).await.count("#connection-state .bar"), 0);
    app.app.clock.advance(jiff::SignedDuration::from_hours(24 * 90));
    let mut app = app;
    app.become_role(Role::Administrator).await;
    assert!(app.get(PAGE).await.one("#connection-state .bar.warn").starts_with("The authorization ends:"));
    assert_eq!(app.get("/").await.count(".bar.warn"), 1);
    app.app.clock.advance(jiff::SignedDuration::from_hours(24 * 5));
    app.become_role(Role::Administrator).await;
    assert!(app.get(PAGE).await.one("#connection-state .bar.bad").starts_with("The authorization ends:"));
    assert_eq!(app.get("/").await.count(".bar.bad"), 1);
}

/// S12: what syncs did, newest first, in the reader's language.
#[tokio::test]
async fn the_last_syncs_are_shown() {
    let mut app = TestApp::start().await;
    let id = app.with_connection().await;
    assert_eq!(app.get(PAGE).await.one("#syncs p"), "No sync yet.");
    let problem = Message::new("problem-dns").with("host", "noordlicht-dev.service-now.com");
    for (seen, changed, problem) in [(3, 2, None), (0, 0, None), (0, 0, None), (0, 0, Some(problem))] {
        let at = app.now();
        let took = std::time::Duration::from_millis(1_240);
        let run = SyncRun { times: 1, began_at: at, ended_at: at, took, seen, changed, problem };
        app.app.store.record_sync(id, &run).await.unwrap();
    }
    let page = app.get(PAGE).await;
    let lines = page.all("#syncs tbody td:nth-child(2)");
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(
        lines[0].starts_with("Failed The name noordlicht-dev.service-now.com is not known."),
        "{lines:?}"
    );
    assert!(lines[1].starts_with("Done Nothing changed. 0 records looked at. 2 times since"), "{lines:?}");
    assert_eq!(lines[2], "Done 2 tickets changed. 3 records looked at.");
    assert_eq!(page.all("#syncs td.last")[0], "1.2 s");
    app.with_cookie("scorebridge_language=nl");
    let page = app.get(PAGE).await;
    assert_eq!(page.all("#syncs tbody td:nth-child(2)")[2], "Gelukt 2 tickets gewijzigd. 3 records bekeken.");
    assert_eq!(page.all("#syncs td.last")[0], "1,2 s");
}

/// The portal's own secret at Microsoft is warned of beside the authorization of the instance.
#[tokio::test]
async fn the_end_of_the_secret_in_entra_is_announced_a_month_and_urged_a_week_before() {
    let now: jiff::Timestamp = "2026-11-24T00:00:00Z".parse().unwrap();
    for (day, bar) in [
        ("2026-12-25", None),
        ("2026-12-24", Some("warn")),
        ("2026-12-01", Some("bad")),
        ("2026-11-25", Some("bad")),
    ] {
        let settings = [("GRAPH__CLIENT_SECRET_ENDS", day)];
        let app = TestApp::start_with(Role::Administrator, now, &settings).await;
        let page = app.get(PAGE).await;
        match bar {
            None => assert_eq!(page.count("#connection-state .bar"), 0, "{day}"),
            Some(tone) => {
                let text = page.one(&format!("#connection-state .bar.{tone}"));
                assert!(text.starts_with("The portal’s secret in Microsoft Entra ends:"), "{day}: {text}");
            }
        }
    }
}

/// S28
#[tokio::test]
async fn the_addresses_the_portal_calls_from_can_be_copied() {
    let page = TestApp::start().await.get(PAGE).await;
    assert_eq!(page.all(".addresses li"), ["192.0.2.10"]);
    assert_eq!(page.attributes("[data-copy]", "data-copy"), ["192.0.2.10"]);
    assert!(
        page.one("section:has(#addresses-heading)").contains("System Security > IP Address Access Control")
    );
}

#[tokio::test]
async fn sync_now_wakes_the_sync_and_says_so() {
    let app = TestApp::start().await;
    app.with_connection().await;
    let done = app.post("/servicenow/sync", &[]).await;
    assert_eq!(done.header("location"), "/servicenow?notice=sync-started");
    tokio::time::timeout(std::time::Duration::from_secs(5), app.app.sync.notified()).await.unwrap();
    assert!(app.get(done.header("location")).await.one("#notice").starts_with("Sync started."));
    let home = app.post("/servicenow/sync", &[("return_to", "/")]).await;
    assert_eq!(home.header("location"), "/?notice=sync-started");
}

/// S12
#[tokio::test]
async fn check_connection_runs_the_checks() {
    let (app, platform) = Platform::beside_portal().await;
    app.authorized_at(&platform).await;
    app.post("/servicenow/setup/provision", &[]).await;
    let mut events = app.app.live.subscribe();
    let good = app.post("/servicenow/check", &[]).await;
    assert_eq!(
        good.header("location"),
        "/servicenow?notice=checked",
        "{}",
        app.get("/ticketProvisioning").await.one("main")
    );
    assert_eq!(app.get(good.header("location")).await.one("#checks-heading"), "8 of 8 checks passed");
    assert!(std::iter::from_fn(|| events.try_recv().ok()).any(|event| matches!(event, LiveEvent::Check(_))));
    platform.switch(Scenario::Hibernating, true);
    let bad = app.post("/servicenow/check", &[]).await;
    assert_eq!(bad.header("location"), "/ticketProvisioning");
    assert!(
        app.get("/ticketProvisioning")
            .await
            .one("#provisioning-next .bar.bad")
            .contains("Instance reachable")
    );
}

#[tokio::test]
async fn each_role_gets_its_own_controls() {
    let mut app = TestApp::start().await;
    app.with_connection().await;
    app.become_role(Role::Operator).await;
    let page = app.get(PAGE).await;
    assert_eq!(
        page.all("#connection-card .card-foot .button"),
        ["Sync now", "Manage ServiceNow configuration"]
    );
    assert_eq!(app.post("/servicenow/check", &[]).await.status, 403);
    app.become_role(Role::Reader).await;
    let page = app.get(PAGE).await;
    assert_eq!(page.count("#connection-card button, #connection-card form"), 0);
    assert!(page.one(".page-head .secondary").contains("administrator role"));
    assert_eq!(app.post("/servicenow/sync", &[]).await.status, 403);
}

/// S30
#[tokio::test]
async fn the_page_is_in_dutch_too() {
    let mut app = TestApp::start().await;
    app.with_connection().await;
    app.with_cookie("scorebridge_language=nl");
    let page = app.get(PAGE).await;
    assert_eq!(page.one("#connection-card .badge"), "Verbonden");
    assert!(page.one("main").contains("Gegevensuitwisseling"));
    assert_eq!(page.all("#connection-card .button.primary"), ["Nu synchroniseren"]);
}
