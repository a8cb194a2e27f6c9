//! Notes on their way into records: each exactly once, whatever is lost.

use jiff::SignedDuration;
use scorebridge::ids::{NoteId, TicketId};
use scorebridge::jobs;
use scorebridge::tickets::{Delivery, EventKind, NewNote, Note};
use serde_json::{Value, json};
use servicenow_client::{Query, Record};
use servicenow_instance::Scenario;
use wiremock::ResponseTemplate;

use super::double::{Doubled, INCIDENT, created, json_answer, list, record, refusal};
use super::world::{Connected, World};
use crate::support::database::tenant;

const JOURNAL: &str = "/api/now/table/sys_journal_field";

impl World {
    /// Adds a note as a page does.
    async fn note(&self, ticket: TicketId, text: &str) -> NoteId {
        let note = NewNote {
            id: NoteId::generate(),
            tenant: tenant(),
            ticket,
            text: text.to_owned(),
            author: "sam@contoso.example".to_owned(),
            author_name: "Sam de Vries".to_owned(),
            idempotency_key: NoteId::generate().to_string(),
            at: self.now(),
        };
        let number = self.ticket(ticket).await.number().unwrap().to_owned();
        jobs::add_note(&self.app, &note, &number).await.unwrap();
        note.id
    }

    async fn noted(&self, id: NoteId) -> Note {
        self.app.store.find_note(&tenant(), id).await.unwrap().unwrap()
    }

    /// Moves the clock from try to try until the note stands there.
    async fn run_note_until(&self, id: NoteId, delivery: Delivery) {
        for _ in 0..50 {
            let note = self.noted(id).await;
            if note.delivery == delivery {
                return;
            }
            let next = note.next_attempt_at.unwrap_or_else(|| self.now());
            self.app.clock.advance(next.duration_since(self.now()));
            self.run().await;
        }
        panic!("not {delivery:?}: {:?}", self.noted(id).await);
    }
}

impl Connected {
    /// The notes in the record of a ticket, oldest first.
    async fn journal(&self, ticket: TicketId) -> Vec<Record> {
        let record = self.record_of(ticket).await;
        let query = Query::new().equals("element_id", record.sys_id().as_str()).order_by("sys_created_on");
        self.admin.table("sys_journal_field").list(&query).await.unwrap().into_items()
    }

    async fn sent(&self) -> TicketId {
        let id = self.send_incident().await;
        self.run().await;
        assert_eq!(self.ticket(id).await.delivery, Delivery::Sent);
        id
    }
}

/// S22: from the portal into the record's work notes, read back, and seen in the timeline.
#[tokio::test]
async fn a_note_becomes_one_work_note_and_is_read_back() {
    let world = Connected::new().await;
    let ticket = world.sent().await;
    let before = world.forget_requests();
    let id = world.note(ticket, "Pilot group done.\nRollout on Monday.").await;
    assert_eq!(world.noted(id).await.delivery, Delivery::Queued);
    world.run().await;
    let note = world.noted(id).await;
    assert_eq!((note.delivery, note.read_back, note.sent_at), (Delivery::Sent, true, Some(world.now())));
    let journal = world.journal(ticket).await;
    let [entry] = journal.as_slice() else { panic!("one note, not {journal:?}") };
    assert_eq!(entry.value("element"), "work_notes");
    let text =
        format!("Pilot group done.\nRollout on Monday.\n\nAdded by sam@contoso.example in {}", note.mark());
    assert_eq!(entry.value("value"), text);
    let calls: Vec<_> = world.requests_since(before).into_iter().map(|request| request.method).collect();
    assert_eq!(calls.iter().filter(|method| *method == "PATCH").count(), 1, "{calls:?}");
    let events = world.app.store.list_ticket_events(&tenant(), ticket, 10).await.unwrap();
    let told = events.iter().filter(|event| matches!(&event.kind, EventKind::NoteAdded { .. }));
    assert_eq!(told.count(), 1);
    // What the note changed in the record is known: the next sync tells nothing.
    assert_eq!(world.sync().await.changed, 0);
}

