//! What went wrong, told so that a caller knows what to do next.
//!
//! Not here: how an answer is recognised (`answer.rs`), how a failed transport is (`error/transport.rs`).

pub(crate) mod transport;

#[cfg(test)]
mod tests;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use reqwest::Method;

pub use transport::TransportCause;

type Source = Box<dyn StdError + Send + Sync>;

/// Any failure of this library.
///
/// [`Error::kind`] says what happened, with the server's own words where it spoke; the predicates
/// answer the questions a caller has: may I repeat it, did it perhaps happen, is it about rights?
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    request: Option<(Method, String)>,
    /// The request was a write and had left for the instance.
    was_write: bool,
    source: Option<Source>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The credentials or tokens were not accepted: someone must authorise again.
    #[error("the credentials were not accepted: {}", words(.message, .detail.as_deref()))]
    #[non_exhaustive]
    Unauthorized {
        /// The server's message, such as `User Not Authenticated` or an OAuth error code.
        message: String,
        /// The server's detail or OAuth error description.
        detail: Option<String>,
    },
    /// The instance understood and refused (protocol section 1.5).
    #[error("the instance refused with HTTP {status}: {}", words(.message, .detail.as_deref()))]
    #[non_exhaustive]
    Refused {
        /// The HTTP status; below 300 when the transaction was cancelled after the answer had begun.
        status: u16,
        /// The server's message.
        message: String,
        /// The server's detail, where the true reason often is.
        detail: Option<String>,
    },
    /// No such record, or the user may not see it: the instance does not tell which.
    #[error("not found: {}", words(.message, .detail.as_deref()))]
    #[non_exhaustive]
    NotFound {
        /// The server's message.
        message: String,
        /// The server's detail.
        detail: Option<String>,
    },
    /// Too many requests: a rate limit rule, or the instance's queue is full (HTTP 429, sections 6.3 and 6.6).
    #[error("the instance limits the rate of requests{}", after(*.retry_after))]
    #[non_exhaustive]
    RateLimited {
        /// How long the instance asks to wait, where it says so.
        retry_after: Option<Duration>,
    },
    /// The developer instance sleeps and must be woken by its owner (section 6.4).
    #[error("the instance is hibernating")]
    Hibernating,
    /// The instance is being upgraded, is waking up, or the gateway before it does not reach it.
    #[error("the instance is not available for now (HTTP {status})")]
    #[non_exhaustive]
    Maintenance {
        /// The HTTP status.
        status: u16,
    },
    /// The address of this machine is not on the instance's allow list (403 without JSON, section 6.2).
    #[error("the instance does not accept requests from this network address")]
    AddressBlocked,
    /// Something answered, but not the ServiceNow API: a sign-on portal, a proxy, a wrong address.
    #[error("the answer did not come from the ServiceNow API (HTTP {status}, content type {})", .content_type.as_deref().unwrap_or("unknown"))]
    #[non_exhaustive]
    NotServiceNow {
        /// The HTTP status.
        status: u16,
        /// The content type of the answer.
        content_type: Option<String>,
    },
    /// The session's queue on the instance is full (202 without content, section 6.6).
    #[error("the instance took the request in its queue and gave no answer (HTTP 202)")]
    QueueFull,
    /// The answer never came, or not whole.
    #[error("{cause}")]
    #[non_exhaustive]
    Transport {
        /// Which part of the way failed.
        cause: TransportCause,
    },
    /// The answer is JSON of another shape than the protocol's, or cut off.
    #[error("the answer cannot be read at `{path}`")]
    #[non_exhaustive]
    Decode {
        /// Where in the document, such as `result[0].sys_id`.
        path: String,
    },
    /// The answer is larger than this client accepts.
    #[error("the answer is larger than {limit} bytes")]
    #[non_exhaustive]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// Records came back that do not match the query: the instance dropped a part of it, as it does
    /// with fields and operators it does not know (section 1.5), and would have returned everything.
    #[error("the instance did not apply the condition `{condition}`")]
    #[non_exhaustive]
    FilterIgnored {
        /// The condition as encoded query.
        condition: String,
    },
    /// The caller's token store failed.
    #[error("the token store failed")]
    TokenStore,
    /// The caller asked for something that cannot be asked.
    #[error("{reason}")]
    #[non_exhaustive]
    InvalidInput {
        /// What is wrong, and with which value.
        reason: String,
    },
}

