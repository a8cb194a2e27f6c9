//! What can be done with one ticket: refresh, try again, delete while it is surely unsent.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::deed::{self, Deed, Outcome};
use super::show::{self, Told};
use crate::app::App;
use crate::live::LiveEvent;
use crate::message::Message;
use crate::tickets::Ticket;
use crate::web::error::{Error, Result};
use crate::web::filters;
use crate::web::form::SignedForm;
use crate::web::notice::Notice;
use crate::web::shell::{self, Here, Shell};
use crate::web::urls::{self, Query};
use crate::web::viewer::Viewer;

/// A form without fields of its own.
#[derive(Deserialize)]
pub(crate) struct NoFields {}

#[derive(Template)]
#[template(path = "pages/tickets/delete.html")]
struct DeleteView {
    shell: Shell,
    ticket: Ticket,
}

impl DeleteView {
    fn url(&self) -> String {
        urls::ticket(self.ticket.id, self.ticket.number())
    }
}

/// Asks the instance about the ticket now.
pub(crate) async fn refresh(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<String>,
    SignedForm(NoFields {}): SignedForm<NoFields>,
) -> Result<Response> {
    act(&app, &viewer, &id, Deed::Refresh).await
}

/// Sends a waiting or failed ticket again.
pub(crate) async fn retry(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<String>,
    SignedForm(NoFields {}): SignedForm<NoFields>,
) -> Result<Response> {
    act(&app, &viewer, &id, Deed::Retry).await
}

async fn act(app: &App, viewer: &Viewer, id: &str, deed: Deed) -> Result<Response> {
    let ticket = found(app, viewer, id).await?;
    match deed.run(app, &viewer.person, &ticket).await? {
        Outcome::Refreshed(_) | Outcome::NotSent => Ok(back(&ticket, "refreshed")),
        Outcome::Retried => Ok(back(&ticket, "retried")),
        Outcome::NothingToRetry => Ok(back(&ticket, "nothing-to-retry")),
        Outcome::Failed(problem) => {
            show::page(app, viewer, ticket, Told { problem: Some(problem), notice: None }).await
        }
    }
}

/// Asks whether the ticket shall be deleted.
pub(crate) async fn ask_delete(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response> {
    let ticket = found(&app, &viewer, &id).await?;
    let words = viewer.words();
    let shell = Shell::load(&app, &viewer, Here::Tickets).await?.titled(words.phrase("ticket-delete-title"));
    let shell = shell.under(urls::TICKETS, &words.phrase("tickets-title"));
    shell::page(&viewer, &DeleteView { shell, ticket })
}

/// Deletes the ticket, unless it may exist in ServiceNow.
pub(crate) async fn delete(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<String>,
    SignedForm(NoFields {}): SignedForm<NoFields>,
) -> Result<Response> {
    let ticket = found(&app, &viewer, &id).await?;
    if app.store.delete_unsent_ticket(viewer.tenant(), ticket.id).await? {
        app.live.publish(LiveEvent::Ticket(ticket.tenant, ticket.id));
        return Ok(Redirect::to(&Notice::on("deleted", Query::new(urls::TICKETS))).into_response());
    }
    let told = Told { problem: Some(Message::new("ticket-delete-refused")), notice: None };
    Ok((StatusCode::CONFLICT, show::page(&app, &viewer, ticket, told).await?).into_response())
}

/// The ticket, or the page that says that there is none.
pub(super) async fn found(app: &App, viewer: &Viewer, id: &str) -> Result<Ticket> {
    let ticket = deed::find(app, viewer.tenant(), id).await?;
    ticket.ok_or_else(|| Error::not_found(deed::not_found(id)))
}

/// To the ticket's page, which says what was done.
pub(super) fn back(ticket: &Ticket, word: &'static str) -> Response {
    let page = Query::new(urls::ticket(ticket.id, ticket.number()));
    Redirect::to(&Notice::on(word, page)).into_response()
}
