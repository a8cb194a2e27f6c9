//! `GET /tickets/{id}`: one ticket, by number or by our id: its path of states, timeline and details (S03, S22).

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use url::Url;

use super::deed;
use super::states::States;
use super::timeline::{self, PathStep, Story};
use crate::app::App;
use crate::connection::Connection;
use crate::i18n::Words;
use crate::message::Message;
use crate::score::ImprovementAction;
use crate::tickets::{Delivery, Ticket};
use crate::web::components::{Due, PriorityMark, StateMark, Timeline};
use crate::web::error::Result;
use crate::web::notice::Notice;
use crate::web::parameters::Parameters;
use crate::web::shell::{self, Here, Shell};
use crate::web::viewer::Viewer;
use crate::web::{filters, instance_links, urls};

/// Most timeline events shown.
const EVENTS_MAX: u64 = 200;

#[derive(Template)]
#[template(path = "pages/tickets/show.html")]
struct TicketView {
    shell: Shell,
    words: Words,
    base: String,
    ticket: Ticket,
    state: Option<StateMark>,
    priority: PriorityMark,
    due: Due,
    path: Vec<PathStep>,
    timeline: Timeline,
    action: Option<ImprovementAction>,
    /// The record in the instance, if it exists.
    record: Option<Url>,
    is_history: bool,
    notice: Option<Notice>,
    problem: Option<Message>,
}

#[derive(Template)]
#[template(path = "pages/tickets/not_found.html")]
struct NotFoundView {
    shell: Shell,
    sentence: Message,
}

impl TicketView {
    /// Whether it waits or failed: then the page says why and what happens next.
    fn is_unsent(&self) -> bool {
        self.ticket.delivery != Delivery::Sent
    }

    /// Whether it failed for good.
    fn has_failed(&self) -> bool {
        matches!(self.ticket.delivery, Delivery::Refused | Delivery::GivenUp)
    }

    /// What the page that sent it is told: a number, that it takes a moment, or to come here and read why.
    fn outcome(&self) -> &'static str {
        match self.ticket.delivery {
            Delivery::Sent => "sent",
            Delivery::Queued | Delivery::Sending if self.ticket.problem.is_none() => "pending",
            _ => "look",
        }
    }

    fn can_retry(&self) -> bool {
        self.shell.operates && self.is_unsent() && self.ticket.delivery != Delivery::Sending
    }

    /// Only what certainly has no record can be deleted; the store decides in the end.
    fn can_delete(&self) -> bool {
        self.shell.operates && self.ticket.is_draft()
    }

    fn can_edit(&self) -> bool {
        self.shell.operates && self.ticket.is_surely_unsent() && !self.is_history
    }

    fn can_note(&self) -> bool {
        self.shell.operates && self.ticket.takes_notes() && !self.is_history
    }

    fn can_refresh(&self) -> bool {
        self.shell.operates && !self.is_unsent() && !self.is_history
    }

    fn url(&self) -> String {
        urls::ticket(self.ticket.id, self.ticket.number())
    }

    /// The page's whole address, to be copied.
    fn link(&self) -> String {
        format!("{}{}", self.base, self.url())
    }

    fn moment(&self, at: &Timestamp) -> String {
        self.words.moment(*at)
    }
}

/// The page of a ticket.
pub(crate) async fn get(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let Some(ticket) = deed::find(&app, viewer.tenant(), &id).await? else {
        return not_found(&app, &viewer, &id).await;
    };
    let notice = Notice::parse(&Parameters::parse(query));
    page(&app, &viewer, ticket, Told { notice, problem: None }).await
}

/// What just happened, to be said on top of the page.
#[derive(Default)]
pub(super) struct Told {
    /// Something that went well.
    pub(super) notice: Option<Notice>,
    /// Something that did not, with a way out.
    pub(super) problem: Option<Message>,
}

/// Writes the page.
pub(super) async fn page(app: &App, viewer: &Viewer, ticket: Ticket, told: Told) -> Result<Response> {
    let words = viewer.words();
    let store = &app.store;
    let shell = Shell::load(app, viewer, Here::Tickets).await?.titled(ticket.name());
    let shell = shell.under(urls::TICKETS, &words.phrase("tickets-title"));
    let states = States::new(store.list_state_names(viewer.tenant()).await?);
    let events = store.list_ticket_events(viewer.tenant(), ticket.id, EVENTS_MAX).await?;
    let story = Story { events, notes: store.list_notes(viewer.tenant(), ticket.id).await? };
    let retry = shell.operates.then_some(shell.csrf.as_str());
    let connection = connection_of(app, &ticket, &shell).await?;
    let action = match &ticket.task.action {
        Some(action) => store.find_action(viewer.tenant(), action).await?,
        None => None,
    };
    let view = TicketView {
        state: states.mark(&ticket, words),
        priority: PriorityMark::new(ticket.priority()),
        due: Due::full(words, ticket.due(), ticket.open),
        path: timeline::path(&ticket, &story.events, &states, words),
        timeline: timeline::timeline(&ticket, &story, (&states, words), retry),
        record: connection.as_ref().and_then(|connection| record_of(&ticket, connection)),
        is_history: connection.is_none_or(|connection| connection.removed_at.is_some()),
        action,
        words: words.clone(),
        base: app.config.server.base_url.as_str().trim_end_matches('/').to_owned(),
        notice: told.notice,
        problem: told.problem,
        ticket,
        shell,
    };
    shell::page(viewer, &view)
}

/// The connection a ticket was sent over; removed ones are looked up.
async fn connection_of(app: &App, ticket: &Ticket, shell: &Shell) -> Result<Option<Connection>> {
    match shell.connection.as_ref().filter(|connection| connection.id == ticket.connection) {
        Some(connection) => Ok(Some(connection.clone())),
        None => Ok(app.store.find_connection_by_id(ticket.connection).await?),
    }
}

fn record_of(ticket: &Ticket, connection: &Connection) -> Option<Url> {
    let observed = ticket.observed.as_ref()?;
    Some(instance_links::record(&connection.instance, ticket.task.kind, &observed.sys_id))
}

async fn not_found(app: &App, viewer: &Viewer, id: &str) -> Result<Response> {
    let words = viewer.words();
    let sentence = deed::not_found(id);
    let shell = Shell::load(app, viewer, Here::Tickets).await?.titled(words.message(&sentence));
    let shell = shell.under(urls::TICKETS, &words.phrase("tickets-title"));
    Ok((StatusCode::NOT_FOUND, shell::page(viewer, &NotFoundView { shell, sentence })?).into_response())
}
