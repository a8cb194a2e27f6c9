//! What is done with one ticket: `POST /api/v1/tickets/{id}/refresh`, `/retry` and `/notes`, `PATCH /api/v1/tickets/{id}`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::list::{details, find};
use super::view::TicketDetails;
use crate::app::App;
use crate::ids::TicketId;
use crate::message::Message;
use crate::tickets::{TaskForm, Ticket};
use crate::web::api::caller::Caller;
use crate::web::api::extract::{Body, Id};
use crate::web::api::problem::{Failures, Problem, Result};
use crate::web::api::replay::KeyHash;
use crate::web::api::vocabulary;
use crate::web::tickets::deed::{Deed, Outcome};
use crate::web::tickets::form::form_of;
use crate::web::tickets::send::{self, Noted, Saved};

/// What a refresh found.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web::api) struct RefreshResult {
    /// Whether anything changed.
    changed: bool,
    /// The ticket as it is now.
    ticket: TicketDetails,
}

/// Ask the instance about a ticket now
#[utoipa::path(post, path = "/api/v1/tickets/{id}/refresh", tag = "tickets", operation_id = "refreshTicket",
    params(
        ("id" = String, Path, description = "Our id, or the number in ServiceNow"),
        ("Idempotency-Key" = String, Header, description = "A random key of this request", min_length = 16, max_length = 255),
    ),
    responses(
        (status = 200, description = "What was found", body = RefreshResult),
        Failures,
    )
)]
pub(in crate::web::api) async fn refresh(
    caller: Caller,
    State(app): State<App>,
    Id(id): Id,
) -> Result<Json<RefreshResult>> {
    let (outcome, ticket) = act(&app, &caller, &id, Deed::Refresh).await?;
    Ok(Json(RefreshResult { changed: outcome == Outcome::Refreshed(true), ticket }))
}

/// Try again to send a ticket that waits, was refused or given up
#[utoipa::path(post, path = "/api/v1/tickets/{id}/retry", tag = "tickets", operation_id = "retryTicket",
    params(
        ("id" = String, Path, description = "Our id"),
        ("Idempotency-Key" = String, Header, description = "A random key of this request", min_length = 16, max_length = 255),
    ),
    responses(
        (status = 202, description = "The ticket, queued anew", body = TicketDetails),
        Failures,
    )
)]
pub(in crate::web::api) async fn retry(
    caller: Caller,
    State(app): State<App>,
    Id(id): Id,
) -> Result<(StatusCode, Json<TicketDetails>)> {
    let (_, ticket) = act(&app, &caller, &id, Deed::Retry).await?;
    Ok((StatusCode::ACCEPTED, Json(ticket)))
}

/// What to change of a task; what is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web::api) struct TaskChange {
    /// Change or incident.
    #[serde(rename = "type")]
    #[schema(value_type = Option<vocabulary::TicketType>)]
    kind: Option<String>,
    /// One line of 1 to 160 characters.
    #[schema(max_length = 160)]
    name: Option<String>,
    /// At most 4,000 characters, plain text.
    #[schema(max_length = 4000)]
    description: Option<String>,
    /// Low, medium or high.
    #[schema(value_type = Option<vocabulary::TaskPriority>)]
    priority: Option<String>,
    /// Today or later.
    #[schema(format = Date)]
    due: Option<String>,
    /// Only of a ticket without an improvement action; others keep the action's.
    #[schema(value_type = Option<vocabulary::Category>)]
    category: Option<String>,
    /// True makes a second open ticket for the same action and the new type.
    #[serde(default)]
    another: bool,
}

