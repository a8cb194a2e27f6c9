//! What can be done with one ticket: refresh, try again, delete while it is surely unsent.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::show::{self, Told};
use crate::app::App;
use crate::jobs::{self, Refreshed};
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
    let ticket = found(&app, &viewer, &id).await?;
    match jobs::refresh_now(&app, &ticket).await? {
        Refreshed::Failed(problem) => {
            show::page(&app, &viewer, ticket, Told { problem: Some(problem), notice: None }).await
        }
        Refreshed::Changed | Refreshed::Unchanged | Refreshed::Missing | Refreshed::NotSent => {
            Ok(back(&ticket, "refreshed"))
        }
    }
}

/// Sends a waiting or failed ticket again.
pub(crate) async fn retry(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<String>,
    SignedForm(NoFields {}): SignedForm<NoFields>,
) -> Result<Response> {
    let ticket = found(&app, &viewer, &id).await?;
    let retried = jobs::retry_now(&app, &ticket, &viewer.person).await?;
    Ok(back(&ticket, if retried { "retried" } else { "nothing-to-retry" }))
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

async fn found(app: &App, viewer: &Viewer, id: &str) -> Result<Ticket> {
    let shown: String = id.chars().take(80).collect();
    let ticket = show::find(app, viewer, id).await?;
    ticket.ok_or_else(|| Error::not_found(Message::new("ticket-not-found").with("id", shown)))
}

fn back(ticket: &Ticket, word: &'static str) -> Response {
    let page = Query::new(urls::ticket(ticket.id, ticket.number()));
    Redirect::to(&Notice::on(word, page)).into_response()
}
