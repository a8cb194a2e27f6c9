//! `POST /api/v1/connection/check` and `/remove`. Beginning an authorization is not here: its state belongs to the
//! browser session that began it, so it begins on the page (RFC 9700, 4.7).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::connection::{self, ConnectionState};
use super::extract::Body;
use super::problem::{Failures, Problem, Result};
use crate::app::App;
use crate::connection::Connection;
use crate::jobs;
use crate::message::Message;
use crate::store::{TicketFilter, TicketSort};

/// Run the checks that provisioning waits for; needs the administrator role
///
/// A connection that is authorized and was not provisioned yet is provisioned when none fails.
#[utoipa::path(post, path = "/api/v1/connection/check", tag = "portal", operation_id = "checkConnection",
    params(
        ("Idempotency-Key" = String, Header, description = "A random key of this request", min_length = 16, max_length = 255),
    ),
    responses(
        (status = 200, description = "The connection, with what was found", body = ConnectionState),
        Failures,
    )
)]
pub(super) async fn check(caller: Caller, State(app): State<App>) -> Result<Json<ConnectionState>> {
    let found = the_connection(&app, &caller).await?;
    if found.authorization.is_some() && found.provisioned_at.is_none() {
        jobs::provision(&app, &found, &caller.person).await?;
    } else {
        jobs::run_checks(&app, &found).await?;
    }
    connection::show(caller, State(app)).await
}

/// Which connection to remove.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// Name of the instance, as `GET /api/v1/connection` has it: so that no other is removed by mistake.
    instance_name: String,
}

/// What a removal did.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RemovedState {
    /// Whether the instance revoked the tokens; if not, they end by themselves.
    revoked: bool,
    /// Tickets that were not sent and cannot be any more.
    unsent: u64,
}

/// Remove the connection; needs the administrator role
#[utoipa::path(post, path = "/api/v1/connection/remove", tag = "portal", operation_id = "removeConnection",
    request_body = Asked,
    params(
        ("Idempotency-Key" = String, Header, description = "A random key of this request", min_length = 16, max_length = 255),
    ),
    responses(
        (status = 200, description = "It is removed", body = RemovedState),
        Failures,
    )
)]
pub(super) async fn remove(
    caller: Caller,
    State(app): State<App>,
    Body(asked): Body<Asked>,
) -> Result<Json<RemovedState>> {
    let found = the_connection(&app, &caller).await?;
    let name = found.instance.name();
    if asked.instance_name.trim() != name {
        let mismatch = Message::new("configuration-remove-mismatch").with("instance", name);
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, mismatch));
    }
    let waiting = TicketFilter { not_sent: true, ..TicketFilter::default() };
    let sort = TicketSort::Number(false);
    let unsent = app.store.list_tickets(caller.tenant(), &waiting, sort, (0, 1)).await?.total;
    let removed = jobs::remove_connection(&app, &found, &caller.person).await?;
    Ok(Json(RemovedState { revoked: removed.revoked, unsent }))
}

async fn the_connection(app: &App, caller: &Caller) -> Result<Connection> {
    let found = app.store.find_connection(caller.tenant()).await?;
    found.ok_or_else(|| Problem::conflict(Message::new("configuration-none")))
}
