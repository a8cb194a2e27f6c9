//! `POST /servicenow/authorize` leaves for the instance's page; `GET /servicenow/callback` is the way back (S10, S11).

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::app::App;
use crate::connection::{Callback, CallbackOutcome, CallbackParams, Grant, SetupStep, way_out};
use crate::jobs::{self, ConnectError};
use crate::message::Message;
use crate::web::error::{Error, Result};
use crate::web::form::SignedForm;
use crate::web::notice::Notice;
use crate::web::parameters::Parameters;
use crate::web::shell::{self, Here, Shell};
use crate::web::urls::{self, Query};
use crate::web::viewer::Viewer;
use crate::web::{filters, leave, provisioning};

/// Longest `code`, `state` or error text taken from the redirect, in characters.
const PARAMETER_MAX: usize = 2000;

/// Where to go afterwards: the page with the button.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AuthorizeForm {
    return_to: String,
    /// Key word of the grant; without one, that of the connection.
    grant: String,
}

/// How an authorization ended, where it did not end well.
#[derive(Template)]
#[template(path = "pages/callback.html")]
struct CallbackView {
    shell: Shell,
    sentence: Message,
    text: Option<Message>,
    /// Said no by a person, not by a fault.
    is_denied: bool,
    return_to: String,
}

/// Sends the browser to the instance.
pub(crate) async fn post(
    viewer: Viewer,
    State(app): State<App>,
    SignedForm(form): SignedForm<AuthorizeForm>,
) -> Result<Response> {
    let return_to = page_to_return_to(&form.return_to);
    let connection = app.store.find_connection(viewer.tenant()).await?;
    let connection = connection.filter(|connection| connection.client_id.is_some());
    let connection = connection.ok_or_else(|| Error::conflict(Message::new("setup-wrong-step")))?;
    let grant = Grant::parse(&form.grant).unwrap_or(connection.grant);
    if grant != Grant::AuthorizationCode {
        let outcome = jobs::authorize_directly(&app, &connection, grant, &viewer.person).await?;
        return ended(&app, &viewer, Callback { outcome, return_to: return_to.to_owned() }).await;
    }
    match jobs::begin_authorization(&app, &connection, &viewer.person, return_to).await {
        Ok(url) => leave::to(&viewer, &url),
        Err(ConnectError::Problem(problem)) => {
            let end = Callback { outcome: CallbackOutcome::Failed(problem), return_to: return_to.to_owned() };
            not_authorized(&app, &viewer, end).await
        }
        Err(ConnectError::Store(error)) => Err(error.into()),
    }
}

/// Makes the key of assertions; the page shows its certificate.
pub(crate) async fn make_key(
    viewer: Viewer,
    State(app): State<App>,
    SignedForm(_): SignedForm<AuthorizeForm>,
) -> Result<Response> {
    let connection = app.store.find_connection(viewer.tenant()).await?;
    let connection = connection.filter(|connection| connection.client_id.is_some());
    let connection = connection.ok_or_else(|| Error::conflict(Message::new("setup-wrong-step")))?;
    match jobs::make_assertion_key(&app, &connection).await {
        Ok(()) => Ok(Redirect::to(&urls::setup_step(SetupStep::Authorize)).into_response()),
        Err(ConnectError::Store(error)) => Err(error.into()),
        Err(ConnectError::Problem(problem)) => Err(Error::conflict(problem)),
    }
}

/// Only the pages that have the button.
fn page_to_return_to(asked: &str) -> &'static str {
    [urls::PROVISIONING, urls::CONNECTION].into_iter().find(|page| *page == asked).unwrap_or(urls::SETUP)
}

/// The way back. Begun on the provisioning page, it also provisions: back on the home page the cards are shown (S29).
pub(crate) async fn callback(
    viewer: Viewer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let params = parameters(query);
    let end = jobs::finish_authorization(&app, &params, &viewer.person).await?;
    ended(&app, &viewer, end).await
}

async fn ended(app: &App, viewer: &Viewer, end: Callback) -> Result<Response> {
    if !matches!(end.outcome, CallbackOutcome::Authorized { .. }) {
        return not_authorized(app, viewer, end).await;
    }
    if end.return_to != urls::SETUP
        && let Some(connection) = app.store.find_connection(viewer.tenant()).await?
    {
        provisioning::check(app, viewer, &connection).await?;
    }
    let page = Query::new(page_to_return_to(&end.return_to));
    Ok(Redirect::to(&Notice::on("authorized", page)).into_response())
}

fn parameters(query: Option<String>) -> CallbackParams {
    let asked = Parameters::parse(query);
    let get = |name| {
        let value = asked.get(name)?;
        (value.chars().count() <= PARAMETER_MAX).then(|| value.to_owned())
    };
    CallbackParams {
        code: get("code"),
        state: get("state"),
        error: get("error"),
        error_description: get("error_description"),
    }
}

async fn not_authorized(app: &App, viewer: &Viewer, end: Callback) -> Result<Response> {
    let words = viewer.words();
    let shell = Shell::load(app, viewer, Here::Connection).await?.titled(words.phrase("callback-title"));
    let shell = shell.under(urls::CONNECTION, &words.phrase("connection-crumb")).failed(true);
    let (status, sentence, text) = said(&end.outcome);
    let view = CallbackView {
        shell,
        sentence,
        text,
        is_denied: end.outcome == CallbackOutcome::Denied,
        return_to: page_to_return_to(&end.return_to).to_owned(),
    };
    Ok((status, shell::page(viewer, &view)?).into_response())
}

/// Status, what happened, and the way out.
fn said(outcome: &CallbackOutcome) -> (StatusCode, Message, Option<Message>) {
    let plain =
        |status, sentence: &str, text: &str| (status, Message::new(sentence), Some(Message::new(text)));
    match outcome {
        CallbackOutcome::Authorized { .. } => (StatusCode::OK, Message::new("provisioning-authorized"), None),
        CallbackOutcome::Denied => plain(StatusCode::FORBIDDEN, "callback-denied", "callback-denied-text"),
        CallbackOutcome::StateUnknown => {
            plain(StatusCode::BAD_REQUEST, "callback-unknown-state", "callback-unknown-state-text")
        }
        CallbackOutcome::WrongUser { found, expected } => (
            StatusCode::FORBIDDEN,
            Message::new("callback-wrong-user").with("found", found).with("expected", expected),
            Some(Message::new("callback-wrong-user-text").with("expected", expected)),
        ),
        CallbackOutcome::AdministratorAccount { found } => (
            StatusCode::FORBIDDEN,
            Message::new("problem-administrator-account").with("found", found),
            Some(Message::new("problem-administrator-account-way-out").with("found", found)),
        ),
        CallbackOutcome::Failed(problem) => {
            (StatusCode::BAD_REQUEST, problem.clone(), Some(way_out(problem)))
        }
    }
}
