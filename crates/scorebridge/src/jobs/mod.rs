//! Background work, and the actions on connection and tickets that pages, API and command line share.
//!
//! Two kinds. *Queued jobs* ([`SendTicket`]) are stored in the transaction that causes them, claimed under a lease
//! and idempotent. *Reconcilers* compare what should be with what is, on a period and on a nudge; they never retry
//! themselves.

mod connect;
mod send_ticket;
mod tickets;

pub use connect::{
    ClientCheck, ConnectError, Provisioned, Removed, begin_authorization, check_client, finish_authorization,
    probe_instance, provision, remove_connection, run_checks,
};
pub use send_ticket::SendTicket;
pub use tickets::{Refreshed, refresh_now, retry_now, sync_now};

use crate::app::App;

/// The running workers.
pub struct Workers(());

/// Starts the job runner and the reconcilers.
pub fn start(app: App) -> Workers {
    let _ = app;
    todo!()
}

impl Workers {
    /// Whether all of them still run: for `/readyz`.
    pub fn are_alive(&self) -> bool {
        todo!()
    }

    /// Stops claiming, waits a while for running jobs, hands back the others.
    pub async fn shutdown(self) {
        todo!()
    }
}
