//! Tickets with their delivery, timeline and call ledger.

pub(super) mod adopt;
mod count;
mod delivery;
mod edit;
mod events;
mod find;
mod insert;
mod list;
mod notes;
mod observe;
mod row;
mod slots;

use jiff::Timestamp;
use jiff::civil::Date;

use super::Result;
use super::db::Tx;
use super::sql::sql;
use crate::ids::{ActionId, TenantId, TicketId};
use crate::message::Message;
use crate::tickets::{RecordPriority, StateName, Task, TicketKind};

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

/// A task that was changed before it was sent.
#[derive(Debug, Clone)]
pub struct TaskEdit {
    /// What it shall be; its action and source stay.
    pub task: Task,
    /// True when a second open ticket of the action and the new kind is wanted.
    pub another: bool,
    /// Display name of the person.
    pub by: String,
}

/// What became of an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edited {
    /// Saved, and queued anew.
    Saved,
    /// Another open ticket of the action has the new kind, and `another` was not set. Nothing was changed.
    AlreadyOpen,
    /// It may exist in the instance by now, or its connection was removed. Nothing was changed.
    TooLate,
}

/// Due dates to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueFilter {
    /// Before today, of a ticket that is open.
    Overdue,
    /// From today, this many days on.
    Within(i64),
}

/// Which tickets. Empty sets and `None` do not filter.
#[derive(Debug, Clone, Default)]
pub struct TicketFilter {
    /// Only these.
    pub ids: Vec<TicketId>,
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
    /// Those of which anything changed since.
    pub changed_since: Option<Timestamp>,
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
    /// Of those, on their way: queued, sending, unclear.
    pub waiting: u64,
    /// Of those, refused or given up since the day before.
    pub failed_in_24_hours: u64,
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
    /// `look`, `create`, `look-note` or `note`.
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

/// Takes over changed states of a kind: tickets in them open, close and sort as the states now say.
pub(super) async fn apply_state_names(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    kind: TicketKind,
    names: &[StateName],
) -> Result<()> {
    for name in names {
        let statement = sql("UPDATE tickets SET state_position = $4, is_open = CASE \
                 WHEN missing_since IS NOT NULL THEN 0 WHEN $5 = 1 THEN $6 ELSE active END \
             WHERE tenant_id = $1 AND kind = $2 AND state = $3 \
                 AND connection_id IN (SELECT id FROM connections WHERE removed_at IS NULL)");
        let statement = statement.bind(tenant).bind(&kind).bind(&name.value).bind(&name.position);
        statement.bind(&name.named).bind(&name.open).run(&mut *tx).await?;
    }
    slots::settle(tx, tenant, kind).await
}
