//! A ticket as programs read it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::i18n::{self, Words};
use crate::message::Message;
use crate::score::Category;
use crate::tickets::{
    Delivery, Event, EventKind, Note, Observed, RecordPriority, Source, StateName, Ticket, TicketKind,
};
use crate::web::api::vocabulary;

/// A sentence for people and its key word for programs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Message)]
pub(in crate::web::api) struct Trouble {
    /// Key word.
    code: String,
    /// The sentence, in the language of the answer.
    detail: String,
}

impl Trouble {
    pub(in crate::web::api) fn new(message: &Message, words: &Words) -> Self {
        Self { code: message.key.clone(), detail: i18n::message(words.language, message) }
    }
}

/// A ticket.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Ticket)]
pub(in crate::web::api) struct TicketView {
    /// Our id; the record in ServiceNow carries it as correlation id.
    #[schema(format = "uuid")]
    id: String,
    /// Number in ServiceNow, once the record exists.
    number: Option<String>,
    /// Change or incident.
    #[serde(rename = "type")]
    #[schema(value_type = vocabulary::TicketType)]
    kind: TicketKind,
    /// Name as the record has it, before that as it was asked for; so are priority and due date.
    name: String,
    /// Null when the record carries none.
    #[schema(value_type = Option<vocabulary::Priority>)]
    priority: Option<RecordPriority>,
    /// Due date.
    #[schema(format = Date)]
    due: Option<String>,
    /// Who recommends it.
    #[schema(value_type = vocabulary::Source)]
    source: Source,
    /// Category of the recommendation.
    #[schema(value_type = vocabulary::Category)]
    category: Category,
    /// Improvement action.
    action: Option<String>,
    /// Sign-in name of the person who started it.
    started_by: String,
    /// Whether it counts as open.
    open: bool,
    /// How far it is on its way.
    #[schema(value_type = vocabulary::Delivery)]
    delivery: Delivery,
    /// Tries so far.
    attempts: i64,
    /// When it is tried next, if it waits.
    #[schema(format = DateTime)]
    next_attempt_at: Option<String>,
    /// Why the last try failed.
    problem: Option<Trouble>,
    /// The record as the instance showed it last.
    record: Option<RecordView>,
    /// Since when the record cannot be found any more.
    #[schema(format = DateTime)]
    missing_since: Option<String>,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// When anything of it changed last.
    #[schema(format = DateTime)]
    updated_at: String,
    /// When the instance was asked about it last.
    #[schema(format = DateTime)]
    synced_at: Option<String>,
}

/// The record of a ticket.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Record)]
struct RecordView {
    /// `sys_id`.
    sys_id: String,
    /// Value of its state.
    state: String,
    /// Name of its state as the portal shows it, in the language of the answer.
    state_name: String,
    /// Who it is assigned to; empty for nobody.
    assigned_to: String,
    /// Assignment group; empty for none.
    assignment_group: String,
    /// When it changed last in ServiceNow.
    #[schema(format = DateTime)]
    updated_at: String,
    /// User name of who changed it.
    updated_by: String,
}

/// A ticket with its description and timeline.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web::api) struct TicketDetails {
    #[serde(flatten)]
    ticket: TicketView,
    /// Description as it was sent.
    description: String,
    /// Newest first.
    timeline: Vec<TimelineEntry>,
}

/// One line of the timeline. Which further fields there are depends on `event`.
#[derive(Debug, Serialize, ToSchema)]
struct TimelineEntry {
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// Who, as the portal or the instance names them.
    by: Option<String>,
    /// `created`, `accepted`, `failed`, `changed`, `retried`, `edited`, `note`, `missing`, `back`.
    event: &'static str,
    /// The field that changed: `state`, `priority`, `due`, `assigned_to`, `assignment_group`, `number`, `name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    field: Option<String>,
    /// Its value before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    old: Option<String>,
    /// Its value after; the number for `accepted`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    new: Option<String>,
    /// Text of a `note`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    text: Option<String>,
    /// How far a `note` is on its way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = vocabulary::Delivery)]
    delivery: Option<Delivery>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    problem: Option<Trouble>,
}

