//! The Secure Score part of Microsoft Graph: what is asked, who may ask, and the shapes of the answers.

mod bearer;
pub(crate) mod envelope;
mod error;
mod filter;
pub(crate) mod patch;
mod profile_json;
pub(crate) mod profiles;
mod query;
mod score_json;
pub(crate) mod scores;

pub(crate) use error::GraphError;

use axum::http::Uri;

/// The answer for a path under `/security` that the tenant does not know.
pub(crate) async fn unknown_segment(uri: Uri) -> GraphError {
    let segment = uri.path().trim_matches('/').split('/').next().unwrap_or_default().to_owned();
    GraphError::bad_request(format!("Resource not found for the segment '{segment}'."))
}
