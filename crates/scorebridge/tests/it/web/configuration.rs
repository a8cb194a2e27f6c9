//! `/servicenow/configuration`: S20, S21, S30.

use scorebridge::store::Role;
use scorebridge::tickets::{StateGroup, StateName, TicketKind};

use crate::support::app::{Page, TestApp};
use crate::support::sample::Sample;

const PAGE: &str = "/servicenow/configuration";

/// The form of the names as the browser would send it, changed by `change`.
fn names_form(page: &Page, change: impl Fn(&str, usize, &mut String)) -> Vec<(&'static str, String)> {
    let mut form = vec![("type", page.attributes("form [name=type]", "value").remove(0))];
    let columns = [("value", "value"), ("name_en", "value"), ("name_nl", "value")];
    for (name, attribute) in columns {
        for (row, mut value) in page.attributes(&format!("[name={name}]"), attribute).into_iter().enumerate()
        {
            change(name, row, &mut value);
            form.push((name, value));
        }
    }
    for (row, mut group) in page.attributes("[name=group] [selected]", "value").into_iter().enumerate() {
        change("group", row, &mut group);
        form.push(("group", group));
    }
    form
}

async fn save(app: &TestApp, form: &[(&str, String)]) -> Page {
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    app.post("/servicenow/configuration/states", &form).await
}

async fn stored(app: &TestApp, kind: TicketKind) -> Vec<StateName> {
    let names = app.app.store.list_state_names(app.tenant()).await.unwrap();
    names.into_iter().filter(|name| name.kind == kind).collect()
}

/// S21
#[tokio::test]
async fn state_names_are_changed_for_cards_lists_and_exports() {
    let app = TestApp::start().await;
    let connection = app.with_connection().await;
    app.with_ticket(
        connection,
        &Sample { state: "-3", label: "Authorize", number: "CHG7", ..Sample::default() },
    )
    .await;
    let page = app.get(PAGE).await;
    assert_eq!(
        page.all("table.names tbody th"),
        ["New", "Assess", "Authorize", "Scheduled", "Implement", "Review", "Closed", "Canceled"]
    );
    let form = names_form(&page, |name, row, value| match (name, row) {
        ("name_en", 2) => "Waiting for the board".clone_into(value),
        ("name_nl", 2) => "Wacht op CAB".clone_into(value),
        _ => {}
    });
    let saved = save(&app, &form).await;
    assert_eq!(saved.header("location"), format!("{PAGE}?type=change&notice=names-saved"));
    let page = app.get(saved.header("location")).await;
    assert_eq!(page.one("#notice"), "The names were saved.");
    assert_eq!(page.all("#preview .legend li"), ["1 Waiting for the board"]);
    assert_eq!(app.get("/tickets").await.all("table.tickets .state"), ["Waiting for the board"]);
    assert!(app.get("/tickets.csv").await.text().contains(",Waiting for the board,"));
    let mut app = app;
    app.with_cookie("scorebridge_language=nl");
    assert_eq!(app.get("/tickets").await.all("table.tickets .state"), ["Wacht op CAB"]);
    let log = app.get("/activity").await;
    assert_eq!(log.status, 200);
}

/// S21
#[tokio::test]
async fn empty_long_and_double_names_come_back_with_what_was_typed() {
    let app = TestApp::start().await;
    let long = "x".repeat(41);
    let page = app.get(&format!("{PAGE}?type=incident")).await;
    let form = names_form(&page, |name, row, value| match (name, row) {
        ("name_en", 0) => value.clear(),
        ("name_nl", 1) => long.clone_into(value),
        ("name_en", 4) => "resolved".clone_into(value),
        _ => {}
    });
    let page = save(&app, &form).await;
    assert_eq!(page.status, 422);
    assert!(page.one("title").starts_with("Error: "));
    let mut errors = page.all(".error-summary a");
    errors.sort();
    assert_eq!(
        errors,
        [
            "Enter a name for New in Shown in English",
            "Shorten the name of In Progress in Shown in Dutch to 40 characters",
            "“resolved” is used twice in Shown in English",
        ]
    );
    for target in page.attributes(".error-summary a", "href") {
        assert_eq!(page.count(&format!("{target}[aria-invalid=true]")), 1, "{target}");
    }
    assert_eq!(page.attributes("[name=name_nl]", "value")[1], long);
    assert_eq!(stored(&app, TicketKind::Incident).await[1].name_en, "In Progress");
}

/// S21
#[tokio::test]
async fn another_group_changes_colour_and_what_counts_as_open() {
    let app = TestApp::start().await;
    let page = app.get(&format!("{PAGE}?type=incident")).await;
    let form = names_form(&page, |name, row, value| {
        if (name, row) == ("group", 2) {
            "void".clone_into(value);
        }
    });
    assert_eq!(save(&app, &form).await.status, 303);
    let states = stored(&app, TicketKind::Incident).await;
    assert_eq!((states[2].group, states[2].open), (StateGroup::Canceled, false));
    assert!(states[3].open, "Resolved stays open until it is closed");
}

/// S21
#[tokio::test]
async fn default_names_come_back_after_a_question() {
    let app = TestApp::start().await;
    let page = app.get(PAGE).await;
    let form = names_form(&page, |name, row, value| {
        if (name, row) == ("name_en", 0) {
            "Fresh".clone_into(value);
        }
    });
    save(&app, &form).await;
    let question = app.get("/servicenow/configuration/reset?type=change").await;
    assert_eq!(question.one("h1"), "Reset to default names?");
    let done = app.post("/servicenow/configuration/reset", &[("type", "change")]).await;
    assert_eq!(done.header("location"), format!("{PAGE}?type=change&notice=names-reset"));
    assert_eq!(stored(&app, TicketKind::Change).await[0].name_en, "New");
}

