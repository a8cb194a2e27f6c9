//! The ticket: a task that was sent, or waits to be.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Observed, RecordPriority, Task};
use crate::ids::{ConnectionId, NoteId, TenantId, TicketId};
use crate::message::Message;

/// How far the delivery of a ticket has come. The only way to `Sent` is a record seen in the instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Delivery {
    /// Stored with its intent; not tried yet, or to be tried again after a try that certainly had no effect.
    Queued,
    /// A create call is being made now, or was when the process ended: look before repeating.
    Sending,
    /// A create call was made and its answer was lost: look before repeating.
    Unclear,
    /// The record exists and its number is known.
    Sent,
    /// The instance refused it for a reason that trying again does not mend.
    Refused,
    /// Tried for 24 hours without success; a person can start it again.
    #[serde(rename = "given-up")]
    GivenUp,
}

impl Delivery {
    /// All states.
    pub const ALL: [Self; 6] =
        [Self::Queued, Self::Sending, Self::Unclear, Self::Sent, Self::Refused, Self::GivenUp];

    /// Key word in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Unclear => "unclear",
            Self::Sent => "sent",
            Self::Refused => "refused",
            Self::GivenUp => "given-up",
        }
    }

    /// Reads the key word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|delivery| delivery.as_str() == text)
    }

    /// Whether a create call may have taken effect although we know of no record.
    pub fn must_look_first(self) -> bool {
        matches!(self, Self::Sending | Self::Unclear)
    }
}

/// What is stored when a person sends a task.
#[derive(Debug, Clone)]
pub struct NewTicket {
    /// Chosen by the caller; also the correlation id.
    pub id: TicketId,
    /// Whose.
    pub tenant: TenantId,
    /// The connection it is sent over.
    pub connection: ConnectionId,
    /// What was filled in.
    pub task: Task,
    /// User id of the person who started it (S08), as sent to ServiceNow: the sign-in name.
    pub started_by: String,
    /// Key of the form or of the API call; a second insert under the same key changes nothing.
    pub idempotency_key: String,
    /// True when a second open ticket for the same action and kind is wanted.
    pub another: bool,
    /// When.
    pub at: Timestamp,
}

/// A ticket as the portal knows it.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// Ours, and the correlation id in ServiceNow.
    pub id: TicketId,
    /// Whose.
    pub tenant: TenantId,
    /// The connection it was sent over; removed connections keep their tickets as history.
    pub connection: ConnectionId,
    /// As sent; the current name, priority and due date are in `observed` once it exists.
    pub task: Task,
    /// Sign-in name of the person who started it.
    pub started_by: String,
    /// How far the delivery is.
    pub delivery: Delivery,
    /// Tries so far.
    pub attempts: i64,
    /// Whether a create call of it ever ended without a clear answer.
    pub was_unclear: bool,
    /// When the last create call began: a transaction of that age may still commit.
    pub begun_at: Option<Timestamp>,
    /// When it will be tried next, if it waits.
    pub next_attempt_at: Option<Timestamp>,
    /// Why the last try failed.
    pub problem: Option<Message>,
    /// What the instance said of it last; `None` until it exists there.
    pub observed: Option<Observed>,
    /// Whether it counts as open: it has no record yet, or its state is an open one. Tickets whose record is
    /// missing or whose connection was removed are not.
    pub open: bool,
    /// Since when the record cannot be found or read any more.
    pub missing_since: Option<Timestamp>,
    /// When it was stored.
    pub created_at: Timestamp,
    /// When anything of it changed last, here or there.
    pub updated_at: Timestamp,
    /// When the instance was asked about it last.
    pub synced_at: Option<Timestamp>,
}

impl Ticket {
    /// Number in ServiceNow.
    pub fn number(&self) -> Option<&str> {
        self.observed.as_ref().map(|observed| observed.number.as_str())
    }

    /// The name to show: the record's once there is one.
    pub fn name(&self) -> &str {
        self.observed.as_ref().map_or(self.task.name.as_str(), |observed| observed.name.as_str())
    }

    /// Whether it certainly has no record and no call is under way that could make one: then it can be edited.
    pub fn is_surely_unsent(&self) -> bool {
        let at_rest = matches!(self.delivery, Delivery::Queued | Delivery::Refused | Delivery::GivenUp);
        at_rest && !self.was_unclear
    }

    /// Whether it can be deleted. One that waits after a try is kept: it is about to be tried again.
    pub fn is_draft(&self) -> bool {
        self.is_surely_unsent() && (self.delivery != Delivery::Queued || self.attempts == 0)
    }

    /// Whether a note can be written into its record.
    pub fn takes_notes(&self) -> bool {
        self.open && self.observed.is_some()
    }

    /// The priority to show; `None` when the record carries a value outside 1 to 5.
    pub fn priority(&self) -> Option<RecordPriority> {
        match &self.observed {
            Some(observed) => RecordPriority::from_value(observed.priority),
            None => Some(self.task.priority.record_priority(self.task.kind)),
        }
    }

    /// The due date to show.
    pub fn due(&self) -> Option<Date> {
        match &self.observed {
            Some(observed) => observed.due,
            None => Some(self.task.due),
        }
    }
}

/// One line of a ticket's timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: EventKind,
    /// Who, as the portal or the instance names them; `None` for the system.
    pub actor: Option<String>,
}

/// What happened to a ticket. Stored as JSON; names are part of the store's format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum EventKind {
    /// A person pressed Send.
    Created,
    /// The record exists.
    Accepted {
        /// Number in ServiceNow.
        number: String,
        /// From Send to the number.
        duration_ms: i64,
        /// True when it was found by its correlation id after a lost answer.
        found: bool,
    },
    /// A try failed.
    Failed {
        /// Why.
        reason: Message,
    },
    /// A field changed in ServiceNow.
    Changed {
        /// `state`, `priority`, `due`, `assigned_to`, `assignment_group`, `number` or `name`.
        field: String,
        /// Value before, as shown by the instance.
        old: String,
        /// Value after.
        new: String,
    },
    /// A person asked to try again.
    Retried,
    /// A person changed the task before it was sent, and sent it anew.
    Edited,
    /// A person added a note; how far it is stands with the note.
    NoteAdded {
        /// Which.
        note: NoteId,
        /// Its text.
        text: String,
    },
    /// The record is gone or cannot be read any more.
    Missing,
    /// The record can be read again.
    Back,
}
