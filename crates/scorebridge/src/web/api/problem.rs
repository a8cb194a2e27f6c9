//! Failures of the API as problem documents (RFC 9457), in the language that the request asks for.
//!
//! A handler fails with a [`Problem`]. What else fails on the way (an unknown path, a wrong host, a time limit, a
//! panic) becomes a document too, where the middleware sees the answer last.

use axum::Json;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

use crate::i18n;
use crate::ids::TicketId;
use crate::message::Message;
use crate::store::{Language, StoreError};
use crate::tickets::FieldError;
use crate::web::error;
use crate::web::middleware::RequestId;
use crate::web::viewer::asked_language;

/// Result of a handler.
pub(super) type Result<T> = std::result::Result<T, Problem>;

const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Why a request did not get what it asked for.
#[derive(Debug, Clone)]
pub(in crate::web) struct Problem(Box<Parted>);

#[derive(Debug, Clone)]
struct Parted {
    status: StatusCode,
    message: Message,
    errors: Vec<(&'static str, Message)>,
    ticket: Option<TicketId>,
}

impl Problem {
    /// A status with words of the catalogue.
    pub(super) fn new(status: StatusCode, message: Message) -> Self {
        Self(Box::new(Parted { status, message, errors: Vec::new(), ticket: None }))
    }

    /// 400: a part of the request cannot be read; `reason` is for the program's author.
    pub(super) fn unreadable(what: &str, reason: impl std::fmt::Display) -> Self {
        let message = Message::new("api-unreadable").with("what", what).with("reason", reason);
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 404: it does not exist (any more), in words that say what.
    pub(super) fn not_found(message: Message) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// 409: the state of things does not allow it.
    pub(super) fn conflict(message: Message) -> Self {
        Self::new(StatusCode::CONFLICT, message)
    }

    /// 422: fields are wrong, all of them.
    pub(super) fn invalid(errors: Vec<FieldError>) -> Self {
        let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, Message::new("api-invalid"));
        problem.0.errors = errors.into_iter().map(|error| (error.field.as_str(), error.message)).collect();
        problem
    }

    /// 422: one field is wrong.
    pub(super) fn wrong(field: &'static str, message: Message) -> Self {
        let mut problem = Self::invalid(Vec::new());
        problem.0.errors.push((field, message));
        problem
    }

    /// 500: something inside failed. The log gets the reason.
    pub(super) fn internal(error: &anyhow::Error) -> Self {
        tracing::error!(error = format!("{error:#}"), "request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, Message::new("error-500"))
    }

    /// Names the ticket that stands in the way.
    pub(super) fn about(mut self, ticket: TicketId) -> Self {
        self.0.ticket = Some(ticket);
        self
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::internal(&error.into())
    }
}

/// The words wait for [`document`], which knows the language.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A problem document.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct Document {
    /// What kind of problem it is: `urn:scorebridge:problem:` and the code.
    #[serde(rename = "type")]
    #[schema(example = "urn:scorebridge:problem:api-already-open")]
    kind: String,
    /// The kind of failure in a few words.
    title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What failed and what to do, as a sentence for people.
    detail: String,
    /// The same as a key word for programs.
    code: String,
    /// Reference of the request, to be found in the log.
    reference: String,
    /// Every field that is wrong; only for 422.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<WrongField>,
    /// The ticket that stands in the way, if one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    ticket: Option<String>,
}

/// What is wrong with one field.
#[derive(Debug, Serialize, ToSchema)]
struct WrongField {
    /// Name of the field.
    field: &'static str,
    /// Why and what to do, as a sentence for people.
    detail: String,
    /// The same as a key word for programs.
    code: String,
}

/// Failures that every request can have.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "read by the document only")]
pub(super) enum Failures {
    /// The request cannot be read.
    #[response(status = 400, content_type = "application/problem+json")]
    Unreadable(#[to_schema] Document),
    /// The token is missing or unknown.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(#[to_schema] Document),
    /// The person may not do this.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(#[to_schema] Document),
    /// Anything else that is the request's fault.
    #[response(status = "4XX", content_type = "application/problem+json")]
    Refused(#[to_schema] Document),
    /// Something inside the portal or at ServiceNow failed.
    #[response(status = "5XX", content_type = "application/problem+json")]
    Failed(#[to_schema] Document),
}

/// Gives a failed answer of the API its document.
pub(in crate::web) fn document(mut response: Response, asked: &Parts) -> Response {
    if !response.status().is_client_error() && !response.status().is_server_error() {
        return response;
    }
    let language = asked_language(&asked.headers);
    let reference = asked.extensions.get::<RequestId>().map_or_else(String::new, |id| id.0.clone());
    let body = Json(write(&problem_of(&mut response), language, reference)).into_response().into_body();
    *response.body_mut() = body;
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, MEDIA_TYPE);
    response
}

/// What a handler, a page's error or a layer left behind.
fn problem_of(response: &mut Response) -> Problem {
    let status = response.status();
    let extensions = response.extensions_mut();
    if let Some(problem) = extensions.remove::<Problem>() {
        return problem;
    }
    let message = extensions.remove::<error::Problem>().and_then(|problem| problem.message);
    Problem::new(status, message.unwrap_or_else(|| Message::new(sentence(status))))
}

fn write(problem: &Problem, language: Language, reference: String) -> Document {
    let Parted { status, message, errors, ticket } = &*problem.0;
    let wrong = |(field, message): &(&'static str, Message)| WrongField {
        field,
        detail: i18n::message(language, message),
        code: message.key.clone(),
    };
    Document {
        kind: format!("urn:scorebridge:problem:{}", message.key),
        title: i18n::text(language, title(*status)),
        status: status.as_u16(),
        detail: i18n::message(language, message),
        code: message.key.clone(),
        reference,
        errors: errors.iter().map(wrong).collect(),
        ticket: ticket.map(|ticket| ticket.to_string()),
    }
}

fn title(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 => "api-title-401",
        403 => "api-title-403",
        404 => "api-title-404",
        405 => "api-title-405",
        409 => "api-title-409",
        413 => "api-title-413",
        415 => "api-title-415",
        422 => "api-title-422",
        400..=499 => "api-title-400",
        502..=504 => "api-title-503",
        _ => "api-title-500",
    }
}

fn sentence(status: StatusCode) -> &'static str {
    match status.as_u16() {
        403 => "error-403",
        404 => "api-no-path",
        405 => "api-no-method",
        413 => "error-413",
        429 => "error-429",
        503 => "error-503",
        400..=499 => "api-refused",
        _ => "error-500",
    }
}
