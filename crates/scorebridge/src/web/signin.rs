//! Pages around the session: sign-in with the identity provider, and sign-out.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::Deserialize;

use super::error::Result;
use super::filters;
use super::form::SignedForm;
use super::shell::{self, Bare};
use super::urls::{self, Query as Address};
use super::viewer::{Viewer, Visitor};
use crate::app::App;
use crate::auth::{self, SigninError, SigninReturn};
use crate::message::Message;

/// Binds a begun sign-in to the browser that began it.
const BEGUN_COOKIE: &str = "scorebridge_signin";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    return_to: String,
    done: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Nothing {}

#[derive(Template)]
#[template(path = "pages/signin.html")]
struct SigninView {
    bare: Bare,
    start: String,
    error: Option<Message>,
    signed_out: bool,
}

impl SigninView {
    fn new(visitor: &Visitor, return_to: &str) -> Self {
        Self {
            bare: Bare::new(visitor, visitor.words.phrase("signin-title")),
            start: Address::new(urls::SIGN_IN_START).with("return_to", urls::local(return_to)).to_string(),
            error: None,
            signed_out: false,
        }
    }
}

/// `GET /signin`
pub(super) async fn get(
    viewer: Option<Viewer>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    if viewer.is_some() {
        return Ok(Redirect::to(urls::local(&asked.return_to)).into_response());
    }
    let view = SigninView { signed_out: asked.done.is_some(), ..SigninView::new(&visitor, &asked.return_to) };
    shell::bare_page(&visitor, &view)
}

/// `GET /signin/start`: to the identity provider.
pub(super) async fn start(
    visitor: Visitor,
    State(app): State<App>,
    jar: CookieJar,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    match auth::begin(&app, urls::local(&asked.return_to)).await {
        Ok((url, browser)) => {
            let cookie = cookie(&app, BEGUN_COOKIE, browser);
            Ok((jar.add(cookie), Redirect::to(url.as_str())).into_response())
        }
        Err(error) => refused(&visitor, &error, &asked.return_to),
    }
}

/// `GET /signin/callback`: back from the identity provider.
pub(super) async fn callback(
    visitor: Visitor,
    State(app): State<App>,
    jar: CookieJar,
    Query(back): Query<SigninReturn>,
) -> Result<Response> {
    let browser = jar.get(BEGUN_COOKIE).map(|cookie| cookie.value().to_owned());
    match auth::finish(&app, back, browser.as_deref()).await {
        Ok((person, return_to)) => {
            let session = auth::start_session(&app, person).await?;
            let jar = jar.remove(Cookie::build(BEGUN_COOKIE).path("/")).add(cookie(
                &app,
                auth::SESSION_COOKIE,
                session,
            ));
            Ok((jar, Redirect::to(urls::local(&return_to))).into_response())
        }
        Err(error) => refused(&visitor, &error, urls::HOME),
    }
}

/// `POST /signout`
pub(super) async fn sign_out(
    State(app): State<App>,
    jar: CookieJar,
    SignedForm(Nothing {}): SignedForm<Nothing>,
) -> Result<Response> {
    if let Some(cookie) = jar.get(auth::SESSION_COOKIE) {
        auth::end_session(&app, cookie.value()).await?;
    }
    let jar = jar.remove(Cookie::build(auth::SESSION_COOKIE).path("/"));
    let to = Address::new(urls::SIGN_IN).with("done", "yes").to_string();
    Ok((jar, Redirect::to(&to)).into_response())
}

/// Says why, on the sign-in page, with the way to try again.
fn refused(visitor: &Visitor, error: &SigninError, return_to: &str) -> Result<Response> {
    tracing::warn!(%error, "sign-in refused");
    let mut message = Message::new(error.key());
    if let SigninError::NoRole { user_name } = error {
        message = message.with("user", user_name);
    }
    let view = SigninView { error: Some(message), ..SigninView::new(visitor, return_to) };
    Ok((axum::http::StatusCode::FORBIDDEN, shell::bare_page(visitor, &view)?).into_response())
}

/// Kept from scripts; sent when the identity provider sends the browser back (`Lax`), not with foreign forms.
fn cookie(app: &App, name: &'static str, value: String) -> Cookie<'static> {
    let secure = app.config.server.base_url.scheme() == "https";
    Cookie::build((name, value)).path("/").http_only(true).same_site(SameSite::Lax).secure(secure).build()
}