#[tokio::test]
async fn a_note_whose_answer_was_lost_is_found_and_not_written_twice() {
    let world = Connected::new().await;
    let ticket = world.sent().await;
    let id = world.note(ticket, "Written once").await;
    world.switch(Scenario::LostAnswer, true);
    world.run().await;
    assert_eq!(world.noted(id).await.delivery, Delivery::Unclear);
    world.switch(Scenario::LostAnswer, false);
    world.run_note_until(id, Delivery::Sent).await;
    assert!(world.noted(id).await.read_back);
    assert_eq!(world.journal(ticket).await.len(), 1);
}

/// The worker dies between the committed intent and the call: nothing reached the instance.
#[tokio::test]
async fn a_note_that_was_begun_and_never_written_is_written_once() {
    let world = Connected::new().await;
    let ticket = world.sent().await;
    let other = world.note(ticket, "A note that can be read").await;
    world.run_note_until(other, Delivery::Sent).await;
    let id = world.note(ticket, "Begun").await;
    assert!(world.app.store.begin_note(&tenant(), id, world.now()).await.unwrap());
    world.run().await;
    assert_eq!(world.noted(id).await.delivery, Delivery::Unclear, "the lost call may still commit");
    world.run_note_until(id, Delivery::Sent).await;
    assert_eq!(world.journal(ticket).await.len(), 2);
}

#[tokio::test]
async fn two_notes_of_the_same_words_are_two_notes() {
    let world = Connected::new().await;
    let ticket = world.sent().await;
    world.note(ticket, "Asked again").await;
    world.note(ticket, "Asked again").await;
    world.run().await;
    assert_eq!(world.journal(ticket).await.len(), 2);
}

async fn doubled_ticket() -> (Doubled, TicketId) {
    let world = Doubled::new().await;
    let id = world.send_incident().await;
    world.answer_times("POST", INCIDENT, created(id), 1).await;
    world.run().await;
    (world, id)
}

fn path_of(ticket: &scorebridge::tickets::Ticket) -> String {
    format!("{INCIDENT}/{}", ticket.observed.as_ref().unwrap().sys_id)
}

fn entry(value: &str, element_id: &str) -> Value {
    let plain = |value: &str| json!({"value": value, "display_value": value});
    json!({"sys_id": plain(&"e".repeat(32)), "element_id": plain(element_id), "element": plain("work_notes"),
        "value": plain(value)})
}

fn lost() -> ResponseTemplate {
    ResponseTemplate::new(202)
}

/// Where the integration user may read no notes, nobody can tell: a person decides, nothing is doubled.
#[tokio::test]
async fn without_the_right_to_read_notes_a_lost_answer_is_left_to_a_person() {
    let (world, ticket) = doubled_ticket().await;
    let path = path_of(&world.ticket(ticket).await);
    world.answer("PATCH", &path, lost()).await;
    world.answer("GET", JOURNAL, refusal(403, "Operation Failed", "ACL Exception")).await;
    world
        .answer(
            "GET",
            &path,
            json_answer(200, &json!({"result": record(ticket, 10001, "2026-11-24 08:00:09")})),
        )
        .await;
    let id = world.note(ticket, "Lost").await;
    world.run().await;
    world.run_note_until(id, Delivery::GivenUp).await;
    assert_eq!(world.noted(id).await.problem.unwrap().key, "problem-note-unclear");
    assert_eq!(world.requests("PATCH").await.len(), 1);
}

/// Other notes can be read and this one is not among them: it was lost, and is written again.
#[tokio::test]
async fn a_note_that_is_certainly_absent_is_written_again_when_the_lost_call_can_no_longer_commit() {
    let (world, ticket) = doubled_ticket().await;
    let stored = world.ticket(ticket).await;
    let (path, sys_id) = (path_of(&stored), stored.observed.unwrap().sys_id);
    let began = world.now();
    world.answer_times("PATCH", &path, lost(), 1).await;
    let shown = json!({"result": record(ticket, 10001, "2026-11-24 08:00:09")});
    world.answer("PATCH", &path, json_answer(200, &shown)).await;
    let id = world.note(ticket, "Lost").await;
    world.run().await;
    // A look by the note's own line finds nothing, a look for any note finds one.
    let other = entry("Somebody else's", &sys_id);
    let mine = wiremock::Mock::given(wiremock::matchers::path(JOURNAL)).and(ByMark(true));
    mine.respond_with(list(&[])).mount(&world.server).await;
    let any = wiremock::Mock::given(wiremock::matchers::path(JOURNAL)).and(ByMark(false));
    any.respond_with(list(&[other])).mount(&world.server).await;
    world.run_note_until(id, Delivery::Sent).await;
    assert_eq!(world.requests("PATCH").await.len(), 2);
    let settled = world.now().duration_since(began);
    assert!(settled >= SignedDuration::from_secs(60), "{settled}");
    assert!(!world.noted(id).await.read_back, "the double shows no notes");
}

