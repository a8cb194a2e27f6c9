//! `/secure-score`: S01, S14, S22, S30.

use scorebridge::ids::ActionId;
use scorebridge::score::ActionStatus;
use scorebridge::store::Role;

use crate::support::app::TestApp;
use crate::support::sample::Sample;

const ACTION: &str = "/secure-score/actions/AdminMFAV2";

#[tokio::test]
async fn the_overview_shows_score_categories_comparison_counters_and_history() {
    let page = TestApp::start().await.with_scores().await.get("/secure-score").await;
    assert_eq!(page.one(".page-tools"), "Score of 23 Nov, read 8 hours ago");
    assert_eq!(page.all(".tabs a"), ["Overview", "Improvement actions", "History", "Metrics and trends"]);
    assert_eq!(page.one(".tabs [aria-current=page]"), "Overview");
    assert_eq!(page.all("[aria-labelledby=h-comparison] .meter-value"), ["43.3%", "34.4%"]);
    assert_eq!(page.all(".counter")[1], "To address 3");
    assert_eq!(page.all("[aria-labelledby=h-review] tbody th").len(), 3);
    assert!(
        page.all("[aria-labelledby=h-history] li p")[0].starts_with("3 points gained for Block Office apps")
    );
}

#[tokio::test]
async fn an_old_score_says_so() {
    let app = TestApp::start().await.with_scores().await;
    app.app.clock.advance(jiff::SignedDuration::from_hours(24 * 4));
    let mut app = app;
    app.become_role(Role::Reader).await;
    let page = app.get("/secure-score").await;
    assert!(page.one(".bar.warn").starts_with("The score is 4 days old."), "{:?}", page.all(".bar"));
}

#[tokio::test]
async fn the_list_shows_open_actions_by_rank() {
    let app = TestApp::start().await.with_scores().await;
    let page = app.get("/secure-score/actions").await;
    assert_eq!(
        page.all("tbody th"),
        [
            "Require MFA for administrative roles",
            "Block Office apps from injecting code into other processes",
            "<b>Odd</b> & unknown"
        ]
    );
    assert_eq!(page.attributes("thead th[aria-sort]", "aria-sort"), ["ascending"]);
    let cells = page.all("tbody tr:nth-child(2) td");
    assert_eq!(cells[..5], ["2", "+0.29%", "6.2 / 9", "To address", "Devices"]);
    let unknown = page.all("tbody tr:nth-child(3) td");
    assert_eq!(unknown[1..3], ["–", "– / –"], "unknown points are never 0");
    assert_eq!(page.one(".chip.on summary"), "Status: open");
}

#[tokio::test]
async fn the_list_filters_by_address_alone() {
    let app = TestApp::start().await.with_scores().await;
    let page = app.get("/secure-score/actions?status=completed").await;
    assert_eq!(page.all("tbody th"), ["Turn on audit data recording"]);
    let page = app.get("/secure-score/actions?q=office&status=all").await;
    assert_eq!(page.all("tbody th"), ["Block Office apps from injecting code into other processes"]);
    let page = app.get("/secure-score/actions?category=Identity&q=nothing").await;
    assert_eq!(page.count("tbody tr"), 0);
    assert!(page.one(".empty").contains("No actions match these filters."));
    assert_eq!(page.attributes(".empty a", "href"), ["/secure-score/actions"]);
}

#[tokio::test]
async fn the_list_links_to_the_open_ticket_or_to_a_new_one() {
    let app = TestApp::start().await.with_scores().await;
    let connection = app.with_connection().await;
    app.with_ticket(connection, &Sample { action: Some("AdminMFAV2"), ..Sample::default() }).await;
    let page = app.get("/secure-score/actions").await;
    assert_eq!(
        page.attributes("tbody tr td.last a", "href")[..2],
        ["/tickets/CHG0030012", "/tickets/new?action=scid_2500"]
    );
}

