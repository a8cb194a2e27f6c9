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
                Message::new(refused_by_entra(words)).with("code", code).with("words", words)
            }
            Self::Permission => Message::new("problem-graph-permission"),
            Self::Throttled { .. } => Message::new("problem-graph-throttled"),
            Self::Refused { status: 401, code, words } => {
                Message::new("problem-graph-token").with("words", if words.is_empty() { code } else { words })
            }
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

/// Entra numbers its refusals (AADSTS error code reference).
fn refused_by_entra(words: &str) -> &'static str {
    let number = words.strip_prefix("AADSTS").map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next());
    match number.flatten() {
        Some("90002" | "900021" | "900023") => "problem-graph-tenant",
        Some("700016") => "problem-graph-application",
        Some("7000215") => "problem-graph-secret",
        Some("7000222") => "problem-graph-secret-expired",
        Some("65001" | "650057" | "500011" | "650052") => "problem-graph-consent",
        _ => "problem-graph-credentials",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_of_entra_are_told_apart_by_their_number() {
        let key = |words: &str| refused_by_entra(words);
        assert_eq!(
            key("AADSTS7000222: The provided client secret keys are expired."),
            "problem-graph-secret-expired"
        );
        assert_eq!(key("AADSTS7000215: Invalid client secret provided."), "problem-graph-secret");
        assert_eq!(key("AADSTS90002: Tenant 'x' not found."), "problem-graph-tenant");
        assert_eq!(key("AADSTS700016: Application not found in the directory."), "problem-graph-application");
        assert_eq!(key("AADSTS65001: no consent"), "problem-graph-consent");
        assert_eq!(key("AADSTS900029: other"), "problem-graph-credentials");
        assert_eq!(key("invalid_client"), "problem-graph-credentials");
    }
}
