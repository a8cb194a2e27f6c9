//! Rules of every task (protocol 5.1).

use super::Draft;
use crate::engine::Session;

/// States in which a plain task is closed: complete, incomplete, skipped.
const CLOSED: [&str; 3] = ["3", "4", "7"];
/// Tables with a state model of their own, closed elsewhere.
const OWN_STATES: [&str; 5] = ["incident", "problem", "change_request", "problem_task", "sc_request"];

pub(super) fn before(session: &Session, draft: &mut Draft) {
    if draft.is_new() {
        let number = draft.get("number").to_owned();
        draft.put("task_effective_number", number);
    }
    count_reassignment(draft);
    let class = draft.record.layout().name.clone();
    if !OWN_STATES.contains(&class.as_str()) && draft.is_changed("state") {
        let closed = CLOSED.contains(&draft.get("state"));
        set_closed(session, draft, closed);
    }
}

/// Moving between groups counts; the first assignment does not.
fn count_reassignment(draft: &mut Draft) {
    let moved = !draft.was("assignment_group").is_empty() && draft.is_changed("assignment_group");
    if moved && !draft.is_given("reassignment_count") {
        let count = draft.record.number("reassignment_count").unwrap_or_default();
        draft.put("reassignment_count", (count + 1).to_string());
    }
}

/// Active or not, with who closed it and when. Values a client gave stay.
pub(super) fn set_closed(session: &Session, draft: &mut Draft, closed: bool) {
    if !draft.is_given("active") || closed {
        draft.put("active", if closed { "false" } else { "true" });
    }
    if closed {
        put_if_empty(draft, "closed_at", session.now_text());
        put_if_empty(draft, "closed_by", session.caller().user_id.clone());
        put_elapsed(session, draft, "calendar_duration");
    } else if draft.before.is_some() {
        draft.put("closed_at", "");
        draft.put("closed_by", "");
    }
}

/// Time from opening until now, as a duration.
fn put_elapsed(session: &Session, draft: &mut Draft, field: &str) {
    let opened = crate::query::dates::from_wire(draft.get("opened_at"));
    let Some(opened) = opened.filter(|_| draft.record.is_empty(field)) else {
        return;
    };
    let seconds = session.now().as_second() - opened.as_second();
    if let Ok(elapsed) = jiff::Timestamp::from_second(seconds.max(0)) {
        draft.put(field, crate::query::dates::to_wire(elapsed));
    }
}

pub(super) fn put_if_empty(draft: &mut Draft, field: &str, value: String) {
    if draft.record.is_empty(field) {
        draft.put(field, value);
    }
}
