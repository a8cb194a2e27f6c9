//! Priority from impact and urgency, by the rows of `dl_u_priority`. It
//! overrides what a client sends (protocol 5.2).

use super::Draft;
use crate::engine::Session;
use crate::query::{Operator, Query};
use crate::refusals::Refusal;

pub(super) fn look_up(session: &Session, draft: &mut Draft) -> Result<(), Refusal> {
    let relevant = ["impact", "urgency", "priority"];
    if !relevant.iter().any(|field| draft.is_changed(field)) {
        return Ok(());
    }
    let query = Query::equals("active", "true")
        .and("impact", Operator::Equals, draft.get("impact"))
        .and("urgency", Operator::Equals, draft.get("urgency"))
        .ordered_by("order");
    let row = session.trusted(|session| session.first("dl_u_priority", query))?;
    if let Some(row) = row {
        draft.put("priority", row.get("priority"));
    }
    Ok(())
}
