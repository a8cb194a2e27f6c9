//! Tickets with their delivery, timeline and call ledger.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{NewJob, Page, Result, Store};
use crate::ids::{ActionId, ConnectionId, TenantId, TicketId};
use crate::message::Message;
use crate::tickets::{Event, NewTicket, Observed, RecordPriority, Ticket, TicketKind};

/// What became of an insert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inserted {
    /// Stored, and its job with it.
    New(TicketId),
    /// The same idempotency key was stored before: this ticket. Nothing was changed.
    Before(TicketId),
    /// An open ticket for the same action and kind exists and `another` was not set. Nothing was changed.
    AlreadyOpen(TicketId),
}

/// Due dates to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueFilter {
    /// Before today.
    Overdue,
    /// From today, this many days on.
    Within(i64),
}

/// Which tickets. Empty sets and `None` do not filter.
#[derive(Debug, Clone, Default)]
pub struct TicketFilter {
    /// Part of the name or number, any case.
    pub text: Option<String>,
    /// One kind.
    pub kind: Option<TicketKind>,
    /// Open (true) or closed (false). A ticket without record is open.
    pub open: Option<bool>,
    /// Raw state values with their kind.
    pub states: Vec<(TicketKind, String)>,
    /// Priorities.
    pub priorities: Vec<RecordPriority>,
    /// Due dates; `today` is the person's.
    pub due: Option<(DueFilter, Date)>,
    /// Sign-in name of the person who started it.
    pub started_by: Option<String>,
    /// True: only those without a record yet.
    pub not_sent: bool,
    /// Tickets of one action.
    pub action: Option<ActionId>,
}

/// Column to sort by; the second value is true for descending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketSort {
    /// Overdue first, then priority, then due date (the cards); the date is the person's today.
    Urgency(Date),
    /// Number.
    Number(bool),
    /// Name.
    Name(bool),
    /// Priority.
    Priority(bool),
    /// State.
    State(bool),
    /// Due date.
    Due(bool),
    /// Last change.
    Updated(bool),
}

/// Open tickets in one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCount {
    /// Kind.
    pub kind: TicketKind,
    /// Raw state value; `None` for tickets without record.
    pub state: Option<String>,
    /// How many.
    pub count: u64,
}

/// Figures of all tickets of a tenant, one statement.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Open tickets by kind and state.
    pub open: Vec<OpenCount>,
    /// Open and due before today.
    pub overdue: u64,
    /// Without a record: queued, sending, unclear, refused, given up.
    pub not_sent: u64,
    /// Of those, refused or given up since the day before.
    pub failed_in_24_hours: u64,
}

impl Store {
    /// Stores a ticket, its `SendTicket` job, its first timeline event and the activity entry in one transaction.
    pub async fn insert_ticket(&self, ticket: &NewTicket, job: &NewJob) -> Result<Inserted> {
        let _ = (ticket, job);
        todo!()
    }

    /// One ticket.
    pub async fn find_ticket(&self, tenant: &TenantId, id: TicketId) -> Result<Option<Ticket>> {
        let _ = (tenant, id);
        todo!()
    }

    /// One ticket by its number in ServiceNow (of the connection that is not removed first).
    pub async fn find_ticket_by_number(&self, tenant: &TenantId, number: &str) -> Result<Option<Ticket>> {
        let _ = (tenant, number);
        todo!()
    }

    /// The open ticket of an action and kind, if any.
    pub async fn find_open_ticket(
        &self,
        tenant: &TenantId,
        action: &ActionId,
        kind: TicketKind,
    ) -> Result<Option<Ticket>> {
        let _ = (tenant, action, kind);
        todo!()
    }

    /// A page of tickets; `window` is (offset, limit).
    pub async fn list_tickets(
        &self,
        tenant: &TenantId,
        filter: &TicketFilter,
        sort: TicketSort,
        window: (u64, u64),
    ) -> Result<Page<Ticket>> {
        let _ = (tenant, filter, sort, window);
        todo!()
    }

    /// The newest open ticket of each of these actions, for the list of actions.
    pub async fn list_open_tickets_of(
        &self,
        tenant: &TenantId,
        actions: &[ActionId],
    ) -> Result<BTreeMap<ActionId, (TicketId, Option<String>)>> {
        let _ = (tenant, actions);
        todo!()
    }

