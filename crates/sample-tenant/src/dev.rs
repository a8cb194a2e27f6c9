//! What a test may ask and change over HTTP, under `/dev`. Not part of any Microsoft interface.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    faults::{Fault, Setting},
    state::Shared,
};

pub(crate) async fn clients(State(state): State<Shared>) -> Json<Value> {
    let clients = state.clients.iter().map(|client| {
        json!({
            "tenant": client.tenant,
            "client_id": client.client_id,
            "client_secret": client.client_secret.expose_secret(),
            "permissions": client.permissions,
        })
    });
    Json(clients.collect())
}

pub(crate) async fn people(State(state): State<Shared>) -> Json<Value> {
    let people = state.people.iter().map(|person| {
        json!({
            "oid": person.oid,
            "name": person.name,
            "preferred_username": person.user_name(),
            "wids": person.role.template_ids(),
            "roles": person.role.app_roles().unwrap_or_default(),
        })
    });
    Json(people.collect())
}

pub(crate) async fn faults(State(state): State<Shared>) -> Json<Value> {
    let faults = Fault::ALL.iter().map(|&fault| {
        let setting = state.faults.setting(fault);
        json!({
            "name": fault.name(),
            "description": fault.description(),
            "on": setting.is_some(),
            "setting": setting,
        })
    });
    Json(faults.collect())
}

pub(crate) async fn switch_fault_on(
    State(state): State<Shared>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<StatusCode, Mistake> {
    let fault = named(&name)?;
    let setting: Setting = if body.is_empty() { Setting::default() } else { parse(&body)? };
    if setting.times == Some(0) {
        return Err(Mistake(StatusCode::BAD_REQUEST, "times must be 1 or more".into()));
    }
    state.faults.set(fault, setting);
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn switch_fault_off(
    State(state): State<Shared>,
    Path(name): Path<String>,
) -> Result<StatusCode, Mistake> {
    state.faults.clear(named(&name)?);
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Points {
    points: f64,
}

pub(crate) async fn set_points(
    State(state): State<Shared>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<StatusCode, Mistake> {
    let control = state.control(&id).ok_or_else(|| no_control(&id))?;
    let Points { points } = parse(&body)?;
    if !(0.0..=control.max_score).contains(&points) {
        let reason = format!("points of {id} must be from 0 to {}, not {points}", control.max_score);
        return Err(Mistake(StatusCode::BAD_REQUEST, reason));
    }
    let today = state.today();
    state.ledger().set_points(&id, points, today);
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn retire(
    State(state): State<Shared>,
    Path(id): Path<String>,
) -> Result<StatusCode, Mistake> {
    state.control(&id).ok_or_else(|| no_control(&id))?;
    state.ledger().retire(&id);
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn day(State(state): State<Shared>) -> Json<Value> {
    Json(json!({ "today": state.today() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Days {
    days: u16,
}

pub(crate) async fn advance_day(State(state): State<Shared>, body: Bytes) -> Result<Json<Value>, Mistake> {
    let Days { days } = if body.is_empty() { Days { days: 1 } } else { parse(&body)? };
    state.ledger().days_advanced += i32::from(days);
    Ok(day(State(state)).await)
}

/// A request under `/dev` that cannot be carried out.
pub(crate) struct Mistake(StatusCode, String);

impl IntoResponse for Mistake {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

fn named(name: &str) -> Result<Fault, Mistake> {
    Fault::named(name).ok_or_else(|| {
        let names: Vec<_> = Fault::ALL.iter().map(|fault| fault.name()).collect();
        Mistake(StatusCode::NOT_FOUND, format!("no fault {name:?}; there are {}", names.join(", ")))
    })
}

fn no_control(id: &str) -> Mistake {
    Mistake(StatusCode::NOT_FOUND, format!("the tenant lists no control {id:?}"))
}

fn parse<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Mistake> {
    serde_json::from_slice(body)
        .map_err(|error| Mistake(StatusCode::BAD_REQUEST, format!("cannot read the body: {error}")))
}