#[tokio::test]
async fn the_list_needs_the_same_few_statements_however_many_tickets_there_are() {
    let app = TestApp::start().await.with_scores().await;
    let connection = app.with_connection().await;
    let (_, few) = app.get_counted("/secure-score/actions").await;
    for action in ["AdminMFAV2", "scid_2500", "odd/id?#"] {
        app.with_ticket(connection, &Sample { action: Some(action), number: action, ..Sample::default() })
            .await;
    }
    let (_, many) = app.get_counted("/secure-score/actions").await;
    assert_eq!(few, many);
    assert!(many <= 10, "{many} statements");
}

#[tokio::test]
async fn an_action_opened_from_a_list_steps_through_that_list() {
    let app = TestApp::start().await.with_scores().await;
    let list = app.get("/secure-score/actions?status=all&sort=title&dir=asc").await;
    let second = &list.attributes("tbody th a", "href")[1];
    let page = app.get(second).await;
    assert_eq!(page.one("h1"), list.all("tbody th")[1]);
    let next = &page.attributes("[rel=next]", "href")[0];
    assert_eq!(app.get(next).await.one("h1"), list.all("tbody th")[2]);
    let previous = &page.attributes("[rel=prev]", "href")[0];
    let first = app.get(previous).await;
    assert_eq!(first.one("h1"), list.all("tbody th")[0]);
    assert_eq!(first.count("[rel=prev]"), 0);
}

/// S14
#[tokio::test]
async fn every_action_has_a_share_menu_with_servicenow_in_it() {
    let app = TestApp::start().await.with_scores().await;
    app.with_connection().await;
    let page = app.get(ACTION).await;
    assert_eq!(page.one("[popovertarget=share-menu]"), "Share");
    assert_eq!(
        page.all("#share-menu .menu-item"),
        ["Copy link", "Email", "ServiceNow Create a change or incident ticket"]
    );
    assert_eq!(page.attributes("#share-menu a", "href")[1], "/tickets/new?action=AdminMFAV2");
    assert_eq!(
        page.attributes("#share-menu [data-copy]", "data-copy"),
        ["http://127.0.0.1:8080/secure-score/actions/AdminMFAV2"]
    );
    assert!(
        page.attributes("#share-menu a", "href")[0]
            .starts_with("mailto:?subject=Secure%20Score%3A%20Require%20MFA")
    );
}

/// S14
#[tokio::test]
async fn without_a_connection_sharing_leads_to_it() {
    let page = TestApp::start().await.with_scores().await.get(ACTION).await;
    assert_eq!(page.all("#share-menu .menu-item")[2], "ServiceNow Connect first");
    assert_eq!(page.attributes("#share-menu a", "href")[1], "/servicenow");
    assert_eq!(page.count("[data-key=create]"), 0);
}

#[tokio::test]
async fn readers_can_share_but_not_with_servicenow_and_not_edit() {
    let mut app = TestApp::start().await.with_scores().await;
    app.with_connection().await;
    app.become_role(Role::Reader).await;
    let page = app.get(ACTION).await;
    assert_eq!(page.all("#share-menu .menu-item"), ["Copy link", "Email"]);
    assert_eq!(page.count("a[href*=edit], [data-key=create]"), 0);
    assert_eq!(app.get(&format!("{ACTION}?edit=yes")).await.count("textarea"), 0);
    assert_eq!(app.post(&format!("{ACTION}/status"), &[("status", "planned")]).await.status, 403);
}

#[tokio::test]
async fn text_from_microsoft_cannot_act() {
    let app = TestApp::start().await.with_scores().await;
    let page = app.get(ACTION).await;
    assert_eq!(page.one("[aria-labelledby=h-implementation] .prose b"), "policies");
    assert!(!page.text().contains("alert(1)"));
    let odd = app.get("/secure-score/actions/odd%2Fid%3F%23").await;
    assert_eq!(odd.one("h1"), "<b>Odd</b> & unknown");
}

#[tokio::test]
async fn an_unknown_action_has_its_own_words() {
    let page = TestApp::start().await.with_scores().await.get("/secure-score/actions/none").await;
    assert_eq!(page.status, 404);
    assert!(page.one("main").contains("There is no improvement action none."));
}

