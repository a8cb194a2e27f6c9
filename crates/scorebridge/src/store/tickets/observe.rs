//! What the instance says of tickets, taken over with a timeline event for each field that changed.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::delivery::complete;
use super::events::{append, by_system};
use super::row::{read_ticket, select, write_observed};
use super::slots;
use crate::ids::{TenantId, TicketId};
use crate::store::activity::log;
use crate::store::db::Tx;
use crate::store::sql::sql;
use crate::store::{Activity, ActivityEntry, Result, Store, again_on_conflict, state_names};
use crate::tickets::{Delivery, Event, EventKind, Observed, StateName, Ticket};

impl Store {
    /// Takes over what the instance says of a ticket: saves it and writes one timeline event per changed field.
    /// Returns whether anything changed. `Observed` older than what is stored is ignored.
    pub async fn observe_ticket(
        &self,
        tenant: &TenantId,
        id: TicketId,
        observed: &Observed,
        at: Timestamp,
    ) -> Result<bool> {
        Ok(!self.observe_tickets(tenant, &[(id, observed.clone())], at).await?.is_empty())
    }

    /// [`Store::observe_ticket`] for a page of records, in one transaction. Returns the tickets that changed.
    ///
    /// A ticket that was not `Sent` is so now: its record was seen. A record other than the one that is stored is
    /// passed over, and so are tickets that are not the tenant's.
    pub async fn observe_tickets(
        &self,
        tenant: &TenantId,
        seen: &[(TicketId, Observed)],
        at: Timestamp,
    ) -> Result<Vec<TicketId>> {
        again_on_conflict!(self.try_observe_tickets(tenant, seen, at))
    }

    async fn try_observe_tickets(
        &self,
        tenant: &TenantId,
        seen: &[(TicketId, Observed)],
        at: Timestamp,
    ) -> Result<Vec<TicketId>> {
        let mut tx = self.begin().await?;
        let names = state_names::list(&mut tx, tenant).await?;
        let stored = lock(&mut tx, tenant, seen.iter().map(|(id, _)| id)).await?;
        let mut changed = Vec::new();
        for (id, observed) in newest(seen) {
            let Some(ticket) = stored.get(&id) else { continue };
            if observe(&mut tx, ticket, observed, at, &names).await? {
                changed.push(id);
            }
        }
        let mut touch = sql("UPDATE tickets SET synced_at = $1 WHERE id IN ").bind(&at);
        touch.push_list(stored.keys());
        touch.run(&mut tx).await?;
        tx.commit().await?;
        Ok(changed)
    }

    /// The record cannot be found any more: the ticket counts as closed until it is seen again.
    pub async fn mark_ticket_missing(&self, tenant: &TenantId, id: TicketId, at: Timestamp) -> Result<()> {
        again_on_conflict!(self.try_mark_ticket_missing(tenant, id, at))
    }

    async fn try_mark_ticket_missing(&self, tenant: &TenantId, id: TicketId, at: Timestamp) -> Result<()> {
        let mut tx = self.begin().await?;
        let touch =
            sql("UPDATE tickets SET synced_at = $3 WHERE tenant_id = $1 AND id = $2 AND delivery = 'sent'");
        touch.bind(tenant).bind(&id).bind(&at).run(&mut tx).await?;
        let statement =
            sql("UPDATE tickets SET missing_since = $3, updated_at = $3, is_open = 0, slot = NULL \
             WHERE tenant_id = $1 AND id = $2 AND delivery = 'sent' AND missing_since IS NULL \
             RETURNING kind, action_id");
        if let Some(row) = statement.bind(tenant).bind(&id).bind(&at).first(&mut tx).await? {
            append(&mut tx, tenant, id, &by_system(at, EventKind::Missing)).await?;
            if let Some(action) = row.opt("action_id")? {
                slots::take_free(&mut tx, tenant, row.get("kind")?, &action).await?;
            }
        }
        tx.commit().await
    }
}

