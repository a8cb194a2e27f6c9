//! Requests that the instance received, newest first.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};

use crate::{
    app::App,
    recorder::RecordedRequest,
    ui::{Page, Params, Problem, Shell, Viewer},
};

/// Requests on the page.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "requests.html")]
struct RequestsPage {
    shell: Shell,
    text: String,
    rows: Vec<RequestRow>,
}

#[derive(Debug)]
struct RequestRow {
    when: String,
    method: String,
    address: String,
    status: String,
}

/// `GET /requests.do?text=`: those whose address contains the text.
pub(crate) async fn requests(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    viewer.require("admin")?;
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let text = params.get("text").to_owned();
    let all = app.recorder.all();
    let wanted = all.iter().rev().filter(|request| address(request).contains(&text)).take(SHOWN);
    let rows = wanted
        .map(|request| RequestRow {
            when: request.at.to_string(),
            method: request.method.clone(),
            address: address(request),
            status: request.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string()),
        })
        .collect();
    Ok(Page::of(&RequestsPage { shell: viewer.shell("Requests"), text, rows }).into_response())
}

fn address(request: &RecordedRequest) -> String {
    if request.query.is_empty() {
        request.path.clone()
    } else {
        format!("{}?{}", request.path, request.query)
    }
}
