//! What a failed call means for the delivery of a ticket.

use servicenow_client::{Error, ErrorKind, TransportCause};

/// What a failed call means for the delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::jobs) enum Verdict {
    /// The record may exist: look before repeating.
    Unclear,
    /// The instance refused this record for a reason that trying again does not mend.
    Refused,
    /// Certainly nothing happened; trying again may help.
    NoEffect,
}

/// Judges the failure of a create call.
pub(in crate::jobs) fn verdict(error: &Error) -> Verdict {
    if error.may_have_taken_effect() {
        return Verdict::Unclear;
    }
    match error.kind() {
        ErrorKind::Refused { .. } | ErrorKind::NotFound { .. } | ErrorKind::InvalidInput { .. } => {
            Verdict::Refused
        }
        _ => Verdict::NoEffect,
    }
}

/// Key word and status for the ledger.
pub(in crate::jobs) fn key_word(error: &Error) -> (&'static str, Option<u16>) {
    match error.kind() {
        ErrorKind::Unauthorized { .. } => ("unauthorized", Some(401)),
        ErrorKind::Refused { status, .. } => ("refused", Some(*status)),
        ErrorKind::NotFound { .. } => ("not-found", Some(404)),
        ErrorKind::RateLimited { .. } => ("rate-limited", Some(429)),
        ErrorKind::Hibernating => ("hibernating", Some(200)),
        ErrorKind::Maintenance { status, .. } => ("maintenance", Some(*status)),
        ErrorKind::AddressBlocked => ("address-blocked", Some(403)),
        ErrorKind::NotServiceNow { status, .. } => ("not-servicenow", Some(*status)),
        ErrorKind::QueueFull => ("queue-full", Some(202)),
        ErrorKind::Transport { cause, .. } => (transport_word(*cause), None),
        ErrorKind::Decode { .. } => ("unreadable", None),
        ErrorKind::TooLarge { .. } => ("too-large", None),
        ErrorKind::FilterIgnored { .. } => ("filter-ignored", Some(200)),
        ErrorKind::TokenStore => ("token-store", None),
        _ => ("other", None),
    }
}

fn transport_word(cause: TransportCause) -> &'static str {
    match cause {
        TransportCause::Dns => "dns",
        TransportCause::Connect => "no-connection",
        TransportCause::Tls => "tls",
        TransportCause::Timeout => "timeout",
        _ => "interrupted",
    }
}
