//! Rows of `sys_history_line`: what an update changed, in the words that
//! people see. They hang on one `sys_history_set` per record (protocol 5.6).

use super::Draft;
use crate::dictionary::Field;
use crate::engine::{Record, Session, Values};
use crate::query::{Operator, Query};
use crate::refusals::Refusal;

const SETS: &str = "sys_history_set";
const LINES: &str = "sys_history_line";
const HIDDEN: &str = "***";

/// Called for updates of audited tables.
pub(super) fn write(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    let Some(before) = &draft.before else {
        return Ok(());
    };
    let layout = draft.record.layout();
    let changed = draft.record.changes_from(before).filter(|field| !field.starts_with("sys_"));
    let changed: Vec<&Field> = changed.filter_map(|name| layout.field(name)).map(AsRef::as_ref).collect();
    if changed.is_empty() && draft.entries.is_empty() {
        return Ok(());
    }
    let set = session.trusted(|session| set_of(session, &draft.record))?;
    for field in changed {
        let (old, new) = if draft.record.hides(field) {
            (HIDDEN.to_owned(), HIDDEN.to_owned())
        } else {
            (session.display(before, &field.name)?, session.display(&draft.record, &field.name)?)
        };
        session.insert_plain(LINES, &line(session, draft, &set, field).with("old", old).with("new", new))?;
    }
    for (name, text) in &draft.entries {
        if let Some(field) = layout.field(name) {
            session.insert_plain(LINES, &line(session, draft, &set, field).with("new", text.as_str()))?;
        }
    }
    Ok(())
}

fn set_of(session: &Session, record: &Record) -> Result<String, Refusal> {
    let known = Query::equals("id", record.sys_id()).and("table", Operator::Equals, record.table());
    if let Some(set) = session.first(SETS, known)? {
        return Ok(set.sys_id().to_owned());
    }
    let set = Values::new().with("table", record.table()).with("id", record.sys_id());
    Ok(session.insert_plain(SETS, &set)?.sys_id().to_owned())
}

fn line(session: &Session, draft: &Draft, set: &str, field: &Field) -> Values {
    let caller = session.caller();
    Values::new()
        .with("set", set)
        .with("type", "audit")
        .with("field", field.name.as_str())
        .with("label", field.label.as_str())
        .with("update", draft.get("sys_mod_count"))
        .with("update_time", session.now_text())
        .with("user", caller.user_id.as_str())
        .with("user_name", caller.user_name.as_str())
}
