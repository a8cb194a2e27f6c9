//! The timeline of a ticket in words, and the path of states that it has come along.

use jiff::Timestamp;
use jiff::civil::Date;

use super::states::{States, view};
use crate::i18n::{Phrase, Words};
use crate::tickets::{Event, EventKind, RecordPriority, StateGroup, Ticket, TicketKind};

/// One line of the timeline.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Picture.
    pub(crate) icon: &'static str,
    /// What happened; holds elements of the catalogue.
    pub(crate) sentence: Phrase,
    /// When.
    pub(crate) at: Timestamp,
    /// Who, how long: shown behind the time.
    pub(crate) notes: Vec<Phrase>,
    /// Whether it is a failure.
    pub(crate) failed: bool,
}

/// The timeline, in the order given.
pub(crate) fn lines(ticket: &Ticket, events: &[Event], states: &States, words: &Words) -> Vec<Line> {
    events.iter().map(|event| line(ticket, event, states, words)).collect()
}

fn line(ticket: &Ticket, event: &Event, states: &States, words: &Words) -> Line {
    let (icon, sentence) = sentence(ticket, &event.kind, states, words);
    Line {
        icon,
        sentence,
        at: event.at,
        notes: notes(event, words),
        failed: matches!(event.kind, EventKind::Failed { .. } | EventKind::Missing),
    }
}

fn sentence(ticket: &Ticket, kind: &EventKind, states: &States, words: &Words) -> (&'static str, Phrase) {
    match kind {
        EventKind::Created if ticket.task.action.is_some() => {
            ("share", words.phrase("event-created-action"))
        }
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
            let phrase = words.phrase(&changed_key(field)).arg("old", shown(old)).arg("new", shown(new));
            (changed_icon(field), phrase)
        }
        EventKind::Retried => ("refresh", words.phrase("event-retried")),
        EventKind::Missing => ("ban", words.phrase("event-missing")),
        EventKind::Back => ("success", words.phrase("event-back")),
    }
}

fn notes(event: &Event, words: &Words) -> Vec<Phrase> {
    let actor = event.actor.as_deref().filter(|actor| !actor.is_empty());
    match (&event.kind, actor) {
        (EventKind::Changed { .. }, Some(name)) => {
            vec![words.phrase("event-in-servicenow-by").arg("name", name)]
        }
        (EventKind::Changed { .. }, None) => vec![words.phrase("event-in-servicenow")],
        (EventKind::Accepted { duration_ms, .. }, _) => vec![duration(*duration_ms, words)],
        (_, Some(name)) => vec![words.phrase("event-by").arg("name", name)],
        (_, None) => Vec::new(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "durations of deliveries stay far below 2^52 ms")]
fn duration(ms: i64, words: &Words) -> Phrase {
    words.phrase("event-accepted-after").arg("seconds", words.points(ms as f64 / 1000.0))
}

fn changed_key(field: &str) -> String {
    let known =
        ["state", "priority", "due", "assigned_to", "assignment_group", "number", "name"].contains(&field);
    format!("event-changed-{}", if known { field.replace('_', "-") } else { "other".to_owned() })
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
        "state" => states.find_by_label(kind, value).map(|state| view(state, words.language).name),
        "due" => value.parse::<Date>().ok().map(|date| words.day(date)),
        "priority" => value
            .parse()
            .ok()
            .and_then(RecordPriority::from_value)
            .map(|priority| words.phrase(&format!("priority-{}", priority.as_str())).to_string()),
        _ => None,
    };
    known.unwrap_or_else(|| value.to_owned())
}

/// Where a step of the path lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Behind.
    Past,
    /// Here.
    Now,
    /// Ahead.
    Ahead,
}

/// One state of the path.
#[derive(Debug, Clone)]
pub(crate) struct PathStep {
    /// Name.
    pub(crate) name: String,
    /// Colour of the current one.
    pub(crate) group: StateGroup,
    /// Where it lies.
    pub(crate) place: Place,
    /// When the ticket came to it, if it did.
    pub(crate) at: Option<Timestamp>,
}

/// The path of states; empty until the record exists. Canceled is a step only for a ticket that was.
pub(crate) fn path(ticket: &Ticket, events: &[Event], states: &States, words: &Words) -> Vec<PathStep> {
    let Some(observed) = &ticket.observed else { return Vec::new() };
    let kind = ticket.task.kind;
    let steps: Vec<_> = states
        .of(kind)
        .filter(|state| state.value == observed.state || state.group != StateGroup::Canceled)
        .collect();
    let current = steps.iter().position(|state| state.value == observed.state);
    let step = |(index, state): (usize, &&crate::tickets::StateName)| PathStep {
        name: view(state, words.language).name,
        group: state.group,
        place: match current.map(|current| index.cmp(&current)) {
            Some(std::cmp::Ordering::Less) => Place::Past,
            Some(std::cmp::Ordering::Equal) => Place::Now,
            _ => Place::Ahead,
        },
        at: reached_at(&state.instance_name, index == 0, events),
    };
    steps.iter().enumerate().map(step).collect()
}

/// When a ticket came to a state last. It is made in the first state.
fn reached_at(label: &str, is_first: bool, events: &[Event]) -> Option<Timestamp> {
    let reached = events.iter().filter(|event| match &event.kind {
        EventKind::Changed { field, new, .. } => field == "state" && new == label,
        EventKind::Accepted { .. } => is_first,
        _ => false,
    });
    reached.map(|event| event.at).max()
}
