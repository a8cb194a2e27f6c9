//! What can be done on the page of a ticket: edit it before it is sent, add a note.

use scorebridge::ids::{ConnectionId, TicketId};
use scorebridge::message::Message;
use scorebridge::store::{DeliveryFailure, Role};
use scorebridge::tickets::{Delivery, Note, TicketKind};

use crate::support::app::{Page, TestApp};
use crate::support::sample::Sample;

async fn connected() -> (TestApp, ConnectionId) {
    let app = TestApp::start_as(Role::Operator).await.with_scores().await;
    let connection = app.with_connection().await;
    (app, connection)
}

fn of_action() -> Sample<'static> {
    Sample { action: Some("AdminMFAV2"), ..Sample::default() }
}

fn button(page: &Page, words: &str) -> usize {
    page.all("main .button").iter().filter(|button| button.as_str() == words).count()
}

/// What the browser would send.
fn fields(page: &Page) -> Vec<(String, String)> {
    let value = |selector: &str| page.attributes(selector, "value").first().cloned().unwrap_or_default();
    let mut fields = vec![("description".to_owned(), page.raw("#description"))];
    for name in ["idempotency_key", "action", "another", "name", "due"] {
        fields.push((name.to_owned(), value(&format!("form#task [name={name}]"))));
    }
    for name in ["type", "priority"] {
        fields.push((name.to_owned(), value(&format!("form#task [name={name}][checked]"))));
    }
    fields
}

async fn save(app: &TestApp, id: TicketId, fields: &[(String, String)]) -> Page {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    app.post(&format!("/tickets/{id}/edit"), &fields).await
}

fn set(fields: &mut [(String, String)], name: &str, to: &str) {
    let field = fields.iter_mut().find(|(field, _)| field == name).expect("the form has this field");
    to.clone_into(&mut field.1);
}

/// S15: the form of an unsent ticket is the one it came from, filled in.
#[tokio::test]
async fn an_unsent_ticket_can_be_edited_and_keeps_its_id() {
    let (app, connection) = connected().await;
    let id = app.with_refused(connection, &of_action()).await;
    let page = app.get(&format!("/tickets/{id}")).await;
    assert_eq!(button(&page, "Edit"), 1);
    let form = app.get(&format!("/tickets/{id}/edit")).await;
    assert_eq!(form.one("h1"), "Edit ticket");
    assert_eq!(form.attributes("#name", "value"), ["Require MFA for administrative roles"]);
    assert_eq!(form.attributes("[name=priority][checked]", "value"), ["medium"]);
    assert_eq!(form.attributes("#due", "value"), ["2026-12-03"]);
    assert_eq!(form.attributes("form#task", "action"), [format!("/tickets/{id}/edit")]);
    assert_eq!(form.count("#category"), 0, "the category is the action's");
    assert_eq!(form.count("[data-open-ticket]"), 0, "it is not in its own way");
    let mut fields = fields(&form);
    set(&mut fields, "name", "MFA for administrators");
    set(&mut fields, "type", "incident");
    let answer = save(&app, id, &fields).await;
    assert_eq!(answer.header("location"), format!("/tickets/{id}?notice=edited"));
    let ticket = app.app.store.find_ticket(app.tenant(), id).await.unwrap().unwrap();
    assert_eq!(
        (ticket.task.name.as_str(), ticket.task.kind),
        ("MFA for administrators", TicketKind::Incident)
    );
    assert_eq!(ticket.delivery, Delivery::Queued);
    let page = app.get(answer.header("location")).await;
    assert_eq!(page.one("#notice"), "Your changes are saved. The ticket is being sent.");
    assert!(page.all(".timeline li p")[0].starts_with("Changed before it was sent"));
}

