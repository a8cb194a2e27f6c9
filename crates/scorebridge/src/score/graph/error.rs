//! Why Graph did not give scores, and what an administrator can do about it.

use std::time::Duration;

use crate::message::Message;

/// Why Graph did not give scores.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GraphError {
    /// The token endpoint refused id or secret.
    #[error("the token endpoint refused the application: {code}: {words}")]
    Credentials {
        /// `invalid_client`, `AADSTS7000215`, ...
        code: String,
        /// Its words.
        words: String,
    },
    /// The application lacks the permission or the administrator's consent.
    #[error("the application may not read Secure Score")]
    Permission,
    /// Too many requests.
    #[error("Graph limits the rate of requests")]
    Throttled {
        /// How long it asks to wait.
        retry_after: Option<Duration>,
    },
    /// Any other refusal.
    #[error("Graph refused with HTTP {status}: {code}: {words}")]
    Refused {
        /// Status.
        status: u16,
        /// Error code; may be empty.
        code: String,
        /// Its words.
        words: String,
    },
    /// No answer.
    #[error("reach {host}: {reason}")]
    Unreachable {
        /// Host that was called.
        host: String,
        /// The chain of causes.
        reason: String,
    },
    /// The answer is not what Graph documents.
    #[error("read the answer of {host}: {reason}")]
    Unreadable {
        /// Host that was called.
        host: String,
        /// What is wrong.
        reason: String,
    },
    /// A next page lies elsewhere.
    #[error("the next page {0:?} is not at Graph")]
    Left(String),
    /// The tenant has no score yet.
    #[error("the tenant has no score yet")]
    Empty,
}

impl GraphError {
    /// What to tell people; the way out stands under the same key with `-way-out`.
    pub fn problem(&self) -> Message {
        match self {
            Self::Credentials { code, words } => {
                Message::new("problem-graph-credentials").with("code", code).with("words", words)
            }
            Self::Permission => Message::new("problem-graph-permission"),
            Self::Throttled { .. } => Message::new("problem-graph-throttled"),
            Self::Refused { status, code, words } => Message::new("problem-graph-refused")
                .with("status", status)
                .with("words", if words.is_empty() { code } else { words }),
            Self::Unreachable { host, .. } => Message::new("problem-graph-unreachable").with("host", host),
            Self::Unreadable { host, .. } => Message::new("problem-graph-unreadable").with("host", host),
            Self::Left(_) => Message::new("problem-graph-left"),
            Self::Empty => Message::new("problem-graph-empty"),
        }
    }
}
