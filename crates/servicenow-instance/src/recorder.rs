//! Remembers the last requests, for tests and `/dev/requests`. Credentials
//! are not kept.

mod secrets;

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use jiff::Timestamp;
use serde::Serialize;

/// Requests kept; the oldest go first.
const KEPT: usize = 500;
/// Bytes of a body that are kept.
const BODY: usize = 16 * 1024;
/// Bytes up to which a body is looked through; of larger ones the size is kept.
const LARGEST_READ: usize = 1024 * 1024;

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
    /// The first 16 KiB, as text; of more than 1 MiB the size only.
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
        let mut entry = RecordedRequest {
            sequence: 0,
            at,
            method: method.to_string(),
            path: uri.path().to_owned(),
            query: secrets::form(uri.query().unwrap_or_default()),
            headers: headers.iter().map(shown).collect(),
            body: shown_body(headers, body),
            status: None,
        };
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.next += 1;
        let sequence = log.next;
        entry.sequence = sequence;
        let oldest = if log.entries.len() == KEPT { log.entries.pop_front() } else { None };
        log.entries.push_back(entry);
        drop(log);
        drop(oldest);
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
    (name.as_str().to_owned(), secrets::header(name, &value))
}

/// Credentials go before the body is cut, so that no half of one stays.
fn shown_body(headers: &HeaderMap, body: &[u8]) -> String {
    if body.len() > LARGEST_READ {
        return format!("({} bytes)", body.len());
    }
    let text = String::from_utf8_lossy(body);
    let mut shown = if is_form(headers) { secrets::form(&text) } else { secrets::body(&text) };
    let end = (0..=BODY.min(shown.len())).rev().find(|end| shown.is_char_boundary(*end));
    shown.truncate(end.unwrap_or_default());
    shown
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(header::HeaderValue::as_bytes).unwrap_or_default();
    kind.to_ascii_lowercase().starts_with(b"application/x-www-form-urlencoded")
}
