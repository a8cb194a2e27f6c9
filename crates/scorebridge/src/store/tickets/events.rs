//! The timeline of a ticket, and the ledger of outside calls made for it.

use jiff::Timestamp;

use super::Call;
use crate::ids::{TenantId, TicketId};
use crate::store::db::Tx;
use crate::store::row::Row;
use crate::store::sql::sql;
use crate::store::value::{Json, json};
use crate::store::{Result, Store, row_key};
use crate::tickets::{Event, EventKind};

impl Store {
    /// Timeline, newest first, at most `limit`.
    pub async fn list_ticket_events(
        &self,
        tenant: &TenantId,
        id: TicketId,
        limit: u64,
    ) -> Result<Vec<Event>> {
        let statement = sql("SELECT happened_at, actor, event FROM ticket_events \
             WHERE ticket_id = $2 AND tenant_id = $1 ORDER BY happened_at DESC, id DESC LIMIT $3");
        let rows = statement.bind(tenant).bind(&id).bind(&limit).all(self.read()).await?;
        rows.iter().map(read_event).collect()
    }

    /// Writes down one outside call made for a ticket, without texts and secrets.
    pub async fn record_call(&self, tenant: &TenantId, id: TicketId, call: &Call) -> Result<()> {
        // Selects, so that nothing is written for a ticket that was deleted meanwhile.
        let statement = sql("INSERT INTO ticket_calls \
                 (id, ticket_id, tenant_id, began_at, duration_ms, what, outcome, status) \
             SELECT $3, id, tenant_id, $4, $5, $6, $7, $8 FROM tickets WHERE tenant_id = $1 AND id = $2");
        statement
            .bind(tenant)
            .bind(&id)
            .bind(&row_key())
            .bind(&call.at)
            .bind(&call.duration_ms)
            .bind(call.what)
            .bind(&call.outcome)
            .bind(&call.status)
            .run(self.write())
            .await?;
        Ok(())
    }
}

/// Adds a line to the timeline.
pub(super) async fn append(tx: &mut Tx<'_>, tenant: &TenantId, id: TicketId, event: &Event) -> Result<()> {
    let statement = sql("INSERT INTO ticket_events (id, ticket_id, tenant_id, happened_at, actor, event) \
         VALUES ($1, $2, $3, $4, $5, $6)");
    let statement = statement.bind(&row_key()).bind(&id).bind(tenant).bind(&event.at);
    statement.bind(&event.actor).bind(&json(&event.kind)).run(tx).await?;
    Ok(())
}

/// A line that no person stands behind.
pub(super) fn by_system(at: Timestamp, kind: EventKind) -> Event {
    Event { at, kind, actor: None }
}

fn read_event(row: &Row) -> Result<Event> {
    let Json(kind) = row.get("event")?;
    Ok(Event { at: row.get("happened_at")?, kind, actor: row.opt("actor")? })
}
