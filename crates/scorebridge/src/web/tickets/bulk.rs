//! `POST /tickets/bulk`: refresh or retry the tickets that were selected in the list.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use futures::{StreamExt as _, stream};
use serde::Deserialize;

use crate::app::App;
use crate::ids::TicketId;
use crate::jobs;
use crate::message::Message;
use crate::store::{self, TicketFilter, TicketSort};
use crate::tickets::Ticket;
use crate::web::error::{Error, Result};
use crate::web::form::SignedForm;
use crate::web::notice::Notice;
use crate::web::urls::{self, Query};
use crate::web::viewer::Viewer;

/// Most tickets of one form: the largest page of the list.
const SELECTED_MAX: usize = 100;
/// Calls to the instance at once.
const AT_ONCE: usize = 4;

/// The selection and what to do with it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct BulkForm {
    ticket: Vec<String>,
    r#do: String,
    return_to: String,
}

/// Does it, and goes back to the list as it was.
pub(crate) async fn post(
    viewer: Viewer,
    State(app): State<App>,
    SignedForm(form): SignedForm<BulkForm>,
) -> Result<Response> {
    if form.ticket.len() > SELECTED_MAX {
        let message = Message::new("tickets-limit").with("max", SELECTED_MAX);
        return Err(Error::Status(StatusCode::PAYLOAD_TOO_LARGE, message));
    }
    let tickets = selected(&app, &viewer, &form.ticket).await?;
    if tickets.is_empty() {
        return Ok(back(&form, "none-selected", 0));
    }
    match form.r#do.as_str() {
        "refresh" => Ok(back(&form, "many-refreshed", refresh(&app, tickets).await?)),
        "retry" => Ok(back(&form, "many-retried", retry(&app, &viewer, tickets).await?)),
        _ => Err(Error::bad_request(Message::new("error-form-unreadable"))),
    }
}

/// The tickets of the selection that exist.
async fn selected(app: &App, viewer: &Viewer, ids: &[String]) -> Result<Vec<Ticket>> {
    let ids = ids.iter().filter_map(|id| TicketId::parse(id)).collect();
    chosen(app, viewer, ids).await
}

/// These tickets, at most a page of the list.
pub(super) async fn chosen(app: &App, viewer: &Viewer, ids: Vec<TicketId>) -> Result<Vec<Ticket>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let filter = TicketFilter { ids, ..TicketFilter::default() };
    let window = (0, SELECTED_MAX as u64);
    Ok(app.store.top_tickets(viewer.tenant(), &filter, TicketSort::Updated(true), window).await?)
}

/// How many could be asked about.
async fn refresh(app: &App, tickets: Vec<Ticket>) -> Result<u64> {
    let asked = stream::iter(tickets).map(|ticket| async move { jobs::refresh_now(app, &ticket).await });
    let outcomes: Vec<store::Result<_>> = asked.buffer_unordered(AT_ONCE).collect().await;
    let mut count = 0;
    for outcome in outcomes {
        count += u64::from(!matches!(outcome?, jobs::Refreshed::Failed(_) | jobs::Refreshed::NotSent));
    }
    Ok(count)
}

/// How many are sent again.
async fn retry(app: &App, viewer: &Viewer, tickets: Vec<Ticket>) -> Result<u64> {
    let mut count = 0;
    for ticket in &tickets {
        count += u64::from(jobs::retry_now(app, ticket, &viewer.person).await?);
    }
    Ok(count)
}

/// The list with its filters, and what was done.
fn back(form: &BulkForm, word: &'static str, count: u64) -> Response {
    let (path, query) = urls::local(&form.return_to).split_once('?').unwrap_or((urls::TICKETS, ""));
    debug_assert!(path.starts_with('/'));
    let list = url::form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name != "notice" && name != "count")
        .fold(Query::new(urls::TICKETS), |list, (name, value)| list.with(&name, value));
    Redirect::to(&Notice::on(word, list.with("count", count))).into_response()
}
