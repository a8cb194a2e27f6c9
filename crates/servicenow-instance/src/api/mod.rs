//! The REST APIs, one file each.

pub(crate) mod headers;
pub(crate) mod platform;
pub(crate) mod table;

use axum::extract::OriginalUri;
use axum::response::{IntoResponse, Response};

use crate::refusals::Refusal;

/// No API answers here.
pub(crate) async fn unknown(OriginalUri(uri): OriginalUri) -> Response {
    Refusal::no_resource(uri.path()).into_response()
}
