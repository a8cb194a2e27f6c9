//! The removal of the connection (S20): says what is revoked, what stays and what is lost, and asks for the name of
//! the instance before it does it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::load_shell;
use crate::app::App;
use crate::connection::Connection;
use crate::jobs;
use crate::store::TicketFilter;
use crate::web::connection::the_connection;
use crate::web::error::Result;
use crate::web::filters;
use crate::web::form::SignedForm;
use crate::web::notice::Notice;
use crate::web::shell;
use crate::web::shell::Shell;
use crate::web::urls::{self, Query};
use crate::web::viewer::Viewer;

/// Tickets that are named.
const UNSENT_SHOWN: usize = 10;
/// Tickets that are looked through: those of removed connections are among them.
const UNSENT_READ: u64 = 100;

/// What was typed to confirm.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RemoveForm {
    confirm: String,
}

#[derive(Template)]
#[template(path = "pages/configuration/remove.html")]
struct RemoveView {
    shell: Shell,
    instance: String,
    /// Names of tickets that would never be sent.
    unsent: Vec<String>,
    typed: String,
    is_wrong: bool,
}

/// Asks whether the connection shall be removed.
pub(crate) async fn ask(viewer: Viewer, State(app): State<App>) -> Result<Response> {
    show(&app, &viewer, None).await
}

/// Removes it when the name of the instance was typed.
pub(crate) async fn post(
    viewer: Viewer,
    State(app): State<App>,
    SignedForm(form): SignedForm<RemoveForm>,
) -> Result<Response> {
    let connection = the_connection(&app, &viewer).await?;
    if form.confirm.trim() != connection.instance.name() {
        let page = show(&app, &viewer, Some(form.confirm)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let removed = jobs::remove_connection(&app, &connection, &viewer.person).await?;
    let word = if removed.revoked { "removed" } else { "removed-unrevoked" };
    Ok(Redirect::to(&Notice::on(word, Query::new(urls::CONNECTION))).into_response())
}

async fn show(app: &App, viewer: &Viewer, typed: Option<String>) -> Result<Response> {
    let connection = the_connection(app, viewer).await?;
    let unsent = names_of_unsent(app, &connection).await?;
    let instance = connection.instance.name().to_owned();
    let title = viewer.words().phrase("configuration-remove-title").arg("instance", &instance);
    let shell = load_shell(app, viewer).await?.titled(title).failed(typed.is_some());
    let view =
        RemoveView { shell, instance, unsent, is_wrong: typed.is_some(), typed: typed.unwrap_or_default() };
    shell::page(viewer, &view)
}

/// The newest tickets of a connection that have no record yet.
async fn names_of_unsent(app: &App, connection: &Connection) -> Result<Vec<String>> {
    let filter = TicketFilter { not_sent: true, ..TicketFilter::default() };
    let newest = app.store.list_tickets_before(&connection.tenant, &filter, None, UNSENT_READ).await?;
    let of_connection = newest.into_iter().filter(|ticket| ticket.connection == connection.id);
    Ok(of_connection.map(|ticket| ticket.task.name).take(UNSENT_SHOWN).collect())
}
