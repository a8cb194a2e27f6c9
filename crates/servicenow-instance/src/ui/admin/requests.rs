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
            address: hide_secrets(&address(request)),
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

/// Values of parameters that are secret are not shown.
fn hide_secrets(address: &str) -> String {
    const SECRET: [&str; 7] =
        ["token", "access_token", "refresh_token", "code", "client_secret", "password", "sysparm_ck"];
    let Some((path, query)) = address.split_once('?') else { return address.to_owned() };
    let hidden = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if SECRET.contains(&name) => format!("{name}=(hidden)"),
        _ => pair.to_owned(),
    });
    format!("{path}?{}", hidden.collect::<Vec<_>>().join("&"))
}

#[cfg(test)]
mod tests {
    use super::hide_secrets;

    #[test]
    fn secrets_in_addresses_are_hidden() {
        assert_eq!(
            hide_secrets("/oauth_revoke_token.do?token=abc&x=1"),
            "/oauth_revoke_token.do?token=(hidden)&x=1"
        );
        assert_eq!(hide_secrets("/api/now/table/incident"), "/api/now/table/incident");
    }
}
