//! A task that is changed before it is sent. The ticket, and with it the correlation id, stays the same.

use super::delivery::lock;
use super::events::append;
use super::row::search_text;
use super::{Edited, TaskEdit, slots};
use crate::ids::{TenantId, TicketId};
use crate::store::activity::log;
use crate::store::db::Tx;
use crate::store::jobs::enqueue;
use crate::store::sql::sql;
use crate::store::{Activity, ActivityEntry, NewJob, Result, Store, again_on_conflict};
use crate::tickets::{Delivery, Event, EventKind, Ticket};

impl Store {
    /// Changes the task of a ticket that certainly has no record, and queues it anew with this job. While a create
    /// call may be under way nothing is changed: what it sends must be what is stored.
    pub async fn edit_unsent_ticket(
        &self,
        tenant: &TenantId,
        id: TicketId,
        edit: &TaskEdit,
        job: &NewJob,
    ) -> Result<Edited> {
        again_on_conflict!(self.try_edit_unsent_ticket(tenant, id, edit, job))
    }

    async fn try_edit_unsent_ticket(
        &self,
        tenant: &TenantId,
        id: TicketId,
        edit: &TaskEdit,
        job: &NewJob,
    ) -> Result<Edited> {
        let mut tx = self.begin().await?;
        let Some(ticket) = lock(&mut tx, tenant, id).await?.filter(Ticket::is_surely_unsent) else {
            return Ok(Edited::TooLate);
        };
        if is_taken(&mut tx, &ticket, edit).await? {
            return Ok(Edited::AlreadyOpen);
        }
        if !write_task(&mut tx, &ticket, edit, job).await? {
            return Ok(Edited::TooLate);
        }
        settle_slots(&mut tx, &ticket, edit).await?;
        accompany(&mut tx, &ticket, edit, job).await?;
        tx.commit().await?;
        Ok(Edited::Saved)
    }
}

/// Whether the edit would make a second open ticket of the action and kind that nobody asked for.
async fn is_taken(tx: &mut Tx<'_>, ticket: &Ticket, edit: &TaskEdit) -> Result<bool> {
    let Some(slot) = slots::slot(edit.task.kind, ticket.task.action.as_ref()) else { return Ok(false) };
    if edit.another || edit.task.kind == ticket.task.kind {
        return Ok(false);
    }
    let other = sql("SELECT id FROM tickets WHERE tenant_id = $1 AND slot = $2");
    Ok(other.bind(&ticket.tenant).bind(&slot).first(tx).await?.is_some())
}

/// False when the connection was removed.
async fn write_task(tx: &mut Tx<'_>, ticket: &Ticket, edit: &TaskEdit, job: &NewJob) -> Result<bool> {
    let task = &edit.task;
    let statement = sql(
        "UPDATE tickets SET delivery = $2, problem = NULL, failed_at = NULL, next_attempt_at = $3, updated_at = $3, \
             slot = CASE WHEN kind = $4 THEN slot END, kind = $4, category = $5, priority = $6, due = $7, name = $8, \
             name_sort = $9, search = $10, task_priority = $11, task_due = $7, task_name = $8 \
         WHERE id = $1 AND connection_id IN (SELECT id FROM connections WHERE removed_at IS NULL)",
    );
    let changed = statement
        .bind(&ticket.id)
        .bind(&Delivery::Queued)
        .bind(&job.run_at)
        .bind(&task.kind)
        .bind(&task.category)
        .bind(&task.priority.record_priority(task.kind))
        .bind(&task.due)
        .bind(&task.name)
        .bind(&task.name.to_lowercase())
        .bind(&search_text("", &task.name))
        .bind(&task.priority)
        .run(&mut *tx)
        .await?;
    let texts = sql("UPDATE ticket_texts SET description = $2 WHERE ticket_id = $1");
    texts.bind(&ticket.id).bind(&task.description).run(tx).await?;
    Ok(changed == 1)
}

/// A ticket that became one of another kind leaves its place to others, and takes the new one if that is free.
async fn settle_slots(tx: &mut Tx<'_>, ticket: &Ticket, edit: &TaskEdit) -> Result<()> {
    let Some(action) = ticket.task.action.as_ref().filter(|_| edit.task.kind != ticket.task.kind) else {
        return Ok(());
    };
    slots::take_free(tx, &ticket.tenant, ticket.task.kind, action).await?;
    slots::take_free(tx, &ticket.tenant, edit.task.kind, action).await
}

async fn accompany(tx: &mut Tx<'_>, ticket: &Ticket, edit: &TaskEdit, job: &NewJob) -> Result<()> {
    let (at, actor) = (job.run_at, Some(edit.by.clone()));
    let edited = Event { at, kind: EventKind::Edited, actor: actor.clone() };
    append(tx, &ticket.tenant, ticket.id, &edited).await?;
    let activity = Activity::TicketEdited { ticket: ticket.id.to_string(), name: edit.task.name.clone() };
    log(&mut *tx, &ticket.tenant, &ActivityEntry { at, actor, activity }).await?;
    enqueue(tx, job).await?;
    Ok(())
}
