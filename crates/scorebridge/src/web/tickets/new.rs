//! `GET /tickets/new`, `POST /tickets`: the task form (S02, S15, S16). Without script it is a page of its own; with
//! script the same form opens in a side panel.

use std::borrow::Borrow;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use url::Url;

use super::prefill::{self, suggested_due};
use super::send::{self, Sent};
use crate::app::App;
use crate::auth;
use crate::connection::{Connection, ConnectionStatus};
use crate::i18n::Words;
use crate::ids::ActionId;
use crate::message::Message;
use crate::score::{Category, ImprovementAction};
use crate::tickets::{FieldError, Priority, Source, TaskForm, TicketKind};
use crate::web::components::{FieldErrors, PriorityMark};
use crate::web::error::{Error, Result};
use crate::web::filters;
use crate::web::form::SignedForm;
use crate::web::parameters::Parameters;
use crate::web::shell::{self, Here, Shell};
use crate::web::viewer::Viewer;
use crate::web::{keys, urls};

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

/// An open ticket of the same action.
struct OpenTicket {
    kind: TicketKind,
    number: Option<String>,
    url: String,
    another_url: String,
}

#[derive(Template)]
#[template(path = "pages/tickets/new.html")]
struct TaskView {
    shell: Shell,
    words: Words,
    form: TaskForm,
    errors: FieldErrors,
    /// What is wrong with the form as a whole.
    refusal: Option<Message>,
    action: Option<ImprovementAction>,
    open: Vec<OpenTicket>,
    today: String,
    user_name: String,
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

impl TaskView {
    /// The due date that goes with a priority, for the script that keeps them together.
    fn due_of(&self, priority: impl Borrow<Priority>) -> String {
        suggested_due(*priority.borrow(), self.today.parse().unwrap_or_default()).to_string()
    }

    fn squares(priority: impl Borrow<Priority>) -> PriorityMark {
        PriorityMark::new(Some(priority.borrow().record_priority(TicketKind::Change)))
    }

    /// Why this priority is proposed; nothing when Graph tells neither rank nor points.
    fn suggestion(&self) -> Option<String> {
        let action = self.action.as_ref()?;
        let (rank, left) = (action.rank?, action.points_left()?);
        let priority = prefill::suggested_priority(Some(rank), Some(left));
        let words = &self.words;
        let phrase =
            words.phrase("task-priority-suggested").arg("points", words.points(left)).arg("rank", rank);
        Some(phrase.arg("priority", words.phrase(keys::priority(priority))).to_string())
    }

    fn source(&self) -> Source {
        if self.action.is_some() { Source::Microsoft } else { Source::User }
    }

    /// The category that is not to be chosen, because the action has it.
    fn category(&self) -> Option<Category> {
        self.action.as_ref()?.category
    }

    fn category_key(&self) -> Option<&'static str> {
        self.category().map(keys::category)
    }

    fn description_length(&self) -> usize {
        self.form.description.chars().count()
    }

    fn cancel_url(&self) -> String {
        self.action.as_ref().map_or_else(|| urls::TICKETS.to_owned(), |action| urls::action(&action.id))
    }

    /// Whether the ticket will wait here before it can be delivered.
    fn waits(&self) -> bool {
        let status = self.shell.connection.as_ref().map(|connection| connection.status);
        matches!(status, Some(ConnectionStatus::Unreachable | ConnectionStatus::AuthorizationEnded))
    }
}

/// The form, filled in as far as the action tells.
pub(crate) async fn get(
    viewer: Viewer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let asked = Asked::parse(query);
    let shell = load_shell(&app, &viewer).await?;
    if !shell.connection.as_ref().is_some_and(send::takes_tickets) {
        return unready(&viewer, shell, StatusCode::OK);
    }
    let own = prefill::own_task(asked.kind, viewer.today(), auth::random());
    let own = TaskForm { another: if asked.another { "yes" } else { "" }.to_owned(), ..own };
    let Some(id) = asked.action else {
        return show(&app, &viewer, shell, Filled::new(own)).await;
    };
    match app.store.find_action(viewer.tenant(), &id).await? {
        Some(action) => {
            let form =
                prefill::task_for(&action, &link_to(&app, &id)?, viewer.language(), own, viewer.today());
            show(&app, &viewer, shell, Filled { action: Some(action), ..Filled::new(form) }).await
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
    let action = match form.action.trim() {
        "" => None,
        id => app.store.find_action(viewer.tenant(), &ActionId::new(id)).await?,
    };
    let refusal = send::refusal(&refused);
    let (status, errors) = match refused {
        Sent::Invalid(errors) => (StatusCode::UNPROCESSABLE_ENTITY, by_field(errors)),
        Sent::AlreadyOpen => (StatusCode::CONFLICT, FieldErrors::default()),
        _ => (StatusCode::UNPROCESSABLE_ENTITY, FieldErrors::default()),
    };
    if refusal.is_some() {
        form.idempotency_key = auth::random();
    }
    let page = show(app, viewer, shell, Filled { form, errors, refusal, action }).await?;
    Ok((status, page).into_response())
}

fn by_field(errors: Vec<FieldError>) -> FieldErrors {
    FieldErrors(errors.into_iter().map(|error| (error.field.as_str().to_owned(), error.message)).collect())
}

/// A form and what is known about it.
struct Filled {
    form: TaskForm,
    errors: FieldErrors,
    refusal: Option<Message>,
    action: Option<ImprovementAction>,
}

impl Filled {
    fn new(form: TaskForm) -> Self {
        Self { form, errors: FieldErrors::default(), refusal: None, action: None }
    }
}

async fn show(app: &App, viewer: &Viewer, shell: Shell, filled: Filled) -> Result<Response> {
    let open = match &filled.action {
        Some(action) => open_tickets(app, viewer, &action.id).await?,
        None => Vec::new(),
    };
    let Filled { form, errors, refusal, action } = filled;
    let view = TaskView {
        shell,
        words: viewer.words().clone(),
        form,
        errors,
        refusal,
        action,
        open,
        today: viewer.today().to_string(),
        user_name: viewer.person.user_name.clone(),
    };
    shell::page(viewer, &view)
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
