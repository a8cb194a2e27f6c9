//! Slots: of the open tickets of one action and kind, exactly one holds the slot `kind:action`, which a unique index
//! guards. A new ticket that finds it taken gives way, unless a second one is wanted.

use crate::ids::{ActionId, TenantId, TicketId};
use crate::store::Result;
use crate::store::db::Tx;
use crate::store::sql::sql;
use crate::tickets::TicketKind;

/// The slot of a ticket; tickets without an action do not exclude each other.
pub(super) fn slot(kind: TicketKind, action: Option<&ActionId>) -> Option<String> {
    action.map(|action| format!("{}:{action}", kind.as_str()))
}

/// After states were renamed: closed tickets free their slots, the oldest open ones take the free slots.
pub(super) async fn settle(tx: &mut Tx<'_>, tenant: &TenantId, kind: TicketKind) -> Result<()> {
    let free = sql("UPDATE tickets SET slot = NULL \
         WHERE tenant_id = $1 AND kind = $2 AND is_open = 0 AND slot IS NOT NULL");
    free.bind(tenant).bind(&kind).run(&mut *tx).await?;
    take(tx, tenant, kind, None).await
}

/// After a ticket of an action opened, closed or went: if the slot is free, the oldest open one takes it.
pub(super) async fn take_free(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    kind: TicketKind,
    action: &ActionId,
) -> Result<()> {
    take(tx, tenant, kind, Some(action)).await
}

async fn take(tx: &mut Tx<'_>, tenant: &TenantId, kind: TicketKind, action: Option<&ActionId>) -> Result<()> {
    let mut heirs = sql("SELECT MIN(id) AS oldest FROM tickets \
         WHERE tenant_id = $1 AND kind = $2 AND is_open = 1 AND action_id IS NOT NULL")
    .bind(tenant)
    .bind(&kind);
    if let Some(action) = action {
        heirs.push(" AND action_id = ").push_bind(action);
    }
    heirs.push(" GROUP BY action_id HAVING COUNT(slot) = 0");
    let heirs = heirs.all(&mut *tx).await?;
    if heirs.is_empty() {
        return Ok(());
    }
    let heirs = heirs.iter().map(|row| row.get("oldest")).collect::<Result<Vec<TicketId>>>()?;
    // One that closed in between takes nothing; the transaction that closed it sees to the slot.
    let mut take = sql("UPDATE tickets SET slot = kind || ':' || action_id WHERE is_open = 1 AND id IN ");
    take.push_list(&heirs);
    take.run(tx).await?;
    Ok(())
}
