//! Delivers a ticket: exactly one record in the instance, whatever is lost on the way.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{TenantId, TicketId};
use crate::store::NewJob;

/// Delivers one ticket. Stored with it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SendTicket {
    /// Which.
    pub ticket: TicketId,
}

impl SendTicket {
    /// Name of the job type.
    pub const NAME: &'static str = "send-ticket";

    /// The job to store with a ticket: at most one of a ticket waits or runs.
    pub fn job(tenant: &TenantId, ticket: TicketId, run_at: Timestamp) -> NewJob {
        NewJob::new(tenant, Self::NAME, &Self { ticket }, run_at)
            .deduplicated(format!("{}:{ticket}", Self::NAME))
    }
}
