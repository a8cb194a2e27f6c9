//! Remembers the last requests, for tests and `/dev/requests`. Credentials
//! are not kept.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use jiff::Timestamp;
use serde::Serialize;

/// Requests kept; the oldest go first.
const KEPT: usize = 500;
/// Parameters of sign-in and OAuth that are credentials.
const SECRETS: [&str; 10] = [
    "user_password",
    "password",
    "client_secret",
    "code",
    "code_verifier",
    "refresh_token",
    "access_token",
    "token",
    "assertion",
    "sysparm_ck",
];
/// Bytes of a body that are kept.
const BODY: usize = 16 * 1024;

/// A request the instance received, and what it answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// Counts from 1, without gaps, also over requests no longer kept.
    pub sequence: u64,
    /// Moment of arrival by the instance's clock.
    pub at: Timestamp,
    /// `GET`, `POST` and so on.
    pub method: String,
    /// Path without the query.
    pub path: String,
    /// Query without the question mark; empty when there is none.
    pub query: String,
    /// Names in lower case. Of credentials only the scheme is kept.
    pub headers: Vec<(String, String)>,
    /// The first 16 KiB, as text.
    pub body: String,
    /// Status of the answer; `None` while it is worked on, and for ever when
    /// the connection was closed without an answer.
    pub status: Option<u16>,
}

/// The last requests of one instance.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    log: Mutex<Log>,
}

#[derive(Debug, Default)]
struct Log {
    next: u64,
    entries: VecDeque<RecordedRequest>,
}

impl Recorder {
    /// Notes an arrival; the answer follows under the returned number.
    pub(crate) fn open(
        &self,
        at: Timestamp,
        (method, uri): (&Method, &Uri),
        headers: &HeaderMap,
        body: &[u8],
    ) -> u64 {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.next += 1;
        let sequence = log.next;
        if log.entries.len() == KEPT {
            log.entries.pop_front();
        }
        log.entries.push_back(RecordedRequest {
            sequence,
            at,
            method: method.to_string(),
            path: uri.path().to_owned(),
            query: without_secrets(uri.query().unwrap_or_default()),
            headers: headers.iter().map(shown).collect(),
            body: if is_form(headers) { without_secrets(&text(body)) } else { text(body) },
            status: None,
        });
        sequence
    }

    pub(crate) fn close(&self, sequence: u64, status: StatusCode) {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = log.entries.iter_mut().rev().find(|entry| entry.sequence == sequence);
        if let Some(entry) = entry {
            entry.status = Some(status.as_u16());
        }
    }

    /// Oldest first.
    pub(crate) fn all(&self) -> Vec<RecordedRequest> {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.entries.iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.entries.clear();
    }
}

fn shown((name, value): (&header::HeaderName, &header::HeaderValue)) -> (String, String) {
    let value = String::from_utf8_lossy(value.as_bytes());
    let shown = match *name {
        header::AUTHORIZATION => {
            let scheme = value.split(' ').next().unwrap_or_default();
            format!("{scheme} ***")
        }
        header::COOKIE => "***".to_owned(),
        _ if matches!(name.as_str(), "x-usertoken" | "x-sn-apikey" | "x-mfa_token") => "***".to_owned(),
        _ => value.into_owned(),
    };
    (name.as_str().to_owned(), shown)
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(header::HeaderValue::as_bytes).unwrap_or_default();
    kind.to_ascii_lowercase().starts_with(b"application/x-www-form-urlencoded")
}

/// A query or form with `***` for the values of credentials.
fn without_secrets(encoded: &str) -> String {
    let hidden = encoded.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if SECRETS.contains(&name) => format!("{name}=***"),
        _ => pair.to_owned(),
    });
    hidden.collect::<Vec<_>>().join("&")
}

fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(BODY)]).into_owned()
}
