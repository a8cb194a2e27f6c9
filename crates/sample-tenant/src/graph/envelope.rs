//! What surrounds every answer of the security endpoints: switched-on faults before, request ids and the
//! body of a refusal after.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{faults::Fault, graph::GraphError, state::Shared};

/// Answers with a fault that is on, else passes the request on.
pub(crate) async fn inject_faults(State(state): State<Shared>, request: Request, next: Next) -> Response {
    let faults = &state.faults;
    if let Some(setting) = faults.strike(Fault::Throttled) {
        let seconds = setting.retry_after_seconds.unwrap_or(1).to_string();
        return ([(header::RETRY_AFTER, seconds)], GraphError::throttled()).into_response();
    }
    let refusals: [(Fault, fn() -> GraphError); 4] = [
        (Fault::ThrottledWithoutRetryAfter, GraphError::throttled),
        (Fault::Unavailable, GraphError::unavailable),
        (Fault::BadRequest, GraphError::opaque),
        (Fault::TokensExpired, || {
            GraphError::invalid_token("Lifetime validation failed, the token is expired.")
        }),
    ];
    for (fault, refusal) in refusals {
        if faults.strike(fault).is_some() {
            return refusal().into_response();
        }
    }
    let reads = request.method() == Method::GET;
    let response = next.run(request).await;
    if reads && response.status() == StatusCode::OK && faults.strike(Fault::Partial).is_some() {
        return partial(response);
    }
    response
}

/// The same answer marked as incomplete: vendor, provider, its status and its time in milliseconds.
fn partial(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    let warning = HeaderValue::from_static("199 - \"Microsoft/SecureScore/504/10000\"");
    response.headers_mut().insert(header::WARNING, warning);
    response
}

/// Gives the answer its request id, and a refusal its body.
pub(crate) async fn finish(State(state): State<Shared>, request: Request, next: Next) -> Response {
    let request_id = random_guid();
    let client_request_id = client_request_id(request.headers()).unwrap_or_else(|| request_id.clone());
    let mut response = next.run(request).await;
    if let Some(error) = response.extensions_mut().remove::<GraphError>() {
        let kept = std::mem::take(response.headers_mut());
        let body = body(&error, state.clock.now(), &request_id, &client_request_id);
        response = (error.status, Json(body)).into_response();
        response.headers_mut().extend(kept.into_iter().filter_map(|(name, value)| {
            let name = name.filter(|name| *name != header::CONTENT_LENGTH)?;
            Some((name, value))
        }));
    }
    for (name, value) in [("request-id", request_id), ("client-request-id", client_request_id)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn client_request_id(headers: &HeaderMap) -> Option<String> {
    let given = headers.get("client-request-id")?.to_str().ok()?;
    (given.len() <= 64).then(|| given.to_owned())
}

fn body(error: &GraphError, now: Timestamp, request_id: &str, client_request_id: &str) -> Value {
    json!({ "error": {
        "code": error.code,
        "message": error.message,
        "innerError": {
            "date": now.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
            "request-id": request_id,
            "client-request-id": client_request_id,
        },
    } })
}

/// A random id; when the system's random source fails the id is all zeros, which harms nobody.
pub(crate) fn random_guid() -> String {
    let mut bytes = [0_u8; 16];
    if SystemRandom::new().fill(&mut bytes).is_err() {
        tracing::warn!("the random source failed for a request id");
    }
    let text = hex::encode(bytes);
    format!("{}-{}-{}-{}-{}", &text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..])
}
