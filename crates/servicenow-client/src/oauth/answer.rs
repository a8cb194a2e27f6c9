//! What the token endpoint answered (protocol sections 4.3 and 6.4).

use jiff::{SignedDuration, Timestamp};
use oauth2::basic::{BasicErrorResponse, BasicTokenResponse};
use oauth2::{HttpResponse, RequestTokenError, Scope, TokenResponse, http};
use secrecy::SecretString;
use serde_json::Value;

use super::ACCESS_LIFETIME;
use crate::answer::{is_json, json, page, said};
use crate::wire::RawAnswer;
use crate::{Error, ErrorKind, TokenSet};

/// Lets only JSON answers without an `error` of OAuth pass.
///
/// The status of a refusal is 401 for most reasons and 400 or another for some, so the member
/// `error` decides, not the status.
pub(super) fn accept(raw: &RawAnswer, now: Timestamp) -> Result<(), ErrorKind> {
    if !is_json(raw) {
        return Err(page(raw, now));
    }
    let document: Value = serde_json::from_slice(&raw.body).unwrap_or_default();
    if document["error"].is_string() {
        let (message, detail) = said(&document, raw.status);
        return Err(ErrorKind::Unauthorized { message, detail });
    }
    // Anything else is the platform's own envelope, as where OAuth is switched off.
    json(raw, now).map(|_| ())
}

/// A revocation answers 200 with whatever body, but not with a page of a sleeping instance.
pub(super) fn revoked(raw: &RawAnswer, now: Timestamp) -> Result<(), ErrorKind> {
    if is_json(raw) {
        return accept(raw, now);
    }
    match page(raw, now) {
        ErrorKind::NotServiceNow { status: 200..=299, .. } => Ok(()),
        kind => Err(kind),
    }
}

pub(super) fn to_oauth2(raw: RawAnswer) -> HttpResponse {
    let mut response = http::Response::new(raw.body);
    *response.status_mut() = http::StatusCode::OK;
    *response.headers_mut() = raw.headers;
    response
}

pub(super) fn failure(error: RequestTokenError<Error, BasicErrorResponse>) -> Error {
    match error {
        RequestTokenError::Request(error) => error,
        RequestTokenError::Parse(error, _) => Error::decode(error.path().to_string()),
        other => Error::decode("access_token").with_source(other.to_string()),
    }
}

pub(super) fn token_set(
    answer: &BasicTokenResponse,
    now: Timestamp,
    refresh_lifetime: SignedDuration,
) -> TokenSet {
    let refresh_token = answer.refresh_token().map(|token| SecretString::from(token.secret().as_str()));
    let access_lifetime = answer.expires_in().unwrap_or(ACCESS_LIFETIME);
    let access_lifetime = SignedDuration::try_from(access_lifetime).unwrap_or(SignedDuration::MAX);
    TokenSet {
        access_token: SecretString::from(answer.access_token().secret().as_str()),
        refresh_expires_at: refresh_token.as_ref().map(|_| later(now, refresh_lifetime)),
        refresh_token,
        access_expires_at: later(now, access_lifetime),
        scope: answer.scopes().map(|scopes| join(scopes)),
    }
}

fn later(now: Timestamp, duration: SignedDuration) -> Timestamp {
    now.checked_add(duration).unwrap_or(Timestamp::MAX)
}

/// A scope of ServiceNow may hold blanks (`Control-M Incident API`); the `oauth2` crate split it there.
fn join(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
}
