//! Import Set API: rows for a staging table, which transform maps turn into
//! records of another (protocol 3.4).

mod transform;

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::body::text;
use super::call::Call;
use crate::engine::{Record, Session, Values};
use crate::refusals::Refusal;

/// The table that every staging table extends.
const ROWS: &str = "sys_import_set_row";
/// Rows of one `insertMultiple`.
const MOST_ROWS: usize = 10_000;

/// `POST /api/now/import/{staging}`
pub(crate) async fn rows(Path(staging): Path<String>, call: Call) -> Result<Response, Refusal> {
    if call.method != Method::POST {
        return Err(Refusal::method_not_supported());
    }
    let values = call.values()?;
    let call = Arc::new(call);
    let body = call
        .write(move |call, session| {
            require_staging(session, &staging)?;
            let set = new_set(session, &staging)?;
            let row = import(session, &staging, &set, values)?;
            told(session, &staging, &row, &call.base)
        })
        .await?;
    Ok(call.answer(StatusCode::CREATED, &body))
}

/// `GET /api/now/import/{staging}/{sys_id}`, `POST …/insertMultiple`
pub(crate) async fn row(
    Path((staging, sys_id)): Path<(String, String)>,
    call: Call,
) -> Result<Response, Refusal> {
    match (&call.method, sys_id.as_str()) {
        (&Method::POST, "insertMultiple") => several(staging, Arc::new(call)).await,
        (&Method::GET | &Method::HEAD, _) => {
            let call = Arc::new(call);
            let body = call
                .read(move |call, session| {
                    require_staging(session, &staging)?;
                    let row = session.find(&staging, &sys_id)?.ok_or_else(Refusal::no_record)?;
                    told(session, &staging, &row, &call.base)
                })
                .await?;
            Ok(call.ok(&body))
        }
        _ => Err(Refusal::method_not_supported()),
    }
}

async fn several(staging: String, call: Arc<Call>) -> Result<Response, Refusal> {
    let body = call.json()?;
    let records = body["records"].as_array().ok_or_else(|| Refusal::missing_parameter("records"))?;
    if records.len() > MOST_ROWS {
        return Err(Refusal::too_many_rows(records.len(), MOST_ROWS));
    }
    let rows: Vec<Values> = records.iter().filter_map(Value::as_object).map(values).collect();
    let set = call
        .write(move |_, session| {
            require_staging(session, &staging)?;
            let set = new_set(session, &staging)?;
            rows.into_iter().try_for_each(|values| import(session, &staging, &set, values).map(drop))?;
            Ok(set.sys_id().to_owned())
        })
        .await?;
    let body = json!({ "import_set_id": set, "multi_import_set_id": call.app.random.sys_id() });
    Ok(call.answer(StatusCode::CREATED, &body))
}

fn values(record: &Map<String, Value>) -> Values {
    record.iter().map(|(name, value)| (name.as_str(), text(value))).collect()
}

fn require_staging(session: &Session, staging: &str) -> Result<(), Refusal> {
    let dictionary = session.dictionary();
    let table = dictionary.require(staging)?;
    if table.name == ROWS || !table.is_a(ROWS) {
        return Err(Refusal::invalid_staging_table(staging));
    }
    Ok(())
}

fn new_set(session: &Session, staging: &str) -> Result<Record, Refusal> {
    let set = Values::new()
        .with("table_name", staging)
        .with("mode", "synchronous")
        .with("state", "loaded")
        .with("load_completed", session.now_text());
    session.trusted(|session| session.insert("sys_import_set", &set))
}

/// Stores a row as the caller, then transforms it.
fn import(session: &Session, staging: &str, set: &Record, mut values: Values) -> Result<Record, Refusal> {
    values.set("sys_import_set", set.sys_id());
    values.set("sys_import_state", "pending");
    let row = session.insert(staging, &values)?;
    let outcome = transform::run(session, &row)?;
    session.trusted(|session| session.update(&row, &outcome))
}

/// What became of a row.
fn told(session: &Session, staging: &str, row: &Record, base: &str) -> Result<Value, Refusal> {
    session.trusted(|session| {
        let set = session.find("sys_import_set", row.get("sys_import_set"))?;
        let map = session.display(row, "sys_transform_map")?;
        let (table, id) = (row.get("sys_target_table"), row.get("sys_target_sys_id"));
        let mut result = json!({
            "transform_map": map,
            "table": table,
            "status": row.get("sys_import_state"),
        });
        let target = if id.is_empty() { None } else { session.find(table, id)? };
        if let Some(target) = target {
            let name = target.layout().display.clone().unwrap_or_else(|| "sys_id".to_owned());
            result["display_value"] = json!(target.get(&name));
            result["display_name"] = json!(name);
            result["record_link"] = json!(format!("{base}/api/now/table/{table}/{id}"));
            result["sys_id"] = json!(id);
        }
        let comment = row.get("sys_import_state_comment");
        if !comment.is_empty() {
            let member =
                if row.get("sys_import_state") == "error" { "error_message" } else { "status_message" };
            result[member] = json!(comment);
        }
        Ok(json!({
            "import_set": set.map_or_else(String::new, |set| set.get("number").to_owned()),
            "staging_table": staging,
            "result": [result],
        }))
    })
}
