//! `POST /webhooks/servicenow/{connection}`: the connector app says that a ticket changed; and the buttons that make
//! and destroy the secret it signs with. The note is no session: its signature is all that counts.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use secrecy::ExposeSecret as _;
use serde::Deserialize;

use crate::app::App;
use crate::connection::{Connection, NoteRefusal, NoteSignature, new_webhook_secret};
use crate::ids::ConnectionId;
use crate::jobs::{self, Noted};
use crate::store::{Activity, ActivityEntry};
use crate::web::connection::{self, the_connection};
use crate::web::error::Result;
use crate::web::form::SignedForm;
use crate::web::notice::Notice;
use crate::web::urls::{self, Query};
use crate::web::viewer::Viewer;

/// A form without fields of its own.
#[derive(Deserialize)]
pub(crate) struct NoFields {}

/// A secret that was just made, with the address it belongs to.
#[derive(Debug)]
pub(crate) struct MadeSecret {
    pub(crate) secret: String,
}

/// Where notes of a connection are sent to.
pub(crate) fn address(app: &App, connection: &Connection) -> String {
    let base = app.config.server.base_url.as_str().trim_end_matches('/');
    format!("{base}{}", urls::webhook(connection.id))
}

/// Takes a note. Answers say no more than the sender's log needs.
pub(crate) async fn note(
    Path(connection): Path<String>,
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response> {
    let Some(id) = ConnectionId::parse(&connection) else { return Ok(StatusCode::NOT_FOUND.into_response()) };
    if let Err(seconds) = app.notes().admit(id, app.clock.now()) {
        return Ok((StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, seconds.to_string())]).into_response());
    }
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let signature = NoteSignature {
        time: header("x-scorebridge-timestamp"),
        signature: header("x-scorebridge-signature"),
    };
    let noted = jobs::take_note(&app, id, signature, &body).await?;
    if let Noted::Refused(refusal) = noted {
        tracing::warn!(connection.id = %id, reason = %refusal, "a note of the webhook was refused");
    }
    Ok(status_of(noted).into_response())
}

fn status_of(noted: Noted) -> StatusCode {
    match noted {
        Noted::Taken => StatusCode::NO_CONTENT,
        Noted::Repeated => StatusCode::CONFLICT,
        Noted::Unknown => StatusCode::NOT_FOUND,
        Noted::Refused(NoteRefusal::UnknownShape) => StatusCode::BAD_REQUEST,
        Noted::Refused(_) => StatusCode::UNAUTHORIZED,
    }
}

/// Makes a secret and shows it: this once.
pub(crate) async fn make(
    viewer: Viewer,
    State(app): State<App>,
    SignedForm(_): SignedForm<NoFields>,
) -> Result<Response> {
    let connection = the_connection(&app, &viewer).await?;
    let secret = new_webhook_secret();
    app.store.set_webhook_secret(connection.id, &secret, app.clock.now()).await?;
    let instance = connection.instance.name().to_owned();
    log(&app, &viewer, Activity::WebhookMade { instance }).await?;
    let made = MadeSecret { secret: secret.expose_secret().to_owned() };
    connection::show(&app, &viewer, None, Some(made)).await
}

/// Destroys the secret.
pub(crate) async fn remove(
    viewer: Viewer,
    State(app): State<App>,
    SignedForm(_): SignedForm<NoFields>,
) -> Result<Response> {
    let connection = the_connection(&app, &viewer).await?;
    app.store.delete_webhook_secret(connection.id).await?;
    let instance = connection.instance.name().to_owned();
    log(&app, &viewer, Activity::WebhookRemoved { instance }).await?;
    Ok(Redirect::to(&Notice::on("webhook-removed", Query::new(urls::CONNECTION))).into_response())
}

async fn log(app: &App, viewer: &Viewer, activity: Activity) -> Result<()> {
    let actor = Some(viewer.person.name.clone());
    let entry = ActivityEntry { at: app.clock.now(), actor, activity };
    app.store.log_activity(viewer.tenant(), &entry).await?;
    Ok(())
}
