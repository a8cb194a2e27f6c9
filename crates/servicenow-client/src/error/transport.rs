//! Which part of the way to an instance failed, read from the error chain of the HTTP client.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use super::{Error, ErrorKind};

/// Which part of the way to the instance failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportCause {
    /// The host name has no address.
    Dns,
    /// No connection: refused, unreachable, or not made in time.
    Connect,
    /// No trust: the certificate, or TLS itself.
    Tls,
    /// The request was sent, and no whole answer came in time.
    Timeout,
    /// The connection broke after it had been made.
    Interrupted,
}

impl TransportCause {
    /// Whether the request may have reached the instance.
    pub(crate) fn may_follow_delivery(self) -> bool {
        matches!(self, Self::Timeout | Self::Interrupted)
    }

    fn of(error: &reqwest::Error) -> Self {
        if error.is_dns() {
            Self::Dns
        } else if chain(error).any(is_tls) {
            Self::Tls
        } else if error.is_connect() {
            Self::Connect
        } else if error.is_timeout() {
            Self::Timeout
        } else {
            Self::Interrupted
        }
    }
}

impl fmt::Display for TransportCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dns => "the host name of the instance cannot be resolved",
            Self::Connect => "no connection to the instance",
            Self::Tls => "no trusted connection to the instance",
            Self::Timeout => "the instance did not answer in time",
            Self::Interrupted => "the connection to the instance broke off",
        })
    }
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        // The address may hold a query with personal text.
        let error = error.without_url();
        if error.is_builder() {
            return Self::invalid("the request cannot be built").with_source(error);
        }
        Self::new(ErrorKind::Transport { cause: TransportCause::of(&error) }).with_source(error)
    }
}

fn chain<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn StdError + 'static)| (**error).source())
}

/// An `io::Error` hides what it carries from the chain, so it is opened by hand.
fn is_tls(error: &(dyn StdError + 'static)) -> bool {
    error.is::<rustls::Error>()
        || error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
            .is_some_and(|inner| chain(inner).any(is_tls))
}
