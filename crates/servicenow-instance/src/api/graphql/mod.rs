//! GraphQL (`POST /api/now/graphql`, protocol 3.6): the namespace `GlideRecord_Query`, which has a field
//! for every table. Whatever else a document asks for is refused as the platform refuses what is not in
//! its schema, and named in the instance's log. Failures come with 200 and a list of errors.

mod errors;
mod parse;
mod run;
mod tree;

use std::sync::Arc;

use axum::http::Method;
use axum::response::Response;
use serde_json::{Map, Value};

use super::call::Call;
use crate::refusals::Refusal;

/// What a client sends.
#[derive(Debug)]
struct Request {
    query: String,
    variables: Map<String, Value>,
    operation: String,
}

/// `POST /api/now/graphql`
pub(crate) async fn answer(call: Call) -> Result<Response, Refusal> {
    if call.method != Method::POST {
        return Err(Refusal::method_not_supported());
    }
    let request = Request::read(&call.json()?)?;
    let call = Arc::new(call);
    let answer = call.read(move |_, session| Ok(run::answer(session, &request))).await?;
    if let Some(error) = answer["errors"].as_array().and_then(|errors| errors.first()) {
        tracing::warn!(message = %error["message"], "a GraphQL request is not answered as it was asked");
    }
    Ok(call.ok(&answer))
}

impl Request {
    /// Variables come as an object, or as its text.
    fn read(body: &Value) -> Result<Self, Refusal> {
        let query = body["query"].as_str().filter(|query| !query.trim().is_empty());
        let query = query.ok_or_else(|| Refusal::missing_parameter("query"))?.to_owned();
        let variables = match &body["variables"] {
            Value::Object(members) => members.clone(),
            Value::String(text) if !text.trim().is_empty() => {
                serde_json::from_str(text).map_err(|_| Refusal::invalid_json())?
            }
            _ => Map::new(),
        };
        let operation = body["operationName"].as_str().unwrap_or_default().to_owned();
        Ok(Self { query, variables, operation })
    }
}
