//! What an answer means: the one place that tells ServiceNow's answers, its refusals and foreign
//! pages apart (protocol sections 1.5 and 6).

#[cfg(test)]
mod tests;

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER};
use serde_json::Value;

use crate::ErrorKind;
use crate::wire::RawAnswer;

/// Pages are recognised by their beginning; a marker never stands later.
const PAGE_START: usize = 64 * 1024;
const ASLEEP: [&str; 4] = ["hibernat", "wu=true", "signon.service-now.com", "developer.servicenow.com"];
const AWAY: [&str; 3] = ["undergoing maintenance", "scheduled maintenance", "instance is currently offline"];

/// The JSON document of a successful answer.
pub(crate) fn json(answer: &RawAnswer, now: Timestamp) -> Result<Value, ErrorKind> {
    if answer.status == 202 && answer.body.is_empty() {
        return Err(ErrorKind::QueueFull);
    }
    if !is_json(answer) {
        return Err(page(answer, now));
    }
    let document = serde_json::from_slice::<Value>(&answer.body);
    match document {
        Ok(document) if succeeded(answer) && document.get("error").is_none() => Ok(document),
        Ok(document) => Err(refusal(answer, &document, now)),
        Err(error) if succeeded(answer) => {
            Err(ErrorKind::Decode { path: format!("line {} column {}", error.line(), error.column()) })
        }
        Err(_) => Err(refusal(answer, &Value::Null, now)),
    }
}

/// Accepts an answer whose body does not matter, such as that of a deletion.
pub(crate) fn done(answer: &RawAnswer, now: Timestamp) -> Result<(), ErrorKind> {
    if answer.body.is_empty() && matches!(answer.status, 200 | 201 | 204) {
        return Ok(());
    }
    json(answer, now).map(|_| ())
}

/// Accepts the bytes of a file, which may well be an HTML file: then it must carry the headers of a file.
pub(crate) fn file(answer: &RawAnswer, now: Timestamp) -> Result<(), ErrorKind> {
    if is_file(answer.status, &answer.headers) {
        return Ok(());
    }
    match json(answer, now) {
        // A stored JSON file, sent without the headers of a file.
        Ok(_) if answer.status == 200 => Ok(()),
        Ok(_) => Err(foreign(answer)),
        Err(kind) => Err(kind),
    }
}

/// Whether the headers announce a file: by those of a file, or by a type that no page has.
pub(crate) fn is_file(status: u16, headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let page_like = content_type.is_empty() || content_type.contains("html") || content_type.contains("json");
    let named = headers.contains_key("x-attachment-metadata") || headers.contains_key(CONTENT_DISPOSITION);
    status == 200 && (named || !page_like)
}

/// The text of a page made for people, such as `/stats.do`.
pub(crate) fn text(answer: &RawAnswer, now: Timestamp) -> Result<String, ErrorKind> {
    let kind = if is_json(answer) { json(answer, now).err() } else { Some(page(answer, now)) };
    match kind.unwrap_or_else(|| foreign(answer)) {
        ErrorKind::NotServiceNow { status: 200, .. } => {
            Ok(String::from_utf8_lossy(&answer.body).into_owned())
        }
        other => Err(other),
    }
}

/// What an answer without JSON says.
pub(crate) fn page(answer: &RawAnswer, now: Timestamp) -> ErrorKind {
    let start = &answer.body[..answer.body.len().min(PAGE_START)];
    let start = String::from_utf8_lossy(start).to_lowercase();
    let location = answer.header(LOCATION).unwrap_or_default().to_lowercase();
    let says = |markers: &[&str]| markers.iter().any(|marker| start.contains(marker));
    let unnamed = || format!("HTTP {}", answer.status);
    match answer.status {
        202 if answer.body.is_empty() => ErrorKind::QueueFull,
        401 => ErrorKind::Unauthorized { message: unnamed(), detail: None },
        429 => ErrorKind::RateLimited { retry_after: retry_after(answer, now) },
        300..=399 if ASLEEP.iter().any(|marker| location.contains(marker)) => ErrorKind::Hibernating,
        _ if is_html(answer) && says(&ASLEEP[..3]) => ErrorKind::Hibernating,
        502..=504 => ErrorKind::Maintenance { status: answer.status },
        _ if is_html(answer) && says(&AWAY) => ErrorKind::Maintenance { status: answer.status },
        403 => ErrorKind::AddressBlocked,
        _ => foreign(answer),
    }
}

fn foreign(answer: &RawAnswer) -> ErrorKind {
    ErrorKind::NotServiceNow { status: answer.status, content_type: answer.content_type().map(str::to_owned) }
}

/// What an answer with JSON says, by the envelope `{"error":{"message","detail"},"status":"failure"}`.
fn refusal(answer: &RawAnswer, document: &Value, now: Timestamp) -> ErrorKind {
    let (message, detail) = said(document, answer.status);
    match answer.status {
        401 => ErrorKind::Unauthorized { message, detail },
        404 if !message.contains("does not represent any resource") => {
            ErrorKind::NotFound { message, detail }
        }
        429 => ErrorKind::RateLimited { retry_after: retry_after(answer, now) },
        status => ErrorKind::Refused { status, message, detail },
    }
}

/// The words of an error: of the platform's envelope, or of OAuth (`error`, `error_description`).
pub(crate) fn said(document: &Value, status: u16) -> (String, Option<String>) {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let error = &document["error"];
    let message = text(error.get("message")).or_else(|| text(Some(error)));
    let detail = text(error.get("detail")).or_else(|| text(document.get("error_description")));
    (message.unwrap_or_else(|| format!("HTTP {status}")), detail.filter(|detail| !detail.is_empty()))
}

pub(crate) fn succeeded(answer: &RawAnswer) -> bool {
    (200..300).contains(&answer.status)
}

pub(crate) fn is_json(answer: &RawAnswer) -> bool {
    match answer.content_type() {
        Some(content_type) => {
            let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            essence == "application/json" || essence.ends_with("+json")
        }
        None => matches!(answer.body.trim_ascii_start().first(), Some(b'{' | b'[')),
    }
}

fn is_html(answer: &RawAnswer) -> bool {
    answer.content_type().is_some_and(|content_type| content_type.to_ascii_lowercase().contains("html"))
}

/// `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), else the reset time of the rate limit rule.
pub(crate) fn retry_after(answer: &RawAnswer, now: Timestamp) -> Option<Duration> {
    let until = |moment: Timestamp| Duration::try_from(moment.duration_since(now)).unwrap_or_default();
    if let Some(value) = answer.header(RETRY_AFTER) {
        let seconds = value.trim().parse().ok().map(Duration::from_secs);
        let date = || jiff::fmt::rfc2822::parse(value.trim()).ok().map(|date| until(date.timestamp()));
        return seconds.or_else(date);
    }
    let reset = answer.header("x-ratelimit-reset")?.trim().parse().ok()?;
    Timestamp::from_second(reset).ok().map(until)
}
