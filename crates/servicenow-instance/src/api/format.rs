//! JSON or XML: which one a client wants, and answers in both.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::xml;
use crate::refusals::Refusal;

/// Media type of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Xml,
}

const JSON: &str = "application/json;charset=UTF-8";
const XML: &str = "application/xml;charset=UTF-8";

impl Format {
    /// The first type of `Accept` that is spoken here; JSON without the header.
    pub(crate) fn accepted(headers: &HeaderMap) -> Result<Self, Refusal> {
        let Some(accept) = headers.get(header::ACCEPT).map(HeaderValue::as_bytes) else {
            return Ok(Self::Json);
        };
        let accept = String::from_utf8_lossy(accept);
        if accept.trim().is_empty() {
            return Ok(Self::Json);
        }
        accept.split(',').find_map(Self::of).ok_or_else(|| Refusal::not_acceptable(&accept))
    }

    /// The type of a request's body; JSON without the header.
    pub(crate) fn of_body(headers: &HeaderMap) -> Result<Self, Refusal> {
        let Some(value) = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes) else {
            return Ok(Self::Json);
        };
        let value = String::from_utf8_lossy(value);
        Self::of(&value).ok_or_else(|| Refusal::unsupported_media_type(&value))
    }

    fn of(media_type: &str) -> Option<Self> {
        let name = media_type.split(';').next()?.trim().to_ascii_lowercase();
        match name.as_str() {
            "application/json" | "text/json" | "*/*" | "application/*" => Some(Self::Json),
            "application/xml" | "text/xml" => Some(Self::Xml),
            _ if name.ends_with("+json") => Some(Self::Json),
            _ => None,
        }
    }

    fn media_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => JSON,
            Self::Xml => XML,
        })
    }

    /// Adds a refusal to a list that was begun (protocol 1.5).
    pub(crate) fn append(self, body: &mut String, refusal: &Refusal) {
        match self {
            Self::Json => {
                let error = refusal.body().to_string();
                body.truncate(body.trim_end_matches('}').len());
                body.push(',');
                body.push_str(error.trim_start_matches('{'));
            }
            Self::Xml => {
                const END: &str = "</response>";
                body.truncate(body.trim_end_matches(END).len());
                body.push_str(&xml::refusal_members(refusal));
                body.push_str(END);
            }
        }
    }

    /// A finished body with its type.
    pub(crate) fn answer(self, status: StatusCode, body: String) -> Response {
        let headers = [(header::CONTENT_TYPE, self.media_type())];
        (status, headers, body).into_response()
    }
}

/// Around every API: refuses types that are not spoken, and brings refusals
/// into the client's format.
pub(crate) async fn negotiate(request: Request, next: Next) -> Response {
    let format = match Format::accepted(request.headers()) {
        Ok(format) => format,
        Err(refusal) => return refusal.into_response(),
    };
    let response = next.run(request).await;
    match response.extensions().get::<Refusal>() {
        Some(refusal) if format == Format::Xml => {
            let mut answer = format.answer(refusal.status, xml::refusal(refusal));
            refusal.add_headers(&mut answer);
            answer
        }
        _ => response,
    }
}
