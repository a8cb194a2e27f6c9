//! Workers: requests that are accepted first and done afterwards. Here they
//! are done in the same transaction; the answer tells how it began.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::super::call::Call;
use super::{admit, reads};
use crate::engine::{Record, Session, Values};
use crate::refusals::Refusal;

const TABLE: &str = "chg_mgt_worker";
const WAITING: &str = "1";
const COMPLETE: &str = "3";
const ERROR: &str = "4";

/// What came of a worker.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) errors: Vec<String>,
    pub(super) infos: Vec<String>,
    /// Members that only some workers have.
    pub(super) more: Map<String, Value>,
}

pub(super) fn start(session: &Session, kind: &str, request: &Value) -> Result<Record, Refusal> {
    let request = if request.is_null() { String::new() } else { request.to_string() };
    let worker = Values::new()
        .with("type", kind)
        .with("request", request)
        .with("state", WAITING)
        .with("messages", "{}");
    session.trusted(|session| session.insert(TABLE, &worker))
}

pub(super) fn finish(session: &Session, worker: &Record, outcome: Outcome) -> Result<(), Refusal> {
    let state = if outcome.errors.is_empty() { COMPLETE } else { ERROR };
    let messages = json!({ "errorMessages": outcome.errors, "infoMessages": outcome.infos });
    let values = Values::new()
        .with("state", state)
        .with("messages", messages.to_string())
        .with("payload", Value::Object(outcome.more).to_string());
    session.trusted(|session| session.update(worker, &values)).map(drop)
}

/// `GET /change/worker/{sys_id}`
pub(crate) async fn worker(Path(id): Path<String>, call: Call) -> Result<Response, Refusal> {
    admit(&call)?;
    if !reads(&call) {
        return Err(Refusal::method_not_supported());
    }
    let call = Arc::new(call);
    let body = call.read(move |call, session| {
        let found = session.trusted(|session| session.find(TABLE, &id))?;
        told(call, session, &found.ok_or_else(Refusal::no_record)?)
    });
    Ok(call.ok(&body.await?))
}

/// The worker as it is now.
pub(super) fn told(call: &Call, session: &Session, worker: &Record) -> Result<Value, Refusal> {
    let read = |field: &str| serde_json::from_str::<Value>(worker.get(field)).unwrap_or_default();
    let messages = read("messages");
    let texts = |name: &str| messages[name].as_array().cloned().unwrap_or_default();
    let state = worker.number("state").unwrap_or_default();
    let mut result = json!({
        "worker": {
            "sysId": worker.sys_id(),
            "link": format!("{}/api/sn_chg_rest/change/worker/{}", call.base, worker.sys_id()),
        },
        "request": worker.get("request"),
        "state": { "value": state, "display_value": session.display(worker, "state")? },
        "type": worker.get("type"),
        "messages": {
            "errorMessages": texts("errorMessages"),
            "warningMessages": [],
            "infoMessages": texts("infoMessages"),
        },
    });
    if let Value::Object(more) = read("payload") {
        for (name, value) in more {
            result[name] = value;
        }
    }
    Ok(json!({ "result": result }))
}
