//! The way of a record through its states: the bar above a form, and the moves from here.

use crate::{
    engine::{Record, Session},
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
        .map(|(at, (_, label))| Step { label, class: if at < here { "done" } else { "" }, current: at == here })
        .collect()
}

/// Buttons for the moves from the stored state.
pub(super) fn moves(session: &Session, draft: &Draft) -> Vec<Move> {
    if draft.is_new || !TABLES.contains(&draft.table.name.as_str()) {
        return Vec::new();
    }
    let allowed = allowed(session, &draft.record);
    let states = states(session, draft);
    states
        .into_iter()
        .filter(|(value, _)| allowed.contains(value))
        .map(|(value, label)| Move { value, label })
        .collect()
}

/// Values of `state` that a record may be moved to.
pub(super) fn allowed(session: &Session, record: &Record) -> Vec<String> {
    let _ = (session, record);
    Vec::new()
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
