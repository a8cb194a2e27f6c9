//! Notes on their way into records: the same guarded steps as the delivery of a ticket.

use jiff::Timestamp;

use super::DeliveryFailure;
use super::events::append;
use crate::ids::{NoteId, TenantId, TicketId};
use crate::store::activity::log;
use crate::store::db::Tx;
use crate::store::jobs::enqueue;
use crate::store::row::Row;
use crate::store::sql::{Sql, sql};
use crate::store::value::{Json, json};
use crate::store::{Activity, ActivityEntry, NewJob, Result, Store};
use crate::tickets::{Delivery, Event, EventKind, NewNote, Note};

/// Notes of one ticket that a page shows: as many as timeline entries.
const SHOWN_MAX: u64 = 200;

const COLUMNS: &str = "SELECT id, ticket_id, author, delivery, attempts, begun_at, next_attempt_at, created_at, \
     sent_at, read_back, problem, note FROM ticket_notes ";

impl Store {
    /// Stores a note with its job, timeline event and activity in one transaction. False when a note was stored under
    /// the same idempotency key before; `number` is the ticket's.
    pub async fn insert_note(&self, note: &NewNote, number: &str, job: &NewJob) -> Result<bool> {
        let mut tx = self.begin().await?;
        let statement = sql("INSERT INTO ticket_notes (id, ticket_id, tenant_id, idempotency_key, author, \
                 delivery, attempts, created_at, read_back, note) \
             VALUES ($1, $2, $3, $4, $5, $6, 0, $7, 0, $8) ON CONFLICT DO NOTHING");
        let statement = statement.bind(&note.id).bind(&note.ticket).bind(&note.tenant);
        let statement = statement.bind(&note.idempotency_key).bind(&note.author).bind(&Delivery::Queued);
        if statement.bind(&note.at).bind(&note.text).run(&mut tx).await? == 0 {
            return Ok(false);
        }
        accompany(&mut tx, note, number, job).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// One note.
    pub async fn find_note(&self, tenant: &TenantId, id: NoteId) -> Result<Option<Note>> {
        let mut statement = sql(COLUMNS);
        statement.push("WHERE tenant_id = $1 AND id = $2");
        statement.bind(tenant).bind(&id).first(self.read()).await?.as_ref().map(read_note).transpose()
    }

    /// The newest notes of a ticket.
    pub async fn list_notes(&self, tenant: &TenantId, ticket: TicketId) -> Result<Vec<Note>> {
        let mut statement = sql(COLUMNS);
        statement.push("WHERE tenant_id = $1 AND ticket_id = $2 ORDER BY id DESC LIMIT $3");
        let rows = statement.bind(tenant).bind(&ticket).bind(&SHOWN_MAX).all(self.read()).await?;
        rows.iter().map(read_note).collect()
    }

    /// Marks that a note is about to be written: `Queued` or `Unclear` becomes `Sending`. Committed before the call.
    /// False when it is in no state to be written.
    pub async fn begin_note(&self, tenant: &TenantId, id: NoteId, at: Timestamp) -> Result<bool> {
        let statement =
            sql("UPDATE ticket_notes SET delivery = $4, attempts = attempts + 1, begun_at = $3, \
                 next_attempt_at = NULL \
             WHERE tenant_id = $1 AND id = $2 AND delivery IN ($5, $6)");
        let statement = statement.bind(tenant).bind(&id).bind(&at).bind(&Delivery::Sending);
        let begun = statement.bind(&Delivery::Queued).bind(&Delivery::Unclear).run(self.write()).await?;
        Ok(begun == 1)
    }

    /// ServiceNow has the note; `read_back` says whether it was read in the record.
    pub async fn complete_note(
        &self,
        tenant: &TenantId,
        id: NoteId,
        read_back: bool,
        at: Timestamp,
    ) -> Result<()> {
        let statement =
            sql("UPDATE ticket_notes SET delivery = $3, problem = NULL, next_attempt_at = NULL, \
                 sent_at = $4, read_back = $5 \
             WHERE tenant_id = $1 AND id = $2 AND delivery <> $3");
        let statement = statement.bind(tenant).bind(&id).bind(&Delivery::Sent).bind(&at).bind(&read_back);
        statement.run(self.write()).await.map(drop)
    }

    /// A try failed. A note that was sent or ended meanwhile stays as it is.
    pub async fn fail_note(&self, tenant: &TenantId, id: NoteId, failure: &DeliveryFailure) -> Result<()> {
        let statement = sql("UPDATE ticket_notes SET delivery = $3, problem = $4, next_attempt_at = $5 \
             WHERE tenant_id = $1 AND id = $2 AND delivery IN ($6, $7, $8)");
        let statement = statement.bind(tenant).bind(&id).bind(&failure.delivery);
        let statement = statement.bind(&json(&failure.reason)).bind(&failure.next_attempt_at);
        let open = [Delivery::Queued, Delivery::Sending, Delivery::Unclear];
        let statement = open.iter().fold(statement, Sql::bind);
        statement.run(self.write()).await.map(drop)
    }

    /// A person asks to try again; a doubt stays one. False when there is nothing to retry.
    pub async fn retry_note(&self, tenant: &TenantId, id: NoteId, job: &NewJob) -> Result<bool> {
        let mut tx = self.begin().await?;
        let statement = sql("UPDATE ticket_notes SET next_attempt_at = $3, problem = NULL, \
                 delivery = CASE WHEN delivery IN ($4, $5) AND begun_at IS NOT NULL THEN $5 ELSE $6 END \
             WHERE tenant_id = $1 AND id = $2 AND delivery IN ($4, $5, $6, $7)");
        let statement = statement.bind(tenant).bind(&id).bind(&job.run_at);
        let states = [Delivery::GivenUp, Delivery::Unclear, Delivery::Queued, Delivery::Refused];
        let statement = states.iter().fold(statement, Sql::bind);
        if statement.run(&mut tx).await? == 0 {
            return Ok(false);
        }
        enqueue(&mut tx, job).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// What is stored with a note.
async fn accompany(tx: &mut Tx<'_>, note: &NewNote, number: &str, job: &NewJob) -> Result<()> {
    let actor = Some(note.author_name.clone());
    let kind = EventKind::NoteAdded { note: note.id, text: note.text.clone() };
    append(tx, &note.tenant, note.ticket, &Event { at: note.at, kind, actor: actor.clone() }).await?;
    let activity = Activity::NoteAdded { ticket: note.ticket.to_string(), number: number.to_owned() };
    log(&mut *tx, &note.tenant, &ActivityEntry { at: note.at, actor, activity }).await?;
    enqueue(tx, job).await?;
    Ok(())
}

fn read_note(row: &Row) -> Result<Note> {
    Ok(Note {
        id: row.get("id")?,
        ticket: row.get("ticket_id")?,
        text: row.get("note")?,
        author: row.get("author")?,
        delivery: row.get("delivery")?,
        attempts: row.get("attempts")?,
        begun_at: row.opt("begun_at")?,
        next_attempt_at: row.opt("next_attempt_at")?,
        problem: row.opt("problem")?.map(|Json(problem)| problem),
        created_at: row.get("created_at")?,
        sent_at: row.opt("sent_at")?,
        read_back: row.get("read_back")?,
    })
}
