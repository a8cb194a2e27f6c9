//! `POST /api/v1/tickets`: a task is sent. What is left out of a task for an action is taken from the action, as the
//! form of the page would be filled in.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::list::details;
use super::view::TicketDetails;
use crate::app::App;
use crate::ids::{ActionId, TicketId};
use crate::message::Message;
use crate::tickets::{Priority, TaskForm, TicketKind};
use crate::web::api::caller::Caller;
use crate::web::api::extract::Body;
use crate::web::api::problem::{Failures, Problem, Result};
use crate::web::api::replay::KeyHash;
use crate::web::api::vocabulary;
use crate::web::tickets::prefill;
use crate::web::tickets::send::{self, Sent};
use crate::web::urls;

/// A task to be sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Task)]
pub(in crate::web::api) struct NewTask {
    /// Change or incident.
    #[serde(rename = "type")]
    #[schema(value_type = vocabulary::TicketType)]
    kind: String,
    /// Improvement action that it is for; without one it is a recommendation of the person's own.
    #[schema(example = "AdminMFAV2")]
    action: Option<String>,
    /// One line of 1 to 160 characters; needed without an action.
    #[schema(max_length = 160)]
    name: Option<String>,
    /// At most 4,000 characters, plain text.
    #[schema(max_length = 4000)]
    description: Option<String>,
    /// Medium unless said, or as the action suggests.
    #[schema(value_type = Option<vocabulary::TaskPriority>)]
    priority: Option<String>,
    /// Today or later; 14, 30 or 60 days from now for high, medium or low unless said.
    #[schema(format = Date)]
    due: Option<String>,
    /// Needed without an action.
    #[schema(value_type = Option<vocabulary::Category>)]
    category: Option<String>,
    /// True makes a second open ticket for the same action and type.
    #[serde(default)]
    another: bool,
}

impl NewTask {
    /// The form that a person would send.
    fn form(self, suggested: TaskForm, caller: &Caller) -> TaskForm {
        let priority = self.priority.unwrap_or(suggested.priority);
        // The due date goes with the priority that was chosen.
        let due = self.due.unwrap_or_else(|| match Priority::parse(&priority) {
            Some(priority) => prefill::suggested_due(priority, caller.today()).to_string(),
            None => suggested.due,
        });
        TaskForm {
            kind: self.kind,
            name: self.name.unwrap_or(suggested.name),
            description: self.description.unwrap_or(suggested.description),
            priority,
            due,
            category: self.category.unwrap_or(suggested.category),
            action: suggested.action,
            idempotency_key: suggested.idempotency_key,
            another: if self.another { "yes" } else { "" }.to_owned(),
        }
    }
}

/// Send a task to ServiceNow
///
/// The ticket is stored and sent right after. The answer does not wait for ServiceNow: ask for the ticket to see its
/// number.
#[utoipa::path(post, path = "/api/v1/tickets", tag = "tickets", operation_id = "createTicket",
    params(("Idempotency-Key" = String, Header, description = "A random key of this request", min_length = 16, max_length = 255)),
    request_body = NewTask,
    responses(
        (status = 201, description = "The ticket", body = TicketDetails, headers(("Location" = String, description = "Where it is"))),
        Failures,
    )
)]
pub(in crate::web::api) async fn create(
    caller: Caller,
    State(app): State<App>,
    key: KeyHash,
    Body(task): Body<NewTask>,
) -> Result<Response> {
    let kind = TicketKind::parse(&task.kind).unwrap_or(TicketKind::Change);
    let action = task.action.clone();
    let suggested = suggest(&app, &caller, key, action.as_deref()).await?;
    let form = task.form(suggested, &caller);
    match send::send(&app, &caller.person, caller.today(), &form).await? {
        Sent::Stored(id) => stored(&app, &caller, id).await,
        Sent::Invalid(errors) => Err(Problem::invalid(errors)),
        Sent::AlreadyOpen => Err(already_open(&app, &caller, action.as_deref(), kind).await?),
        Sent::UnknownAction(id) => Err(unknown_action(&id)),
        Sent::NotConnected => Err(Problem::conflict(Message::new("task-not-connected"))),
        Sent::NoKey => Err(Problem::internal(&anyhow::anyhow!("a digest is no idempotency key"))),
    }
}

/// What the page's form would suggest.
async fn suggest(app: &App, caller: &Caller, key: KeyHash, action: Option<&str>) -> Result<TaskForm> {
    let own = prefill::own_task(TicketKind::Change, caller.today(), key.0);
    let Some(id) = action.map(ActionId::new) else { return Ok(own) };
    let Some(action) = app.store.find_action(caller.tenant(), &id).await? else {
        return Err(unknown_action(&id));
    };
    let link = app.config.server.base_url.join(&urls::action(&id));
    let link = link.map_err(|error| Problem::internal(&anyhow::Error::new(error)))?;
    Ok(prefill::task_for(&action, &link, caller.words.language, own, caller.today()))
}

async fn stored(app: &App, caller: &Caller, id: TicketId) -> Result<Response> {
    let Some(ticket) = app.store.find_ticket(caller.tenant(), id).await? else {
        return Err(Problem::not_found(Message::new("ticket-not-found").with("id", id)));
    };
    let details = details(app, caller, &ticket).await?;
    let location = urls::filled(urls::API_TICKET, "{id}", &id.to_string());
    Ok((StatusCode::CREATED, [(LOCATION, location)], Json(details)).into_response())
}

async fn already_open(app: &App, caller: &Caller, action: Option<&str>, kind: TicketKind) -> Result<Problem> {
    let problem = Problem::conflict(Message::new("api-already-open"));
    let Some(action) = action.map(ActionId::new) else { return Ok(problem) };
    let open = app.store.find_open_ticket(caller.tenant(), &action, kind).await?;
    Ok(match open {
        Some(ticket) => problem.about(ticket.id),
        None => problem,
    })
}

fn unknown_action(id: &ActionId) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, Message::new("task-unknown-action").with("id", id))
}
