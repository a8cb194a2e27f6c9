//! Tickets: the task a person fills in, the ticket it becomes, and the mapping to and from ServiceNow's records.
//! Types and rules only: nothing here calls the store or the network.

mod kind;
mod mapping;
mod note;
mod priority;
mod state;
mod task;
mod ticket;

pub use kind::TicketKind;
pub use mapping::{
    CHANGE_CATEGORY, CORRELATION_DISPLAY, ConnectorColumns, ObserveError, Observed, ObservedFields,
    fields_of, observe, ticket_of,
};
pub use note::{NOTE_MAX, NewNote, Note, parse_note};
pub use priority::{Priority, RecordPriority};
pub use state::{StateGroup, StateName, default_states};
pub use task::{DESCRIPTION_MAX, FieldError, NAME_MAX, Source, Task, TaskField, TaskForm};
pub use ticket::{Delivery, Event, EventKind, NewTicket, Ticket};
