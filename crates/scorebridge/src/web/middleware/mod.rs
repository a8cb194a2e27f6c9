//! What surrounds every request, from the outside in: its id, figures, headers, compression, error pages, caught
//! panics, the time limit, the host it asked for, protection against cross-site requests, the size of its body.

mod headers;
mod host;
mod problems;
mod request_id;

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use super::health;
use crate::app::App;

pub(super) use request_id::RequestId;

/// Largest request body, in bytes: a description of 4,000 characters fits many times over.
const BODY_MAX: usize = 256 * 1024;
/// A page that takes longer than this is given up. Calls to ServiceNow have shorter limits of their own.
const TIME_MAX: Duration = Duration::from_secs(40);

/// Puts the layers around all routes.
pub(super) fn around(routes: Router<App>, app: &App) -> Router<App> {
    let base = &app.config.server.base_url;
    let csrf = CsrfLayer::new()
        .add_trusted_origin(base.origin().ascii_serialization())
        .expect("configuration accepts only addresses that are an origin");
    let layers = ServiceBuilder::new()
        .layer(from_fn(request_id::give))
        .layer(from_fn_with_state(app.clone(), health::measure))
        .layer(from_fn_with_state(app.clone(), headers::set))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(app.clone(), problems::give_page))
        .layer(CatchPanicLayer::custom(caught))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME_MAX))
        .layer(from_fn_with_state(app.clone(), host::check))
        .layer(csrf)
        .layer(RequestBodyLimitLayer::new(BODY_MAX));
    routes.layer(layers)
}

/// What a panic answers; its words go to the log only.
fn caught(panic: Box<dyn std::any::Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without words");
    tracing::error!(panic = text, "a handler panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
