//! Scripted REST APIs: `/api/<scope>/<service>/<path>`, described by rows of
//! `sys_ws_definition` and `sys_ws_operation`.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header, request::Parts};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use super::bench::{Alone, Bench};
use super::endpoint;
use super::log::Level;
use super::machine::{Machine, Scene, Script, Trouble, Want};
use super::scripts::Operation;
use crate::api::body::check_length;
use crate::api::format::Format;
use crate::app::App;
use crate::caller::{Caller, Channel};
use crate::refusals::Refusal;

/// Property with the bytes a request may have.
const LARGEST: &str = "glide.rest.max_content_length";
const LARGEST_BYTES: u64 = 10_485_760;

/// Whether a resource asks for no authentication.
pub(crate) fn is_open(app: &App, method: &Method, path: &str) -> bool {
    let scripts = &app.engine.metadata().scripts;
    scripts.operation(method.as_str(), path).is_some_and(|(operation, _)| !operation.authenticated)
}

/// The caller of a resource that asks for no authentication.
pub(crate) fn guest() -> Caller {
    Caller {
        user_name: "guest".to_owned(),
        roles: Arc::default(),
        channel: Channel::Rest,
        ..Caller::system()
    }
}

/// Everything below `/api` that is no API of the platform.
pub(crate) async fn serve(State(app): State<Arc<App>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let path = head.uri.path().to_owned();
    let scripts = Arc::clone(&app.engine.metadata().scripts);
    let Some((operation, parameters)) = scripts.operation(head.method.as_str(), &path) else {
        if scripts.knows_path(&path) {
            return Refusal::method_not_supported().into_response();
        }
        return Refusal::no_resource(&path).into_response();
    };
    answer(&app, &operation, (head, body), parameters).await.unwrap_or_else(IntoResponse::into_response)
}

async fn answer(
    app: &Arc<App>,
    operation: &Arc<Operation>,
    (head, body): (Parts, Body),
    parameters: BTreeMap<String, String>,
) -> Result<Response, Refusal> {
    let caller = head.extensions.get::<Caller>().cloned().ok_or_else(Refusal::not_authenticated)?;
    let largest = app.engine.metadata().properties.number(LARGEST, LARGEST_BYTES);
    let body = axum::body::to_bytes(body, usize::MAX)
        .await
        .map_err(|error| Refusal::unreadable(format!("The payload cannot be read: {error}")))?;
    check_length(body.len(), largest)?;
    let asked = Arc::clone(operation);
    app.engine.read(&caller, move |session| endpoint::authorized(session, &asked)).await?;
    let request = described(&head, &body, &parameters);
    let (engine, operation) = (app.engine.clone(), Arc::clone(operation));
    let ran = spawn_blocking(move || {
        let bench = Bench::alone(Alone { engine, caller, generation: 0 });
        let outcome = run(&bench, &operation, request);
        if let Err(fault) = bench.write_log() {
            tracing::error!(%fault, "the log of a script cannot be written");
        }
        outcome
    });
    ran.await.map_err(|stopped| Refusal::internal(&stopped))?
}

fn described(head: &Parts, body: &[u8], parameters: &BTreeMap<String, String>) -> String {
    let query = head.uri.query().unwrap_or_default();
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    let headers: BTreeMap<&str, String> = head
        .headers
        .iter()
        .filter(|(name, _)| *name != header::AUTHORIZATION && *name != header::COOKIE)
        .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let accepts: Vec<&str> =
        headers.get("accept").map_or_else(Vec::new, |accept| accept.split(',').map(str::trim).collect());
    json!({
        "url": head.uri.to_string(), "path": head.uri.path(), "queryString": query, "query": pairs,
        "pathParams": parameters, "headers": headers, "accepts": accepts,
        "body": String::from_utf8_lossy(body),
    })
    .to_string()
}

/// Runs the script and makes its answer.
fn run(bench: &std::rc::Rc<Bench>, operation: &Operation, request: String) -> Result<Response, Refusal> {
    let machine = Machine::new(std::rc::Rc::clone(bench)).map_err(|trouble| Refusal::internal(&trouble))?;
    let source = &operation.source;
    let script = Script { name: &source.title, source: &source.source, scope: &operation.scope };
    match machine.run(script, Scene::Rest { request }, Want::Answer) {
        Ok(answer) => shaped(&answer),
        Err(Trouble::Thrown { service: Some(service), .. }) => {
            Ok(problem(&serde_json::from_str(&service).unwrap_or_default()))
        }
        Err(trouble) => {
            bench.log(Level::Error, trouble.to_string(), &operation.scope);
            if trouble == Trouble::TimedOut {
                return Err(Refusal::cancelled());
            }
            Err(Refusal::script_failed(&trouble))
        }
    }
}

/// What `response` held, or the script's last value.
#[derive(Debug, Deserialize)]
struct Made {
    status: u16,
    headers: Vec<(String, String)>,
    written: Option<String>,
    body: Value,
    problem: Option<Problem>,
}

/// `sn_ws_err` and its kind.
#[derive(Debug, Default, Deserialize)]
struct Problem {
    status: u16,
    message: String,
    detail: String,
}

fn shaped(answer: &str) -> Result<Response, Refusal> {
    let made: Made = serde_json::from_str(answer).map_err(|error| Refusal::internal(&error))?;
    if let Some(told) = &made.problem {
        return Ok(problem(told));
    }
    let status = StatusCode::from_u16(made.status).unwrap_or(StatusCode::OK);
    let mut response = match (made.written, made.body) {
        (Some(written), _) => (status, written).into_response(),
        (None, Value::Null) => status.into_response(),
        (None, body) => Format::Json.answer(status, json!({ "result": body }).to_string()),
    };
    for (name, value) in &made.headers {
        let pair = (name.parse::<HeaderName>(), HeaderValue::from_str(value));
        if let (Ok(name), Ok(value)) = pair {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}

fn problem(told: &Problem) -> Response {
    let status = StatusCode::from_u16(told.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let error = json!({ "message": told.message, "detail": told.detail });
    Format::Json.answer(status, json!({ "error": error, "status": "failure" }).to_string())
}
