//! Each POST once: a request that is repeated under its idempotency key gets the first answer again. A client whose
//! connection broke repeats without fear.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use jiff::SignedDuration;

use super::caller::Caller;
use super::problem::{Problem, Result};
use crate::app::App;
use crate::auth;
use crate::message::Message;
use crate::store::Answer;

/// Where a request carries its key.
const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Marks an answer that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// A short key would meet another program's.
const KEY_LENGTH: std::ops::RangeInclusive<usize> = 16..=255;
/// How long an answer is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// Larger than any body that passes the portal's limit, or that a handler of the API writes.
const BODY_MAX: usize = 1024 * 1024;

/// The digest of person and key: what a request is known by.
#[derive(Debug, Clone)]
pub(super) struct KeyHash(pub(super) String);

impl FromRequestParts<App> for KeyHash {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        let key = parts.extensions.get().cloned();
        key.ok_or_else(|| Problem::internal(&anyhow::anyhow!("a route that acts is not guarded")))
    }
}

/// Answers a repeated request with the first answer; lets others pass and keeps what succeeded.
pub(super) async fn once(
    State(app): State<App>,
    caller: Caller,
    request: Request,
    next: Next,
) -> Result<Response> {
    let key = KeyHash(auth::hash(&format!("{}\n{}", caller.person.id, key_of(request.headers())?)));
    let (mut parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_MAX).await.map_err(|_| too_large())?;
    let asked = digest(&parts, &body);
    if let Some(answer) = app.store.find_answer(caller.tenant(), &key.0, caller.now()).await? {
        return give_again(answer, &asked);
    }
    parts.extensions.insert(key.clone());
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    if !response.status().is_success() {
        return Ok(response);
    }
    let (response, answer) = copy(response, asked).await?;
    app.store.insert_answer(caller.tenant(), &key.0, &answer, caller.now() + KEPT).await?;
    Ok(response)
}

/// The key, with or without the quotation marks of a structured field.
fn key_of(headers: &HeaderMap) -> Result<&str> {
    let refused = |key: &'static str| Problem::new(StatusCode::BAD_REQUEST, Message::new(key));
    let value = headers.get(&KEY).ok_or_else(|| refused("api-no-key"))?;
    let key = value.to_str().map_err(|_| refused("api-bad-key"))?.trim();
    let key = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key);
    if KEY_LENGTH.contains(&key.len()) { Ok(key) } else { Err(refused("api-bad-key")) }
}

/// Equal for equal requests.
fn digest(parts: &Parts, body: &Bytes) -> String {
    let path = parts.uri.path_and_query().map_or("", |path| path.as_str());
    auth::hash(&format!("{} {path}\n{}", parts.method, String::from_utf8_lossy(body)))
}

fn give_again(answer: Answer, asked: &str) -> Result<Response> {
    if answer.request_hash != asked {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, Message::new("api-key-reused")));
    }
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = (status, [(CONTENT_TYPE, "application/json")], answer.body).into_response();
    let headers = response.headers_mut();
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    if let Some(location) = answer.location.and_then(|location| location.parse().ok()) {
        headers.insert(LOCATION, location);
    }
    Ok(response)
}

/// The answer, and what is kept of it.
async fn copy(response: Response, request_hash: String) -> Result<(Response, Answer)> {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, BODY_MAX).await.map_err(|error| Problem::internal(&error.into()))?;
    let location = parts.headers.get(LOCATION).and_then(|location| location.to_str().ok());
    let answer = Answer {
        request_hash,
        status: parts.status.as_u16(),
        location: location.map(str::to_owned),
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    Ok((Response::from_parts(parts, Body::from(body)), answer))
}

fn too_large() -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, Message::new("error-413"))
}
