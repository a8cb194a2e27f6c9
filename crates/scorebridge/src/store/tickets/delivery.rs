//! The delivery of a ticket as a guarded state machine:
//!
//! ```text
//! Queued, Unclear -- begin --> Sending
//! Queued, Sending, Unclear -- fail --> Queued, Unclear, Refused, GivenUp
//! Refused, GivenUp, Queued, Unclear -- retry --> Queued, or Unclear when a try was unclear
//! any but Sent -- complete --> Sent
//! ```
//!
//! Nothing leaves `Sent`. The guard is in the statement that changes the row, so that of two workers one wins.

use jiff::Timestamp;

use super::events::{append, by_system};
use super::row::{read_ticket, select, write_observed};
use super::{DeliveryFailure, slots};
use crate::ids::{TenantId, TicketId};
use crate::store::activity::log;
use crate::store::db::Tx;
use crate::store::jobs::enqueue;
use crate::store::sql::sql;
use crate::store::value::json;
use crate::store::{
    Activity, ActivityEntry, NewJob, Result, Store, StoreError, again_on_conflict, state_names,
};
use crate::tickets::{Delivery, Event, EventKind, Observed, StateName, Ticket};

impl Store {
    /// Marks that a create call is about to be made: `Queued` or `Unclear` becomes `Sending`, attempts + 1.
    /// Committed before the call. False when the ticket is in no state to be sent.
    pub async fn begin_delivery(&self, tenant: &TenantId, id: TicketId, at: Timestamp) -> Result<bool> {
        let statement = sql("UPDATE tickets SET delivery = $4, attempts = attempts + 1, begun_at = $3, \
                 next_attempt_at = NULL, updated_at = $3 \
             WHERE tenant_id = $1 AND id = $2 AND delivery IN ($5, $6)");
        let statement = statement.bind(tenant).bind(&id).bind(&at).bind(&Delivery::Sending);
        let begun = statement.bind(&Delivery::Queued).bind(&Delivery::Unclear).run(self.write()).await?;
        Ok(begun == 1)
    }

    /// The record exists: saves it, `Sent`, timeline event `Accepted`, in one transaction. `outcome` says whether it
    /// was found by its correlation id, and when. A ticket that is `Sent` already stays as it is.
    pub async fn complete_delivery(
        &self,
        tenant: &TenantId,
        id: TicketId,
        observed: &Observed,
        outcome: (bool, Timestamp),
    ) -> Result<()> {
        again_on_conflict!(self.try_complete_delivery(tenant, id, observed, outcome))
    }

    async fn try_complete_delivery(
        &self,
        tenant: &TenantId,
        id: TicketId,
        observed: &Observed,
        outcome: (bool, Timestamp),
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        let Some(ticket) = lock(&mut tx, tenant, id).await? else { return Ok(()) };
        if ticket.delivery != Delivery::Sent {
            let names = state_names::list(&mut tx, tenant).await?;
            complete(&mut tx, &ticket, observed, outcome, &names).await?;
        }
        tx.commit().await
    }

    /// A try failed: new delivery state, reason, next try; timeline event `Failed` unless the reason repeats. A
    /// ticket that is `Sent` or was ended meanwhile stays as it is.
    pub async fn fail_delivery(
        &self,
        tenant: &TenantId,
        id: TicketId,
        failure: &DeliveryFailure,
    ) -> Result<()> {
        if matches!(failure.delivery, Delivery::Sent | Delivery::Sending) {
            return Err(StoreError::corrupt("delivery", "a failed try leads neither to sending nor to sent"));
        }
        let mut tx = self.begin().await?;
        let Some(ticket) = lock(&mut tx, tenant, id).await? else { return Ok(()) };
        if !matches!(ticket.delivery, Delivery::Queued | Delivery::Sending | Delivery::Unclear) {
            return Ok(());
        }
        fail(&mut tx, &ticket, failure).await?;
        tx.commit().await
    }

