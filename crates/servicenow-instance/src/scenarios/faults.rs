//! Faults that stand before or after every request.

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;

use super::Scenario;
use crate::app::App;
use crate::refusals::Refusal;

/// Mark of a response that is not sent: the connection is closed instead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hangup;

/// Seconds by which `slow` delays an answer.
const DELAY: f64 = 3.0;
/// Seconds of `rate-limit` until requests pass again.
const WINDOW: f64 = 2.0;
/// Requests that pass per window of `rate-limit`.
const PER_WINDOW: u64 = 5;
/// The limit that `rate-limit` claims per hour.
const CLAIMED_LIMIT: u64 = 100;

/// The answer of the first fault that takes the request's place.
pub(crate) async fn before(app: &App, request: &Parts, addresses: &[IpAddr]) -> Option<Response> {
    let scenarios = &app.scenarios;
    let is_api = request.uri.path().starts_with("/api/");
    if scenarios.is_on(Scenario::Down) {
        return Some(hang_up());
    }
    if let Some(slow) = scenarios.get(Scenario::Slow) {
        tokio::time::sleep(seconds(&slow.settings, "seconds", DELAY)).await;
    }
    if scenarios.is_on(Scenario::Hibernating) {
        return Some(html(StatusCode::OK, HIBERNATING));
    }
    if scenarios.is_on(Scenario::Maintenance) {
        return Some(html(StatusCode::SERVICE_UNAVAILABLE, MAINTENANCE));
    }
    let allowed = || wants_page(&request.headers) || app.engine.metadata().addresses.allows(addresses);
    if scenarios.is_on(Scenario::IpFilter) && !allowed() {
        return Some(html(StatusCode::FORBIDDEN, BLOCKED));
    }
    if is_api && scenarios.is_on(Scenario::SessionQueueFull) {
        return Some(StatusCode::ACCEPTED.into_response());
    }
    let limit = scenarios.get(Scenario::RateLimit).filter(|_| is_api)?;
    let wait = scenarios.limiter.take(&limit.settings)?;
    Some(Refusal::rate_limited(CLAIMED_LIMIT, "Table API", wait).into_response())
}

/// Takes the answer away from a write under `lost-answer`, or puts a refusal in its place.
pub(crate) fn after(app: &App, method: &Method, path: &str, response: Response) -> Response {
    let writes = !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    let lost = app.scenarios.get(Scenario::LostAnswer).filter(|_| writes && path.starts_with("/api/"));
    match lost {
        // Waking instances say so of writes that they committed all the same (protocol 6.5).
        Some(lost) if lost.settings["answer"] == "cancelled" => Refusal::cancelled().into_response(),
        Some(_) => hang_up(),
        None => response,
    }
}

/// People keep their pages under `ip-filter`: their address is allowed, so
/// that they can correct the rules.
fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

fn hang_up() -> Response {
    let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
    response.extensions_mut().insert(Hangup);
    response
}

fn html(status: StatusCode, page: &'static str) -> Response {
    (status, Html(page)).into_response()
}

fn seconds(settings: &Value, name: &str, default: f64) -> Duration {
    let seconds = settings.get(name).and_then(Value::as_f64);
    let seconds = seconds.unwrap_or(default).clamp(0.0, 3_600.0);
    Duration::from_secs_f64(seconds)
}

/// Windows of `rate-limit`. They pass in real time, because clients wait so.
#[derive(Debug, Default)]
pub(super) struct Limiter {
    window: Mutex<Option<Window>>,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    started: Instant,
    left: u64,
}

impl Limiter {
    /// The first window lets nothing pass.
    pub(super) fn exhaust(&self) {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        *window = Some(Window { started: Instant::now(), left: 0 });
    }

    /// Whole seconds to wait, or `None` when the request passes.
    fn take(&self, settings: &Value) -> Option<u64> {
        let length = seconds(settings, "seconds", WINDOW);
        let allowed = settings.get("requests").and_then(Value::as_u64);
        let now = Instant::now();
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let current = window.get_or_insert(Window { started: now, left: 0 });
        if now.duration_since(current.started) >= length {
            *current = Window { started: now, left: allowed.unwrap_or(PER_WINDOW) };
        }
        if current.left > 0 {
            current.left -= 1;
            return None;
        }
        let rest = length.saturating_sub(now.duration_since(current.started));
        Some(rest.as_secs() + 1)
    }
}

const HIBERNATING: &str = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Instance Hibernating page</title></head>\n<body><h1>Your instance is hibernating</h1>\n<p>This developer instance is asleep because it was not used for a while. Sign in at <a href=\"https://developer.servicenow.com/dev.do#!/home?wu=true\">the developer site</a> to wake it.</p></body></html>\n";
const MAINTENANCE: &str = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Maintenance</title></head>\n<body><h1>This instance is undergoing maintenance</h1>\n<p>It will be back shortly.</p></body></html>\n";
const BLOCKED: &str = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Access restricted</title></head>\n<body><h1>Access restricted</h1>\n<p>Your IP address is not authorized to use this instance.</p></body></html>\n";

/// The page for a blocked address, also for `ip_access` rules.
pub(crate) fn blocked() -> Response {
    html(StatusCode::FORBIDDEN, BLOCKED)
}
