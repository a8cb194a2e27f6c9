//! `GET /servicenow/connector/{name}`: the connector app to install in an instance.

use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};

use super::error::{Error, Result};
use crate::connection::AppFile;
use crate::message::Message;

/// A file of the app.
pub(crate) async fn get(Path(name): Path<String>) -> Result<Response> {
    let file = AppFile::find(&name).ok_or_else(|| Error::not_found(Message::new("error-404")))?;
    let disposition = format!("attachment; filename=\"{}\"", file.name());
    let headers = [(CONTENT_TYPE, file.kind.to_owned()), (CONTENT_DISPOSITION, disposition)];
    Ok((headers, file.content).into_response())
}
