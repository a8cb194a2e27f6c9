//! Changes themselves: lists, single ones, new ones from nothing or from the
//! template of a standard change.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::Method;
use axum::response::Response;
use serde_json::{Value, json};

use super::super::call::Call;
use super::given::Given;
use super::{Kind, TABLE, admit, listed, models, require, shape};
use crate::engine::{Session, Values, WriteOptions};
use crate::refusals::Refusal;

/// What a caller calls the record in its refusals.
const LABEL: &str = "Change Request";
/// What a standard change has from its template alone.
const FROM_TEMPLATE: [&str; 4] = ["description", "backout_plan", "test_plan", "implementation_plan"];

/// `/change`, `/change/normal`, `/change/emergency`, `/change/standard`
pub(crate) async fn collection(kind: Kind, call: Call) -> Result<Response, Refusal> {
    admit(&call)?;
    let call = Arc::new(call);
    match (&call.method, kind) {
        (&Method::GET | &Method::HEAD, _) => {
            let body = call.read(move |call, session| {
                let within = kind.name().map(|name| ("type", name));
                listed(call, session, TABLE, within.as_slice())
            });
            Ok(call.ok(&body.await?))
        }
        (&Method::POST, Kind::Any | Kind::Normal | Kind::Emergency) => {
            let mut given = Given::of(&call)?;
            if let Some(name) = kind.name() {
                given.fix("type", name);
            }
            let body = call.write(move |_, session| create(session, &given, &Values::new())).await?;
            Ok(call.ok(&body))
        }
        _ => Err(Refusal::method_not_supported()),
    }
}

fn create(session: &Session, given: &Given, preset: &Values) -> Result<Value, Refusal> {
    let dictionary = session.dictionary();
    let mut values = preset.clone();
    for (name, value) in given.stored(session, dictionary.require(TABLE)?).iter() {
        values.set(name, value);
    }
    let made = session.insert_draft(TABLE, &values, WriteOptions::default());
    let made = made.map_err(|refusal| refusal.of_process(LABEL, "created"))?;
    given.told(session, &made)
}

/// `POST /change/standard/{template}`, otherwise a standard change.
pub(crate) async fn from_template(Path(id): Path<String>, call: Call) -> Result<Response, Refusal> {
    if call.method != Method::POST {
        return single(Kind::Standard, Path(id), call).await;
    }
    admit(&call)?;
    let call = Arc::new(call);
    let mut given = Given::of(&call)?;
    given.fix("type", "standard");
    given.drop_fields(&FROM_TEMPLATE);
    given.drop_fields(&["chg_model", "std_change_producer_version"]);
    let body = call
        .write(move |_, session| {
            let preset = models::preset(session, &id)?;
            create(session, &given, &preset)
        })
        .await?;
    Ok(call.ok(&body))
}

/// `/change/{sys_id}`, `/change/normal/{sys_id}` and so on.
pub(crate) async fn single(kind: Kind, Path(id): Path<String>, call: Call) -> Result<Response, Refusal> {
    admit(&call)?;
    let call = Arc::new(call);
    let body = match call.method {
        Method::GET | Method::HEAD => {
            call.read(move |_, session| {
                let change = require(session, kind, &id)?;
                Ok(json!({ "result": shape::one(session, &change)? }))
            })
            .await?
        }
        Method::PATCH | Method::PUT => {
            let given = Given::of(&call)?;
            call.write(move |_, session| update(session, kind, &id, &given)).await?
        }
        Method::DELETE => call.write(move |_, session| delete(session, kind, &id)).await?,
        _ => return Err(Refusal::method_not_supported()),
    };
    Ok(call.ok(&body))
}

fn update(session: &Session, kind: Kind, id: &str, given: &Given) -> Result<Value, Refusal> {
    let change = require(session, kind, id)?;
    let values = given.stored(session, change.layout());
    let changed = session.update_draft(&change, &values, WriteOptions::default());
    given.told(session, &changed.map_err(|refusal| refusal.of_process(LABEL, "updated"))?)
}

/// The role that the API asks for suffices; the table's own rule wants an
/// administrator.
fn delete(session: &Session, kind: Kind, id: &str) -> Result<Value, Refusal> {
    let change = require(session, kind, id)?;
    let told = json!({ "result": shape::one(session, &change)? });
    let gone = session.admitted(|session| session.delete(&change));
    gone.map_err(|refusal| refusal.of_process(LABEL, "deleted"))?;
    Ok(told)
}
