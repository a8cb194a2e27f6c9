//! Live updates: what changed, told to open pages. A page that misses one loses nothing: it shows the truth at its
//! next load.

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
pub struct Live(broadcast::Sender<LiveEvent>);

impl Live {
    /// Keeps the last 256 events for slow readers.
    pub fn new() -> Self {
        Self(broadcast::Sender::new(256))
    }

    /// Tells open pages. Nobody listening is fine.
    pub fn publish(&self, event: LiveEvent) {
        drop(self.0.send(event));
    }

    /// Events from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<LiveEvent> {
        self.0.subscribe()
    }
}

impl Default for Live {
    fn default() -> Self {
        Self::new()
    }
}