struct ByMark(bool);

impl wiremock::Match for ByMark {
    fn matches(&self, request: &wiremock::Request) -> bool {
        let query = request.url.query_pairs().find(|(name, _)| name == "sysparm_query");
        query.is_some_and(|(_, query)| query.contains("Scorebridge, note")) == self.0
    }
}

#[tokio::test]
async fn a_refused_note_says_why_and_can_be_tried_again() {
    let (world, ticket) = doubled_ticket().await;
    let path = path_of(&world.ticket(ticket).await);
    world
        .answer_times("PATCH", &path, refusal(403, "Operation Failed", "ACL Exception Update Failed"), 1)
        .await;
    let id = world.note(ticket, "Refused at first").await;
    world.run().await;
    let note = world.noted(id).await;
    assert_eq!(note.delivery, Delivery::Refused);
    assert!(note.problem.is_some());
    let shown = json!({"result": record(ticket, 10001, "2026-11-24 08:00:09")});
    world.answer("PATCH", &path, json_answer(200, &shown)).await;
    world.answer("GET", JOURNAL, list(&[])).await;
    let stored = world.ticket(ticket).await;
    assert!(jobs::retry_note(&world.app, &stored, id).await.unwrap());
    world.run().await;
    assert_eq!(world.noted(id).await.delivery, Delivery::Sent);
    assert!(!jobs::retry_note(&world.app, &stored, id).await.unwrap());
}

#[tokio::test]
async fn a_note_waits_while_the_instance_sleeps() {
    let world = Connected::new().await;
    let ticket = world.sent().await;
    world.switch(Scenario::Hibernating, true);
    let id = world.note(ticket, "After the night").await;
    world.run().await;
    let note = world.noted(id).await;
    assert_eq!(
        (note.delivery, note.problem.unwrap().key.as_str()),
        (Delivery::Queued, "problem-hibernating")
    );
    world.switch(Scenario::Hibernating, false);
    world.run_note_until(id, Delivery::Sent).await;
    assert_eq!(world.journal(ticket).await.len(), 1);
}

#[tokio::test]
async fn the_same_form_sent_twice_is_one_note() {
    let world = Connected::new().await;
    let ticket = world.sent().await;
    let new = |id| NewNote {
        id,
        tenant: tenant(),
        ticket,
        text: "Once".to_owned(),
        author: "sam@contoso.example".to_owned(),
        author_name: "Sam de Vries".to_owned(),
        idempotency_key: "0123456789abcdef".to_owned(),
        at: world.now(),
    };
    for _ in 0..2 {
        jobs::add_note(&world.app, &new(NoteId::generate()), "INC0010001").await.unwrap();
    }
    world.run().await;
    assert_eq!(world.journal(ticket).await.len(), 1);
    assert_eq!(world.app.store.list_notes(&tenant(), ticket).await.unwrap().len(), 1);
}

/// A task that was changed while it waited is sent as it was changed, under the same correlation id.
#[tokio::test]
async fn an_edited_ticket_is_sent_as_it_was_edited() {
    let world = Connected::new().await;
    world.switch(Scenario::Hibernating, true);
    let id = world.send_incident().await;
    world.run().await;
    let stored = world.ticket(id).await;
    let task = scorebridge::tickets::Task { name: "Changed meanwhile".to_owned(), ..stored.task.clone() };
    let edit = scorebridge::store::TaskEdit { task, another: false, by: "Sam de Vries".to_owned() };
    world.switch(Scenario::Hibernating, false);
    let edited = jobs::edit_now(&world.app, &stored, &edit).await.unwrap();
    assert_eq!(edited, scorebridge::store::Edited::Saved);
    world.run().await;
    let records = world.records_of(id).await;
    let [record] = records.as_slice() else { panic!("one record, not {records:?}") };
    assert_eq!(record.value("short_description"), "Changed meanwhile");
}
