//! Delivers a ticket: exactly one record in the instance, whatever is lost on the way.
//!
//! The intent is committed before each create call (`Sending`). Whoever finds a ticket in `Sending` or `Unclear`
//! looks for the record by its correlation id before anything else, and creates it anew only when a transaction of
//! the lost call can no longer commit.

mod delivery;
pub(super) mod outcome;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::clients::client_of;
use super::connect::ConnectError;
use super::runner::JobError;
use crate::app::App;
use crate::connection::Connection;
use crate::ids::{TenantId, TicketId};
use crate::message::Message;
use crate::store::{Claimed, DeliveryFailure, NewJob};
use crate::tickets::{Delivery, Ticket};
use delivery::Attempt;

/// Delivers one ticket. Stored with it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SendTicket {
    /// Which.
    pub ticket: TicketId,
}

impl SendTicket {
    /// Name of the job type.
    pub const NAME: &'static str = "send-ticket";

    /// The job to store with a ticket: at most one of a ticket waits.
    pub fn job(tenant: &TenantId, ticket: TicketId, run_at: Timestamp) -> NewJob {
        NewJob::new(tenant, Self::NAME, &Self { ticket }, run_at)
            .deduplicated(format!("{}:{ticket}", Self::NAME))
    }

    /// Takes the ticket one step further: done, to be tried again, or ended.
    pub(super) async fn run(self, app: &App, job: &Claimed) -> Result<(), JobError> {
        let lane = app.lanes().of(&job.tenant);
        let Some(_turn) = app.stopping.run_until_cancelled(lane.turn()).await else {
            return Err(JobError::retry(app.clock.now(), "the portal stops"));
        };
        let Some((ticket, connection)) = self.load(app, &job.tenant).await? else { return Ok(()) };
        let attempt = |client| Attempt { app, job, ticket: &ticket, connection: &connection, client };
        if connection.removed_at.is_some() {
            return attempt(None).give_up(Message::new("problem-connection-removed")).await;
        }
        if let Some((until, problem)) = lane.closed(app.clock.now()) {
            return attempt(None).wait_for_connection(problem, until).await;
        }
        match client_of(app, &connection).await {
            Ok(client) => attempt(Some(client)).deliver().await,
            Err(ConnectError::Store(error)) => Err(error.into()),
            Err(ConnectError::Problem(problem)) => {
                let until = lane.close(&problem, app.clock.now(), None);
                attempt(None).wait_for_connection(problem, until).await
            }
        }
    }

    /// The ticket, if it is still to be sent, and its connection.
    async fn load(self, app: &App, tenant: &TenantId) -> Result<Option<(Ticket, Connection)>, JobError> {
        let Some(ticket) = app.store.find_ticket(tenant, self.ticket).await? else { return Ok(None) };
        if !matches!(ticket.delivery, Delivery::Queued | Delivery::Sending | Delivery::Unclear) {
            return Ok(None);
        }
        let connection = app.store.find_connection_by_id(ticket.connection).await?;
        Ok(connection.map(|connection| (ticket, connection)))
    }

    /// The job failed again and again for a fault of ours: the ticket must not look as if it were on its way.
    pub(super) async fn abandon(self, app: &App, job: &Claimed) -> Result<(), JobError> {
        let failure = DeliveryFailure {
            delivery: Delivery::GivenUp,
            reason: Message::new("problem-internal"),
            next_attempt_at: None,
            at: app.clock.now(),
        };
        Ok(app.store.fail_delivery(&job.tenant, self.ticket, &failure).await?)
    }
}
