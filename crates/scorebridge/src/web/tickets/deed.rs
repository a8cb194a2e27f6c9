//! What a person does with one ticket, for the page and for the API: found, done, and what came of it. Each face has
//! its own words for it.

use crate::app::App;
use crate::ids::{TenantId, TicketId};
use crate::jobs::{self, Refreshed};
use crate::message::Message;
use crate::store::{Person, Result};
use crate::tickets::Ticket;

/// Longest number or id looked up, in characters.
const ID_MAX: usize = 80;

/// Something that needs no more than the ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Asks the instance about it now.
    Refresh,
    /// Sends it again, if it waits or failed.
    Retry,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The instance was asked; whether anything changed.
    Refreshed(bool),
    /// There is no record to ask about yet.
    NotSent,
    /// The instance could not be asked: the problem, with its way out.
    Failed(Message),
    /// It is being sent again.
    Retried,
    /// It is sent, or being sent.
    NothingToRetry,
}

impl Deed {
    /// Does it.
    pub(crate) async fn run(self, app: &App, person: &Person, ticket: &Ticket) -> Result<Outcome> {
        Ok(match self {
            Self::Refresh => match jobs::refresh_now(app, ticket).await? {
                Refreshed::Changed | Refreshed::Missing => Outcome::Refreshed(true),
                Refreshed::Unchanged => Outcome::Refreshed(false),
                Refreshed::NotSent => Outcome::NotSent,
                Refreshed::Failed(problem) => Outcome::Failed(problem),
            },
            Self::Retry if jobs::retry_now(app, ticket, person).await? => Outcome::Retried,
            Self::Retry => Outcome::NothingToRetry,
        })
    }
}

/// A ticket by our id, else by its number in ServiceNow.
pub(crate) async fn find(app: &App, tenant: &TenantId, id: &str) -> Result<Option<Ticket>> {
    if id.chars().count() > ID_MAX {
        return Ok(None);
    }
    match TicketId::parse(id) {
        Some(id) => app.store.find_ticket(tenant, id).await,
        None => app.store.find_ticket_by_number(tenant, id).await,
    }
}

/// Says that there is none.
pub(crate) fn not_found(id: &str) -> Message {
    let shown: String = id.chars().take(ID_MAX).collect();
    Message::new("ticket-not-found").with("id", shown)
}
