//! Lets an administrator see the instance as somebody else.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{RawForm, State},
    response::{IntoResponse, Response},
};

use crate::{
    app::App,
    auth::sign_in::{Door, allowed},
    caller::Caller,
    engine::Record,
    ui::{Notice, Page, Params, Problem, Shell, Viewer, address},
};

#[derive(Template)]
#[template(path = "impersonate.html")]
struct ImpersonateView {
    shell: Shell,
    problem: Option<String>,
    user_name: String,
    /// Somebody is impersonated already.
    active: bool,
}

/// `GET /impersonate.do`.
pub(crate) async fn impersonation_page(viewer: Viewer) -> Result<Response, Problem> {
    may(&viewer)?;
    Ok(page(&viewer, String::new(), None))
}

/// `POST /impersonate.do`: a user name, or `stop`.
pub(crate) async fn impersonate(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    RawForm(body): RawForm,
) -> Result<Response, Problem> {
    let form = Params::parse(&body);
    viewer.check_token(&form)?;
    may(&viewer)?;
    if let (Some(real), true) = (&viewer.session.impersonator, form.has("stop")) {
        app.auth.sessions.impersonate(&viewer.session.id, real);
        return Ok(address::found("/"));
    }
    let user_name = form.get("user_name").to_owned();
    let wanted = user_name.clone();
    let found = app
        .engine
        .read(&Caller::system(), move |session| session.find_by("sys_user", "user_name", &wanted))
        .await?;
    let Some(user) = found else {
        let problem = format!("No user has the name {user_name}.");
        return Ok(page(&viewer, user_name, Some(problem)));
    };
    if let Err(reason) = allowed(&user, Door::Browser) {
        return Ok(page(&viewer, user_name, Some(format!("Cannot impersonate: {reason}."))));
    }
    Ok(begin(&app, &viewer, &user))
}

fn begin(app: &Arc<App>, viewer: &Viewer, user: &Record) -> Response {
    app.auth.sessions.impersonate(&viewer.session.id, user.sys_id());
    viewer.notify(Notice::good(format!("You now impersonate {}.", user.get("name"))));
    address::found("/")
}

/// Administrators, and who is one behind an impersonated user.
fn may(viewer: &Viewer) -> Result<(), Problem> {
    if viewer.session.impersonator.is_some() { Ok(()) } else { viewer.require("admin") }
}

fn page(viewer: &Viewer, user_name: String, problem: Option<String>) -> Response {
    let active = viewer.session.impersonator.is_some();
    Page::of(&ImpersonateView { shell: viewer.shell("Impersonate user"), problem, user_name, active })
        .into_response()
}