/// S21
#[tokio::test]
async fn states_that_only_the_instance_knows_stand_first() {
    let app = TestApp::start().await;
    assert!(
        app.app.store.discover_state(app.tenant(), TicketKind::Change, "12", "CAB review").await.unwrap()
    );
    let page = app.get(PAGE).await;
    assert_eq!(page.all("table.names tbody th")[0], "CAB review New, not named yet");
    let form = names_form(&page, |name, row, value| {
        if (name, row) == ("name_nl", 0) {
            "CAB-overleg".clone_into(value);
        }
    });
    assert_eq!(save(&app, &form).await.status, 303);
    let page = app.get(PAGE).await;
    assert_eq!(page.count("table.names .badge"), 0);
    assert!(page.attributes("[name=name_nl]", "value").contains(&"CAB-overleg".to_owned()));
}

#[tokio::test]
async fn a_form_made_before_a_state_was_discovered_is_not_taken() {
    let app = TestApp::start().await;
    let form = names_form(&app.get(PAGE).await, |_, _, _| {});
    app.app.store.discover_state(app.tenant(), TicketKind::Change, "12", "CAB review").await.unwrap();
    let page = save(&app, &form).await;
    assert_eq!(page.status, 409);
    assert!(page.one(".bar.bad").contains("changed meanwhile"));
}

#[tokio::test]
async fn priorities_say_what_is_sent() {
    let page = TestApp::start().await.get(&format!("{PAGE}?tab=priorities")).await;
    assert_eq!(
        page.all("tbody tr"),
        [
            "High 1 2 2 - High after 14 days",
            "Medium 2 2 3 - Medium after 30 days",
            "Low 2 3 4 - Low after 60 days"
        ]
    );
    assert_eq!(page.all(".tabs [aria-current]"), ["Priorities"]);
}

#[tokio::test]
async fn sync_says_how_often_and_how_far() {
    let app = TestApp::start().await;
    app.with_connection().await;
    let page = app.get(&format!("{PAGE}?tab=sync")).await;
    assert_eq!(page.all("#sync dd")[..2], ["every 30 seconds", "2 min ago"]);
}

/// S20
#[tokio::test]
async fn removal_says_what_is_lost_and_wants_the_instances_name() {
    let app = TestApp::start().await;
    let connection = app.with_connection().await;
    app.with_refused(connection, &Sample::default()).await;
    let page = app.get("/servicenow/configuration/remove").await;
    assert_eq!(page.one("h1"), "Remove the connection to noordlicht-dev?");
    assert!(page.one("main li b").starts_with("1 ticket is not sent yet"));
    assert_eq!(page.all("#unsent li"), [Sample::default().name], "it is named");
    assert_eq!(page.attributes("main .card-body li a", "href"), ["/tickets.csv"]);
    assert_eq!(page.all("main .card-foot .button"), ["Keep connection", "Remove connection"]);
    for typed in ["", "noordlicht", "NOORDLICHT-DEV"] {
        let page = app.post("/servicenow/configuration/remove", &[("confirm", typed)]).await;
        assert_eq!(page.status, 422, "{typed}");
        assert_eq!(page.one("#confirm-error"), "Type exactly noordlicht-dev");
    }
    assert!(app.app.store.find_connection(app.tenant()).await.unwrap().is_some());
}

/// S20: the instance does not answer in this test; the connection is removed all the same.
#[tokio::test]
async fn the_connection_is_removed_and_its_tickets_stay() {
    let app = TestApp::start().await;
    let connection = app.with_connection().await;
    app.with_ticket(connection, &Sample { number: "CHG7", ..Sample::default() }).await;
    let done = app.post("/servicenow/configuration/remove", &[("confirm", "noordlicht-dev")]).await;
    assert_eq!(done.status, 303);
    let page = app.get(done.header("location")).await;
    assert!(page.one("#notice").starts_with("The connection was removed."));
    assert_eq!(page.one("main h2.figure"), "Do you use ServiceNow?");
    assert!(app.app.store.load_tokens(connection).await.unwrap().is_none());
    assert_eq!(app.get("/tickets/CHG7").await.status, 200);
}

#[tokio::test]
async fn readers_and_operators_see_names_without_inputs() {
    for role in [Role::Reader, Role::Operator] {
        let app = TestApp::start_as(role).await;
        let page = app.get(PAGE).await;
        assert_eq!(page.count("table.names input, table.names select, main button"), 0);
        assert!(page.one(".page-head .secondary").contains("administrator role"));
        assert_eq!(app.post("/servicenow/configuration/states", &[("type", "change")]).await.status, 403);
        assert_eq!(app.get("/servicenow/configuration/remove").await.status, 403);
    }
}

/// S30
#[tokio::test]
async fn every_part_is_in_dutch_too() {
    let mut app = TestApp::start().await;
    app.with_connection().await;
    app.with_cookie("scorebridge_language=nl");
    for (tab, heading) in [
        ("states", "Wijzigingstickets"),
        ("priorities", "Prioriteiten"),
        ("sync", "Synchronisatie"),
        ("connection", "noordlicht-dev"),
    ] {
        let page = app.get(&format!("{PAGE}?tab={tab}")).await;
        assert_eq!(page.one("h1"), "ServiceNow-configuratie beheren");
        assert_eq!(page.all("main section:first-of-type h2")[0], heading);
    }
}
