//! `POST /api/v1/tickets/{id}/refresh` and `/retry`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::list::{details, find};
use super::view::TicketDetails;
use crate::app::App;
use crate::jobs::{self, Refreshed};
use crate::message::Message;
use crate::web::api::caller::Caller;
use crate::web::api::extract::Id;
use crate::web::api::problem::{Failures, Problem, Result};

/// What a refresh found.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web::api) struct RefreshResult {
    /// Whether anything changed.
    changed: bool,
    /// The ticket as it is now.
    ticket: TicketDetails,
}

/// Ask the instance about a ticket now
#[utoipa::path(post, path = "/api/v1/tickets/{id}/refresh", tag = "tickets", operation_id = "refreshTicket",
    params(
        ("id" = String, Path, description = "Our id, or the number in ServiceNow"),
        ("Idempotency-Key" = String, Header, description = "A random key of this request", min_length = 16, max_length = 255),
    ),
    responses(
        (status = 200, description = "What was found", body = RefreshResult),
        Failures,
    )
)]
pub(in crate::web::api) async fn refresh(
    caller: Caller,
    State(app): State<App>,
    Id(id): Id,
) -> Result<Json<RefreshResult>> {
    let ticket = find(&app, &caller, &id).await?;
    let changed = match jobs::refresh_now(&app, &ticket).await? {
        Refreshed::Changed | Refreshed::Missing => true,
        Refreshed::Unchanged => false,
        Refreshed::NotSent => return Err(Problem::conflict(Message::new("api-not-sent"))),
        Refreshed::Failed(problem) => return Err(Problem::new(StatusCode::BAD_GATEWAY, problem)),
    };
    let ticket = find(&app, &caller, &ticket.id.to_string()).await?;
    Ok(Json(RefreshResult { changed, ticket: details(&app, &caller, &ticket).await? }))
}

/// Try again to send a ticket that waits, was refused or given up
#[utoipa::path(post, path = "/api/v1/tickets/{id}/retry", tag = "tickets", operation_id = "retryTicket",
    params(
        ("id" = String, Path, description = "Our id"),
        ("Idempotency-Key" = String, Header, description = "A random key of this request", min_length = 16, max_length = 255),
    ),
    responses(
        (status = 202, description = "The ticket, queued anew", body = TicketDetails),
        Failures,
    )
)]
pub(in crate::web::api) async fn retry(
    caller: Caller,
    State(app): State<App>,
    Id(id): Id,
) -> Result<(StatusCode, Json<TicketDetails>)> {
    let ticket = find(&app, &caller, &id).await?;
    if !jobs::retry_now(&app, &ticket, &caller.person).await? {
        return Err(Problem::conflict(Message::new("api-nothing-to-retry")));
    }
    let ticket = find(&app, &caller, &ticket.id.to_string()).await?;
    Ok((StatusCode::ACCEPTED, Json(details(&app, &caller, &ticket).await?)))
}
