//! The way of a record through its states: the bar above a form, and the moves from here.

use crate::{
    engine::{Record, Session},
    rules,
    ui::form::draft::Draft,
};

/// Tables whose state is shown as a process.
const TABLES: [&str; 4] = ["incident", "change_request", "change_task", "problem"];
/// Labels of states that end a record early; they are not on the usual way.
const BESIDE_THE_WAY: [&str; 3] = ["Canceled", "On Hold", "Pending"];

/// A state in the bar.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) label: String,
    pub(crate) class: &'static str,
    pub(crate) current: bool,
}

/// A state that the record may be moved to.
#[derive(Debug)]
pub(crate) struct Move {
    pub(crate) value: String,
    pub(crate) label: String,
}

/// The bar of a record; empty for tables without one.
pub(super) fn bar(session: &Session, draft: &Draft) -> Vec<Step> {
    if !TABLES.contains(&draft.table.name.as_str()) {
        return Vec::new();
    }
    let state = draft.record.get("state");
    let states = states(session, draft);
    let on_the_way = |value: &str, label: &str| value == state || !BESIDE_THE_WAY.contains(&label);
    let way: Vec<(String, String)> =
        states.into_iter().filter(|(value, label)| on_the_way(value, label)).collect();
    let here = way.iter().position(|(value, _)| value == state).unwrap_or(0);
    way.into_iter()
        .enumerate()
        .map(|(at, (_, label))| Step {
            label,
            class: if at < here { "done" } else { "" },
            current: at == here,
        })
        .collect()
}

/// Buttons for the moves from the stored state.
pub(super) fn moves(session: &Session, draft: &Draft) -> Vec<Move> {
    if draft.is_new {
        return Vec::new();
    }
    let allowed = next(session, &draft.record);
    let states = states(session, draft);
    states
        .into_iter()
        .filter(|(value, _)| allowed.contains(value))
        .map(|(value, label)| Move { label: words(draft, &value, &label), value })
        .collect()
}

/// What pressing the button does, for the states that the platform ships.
fn words(draft: &Draft, to: &str, label: &str) -> String {
    let from = draft.record.get("state");
    let words = match (draft.table.name.as_str(), from, to) {
        ("incident", "6", "2") => "Reopen",
        ("incident", _, "2") => "Start work",
        ("incident", _, "3") => "Put on hold",
        ("incident", _, "6") => "Resolve",
        ("incident", _, "7") => "Close incident",
        ("incident", _, "8") => "Cancel incident",
        ("sysapproval_approver", _, "approved") => "Approve",
        ("sysapproval_approver", _, "rejected") => "Reject",
        ("change_request", _, "-5") => "Revert to New",
        ("change_request", _, "-4") => "Request approval",
        ("change_request", _, "-3") => "Authorize",
        ("change_request", _, "-2") => "Schedule",
        ("change_request", _, "-1") => "Implement",
        ("change_request", _, "0") => "Review",
        ("change_request", _, "3") => "Close",
        ("change_request", _, "4") => "Cancel change",
        _ => return format!("Set to {label}"),
    };
    words.to_owned()
}

/// States that an incident usually goes to next; the instance itself takes any (protocol section 5.2).
const INCIDENT_MOVES: [(&str, &[&str]); 5] = [
    ("1", &["2", "3", "6", "8"]),
    ("2", &["3", "6", "8"]),
    ("3", &["2", "6", "8"]),
    ("6", &["2", "7"]),
    ("8", &["1"]),
];

/// Values of `state` that are offered as moves.
fn next(session: &Session, record: &Record) -> Vec<String> {
    if record.table() == "incident" {
        let from = record.get("state");
        let moves = INCIDENT_MOVES.iter().find(|(state, _)| *state == from);
        return moves.into_iter().flat_map(|(_, to)| to.iter()).map(|to| (*to).to_owned()).collect();
    }
    if record.table() == "sysapproval_approver" && record.get("state") == "requested" {
        return vec!["approved".to_owned(), "rejected".to_owned()];
    }
    allowed(session, record).unwrap_or_default()
}

/// Values of `state` that a record may be moved to; `None` when any is accepted.
pub(super) fn allowed(session: &Session, record: &Record) -> Option<Vec<String>> {
    let is_change = record.layout().is_a("change_request");
    is_change.then(|| rules::next_states(session, record).unwrap_or_default())
}

fn states(session: &Session, draft: &Draft) -> Vec<(String, String)> {
    let dictionary = session.dictionary();
    let language = &session.caller().language;
    let mut states: Vec<(String, String)> = Vec::new();
    for choice in dictionary.choices(&draft.table, "state").iter().filter(|choice| !choice.inactive) {
        if states.iter().all(|(value, _)| *value != choice.value) {
            let label = dictionary.choice_label(&draft.table, "state", &choice.value, language);
            states.push((choice.value.clone(), label.unwrap_or(&choice.label).to_owned()));
        }
    }
    states
}
