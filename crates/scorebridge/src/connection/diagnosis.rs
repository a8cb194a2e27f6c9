//! Recognises what stands in the way, and names the way out. Every problem is a [`Message`] with a key `problem-...`;
//! its way out stands in the catalogue under the same key with `-way-out` and takes the same arguments.

mod refusal;
mod transport;

#[cfg(test)]
mod tests;

use servicenow_client::{Error, ErrorKind, InstanceUrl};

pub use refusal::recognise;

use crate::message::Message;

/// The way out of a problem, or of a check that did not pass.
pub fn way_out(problem: &Message) -> Message {
    Message { key: format!("{}-way-out", problem.key), args: problem.args.clone() }
}

/// An instance has an address that the portal does not call: loopback, private, link-local or reserved. Stands in
/// the chain of causes of a failed call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{host} has no public address")]
pub struct PrivateAddress {
    /// Host name or address.
    pub host: String,
}

/// Where a call went: what the explanation of its failure needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The instance.
    pub instance: &'a InstanceUrl,
    /// Addresses that the portal calls from, as configured (S28).
    pub egress: &'a [String],
    /// The proxy on the way, as host and port.
    pub proxy: Option<&'a str>,
}

impl Place<'_> {
    /// Why a call failed.
    pub fn problem(&self, error: &Error) -> Message {
        let problem = match error.kind() {
            ErrorKind::Unauthorized { message, detail, .. } => {
                named("problem-unauthorized").with("words", quoted(message, detail.as_deref()))
            }
            ErrorKind::Refused { status, message, detail, .. } => {
                refusal::problem(*status, message, detail.as_deref())
            }
            ErrorKind::NotFound { .. } => named("problem-not-found"),
            ErrorKind::RateLimited { retry_after, .. } => named("problem-rate-limited")
                .with("minutes", retry_after.map_or(0, |wait| wait.as_secs().div_ceil(60))),
            ErrorKind::Hibernating => named("problem-hibernating"),
            ErrorKind::Maintenance { status, .. } => transport::answer_of_proxy(*self, *status)
                .unwrap_or_else(|| named("problem-maintenance").with("status", status)),
            ErrorKind::AddressBlocked => self.blocked(),
            ErrorKind::NotServiceNow { status, content_type, .. } => {
                transport::answer_of_proxy(*self, *status).unwrap_or_else(|| {
                    named("problem-not-servicenow")
                        .with("status", status)
                        .with("content", content_type.as_deref().unwrap_or("-"))
                })
            }
            ErrorKind::QueueFull => named("problem-queue-full"),
            ErrorKind::Transport { cause, .. } => transport::problem(*self, *cause, error),
            ErrorKind::FilterIgnored { condition, .. } => {
                named("problem-filter-ignored").with("condition", condition)
            }
            ErrorKind::TokenStore => named("problem-token-store"),
            ErrorKind::InvalidInput { reason, .. } => named("problem-invalid-input").with("words", reason),
            _ => named("problem-unreadable"),
        };
        problem.with("instance", self.instance.name()).with("host", self.host())
    }

    /// S28: the addresses to allow, where an administrator configured them.
    fn blocked(&self) -> Message {
        match self.egress {
            [] => named("problem-address-blocked-unlisted"),
            addresses => named("problem-address-blocked").with("addresses", addresses.join(", ")),
        }
    }

    fn host(&self) -> &str {
        self.instance.as_url().host_str().unwrap_or_default()
    }
}

fn named(key: &str) -> Message {
    Message::new(key)
}

/// The instance's words, short enough to be shown.
fn quoted(message: &str, detail: Option<&str>) -> String {
    const SHOWN: usize = 300;
    let said = match detail {
        Some(detail) if !detail.is_empty() && detail != message => format!("{message}: {detail}"),
        _ => message.to_owned(),
    };
    said.chars().filter(|c| !c.is_control()).take(SHOWN).collect()
}

/// Whether a problem is the connection's rather than one ticket's: a ticket is not given up for it.
pub fn is_of_connection(problem: &Message) -> bool {
    const KEYS: [&str; 22] = [
        "problem-unauthorized",
        "problem-authorization-expired",
        "problem-not-authorized",
        "problem-client-missing",
        "problem-hibernating",
        "problem-maintenance",
        "problem-address-blocked",
        "problem-address-blocked-unlisted",
        "problem-not-servicenow",
        "problem-host-not-allowed",
        "problem-private-address",
        "problem-dns",
        "problem-proxy",
        "problem-proxy-down",
        "problem-proxy-sign-in",
        "problem-tls",
        "problem-tls-expired",
        "problem-tls-name",
        "problem-connect",
        "problem-timeout",
        "problem-rate-limited",
        "problem-queue-full",
    ];
    KEYS.contains(&problem.key.as_str())
}

/// What a failed call says of the connection as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// Nothing: the matter is this one call.
    Unaffected,
    /// The instance asks to wait; it works.
    Busy,
    /// The instance, or the way to it, does not work for now.
    Unreachable,
    /// The instance takes our tokens no more.
    AuthorizationEnded,
}

/// Reads the health of the connection from a failure.
pub fn health_of(error: &Error) -> Health {
    match error.kind() {
        ErrorKind::Unauthorized { .. } => Health::AuthorizationEnded,
        ErrorKind::RateLimited { .. } | ErrorKind::QueueFull => Health::Busy,
        ErrorKind::Hibernating
        | ErrorKind::Maintenance { .. }
        | ErrorKind::AddressBlocked
        | ErrorKind::NotServiceNow { .. } => Health::Unreachable,
        // A write that got no answer says little: the instance may be slow with this one record.
        ErrorKind::Transport { .. } if !error.may_have_taken_effect() => Health::Unreachable,
        _ => Health::Unaffected,
    }
}
