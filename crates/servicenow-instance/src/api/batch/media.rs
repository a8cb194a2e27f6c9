//! The media types of a batch: the request comes as JSON, the answer goes as JSON or in parts
//! (`multipart/mixed`), one for each answered request and a last one about the batch (protocol 3.3).
//! The platform's documentation does not show the parts; each holds what the JSON answer would.

use std::fmt::Write as _;

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use crate::api::format::Format;
use crate::refusals::Refusal;

const PART_TYPE: &str = "application/json;charset=UTF-8";

/// How a batch is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    Json,
    Parts,
}

impl Media {
    /// What the client accepts; its request must be JSON.
    pub(super) fn negotiated(headers: &HeaderMap) -> Result<Self, Refusal> {
        if Format::of_body(headers)? != Format::Json {
            return Err(Refusal::unsupported_media_type(text(headers, header::CONTENT_TYPE)));
        }
        let accept = text(headers, header::ACCEPT);
        if accept.trim().is_empty() {
            return Ok(Self::Json);
        }
        accept.split(',').find_map(Self::of).ok_or_else(|| Refusal::not_acceptable(accept))
    }

    fn of(media_type: &str) -> Option<Self> {
        match media_type.split(';').next()?.trim().to_ascii_lowercase().as_str() {
            "application/json" | "text/json" | "application/*" | "*/*" => Some(Self::Json),
            "multipart/mixed" | "multipart/*" => Some(Self::Parts),
            _ => None,
        }
    }

    /// The whole answer. `boundary` must not occur in JSON text of one line.
    pub(super) fn answer(self, batch: &Value, boundary: &str) -> Response {
        match self {
            Self::Json => Format::Json.answer(StatusCode::OK, batch.to_string()),
            Self::Parts => {
                let media_type = format!("multipart/mixed;boundary={boundary}");
                ([(header::CONTENT_TYPE, media_type)], parts(batch, boundary)).into_response()
            }
        }
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn parts(batch: &Value, boundary: &str) -> String {
    let mut body = String::new();
    let mut part = |content: &Value| {
        let _ = write!(body, "--{boundary}\r\nContent-Type: {PART_TYPE}\r\n\r\n{content}\r\n");
    };
    batch["serviced_requests"].as_array().into_iter().flatten().for_each(&mut part);
    part(&json!({
        "batch_request_id": batch["batch_request_id"],
        "unserviced_requests": batch["unserviced_requests"],
    }));
    let _ = write!(body, "--{boundary}--\r\n");
    body
}
