//! Answers only under the configured address: a page of another site that points its own name at this machine
//! (DNS rebinding) gets nothing.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::HOST;
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;
use crate::message::Message;
use crate::web::error::Error;
use crate::web::urls;

pub(super) async fn check(State(app): State<App>, request: Request, next: Next) -> Result<Response, Error> {
    let asked = request
        .uri()
        .authority()
        .map(axum::http::uri::Authority::as_str)
        .or_else(|| request.headers().get(HOST).and_then(|host| host.to_str().ok()));
    if is_probe(request.uri().path()) || asked.is_some_and(|host| is_ours(host, &app.config.server.base_url))
    {
        return Ok(next.run(request).await);
    }
    Err(Error::Status(StatusCode::MISDIRECTED_REQUEST, Message::new("error-421")))
}

/// Probes ask under whatever address the machine has.
fn is_probe(path: &str) -> bool {
    [urls::HEALTH, urls::READY, urls::METRICS].contains(&path)
}

fn is_ours(host: &str, base: &url::Url) -> bool {
    let port = base.port().map_or_else(String::new, |port| format!(":{port}"));
    base.host_str().is_some_and(|name| host.eq_ignore_ascii_case(&format!("{name}{port}")))
}
