//! The caller's decision on a change.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::Method;
use axum::response::Response;
use serde_json::{Value, json};

use super::super::call::Call;
use super::{Kind, admit, require, shape};
use crate::engine::{Record, Session, Values};
use crate::query::{Operator, Query};
use crate::refusals::Refusal;

const TABLE: &str = "sysapproval_approver";

/// `PATCH /change/{sys_id}/approvals`
pub(crate) async fn decide(Path(change): Path<String>, call: Call) -> Result<Response, Refusal> {
    if !matches!(call.method, Method::PATCH | Method::POST) {
        return Err(Refusal::method_not_supported());
    }
    admit(&call)?;
    let given = call.values()?;
    let call = Arc::new(call);
    let body = call.write(move |_, session| decided(session, &change, &given)).await?;
    Ok(call.ok(&body))
}

fn decided(session: &Session, change: &str, given: &Values) -> Result<Value, Refusal> {
    let change = require(session, Kind::Any, change)?;
    let comments = given.get("comments").unwrap_or_default();
    let state = match given.get("state") {
        Some(state @ ("approved" | "rejected")) => state,
        Some(other) => return Err(Refusal::invalid_parameter("state", other)),
        None => return Err(Refusal::missing_parameter("state")),
    };
    if state == "rejected" && comments.trim().is_empty() {
        return Err(Refusal::missing_parameter("comments"));
    }
    let approval = open_approval(session, &change)?.ok_or_else(Refusal::no_approval)?;
    let decision = Values::new().with("state", state).with("comments", comments);
    session.update(&approval, &decision).map_err(|refusal| refusal.of_process("Approval", "updated"))?;
    let change = require(session, Kind::Any, change.sys_id())?;
    Ok(json!({ "result": shape::one(session, &change)? }))
}

/// The caller's own; administrators may also decide for somebody else.
fn open_approval(session: &Session, change: &Record) -> Result<Option<Record>, Refusal> {
    let open = Query::equals("sysapproval", change.sys_id()).and("state", Operator::Equals, "requested");
    let own = open.clone().and("approver", Operator::Equals, &session.caller().user_id);
    let found = session.first(TABLE, own)?;
    if found.is_some() || !session.caller().is_admin() {
        return Ok(found);
    }
    session.first(TABLE, open)
}