/// Change a ticket that was not sent yet, and send it
///
/// Refused while a call may be under way that creates it. The ticket keeps its id.
#[utoipa::path(patch, path = "/api/v1/tickets/{id}", tag = "tickets", operation_id = "editTicket",
    params(("id" = String, Path, description = "Our id")),
    request_body = TaskChange,
    responses(
        (status = 202, description = "The ticket, queued anew", body = TicketDetails),
        Failures,
    )
)]
pub(in crate::web::api) async fn edit(
    caller: Caller,
    State(app): State<App>,
    Id(id): Id,
    Body(change): Body<TaskChange>,
) -> Result<(StatusCode, Json<TicketDetails>)> {
    let ticket = find(&app, &caller, &id).await?;
    let form = change.form(&ticket);
    match send::save(&app, &caller.person, caller.today(), (&ticket, &form)).await? {
        Saved::Stored => {}
        Saved::Invalid(errors) => return Err(Problem::invalid(errors)),
        Saved::AlreadyOpen => return Err(Problem::conflict(Message::new("api-already-open"))),
        Saved::TooLate => return Err(Problem::conflict(Message::new("api-not-editable"))),
    }
    Ok((StatusCode::ACCEPTED, Json(now(&app, &caller, ticket.id).await?)))
}

impl TaskChange {
    /// The form that a person would send.
    fn form(self, ticket: &Ticket) -> TaskForm {
        let before = form_of(ticket, String::new());
        TaskForm {
            kind: self.kind.unwrap_or(before.kind),
            name: self.name.unwrap_or(before.name),
            description: self.description.unwrap_or(before.description),
            priority: self.priority.unwrap_or(before.priority),
            due: self.due.unwrap_or(before.due),
            category: self.category.unwrap_or(before.category),
            another: if self.another { "yes" } else { "" }.to_owned(),
            ..before
        }
    }
}

/// A note to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Note)]
pub(in crate::web::api) struct NewNote {
    /// Plain text of 1 to 3,500 characters.
    #[schema(min_length = 1, max_length = 3500)]
    text: String,
}

/// Add a work note to a ticket's record
///
/// The note is stored and written right after, once. The timeline of the ticket shows how far it is.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/notes", tag = "tickets", operation_id = "addNote",
    params(
        ("id" = String, Path, description = "Our id, or the number in ServiceNow"),
        ("Idempotency-Key" = String, Header, description = "A random key of this request", min_length = 16, max_length = 255),
    ),
    request_body = NewNote,
    responses(
        (status = 202, description = "The ticket with the note in its timeline", body = TicketDetails),
        Failures,
    )
)]
pub(in crate::web::api) async fn note(
    caller: Caller,
    State(app): State<App>,
    Id(id): Id,
    key: KeyHash,
    Body(note): Body<NewNote>,
) -> Result<(StatusCode, Json<TicketDetails>)> {
    let ticket = find(&app, &caller, &id).await?;
    match send::note(&app, &caller.person, &ticket, (&note.text, &key.0)).await? {
        Noted::Stored => Ok((StatusCode::ACCEPTED, Json(now(&app, &caller, ticket.id).await?))),
        Noted::NotAllowed => Err(Problem::conflict(Message::new("api-takes-no-notes"))),
        Noted::Invalid(message) => Err(Problem::wrong("text", message)),
    }
}

/// Does it, and shows the ticket as it is then.
async fn act(app: &App, caller: &Caller, id: &str, deed: Deed) -> Result<(Outcome, TicketDetails)> {
    let ticket = find(app, caller, id).await?;
    let outcome = deed.run(app, &caller.person, &ticket).await?;
    match outcome {
        Outcome::Refreshed(_) | Outcome::Retried => Ok((outcome, now(app, caller, ticket.id).await?)),
        Outcome::NotSent => Err(Problem::conflict(Message::new("api-not-sent"))),
        Outcome::NothingToRetry => Err(Problem::conflict(Message::new("api-nothing-to-retry"))),
        Outcome::Failed(problem) => Err(Problem::new(StatusCode::BAD_GATEWAY, problem)),
    }
}

async fn now(app: &App, caller: &Caller, id: TicketId) -> Result<TicketDetails> {
    let ticket = find(app, caller, &id.to_string()).await?;
    details(app, caller, &ticket).await
}
