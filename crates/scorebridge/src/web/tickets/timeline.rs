//! The timeline of a ticket in words, and the path of states that it has come along.

use jiff::Timestamp;
use jiff::civil::Date;

use super::states::States;
use crate::connection::way_out;
use crate::i18n::{Phrase, Words};
use crate::tickets::{
    Delivery, Event, EventKind, Note, RecordPriority, StateGroup, StateName, Ticket, TicketKind,
};
use crate::web::components::{Entry, Quote, Timeline};
use crate::web::{keys, urls};

/// What is told of a ticket: its events, newest first, and how far its notes are.
pub(crate) struct Story {
    pub(crate) events: Vec<Event>,
    pub(crate) notes: Vec<Note>,
}

/// The timeline, in the order of the events. `csrf` lets the person try failed notes again.
pub(crate) fn timeline(
    ticket: &Ticket,
    story: &Story,
    (states, words): (&States, &Words),
    csrf: Option<&str>,
) -> Timeline {
    let entry = |event| {
        let entry = entry(ticket, event, states, words);
        match quote(event, &story.notes, words) {
            Some((note, quote)) => entry.quoting(Quote { retry: again(ticket, note, csrf), ..quote }),
            None => entry,
        }
    };
    Timeline { entries: story.events.iter().map(entry).collect() }
}

/// The text of a note, and where it is.
fn quote<'a>(event: &Event, notes: &'a [Note], words: &Words) -> Option<(&'a Note, Quote)> {
    let EventKind::NoteAdded { note, text } = &event.kind else { return None };
    let note = notes.iter().find(|stored| stored.id == *note)?;
    Some((note, Quote { text: text.clone(), state: note_state(note, words), retry: None }))
}

/// Class, picture and sentence.
fn note_state(note: &Note, words: &Words) -> (&'static str, &'static str, String) {
    let (class, icon, key) = match note.delivery {
        Delivery::Sent if note.read_back => return ("ok", "success", words.phrase("note-sent").to_string()),
        Delivery::Sent => ("ok", "success", "note-sent-unread"),
        Delivery::Refused | Delivery::GivenUp => ("bad", "alert", "note-failed"),
        Delivery::Queued | Delivery::Sending | Delivery::Unclear => ("warn", "clock", "note-waiting"),
    };
    let mut sentence = words.phrase(key).to_string();
    if let Some(problem) = &note.problem {
        for part in [words.message(problem), words.message(&way_out(problem))] {
            sentence = format!("{sentence} {part}");
        }
    }
    (class, icon, sentence)
}

fn again(ticket: &Ticket, note: &Note, csrf: Option<&str>) -> Option<(String, String)> {
    let failed = matches!(note.delivery, Delivery::Refused | Delivery::GivenUp);
    let waits = note.next_attempt_at.is_some() && note.problem.is_some();
    Some((urls::ticket_note_retry(ticket.id, note.id), csrf.filter(|_| failed || waits)?.to_owned()))
}

fn entry(ticket: &Ticket, event: &Event, states: &States, words: &Words) -> Entry {
    let (icon, sentence) = sentence(ticket, &event.kind, states, words);
    let entry = Entry::new(icon, sentence, event.at);
    match source(event, words) {
        Some(source) => entry.by(source),
        None => entry,
    }
}

fn sentence(ticket: &Ticket, kind: &EventKind, states: &States, words: &Words) -> (&'static str, Phrase) {
    match kind {
        EventKind::Created if ticket.task.action.is_some() => ("share", words.phrase("event-created-action")),
        EventKind::Created => ("send", words.phrase("event-created")),
        EventKind::Accepted { number, found, .. } => {
            let key = if *found { "event-accepted-found" } else { "event-accepted" };
            ("success", words.phrase(key).arg("number", number))
        }
        EventKind::Failed { reason } => {
            ("alert", words.phrase("event-failed").arg("reason", words.message(reason)))
        }
        EventKind::Changed { field, old, new } => {
            let shown = |value: &str| shown(ticket.task.kind, (field, value), states, words);
            let phrase = words.phrase(changed_key(field)).arg("old", shown(old)).arg("new", shown(new));
            (changed_icon(field), phrase)
        }
        EventKind::Retried => ("refresh", words.phrase("event-retried")),
        EventKind::Edited => ("pencil", words.phrase("event-edited")),
        EventKind::NoteAdded { .. } => ("note", words.phrase("event-note")),
        EventKind::Missing => ("ban", words.phrase("event-missing")),
        EventKind::Back => ("success", words.phrase("event-back")),
    }
}