/// States of the tenant, and the language of the answer.
pub(super) struct Reading<'a> {
    pub(super) states: &'a [StateName],
    pub(super) words: &'a Words,
}

impl TicketView {
    pub(super) fn new(ticket: &Ticket, reading: &Reading<'_>) -> Self {
        let problem = ticket.problem.as_ref().map(|problem| Trouble::new(problem, reading.words));
        let record = ticket.observed.as_ref();
        Self {
            id: ticket.id.to_string(),
            number: ticket.number().map(str::to_owned),
            kind: ticket.task.kind,
            name: ticket.name().to_owned(),
            priority: ticket.priority(),
            due: ticket.due().map(|due| due.to_string()),
            source: ticket.task.source,
            category: ticket.task.category,
            action: ticket.task.action.as_ref().map(ToString::to_string),
            started_by: ticket.started_by.clone(),
            open: ticket.open,
            delivery: ticket.delivery,
            attempts: ticket.attempts,
            next_attempt_at: ticket.next_attempt_at.map(|at| at.to_string()),
            problem,
            record: record.map(|record| RecordView::new(ticket.task.kind, record, reading)),
            missing_since: ticket.missing_since.map(|at| at.to_string()),
            created_at: ticket.created_at.to_string(),
            updated_at: ticket.updated_at.to_string(),
            synced_at: ticket.synced_at.map(|at| at.to_string()),
        }
    }
}

impl RecordView {
    fn new(kind: TicketKind, record: &Observed, reading: &Reading<'_>) -> Self {
        let state = reading.states.iter().find(|state| state.kind == kind && state.value == record.state);
        let state_name =
            state.map_or(record.state_label.as_str(), |state| state.name_in(reading.words.language));
        Self {
            sys_id: record.sys_id.clone(),
            state: record.state.clone(),
            state_name: state_name.to_owned(),
            assigned_to: record.assigned_to.clone(),
            assignment_group: record.assignment_group.clone(),
            updated_at: record.updated_on.to_string(),
            updated_by: record.updated_by.clone(),
        }
    }
}

impl TicketDetails {
    pub(super) fn new(
        ticket: &Ticket,
        (events, notes): (Vec<Event>, &[Note]),
        reading: &Reading<'_>,
    ) -> Self {
        let line = |event| TimelineEntry::new(event, notes, reading.words);
        Self {
            ticket: TicketView::new(ticket, reading),
            description: ticket.task.description.clone(),
            timeline: events.into_iter().map(line).collect(),
        }
    }
}

impl TimelineEntry {
    fn new(event: Event, notes: &[Note], words: &Words) -> Self {
        let plain = |event_name| Self {
            at: event.at.to_string(),
            by: event.actor.clone(),
            event: event_name,
            field: None,
            old: None,
            new: None,
            text: None,
            delivery: None,
            problem: None,
        };
        match event.kind {
            EventKind::Created => plain("created"),
            EventKind::Accepted { number, .. } => Self { new: Some(number), ..plain("accepted") },
            EventKind::Failed { reason } => {
                Self { problem: Some(Trouble::new(&reason, words)), ..plain("failed") }
            }
            EventKind::Changed { field, old, new } => {
                Self { field: Some(field), old: Some(old), new: Some(new), ..plain("changed") }
            }
            EventKind::Retried => plain("retried"),
            EventKind::Edited => plain("edited"),
            EventKind::NoteAdded { note, text } => {
                let note = notes.iter().find(|stored| stored.id == note);
                let problem = note.and_then(|note| note.problem.as_ref());
                Self {
                    text: Some(text),
                    delivery: note.map(|note| note.delivery),
                    problem: problem.map(|problem| Trouble::new(problem, words)),
                    ..plain("note")
                }
            }
            EventKind::Missing => plain("missing"),
            EventKind::Back => plain("back"),
        }
    }
}
