//! The page of a failed request: what failed, what to do, a reference. With the shell when the person is known and
//! the store answers, without it otherwise.

use askama::Template;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use super::error::Error;
use super::filters;
use super::middleware::RequestId;
use super::shell::{self, Bare, Here, Shell};
use super::urls;
use super::viewer::{Viewer, Visitor};
use crate::app::App;
use crate::i18n::Words;
use crate::message::Message;

#[derive(Template)]
#[template(path = "pages/problem.html")]
struct ProblemView {
    shell: Shell,
    problem: Facts,
}

#[derive(Template)]
#[template(path = "pages/problem_bare.html")]
struct BareProblemView {
    bare: Bare,
    problem: Facts,
}

struct Facts {
    title: String,
    sentence: String,
    reference: String,
    again: String,
}

impl Facts {
    fn new(words: &Words, status: StatusCode, message: Option<&Message>, parts: &Parts) -> Self {
        let default = Message::new(sentence_key(status));
        Self {
            title: words.phrase(title_key(status)).to_string(),
            sentence: words.message(message.unwrap_or(&default)).to_string(),
            reference: parts.extensions.get::<RequestId>().map_or_else(String::new, |id| id.0.clone()),
            again: parts.uri.path_and_query().map_or(urls::HOME, |path| path.as_str()).to_owned(),
        }
    }
}

/// No route has this path.
pub(super) async fn not_found() -> Error {
    Error::not_found(Message::new("error-404"))
}

/// The route has no such method.
pub(super) async fn wrong_method() -> Error {
    Error::Status(StatusCode::METHOD_NOT_ALLOWED, Message::new("error-405"))
}

/// The page for a failed request.
pub(super) async fn page(
    app: &App,
    mut parts: Parts,
    status: StatusCode,
    message: Option<Message>,
) -> Response {
    let body = match with_shell(app, &mut parts, status, message.as_ref()).await {
        Ok(Some(body)) => body,
        Ok(None) | Err(_) => without_shell(app, &mut parts, status, message.as_ref()).await,
    };
    (status, body).into_response()
}

async fn with_shell(
    app: &App,
    parts: &mut Parts,
    status: StatusCode,
    message: Option<&Message>,
) -> Result<Option<Response>, Error> {
    let viewer = <Viewer as OptionalFromRequestParts<App>>::from_request_parts(parts, app).await?;
    let Some(viewer) = viewer else { return Ok(None) };
    let problem = Facts::new(viewer.words(), status, message, parts);
    let shell = Shell::load(app, &viewer, Here::Elsewhere).await?.titled(&problem.title);
    shell::page(&viewer, &ProblemView { shell, problem }).map(Some)
}

async fn without_shell(
    app: &App,
    parts: &mut Parts,
    status: StatusCode,
    message: Option<&Message>,
) -> Response {
    let Ok(visitor) = <Visitor as FromRequestParts<App>>::from_request_parts(parts, app).await;
    let problem = Facts::new(&visitor.words, status, message, parts);
    let bare = Bare::new(&visitor, &problem.title);
    shell::bare_page(&visitor, &BareProblemView { bare, problem }).unwrap_or_else(|error| {
        tracing::error!(%error, "write an error page");
        "".into_response()
    })
}

fn title_key(status: StatusCode) -> &'static str {
    match status.as_u16() {
        403 => "error-403-title",
        404 => "error-404-title",
        409 => "error-409-title",
        413 => "error-413-title",
        429 => "error-429-title",
        503 => "error-503-title",
        400..=499 => "error-400-title",
        _ => "error-500-title",
    }
}

fn sentence_key(status: StatusCode) -> &'static str {
    match status.as_u16() {
        403 => "error-403",
        404 => "error-404",
        405 => "error-405",
        409 => "error-409",
        413 => "error-413",
        429 => "error-429",
        503 => "error-503",
        400..=499 => "error-400",
        _ => "error-500",
    }
}
