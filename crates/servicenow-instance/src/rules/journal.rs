//! Journal fields: each text is an entry of its own in `sys_journal_field`,
//! nothing is ever overwritten (protocol 5.7).

use super::Draft;
use crate::engine::{Session, Values};
use crate::refusals::Refusal;

pub(super) fn append(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    for (field, text) in &draft.entries {
        let entry = Values::new()
            .with("name", draft.record.table())
            .with("element", field.as_str())
            .with("element_id", draft.record.sys_id())
            .with("value", text.as_str());
        session.insert_plain("sys_journal_field", &entry)?;
    }
    Ok(())
}
