//! The second step of signing in for people with a second factor: the one-time password of their
//! authenticator, after the password was right.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{RawForm, RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};

use super::{session_of, signed_in, start, with_session};
use crate::{
    app::App,
    auth::{cookies, people, second_factor, sessions},
    caller::Caller,
    ui::{Page, Params, Problem, Shell, address},
};

const PATH: &str = "/validate_multifactor_auth_code.do";

#[derive(Template)]
#[template(path = "code.html")]
struct CodeView {
    shell: Shell,
    problem: Option<&'static str>,
    goto: String,
}

/// Leads a person whose password was right to the second step.
pub(super) fn begin(app: &Arc<App>, headers: &HeaderMap, user_id: &str, goto: &str) -> Response {
    if let Some(before) = cookies::get(headers, sessions::COOKIE) {
        app.auth.sessions.end(before);
    }
    let session = start(app, None);
    app.auth.sessions.await_code(&session.id, user_id);
    let to = address::with_query(PATH, &[("sysparm_goto_url", address::local(goto))]);
    with_session(app, address::found(&to), &session)
}

/// `GET /validate_multifactor_auth_code.do`.
pub(crate) async fn code_page(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    show(&app, &headers, &params, None)
}

fn show(app: &Arc<App>, headers: &HeaderMap, params: &Params, problem: Option<&'static str>) -> Response {
    let session = session_of(app, headers);
    let goto = address::local(params.get("sysparm_goto_url")).to_owned();
    if session.awaited.is_none() {
        return address::found(&address::with_query("/login.do", &[("sysparm_goto_url", &goto)]));
    }
    let shell = Shell::signed_out("One-time password", app.scenarios.active_names(), session.token);
    let status = if problem.is_some() { StatusCode::UNAUTHORIZED } else { StatusCode::OK };
    Page::of(&CodeView { shell, problem, goto }).with_status(status).into_response()
}

/// `POST /validate_multifactor_auth_code.do`.
pub(crate) async fn check_code(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawForm(body): RawForm,
) -> Result<Response, Problem> {
    let form = Params::parse(&body);
    let session = session_of(&app, &headers);
    let Some(user_id) = session.awaited.clone().filter(|_| session.accepts(form.get("sysparm_ck"))) else {
        return Ok(show(&app, &headers, &form, Some("The form expired. Enter the password again.")));
    };
    let wanted = user_id.clone();
    let person = app.engine.read(&Caller::system(), move |session| people::by_id(session, &wanted)).await?;
    let passes = match person {
        Some(person) => second_factor::passes(&app, &person, form.get("code")).await?,
        None => false,
    };
    if passes {
        return Ok(signed_in(&app, &headers, &user_id, form.get("sysparm_goto_url")));
    }
    app.auth.sessions.count_wrong_code(&session.id);
    Ok(show(&app, &headers, &form, Some("The one-time password is wrong.")))
}
