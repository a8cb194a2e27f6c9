//! `/{table}_list.do` and `/{table}.do`: every table has a list and a form under its name.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{FromRequestParts as _, Path, Request, State},
    http::{Method, StatusCode, request::Parts},
    response::{IntoResponse, Response},
};

use super::{Params, Problem, Viewer, form, list};
use crate::app::App;

/// What the last part of the path names.
#[derive(Debug, PartialEq, Eq)]
enum Target<'a> {
    List(&'a str),
    Form(&'a str),
}

impl<'a> Target<'a> {
    fn parse(page: &'a str) -> Option<Self> {
        let name = page.strip_suffix(".do")?;
        let (table, is_list) = match name.strip_suffix("_list") {
            Some(table) => (table, true),
            None => (name, false),
        };
        let is_name = table.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        (is_name && !table.is_empty()).then_some(if is_list { Self::List(table) } else { Self::Form(table) })
    }
}

/// Any method on `/{page}`.
pub(crate) async fn page(State(app): State<Arc<App>>, Path(page): Path<String>, request: Request) -> Response {
    let Some(target) = Target::parse(&page) else {
        return Problem::not_found(format!("The page {page} does not exist.")).into_response();
    };
    let (mut parts, body) = request.into_parts();
    let viewer = match Viewer::from_request_parts(&mut parts, &app).await {
        Ok(viewer) => viewer,
        Err(answer) => return answer,
    };
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    serve(&app, viewer, &target, &parts, &body).await.unwrap_or_else(IntoResponse::into_response)
}

async fn serve(
    app: &Arc<App>,
    viewer: Viewer,
    target: &Target<'_>,
    parts: &Parts,
    body: &Bytes,
) -> Result<Response, Problem> {
    let params = || Params::parse(parts.uri.query().unwrap_or_default().as_bytes());
    match (&parts.method, target) {
        (&Method::GET | &Method::HEAD, Target::List(table)) => list::get(app, viewer, table, params()).await,
        (&Method::GET | &Method::HEAD, Target::Form(table)) => form::get(app, viewer, table, params()).await,
        (&Method::POST, Target::List(table)) => list::post(app, viewer, table, Params::parse(body)).await,
        (&Method::POST, Target::Form(table)) => form::post(app, viewer, table, Params::parse(body)).await,
        _ => Err(Problem::page(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed", "Pages take GET and POST.")),
    }
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn pages_are_named_after_their_table() {
        assert_eq!(Target::parse("incident_list.do"), Some(Target::List("incident")));
        assert_eq!(Target::parse("x_scbr_m365ticket_connection.do"), Some(Target::Form("x_scbr_m365ticket_connection")));
        for other in ["incident", ".do", "_list.do", "In.do", "a-b.do", "favicon.ico"] {
            assert_eq!(Target::parse(other), None, "{other}");
        }
    }
}