/// The tickets, held until the transaction ends; in the order of their ids, so that two pages cannot hold each
/// other up.
async fn lock(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    ids: impl Iterator<Item = &TicketId>,
) -> Result<BTreeMap<TicketId, Ticket>> {
    let mut statement = select("WHERE tickets.tenant_id = $1 AND id IN ").bind(tenant);
    statement.push_list(ids).push(" ORDER BY id").push(tx.engine().for_update());
    let tickets = statement.all(tx).await?;
    tickets.iter().map(|row| read_ticket(row).map(|ticket| (ticket.id, ticket))).collect()
}

/// A record that changed while its pages were read comes twice.
fn newest(seen: &[(TicketId, Observed)]) -> BTreeMap<TicketId, &Observed> {
    let mut newest: BTreeMap<TicketId, &Observed> = BTreeMap::new();
    for (id, observed) in seen {
        let kept = newest.entry(*id).or_insert(observed);
        if kept.updated_on <= observed.updated_on {
            *kept = observed;
        }
    }
    newest
}

async fn observe(
    tx: &mut Tx<'_>,
    ticket: &Ticket,
    observed: &Observed,
    at: Timestamp,
    names: &[StateName],
) -> Result<bool> {
    if ticket.delivery != Delivery::Sent {
        // While it is being sent nothing was lost: the sync came before the answer.
        let found = ticket.delivery != Delivery::Sending;
        complete(tx, ticket, observed, (found, at), names).await?;
        return Ok(true);
    }
    let Some(before) = &ticket.observed else { return Ok(false) };
    if observed.sys_id != before.sys_id || observed.updated_on < before.updated_on {
        return Ok(false);
    }
    let mut kinds = changes(before, observed);
    if ticket.missing_since.is_some() {
        kinds.insert(0, EventKind::Back);
    }
    if observed != before || !kinds.is_empty() {
        write_observed(tx, ticket, observed, names).await?;
    }
    if kinds.is_empty() {
        return Ok(false);
    }
    write_changes(tx, ticket, before, observed, (kinds, at)).await?;
    Ok(true)
}

async fn write_changes(
    tx: &mut Tx<'_>,
    ticket: &Ticket,
    before: &Observed,
    observed: &Observed,
    (kinds, at): (Vec<EventKind>, Timestamp),
) -> Result<()> {
    let touch = sql("UPDATE tickets SET updated_at = $2 WHERE id = $1");
    touch.bind(&ticket.id).bind(&at).run(&mut *tx).await?;
    // When it changed there, in whole seconds: never before what the timeline shows already.
    let happened = observed.updated_on.max(ticket.updated_at).min(at);
    for kind in kinds {
        let actor = (kind != EventKind::Back).then(|| observed.updated_by.clone());
        append(tx, &ticket.tenant, ticket.id, &Event { at: happened, kind, actor }).await?;
    }
    if before.state == observed.state {
        return Ok(());
    }
    let activity = Activity::TicketMoved {
        ticket: ticket.id.to_string(),
        number: observed.number.clone(),
        old: before.state_label.clone(),
        new: observed.state_label.clone(),
    };
    log(tx, &ticket.tenant, &ActivityEntry { at, actor: None, activity }).await
}

/// The fields that differ, with their values as the instance shows them.
fn changes(before: &Observed, after: &Observed) -> Vec<EventKind> {
    let day = |observed: &Observed| observed.due.map_or(String::new(), |due| due.to_string());
    let fields = [
        ("state", before.state_label.clone(), after.state_label.clone(), before.state != after.state),
        ("priority", before.priority.to_string(), after.priority.to_string(), false),
        ("due", day(before), day(after), false),
        ("assigned_to", before.assigned_to.clone(), after.assigned_to.clone(), false),
        ("assignment_group", before.assignment_group.clone(), after.assignment_group.clone(), false),
        ("number", before.number.clone(), after.number.clone(), false),
        ("name", before.name.clone(), after.name.clone(), false),
    ];
    let changed = fields.into_iter().filter(|(field, old, new, by_value)| {
        // A state whose label alone was changed in the instance did not move.
        *by_value || (*field != "state" && old != new)
    });
    changed.map(|(field, old, new, _)| EventKind::Changed { field: field.to_owned(), old, new }).collect()
}
