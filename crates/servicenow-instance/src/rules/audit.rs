//! Rows of `sys_audit` for changed fields, of `sys_audit_delete` for deleted
//! records. Inserts leave none, as on a stock instance.

use super::{Draft, history};
use crate::engine::{Record, Session, Values};
use crate::refusals::Refusal;

/// Characters of a value that an audit row keeps.
const LONGEST: usize = 4000;

pub(super) fn write(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    let Some(before) = draft.before.as_ref().filter(|_| draft.record.layout().audited) else {
        return Ok(());
    };
    let changed: Vec<&str> =
        draft.record.changes_from(before).filter(|field| !field.starts_with("sys_")).collect();
    for field in changed {
        row(session, draft, field, before.get(field), draft.get(field))?;
    }
    for (field, text) in &draft.entries {
        row(session, draft, field, "", text)?;
    }
    history::write(session, draft)
}

fn row(session: &Session, draft: &Draft, field: &str, old: &str, new: &str) -> Result<(), Refusal> {
    let hidden = draft.record.layout().field(field).is_some_and(|field| draft.record.hides(field));
    let (old, new) = if hidden { ("***", "***") } else { (old, new) };
    let values = Values::new()
        .with("tablename", draft.record.table())
        .with("documentkey", draft.record.sys_id())
        .with("fieldname", field)
        .with("oldvalue", clipped(old))
        .with("newvalue", clipped(new))
        .with("user", session.caller().user_name.as_str())
        .with("record_checkpoint", draft.get("sys_mod_count"));
    session.insert_plain("sys_audit", &values).map(drop)
}

pub(super) fn write_delete(session: &Session, record: &Record) -> Result<(), Refusal> {
    let layout = record.layout();
    if !layout.audited {
        return Ok(());
    }
    let display = layout.display.as_deref().unwrap_or("sys_id");
    let values = Values::new()
        .with("tablename", record.table())
        .with("documentkey", record.sys_id())
        .with("display_value", record.get(display));
    session.insert_plain("sys_audit_delete", &values).map(drop)
}

fn clipped(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}
