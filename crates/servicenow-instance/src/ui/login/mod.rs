//! Signing in and out: the local form, single sign-on for rehearsal, impersonation.

mod code;
mod impersonate;
mod local;
mod out;
mod sdk_code;
mod sso;

pub(crate) use code::{check_code, code_page};
pub(crate) use impersonate::{impersonate, impersonation_page};
pub(crate) use local::{login, login_page, login_redirect, side_door};
pub(crate) use out::logout;
pub(crate) use sdk_code::sdk_code;
pub(crate) use sso::{login_with_sso, rehearsal_provider};

use std::sync::Arc;

use axum::{
    http::{HeaderMap, header},
    response::Response,
};

use super::address;
use crate::{
    app::App,
    auth::{
        cookies,
        sessions::{self, BrowserSession, SessionSeed},
    },
};

/// Starts a session for a user, ends the one before, and leads on.
fn signed_in(app: &Arc<App>, headers: &HeaderMap, user_id: &str, goto: &str) -> Response {
    if let Some(before) = cookies::get(headers, sessions::COOKIE) {
        app.auth.sessions.end(before);
    }
    let session = start(app, Some(user_id));
    with_session(app, address::found(address::local(goto)), &session)
}

pub(crate) fn start(app: &Arc<App>, user_id: Option<&str>) -> BrowserSession {
    let seed = SessionSeed { id: app.random.bytes(), token: app.random.bytes() };
    app.auth.sessions.start(user_id, &seed, app.clock.now())
}

/// The session of the browser, or a new one that nobody is signed in to.
fn session_of(app: &Arc<App>, headers: &HeaderMap) -> BrowserSession {
    let known = cookies::get(headers, sessions::COOKIE).and_then(|id| app.session(id));
    known.unwrap_or_else(|| start(app, None))
}

pub(crate) fn with_session(app: &Arc<App>, mut response: Response, session: &BrowserSession) -> Response {
    let cookie = cookies::set(sessions::COOKIE, &session.id, app.is_secure());
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}
