//! The sign-in page with user name and password.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{RawForm, RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};

use super::{code, session_of, signed_in, sso, with_session};
use crate::{
    app::App,
    auth::{
        cookies, second_factor, settings,
        sign_in::{self, Door, SignInError},
    },
    ui::{Page, Params, Problem, Shell, address},
};

#[derive(Template)]
#[template(path = "login.html")]
struct LoginView {
    shell: Shell,
    problem: Option<&'static str>,
    notice: Option<&'static str>,
    /// Only the identity provider is offered, as on an instance with single sign-on.
    sso_only: bool,
    sso_offered: bool,
    sso_id: &'static str,
    user_name: String,
    goto: String,
}

/// Which sign-in page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entrance {
    /// Under single sign-on, shows the identity provider only.
    Front,
    /// Always the local form.
    SideDoor,
}

/// `GET /login_redirect.do?sysparm_url=`: where pages send people who are not signed in.
pub(crate) async fn login_redirect(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let goto = address::local(params.get("sysparm_url"));
    let known = cookies::get(&headers, cookies::IDENTITY_PROVIDER).is_some();
    if sso::is_on(&app) && (known || sso::redirect_of(&app, settings::REDIRECT_PROVIDER).is_some()) {
        return address::found(&sso::start(goto));
    }
    address::found(&address::with_query("/login.do", &[("sysparm_goto_url", goto)]))
}

/// `GET /login.do`.
pub(crate) async fn login_page(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    show(&app, &headers, &params, Entrance::Front, None)
}

/// `GET /side_door.do`: local sign-in under single sign-on (protocol section 4.6).
pub(crate) async fn side_door(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    show(&app, &headers, &params, Entrance::SideDoor, None)
}

fn show(
    app: &Arc<App>,
    headers: &HeaderMap,
    params: &Params,
    entrance: Entrance,
    problem: Option<&'static str>,
) -> Response {
    let session = session_of(app, headers);
    let sso = sso::is_on(app);
    let view = LoginView {
        shell: Shell::signed_out("Sign in", app.scenarios.active_names(), session.token.clone()),
        problem,
        notice: params.has("sysparm_signed_out").then_some("You are signed out. Sign in to continue."),
        sso_only: sso && entrance == Entrance::Front,
        sso_offered: sso,
        sso_id: sso::PROVIDER,
        user_name: params.get("user_name").chars().take(100).collect(),
        goto: address::local(params.get("sysparm_goto_url")).to_owned(),
    };
    let status = if problem.is_some() { StatusCode::UNAUTHORIZED } else { StatusCode::OK };
    with_session(app, Page::of(&view).with_status(status).into_response(), &session)
}

/// `POST /login.do`.
pub(crate) async fn login(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawForm(body): RawForm,
) -> Result<Response, Problem> {
    let form = Params::parse(&body);
    if !comes_from_our_page(&app, &headers, &form) {
        return Ok(show(&app, &headers, &form, Entrance::SideDoor, Some("The form expired. Sign in again.")));
    }
    let outcome =
        sign_in::check(&app, form.get("user_name"), form.get("user_password"), Door::Browser).await?;
    Ok(match outcome {
        Ok(person) if second_factor::is_asked(&person) => {
            code::begin(&app, &headers, person.user.sys_id(), form.get("sysparm_goto_url"))
        }
        Ok(person) => signed_in(&app, &headers, person.user.sys_id(), form.get("sysparm_goto_url")),
        Err(reason) => show(&app, &headers, &form, Entrance::SideDoor, Some(words(reason))),
    })
}

/// Nobody may be signed in under a foreign name by another site's form. Programs that post the form
/// without having read it send neither a token nor the headers of a browser, and may.
fn comes_from_our_page(app: &Arc<App>, headers: &HeaderMap, form: &Params) -> bool {
    if form.has("sysparm_ck") {
        return session_of(app, headers).accepts(form.get("sysparm_ck"));
    }
    !headers.contains_key("origin") && !headers.contains_key("sec-fetch-site")
}

fn words(reason: SignInError) -> &'static str {
    match reason {
        SignInError::WrongPassword => "User name or password invalid",
        SignInError::Inactive => "This user is not active. Ask an administrator.",
        SignInError::LockedOut => "This user is locked out. Ask an administrator.",
        SignInError::SecondFactor => "The one-time password is missing or wrong.",
        SignInError::PasswordNeedsReset => "This password must be changed first. Ask an administrator.",
        SignInError::WebServicesOnly => "This user may use web services only and cannot sign in here.",
    }
}
