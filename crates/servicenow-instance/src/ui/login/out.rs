//! Signing out.

use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, header},
    response::Response,
};

use super::sso;
use crate::{
    app::App,
    auth::{cookies, sessions, settings},
    ui::{Params, address},
};

/// `GET` or `POST /logout.do[?sysparm_goto_url=]`. "Not you?" of the consent page comes here too and
/// returns to it after signing in. The sign-in page is shown even where single sign-on would sign the same
/// person in again at once, because signing in as somebody else is what people come here for (S27).
pub(crate) async fn logout(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    if let Some(id) = cookies::get(&headers, sessions::COOKIE) {
        app.auth.sessions.end(id);
    }
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let elsewhere = sso::redirect_of(&app, settings::LOGOUT_REDIRECT);
    if let Some(to) = elsewhere.filter(|_| sso::is_on(&app) && !params.has("sysparm_goto_url")) {
        let mut response = address::found(&to);
        response.headers_mut().append(header::SET_COOKIE, cookies::remove(sessions::COOKIE));
        return response;
    }
    let goto = address::local(params.get("sysparm_goto_url"));
    let to = address::with_query("/login.do", &[("sysparm_signed_out", "true"), ("sysparm_goto_url", goto)]);
    let mut response = address::found(&to);
    response.headers_mut().append(header::SET_COOKIE, cookies::remove(sessions::COOKIE));
    response
}
