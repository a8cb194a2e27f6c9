//! From a filled-in form to a stored ticket, a changed task or a note (S16): the one way for the page and for the API.

use crate::app::App;
use crate::connection::{Connection, ConnectionStatus};
use crate::ids::{ActionId, NoteId, TicketId};
use crate::jobs::{self, SendTicket};
use crate::live::LiveEvent;
use crate::message::Message;
use crate::score::ImprovementAction;
use crate::store::{Edited, Inserted, Person, Result, TaskEdit};
use crate::tickets::{FieldError, NewNote, NewTicket, Task, TaskForm, Ticket, parse_note};

/// Shortest and longest idempotency key, in characters.
const KEY_LENGTH: std::ops::RangeInclusive<usize> = 16..=64;

/// What became of a form.
#[derive(Debug)]
pub(crate) enum Sent {
    /// Stored, now or by an earlier submission of the same form; it is on its way.
    Stored(TicketId),
    /// An open ticket of the action and kind exists, and a second one was not asked for.
    AlreadyOpen,
    /// Fields are wrong: all of them.
    Invalid(Vec<FieldError>),
    /// The form carries no usable idempotency key.
    NoKey,
    /// The action it names is not known.
    UnknownAction(ActionId),
    /// There is no connection that tickets can be sent over.
    NotConnected,
}

/// Reads the form and stores the ticket with its job. `today` is the person's date.
pub(crate) async fn send(
    app: &App,
    person: &Person,
    today: jiff::civil::Date,
    form: &TaskForm,
) -> Result<Sent> {
    let tenant = &person.tenant;
    let Some(connection) = app.store.find_connection(tenant).await?.filter(takes_tickets) else {
        return Ok(Sent::NotConnected);
    };
    let action = match find_action(app, person, form).await? {
        Ok(action) => action,
        Err(unknown) => return Ok(Sent::UnknownAction(unknown)),
    };
    let task = match Task::parse(form, today, action.and_then(|action| action.category)) {
        Ok(task) => task,
        Err(errors) => return Ok(Sent::Invalid(errors)),
    };
    if !KEY_LENGTH.contains(&form.idempotency_key.chars().count()) {
        return Ok(Sent::NoKey);
    }
    store(app, person, &connection, (task, form)).await
}

async fn store(
    app: &App,
    person: &Person,
    connection: &Connection,
    (task, form): (Task, &TaskForm),
) -> Result<Sent> {
    let now = app.clock.now();
    let ticket = NewTicket {
        id: TicketId::generate(),
        tenant: person.tenant.clone(),
        connection: connection.id,
        task,
        started_by: person.user_name.clone(),
        idempotency_key: form.idempotency_key.clone(),
        another: form.another == "yes",
        at: now,
    };
    let job = SendTicket::job(&ticket.tenant, ticket.id, now);
    match app.store.insert_ticket(&ticket, &job).await? {
        Inserted::New(id) => {
            app.jobs.notify_one();
            app.live.publish(LiveEvent::Ticket(ticket.tenant, id));
            Ok(Sent::Stored(id))
        }
        Inserted::Before(id) => Ok(Sent::Stored(id)),
        Inserted::AlreadyOpen(_) => Ok(Sent::AlreadyOpen),
    }
}

/// What became of a changed task.
#[derive(Debug)]
pub(crate) enum Saved {
    /// Saved; the ticket is on its way.
    Stored,
    /// Another open ticket of the action has the kind that was chosen.
    AlreadyOpen,
    /// Fields are wrong: all of them.
    Invalid(Vec<FieldError>),
    /// The ticket may exist in ServiceNow by now, or its connection was removed.
    TooLate,
}

/// Reads the form of a ticket that was not sent yet, and sends the ticket as it says then. Action and source stay, and
/// with an action the category.
pub(crate) async fn save(
    app: &App,
    person: &Person,
    today: jiff::civil::Date,
    (ticket, form): (&Ticket, &TaskForm),
) -> Result<Saved> {
    if !ticket.is_surely_unsent() {
        return Ok(Saved::TooLate);
    }
    let category = ticket.task.action.as_ref().map(|_| ticket.task.category);
    let task = match Task::parse(form, today, category) {
        Ok(task) => Task { action: ticket.task.action.clone(), source: ticket.task.source, ..task },
        Err(errors) => return Ok(Saved::Invalid(errors)),
    };
    let edit = TaskEdit { task, another: form.another == "yes", by: person.name.clone() };
    Ok(match jobs::edit_now(app, ticket, &edit).await? {
        Edited::Saved => Saved::Stored,
        Edited::AlreadyOpen => Saved::AlreadyOpen,
        Edited::TooLate => Saved::TooLate,
    })
}

/// What became of a note.
#[derive(Debug)]
pub(crate) enum Noted {
    /// Stored, now or by an earlier submission of the same form; it is on its way.
    Stored,
    /// The text is wrong.
    Invalid(Message),
    /// The ticket has no record, or a closed one.
    NotAllowed,
}

/// Reads a note and stores it with its job.
pub(crate) async fn note(
    app: &App,
    person: &Person,
    ticket: &Ticket,
    (text, key): (&str, &str),
) -> Result<Noted> {
    let Some(number) = ticket.number().filter(|_| ticket.takes_notes()) else {
        return Ok(Noted::NotAllowed);
    };
    let text = match parse_note(text) {
        Ok(text) => text,
        Err(message) => return Ok(Noted::Invalid(message)),
    };
    if !KEY_LENGTH.contains(&key.chars().count()) {
        return Ok(Noted::Invalid(Message::new("task-error-form")));
    }
    let note = NewNote {
        id: NoteId::generate(),
        tenant: ticket.tenant.clone(),
        ticket: ticket.id,
        text,
        author: person.user_name.clone(),
        author_name: person.name.clone(),
        idempotency_key: key.to_owned(),
        at: app.clock.now(),
    };
    jobs::add_note(app, &note, number).await?;
    Ok(Noted::Stored)
}

/// Tickets are taken once the connection was provisioned; while it is down they wait in the portal.
pub(crate) fn takes_tickets(connection: &Connection) -> bool {
    match connection.status {
        ConnectionStatus::SettingUp | ConnectionStatus::NotProvisioned => false,
        ConnectionStatus::Connected
        | ConnectionStatus::Unreachable
        | ConnectionStatus::AuthorizationEnded => connection.provisioned_at.is_some(),
    }
}

/// The action named in the form, if one is; the error is the id that is not known.
async fn find_action(
    app: &App,
    person: &Person,
    form: &TaskForm,
) -> Result<std::result::Result<Option<ImprovementAction>, ActionId>> {
    let id = form.action.trim();
    if id.is_empty() {
        return Ok(Ok(None));
    }
    let id = ActionId::new(id);
    Ok(app.store.find_action(&person.tenant, &id).await?.map(Some).ok_or(id))
}

/// The words for a refusal that names no field.
pub(crate) fn refusal(sent: &Sent) -> Option<Message> {
    match sent {
        Sent::NoKey => Some(Message::new("task-error-form")),
        Sent::UnknownAction(id) => Some(Message::new("task-unknown-action").with("id", id)),
        Sent::NotConnected => Some(Message::new("task-not-connected")),
        Sent::Stored(_) | Sent::AlreadyOpen | Sent::Invalid(_) => None,
    }
}
