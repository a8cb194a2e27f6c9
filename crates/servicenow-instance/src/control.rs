//! `/dev/*`: what tests use to put an instance into a state. Never part of
//! the platform's APIs, and not recorded.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::caller::Caller;
use crate::engine::Values;
use crate::refusals::Refusal;
use crate::scenarios::Scenario;

/// Why a control request is not carried out.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    text: String,
}

impl Problem {
    fn bad(text: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, text: text.into() }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let detail = refusal.detail.unwrap_or_default();
        Self { status: refusal.status, text: format!("{}: {detail}", refusal.message) }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.text }))).into_response()
    }
}

/// `POST /dev/reset`: all data as after the first start, no scenario, no
/// recorded request, the machine's time.
pub(crate) async fn reset(State(app): State<Arc<App>>) -> Result<StatusCode, Problem> {
    app.scenarios.clear();
    app.clock.reset();
    app.engine.reset().await?;
    app.scenarios.forget_effects().await;
    app.auth.reset();
    app.recorder.clear();
    app.counters.clear();
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /dev/seed` with `{"table": [{"field": "value"}]}`: writes records
/// past all rules; answers their ids by table.
pub(crate) async fn seed(State(app): State<Arc<App>>, body: Bytes) -> Result<Json<Value>, Problem> {
    let tables: Map<String, Value> = serde_json::from_slice(&body)
        .map_err(|error| Problem::bad(format!("the seed is not a JSON object: {error}")))?;
    let ids = app
        .engine
        .write(&Caller::system(), move |session| {
            let mut ids = Map::new();
            for (table, records) in tables {
                let records = records.as_array().cloned().unwrap_or_default();
                let mut made = Vec::with_capacity(records.len());
                for record in &records {
                    let record = session.insert_plain(&table, &values_of(record))?;
                    made.push(Value::from(record.sys_id()));
                }
                ids.insert(table, Value::from(made));
            }
            Ok(Value::from(ids))
        })
        .await?;
    Ok(Json(ids))
}

fn values_of(record: &Value) -> Values {
    let fields = record.as_object().into_iter().flatten();
    fields
        .map(|(name, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
            (name.as_str(), text)
        })
        .collect()
}

/// `GET /dev/clock`
pub(crate) async fn clock(State(app): State<Arc<App>>) -> Json<Value> {
    Json(json!({ "now": app.clock.now(), "frozen": app.clock.is_frozen() }))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Setting {
    /// A moment to stand at, or to run from.
    now: Option<Timestamp>,
    /// A duration to move by, such as `PT31M` or `-PT1H`.
    advance: Option<SignedDuration>,
    /// Stands still; the default when `now` is given.
    frozen: Option<bool>,
}

/// `PUT /dev/clock` with `{"now": …, "frozen": …}` or `{"advance": "PT31M"}`.
pub(crate) async fn set_clock(State(app): State<Arc<App>>, body: Bytes) -> Result<Json<Value>, Problem> {
    let setting: Setting = serde_json::from_slice(&body)
        .map_err(|error| Problem::bad(format!("the clock cannot be set so: {error}")))?;
    if let Some(now) = setting.now {
        app.clock.freeze_at(now);
    }
    if let Some(by) = setting.advance {
        app.clock.advance(by);
    }
    let frozen = setting.frozen.unwrap_or(setting.now.is_some() || app.clock.is_frozen());
    let now = app.clock.now();
    if frozen {
        app.clock.freeze_at(now);
    } else if app.clock.is_frozen() {
        app.clock.run_from(now);
    }
    Ok(clock(State(app)).await)
}

/// `DELETE /dev/clock`: the machine's time again.
pub(crate) async fn run_clock(State(app): State<Arc<App>>) -> StatusCode {
    app.clock.reset();
    StatusCode::NO_CONTENT
}

/// `GET /dev/scenarios`
pub(crate) async fn scenarios(State(app): State<Arc<App>>) -> Json<Value> {
    let list = Scenario::ALL.into_iter().map(|scenario| {
        let active = app.scenarios.get(scenario);
        json!({
            "name": scenario.name(),
            "description": scenario.description(),
            "active": active.is_some(),
            "since": active.as_ref().map(|active| active.since),
            "settings": active.map(|active| active.settings),
        })
    });
    Json(list.collect())
}

/// `PUT /dev/scenarios/{name}`, with settings as a JSON object or nothing.
pub(crate) async fn switch_on(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let scenario = known(&name)?;
    let settings = if body.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&body)
            .map_err(|error| Problem::bad(format!("the settings are not JSON: {error}")))?
    };
    app.scenarios.switch_on(scenario, settings, app.clock.now());
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /dev/scenarios/{name}`
pub(crate) async fn switch_off(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    app.scenarios.switch_off(known(&name)?);
    Ok(StatusCode::NO_CONTENT)
}

fn known(name: &str) -> Result<Scenario, Problem> {
    name.parse().map_err(|error: crate::scenarios::UnknownScenario| Problem {
        status: StatusCode::NOT_FOUND,
        text: error.to_string(),
    })
}

/// `GET /dev/requests`
pub(crate) async fn requests(State(app): State<Arc<App>>) -> Response {
    Json(app.recorder.all()).into_response()
}

/// `DELETE /dev/requests`
pub(crate) async fn forget_requests(State(app): State<Arc<App>>) -> StatusCode {
    app.recorder.clear();
    StatusCode::NO_CONTENT
}
