//! The REST APIs, one file each.

pub(crate) mod aggregate;
pub(crate) mod attachment;
pub(crate) mod batch;
pub(crate) mod body;
pub(crate) mod call;
pub(crate) mod catalog;
pub(crate) mod change;
pub(crate) mod cmdb;
pub(crate) mod format;
pub(crate) mod headers;
pub(crate) mod import_set;
mod input;
pub(crate) mod jsonv2;
mod links;
pub(crate) mod params;
pub(crate) mod platform;
pub(crate) mod schema;
mod shape;
pub(crate) mod stats;
pub(crate) mod table;
pub(crate) mod tiny;
mod unload;
mod views;
mod xml;

pub(crate) use input::stored;
pub(crate) use xml::{entity, escaped};

use axum::extract::OriginalUri;
use axum::response::{IntoResponse, Response};

use crate::refusals::Refusal;

/// No API answers here.
pub(crate) async fn unknown(OriginalUri(uri): OriginalUri) -> Response {
    Refusal::no_resource(uri.path()).into_response()
}