/// Who did it, or how long it took.
fn source(event: &Event, words: &Words) -> Option<Phrase> {
    let actor = event.actor.as_deref().filter(|actor| !actor.is_empty());
    match (&event.kind, actor) {
        (EventKind::Changed { .. }, Some(name)) => {
            Some(words.phrase("event-in-servicenow-by").arg("name", name))
        }
        (EventKind::Changed { .. }, None) => Some(words.phrase("event-in-servicenow")),
        (EventKind::Accepted { duration_ms, .. }, _) => Some(duration(*duration_ms, words)),
        (_, actor) => actor.map(|name| words.phrase("event-by").arg("name", name)),
    }
}

#[expect(clippy::cast_precision_loss, reason = "durations of deliveries stay far below 2^52 ms")]
fn duration(ms: i64, words: &Words) -> Phrase {
    words.phrase("event-accepted-after").arg("seconds", words.points(ms as f64 / 1000.0))
}

fn changed_key(field: &str) -> &'static str {
    match field {
        "state" => "event-changed-state",
        "priority" => "event-changed-priority",
        "due" => "event-changed-due",
        "assigned_to" => "event-changed-assigned-to",
        "assignment_group" => "event-changed-assignment-group",
        "number" => "event-changed-number",
        "name" => "event-changed-name",
        _ => "event-changed-other",
    }
}

fn changed_icon(field: &str) -> &'static str {
    match field {
        "state" => "refresh",
        "due" => "calendar",
        "assigned_to" | "assignment_group" => "user",
        _ => "pencil",
    }
}

/// A value of a field as this person reads it.
fn shown(kind: TicketKind, (field, value): (&str, &str), states: &States, words: &Words) -> String {
    if value.is_empty() {
        return words.phrase("event-changed-nothing").to_string();
    }
    let known = match field {
        "state" => Some(states.shown(kind, value, words.language).to_owned()),
        "due" => value.parse::<Date>().ok().map(|date| words.day(date)),
        "priority" => {
            let priority = value.parse().ok().and_then(RecordPriority::from_value);
            priority.map(|priority| words.phrase(keys::record_priority(priority)).to_string())
        }
        _ => None,
    };
    known.unwrap_or_else(|| value.to_owned())
}

/// One state of the path.
#[derive(Debug, Clone)]
pub(crate) struct PathStep {
    /// Name.
    pub(crate) name: String,
    /// Class of its colour.
    pub(crate) group: &'static str,
    /// Whether the ticket has been here and left.
    pub(crate) is_past: bool,
    /// Whether the ticket is here.
    pub(crate) is_now: bool,
    /// When the ticket came to it, if it did.
    pub(crate) at: Option<Timestamp>,
}

/// The path of states; empty until the record exists. Canceled is a step only for a ticket that was.
pub(crate) fn path(ticket: &Ticket, events: &[Event], states: &States, words: &Words) -> Vec<PathStep> {
    let Some(observed) = &ticket.observed else { return Vec::new() };
    let is_step = |state: &&StateName| state.value == observed.state || state.group != StateGroup::Canceled;
    let steps: Vec<_> = states.of(ticket.task.kind).filter(is_step).collect();
    let now = steps.iter().position(|state| state.value == observed.state);
    let step = |(index, state): (usize, &&StateName)| PathStep {
        name: state.name_in(words.language).to_owned(),
        group: state.group.as_str(),
        is_past: now.is_some_and(|now| index < now),
        is_now: now == Some(index),
        at: reached_at(&state.instance_name, index == 0, events),
    };
    steps.iter().enumerate().map(step).collect()
}

/// When a ticket came to a state last. It is made in the first one.
fn reached_at(label: &str, is_first: bool, events: &[Event]) -> Option<Timestamp> {
    let reached = events.iter().filter(|event| match &event.kind {
        EventKind::Changed { field, new, .. } => field == "state" && new == label,
        EventKind::Accepted { .. } => is_first,
        _ => false,
    });
    reached.map(|event| event.at).max()
}
