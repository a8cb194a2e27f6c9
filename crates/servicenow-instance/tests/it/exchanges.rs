//! Exchanges that others recorded or documented, in `fixtures/`: each request
//! is made of a new instance, and the answer compared by its shape.

mod shape;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::StreamExt as _;
use reqwest::{Method, Response};
use serde::Deserialize;
use serde_json::Value;

use super::support::Lab;

/// Credentials of the OAuth client that some exchanges register.
const CLIENT: &str = "0123456789abcdef0123456789abcdef:recorded";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    origin: String,
    confidence: String,
    #[serde(default)]
    given: Vec<Call>,
    request: Call,
    response: Expected,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    /// The name under which the id of what is made is known.
    #[serde(default, rename = "as")]
    name: Option<String>,
    method: String,
    path: String,
    #[serde(default = "admin")]
    user: Option<String>,
    /// The user's name, when it is not given.
    #[serde(default)]
    password: Option<String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: Option<Value>,
    #[serde(default)]
    text: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, Value>,
    /// Headers that must not be there.
    #[serde(default)]
    absent: Vec<String>,
    #[serde(default)]
    body: Option<Value>,
    #[serde(default)]
    text: Option<String>,
}

#[expect(clippy::unnecessary_wraps, reason = "the default of an optional member")]
fn admin() -> Option<String> {
    Some("admin".to_owned())
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

async fn send(lab: &Lab, call: &Call) -> Response {
    let method = Method::from_bytes(call.method.as_bytes()).unwrap();
    let mut request = lab.http.request(method, lab.url(&call.path));
    if let Some(user) = &call.user {
        request = request.basic_auth(user, Some(call.password.as_ref().unwrap_or(user)));
    }
    for (name, value) in &call.headers {
        request = request.header(name, value);
    }
    request = match (&call.body, &call.text) {
        (Some(body), _) if call.headers.contains_key("content-type") => request.body(body.to_string()),
        (Some(body), _) => request.json(body),
        (None, Some(text)) => request.body(text.clone()),
        (None, None) => request,
    };
    request.send().await.unwrap()
}

/// The exchange with names filled in.
fn read(text: &str, names: &BTreeMap<String, String>) -> Exchange {
    let filled =
        names.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value));
    serde_json::from_str(&filled).unwrap()
}

/// What is wrong with the answer to one exchange.
async fn replay(file: PathBuf) -> Result<(), String> {
    let lab = Lab::new().await;
    let text = std::fs::read_to_string(&file).unwrap();
    let mut names = BTreeMap::from([
        ("base".to_owned(), lab.instance.url().to_string()),
        ("client".to_owned(), STANDARD.encode(CLIENT)),
    ]);
    for at in 0..read(&text, &names).given.len() {
        let call = &read(&text, &names).given[at];
        let made: Value = send(&lab, call).await.json().await.map_err(|error| error.to_string())?;
        let id =
            made["result"]["sys_id"].as_str().ok_or_else(|| format!("what is given is not made: {made}"))?;
        names.insert(call.name.clone().unwrap_or_default(), id.to_owned());
    }
    let exchange = read(&text, &names);
    if exchange.origin.len() < 20 || !["D", "R", "C", "K"].contains(&exchange.confidence.as_str()) {
        return Err("it does not say where it comes from, or how sure that is".to_owned());
    }
    compare(send(&lab, &exchange.request).await, &exchange.response).await
}

async fn compare(answer: Response, expected: &Expected) -> Result<(), String> {
    let (status, headers) = (answer.status(), answer.headers().clone());
    let text = answer.text().await.map_err(|error| error.to_string())?;
    if status != expected.status {
        return Err(format!("{status} instead of {}: {text}", expected.status));
    }
    for (name, shape) in &expected.headers {
        let found = headers.get(name).map_or(Value::Null, |value| value.to_str().unwrap_or_default().into());
        shape::fits(shape, &found).map_err(|fault| format!("{name}: {fault}"))?;
    }
    if let Some(name) = expected.absent.iter().find(|name| headers.contains_key(name.as_str())) {
        return Err(format!("there is a header {name}"));
    }
    if let Some(expected) = &expected.text {
        return if *expected == text { Ok(()) } else { Err(format!("{text:?} instead of {expected:?}")) };
    }
    match &expected.body {
        Some(shape) => {
            let body = serde_json::from_str(&text).map_err(|error| format!("{error}: {text}"))?;
            shape::fits(shape, &body)
        }
        None => Ok(()),
    }
}

async fn replay_all(folder: &str, least: usize) {
    let files = files(folder);
    assert!(files.len() >= least, "{} exchanges", files.len());
    let replays = files.into_iter().map(|file| async move {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        replay(file).await.map_err(|fault| format!("{name}: {fault}"))
    });
    let outcomes: Vec<Result<(), String>> =
        futures::stream::iter(replays).buffer_unordered(4).collect().await;
    let faults: Vec<String> = outcomes.into_iter().filter_map(Result::err).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn documented_exchanges_are_answered_in_their_shape() {
    replay_all("documented", 50).await;
}

/// So that a change which breaks a client is seen without the client.
#[tokio::test(flavor = "multi_thread")]
async fn what_clients_sent_is_answered_as_they_need_it() {
    replay_all("clients", 30).await;
}
