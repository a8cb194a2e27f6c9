//! The beginning of a ticket: stored with its job, timeline and activity in one transaction.

use super::row::{UNSENT_POSITION, search_text};
use super::{Inserted, events, slots};
use crate::ids::TicketId;
use crate::store::activity::log;
use crate::store::db::Tx;
use crate::store::jobs::enqueue;
use crate::store::sql::sql;
use crate::store::{Activity, ActivityEntry, NewJob, Result, Store, StoreError};
use crate::tickets::{Delivery, Event, EventKind, NewTicket};

/// How often the ticket that stood in the way can be gone when it is looked for.
const TRIES: u32 = 5;

impl Store {
    /// Stores a ticket, its `SendTicket` job, its first timeline event and the activity entry in one transaction.
    pub async fn insert_ticket(&self, ticket: &NewTicket, job: &NewJob) -> Result<Inserted> {
        let mut tx = self.begin().await?;
        for _ in 0..TRIES {
            if let Some(inserted) = claim_place(&mut tx, ticket).await? {
                if matches!(inserted, Inserted::New(_)) {
                    accompany(&mut tx, ticket, job).await?;
                }
                tx.commit().await?;
                return Ok(inserted);
            }
        }
        Err(StoreError::corrupt("tickets", format!("the id {} is taken", ticket.id)))
    }
}

/// Inserts the row or tells what stands in its way; `None` when that is gone already.
async fn claim_place(tx: &mut Tx<'_>, ticket: &NewTicket) -> Result<Option<Inserted>> {
    let slot = slots::slot(ticket.task.kind, ticket.task.action.as_ref());
    if insert_row(tx, ticket, slot.as_deref()).await? {
        return Ok(Some(Inserted::New(ticket.id)));
    }
    let same_key = sql("SELECT id FROM tickets WHERE tenant_id = $1 AND idempotency_key = $2");
    if let Some(row) = same_key.bind(&ticket.tenant).bind(&ticket.idempotency_key).first(&mut *tx).await? {
        return Ok(Some(Inserted::Before(row.get("id")?)));
    }
    if ticket.another {
        return Ok(insert_row(tx, ticket, None).await?.then_some(Inserted::New(ticket.id)));
    }
    let same_slot = sql("SELECT id FROM tickets WHERE tenant_id = $1 AND slot = $2");
    let row = same_slot.bind(&ticket.tenant).bind(&slot).first(&mut *tx).await?;
    row.map(|row| Ok(Inserted::AlreadyOpen(row.get::<TicketId>("id")?))).transpose()
}

async fn insert_row(tx: &mut Tx<'_>, ticket: &NewTicket, slot: Option<&str>) -> Result<bool> {
    let task = &ticket.task;
    let statement = sql(
        "INSERT INTO tickets (id, tenant_id, connection_id, idempotency_key, slot, kind, action_id, \
             category, source, started_by, is_open, delivery, attempts, was_unclear, state_position, priority, due, \
             created_at, updated_at, name, name_sort, search, task_priority, task_due, task_name) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, 0, 0, $12, $13, $14, $15, $15, $16, $17, $18, \
             $19, $14, $16) \
         ON CONFLICT DO NOTHING",
    );
    let inserted = statement
        .bind(&ticket.id)
        .bind(&ticket.tenant)
        .bind(&ticket.connection)
        .bind(&ticket.idempotency_key)
        .bind(&slot)
        .bind(&task.kind)
        .bind(&task.action)
        .bind(&task.category)
        .bind(&task.source)
        .bind(&ticket.started_by)
        .bind(&Delivery::Queued)
        .bind(&UNSENT_POSITION)
        .bind(&task.priority.record_priority(task.kind))
        .bind(&task.due)
        .bind(&ticket.at)
        .bind(&task.name)
        .bind(&task.name.to_lowercase())
        .bind(&search_text("", &task.name))
        .bind(&task.priority)
        .run(tx)
        .await?;
    Ok(inserted == 1)
}

/// What is stored with a ticket.
async fn accompany(tx: &mut Tx<'_>, ticket: &NewTicket, job: &NewJob) -> Result<()> {
    let texts = sql("INSERT INTO ticket_texts (ticket_id, tenant_id, description) VALUES ($1, $2, $3)");
    texts.bind(&ticket.id).bind(&ticket.tenant).bind(&ticket.task.description).run(&mut *tx).await?;
    let actor = Some(display_name(tx, ticket).await?);
    let created = Event { at: ticket.at, kind: EventKind::Created, actor: actor.clone() };
    events::append(tx, &ticket.tenant, ticket.id, &created).await?;
    let activity = Activity::TicketCreated { ticket: ticket.id.to_string(), name: ticket.task.name.clone() };
    log(&mut *tx, &ticket.tenant, &ActivityEntry { at: ticket.at, actor, activity }).await?;
    enqueue(tx, job).await?;
    Ok(())
}

/// How pages call the person who started it: by name where known, else as ServiceNow is told.
async fn display_name(tx: &mut Tx<'_>, ticket: &NewTicket) -> Result<String> {
    let statement = sql("SELECT name FROM people WHERE tenant_id = $1 AND user_name = $2 \
         ORDER BY signed_in_at DESC LIMIT 1");
    let row = statement.bind(&ticket.tenant).bind(&ticket.started_by).first(tx).await?;
    row.map_or_else(|| Ok(ticket.started_by.clone()), |row| row.get("name"))
}
