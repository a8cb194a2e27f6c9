//! Batch API: several requests in one, each answered as if it had come alone
//! (protocol 3.3).

mod media;

use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::time::Instant;
use tower::ServiceExt as _;

use super::call::Call;
use crate::caller::Caller;
use crate::refusals::Refusal;
use crate::router;
use media::Media;

/// Megabytes of the body of one request, unless the property says otherwise, and at most.
const REQUEST_MEGABYTES: (u64, u64) = (5, 10);
/// The same for the answer to one.
const ANSWER_MEGABYTES: (u64, u64) = (10, 1024);

/// `POST /api/now/batch`
pub(crate) async fn batch(call: Call) -> Result<Response, Refusal> {
    if call.method != Method::POST {
        return Err(Refusal::method_not_supported());
    }
    let media = Media::negotiated(&call.headers)?;
    let asked = call.json()?;
    let requests = asked["rest_requests"].as_array();
    let requests = requests.ok_or_else(|| Refusal::invalid_batch("rest_requests is required"))?;
    let runner = Runner::new(&call);
    let (mut serviced, mut unserviced) = (Vec::new(), Vec::new());
    for request in requests {
        match runner.answer(request).await {
            Some(answer) => serviced.push(answer),
            None => unserviced.push(text(&request["id"])),
        }
    }
    let answer = json!({
        "batch_request_id": text(&asked["batch_request_id"]),
        "serviced_requests": serviced,
        "unserviced_requests": unserviced,
    });
    Ok(media.answer(&answer, &hex::encode(call.app.random.bytes::<16>())))
}

/// Ids come as text or as numbers and go as text.
fn text(value: &Value) -> String {
    super::body::text(value)
}

/// What the requests of one batch share.
struct Runner {
    routes: Router,
    caller: Caller,
    host: Option<HeaderValue>,
    base: String,
    until: Instant,
    largest_request: usize,
    largest_answer: usize,
}

/// Why a request within a batch is not carried out.
struct Rejected {
    status: StatusCode,
    message: String,
}

impl Rejected {
    fn bad(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, message: message.into() }
    }
}

impl Runner {
    fn new(call: &Call) -> Self {
        let properties = call.app.engine.metadata().properties.clone();
        let bytes = |name: &str, (usual, most): (u64, u64)| {
            usize::try_from(properties.number(name, usual).min(most) * 1024 * 1024).unwrap_or(usize::MAX)
        };
        let largest_answer = bytes("glide.rest.batch.max.outputSize", ANSWER_MEGABYTES);
        let seconds = properties.number("glide.batch.max_seconds", 30).min(30);
        let asked = call.header("x-batchrequest-max-output-size").and_then(|size| size.parse().ok());
        Self {
            routes: router::within(&call.app),
            caller: call.caller.clone(),
            host: call.headers.get(header::HOST).cloned(),
            base: call.base.clone(),
            until: Instant::now() + Duration::from_secs(seconds),
            largest_request: bytes("glide.rest.batch.max.inputSize", REQUEST_MEGABYTES),
            largest_answer: asked.map_or(largest_answer, |asked: usize| asked.min(largest_answer)),
        }
    }

    /// The answer of one request, or `None` when the time is up.
    async fn answer(&self, asked: &Value) -> Option<Value> {
        let started = Instant::now();
        if started >= self.until {
            return None;
        }
        let mut answer = match self.request(asked) {
            Ok(request) => {
                let sent = self.routes.clone().oneshot(request);
                let response = tokio::time::timeout_at(self.until, sent).await.ok()?;
                self.serviced(asked, response.unwrap_or_else(|never| match never {})).await
            }
            Err(rejected) => rejection(asked, &rejected),
        };
        let spent = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        answer["execution_time"] = json!(spent);
        Some(answer)
    }

    fn request(&self, asked: &Value) -> Result<Request, Rejected> {
        if text(&asked["id"]).is_empty() {
            return Err(Rejected::bad("id is required"));
        }
        let method: Method = asked["method"]
            .as_str()
            .and_then(|method| method.to_ascii_uppercase().parse().ok())
            .ok_or_else(|| Rejected::bad("method is required"))?;
        let uri = self.uri(asked["url"].as_str().unwrap_or_default())?;
        let body = self.body(asked["body"].as_str().unwrap_or_default())?;
        let mut request = Request::new(Body::from(body));
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        *request.headers_mut() = self.headers(&asked["headers"])?;
        request.extensions_mut().insert(self.caller.clone());
        Ok(request)
    }

    /// Paths of this instance, whole addresses included; no batch in a batch.
    fn uri(&self, url: &str) -> Result<Uri, Rejected> {
        let path = url.strip_prefix(&self.base).unwrap_or(url);
        let path = if path.starts_with("api/") { format!("/{path}") } else { path.to_owned() };
        let uri: Uri =
            path.replace(' ', "%20").parse().map_err(|_| Rejected::bad(format!("url {url} is not valid")))?;
        if !uri.path().starts_with("/api/") || uri.path().trim_end_matches('/').ends_with("/batch") {
            return Err(Rejected::bad(format!("url {url} is not supported in a batch")));
        }
        Ok(uri)
    }

    fn body(&self, encoded: &str) -> Result<Bytes, Rejected> {
        let bytes = STANDARD.decode(encoded).map_err(|_| Rejected::bad("body is not valid Base64"))?;
        if bytes.len() > self.largest_request {
            let message =
                format!("body has {} bytes. Max allowed: {} bytes.", bytes.len(), self.largest_request);
            return Err(Rejected { status: StatusCode::PAYLOAD_TOO_LARGE, message });
        }
        Ok(bytes.into())
    }

    fn headers(&self, asked: &Value) -> Result<HeaderMap, Rejected> {
        let mut headers = HeaderMap::new();
        for pair in asked.as_array().into_iter().flatten() {
            let name = pair["name"].as_str().unwrap_or_default();
            let wrong = || Rejected::bad(format!("header {name} is not valid"));
            let value = HeaderValue::from_str(&text(&pair["value"])).map_err(|_| wrong())?;
            headers.insert(name.parse::<HeaderName>().map_err(|_| wrong())?, value);
        }
        if let Some(host) = &self.host {
            headers.insert(header::HOST, host.clone());
        }
        Ok(headers)
    }

    async fn serviced(&self, asked: &Value, response: Response) -> Value {
        let (parts, body) = response.into_parts();
        let Ok(body) = to_bytes(body, self.largest_answer).await else {
            let message = format!("response is too large. Max allowed: {} bytes.", self.largest_answer);
            return rejection(asked, &Rejected { status: StatusCode::PAYLOAD_TOO_LARGE, message });
        };
        let silent = asked["exclude_response_headers"].as_bool().unwrap_or_default();
        let headers = if silent { Vec::new() } else { named(&parts.headers) };
        json!({
            "id": text(&asked["id"]),
            "body": STANDARD.encode(&body),
            "status_code": parts.status.as_u16(),
            "status_text": reason(parts.status),
            "headers": headers,
        })
    }
}

fn rejection(asked: &Value, rejected: &Rejected) -> Value {
    json!({
        "id": text(&asked["id"]),
        "body": "",
        "status_code": rejected.status.as_u16(),
        "status_text": reason(rejected.status),
        "headers": [],
        "error_message": rejected.message,
    })
}

fn reason(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or_default()
}

fn named(headers: &HeaderMap) -> Vec<Value> {
    headers
        .iter()
        .map(|(name, value)| json!({ "name": name.as_str(), "value": String::from_utf8_lossy(value.as_bytes()) }))
        .collect()
}
