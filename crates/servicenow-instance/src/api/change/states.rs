//! The states that a change can come to, and what is missing for each.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::super::call::Call;
use super::{Kind, admit, reads, require};
use crate::engine::Session;
use crate::refusals::Refusal;
use crate::rules::{self, StateMove};

/// `GET /change/{sys_id}/nextstates`
pub(crate) async fn next_states(Path(change): Path<String>, call: Call) -> Result<Response, Refusal> {
    admit(&call)?;
    if !reads(&call) {
        return Err(Refusal::method_not_supported());
    }
    let call = Arc::new(call);
    let body = call.read(move |_, session| states(session, &change)).await?;
    Ok(call.ok(&body))
}

fn states(session: &Session, change: &str) -> Result<Value, Refusal> {
    let change = require(session, Kind::Any, change)?;
    let moves = rules::state_moves(session, &change)?;
    let mut targets: Vec<&str> = Vec::new();
    for target in moves.iter().map(|step| step.transition.get("to_state")) {
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
    let transitions: Vec<Value> = targets
        .iter()
        .map(|target| {
            let to = moves.iter().filter(|step| step.transition.get("to_state") == *target);
            Value::Array(to.map(transition).collect())
        })
        .collect();
    let open = |target: &&str| {
        moves.iter().any(|step| step.transition.get("to_state") == *target && step.is_open(session.caller()))
    };
    let mut available: Vec<&str> = targets.iter().copied().filter(|target| open(target)).collect();
    available.push(change.get("state"));
    let dictionary = session.dictionary();
    let label = |state: &str| {
        dictionary
            .choice_label(change.layout(), "state", state, &session.caller().language)
            .unwrap_or_default()
    };
    let labels: Map<String, Value> =
        available.iter().map(|state| ((*state).to_owned(), json!(label(state)))).collect();
    let mut result = json!({ "available_states": available, "state_label": labels });
    if !change.is_empty("chg_model") {
        result["state_transitions"] = Value::Array(transitions);
    }
    Ok(json!({ "result": result }))
}

fn transition(step: &StateMove) -> Value {
    let row = &step.transition;
    let conditions: Vec<Value> = step
        .conditions
        .iter()
        .map(|(condition, passed)| {
            let description = condition.get("description");
            json!({
                "passed": passed,
                "condition": {
                    "name": condition.get("name"),
                    "description": (!description.is_empty()).then_some(description),
                    "sys_id": condition.sys_id(),
                },
            })
        })
        .collect();
    json!({
        "sys_id": row.sys_id(),
        "display_value": row.get("name"),
        "from_state": row.get("from_state"),
        "to_state": row.get("to_state"),
        "transition_available": step.passes(),
        "automatic_transition": row.is_true("automatic_transition"),
        "conditions": conditions,
    })
}
