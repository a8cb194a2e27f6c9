//! One call: sent with the token, its answer read within limits.

use std::time::Duration;

use reqwest::header::RETRY_AFTER;
use reqwest::{Client, RequestBuilder};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::error::GraphError;
use super::lenient;

const TIMEOUT: Duration = Duration::from_mins(1);
/// Ten days of 500 controls are about 5 MB.
const BODY_MAX: usize = 32 * 1024 * 1024;

/// An answer as it came.
pub(super) struct Raw {
    pub(super) status: u16,
    retry_after: Option<Duration>,
    pub(super) body: Vec<u8>,
}

/// One page of a list.
#[derive(Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
pub(super) struct Page<T> {
    #[serde(deserialize_with = "lenient::list")]
    pub(super) value: Vec<T>,
    #[serde(default, rename = "@odata.nextLink")]
    pub(super) next: Option<String>,
}

/// Fetches one page; true when Graph says that it is not whole.
pub(super) async fn page<T: DeserializeOwned>(
    http: &Client,
    url: Url,
    token: &SecretString,
) -> Result<(Page<T>, bool), GraphError> {
    let request = http.get(url.clone()).bearer_auth(token.expose_secret());
    let raw = read(request.header("Accept", "application/json"), &url).await?;
    if !matches!(raw.status, 200 | 206) {
        return Err(refusal(&raw));
    }
    let page = serde_json::from_slice(&raw.body).map_err(|error| unreadable(&url, &error.to_string()))?;
    Ok((page, raw.status == 206))
}

/// Sends a request and reads the whole answer.
pub(super) async fn read(request: RequestBuilder, url: &Url) -> Result<Raw, GraphError> {
    let mut response = request.timeout(TIMEOUT).send().await.map_err(|error| unreachable(url, &error))?;
    let seconds =
        response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unreachable(url, &error))? {
        if body.len() + chunk.len() > BODY_MAX {
            return Err(unreadable(url, "it is larger than 32 MB"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Raw { status, retry_after: seconds.map(Duration::from_secs), body })
}

/// The envelope `{"error":{"code","message"}}`; either may be empty.
fn refusal(raw: &Raw) -> GraphError {
    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Envelope {
        error: Words,
    }
    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Words {
        #[serde(deserialize_with = "lenient::text")]
        code: String,
        #[serde(deserialize_with = "lenient::text")]
        message: String,
    }
    let said = serde_json::from_slice::<Envelope>(&raw.body).unwrap_or_default().error;
    match raw.status {
        403 => GraphError::Permission,
        429 => GraphError::Throttled { retry_after: raw.retry_after },
        503 if raw.retry_after.is_some() => GraphError::Throttled { retry_after: raw.retry_after },
        status => {
            GraphError::Refused { status, code: said.code, words: said.message.chars().take(300).collect() }
        }
    }
}

fn unreachable(url: &Url, error: &reqwest::Error) -> GraphError {
    let causes = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    let reason = causes.map(ToString::to_string).collect::<Vec<_>>().join(": ");
    GraphError::Unreachable { host: host(url), reason }
}

pub(super) fn unreadable(url: &Url, reason: &str) -> GraphError {
    GraphError::Unreadable { host: host(url), reason: reason.to_owned() }
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}
