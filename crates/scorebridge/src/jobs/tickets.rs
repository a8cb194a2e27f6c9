//! What a person asks of tickets beside their creation: refresh one, change or try one again, add a note, sync now.

use servicenow_client::{Client, Error, Record, SysId};

use super::clients::client_of;
use super::connect::ConnectError;
use super::health;
use super::post_note::PostNote;
use super::refresh_tickets::store_observations;
use super::send_ticket::SendTicket;
use crate::app::App;
use crate::connection::Connection;
use crate::ids::{NoteId, TenantId, TicketId};
use crate::live::LiveEvent;
use crate::message::Message;
use crate::store::{Edited, Person, StoreError, TaskEdit};
use crate::tickets::{NewNote, Ticket, ticket_of};

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

/// Asks the instance about one ticket now, and saves what it says. One call.
pub async fn refresh_now(app: &App, ticket: &Ticket) -> Result<Refreshed, StoreError> {
    let Some(observed) = &ticket.observed else { return Ok(Refreshed::NotSent) };
    let connection = app.store.find_connection_by_id(ticket.connection).await?;
    let Some(connection) = connection.filter(|connection| connection.removed_at.is_none()) else {
        return Ok(Refreshed::Failed(Message::new("problem-connection-removed")));
    };
    let client = match client_of(app, &connection).await {
        Ok(client) => client,
        Err(ConnectError::Store(error)) => return Err(error),
        Err(ConnectError::Problem(problem)) => return Ok(Refreshed::Failed(problem)),
    };
    match record_of(&client, ticket, &observed.sys_id).await {
        Ok(Some(record)) => take_over(app, &connection, &client, &record).await,
        Ok(None) => missing(app, ticket).await,
        Err(error) => Ok(Refreshed::Failed(health::failed(app, &connection, &error).await?.problem)),
    }
}

/// The record, if it is still this ticket's.
async fn record_of(client: &Client, ticket: &Ticket, sys_id: &str) -> Result<Option<Record>, Error> {
    let found = client.table(ticket.task.kind.table()).get(&SysId::parse(sys_id)?).await;
    match found {
        Ok(record) => Ok(Some(record).filter(|record| ticket_of(record) == Some(ticket.id))),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

async fn take_over(
    app: &App,
    connection: &Connection,
    client: &Client,
    record: &Record,
) -> Result<Refreshed, StoreError> {
    let changed = store_observations(app, connection, client, std::slice::from_ref(record)).await?;
    health::succeeded(app, connection).await?;
    Ok(if changed > 0 { Refreshed::Changed } else { Refreshed::Unchanged })
}

async fn missing(app: &App, ticket: &Ticket) -> Result<Refreshed, StoreError> {
    app.store.mark_ticket_missing(&ticket.tenant, ticket.id, app.clock.now()).await?;
    app.live.publish(LiveEvent::Ticket(ticket.tenant.clone(), ticket.id));
    Ok(Refreshed::Missing)
}

/// Sends a waiting, refused or given-up ticket again, at once. False when there is nothing to retry.
pub async fn retry_now(app: &App, ticket: &Ticket, person: &Person) -> Result<bool, StoreError> {
    let job = SendTicket::job(&ticket.tenant, ticket.id, app.clock.now());
    let retried = app.store.retry_delivery(&ticket.tenant, ticket.id, &person.name, &job).await?;
    if retried {
        set_off(app, &ticket.tenant, ticket.id);
    }
    Ok(retried)
}

/// Changes the task of a ticket that is surely unsent, and sends it at once.
pub async fn edit_now(app: &App, ticket: &Ticket, edit: &TaskEdit) -> Result<Edited, StoreError> {
    let job = SendTicket::job(&ticket.tenant, ticket.id, app.clock.now());
    let edited = app.store.edit_unsent_ticket(&ticket.tenant, ticket.id, edit, &job).await?;
    if edited == Edited::Saved {
        set_off(app, &ticket.tenant, ticket.id);
    }
    Ok(edited)
}

/// Adds a note, to be written into the record with this number right after. A repetition changes nothing.
pub async fn add_note(app: &App, note: &NewNote, number: &str) -> Result<(), StoreError> {
    let job = PostNote::job(&note.tenant, note.id, note.at);
    if app.store.insert_note(note, number, &job).await? {
        app.jobs.notify_one();
        app.live.publish(LiveEvent::Ticket(note.tenant.clone(), note.ticket));
    }
    Ok(())
}

/// Writes a waiting or failed note again, at once. False when there is nothing to retry.
pub async fn retry_note(app: &App, ticket: &Ticket, note: NoteId) -> Result<bool, StoreError> {
    let job = PostNote::job(&ticket.tenant, note, app.clock.now());
    let retried = app.store.retry_note(&ticket.tenant, note, &job).await?;
    if retried {
        set_off(app, &ticket.tenant, ticket.id);
    }
    Ok(retried)
}

/// A person who asks to try wants a call, also while the lane pauses.
fn set_off(app: &App, tenant: &TenantId, ticket: TicketId) {
    app.lanes().of(tenant).open();
    app.jobs.notify_one();
    app.live.publish(LiveEvent::Ticket(tenant.clone(), ticket));
}

/// Asks for a sync of all connections at once; returns before it has ended (pages hear of the end by live events).
pub fn sync_now(app: &App) {
    app.sync.notify_one();
}
