//! Several requests in one (protocol section 3.3).

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};

use crate::answer;
use crate::field::check_table;
use crate::transport::Call;
use crate::wire::RawAnswer;
use crate::{Client, Error, ErrorKind, Fields, InstanceUrl, SysId};

const PATH: &str = "/api/now/v1/batch";
/// Fixed, because one exchange carries one batch.
const BATCH_ID: &str = "1";
/// An instance gives a batch 30 s in all; more requests than this do not fit into them.
const MAX_REQUESTS: usize = 100;

/// Requests to be sent together. They run in any order and each for itself: one may fail while
/// others succeed.
///
/// ```
/// use servicenow_client::{Batch, Fields};
///
/// let batch = Batch::new()
///     .get("/api/now/table/incident?sysparm_limit=1")
///     .create("incident", &Fields::new().set("short_description", "Turn on MFA"));
/// assert_eq!(batch.len(), 2);
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Batch {
    requests: Vec<Request>,
}

#[derive(Clone, Debug)]
struct Request {
    method: Method,
    path: String,
    table: Option<String>,
    fields: Option<Fields>,
}

impl Batch {
    /// No requests yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a path of the instance, with its query percent-encoded.
    pub fn get(mut self, path: impl Into<String>) -> Self {
        self.requests.push(Request { method: Method::GET, path: path.into(), table: None, fields: None });
        self
    }

    /// Creates a record.
    pub fn create(self, table: &str, fields: &Fields) -> Self {
        self.write(Method::POST, table, None, Some(fields))
    }

    /// Changes a record.
    pub fn update(self, table: &str, id: &SysId, fields: &Fields) -> Self {
        self.write(Method::PATCH, table, Some(id), Some(fields))
    }

    /// Deletes a record.
    pub fn delete(self, table: &str, id: &SysId) -> Self {
        self.write(Method::DELETE, table, Some(id), None)
    }

    fn write(mut self, method: Method, table: &str, id: Option<&SysId>, fields: Option<&Fields>) -> Self {
        let id = id.map_or_else(String::new, |id| format!("/{id}"));
        let shape = if fields.is_some() {
            "?sysparm_display_value=all&sysparm_exclude_reference_link=true"
        } else {
            ""
        };
        let path = format!("/api/now/table/{table}{id}{shape}");
        self.requests.push(Request { method, path, table: Some(table.to_owned()), fields: fields.cloned() });
        self
    }

    /// How many requests there are.
    pub fn len(&self) -> usize {
        self.requests.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    fn writes(&self) -> bool {
        self.requests.iter().any(|request| request.method != Method::GET)
    }

    fn to_json(&self, instance: &InstanceUrl) -> Result<Value, Error> {
        if self.is_empty() || self.len() > MAX_REQUESTS {
            return Err(Error::invalid(format!(
                "a batch of {} requests: allowed are 1 to {MAX_REQUESTS}",
                self.len()
            )));
        }
        let requests: Result<Vec<Value>, Error> =
            self.requests.iter().enumerate().map(|(at, request)| request.to_json(at, instance)).collect();
        Ok(json!({ "batch_request_id": BATCH_ID, "rest_requests": requests? }))
    }
}

impl Request {
    fn to_json(&self, at: usize, instance: &InstanceUrl) -> Result<Value, Error> {
        instance.join(&self.path)?;
        self.table.as_deref().map_or(Ok(()), check_table)?;
        let mut headers = vec![json!({"name": "Accept", "value": "application/json"})];
        let mut request = json!({ "id": at.to_string(), "method": self.method.as_str(), "url": self.path });
        if let Some(fields) = &self.fields {
            headers.push(json!({"name": "Content-Type", "value": "application/json"}));
            request["body"] = STANDARD.encode(fields.to_json()?.to_string()).into();
        }
        request["headers"] = headers.into();
        Ok(request)
    }
}

/// What became of the requests of a [`Batch`], in their order.
#[derive(Debug)]
pub struct BatchAnswer {
    items: Vec<Result<Value, Error>>,
    unserviced: Vec<usize>,
}

impl BatchAnswer {
    /// The document each request was answered with (`Null` after a deletion), or why it failed.
    ///
    /// A request the instance had no time for is [`ErrorKind::QueueFull`]
    /// here; it was not begun.
    pub fn items(&self) -> &[Result<Value, Error>] {
        &self.items
    }

    /// The answers as owned values.
    pub fn into_items(self) -> Vec<Result<Value, Error>> {
        self.items
    }

    /// The places of the requests that the instance had no time for (30 s in all); send them again.
    pub fn unserviced(&self) -> &[usize] {
        &self.unserviced
    }
}

impl Client {
    /// Sends several requests as one. A batch is never repeated, even when it only reads.
    pub async fn batch(&self, batch: &Batch) -> Result<BatchAnswer, Error> {
        let call = Call::new(Method::POST, PATH).json(&batch.to_json(self.instance())?);
        let about = |error: Error| error.during(&call.method, &call.path).of_write(batch.writes());
        let answer = self.transport.json(&call).await.map_err(about)?.value;
        self.read_batch(batch, &answer).map_err(about)
    }

    fn read_batch(&self, batch: &Batch, answer: &Value) -> Result<BatchAnswer, Error> {
        let serviced =
            answer["serviced_requests"].as_array().ok_or_else(|| Error::decode("serviced_requests"))?;
        let by_id: HashMap<String, &Value> = serviced.iter().map(|item| (id_of(&item["id"]), item)).collect();
        let mut read = BatchAnswer { items: Vec::new(), unserviced: Vec::new() };
        for (at, request) in batch.requests.iter().enumerate() {
            let served = by_id.get(&at.to_string());
            if served.is_none() {
                read.unserviced.push(at);
            }
            let item =
                served.map_or_else(|| Err(ErrorKind::QueueFull.into()), |item| self.read_item(item, at));
            let unsure = served.is_some() && request.method != Method::GET;
            read.items
                .push(item.map_err(|error| error.during(&request.method, &request.path).of_write(unsure)));
        }
        Ok(read)
    }

    /// An item is an answer of its own, and understood like one.
    fn read_item(&self, item: &Value, at: usize) -> Result<Value, Error> {
        let wrong = |member: &str| Error::decode(format!("serviced_requests[{at}].{member}"));
        let status = item["status_code"].as_u64().and_then(|status| u16::try_from(status).ok());
        let body = STANDARD.decode(item["body"].as_str().unwrap_or_default()).map_err(|_| wrong("body"))?;
        let raw = RawAnswer {
            status: status.ok_or_else(|| wrong("status_code"))?,
            headers: headers_of(&item["headers"]),
            body,
        };
        let now = self.transport.clock.now();
        if raw.body.is_empty() && answer::succeeded(&raw) {
            return answer::done(&raw, now).map(|()| Value::Null).map_err(Error::from);
        }
        answer::json(&raw, now).map_err(Error::from)
    }
}

/// Ids come back as text, even where a number was sent.
fn id_of(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

fn headers_of(headers: &Value) -> reqwest::header::HeaderMap {
    let pair = |header: &Value| {
        let name = header["name"].as_str()?.parse::<reqwest::header::HeaderName>().ok()?;
        let value = reqwest::header::HeaderValue::from_str(header["value"].as_str()?).ok()?;
        Some((name, value))
    };
    headers.as_array().into_iter().flatten().filter_map(pair).collect()
}
