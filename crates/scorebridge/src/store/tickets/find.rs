//! Single tickets.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::row::{read_ticket, select};
use crate::ids::{ActionId, ConnectionId, TenantId, TicketId};
use crate::store::sql::sql;
use crate::store::{Result, Store};
use crate::tickets::{Ticket, TicketKind};

/// How long the instance is asked whether a missing record is back.
const MISSING_ASKED_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Store {
    /// One ticket.
    pub async fn find_ticket(&self, tenant: &TenantId, id: TicketId) -> Result<Option<Ticket>> {
        let statement = select("WHERE id = $2 AND tickets.tenant_id = $1").bind(tenant).bind(&id);
        statement.first(self.read()).await?.as_ref().map(read_ticket).transpose()
    }

    /// One ticket by its number in ServiceNow (of the connection that is not removed first).
    pub async fn find_ticket_by_number(&self, tenant: &TenantId, number: &str) -> Result<Option<Ticket>> {
        let statement = select(
            "JOIN connections ON connections.id = connection_id \
             WHERE tickets.tenant_id = $1 AND number = $2 \
             ORDER BY CASE WHEN removed_at IS NULL THEN 0 ELSE 1 END, tickets.created_at DESC LIMIT 1",
        );
        let row = statement.bind(tenant).bind(number).first(self.read()).await?;
        row.as_ref().map(read_ticket).transpose()
    }

    /// The open ticket of an action and kind, if any.
    pub async fn find_open_ticket(
        &self,
        tenant: &TenantId,
        action: &ActionId,
        kind: TicketKind,
    ) -> Result<Option<Ticket>> {
        let statement = select(
            "WHERE tickets.tenant_id = $1 AND action_id = $2 AND kind = $3 AND is_open = 1 \
             ORDER BY CASE WHEN slot IS NULL THEN 1 ELSE 0 END, id LIMIT 1",
        );
        let row = statement.bind(tenant).bind(action).bind(&kind).first(self.read()).await?;
        row.as_ref().map(read_ticket).transpose()
    }

    /// The newest open ticket of each of these actions, for the list of actions.
    pub async fn list_open_tickets_of(
        &self,
        tenant: &TenantId,
        actions: &[ActionId],
    ) -> Result<BTreeMap<ActionId, (TicketId, Option<String>)>> {
        let mut statement = sql("SELECT action_id, id, number FROM tickets \
             WHERE tenant_id = $1 AND is_open = 1 AND action_id IN ")
        .bind(tenant);
        statement.push_list(actions).push(" ORDER BY created_at, id");
        let rows = statement.all(self.read()).await?;
        // Later ones take the place of earlier ones.
        rows.iter().map(|row| Ok((row.get("action_id")?, (row.get("id")?, row.opt("number")?)))).collect()
    }

    /// Those of `ids` that were sent over `connection`: a copy of an instance shows our marks too.
    pub async fn list_ids_of_connection(
        &self,
        connection: ConnectionId,
        ids: &[TicketId],
    ) -> Result<BTreeSet<TicketId>> {
        let mut statement =
            sql("SELECT id FROM tickets WHERE connection_id = $1 AND id IN ").bind(&connection);
        statement.push_list(ids);
        statement.all(self.read()).await?.iter().map(|row| row.get("id")).collect()
    }

    /// Sent tickets of a connection that are open and were not asked about since `before`, oldest first; also those
    /// that went missing in the last 30 days, which may be back.
    pub async fn list_stale_tickets(
        &self,
        connection: ConnectionId,
        before: Timestamp,
        limit: u64,
    ) -> Result<Vec<Ticket>> {
        let statement = select(
            "WHERE connection_id = $1 AND delivery = 'sent' AND synced_at < $2 \
             AND (is_open = 1 OR missing_since > $3) ORDER BY synced_at, id LIMIT $4",
        );
        let statement = statement.bind(&connection).bind(&before).bind(&(before - MISSING_ASKED_FOR));
        statement.bind(&limit).all(self.read()).await?.iter().map(read_ticket).collect()
    }
}