    /// Figures for cards, list head and navigation.
    pub async fn count_tickets(&self, tenant: &TenantId, today: Date, now: Timestamp) -> Result<Counts> {
        let _ = (tenant, today, now);
        todo!()
    }

    /// Timeline, newest first, at most `limit`.
    pub async fn list_ticket_events(
        &self,
        tenant: &TenantId,
        id: TicketId,
        limit: u64,
    ) -> Result<Vec<Event>> {
        let _ = (tenant, id, limit);
        todo!()
    }

    /// Marks that a create call is about to be made: `Queued` or `Unclear` becomes `Sending`, attempts + 1.
    /// Committed before the call. False when the ticket is in no state to be sent.
    pub async fn begin_delivery(&self, tenant: &TenantId, id: TicketId, at: Timestamp) -> Result<bool> {
        let _ = (tenant, id, at);
        todo!()
    }

    /// The record exists: saves it, `Sent`, timeline event `Accepted`, in one transaction.
    pub async fn complete_delivery(
        &self,
        tenant: &TenantId,
        id: TicketId,
        observed: &Observed,
        outcome: (bool, Timestamp),
    ) -> Result<()> {
        let _ = (tenant, id, observed, outcome);
        todo!()
    }

    /// A try failed: new delivery state, reason, next try; timeline event `Failed` unless the reason repeats.
    pub async fn fail_delivery(
        &self,
        tenant: &TenantId,
        id: TicketId,
        failure: &DeliveryFailure,
    ) -> Result<()> {
        let _ = (tenant, id, failure);
        todo!()
    }

    /// A person asks to try again: refused, given up and waiting tickets are queued anew, with a job, at once.
    /// A state that must look first stays one. False when there is nothing to retry. `by` is the person's name.
    pub async fn retry_delivery(
        &self,
        tenant: &TenantId,
        id: TicketId,
        by: &str,
        job: &NewJob,
    ) -> Result<bool> {
        let _ = (tenant, id, by, job);
        todo!()
    }

    /// Deletes a ticket that certainly has no record (queued and never tried, refused, given up without an unclear
    /// try). False when it may have one.
    pub async fn delete_unsent_ticket(&self, tenant: &TenantId, id: TicketId) -> Result<bool> {
        let _ = (tenant, id);
        todo!()
    }

    /// Takes over what the instance says of a ticket: saves it and writes one timeline event per changed field.
    /// Returns whether anything changed. `Observed` older than what is stored is ignored.
    pub async fn observe_ticket(
        &self,
        tenant: &TenantId,
        id: TicketId,
        observed: &Observed,
        at: Timestamp,
    ) -> Result<bool> {
        let _ = (tenant, id, observed, at);
        todo!()
    }

    /// The record cannot be found any more.
    pub async fn mark_ticket_missing(&self, tenant: &TenantId, id: TicketId, at: Timestamp) -> Result<()> {
        let _ = (tenant, id, at);
        todo!()
    }

    /// Sent tickets of a connection that are open and were not asked about since `before`, oldest first.
    pub async fn list_stale_tickets(
        &self,
        connection: ConnectionId,
        before: Timestamp,
        limit: u64,
    ) -> Result<Vec<Ticket>> {
        let _ = (connection, before, limit);
        todo!()
    }

    /// Writes down one outside call made for a ticket, without texts and secrets.
    pub async fn record_call(&self, tenant: &TenantId, id: TicketId, call: &Call) -> Result<()> {
        let _ = (tenant, id, call);
        todo!()
    }
}

/// A failed try.
#[derive(Debug, Clone)]
pub struct DeliveryFailure {
    /// `Queued`, `Unclear`, `Refused` or `GivenUp`.
    pub delivery: crate::tickets::Delivery,
    /// Why.
    pub reason: Message,
    /// When it is tried again.
    pub next_attempt_at: Option<Timestamp>,
    /// When it failed.
    pub at: Timestamp,
}

/// One outside call of the ledger.
#[derive(Debug, Clone)]
pub struct Call {
    /// `look` or `create`.
    pub what: &'static str,
    /// Outcome as a key word: `ok`, `not-found`, `unauthorized`, `timeout`, ...
    pub outcome: String,
    /// HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// How long it took.
    pub duration_ms: i64,
    /// When it began.
    pub at: Timestamp,
}
