//! `/{table}_list.do` and `/{table}.do`: every table has a list and a form under its name.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{FromRequest as _, FromRequestParts as _, Path, Request, State},
    http::{Method, StatusCode, request::Parts},
    response::{IntoResponse, Response},
};

use super::{Params, Problem, Viewer, form, list};
use crate::{app::App, caller::Caller};

/// What the last part of the path names.
#[derive(Debug, PartialEq, Eq)]
enum Target<'a> {
    List(&'a str),
    Form(&'a str),
}

impl<'a> Target<'a> {
    /// A table may itself have a name that ends in `_list`; a list that exists comes first.
    fn parse(page: &'a str, is_table: impl Fn(&str) -> bool) -> Option<Self> {
        let name = page.strip_suffix(".do")?;
        let is_word =
            |name: &str| name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if name.is_empty() || !is_word(name) {
            return None;
        }
        match name.strip_suffix("_list").filter(|table| !table.is_empty()) {
            Some(table) if is_table(table) || !is_table(name) => Some(Self::List(table)),
            _ => Some(Self::Form(name)),
        }
    }
}

/// Any method on `/{page}`.
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    Path(page): Path<String>,
    request: Request,
) -> Response {
    let metadata = app.engine.metadata();
    let Some(target) = Target::parse(&page, |table| metadata.dictionary.table(table).is_some()) else {
        return Problem::not_found(format!("The page {page} does not exist.")).into_response();
    };
    let (mut parts, body) = request.into_parts();
    let viewer = match Viewer::from_request_parts(&mut parts, &app).await {
        Ok(viewer) => viewer,
        Err(answer) => return answer,
    };
    let request = Request::from_parts(parts.clone(), body);
    let Ok(body) = Bytes::from_request(request, &app).await else {
        let text = "The form is larger than this instance takes.";
        return Problem::page(StatusCode::PAYLOAD_TOO_LARGE, "Form too large", text).into_response();
    };
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
        (&Method::GET | &Method::HEAD, Target::List(table)) => {
            let params = whole(app, params()).await?;
            list::get(app, viewer, table, params).await
        }
        (&Method::GET | &Method::HEAD, Target::Form(table)) => form::get(app, viewer, table, params()).await,
        (&Method::POST, Target::List(table)) => list::post(app, viewer, table, Params::parse(body)).await,
        (&Method::POST, Target::Form(table)) => form::post(app, viewer, table, Params::parse(body)).await,
        _ => Err(Problem::page(
            StatusCode::METHOD_NOT_ALLOWED,
            "Method not allowed",
            "Pages take GET and POST.",
        )),
    }
}

/// The parameters that a short address stands for (protocol section 0, `sysparm_tiny`).
async fn whole(app: &Arc<App>, params: Params) -> Result<Params, Problem> {
    let id = params.get("sysparm_tiny").to_owned();
    if id.is_empty() {
        return Ok(params);
    }
    let row = app
        .engine
        .read(&Caller::system(), move |session| session.find_by("sys_tiny_url", "tiny_url", &id))
        .await?;
    let target = row.map(|row| row.get("target").to_owned()).unwrap_or_default();
    Ok(Params::parse(target.split_once('?').map_or("", |(_, query)| query).as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn pages_are_named_after_their_table() {
        let is_table = |name: &str| matches!(name, "incident" | "sys_ui_list");
        let parse = |page| Target::parse(page, is_table);
        assert_eq!(parse("incident_list.do"), Some(Target::List("incident")));
        assert_eq!(parse("incident.do"), Some(Target::Form("incident")));
        assert_eq!(parse("sys_ui_list.do"), Some(Target::Form("sys_ui_list")));
        assert_eq!(parse("sys_ui_list_list.do"), Some(Target::List("sys_ui_list")));
        assert_eq!(parse("unknown_list.do"), Some(Target::List("unknown")));
        for other in ["incident", ".do", "In.do", "a-b.do", "favicon.ico"] {
            assert_eq!(parse(other), None, "{other}");
        }
    }
}
