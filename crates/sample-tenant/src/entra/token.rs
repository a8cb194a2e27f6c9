//! `POST /{tenant}/oauth2/v2.0/token`: client credentials and authorization code.

use axum::{
    Form, Json,
    extract::{Path, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::Deserialize;
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use crate::{
    clients::{TestClient, is_loopback},
    entra::{
        codes::Redemption,
        refusal::Refusal,
        token_json::{self, LIFETIME},
    },
    faults::Fault,
    state::{Shared, State as Tenant},
};

/// Graph's application id, which stands for its root in a scope.
const GRAPH_APPLICATION: &str = "00000003-0000-0000-c000-000000000000";

#[derive(Default, Deserialize)]
pub(crate) struct TokenForm {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    scope: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
}

pub(crate) async fn post(
    State(state): State<Shared>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    form: Result<Form<TokenForm>, FormRejection>,
) -> Response {
    if state.faults.strike(Fault::TokenUnavailable).is_some() {
        let page =
            Html("<!doctype html><title>Service unavailable</title><p>The service is unavailable.</p>");
        return (StatusCode::SERVICE_UNAVAILABLE, page).into_response();
    }
    match answer(&state, &tenant, &headers, form) {
        Ok(tokens) => ([(header::PRAGMA, "no-cache")], Json(tokens)).into_response(),
        Err(refusal) => refusal.answer(state.clock.now()),
    }
}

fn answer(
    state: &Tenant,
    tenant: &str,
    headers: &HeaderMap,
    form: Result<Form<TokenForm>, FormRejection>,
) -> Result<Value, Refusal> {
    if !state.is_called(tenant) {
        return Err(Refusal::UnknownTenant(tenant.to_owned()));
    }
    let Form(form) = form.map_err(|_| Refusal::BadForm)?;
    let grant = form.grant_type.as_deref().ok_or(Refusal::MissingParameter("grant_type"))?;
    match grant {
        "client_credentials" => for_application(state, authenticated(state, headers, &form)?, &form),
        "authorization_code" => for_person(state, authenticated(state, headers, &form)?, &form),
        other => Err(Refusal::UnsupportedGrant(other.to_owned())),
    }
}

/// The client that proves itself, with Basic (RFC 6749 section 2.3.1) or in the form.
fn authenticated<'a>(
    state: &'a Tenant,
    headers: &HeaderMap,
    form: &TokenForm,
) -> Result<&'a TestClient, Refusal> {
    let basic = basic_credentials(headers);
    let (id, secret) = match &basic {
        Some((id, secret)) => (id.as_str(), Some(secret.as_str())),
        None => (
            form.client_id.as_deref().ok_or(Refusal::MissingParameter("client_id"))?,
            form.client_secret.as_deref(),
        ),
    };
    let client = state.client(id).ok_or_else(|| Refusal::UnknownClient(id.to_owned()))?;
    let secret = secret.ok_or(Refusal::NoCredential)?;
    if !client.has_secret(secret) {
        return Err(Refusal::WrongSecret(client.client_id.clone()));
    }
    if state.faults.strike(Fault::SecretExpired).is_some() {
        return Err(Refusal::ExpiredSecret(client.client_id.clone()));
    }
    Ok(client)
}

fn basic_credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, encoded) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((form_decoded(id), form_decoded(secret)))
}

fn form_decoded(text: &str) -> String {
    form_urlencoded::parse(text.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}

fn for_application(state: &Tenant, client: &TestClient, form: &TokenForm) -> Result<Value, Refusal> {
    let scope = form.scope.as_deref().ok_or(Refusal::MissingParameter("scope"))?;
    if !is_graph_default(state, scope) {
        return Err(Refusal::BadScope(scope.to_owned()));
    }
    let access_token = state.keys.sign(&token_json::application(state, client, state.clock.now()));
    Ok(json!({
        "token_type": "Bearer",
        "expires_in": LIFETIME,
        "ext_expires_in": LIFETIME,
        "access_token": access_token,
    }))
}

/// Whether a scope asks for everything granted at this tenant's Graph. Any loopback name of the address will
/// do: `localhost` and `127.0.0.1` are the same tenant.
fn is_graph_default(state: &Tenant, scope: &str) -> bool {
    let Some(resource) = scope.trim().strip_suffix("/.default") else { return false };
    if resource == GRAPH_APPLICATION || resource.trim_end_matches('/') == state.root() {
        return true;
    }
    Url::parse(resource).is_ok_and(|resource| {
        is_loopback(&resource)
            && is_loopback(&state.base)
            && resource.port_or_known_default() == state.base.port_or_known_default()
    })
}

fn for_person(state: &Tenant, client: &TestClient, form: &TokenForm) -> Result<Value, Refusal> {
    let redemption = Redemption {
        code: form.code.as_deref().ok_or(Refusal::MissingParameter("code"))?,
        client_id: &client.client_id,
        redirect_uri: form.redirect_uri.as_deref().ok_or(Refusal::MissingParameter("redirect_uri"))?,
        verifier: form.code_verifier.as_deref(),
    };
    let now = state.clock.now();
    let grant = state.codes.redeem(&redemption, now)?;
    let person = state.person(&grant.oid).ok_or(Refusal::UnknownCode)?;
    Ok(json!({
        "token_type": "Bearer",
        "scope": grant.scope,
        "expires_in": LIFETIME,
        "ext_expires_in": LIFETIME,
        "access_token": state.keys.sign(&token_json::delegated(state, client, person, now)),
        "id_token": state.keys.sign(&token_json::identity(state, client, person, &grant, now)),
    }))
}
