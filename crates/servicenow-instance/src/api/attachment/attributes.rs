//! Keys with values that clients keep with a file.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::require;
use crate::api::body::text;
use crate::api::call::Call;
use crate::engine::{Record, Selection, Session, Values};
use crate::query::{Operator, Query};
use crate::refusals::Refusal;

const TABLE: &str = "sys_attachment_attribute";

/// `/api/now/attachment/{sys_id}/attributes`
pub(crate) async fn attributes(Path(file): Path<String>, call: Call) -> Result<Response, Refusal> {
    let call = Arc::new(call);
    match call.method {
        Method::GET | Method::HEAD => {
            let found = call
                .read(move |_, session| {
                    require(session, &file)?;
                    all(session, Query::equals("attachment", &file))
                })
                .await?;
            Ok(call.ok(&json!({ "result": pairs(&found) })))
        }
        Method::POST | Method::PUT => {
            let created = call.method == Method::POST;
            let given = object(&call)?;
            let found = call
                .write(move |_, session| {
                    require(session, &file)?;
                    given.iter().map(|(key, value)| put(session, &file, key, &text(value))).collect()
                })
                .await;
            let found: Vec<Record> = found?;
            let status = if created { StatusCode::CREATED } else { StatusCode::OK };
            Ok(call.answer(status, &json!({ "result": pairs(&found) })))
        }
        Method::DELETE => {
            call.write(move |_, session| {
                require(session, &file)?;
                all(session, Query::equals("attachment", &file))?
                    .iter()
                    .try_for_each(|attribute| session.delete(attribute))
            })
            .await?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        _ => Err(Refusal::method_not_supported()),
    }
}

/// `/api/now/attachment/{sys_id}/attributes/{key}`
pub(crate) async fn attribute(
    Path((file, key)): Path<(String, String)>,
    call: Call,
) -> Result<Response, Refusal> {
    let call = Arc::new(call);
    match call.method {
        Method::GET | Method::HEAD => {
            let found = call.read(move |_, session| find(session, &file, &key)).await?;
            let found = found.ok_or_else(Refusal::no_record)?;
            Ok(call.ok(&json!({ "result": pairs(&[found]) })))
        }
        Method::POST | Method::PUT | Method::PATCH => {
            let given = object(&call)?;
            let value = given.get("value").or_else(|| given.get(&key));
            let value = text(value.ok_or_else(|| Refusal::missing_parameter("value"))?);
            let created = call.method == Method::POST;
            let found = call
                .write(move |_, session| {
                    require(session, &file)?;
                    put(session, &file, &key, &value)
                })
                .await?;
            let status = if created { StatusCode::CREATED } else { StatusCode::OK };
            Ok(call.answer(status, &json!({ "result": pairs(&[found]) })))
        }
        Method::DELETE => {
            call.write(move |_, session| {
                let found = find(session, &file, &key)?.ok_or_else(Refusal::no_record)?;
                session.delete(&found)
            })
            .await?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        _ => Err(Refusal::method_not_supported()),
    }
}

fn object(call: &Call) -> Result<Map<String, Value>, Refusal> {
    match call.json()? {
        Value::Object(members) => Ok(members),
        _ => Err(Refusal::invalid_json()),
    }
}

fn pairs(attributes: &[Record]) -> Value {
    let pair = |attribute: &Record| (attribute.get("key").to_owned(), json!(attribute.get("value")));
    Value::Object(attributes.iter().map(pair).collect())
}

fn all(session: &Session, query: Query) -> Result<Vec<Record>, Refusal> {
    session.select(TABLE, &Selection::of(query))
}

fn find(session: &Session, file: &str, key: &str) -> Result<Option<Record>, Refusal> {
    require(session, file)?;
    session.first(TABLE, Query::equals("attachment", file).and("key", Operator::Equals, key))
}

fn put(session: &Session, file: &str, key: &str, value: &str) -> Result<Record, Refusal> {
    let values = Values::new().with("attachment", file).with("key", key).with("value", value);
    match find(session, file, key)? {
        Some(found) => session.update(&found, &values),
        None => session.insert(TABLE, &values),
    }
}
