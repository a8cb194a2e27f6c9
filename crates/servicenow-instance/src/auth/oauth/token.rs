//! `/oauth_token.do`: forms in, tokens out.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};

use super::{
    clients::ClientCredentials,
    error::TokenError,
    grants::{self, Exchange, Grant, Wanted},
    tokens::TokenAnswer,
};
use crate::{
    app::App,
    auth::{
        second_factor, settings,
        sign_in::{self, Door, SignInError},
    },
    caller::Caller,
    scenarios::Scenario,
    ui::Params,
};

/// `POST /oauth_token.do`.
pub(crate) async fn token(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    uri: Uri,
    body: Bytes,
) -> Response {
    match exchange(&app, &headers, &uri, &body).await {
        Ok(answer) => given(&answer),
        Err(error) => refused(&app, error).await,
    }
}

async fn exchange(
    app: &Arc<App>,
    headers: &HeaderMap,
    uri: &Uri,
    body: &[u8],
) -> Result<TokenAnswer, TokenError> {
    let form = form_of(app, headers, uri, body).await?;
    let client = ClientCredentials::of(headers, &form)?;
    let grant = match Grant::parse(&form)? {
        Wanted::Ready(grant) => grant,
        Wanted::Password { user_name, password } => {
            let person = sign_in::check(app, &user_name, &password, Door::Api).await??;
            if !second_factor::passes(app, &person, second_factor::code_of(headers)).await? {
                return Err(SignInError::SecondFactor.into());
            }
            Grant::Password { user_id: person.user.sys_id().to_owned() }
        }
    };
    let scope = form.get("scope").to_owned();
    let refresh_expired = app.scenarios.is_on(Scenario::RefreshExpired);
    let issuing = Arc::clone(app);
    app.engine
        .write(&Caller::system(), move |session| {
            let auth = &issuing.auth;
            Ok(Exchange { session, auth, client: &client, scope: &scope, refresh_expired }.run(grant))
        })
        .await?
}

/// The parameters: from the body, and from the address too where the property allows it.
async fn form_of(app: &Arc<App>, headers: &HeaderMap, uri: &Uri, body: &[u8]) -> Result<Params, TokenError> {
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_form = content_type.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded");
    if !is_form && !body.is_empty() {
        return Err(TokenError::NotAForm);
    }
    let query = uri.query().unwrap_or_default();
    let in_address = Params::parse(query.as_bytes());
    let secret = ["client_secret", "password", "refresh_token", "code"];
    if !secret.into_iter().any(|name| in_address.has(name)) {
        return Ok(Params::parse(&[query.as_bytes(), b"&", body].concat()));
    }
    let body_only = app
        .engine
        .read(&Caller::system(), |session| Ok(session.properties().flag(settings::BODY_ONLY, true)))
        .await?;
    if body_only {
        return Err(TokenError::CredentialsInAddress);
    }
    Ok(Params::parse(&[query.as_bytes(), b"&", body].concat()))
}

fn given(answer: &TokenAnswer) -> Response {
    let mut response = Json(answer).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json;charset=UTF-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

async fn refused(app: &Arc<App>, error: TokenError) -> Response {
    tracing::info!(reason = %error, "token refused");
    let told = app
        .engine
        .write(&Caller::system(), move |session| {
            grants::log(session, &error)?;
            Ok((session.properties().get(settings::ERROR_CODES) == Some("rfc"), error))
        })
        .await;
    match told {
        Ok((rfc, error)) => error.into_answer(rfc),
        Err(refusal) => TokenError::Refused(refusal).into_answer(false),
    }
}
