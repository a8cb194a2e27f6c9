//! Graph's error envelope. Every refusal of the security endpoints is made here.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

/// A refusal. It travels as a response extension; `envelope::finish` writes the body, which needs the request
/// id and the time.
#[derive(Clone, Debug)]
pub(crate) struct GraphError {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl GraphError {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    /// What the service says when a provider behind it refused: nothing useful.
    pub(crate) fn opaque() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "", "Http request failed with statusCode=BadRequest")
    }

    pub(crate) fn no_such(kind: &str, id: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "ResourceNotFound", format!("No {kind} has the id '{id}'."))
    }

    pub(crate) fn invalid_token(reason: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", reason)
    }

    pub(crate) fn forbidden(needed: &str, held: &[String]) -> Self {
        let held = if held.is_empty() { "none".to_owned() } else { held.join(", ") };
        let message = format!("The token lacks the permission {needed}. Token roles: {held}.");
        Self::new(StatusCode::FORBIDDEN, "Forbidden", message)
    }

    pub(crate) fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", "The body is longer than 64 KiB.")
    }

    pub(crate) fn throttled() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "TooManyRequests", "Too many requests. Try again later.")
    }

    pub(crate) fn unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable", "The service is not available now.")
    }
}

impl IntoResponse for GraphError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