#[tokio::test]
async fn a_wrong_edit_comes_back_with_what_was_typed() {
    let (app, connection) = connected().await;
    let id = app.with_refused(connection, &of_action()).await;
    let mut fields = fields(&app.get(&format!("/tickets/{id}/edit")).await);
    set(&mut fields, "name", "");
    set(&mut fields, "due", "2026-11-22");
    set(&mut fields, "description", "kept");
    let page = save(&app, id, &fields).await;
    assert_eq!(page.status, 422);
    assert_eq!(page.all(".error-summary a"), ["Enter a name", "Due date must be today or later"]);
    assert_eq!(page.one("#description"), "kept");
    assert_eq!(page.attributes("form#task", "action"), [format!("/tickets/{id}/edit")]);
}

/// While a create call may be under way the portal must not change what it sends.
#[tokio::test]
async fn a_ticket_that_may_be_on_its_way_cannot_be_edited() {
    let (app, connection) = connected().await;
    let id = app.with_waiting(connection, &of_action()).await;
    let mut fields = fields(&app.get(&format!("/tickets/{id}/edit")).await);
    assert!(app.app.store.begin_delivery(app.tenant(), id, app.now()).await.unwrap());
    assert_eq!(button(&app.get(&format!("/tickets/{id}")).await, "Edit"), 0);
    let refused = app.get(&format!("/tickets/{id}/edit")).await;
    assert_eq!(refused.status, 409);
    assert!(refused.one(".bar.bad[role=alert]").starts_with("This ticket cannot be edited here."));
    set(&mut fields, "name", "Typed in vain");
    let late = save(&app, id, &fields).await;
    assert_eq!(late.status, 409);
    assert!(late.one(".bar.bad").contains("Your changes were not saved"));
    assert_eq!(late.attributes("#name", "value"), ["Typed in vain"], "the text is not lost");
}

#[tokio::test]
async fn an_edit_does_not_make_a_second_open_ticket() {
    let (app, connection) = connected().await;
    app.with_waiting(connection, &Sample { kind: TicketKind::Incident, ..of_action() }).await;
    let id = app.with_refused(connection, &of_action()).await;
    let mut fields = fields(&app.get(&format!("/tickets/{id}/edit")).await);
    set(&mut fields, "type", "incident");
    let page = save(&app, id, &fields).await;
    assert_eq!(page.status, 409);
    assert!(page.one(".bar.bad").contains("open ticket of this type"), "{}", page.one(".bar.bad"));
}

#[tokio::test]
async fn readers_neither_edit_nor_add_notes() {
    let (mut app, connection) = connected().await;
    let unsent = app.with_refused(connection, &Sample::default()).await;
    let sent = app.with_ticket(connection, &of_action()).await;
    app.become_role(Role::Reader).await;
    assert_eq!(button(&app.get(&format!("/tickets/{unsent}")).await, "Edit"), 0);
    assert_eq!(button(&app.get(&format!("/tickets/{sent}")).await, "Add note"), 0);
    for path in [format!("/tickets/{unsent}/edit"), format!("/tickets/{sent}/note")] {
        assert_eq!(app.get(&path).await.status, 403, "{path}");
        assert_eq!(app.post(&path, &[]).await.status, 403, "{path}");
    }
}

async fn add_note(app: &TestApp, path: &str, text: &str) -> Page {
    let form = app.get(path).await;
    let key = form.attributes("[name=idempotency_key]", "value").remove(0);
    app.post(path, &[("note", text), ("idempotency_key", &key)]).await
}

async fn only_note(app: &TestApp, ticket: TicketId) -> Note {
    let mut notes = app.app.store.list_notes(app.tenant(), ticket).await.unwrap();
    assert_eq!(notes.len(), 1, "{notes:?}");
    notes.remove(0)
}

/// The page that sent a ticket says "created" with the number of the record, never before.
#[tokio::test]
async fn the_toast_waits_for_the_number() {
    let (app, connection) = connected().await;
    let waiting = app.with_waiting(connection, &Sample::default()).await;
    let refused = app.with_refused(connection, &Sample::default()).await;
    app.with_ticket(connection, &of_action()).await;
    let outcome = async |path: &str| app.get(path).await.attributes("[data-outcome][hidden]", "data-outcome");
    assert_eq!(outcome(&format!("/tickets/{waiting}")).await, ["pending"]);
    assert_eq!(outcome(&format!("/tickets/{refused}")).await, ["look"], "its page says why");
    let page = app.get("/tickets/CHG0030012").await;
    assert_eq!(page.attributes("[data-outcome]", "data-outcome"), ["sent"]);
    assert_eq!(page.one("[data-outcome] p"), "CHG0030012 created");
    assert_eq!(page.attributes("[data-outcome] a", "href"), ["/tickets/CHG0030012"]);
}