#[tokio::test]
async fn a_status_and_notes_are_saved_and_shown() {
    let app = TestApp::start_as(Role::Operator).await.with_scores().await;
    let form = app.get(&format!("{ACTION}?edit=yes")).await;
    assert_eq!(form.attributes("[name=status][checked]", "value"), ["to-address"]);
    let sent = app
        .post(&format!("{ACTION}/status"), &[("status", "planned"), ("notes", "Pilot first\r\nthen all")])
        .await;
    assert_eq!(sent.status, 303);
    let page = app.get(sent.header("location")).await;
    assert_eq!(page.one(".bar.ok"), "Status and notes are saved.");
    assert_eq!(page.all(".action-head .badge")[0], "Planned");
    assert!(page.one("[aria-labelledby=h-glance]").contains("Pilot first then all"));
    assert!(page.one("[aria-labelledby=h-history]").contains("Marked as Planned"));
    let list = app.get("/secure-score/actions?status=planned").await;
    assert_eq!(list.all("tbody th"), ["Require MFA for administrative roles"]);
}

#[tokio::test]
async fn a_status_that_cannot_be_set_comes_back_with_what_was_typed() {
    let app = TestApp::start().await.with_scores().await;
    let long = "x".repeat(2001);
    let page = app.post(&format!("{ACTION}/status"), &[("status", "completed"), ("notes", &long)]).await;
    assert_eq!(page.status, 422);
    assert!(page.one("title").starts_with("Error: Require MFA"));
    assert_eq!(page.all(".error-summary li").len(), 2);
    assert_eq!(page.attributes(".error-summary a", "href"), ["#status", "#notes"]);
    assert_eq!(page.one("textarea"), long);
    let mark = app.app.store.find_mark(app.tenant(), &ActionId::new("AdminMFAV2")).await.unwrap();
    assert_eq!(mark, None);
}

#[tokio::test]
async fn completed_is_the_systems_word() {
    let app = TestApp::start().await.with_scores().await;
    let path = "/secure-score/actions/mip.search_auditlog";
    assert_eq!(app.get(&format!("{path}?edit=yes")).await.count("[name=status]"), 0);
    assert_eq!(
        app.post(&format!("{path}/status"), &[("status", "planned"), ("notes", "a")]).await.status,
        303
    );
    let action = app
        .app
        .store
        .find_action(app.tenant(), &ActionId::new("mip.search_auditlog"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(action.status, ActionStatus::Completed);
}

#[tokio::test]
async fn the_history_lists_changes_of_points_and_filters_them() {
    let app = TestApp::start().await.with_scores().await;
    let page = app.get("/secure-score/history").await;
    let first = page.all("tbody tr:first-child td");
    assert!(page.text().contains("3 points gained for"), "{first:?}");
    assert_eq!(app.get("/secure-score/history?category=Apps").await.count("section .table.wide tbody tr"), 0);
    assert!(
        app.get("/secure-score/history?category=Devices").await.count("section .table.wide tbody tr") > 0
    );
}

#[tokio::test]
async fn trends_compare_with_earlier_days() {
    let page = TestApp::start().await.with_scores().await.get("/secure-score/trends").await;
    let rows = page.all("[aria-labelledby=h-change] .card-body > .table tbody tr");
    assert_eq!(rows, ["7 days 43.3% 0", "30 days 42.6% +0.7", "90 days No data –"]);
    assert!(page.one("[aria-labelledby=h-regressed] .card-body").starts_with("0 actions"));
}

#[tokio::test]
async fn exports_hold_what_the_filter_shows() {
    let mut app = TestApp::start().await.with_scores().await;
    let csv = app.get("/secure-score/actions.csv?status=all").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let text = csv.text();
    assert_eq!(text.lines().count(), 5);
    assert!(text.starts_with("\u{feff}Rank,Improvement action,"), "{text}");
    app.with_cookie("scorebridge_language=nl");
    assert!(app.get("/secure-score/actions.csv").await.text().contains("2;Block Office apps"));
    let json = app.get("/secure-score/actions.json?status=completed").await;
    let json: serde_json::Value = serde_json::from_slice(&json.bytes).unwrap();
    assert_eq!(json[0]["id"], "mip.search_auditlog");
    assert_eq!(json.as_array().unwrap().len(), 1);
}
