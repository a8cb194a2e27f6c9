//! Stylesheet and script, under addresses that change with their content and may be kept for a year.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

const STYLESHEET: &str = include_str!("../../assets/instance.css");
const SCRIPT: &str = include_str!("../../assets/instance.js");

static ADDRESSES: LazyLock<[String; 2]> =
    LazyLock::new(|| [address(STYLESHEET, "instance.css"), address(SCRIPT, "instance.js")]);

fn address(content: &str, name: &str) -> String {
    let hash = hex::encode(&digest(&SHA256, content.as_bytes()).as_ref()[..8]);
    format!("/assets/{hash}/{name}")
}

/// Where the stylesheet is.
pub(crate) fn stylesheet() -> &'static str {
    &ADDRESSES[0]
}

/// Where the script is.
pub(crate) fn script() -> &'static str {
    &ADDRESSES[1]
}

/// `GET /assets/{hash}/{name}`; an outdated hash gets today's file, but not for keeps.
pub(crate) async fn get(Path((hash, name)): Path<(String, String)>) -> Response {
    let (content, content_type, current) = match name.as_str() {
        "instance.css" => (STYLESHEET, "text/css; charset=utf-8", stylesheet()),
        "instance.js" => (SCRIPT, "text/javascript; charset=utf-8", script()),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let keep = if current == format!("/assets/{hash}/{name}") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, keep),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, content).into_response()
}
