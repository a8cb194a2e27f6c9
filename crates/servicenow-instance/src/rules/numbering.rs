//! Record numbers from `sys_number` (protocol 5.6).

use std::sync::Arc;

use super::Draft;
use crate::engine::Session;
use crate::refusals::Refusal;

/// Draws a number for a new record that brings none.
pub(super) fn before(session: &Session, draft: &mut Draft) -> Result<(), Refusal> {
    let layout = Arc::clone(draft.record.layout());
    if !draft.is_new() || !layout.has("number") || !draft.record.is_empty("number") {
        return Ok(());
    }
    for table in layout.lineage() {
        if let Some(number) = session.next_number(table)? {
            draft.record.put("number", number);
            break;
        }
    }
    Ok(())
}
