//! Table API (protocol section 1).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::caller::Caller;
use crate::engine::{Record, Selection};
use crate::refusals::Refusal;

pub(crate) async fn collection(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    method: Method,
    Path(table): Path<String>,
) -> Result<Response, Refusal> {
    if method != Method::GET {
        return Err(Refusal::method_not_supported());
    }
    let records =
        app.engine.read(&caller, move |session| session.select(&table, &Selection::default())).await?;
    let list: Vec<Value> = records.iter().map(plain).collect();
    Ok(Json(json!({ "result": list })).into_response())
}

pub(crate) async fn single(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((table, id)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let record = app
        .engine
        .read(&caller, move |session| session.find(&table, &id))
        .await?
        .ok_or_else(Refusal::no_record)?;
    Ok(Json(json!({ "result": plain(&record) })).into_response())
}

fn plain(record: &Record) -> Value {
    let fields = record.layout().fields.iter();
    let pairs: Map<String, Value> =
        fields.map(|field| (field.name.clone(), record.get(&field.name).into())).collect();
    Value::from(pairs)
}
