//! Asks about open tickets that no change was heard of for long: records that are gone, that the integration user may
//! read no more, or that are back. A few calls an hour: 40 tickets each.

use jiff::SignedDuration;
use servicenow_client::{Client, Error, Query, Record};

use super::clients::client_of;
use super::health;
use super::refresh_tickets::{SyncError, store_observations};
use crate::app::App;
use crate::connection::Connection;
use crate::live::LiveEvent;
use crate::message::Message;
use crate::store::StoreError;
use crate::tickets::{ObservedFields, Ticket, TicketKind, ticket_of};

/// A ticket is asked about when nothing was heard for this long.
const STALE_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// Ids of one call: the address stays below 2,048 characters.
const CHUNK: usize = 40;
/// Tickets of one sweep.
const AT_MOST: u64 = 400;
/// From this many on, records that are all gone at once are more likely hidden than deleted.
const SUSPICIOUS_FROM: usize = 3;

/// Asks about stale tickets; returns how many were asked about.
pub async fn sweep_connection(app: &App, connection: &Connection) -> Result<usize, SyncError> {
    let before = app.clock.now() - STALE_AFTER;
    let stale = app.store.list_stale_tickets(connection.id, before, AT_MOST).await?;
    if stale.is_empty() {
        return Ok(0);
    }
    let client = client_of(app, connection).await?;
    for chunk in stale.chunks(CHUNK) {
        let records = match ask(&client, chunk).await {
            Ok(records) => records,
            Err(error) => return Err(unreachable(app, connection, &error).await),
        };
        store_observations(app, connection, &client, &records).await?;
        let missing = missing_of(chunk, &records);
        if missing.len() == chunk.len() && chunk.len() >= SUSPICIOUS_FROM {
            match shows_anything(&client).await {
                Ok(true) => {}
                Ok(false) => return Err(SyncError::Instance(Message::new("problem-records-hidden"))),
                Err(error) => return Err(unreachable(app, connection, &error).await),
            }
        }
        mark_missing(app, &missing).await?;
    }
    Ok(stale.len())
}

async fn unreachable(app: &App, connection: &Connection, error: &Error) -> SyncError {
    match health::failed(app, connection, error).await {
        Ok(failure) => SyncError::Instance(failure.problem),
        Err(error) => SyncError::Store(error),
    }
}

/// By `sys_id`, because a record whose correlation id was cleared is still the one we made.
async fn ask(client: &Client, tickets: &[Ticket]) -> Result<Vec<Record>, Error> {
    let ids = tickets.iter().filter_map(|ticket| Some(ticket.observed.as_ref()?.sys_id.as_str()));
    let query = Query::new().is_in("sys_id", ids).fields(&ObservedFields::NAMES).limit(CHUNK_LIMIT);
    Ok(client.table("task").list(&query).await?.into_items())
}

const CHUNK_LIMIT: u32 = 100;

/// Tickets without a record that is still theirs: a record that carries another ticket's id is none, and a record
/// that became another class of task is tracked no more.
fn missing_of<'a>(tickets: &'a [Ticket], records: &[Record]) -> Vec<&'a Ticket> {
    let is_of = |ticket: &Ticket, record: &Record| {
        let same = ticket.observed.as_ref().is_some_and(|seen| seen.sys_id == record.sys_id().as_str());
        same && ticket_of(record).is_none_or(|id| id == ticket.id)
            && TicketKind::of_table(record.class()) == Some(ticket.task.kind)
    };
    tickets.iter().filter(|ticket| !records.iter().any(|record| is_of(ticket, record))).collect()
}

/// Whether the integration user sees any ticket at all (an ACL that hides records answers an empty list).
async fn shows_anything(client: &Client) -> Result<bool, Error> {
    Ok(client.table("task").first(&Query::new().fields(&["number"])).await?.is_some())
}

async fn mark_missing(app: &App, tickets: &[&Ticket]) -> Result<(), StoreError> {
    for ticket in tickets {
        app.store.mark_ticket_missing(&ticket.tenant, ticket.id, app.clock.now()).await?;
        if ticket.missing_since.is_none() {
            tracing::info!(ticket.id = %ticket.id, ticket.number = ticket.number(), "the record is gone");
            app.live.publish(LiveEvent::Ticket(ticket.tenant.clone(), ticket.id));
        }
    }
    Ok(())
}
