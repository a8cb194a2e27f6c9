//! The way of one request: its turn, its credentials, the exchange, its meaning, its repetition.
//!
//! This is the only place that repeats requests, and it repeats reads only.

use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Method, Request, Response};
use serde_json::Value;
use tokio::sync::{Semaphore, SemaphorePermit};
use url::Url;

use crate::auth::{AuthHeader, Authenticator};
use crate::clock::Clock;
use crate::pace::Pacer;
use crate::wire::{RawAnswer, Wire};
use crate::{Error, ErrorKind, InstanceUrl, RetryPolicy, answer};

/// What a caller inside this library asks for.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// Begins with `/`, already safe to join.
    pub(crate) path: String,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) body: Option<Body>,
    pub(crate) accept: &'static str,
}

#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) content_type: HeaderValue,
    pub(crate) bytes: Vec<u8>,
}

impl Call {
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), query: Vec::new(), body: None, accept: "application/json" }
    }

    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    pub(crate) fn query(mut self, pairs: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        self.query.extend(pairs);
        self
    }

    pub(crate) fn accept(mut self, accept: &'static str) -> Self {
        self.accept = accept;
        self
    }

    pub(crate) fn json(mut self, body: &Value) -> Self {
        let bytes = body.to_string().into_bytes();
        self.body = Some(Body { content_type: HeaderValue::from_static("application/json"), bytes });
        self
    }

    fn is_read(&self) -> bool {
        self.method == Method::GET
    }

    /// An answer to this call came and cannot be read: a write has happened all the same.
    pub(crate) fn failed_to_read(&self, error: Error) -> Error {
        error.during(&self.method, &self.path).of_write(!self.is_read())
    }
}

/// An answer that was understood as a success.
#[derive(Debug)]
pub(crate) struct Accepted<T> {
    pub(crate) raw: RawAnswer,
    pub(crate) value: T,
}

/// How to understand a raw answer; see `answer.rs` for the ones there are.
type Understand<T> = fn(&RawAnswer, jiff::Timestamp) -> Result<T, ErrorKind>;

#[derive(Debug)]
pub(crate) struct Transport {
    pub(crate) instance: InstanceUrl,
    pub(crate) wire: Wire,
    pub(crate) auth: Authenticator,
    pub(crate) turns: Semaphore,
    pub(crate) pacer: Pacer,
    pub(crate) retry: RetryPolicy,
    pub(crate) clock: Clock,
}

impl Transport {
    /// Sends a call, repeats it where that is safe, and understands the answer.
    pub(crate) async fn send<T>(&self, call: &Call, understand: Understand<T>) -> Result<Accepted<T>, Error> {
        let (mut tried, mut paused) = (0, Duration::ZERO);
        loop {
            let error = match self.attempt(call, understand).await {
                Ok(accepted) => return Ok(accepted),
                Err(error) => error.during(&call.method, &call.path),
            };
            tried += 1;
            let pause = if call.is_read() { self.retry.pause(&error, tried, paused) } else { None };
            let Some(pause) = pause else { return Err(error) };
            tracing::debug!(%error, pause_ms = pause.as_millis(), "read failed, will be repeated");
            tokio::time::sleep(pause).await;
            paused += pause;
        }
    }

    async fn attempt<T>(&self, call: &Call, understand: Understand<T>) -> Result<Accepted<T>, Error> {
        let _turn = self.turn(&call.path).await?;
        let header = self.auth.header().await?;
        let raw = self.exchange(call, &header).await?;
        let raw = match self.other_header(&raw, &header).await? {
            Some(other) => self.exchange(call, &other).await?,
            None => raw,
        };
        match understand(&raw, self.clock.now()) {
            Ok(value) => Ok(Accepted { raw, value }),
            Err(kind) => Err(Error::new(kind).of_write(!call.is_read())),
        }
    }

    /// A 401 may mean that the token was ended early; then one other token is tried.
    async fn other_header(&self, raw: &RawAnswer, used: &AuthHeader) -> Result<Option<AuthHeader>, Error> {
        if raw.status == 401 { self.auth.header_after_refusal(used).await } else { Ok(None) }
    }

    async fn exchange(&self, call: &Call, header: &AuthHeader) -> Result<RawAnswer, Error> {
        let request = self.request(call, header)?;
        let started = Instant::now();
        let answer = self.wire.exchange(request).await.map_err(|error| error.of_write(!call.is_read()));
        let raw = answer?;
        self.pacer.observe(&call.path, &raw, self.clock.now());
        tracing::debug!(
            instance.name = self.instance.name(),
            http.method = %call.method,
            http.path = call.path.split('?').next(),
            http.status = raw.status,
            duration_ms = started.elapsed().as_millis(),
            "request answered"
        );
        Ok(raw)
    }

    /// Begins an exchange whose body is read by the caller, piece by piece.
    pub(crate) async fn open(&self, call: &Call) -> Result<Response, Error> {
        let _turn = self.turn(&call.path).await?;
        let header = self.auth.header().await?;
        let send = async |header: &AuthHeader| {
            let response = self.wire.send(self.request(call, header)?).await;
            response.map_err(|error| error.during(&call.method, &call.path))
        };
        let response = send(&header).await?;
        if response.status().as_u16() != 401 {
            return Ok(response);
        }
        match self.auth.header_after_refusal(&header).await? {
            Some(other) => send(&other).await,
            None => Ok(response),
        }
    }

    /// What an opened answer says that is not what was asked for.
    pub(crate) async fn misread(&self, call: &Call, response: Response) -> Error {
        let error = match self.wire.read(response).await {
            Ok(raw) => match answer::json(&raw, self.clock.now()) {
                Err(kind) => kind.into(),
                Ok(_) => Error::decode("the file"),
            },
            Err(error) => error,
        };
        error.during(&call.method, &call.path)
    }

    /// Waits for a free place among the parallel requests and for the rate limit.
    async fn turn(&self, path: &str) -> Result<SemaphorePermit<'_>, Error> {
        let permit = self.turns.acquire().await.expect("the semaphore is never closed");
        loop {
            let wait = self.pacer.wait(path, self.clock.now());
            if wait.is_zero() {
                return Ok(permit);
            }
            if wait > self.retry.patience() {
                return Err(ErrorKind::RateLimited { retry_after: Some(wait) }.into());
            }
            tokio::time::sleep(wait).await;
        }
    }

    fn request(&self, call: &Call, (name, value): &AuthHeader) -> Result<Request, Error> {
        let mut request = Request::new(call.method.clone(), self.url(call)?);
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static(call.accept));
        headers.insert(HeaderName::clone(name), value.clone());
        if let Some(body) = &call.body {
            headers.insert(CONTENT_TYPE, body.content_type.clone());
            *request.body_mut() = Some(body.bytes.clone().into());
        }
        Ok(request)
    }

    pub(crate) fn url(&self, call: &Call) -> Result<Url, Error> {
        let mut url = self.instance.join(&call.path)?;
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        Ok(url)
    }

    /// Sends a call whose answer is a JSON document.
    pub(crate) async fn json(&self, call: &Call) -> Result<Accepted<Value>, Error> {
        self.send(call, answer::json).await
    }
}
