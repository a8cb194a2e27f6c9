//! Slots: of the open tickets of one action and kind, exactly one holds the slot `kind:action`, which a unique index
//! guards. A new ticket that finds it taken gives way, unless a second one is wanted.

use crate::ids::{ActionId, TenantId};
use crate::store::Result;
use crate::store::db::Tx;
use crate::store::sql::sql;
use crate::tickets::TicketKind;

/// The slot of a ticket; tickets without an action do not exclude each other.
pub(super) fn slot(kind: TicketKind, action: Option<&ActionId>) -> Option<String> {
    action.map(|action| format!("{}:{action}", kind.as_str()))
}

/// After tickets opened, closed or went: closed ones free their slot, the oldest open one takes a free slot.
pub(super) async fn settle(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    kind: TicketKind,
    action: Option<&ActionId>,
) -> Result<()> {
    let free = sql("UPDATE tickets SET slot = NULL \
         WHERE tenant_id = $1 AND kind = $2 AND is_open = 0 AND slot IS NOT NULL");
    free.bind(tenant).bind(&kind).run(&mut *tx).await?;
    let mut take = sql("UPDATE tickets SET slot = kind || ':' || action_id WHERE is_open = 1 AND id IN (\
             SELECT MIN(id) FROM tickets \
             WHERE tenant_id = $1 AND kind = $2 AND is_open = 1 AND action_id IS NOT NULL")
    .bind(tenant)
    .bind(&kind);
    if let Some(action) = action {
        take.push(" AND action_id = ").push_bind(action);
    }
    take.push(" GROUP BY action_id HAVING COUNT(slot) = 0)");
    take.run(tx).await?;
    Ok(())
}
