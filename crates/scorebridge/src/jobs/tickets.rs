//! What a person asks of tickets beside their creation: refresh one, try one again, sync now.

use crate::app::App;
use crate::message::Message;
use crate::store::{Person, StoreError};
use crate::tickets::Ticket;

/// What a refresh of one ticket found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refreshed {
    /// Something changed; it is saved.
    Changed,
    /// Nothing changed.
    Unchanged,
    /// The record is gone or cannot be read any more.
    Missing,
    /// There is no record yet.
    NotSent,
    /// The instance could not be asked: the problem, with its way out ([`crate::connection::way_out`]).
    Failed(Message),
}

/// Asks the instance about one ticket now, and saves what it says.
pub async fn refresh_now(app: &App, ticket: &Ticket) -> Result<Refreshed, StoreError> {
    let _ = (app, ticket);
    todo!()
}

/// Sends a waiting, refused or given-up ticket again, at once. False when there is nothing to retry.
pub async fn retry_now(app: &App, ticket: &Ticket, person: &Person) -> Result<bool, StoreError> {
    let _ = (app, ticket, person);
    todo!()
}

/// Asks for a sync of all connections at once; returns before it has ended (pages hear of the end by live events).
pub fn sync_now(app: &App) {
    app.sync.notify_one();
}
