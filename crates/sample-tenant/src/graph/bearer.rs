//! Who asks: the bearer token of a request and the permissions it carries.

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use serde_json::Value;

use crate::{
    clients::{READ, READ_WRITE},
    graph::GraphError,
    state::{Shared, State},
};

/// A caller who may read Secure Score.
pub(crate) struct Reader;

/// A caller who may change the state of a control.
pub(crate) struct Writer {
    /// The application that asks.
    pub(crate) client_id: String,
}

impl FromRequestParts<Shared> for Reader {
    type Rejection = GraphError;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, GraphError> {
        let held = roles(&claims(parts, state)?);
        if held.iter().any(|role| role == READ || role == READ_WRITE) {
            return Ok(Self);
        }
        Err(GraphError::forbidden(READ, &held))
    }
}

impl FromRequestParts<Shared> for Writer {
    type Rejection = GraphError;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, GraphError> {
        let claims = claims(parts, state)?;
        let held = roles(&claims);
        if held.iter().any(|role| role == READ_WRITE) {
            return Ok(Self { client_id: claims["appid"].as_str().unwrap_or_default().to_owned() });
        }
        Err(GraphError::forbidden(READ_WRITE, &held))
    }
}

fn claims(parts: &Parts, state: &State) -> Result<Value, GraphError> {
    let token = parts
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty())
        .map(|(_, token)| token.trim())
        .ok_or_else(|| GraphError::invalid_token("Access token is empty."))?;
    let claims = state.keys.verify(token).ok_or_else(|| {
        GraphError::invalid_token("The token is not well formed or not signed by this tenant.")
    })?;
    if claims["aud"] != state.root() {
        return Err(GraphError::invalid_token("Access token validation failure. Invalid audience."));
    }
    if claims["exp"].as_i64().is_none_or(|expiry| expiry <= state.clock.now().as_second()) {
        return Err(GraphError::invalid_token("Lifetime validation failed, the token is expired."));
    }
    Ok(claims)
}

fn roles(claims: &Value) -> Vec<String> {
    let roles = claims["roles"].as_array().into_iter().flatten();
    roles.filter_map(|role| role.as_str().map(str::to_owned)).collect()
}
