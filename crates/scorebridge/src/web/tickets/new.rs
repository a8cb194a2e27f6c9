//! `GET /tickets/new`, `POST /tickets`: the task form (S02, S15, S16). Without script it is a page of its own; with
//! script the same form opens in a side panel.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use url::Url;

use super::form::{self, Filled, OpenTicket, Subject, by_field};
use super::prefill;
use super::send::{self, Sent};
use crate::app::App;
use crate::auth;
use crate::connection::Connection;
use crate::ids::ActionId;
use crate::score::ImprovementAction;
use crate::tickets::{TaskForm, TicketKind};
use crate::web::components::FieldErrors;
use crate::web::error::{Error, Result};
use crate::web::filters;
use crate::web::form::SignedForm;
use crate::web::parameters::Parameters;
use crate::web::shell::{self, Here, Shell};
use crate::web::viewer::Viewer;
use crate::web::{kept, urls};

/// What the address asks for.
struct Asked {
    action: Option<ActionId>,
    kind: TicketKind,
    another: bool,
}

impl Asked {
    fn parse(query: Option<String>) -> Self {
        let asked = Parameters::parse(query);
        Self {
            action: asked.get("action").map(ActionId::new),
            kind: asked.get("type").and_then(TicketKind::parse).unwrap_or(TicketKind::Change),
            another: asked.get("another") == Some("yes"),
        }
    }
}

#[derive(Template)]
#[template(path = "pages/tickets/unready.html")]
struct UnreadyView {
    shell: Shell,
    connected: bool,
}

#[derive(Template)]
#[template(path = "pages/tickets/unknown_action.html")]
struct UnknownActionView {
    shell: Shell,
    id: ActionId,
}

/// The form, filled in as far as the action tells.
pub(crate) async fn get(
    viewer: Viewer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response> {
    let asked = Asked::parse(query);
    let shell = load_shell(&app, &viewer).await?;
    if !shell.connection.as_ref().is_some_and(send::takes_tickets) {
        return unready(&viewer, shell, StatusCode::OK);
    }
    if let Some(form) = kept::take::<TaskForm>(&app, &viewer, &headers).await? {
        let subject = Subject::New(action_of(&app, &viewer, &form).await?);
        return show(&app, &viewer, shell, Filled { kept: true, ..Filled::new(subject, form) }).await;
    }
    let own = prefill::own_task(asked.kind, viewer.today(), auth::random());
    let own = TaskForm { another: if asked.another { "yes" } else { "" }.to_owned(), ..own };
    let Some(id) = asked.action else {
        return show(&app, &viewer, shell, Filled::new(Subject::New(None), own)).await;
    };
    match app.store.find_action(viewer.tenant(), &id).await? {
        Some(action) => {
            let form =
                prefill::task_for(&action, &link_to(&app, &id)?, viewer.language(), own, viewer.today());
            show(&app, &viewer, shell, Filled::new(Subject::New(Some(action)), form)).await
        }
        None => unknown_action(&viewer, shell, id),
    }
}

/// Stores the ticket and goes to its page; a form with errors comes back as it was typed.
pub(crate) async fn post(
    viewer: Viewer,
    State(app): State<App>,
    SignedForm(form): SignedForm<TaskForm>,
) -> Result<Response> {
    let sent = send::send(&app, &viewer.person, viewer.today(), &form).await?;
    if let Sent::Stored(id) = sent {
        return Ok(Redirect::to(&urls::ticket(id, None)).into_response());
    }
    let shell = load_shell(&app, &viewer).await?;
    match sent {
        Sent::UnknownAction(id) => unknown_action(&viewer, shell, id),
        Sent::NotConnected => unready(&viewer, shell, StatusCode::CONFLICT),
        refused => show_again(&app, &viewer, shell.failed(true), (form, refused)).await,
    }
}

async fn show_again(
    app: &App,
    viewer: &Viewer,
    shell: Shell,
    (mut form, refused): (TaskForm, Sent),
) -> Result<Response> {
    let action = action_of(app, viewer, &form).await?;
    let refusal = send::refusal(&refused);
    let (status, errors) = match refused {
        Sent::Invalid(errors) => (StatusCode::UNPROCESSABLE_ENTITY, by_field(errors)),
        Sent::AlreadyOpen => (StatusCode::CONFLICT, FieldErrors::default()),
        _ => (StatusCode::UNPROCESSABLE_ENTITY, FieldErrors::default()),
    };
    if refusal.is_some() {
        form.idempotency_key = auth::random();
    }
    let filled = Filled { errors, refusal, ..Filled::new(Subject::New(action), form) };
    let page = show(app, viewer, shell, filled).await?;
    Ok((status, page).into_response())
}

/// The action that a form names.
async fn action_of(app: &App, viewer: &Viewer, form: &TaskForm) -> Result<Option<ImprovementAction>> {
    match form.action.trim() {
        "" => Ok(None),
        id => Ok(app.store.find_action(viewer.tenant(), &ActionId::new(id)).await?),
    }
}

/// Writes the page, with the open tickets of the action.
async fn show(app: &App, viewer: &Viewer, shell: Shell, mut filled: Filled) -> Result<Response> {
    if let Some(action) = filled.subject.action() {
        filled.open = open_tickets(app, viewer, &action.id).await?;
    }
    form::page(viewer, shell, filled)
}

/// The open tickets of an action, at most one per kind.
async fn open_tickets(app: &App, viewer: &Viewer, action: &ActionId) -> Result<Vec<OpenTicket>> {
    let mut open = Vec::new();
    for kind in TicketKind::ALL {
        if let Some(ticket) = app.store.find_open_ticket(viewer.tenant(), action, kind).await? {
            let another = urls::Query::new(urls::NEW_TICKET)
                .with("action", action)
                .with("type", kind.as_str())
                .with("another", "yes");
            open.push(OpenTicket {
                kind,
                number: ticket.number().map(str::to_owned),
                url: urls::ticket(ticket.id, ticket.number()),
                another_url: another.to_string(),
            });
        }
    }
    Ok(open)
}

async fn load_shell(app: &App, viewer: &Viewer) -> Result<Shell> {
    let words = viewer.words();
    let shell = Shell::load(app, viewer, Here::Tickets).await?.titled(words.phrase("task-title"));
    Ok(shell.under(urls::TICKETS, &words.phrase("tickets-title")))
}

fn unready(viewer: &Viewer, shell: Shell, status: StatusCode) -> Result<Response> {
    let connected = shell.connection.as_ref().is_some_and(is_authorized);
    Ok((status, shell::page(viewer, &UnreadyView { shell, connected })?).into_response())
}

fn is_authorized(connection: &Connection) -> bool {
    connection.authorization.is_some()
}

fn unknown_action(viewer: &Viewer, shell: Shell, id: ActionId) -> Result<Response> {
    let page = shell::page(viewer, &UnknownActionView { shell, id })?;
    Ok((StatusCode::NOT_FOUND, page).into_response())
}

/// The address of an action as others can open it, for the ticket's text.
fn link_to(app: &App, id: &ActionId) -> Result<Url> {
    let link = app.config.server.base_url.join(&urls::action(id));
    link.map_err(|error| Error::Internal(anyhow::Error::new(error).context("make the link to an action")))
}
