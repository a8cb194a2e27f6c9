//! `/tickets/{id}/edit`: the task of a ticket that was not sent yet, in the form it came from (design 3.6). The ticket
//! keeps its id, which is its correlation id.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::act;
use super::form::{self, Filled, Subject, by_field, form_of};
use super::send::{self, Saved};
use super::show::{self, Told};
use crate::app::App;
use crate::auth;
use crate::message::Message;
use crate::tickets::{TaskForm, Ticket};
use crate::web::error::Result;
use crate::web::form::SignedForm;
use crate::web::shell::{Here, Shell};
use crate::web::viewer::Viewer;
use crate::web::{kept, urls};

/// The form as the ticket stands.
pub(crate) async fn get(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let ticket = act::found(&app, &viewer, &id).await?;
    let typed = kept::take::<TaskForm>(&app, &viewer, &headers).await?;
    if typed.is_none() && !ticket.is_surely_unsent() {
        return too_late(&app, &viewer, ticket).await;
    }
    let is_kept = typed.is_some();
    let form = typed.unwrap_or_else(|| form_of(&ticket, auth::random()));
    let subject = subject_of(&app, &viewer, ticket).await?;
    let filled = Filled { kept: is_kept, ..Filled::new(subject, form) };
    form::page(&viewer, load_shell(&app, &viewer).await?, filled)
}

/// Saves the task and sends the ticket; a form with errors comes back as it was typed.
pub(crate) async fn post(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<String>,
    SignedForm(form): SignedForm<TaskForm>,
) -> Result<Response> {
    let ticket = act::found(&app, &viewer, &id).await?;
    let (status, errors, refusal) =
        match send::save(&app, &viewer.person, viewer.today(), (&ticket, &form)).await? {
            Saved::Stored => return Ok(act::back(&ticket, "edited")),
            Saved::Invalid(errors) => (StatusCode::UNPROCESSABLE_ENTITY, by_field(errors), None),
            Saved::AlreadyOpen => {
                let refusal = Message::new("task-edit-already-open");
                (StatusCode::CONFLICT, by_field(Vec::new()), Some(refusal))
            }
            Saved::TooLate => {
                let refusal = Message::new("task-edit-too-late");
                (StatusCode::CONFLICT, by_field(Vec::new()), Some(refusal))
            }
        };
    let subject = subject_of(&app, &viewer, ticket).await?;
    let shell = load_shell(&app, &viewer).await?.failed(true);
    let page = form::page(&viewer, shell, Filled { errors, refusal, ..Filled::new(subject, form) })?;
    Ok((status, page).into_response())
}

/// The ticket may exist in ServiceNow by now: its page says so.
async fn too_late(app: &App, viewer: &Viewer, ticket: Ticket) -> Result<Response> {
    let problem = Some(Message::new("ticket-edit-refused"));
    let page = show::page(app, viewer, ticket, Told { problem, notice: None }).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

async fn subject_of(app: &App, viewer: &Viewer, ticket: Ticket) -> Result<Subject> {
    let action = match &ticket.task.action {
        Some(action) => app.store.find_action(viewer.tenant(), action).await?,
        None => None,
    };
    Ok(Subject::Unsent(Box::new(ticket), action))
}

async fn load_shell(app: &App, viewer: &Viewer) -> Result<Shell> {
    let words = viewer.words();
    let shell = Shell::load(app, viewer, Here::Tickets).await?.titled(words.phrase("task-edit-title"));
    Ok(shell.under(urls::TICKETS, &words.phrase("tickets-title")))
}
