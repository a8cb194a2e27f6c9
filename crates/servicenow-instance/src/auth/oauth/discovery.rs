//! What other programs read to verify our tokens and to find the endpoints: the key set and the
//! provider's description (OpenID Connect Discovery 1.0, section 3). Open to everybody.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use serde_json::{Value, json};

use super::keys;
use crate::{app::App, caller::Caller, refusals::Refusal, ui::Problem};

/// `GET /api/now/oauth/jwks`
pub(crate) async fn key_set(State(app): State<Arc<App>>) -> Result<Json<Value>, Refusal> {
    // Written only while there is no key yet.
    app.engine.write(&Caller::system(), keys::published).await.map(Json)
}

/// `GET /.well-known/openid-configuration`
pub(crate) async fn provider(State(app): State<Arc<App>>) -> Json<Value> {
    let issuer = &app.auth.issuer;
    let at = |path: &str| format!("{issuer}{path}");
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": at("/oauth_auth.do"),
        "token_endpoint": at("/oauth_token.do"),
        "revocation_endpoint": at("/oauth_revoke_token.do"),
        "jwks_uri": at("/api/now/oauth/jwks"),
        "response_types_supported": ["code", "token"],
        "grant_types_supported": [
            "authorization_code", "implicit", "password", "refresh_token", "client_credentials",
            "urn:ietf:params:oauth:grant-type:jwt-bearer",
        ],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "useraccount"],
        "claims_supported": ["iss", "sub", "aud", "iat", "exp", "name", "preferred_username", "email"],
    }))
}

/// `/oauth_redirect.do`: where providers send the browser when this instance is the client. It starts
/// no such flow, so whatever arrives belongs to none.
pub(crate) async fn redirected() -> Problem {
    let text = "No OAuth flow of this instance waits for an answer with this state. Start it again.";
    Problem::page(StatusCode::BAD_REQUEST, "OAuth flow failed", text)
}
