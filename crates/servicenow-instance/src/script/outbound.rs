//! Calls of scripts to other services (`sn_ws.RESTMessageV2`). Limited in time
//! and size, to http and https, without redirects. A developer instance runs
//! beside the services it is developed with, so addresses of this machine and
//! the local network are allowed, except those that hand out a cloud
//! machine's credentials; a property closes or narrows the rest.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::LazyLock;
use std::time::Duration;

use reqwest::{Client, Method};
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use url::{Host, Url};

use super::answer::Fault;
use super::bench::{Bench, Ground};

/// Hosts that scripts may call, separated by commas; `*` for any, empty for none.
const ALLOWED: &str = "scorebridge.outbound.allowed_hosts";
/// Bytes of an answer that are read.
const LARGEST: usize = 5 * 1024 * 1024;
/// Bytes of a request.
const LARGEST_REQUEST: usize = 5 * 1024 * 1024;
/// For scripts of the worker and of scripted REST APIs.
const TIME: Duration = Duration::from_secs(30);
/// For rules within a transaction: meanwhile nobody else can write.
const TIME_WITHIN: Duration = Duration::from_secs(4);

#[derive(Debug, Deserialize)]
struct Request {
    method: String,
    address: String,
    headers: Vec<(String, String)>,
    body: String,
    /// Milliseconds; 0 for the longest.
    timeout: u64,
}

#[derive(Debug, Default, Serialize)]
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
    error: String,
    query: String,
}

static CLIENT: LazyLock<Option<Client>> = LazyLock::new(|| {
    let client = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .user_agent("ServiceNow/1.0")
        .connect_timeout(Duration::from_secs(10))
        .no_proxy()
        .build();
    client.inspect_err(|error| tracing::error!(%error, "scripts cannot call other services")).ok()
});

/// Makes the call and answers it as JSON. Blocks. What goes wrong on the way
/// is part of the answer, as on the platform.
pub(super) fn call(bench: &Bench, request: &str) -> Result<String, Fault> {
    let request: Request =
        serde_json::from_str(request).map_err(|error| Fault(format!("the call cannot be read: {error}")))?;
    let allowed = bench.read(|session| Ok(session.properties().get(ALLOWED).unwrap_or("*").to_owned()))?;
    let answer = match target(&request, &allowed) {
        Ok(url) => {
            let limit = time(bench, request.timeout);
            let query = url.query().unwrap_or_default().to_owned();
            let sent = Handle::current().block_on(send(request, url, limit));
            sent.map_or_else(
                |error| Answer { error, query: query.clone(), ..Answer::default() },
                |answer| Answer { query: query.clone(), ..answer },
            )
        }
        Err(error) => Answer { error, ..Answer::default() },
    };
    serde_json::to_string(&answer).map_err(|error| Fault(error.to_string()))
}

fn time(bench: &Bench, asked: u64) -> Duration {
    let longest = match bench.ground {
        Ground::Within(_) => TIME_WITHIN,
        Ground::Alone(_) => TIME,
    };
    let longest = longest.min(bench.time_left());
    if asked == 0 { longest } else { longest.min(Duration::from_millis(asked)) }
}

fn target(request: &Request, allowed: &str) -> Result<Url, String> {
    let url = Url::parse(&request.address)
        .map_err(|error| format!("the endpoint {} is no address: {error}", request.address))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("the endpoint has the scheme {}; only http and https are called", url.scheme()));
    }
    let Some(host) = url.host() else {
        return Err("the endpoint has no host".to_owned());
    };
    if is_forbidden(&host) {
        return Err(format!("the host {host} is not called: it hands out credentials of the machine"));
    }
    let name = host.to_string();
    let is_allowed = allowed
        .split(',')
        .map(str::trim)
        .any(|pattern| pattern == "*" || pattern.eq_ignore_ascii_case(&name));
    if !is_allowed {
        return Err(format!("the host {name} is not in the property {ALLOWED}"));
    }
    if request.body.len() > LARGEST_REQUEST {
        return Err(format!("the request has more than {LARGEST_REQUEST} bytes"));
    }
    Ok(url)
}

/// Link-local addresses, where clouds answer with credentials.
fn is_forbidden(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_link_local(),
        Host::Ipv6(address) => match address.to_canonical() {
            IpAddr::V4(address) => address.is_link_local(),
            IpAddr::V6(address) => address.is_unicast_link_local() || address == METADATA_V6,
        },
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            name.eq_ignore_ascii_case("metadata.google.internal")
        }
    }
}

const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

/// Names are resolved once and the addresses checked before they are used.
async fn resolved(url: &Url) -> Result<(), String> {
    let (Some(Host::Domain(name)), Some(port)) = (url.host(), url.port_or_known_default()) else {
        return Ok(());
    };
    let found = tokio::net::lookup_host((name, port)).await;
    let mut found = found.map_err(|error| format!("the host {name} is not found: {error}"))?;
    let forbidden = found.any(|address| match address.ip().to_canonical() {
        IpAddr::V4(address) => is_forbidden(&Host::<&str>::Ipv4(address)),
        IpAddr::V6(address) => is_forbidden(&Host::<&str>::Ipv6(address)),
    });
    if forbidden {
        return Err(format!("the host {name} is not called: its address is a link-local one"));
    }
    Ok(())
}

async fn send(request: Request, url: Url, limit: Duration) -> Result<Answer, String> {
    resolved(&url).await?;
    let client = CLIENT.as_ref().ok_or("the instance has no HTTP client")?;
    let method: Method =
        request.method.parse().map_err(|_| format!("the method {} does not exist", request.method))?;
    let mut call = client.request(method, url).timeout(limit);
    for (name, value) in &request.headers {
        call = call.header(name, value);
    }
    if !request.body.is_empty() {
        call = call.body(request.body);
    }
    let mut answer = call.send().await.map_err(|error| told(&error))?;
    let status = answer.status().as_u16();
    let headers = answer.headers().iter();
    let headers = headers
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    let headers: Vec<_> = headers.collect();
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| told(&error))? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST {
            return Err(format!("the answer has more than {LARGEST} bytes"));
        }
    }
    let body = String::from_utf8_lossy(&body).into_owned();
    Ok(Answer { status, headers, body, ..Answer::default() })
}

fn told(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        text = format!("{text}: {inner}");
        source = inner.source();
    }
    text
}
