//! `GET /api/v1/connection`: how the connection to ServiceNow is. No secret and no part of one.
//! `POST /api/v1/connection/sync`: asks ServiceNow for changes at once.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::{Failures, Problem, Result};
use super::tickets::Trouble;
use super::vocabulary;
use crate::app::App;
use crate::connection::{AppPresence, Check, CheckName, Connection, Outcome, SetupStep, SyncRun};
use crate::i18n::{self, Words};
use crate::jobs;
use crate::message::Message;
use crate::web::tickets::send;

/// The connection.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ConnectionState {
    /// How it is.
    #[schema(value_type = vocabulary::Status)]
    status: &'static str,
    /// Whether tickets can be made now. While the instance is down they wait in the portal.
    takes_tickets: bool,
    /// Why it does not work, if that is known.
    problem: Option<Trouble>,
    /// What is known of it; null while not connected.
    connection: Option<Details>,
}

/// What is known of a connection.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Details {
    /// Address of the instance.
    #[schema(format = "uri")]
    instance: String,
    /// Its short name.
    instance_name: String,
    /// Release as read, such as `Zurich`.
    release: Option<String>,
    /// Whether the connector app is installed; null while not known.
    connector_app: Option<bool>,
    /// First step of set-up that is not finished; null when all are.
    #[schema(value_type = Option<vocabulary::Step>)]
    step: Option<SetupStep>,
    /// User name of the integration user that authorized.
    integration_user: Option<String>,
    /// When a person must authorize again, as far as known.
    #[schema(format = DateTime)]
    authorization_ends_at: Option<String>,
    /// When provisioning passed.
    #[schema(format = DateTime)]
    provisioned_at: Option<String>,
    /// When the last sync ended well.
    #[schema(format = DateTime)]
    synced_at: Option<String>,
    /// The checks that provisioning waits for, as last run, in order.
    checks: Vec<CheckState>,
    /// How syncs ended, newest first, 50 lines at most: syncs in a row that brought nothing, or that met the same
    /// problem, are one line.
    syncs: Vec<SyncState>,
}

/// One or more syncs in a row that ended alike.
#[derive(Debug, Serialize, ToSchema)]
struct SyncState {
    /// How many.
    times: u64,
    /// When the first began.
    #[schema(format = DateTime)]
    began_at: String,
    /// When the last ended.
    #[schema(format = DateTime)]
    ended_at: String,
    /// How long the last took.
    took_ms: u64,
    /// Records that the last was given.
    seen: u64,
    /// Tickets that changed.
    changed: u64,
    /// What stood in the way; null after a sync that ended well.
    problem: Option<Trouble>,
}

/// One check.
#[derive(Debug, Serialize, ToSchema)]
struct CheckState {
    /// What is checked.
    #[schema(value_type = vocabulary::Check)]
    name: CheckName,
    /// How it ended.
    #[schema(value_type = vocabulary::CheckOutcome)]
    outcome: Outcome,
    /// What was seen, as a sentence.
    evidence: String,
    /// What to do about it, as a sentence.
    way_out: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    checked_at: String,
}

/// How the connection to ServiceNow is
#[utoipa::path(get, path = "/api/v1/connection", tag = "portal", operation_id = "showConnection", responses(
    (status = 200, description = "The connection", body = ConnectionState),
    Failures,
))]
pub(super) async fn show(caller: Caller, State(app): State<App>) -> Result<Json<ConnectionState>> {
    let Some(connection) = app.store.find_connection(caller.tenant()).await? else {
        return Ok(Json(ConnectionState {
            status: vocabulary::NOT_CONNECTED,
            takes_tickets: false,
            problem: None,
            connection: None,
        }));
    };
    let checks = app.store.list_checks(connection.id).await?;
    let syncs = app.store.list_syncs(connection.id, SyncRun::KEPT).await?;
    Ok(Json(ConnectionState {
        status: connection.status.as_str(),
        takes_tickets: send::takes_tickets(&connection),
        problem: connection.problem.as_ref().map(|problem| Trouble::new(problem, &caller.words)),
        connection: Some(Details::new(connection, &checks, &syncs, &caller.words)),
    }))
}

/// Ask ServiceNow for changes at once
///
/// The answer does not wait for the end of the sync: `synced_at` of the connection moves on then.
#[utoipa::path(post, path = "/api/v1/connection/sync", tag = "portal", operation_id = "syncConnection",
    params(("Idempotency-Key" = String, Header, description = "A random key of this request", min_length = 16, max_length = 255)),
    responses(
        (status = 202, description = "The connection as it was before", body = ConnectionState),
        Failures,
    )
)]
pub(super) async fn sync(
    caller: Caller,
    State(app): State<App>,
) -> Result<(StatusCode, Json<ConnectionState>)> {
    let connection = app.store.find_connection(caller.tenant()).await?;
    if connection.is_none_or(|connection| connection.authorization.is_none()) {
        return Err(Problem::conflict(Message::new("configuration-none")));
    }
    let before = show(caller, State(app.clone())).await?;
    jobs::sync_now(&app);
    Ok((StatusCode::ACCEPTED, before))
}

impl Details {
    fn new(connection: Connection, checks: &[Check], syncs: &[SyncRun], words: &Words) -> Self {
        let authorization = connection.authorization;
        let ends_at = authorization.as_ref().and_then(|authorization| authorization.refresh_expires_at);
        Self {
            instance: connection.instance.to_string(),
            instance_name: connection.instance.name().to_owned(),
            release: connection.release,
            connector_app: match connection.app {
                AppPresence::Unknown => None,
                AppPresence::Missing => Some(false),
                AppPresence::Installed => Some(true),
            },
            step: connection.step,
            integration_user: authorization.map(|authorization| authorization.user_name),
            authorization_ends_at: ends_at.map(|at| at.to_string()),
            provisioned_at: connection.provisioned_at.map(|at| at.to_string()),
            synced_at: connection.synced_at.map(|at| at.to_string()),
            checks: checks
                .iter()
                .filter(|check| check.name.is_of_provisioning())
                .map(|check| CheckState::new(check, words))
                .collect(),
            syncs: syncs.iter().map(|run| SyncState::new(run, words)).collect(),
        }
    }
}

impl SyncState {
    fn new(run: &SyncRun, words: &Words) -> Self {
        Self {
            times: run.times,
            began_at: run.began_at.to_string(),
            ended_at: run.ended_at.to_string(),
            took_ms: u64::try_from(run.took.as_millis()).unwrap_or(u64::MAX),
            seen: run.seen,
            changed: run.changed,
            problem: run.problem.as_ref().map(|problem| Trouble::new(problem, words)),
        }
    }
}

impl CheckState {
    fn new(check: &Check, words: &Words) -> Self {
        Self {
            name: check.name,
            outcome: check.outcome,
            evidence: i18n::message(words.language, &check.evidence),
            way_out: check.way_out.as_ref().map(|way_out| i18n::message(words.language, way_out)),
            checked_at: check.at.to_string(),
        }
    }
}
