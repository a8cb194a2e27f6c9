//! Asks about one ticket because the instance said that it changed. Asked once: when that fails, the next sync finds
//! the change.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::runner::JobError;
use super::tickets::{Refreshed, refresh_now};
use crate::app::App;
use crate::ids::{TenantId, TicketId};
use crate::store::{Claimed, NewJob};

/// The job. Notes that come while it waits add nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshTicket {
    ticket: TicketId,
}

impl RefreshTicket {
    pub(super) const NAME: &'static str = "refresh-ticket";

    /// The job for a ticket, to be run at once.
    pub(super) fn job(tenant: &TenantId, ticket: TicketId, now: Timestamp) -> NewJob {
        NewJob::new(tenant, Self::NAME, &Self { ticket }, now).deduplicated(format!("refresh:{ticket}"))
    }

    pub(super) async fn run(self, app: &App, job: &Claimed) -> Result<(), JobError> {
        if app.lanes().of(&job.tenant).closed(app.clock.now()).is_some() {
            return Ok(());
        }
        let Some(ticket) = app.store.find_ticket(&job.tenant, self.ticket).await? else { return Ok(()) };
        if let Refreshed::Failed(problem) = refresh_now(app, &ticket).await? {
            tracing::debug!(ticket.id = %self.ticket, reason = %problem.key, "left to the next sync");
        }
        Ok(())
    }
}
