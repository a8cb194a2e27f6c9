//! `GET` and `POST /api/v1/doctor`: the diagnostics that the troubleshooting page shows.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::extract::Body;
use super::problem::{Failures, Problem, Result};
use super::vocabulary;
use crate::app::App;
use crate::connection::{CheckName, Report};
use crate::jobs::{self, Scope};
use crate::message::Message;
use crate::web::report::ReportDocument;

/// Read what the checks found last
#[utoipa::path(get, path = "/api/v1/doctor", tag = "portal", operation_id = "showDiagnostics", responses(
    (status = 200, description = "What every check found, without secrets and personal data", body = ReportDocument),
    Failures,
))]
pub(super) async fn show(caller: Caller, State(app): State<App>) -> Result<Json<ReportDocument>> {
    document(&app, &caller).await
}

/// Which checks to run.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Asked {
    /// One check, with what it presumes; all when left out.
    #[schema(value_type = Option<vocabulary::Check>)]
    only: Option<String>,
}

/// Run the checks; needs the administrator role
#[utoipa::path(post, path = "/api/v1/doctor", tag = "portal", operation_id = "runDiagnostics", request_body = Asked,
    params(
        ("Idempotency-Key" = String, Header, description = "A random key of this request", min_length = 16, max_length = 255),
    ),
    responses(
        (status = 200, description = "What every check found", body = ReportDocument),
        Failures,
    )
)]
pub(super) async fn run(
    caller: Caller,
    State(app): State<App>,
    Body(asked): Body<Asked>,
) -> Result<Json<ReportDocument>> {
    let scope = match &asked.only {
        None => Scope::All,
        Some(name) => Scope::With(CheckName::parse(name).ok_or_else(|| unknown(name))?),
    };
    jobs::examine(&app, caller.tenant(), scope).await?;
    document(&app, &caller).await
}

fn unknown(name: &str) -> Problem {
    let name: String = name.chars().take(100).collect();
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, Message::new("doctor-unknown-check").with("name", name))
}

async fn document(app: &App, caller: &Caller) -> Result<Json<ReportDocument>> {
    let report = Report::new(&jobs::last_found(app, caller.tenant()).await?);
    Ok(Json(ReportDocument::new(app, report, &caller.words)))
}
