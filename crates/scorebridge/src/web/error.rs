//! What can go wrong with a request, as one type. How it looks is decided later, where the person's language and
//! the shell are known: see `middleware::problems`.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::urls::{self, Query};
use crate::message::Message;
use crate::store::StoreError;

/// Result of a handler.
pub(crate) type Result<T> = std::result::Result<T, Error>;

/// Why a request did not get what it asked for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// Nobody is signed in; holds the page to come back to.
    #[error("nobody is signed in")]
    SignIn(String),
    /// A status of the protocol with the words for the person.
    #[error("answered {0}: {key}", key = .1.key)]
    Status(StatusCode, Message),
    /// Something inside failed; the person gets a reference, the log the reason.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

impl Error {
    /// 400: the request makes no sense.
    pub(crate) fn bad_request(message: Message) -> Self {
        Self::Status(StatusCode::BAD_REQUEST, message)
    }

    /// 403: this person may not.
    pub(crate) fn forbidden(message: Message) -> Self {
        Self::Status(StatusCode::FORBIDDEN, message)
    }

    /// 404: it does not exist (any more), in words that say what.
    pub(crate) fn not_found(message: Message) -> Self {
        Self::Status(StatusCode::NOT_FOUND, message)
    }

    /// 409: it is not as the person saw it.
    pub(crate) fn conflict(message: Message) -> Self {
        Self::Status(StatusCode::CONFLICT, message)
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.into())
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Self {
        Self::Internal(anyhow::Error::new(error).context("write the page"))
    }
}

/// A problem that waits for its page.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    /// What to say; `None` for the words of the status.
    pub(crate) message: Option<Message>,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, message) = match self {
            Self::SignIn(return_to) => {
                let to = Query::new(urls::SIGN_IN).with("return_to", return_to);
                return Redirect::to(&to.to_string()).into_response();
            }
            Self::Status(status, message) => (status, Some(message)),
            Self::Internal(error) => {
                tracing::error!(error = format!("{error:#}"), "request failed");
                (StatusCode::INTERNAL_SERVER_ERROR, None)
            }
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Problem { message });
        response
    }
}