/// S22
#[tokio::test]
async fn a_note_is_stored_and_the_timeline_shows_how_far_it_is() {
    let (app, connection) = connected().await;
    let id = app.with_ticket(connection, &of_action()).await;
    let page = app.get("/tickets/CHG0030012").await;
    assert_eq!(button(&page, "Add note"), 1);
    let path = format!("/tickets/{id}/note");
    assert!(app.get(&path).await.one("#note-hint").contains("sam@noordlicht.example"));
    let answer = add_note(&app, &path, "Pilot done\n<b>next</b> week").await;
    assert_eq!(answer.header("location"), "/tickets/CHG0030012?notice=noted");
    let page = app.get("/tickets/CHG0030012").await;
    assert_eq!(page.raw(".timeline blockquote"), "Pilot done\n<b>next</b> week");
    assert_eq!(page.one(".quote-state"), "Waiting to be added.");
    let note = only_note(&app, id).await;
    app.app.store.complete_note(app.tenant(), note.id, true, app.now()).await.unwrap();
    assert_eq!(app.get("/tickets/CHG0030012").await.one(".quote-state"), "In ServiceNow");
}

#[tokio::test]
async fn a_note_that_failed_says_why_and_can_be_tried_again() {
    let (app, connection) = connected().await;
    let id = app.with_ticket(connection, &of_action()).await;
    add_note(&app, &format!("/tickets/{id}/note"), "Pilot done").await;
    let note = only_note(&app, id).await;
    let failure = DeliveryFailure {
        delivery: Delivery::GivenUp,
        reason: Message::new("problem-note-unclear"),
        next_attempt_at: None,
        at: app.now(),
    };
    app.app.store.begin_note(app.tenant(), note.id, app.now()).await.unwrap();
    app.app.store.fail_note(app.tenant(), note.id, &failure).await.unwrap();
    let page = app.get(&format!("/tickets/{id}")).await;
    assert!(page.one(".quote-state.bad").starts_with("Not added. The answer was lost"));
    let retry = page.attributes(".timeline form", "action").remove(0);
    let answer = app.post(&retry, &[]).await;
    assert_eq!(answer.header("location"), "/tickets/CHG0030012?notice=note-retried");
    assert_eq!(only_note(&app, id).await.delivery, Delivery::Unclear, "a doubt stays one");
}

#[tokio::test]
async fn an_empty_or_long_note_comes_back() {
    let (app, connection) = connected().await;
    let id = app.with_ticket(connection, &of_action()).await;
    let path = format!("/tickets/{id}/note");
    let page = add_note(&app, &path, "  ").await;
    assert_eq!((page.status.as_u16(), page.one(".error-summary a").as_str()), (422, "Enter a note"));
    let page = add_note(&app, &path, &"x".repeat(3501)).await;
    assert_eq!(page.one(".error-summary a"), "Shorten the note to 3500 characters; it has 3501");
    assert_eq!(page.raw("#note").len(), 3501);
    assert!(app.app.store.list_notes(app.tenant(), id).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_ticket_without_an_open_record_takes_no_notes() {
    let (app, connection) = connected().await;
    let unsent = app.with_waiting(connection, &of_action()).await;
    let closed = Sample { number: "CHG0030099", state: "3", label: "Closed", ..Sample::default() };
    let closed = app.with_ticket(connection, &closed).await;
    for id in [unsent, closed] {
        assert_eq!(button(&app.get(&format!("/tickets/{id}")).await, "Add note"), 0);
        let answer = app
            .post(&format!("/tickets/{id}/note"), &[("note", "x"), ("idempotency_key", "0123456789abcdef")])
            .await;
        assert_eq!(answer.status, 409);
    }
}