    /// A person asks to try again: refused, given up and waiting tickets are queued anew, with a job, at once.
    /// A state that must look first stays one. False when there is nothing to retry. `by` is the person's name.
    pub async fn retry_delivery(
        &self,
        tenant: &TenantId,
        id: TicketId,
        by: &str,
        job: &NewJob,
    ) -> Result<bool> {
        let mut tx = self.begin().await?;
        let Some(ticket) = lock(&mut tx, tenant, id).await? else { return Ok(false) };
        let delivery = match ticket.delivery {
            Delivery::Sending | Delivery::Sent => return Ok(false),
            Delivery::Unclear => Delivery::Unclear,
            Delivery::GivenUp if ticket.was_unclear => Delivery::Unclear,
            Delivery::Queued | Delivery::Refused | Delivery::GivenUp => Delivery::Queued,
        };
        let statement = sql("UPDATE tickets SET delivery = $2, problem = NULL, failed_at = NULL, \
                 next_attempt_at = $3, updated_at = $3 \
             WHERE id = $1 AND connection_id IN (SELECT id FROM connections WHERE removed_at IS NULL)");
        if statement.bind(&id).bind(&delivery).bind(&job.run_at).run(&mut tx).await? == 0 {
            return Ok(false);
        }
        let retried = Event { at: job.run_at, kind: EventKind::Retried, actor: Some(by.to_owned()) };
        append(&mut tx, tenant, id, &retried).await?;
        enqueue(&mut tx, job).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Deletes a ticket that certainly has no record (queued and never tried, refused, given up without an unclear
    /// try). False when it may have one.
    pub async fn delete_unsent_ticket(&self, tenant: &TenantId, id: TicketId) -> Result<bool> {
        again_on_conflict!(self.try_delete_unsent_ticket(tenant, id))
    }

    async fn try_delete_unsent_ticket(&self, tenant: &TenantId, id: TicketId) -> Result<bool> {
        let mut tx = self.begin().await?;
        let statement = sql("DELETE FROM tickets WHERE tenant_id = $1 AND id = $2 AND was_unclear = 0 \
                 AND (delivery IN ($3, $4) OR (delivery = $5 AND attempts = 0)) \
             RETURNING kind, action_id");
        let statement = statement.bind(tenant).bind(&id);
        let statement = statement.bind(&Delivery::Refused).bind(&Delivery::GivenUp).bind(&Delivery::Queued);
        let Some(row) = statement.first(&mut tx).await? else { return Ok(false) };
        if let Some(action) = row.opt("action_id")? {
            slots::take_free(&mut tx, tenant, row.get("kind")?, &action).await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}

/// The ticket, held until the transaction ends.
pub(super) async fn lock(tx: &mut Tx<'_>, tenant: &TenantId, id: TicketId) -> Result<Option<Ticket>> {
    let mut statement = select("WHERE tickets.tenant_id = $1 AND id = $2").bind(tenant).bind(&id);
    statement.push(tx.engine().for_update());
    statement.first(tx).await?.as_ref().map(read_ticket).transpose()
}

/// Makes a ticket that is not `Sent` so.
pub(super) async fn complete(
    tx: &mut Tx<'_>,
    ticket: &Ticket,
    observed: &Observed,
    (found, at): (bool, Timestamp),
    names: &[StateName],
) -> Result<()> {
    let statement = sql("UPDATE tickets SET delivery = $2, problem = NULL, failed_at = NULL, \
         next_attempt_at = NULL, synced_at = $3, updated_at = $3 WHERE id = $1");
    statement.bind(&ticket.id).bind(&Delivery::Sent).bind(&at).run(&mut *tx).await?;
    write_observed(tx, ticket, observed, names).await?;
    let duration_ms = at.as_millisecond() - ticket.created_at.as_millisecond();
    let number = observed.number.clone();
    let accepted = EventKind::Accepted { number: number.clone(), duration_ms, found };
    append(tx, &ticket.tenant, ticket.id, &by_system(at, accepted)).await?;
    let activity = Activity::TicketAccepted { ticket: ticket.id.to_string(), number };
    log(tx, &ticket.tenant, &ActivityEntry { at, actor: None, activity }).await
}

async fn fail(tx: &mut Tx<'_>, ticket: &Ticket, failure: &DeliveryFailure) -> Result<()> {
    let ended = matches!(failure.delivery, Delivery::Refused | Delivery::GivenUp);
    // Giving up while an answer is owed leaves it open whether there is a record.
    let unclear = match failure.delivery {
        Delivery::Unclear => true,
        Delivery::GivenUp => ticket.was_unclear || ticket.delivery.must_look_first(),
        _ => ticket.was_unclear,
    };
    let statement =
        sql("UPDATE tickets SET delivery = $2, problem = $3, next_attempt_at = $4, was_unclear = $5, \
         failed_at = $6, updated_at = $7 WHERE id = $1");
    statement
        .bind(&ticket.id)
        .bind(&failure.delivery)
        .bind(&json(&failure.reason))
        .bind(&failure.next_attempt_at)
        .bind(&unclear)
        .bind(&ended.then_some(failure.at))
        .bind(&failure.at)
        .run(&mut *tx)
        .await?;
    if ended || ticket.problem.as_ref() != Some(&failure.reason) {
        let failed = EventKind::Failed { reason: failure.reason.clone() };
        append(tx, &ticket.tenant, ticket.id, &by_system(failure.at, failed)).await?;
    }
    if ended {
        let activity =
            Activity::TicketFailed { ticket: ticket.id.to_string(), name: ticket.task.name.clone() };
        log(tx, &ticket.tenant, &ActivityEntry { at: failure.at, actor: None, activity }).await?;
    }
    Ok(())
}
