//! `GET /api/v1/tickets`, `GET /api/v1/tickets/{id}`.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;

use super::view::{Reading, TicketDetails, TicketView};
use crate::app::App;
use crate::ids::{ActionId, TicketId};
use crate::store::{DueFilter, TicketFilter};
use crate::tickets::{RecordPriority, Ticket, TicketKind};
use crate::web::api::caller::Caller;
use crate::web::api::cursor::{Listing, Window};
use crate::web::api::extract::{Asked, Id};
use crate::web::api::problem::{Failures, Problem, Result};
use crate::web::api::vocabulary;
use crate::web::tickets::deed;

/// Most lines of a timeline.
const EVENTS_MAX: u64 = 200;

/// Which tickets; parameters that may repeat let through any of their values.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::web::api) struct TicketsQuery {
    /// Part of the name or number.
    #[param(max_length = 200)]
    q: Option<String>,
    /// Change or incident.
    #[serde(rename = "type")]
    #[param(value_type = Option<vocabulary::TicketType>)]
    kind: Option<TicketKind>,
    /// Open or closed; both unless said.
    open: Option<bool>,
    /// Priority; may repeat.
    #[serde(default)]
    #[param(value_type = Vec<vocabulary::Priority>)]
    priority: Vec<RecordPriority>,
    /// True: only open ones that are due before today, where the person is.
    overdue: Option<bool>,
    /// Improvement action.
    action: Option<String>,
    /// Sign-in name of the person who started it.
    started_by: Option<String>,
    /// True: only those without a record yet.
    not_sent: Option<bool>,
    /// Only those of which anything changed since.
    #[param(value_type = Option<String>, format = DateTime)]
    changed_since: Option<Timestamp>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Items of a page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u64>,
}

impl TicketsQuery {
    fn filter(self, caller: &Caller) -> TicketFilter {
        TicketFilter {
            text: self.q,
            kind: self.kind,
            open: self.open,
            states: Vec::new(),
            ids: Vec::new(),
            priorities: self.priority,
            due: self.overdue.unwrap_or(false).then(|| (DueFilter::Overdue, caller.today())),
            started_by: self.started_by,
            not_sent: self.not_sent.unwrap_or(false),
            action: self.action.map(ActionId::new),
            changed_since: self.changed_since,
        }
    }
}

/// Tickets, newest first
#[utoipa::path(get, path = "/api/v1/tickets", tag = "tickets", operation_id = "listTickets", params(TicketsQuery), responses(
    (status = 200, description = "A page of tickets", body = Listing<TicketView>),
    Failures,
))]
pub(in crate::web::api) async fn list(
    caller: Caller,
    State(app): State<App>,
    Asked(asked): Asked<TicketsQuery>,
) -> Result<Json<Listing<TicketView>>> {
    let window = Window::new(asked.cursor.as_deref(), asked.limit)?;
    let before = window.after(TicketId::parse)?;
    let filter = asked.filter(&caller);
    let found = app.store.list_tickets_before(caller.tenant(), &filter, before, window.wanted()).await?;
    let states = app.store.list_state_names(caller.tenant()).await?;
    let reading = Reading { states: &states, words: &caller.words };
    let page = window.page(found, |ticket| ticket.id.to_string());
    Ok(Json(page.map(|ticket| TicketView::new(&ticket, &reading))))
}

/// One ticket, by id or number
#[utoipa::path(get, path = "/api/v1/tickets/{id}", tag = "tickets", operation_id = "showTicket",
    params(("id" = String, Path, description = "Our id, or the number in ServiceNow")),
    responses(
        (status = 200, description = "The ticket", body = TicketDetails),
        Failures,
    )
)]
pub(in crate::web::api) async fn show(
    caller: Caller,
    State(app): State<App>,
    Id(id): Id,
) -> Result<Json<TicketDetails>> {
    let ticket = find(&app, &caller, &id).await?;
    details(&app, &caller, &ticket).await.map(Json)
}

/// A ticket by our id, else by its number.
pub(super) async fn find(app: &App, caller: &Caller, id: &str) -> Result<Ticket> {
    let found = deed::find(app, caller.tenant(), id).await?;
    found.ok_or_else(|| Problem::not_found(deed::not_found(id)))
}

/// A ticket as it is shown alone.
pub(super) async fn details(app: &App, caller: &Caller, ticket: &Ticket) -> Result<TicketDetails> {
    let events = app.store.list_ticket_events(caller.tenant(), ticket.id, EVENTS_MAX).await?;
    let notes = app.store.list_notes(caller.tenant(), ticket.id).await?;
    let states = app.store.list_state_names(caller.tenant()).await?;
    Ok(TicketDetails::new(
        ticket,
        (events, notes.as_slice()),
        &Reading { states: &states, words: &caller.words },
    ))
}
