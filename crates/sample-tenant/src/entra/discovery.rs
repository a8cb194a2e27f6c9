//! What a relying party reads first: the configuration (OpenID Connect Discovery 1.0) and the keys.

use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{entra::refusal::Refusal, state::Shared};

pub(crate) async fn configuration(State(state): State<Shared>, Path(tenant): Path<String>) -> Response {
    if !state.is_called(&tenant) {
        return Refusal::UnknownTenant(tenant).answer(state.clock.now());
    }
    let own = format!("{}/{}", state.root(), state.id);
    Json(json!({
        "issuer": state.issuer(),
        "authorization_endpoint": format!("{own}/oauth2/v2.0/authorize"),
        "token_endpoint": format!("{own}/oauth2/v2.0/token"),
        "end_session_endpoint": format!("{own}/oauth2/v2.0/logout"),
        "jwks_uri": format!("{own}/discovery/v2.0/keys"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "code_challenge_methods_supported": ["S256"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "profile", "email"],
        "claims_supported": [
            "sub", "iss", "aud", "exp", "iat", "nbf", "nonce", "name", "preferred_username", "email", "oid", "tid",
            "wids", "roles", "ver",
        ],
        "ui_locales_supported": ["en", "nl"],
        "request_uri_parameter_supported": false,
    }))
    .into_response()
}

pub(crate) async fn keys(State(state): State<Shared>, Path(tenant): Path<String>) -> Response {
    if !state.is_called(&tenant) {
        return Refusal::UnknownTenant(tenant).answer(state.clock.now());
    }
    Json(state.keys.published()).into_response()
}
