//! Short addresses that stand for long queries (`/api/now/tinyurl`).

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::format::Format;
use super::params::Params;
use crate::app::App;
use crate::caller::Caller;
use crate::engine::Values;
use crate::refusals::Refusal;

/// `POST /api/now/tinyurl` with `{"url": …}`.
pub(crate) async fn shorten(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let body: Value = serde_json::from_slice(&body).map_err(|_| Refusal::invalid_json())?;
    let url = body
        .get("url")
        .and_then(Value::as_str)
        .filter(|url| !url.is_empty())
        .ok_or_else(|| Refusal::bad_request("Missing url", None))?
        .to_owned();
    let id = hex::encode(app.random.bytes::<16>());
    let page = page_of(&url);
    let row = Values::new().with("tiny_url", id.as_str()).with("target", url);
    app.engine.write(&caller, move |session| session.insert_plain("sys_tiny_url", &row).map(drop)).await?;
    let told = json!({ "result": format!("{page}?sysparm_tiny={id}") });
    Ok(Format::Json.answer(StatusCode::OK, told.to_string()))
}

/// `incident_list.do` for an address of the Table API, the page itself otherwise.
fn page_of(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let mut segments = path.split('/').skip_while(|segment| *segment != "table");
    match segments.nth(1) {
        Some(table) => format!("{table}_list.do"),
        None => path.rsplit('/').next().unwrap_or_default().to_owned(),
    }
}

/// The parameters that a short address stands for; none when it is unknown.
pub(crate) async fn target(app: &App, id: String) -> Result<Params, Refusal> {
    let row = app
        .engine
        .read(&Caller::system(), move |session| session.find_by("sys_tiny_url", "tiny_url", &id))
        .await?;
    let target = row.map(|row| row.get("target").to_owned());
    let query = target.as_deref().and_then(|target| target.split_once('?'));
    Ok(Params::parse(query.map_or("", |(_, query)| query)))
}
