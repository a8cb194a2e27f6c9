//! Live updates: what changed, told to open pages. Each tenant's changes are counted, so that a page that began to
//! listen after it was drawn, or lost its connection for a while, learns that it missed something.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::broadcast;

use crate::ids::{TenantId, TicketId};

/// Something that open pages may show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LiveEvent {
    /// A ticket changed.
    Ticket(TenantId, TicketId),
    /// Scores were imported.
    Score(TenantId),
    /// The connection's status or sync time changed.
    Connection(TenantId),
    /// Checks were run.
    Check(TenantId),
}

impl LiveEvent {
    /// Whose pages.
    pub fn tenant(&self) -> &TenantId {
        match self {
            Self::Ticket(tenant, _)
            | Self::Score(tenant)
            | Self::Connection(tenant)
            | Self::Check(tenant) => tenant,
        }
    }
}

/// Sends live events to every open page of this process.
#[derive(Clone)]
pub struct Live {
    sender: broadcast::Sender<LiveEvent>,
    counts: Arc<Mutex<HashMap<TenantId, u64>>>,
}

impl Live {
    /// Keeps the last 256 events for slow readers.
    pub fn new() -> Self {
        Self { sender: broadcast::Sender::new(256), counts: Arc::default() }
    }

    /// Tells open pages. Nobody listening is fine.
    pub fn publish(&self, event: LiveEvent) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(event.tenant().clone()).or_default() += 1;
        drop(self.sender.send(event));
    }

    /// Events from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<LiveEvent> {
        self.sender.subscribe()
    }

    /// How many events a tenant has had since this process started. Read it before the facts that a page shows.
    pub fn count(&self, tenant: &TenantId) -> u64 {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).get(tenant).copied().unwrap_or_default()
    }
}

impl Default for Live {
    fn default() -> Self {
        Self::new()
    }
}
