//! Tasks of a change.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::Method;
use axum::response::Response;
use serde_json::{Value, json};

use super::super::call::Call;
use super::given::Given;
use super::{Kind, admit, listed, require, shape};
use crate::engine::{Record, Session, WriteOptions};
use crate::refusals::Refusal;

const TABLE: &str = "change_task";
const LABEL: &str = "Change Task";

/// `/change/{sys_id}/task`
pub(crate) async fn tasks(Path(change): Path<String>, call: Call) -> Result<Response, Refusal> {
    admit(&call)?;
    let call = Arc::new(call);
    let body = match call.method {
        Method::GET | Method::HEAD => {
            call.read(move |call, session| {
                require(session, Kind::Any, &change)?;
                listed(call, session, TABLE, &[("change_request", &change)])
            })
            .await?
        }
        Method::POST => {
            let given = Given::of(&call)?;
            call.write(move |_, session| create(session, &change, given)).await?
        }
        _ => return Err(Refusal::method_not_supported()),
    };
    Ok(call.ok(&body))
}

fn create(session: &Session, change: &str, mut given: Given) -> Result<Value, Refusal> {
    let change = require(session, Kind::Any, change)?;
    given.fix("change_request", change.sys_id());
    given.fix("parent", change.sys_id());
    let dictionary = session.dictionary();
    let values = given.stored(session, dictionary.require(TABLE)?);
    let made = session.insert_draft(TABLE, &values, WriteOptions::default());
    given.told(session, &made.map_err(|refusal| refusal.of_process(LABEL, "created"))?)
}

/// `/change/{sys_id}/task/{task}`
pub(crate) async fn task(
    Path((change, task)): Path<(String, String)>,
    call: Call,
) -> Result<Response, Refusal> {
    admit(&call)?;
    let call = Arc::new(call);
    let body = match call.method {
        Method::GET | Method::HEAD => {
            call.read(move |_, session| {
                let task = of_change(session, &change, &task)?;
                Ok(json!({ "result": shape::one(session, &task)? }))
            })
            .await?
        }
        Method::PATCH | Method::PUT => {
            let given = Given::of(&call)?;
            call.write(move |_, session| {
                let task = of_change(session, &change, &task)?;
                let values = given.stored(session, task.layout());
                let changed = session.update_draft(&task, &values, WriteOptions::default());
                given.told(session, &changed.map_err(|refusal| refusal.of_process(LABEL, "updated"))?)
            })
            .await?
        }
        Method::DELETE => {
            call.write(move |_, session| {
                let task = of_change(session, &change, &task)?;
                let told = json!({ "result": shape::one(session, &task)? });
                let gone = session.admitted(|session| session.delete(&task));
                gone.map_err(|refusal| refusal.of_process(LABEL, "deleted"))?;
                Ok(told)
            })
            .await?
        }
        _ => return Err(Refusal::method_not_supported()),
    };
    Ok(call.ok(&body))
}

/// The task, when it belongs to the change.
fn of_change(session: &Session, change: &str, task: &str) -> Result<Record, Refusal> {
    require(session, Kind::Any, change)?;
    let found = session.find(TABLE, task)?.filter(|task| task.get("change_request") == change);
    found.ok_or_else(Refusal::no_record)
}
