//! The removal of the connection (S20): says what is revoked, what stays and what is lost, and asks for the name of
//! the instance before it does it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::load_shell;
use crate::app::App;
use crate::jobs;
use crate::web::connection::the_connection;
use crate::web::error::Result;
use crate::web::filters;
use crate::web::form::SignedForm;
use crate::web::notice::Notice;
use crate::web::shell;
use crate::web::shell::Shell;
use crate::web::urls::{self, Query};
use crate::web::viewer::Viewer;

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
    let instance = the_connection(app, viewer).await?.instance.name().to_owned();
    let title = viewer.words().phrase("configuration-remove-title").arg("instance", &instance);
    let shell = load_shell(app, viewer).await?.titled(title).failed(typed.is_some());
    let view = RemoveView { shell, instance, is_wrong: typed.is_some(), typed: typed.unwrap_or_default() };
    shell::page(viewer, &view)
}