fn words(message: &str, detail: Option<&str>) -> String {
    match detail {
        Some(detail) if !detail.is_empty() && detail != message => format!("{message}: {detail}"),
        _ => message.to_owned(),
    }
}

fn after(wait: Option<Duration>) -> String {
    wait.map_or_else(String::new, |wait| format!(": try again in {} s", wait.as_secs()))
}

impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner { kind, request: None, was_write: false, source: None }))
    }

    pub(crate) fn invalid(reason: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidInput { reason: reason.into() })
    }

    pub(crate) fn decode(path: impl Into<String>) -> Self {
        Self::new(ErrorKind::Decode { path: path.into() })
    }

    pub(crate) fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Names the request, unless an inner one is named already, such as a renewal of tokens. The
    /// query is left out because it may hold personal text.
    pub(crate) fn during(mut self, method: &Method, path: &str) -> Self {
        let path = path.split('?').next().unwrap_or_default();
        self.0.request.get_or_insert_with(|| (method.clone(), path.to_owned()));
        self
    }

    pub(crate) fn of_write(mut self, was_write: bool) -> Self {
        self.0.was_write = was_write;
        self
    }

    /// What happened.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Whether the same request may succeed later without anyone changing it or its credentials.
    ///
    /// For a write, [`Error::may_have_taken_effect`] must be asked too before it is repeated. A
    /// hibernating instance counts: it answers again once its owner has woken it.
    pub fn is_retryable(&self) -> bool {
        matches!(self.kind(), ErrorKind::Hibernating) || self.is_transient()
    }

    /// Whether a repetition within seconds makes sense.
    pub(crate) fn is_transient(&self) -> bool {
        match self.kind() {
            ErrorKind::RateLimited { .. } | ErrorKind::Maintenance { .. } | ErrorKind::QueueFull => true,
            ErrorKind::Transport { cause } => *cause != TransportCause::Tls,
            ErrorKind::Refused { status, message, .. } => {
                matches!(status, 408 | 502..=504) || message.starts_with("Transaction cancelled")
            }
            _ => false,
        }
    }

    /// Whether a write may have been carried out although it ended in this error.
    ///
    /// True after a timeout, a broken connection, a server error, an answer that was cut off or
    /// unreadable, and a 202 without content: the instance may have committed (protocol section
    /// 6.5). Look for the record by its correlation id before you repeat such a write.
    pub fn may_have_taken_effect(&self) -> bool {
        let unsure = match self.kind() {
            ErrorKind::Transport { cause } => cause.may_follow_delivery(),
            ErrorKind::Refused { status, .. } | ErrorKind::NotServiceNow { status, .. } => {
                matches!(status, 200..=299 | 408 | 500..)
            }
            ErrorKind::Maintenance { status } => *status >= 500,
            ErrorKind::QueueFull | ErrorKind::Decode { .. } | ErrorKind::TooLarge { .. } => true,
            _ => false,
        };
        self.0.was_write && unsure
    }

    /// Whether credentials or rights are the reason, rather than the data.
    pub fn is_authorization(&self) -> bool {
        const ABOUT_RIGHTS: [&str; 4] =
            ["insufficient rights", "not authorized", "acl exception", "do not have permission"];
        match self.kind() {
            ErrorKind::Unauthorized { .. } => true,
            ErrorKind::Refused { status: 403, message, detail } => {
                let said = words(message, detail.as_deref()).to_lowercase();
                ABOUT_RIGHTS.iter().any(|about| said.contains(about))
            }
            _ => false,
        }
    }

    /// Whether the record does not exist or may not be seen.
    pub fn is_not_found(&self) -> bool {
        matches!(self.kind(), ErrorKind::NotFound { .. })
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self::new(kind)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((method, path)) = &self.0.request {
            write!(f, "{method} {path}: ")?;
        }
        self.0.kind.fmt(f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("request", &self.0.request)
            .field("was_write", &self.0.was_write)
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
