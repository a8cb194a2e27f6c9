//! Gives failed requests their page: in the person's language, with the shell and a reference. Programs
//! get a problem document from the API; probes, assets and event streams keep the bare answer.

use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;
use crate::web::error::Problem;
use crate::web::{api, problem, urls};

pub(super) async fn give_page(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if parts.uri.path().starts_with("/api/") {
        let asked = parts.clone();
        let response = next.run(Request::from_parts(parts, body)).await;
        return api::problem::document(response, &asked);
    }
    let asked = is_page(parts.uri.path()).then(|| parts.clone());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let Some(parts) = asked.filter(|_| needs_page(&response)) else { return response };
    let message = response.extensions_mut().remove::<Problem>().and_then(|problem| problem.message);
    problem::page(&app, parts_of(parts), response.status(), message).await
}

/// The page is drawn as for a plain look at it.
fn parts_of(mut parts: Parts) -> Parts {
    parts.method = axum::http::Method::GET;
    parts
}

fn is_page(path: &str) -> bool {
    let programs =
        ["/assets/", urls::WEBHOOKS, urls::EVENTS, urls::HEALTH, urls::READY, urls::METRICS, urls::OPENAPI];
    !programs.iter().any(|start| path.starts_with(start))
}

/// An error without a page: no body of ours is plain text.
fn needs_page(response: &Response) -> bool {
    let failed = response.status().is_client_error() || response.status().is_server_error();
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    failed && kind.is_none_or(|kind| kind.starts_with("text/plain"))
}
