//! Rules of incidents (protocol 5.2).

use super::Draft;
use super::priority;
use super::task::{put_if_empty, set_closed};
use crate::engine::{Session, Values};
use crate::query::{Query, dates};
use crate::refusals::Refusal;

const IN_PROGRESS: &str = "2";
const ON_HOLD: &str = "3";
const RESOLVED: &str = "6";
const CLOSED: &str = "7";
const CANCELED: &str = "8";
/// `hold_reason` while the caller has to answer.
const AWAITING_CALLER: &str = "1";

pub(super) fn before(session: &Session, draft: &mut Draft) -> Result<(), Refusal> {
    mirror(draft, "incident_state");
    answered(session, draft);
    priority::look_up(session, draft);
    if draft.is_changed("caller_id") {
        copy_from_caller(session, draft)?;
    }
    if draft.is_changed("state") {
        change_state(session, draft);
    }
    Ok(())
}

/// `state` and its old twin are kept equal; the one that was given wins.
pub(super) fn mirror(draft: &mut Draft, twin: &str) {
    let from_twin = draft.is_given(twin) && !draft.is_given("state");
    let (from, to) = if from_twin { (twin, "state") } else { ("state", twin) };
    let value = draft.get(from).to_owned();
    draft.put(to, value);
}

/// A comment by the caller takes the incident off hold.
fn answered(session: &Session, draft: &mut Draft) {
    let waits = draft.was("state") == ON_HOLD && draft.was("hold_reason") == AWAITING_CALLER;
    let by_caller = draft.get("caller_id") == session.caller().user_id;
    if waits && by_caller && draft.has_entry("comments") && !draft.is_changed("state") {
        draft.put("state", IN_PROGRESS);
        draft.put("incident_state", IN_PROGRESS);
    }
}

fn copy_from_caller(session: &Session, draft: &mut Draft) -> Result<(), Refusal> {
    let Some((company, location)) = session.place_of_user(draft.get("caller_id"))? else {
        return Ok(());
    };
    for (field, value) in [("company", company), ("location", location)] {
        if !draft.is_given(field) {
            draft.put(field, value);
        }
    }
    Ok(())
}

fn change_state(session: &Session, draft: &mut Draft) {
    let state = draft.get("state").to_owned();
    let was = draft.was("state").to_owned();
    if state != ON_HOLD {
        draft.put("hold_reason", "");
    }
    let ended = |state: &str| matches!(state, RESOLVED | CLOSED | CANCELED);
    match state.as_str() {
        RESOLVED => {
            resolve(session, draft);
            set_closed(session, draft, false);
        }
        CLOSED => {
            resolve(session, draft);
            set_closed(session, draft, true);
        }
        CANCELED => set_closed(session, draft, true),
        _ if ended(&was) => reopen(session, draft),
        _ => {}
    }
}

fn resolve(session: &Session, draft: &mut Draft) {
    put_if_empty(draft, "resolved_at", session.now_text());
    put_if_empty(draft, "resolved_by", session.caller().user_id.clone());
    let opened = dates::from_wire(draft.get("opened_at"));
    let resolved = dates::from_wire(draft.get("resolved_at"));
    if let (Some(opened), Some(resolved)) = (opened, resolved) {
        let seconds = (resolved.as_second() - opened.as_second()).max(0);
        draft.put("calendar_stc", seconds.to_string());
        draft.put("business_stc", seconds.to_string());
    }
}

fn reopen(session: &Session, draft: &mut Draft) {
    for field in ["resolved_at", "resolved_by", "calendar_stc", "business_stc"] {
        draft.put(field, "");
    }
    draft.put("calendar_duration", "");
    set_closed(session, draft, false);
    let count = draft.record.number("reopen_count").unwrap_or_default();
    draft.put("reopen_count", (count + 1).to_string());
    draft.put("reopened_time", session.now_text());
    draft.put("reopened_by", session.caller().user_id.clone());
}

/// Keeps the count of children on the parents up to date.
pub(super) fn after(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    if !draft.is_changed("parent_incident") {
        return Ok(());
    }
    for parent in [draft.was("parent_incident"), draft.get("parent_incident")] {
        session.trusted(|session| count_children(session, parent))?;
    }
    Ok(())
}

fn count_children(session: &Session, parent: &str) -> Result<(), Refusal> {
    if parent.is_empty() {
        return Ok(());
    }
    let Some(record) = session.find("incident", parent)? else {
        return Ok(());
    };
    let count = session.count("incident", &Query::equals("parent_incident", parent))?;
    let values = Values::new().with("child_incidents", count.to_string());
    session.update(&record, &values).map(drop)
}
