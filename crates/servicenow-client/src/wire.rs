//! One HTTP exchange: send, read the body within its limit, follow what may be followed.
//!
//! Not here: what an answer means (`answer.rs`), credentials, pacing and repetition (`transport.rs`).

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION, USER_AGENT};
use reqwest::{Client, ClientBuilder, Method, Request, Response};
use url::Url;

use crate::{Error, ErrorKind, InstanceUrl};

/// 25 MB: what an instance accepts at most as a body (protocol section 6.6), taken for answers too.
pub(crate) const BODY_LIMIT: usize = 25 * 1024 * 1024;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const MAX_REDIRECTS: usize = 5;

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct RawAnswer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl RawAnswer {
    pub(crate) fn header(&self, name: impl reqwest::header::AsHeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn content_type(&self) -> Option<&str> {
        self.header(CONTENT_TYPE)
    }
}

/// How exchanges are made: the connection pool and its limits.
#[derive(Clone, Debug)]
pub(crate) struct Wire {
    pub(crate) http: Client,
    pub(crate) timeout: Duration,
    pub(crate) body_limit: usize,
}

impl Wire {
    pub(crate) const TIMEOUT: Duration = Duration::from_mins(1);

    pub(crate) fn new(instance: &InstanceUrl, http: Option<Client>) -> Result<Self, Error> {
        let http = match http {
            Some(http) => http,
            None => default_http(instance).build()?,
        };
        Ok(Self { http, timeout: Self::TIMEOUT, body_limit: BODY_LIMIT })
    }

    /// Sends the request and reads the whole answer.
    ///
    /// A redirect of a GET is followed within the instance; any other comes back as the answer.
    pub(crate) async fn exchange(&self, mut request: Request) -> Result<RawAnswer, Error> {
        for _ in 0..MAX_REDIRECTS {
            let again = (request.method() == Method::GET).then(|| request.try_clone()).flatten();
            let response = self.send(request).await?;
            match again.and_then(|again| redirected(again, &response)) {
                Some(next) => request = next,
                None => return self.read(response).await,
            }
        }
        let response = self.send(request).await?;
        self.read(response).await
    }

    /// Sends the request and returns when the headers of the answer are there.
    pub(crate) async fn send(&self, mut request: Request) -> Result<Response, Error> {
        *request.timeout_mut() = Some(self.timeout);
        request.headers_mut().entry(USER_AGENT).or_insert(reqwest::header::HeaderValue::from_static(
            concat!("servicenow-client/", env!("CARGO_PKG_VERSION")),
        ));
        let origin = request.url().origin();
        let response = self.http.execute(request).await?;
        if response.url().origin() == origin { Ok(response) } else { Err(left_the_instance(&response)) }
    }

    pub(crate) async fn read(&self, mut response: Response) -> Result<RawAnswer, Error> {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > self.body_limit {
                return Err(ErrorKind::TooLarge { limit: self.body_limit }.into());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(RawAnswer { status, headers, body })
    }
}

/// The settings this library needs: redirects are not followed, no cookies are kept.
///
/// A session cookie would serialise all requests on the instance (protocol section 6.6).
pub(crate) fn default_http(instance: &InstanceUrl) -> ClientBuilder {
    let builder =
        Client::builder().redirect(reqwest::redirect::Policy::none()).connect_timeout(CONNECT_TIMEOUT);
    if instance.is_loopback() { builder.no_proxy() } else { builder }
}

fn redirected(mut request: Request, response: &Response) -> Option<Request> {
    if !response.status().is_redirection() {
        return None;
    }
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    let target: Url = request.url().join(location).ok()?;
    (target.origin() == request.url().origin()).then(|| {
        *request.url_mut() = target;
        request
    })
}

/// Only a client given by the caller can follow a redirect to another place.
fn left_the_instance(response: &Response) -> Error {
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    ErrorKind::NotServiceNow {
        status: response.status().as_u16(),
        content_type: content_type.map(str::to_owned),
    }
    .into()
}
