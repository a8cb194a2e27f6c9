//! Single sign-on for rehearsal: an identity provider inside the instance that knows the browser's owner
//! already and signs that person in without asking, as a corporate one does (S27).

use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};

use super::signed_in;
use crate::{
    app::App,
    auth::{
        cookies, settings,
        sign_in::{Door, allowed},
    },
    caller::Caller,
    scenarios::Scenario,
    ui::{Params, Problem, address},
};

/// `sys_id` of the rehearsal identity provider.
pub(super) const PROVIDER: &str = "5c0d1f0a2e6b4c1d9f3a7b8e6d5c4b3a";

/// Whether the instance signs people in through the identity provider.
pub(super) fn is_on(app: &Arc<App>) -> bool {
    app.scenarios.is_on(Scenario::Sso)
}

/// What a property about single sign-on names, when it names something.
pub(super) fn redirect_of(app: &Arc<App>, property: &str) -> Option<String> {
    let properties = app.engine.metadata().properties.clone();
    properties.get(property).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
}

/// Address that starts single sign-on and leads on to `goto`.
pub(super) fn start(goto: &str) -> String {
    address::with_query("/login_with_sso.do", &[("glide_sso_id", PROVIDER), ("sysparm_goto_url", goto)])
}

/// `GET /login_with_sso.do?glide_sso_id=`: sends the browser to the provider.
pub(crate) async fn login_with_sso(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    if !is_on(&app) || params.get("glide_sso_id") != PROVIDER {
        return Err(Problem::not_found(
            "No identity provider has this ID. Single sign-on is off on this instance.",
        ));
    }
    let goto = address::local(params.get("sysparm_goto_url"));
    Ok(address::found(&address::with_query("/rehearsal_identity_provider.do", &[("RelayState", goto)])))
}

/// `GET /rehearsal_identity_provider.do`: who comes here is signed in as the person of the property, the
/// administrator unless set.
pub(crate) async fn rehearsal_provider(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    if !is_on(&app) {
        return Err(Problem::not_found("Single sign-on is off on this instance."));
    }
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let person = app
        .engine
        .read(&Caller::system(), |session| {
            let properties = session.properties();
            let set = properties.get(settings::SSO_USER).unwrap_or_default().trim();
            let name = if set.is_empty() { "admin" } else { set };
            let user = session.find_by("sys_user", "user_name", name)?;
            Ok(user.filter(|user| allowed(user, Door::Browser).is_ok()))
        })
        .await?;
    let Some(person) = person else {
        if let Some(to) = redirect_of(&app, settings::FAILED_REDIRECT) {
            return Ok(address::found(&to));
        }
        let text = "The identity provider knows you, but no active user of this instance has your name.";
        return Err(Problem::page(StatusCode::FORBIDDEN, "Single sign-on failed", text));
    };
    let mut response = signed_in(&app, &headers, person.sys_id(), params.get("RelayState"));
    let cookie = cookies::set(cookies::IDENTITY_PROVIDER, PROVIDER, app.is_secure());
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}
