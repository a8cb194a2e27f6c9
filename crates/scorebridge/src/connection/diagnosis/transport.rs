//! Why a call did not come through: name, network, certificate, or the proxy on the way.

use std::error::Error as StdError;
use std::io;

use servicenow_client::{Error, TransportCause};

use super::{Place, PrivateAddress, named};
use crate::message::Message;

/// Why a call got no answer.
pub(super) fn problem(place: Place<'_>, cause: TransportCause, error: &Error) -> Message {
    if cause_of::<PrivateAddress>(error).is_some() {
        return named("problem-private-address");
    }
    match (place.proxy, cause) {
        (_, TransportCause::Tls) => named(certificate(error)),
        (Some(proxy), TransportCause::Dns | TransportCause::Connect) => {
            named(refusal_of_proxy(error)).with("proxy", proxy)
        }
        (None, TransportCause::Dns) => named("problem-dns"),
        (None, TransportCause::Connect) => named("problem-connect"),
        (_, TransportCause::Timeout) => named("problem-timeout"),
        _ => named("problem-interrupted"),
    }
}

/// What the proxy says instead of passing a call without TLS on; `None` for an answer of the instance. Through a tunnel
/// the proxy says nothing of its own.
pub(super) fn answer_of_proxy(place: Place<'_>, status: u16) -> Option<Message> {
    let proxy = place.proxy.filter(|_| place.instance.as_url().scheme() == "http")?;
    match status {
        407 => Some(named("problem-proxy-sign-in").with("proxy", proxy)),
        502 | 504 => Some(named("problem-proxy").with("proxy", proxy)),
        _ => None,
    }
}

/// What is wrong with a certificate.
fn certificate(error: &Error) -> &'static str {
    use rustls::CertificateError as Fault;
    match cause_of::<rustls::Error>(error) {
        Some(rustls::Error::InvalidCertificate(
            Fault::Expired
            | Fault::ExpiredContext { .. }
            | Fault::NotValidYet
            | Fault::NotValidYetContext { .. },
        )) => "problem-tls-expired",
        Some(rustls::Error::InvalidCertificate(
            Fault::NotValidForName | Fault::NotValidForNameContext { .. },
        )) => "problem-tls-name",
        _ => "problem-tls",
    }
}

/// The HTTP client keeps the type of the refusal of a tunnel to itself, so that its words are read.
fn refusal_of_proxy(error: &Error) -> &'static str {
    let words = causes(error).map(ToString::to_string).find(|words| words.starts_with("tunnel error"));
    match words {
        Some(words) if words.contains("authorization required") => "problem-proxy-sign-in",
        Some(words) if !words.contains("underlying connection") => "problem-proxy",
        _ => "problem-proxy-down",
    }
}

fn cause_of<T: StdError + 'static>(error: &Error) -> Option<&T> {
    causes(error).find_map(|cause| cause.downcast_ref::<T>())
}

/// An error and everything that it comes from. An `io::Error` hides what it carries, so it is opened by hand.
fn causes<'a>(error: &'a Error) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    let first: &'a (dyn StdError + 'static) = error;
    std::iter::successors(Some(first), |error: &&'a (dyn StdError + 'static)| {
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => (**error).source(),
        }
    })
}
