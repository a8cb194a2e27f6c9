//! What was typed survives a session that ended meanwhile: the form is kept sealed on the server for a quarter of an
//! hour, bound to the browser by a cookie and to the person of the session, and given back on its page after sign-in.
//! It is in no address and no log, and somebody else who signs in at the same browser never sees it.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest as _, Request};
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::cookie::{Cookie, SameSite};
use axum_extra::extract::{CookieJar, Form};
use jiff::SignedDuration;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq as _;

use super::error::{Error, Result};
use super::viewer::Viewer;
use crate::app::App;
use crate::auth;
use crate::store::KeptForm;

/// Holds the key of the form in the browser.
const COOKIE: &str = "scorebridge_kept";
/// How long there is to sign in again.
const KEPT: SignedDuration = SignedDuration::from_mins(15);
/// Larger than any form of the portal.
const BODY_MAX: usize = 64 * 1024;
const FORM: &str = "application/x-www-form-urlencoded";

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

/// The way to sign-in for a form whose session ended, with the form kept; `page` is where it is shown again.
pub(super) async fn to_sign_in(app: &App, request: Request, page: String) -> Response {
    let kept = keep(app, request, &page).await;
    let mut response = Error::SignIn(page).into_response();
    match kept {
        Ok(Some(cookie)) => {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        Ok(None) => {}
        // Signing in goes on without it.
        Err(error) => tracing::warn!(%error, "a form was not kept for the next sign-in"),
    }
    response
}

/// Only a form that carries the secret of its own session: nobody else can leave text here.
async fn keep(app: &App, request: Request, page: &str) -> Result<Option<HeaderValue>> {
    if request.method() != Method::POST || !is_form(request.headers()) {
        return Ok(None);
    }
    let jar = CookieJar::from_headers(request.headers());
    let Some(cookie) = jar.get(auth::SESSION_COOKIE) else { return Ok(None) };
    let Some(session) = app.store.find_ended_session(&auth::hash(cookie.value())).await? else {
        return Ok(None);
    };
    let Ok(body) = to_bytes(request.into_body(), BODY_MAX).await else { return Ok(None) };
    let Some(Token { csrf }) = read(app, body.clone()).await else { return Ok(None) };
    if !bool::from(csrf.as_bytes().ct_eq(session.csrf_token.as_bytes())) {
        return Ok(None);
    }
    let key = auth::random();
    let form = KeptForm {
        key_hash: &auth::hash(&key),
        tenant: &session.person.tenant,
        person: session.person.id,
        page: path_of(page),
        body: &body,
        expires_at: app.clock.now() + KEPT,
    };
    app.store.insert_kept_form(&form).await?;
    Ok(cookie_of(app, key).to_string().parse().ok())
}

/// The form that was kept for this page and person, if one was. It is given back once.
pub(super) async fn take<T: DeserializeOwned>(
    app: &App,
    viewer: &Viewer,
    headers: &HeaderMap,
) -> Result<Option<T>> {
    let jar = CookieJar::from_headers(headers);
    let Some(cookie) = jar.get(COOKIE) else { return Ok(None) };
    let (key, page) = (auth::hash(cookie.value()), path_of(&viewer.visitor.path));
    let body = app.store.take_kept_form(&key, viewer.person.id, page, viewer.now()).await?;
    match body {
        Some(body) => Ok(read(app, body.as_str().to_owned()).await),
        None => Ok(None),
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.starts_with(FORM)
}

fn path_of(page: &str) -> &str {
    page.split_once('?').map_or(page, |(path, _)| path)
}

fn cookie_of(app: &App, key: String) -> Cookie<'static> {
    let secure = app.config.server.base_url.scheme() == "https";
    Cookie::build((COOKIE, key)).path("/").http_only(true).same_site(SameSite::Lax).secure(secure).build()
}

/// A form out of the body of a request.
async fn read<T: DeserializeOwned>(app: &App, body: impl Into<Body>) -> Option<T> {
    let request = Request::post("/").header(CONTENT_TYPE, FORM).body(body.into()).ok()?;
    Form::from_request(request, app).await.ok().map(|Form(fields)| fields)
}
