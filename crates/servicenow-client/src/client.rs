//! The client of one instance, and how it is built.
//!
//! Not here: what the single APIs do; each has its file.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::auth::Authenticator;
use crate::clock::Clock;
use crate::pace::Pacer;
use crate::transport::{Call, Transport};
use crate::wire::{Wire, default_http};
use crate::{Credentials, Error, InstanceUrl, RetryPolicy, Table};

/// A client of one instance. Cheap to clone; clones share connections, tokens and pacing.
#[derive(Clone)]
pub struct Client {
    pub(crate) transport: Arc<Transport>,
}

impl Client {
    /// Begins a client of `instance`.
    pub fn builder(instance: InstanceUrl) -> ClientBuilder {
        ClientBuilder {
            instance,
            credentials: None,
            http: None,
            timeout: Wire::TIMEOUT,
            concurrency: ClientBuilder::CONCURRENCY,
            retry: RetryPolicy::default(),
            clock: None,
        }
    }

    /// The settings this library needs of an HTTP client, to add to: a private certificate
    /// authority, a proxy. See [`ClientBuilder::http`].
    pub fn http_builder(instance: &InstanceUrl) -> reqwest::ClientBuilder {
        default_http(instance)
    }

    /// The instance.
    pub fn instance(&self) -> &InstanceUrl {
        &self.transport.instance
    }

    /// The records of a table, by its name, such as `incident`.
    pub fn table(&self, name: impl Into<String>) -> Table {
        Table::new(self.clone(), name.into())
    }

    /// The raw layer: reads any JSON document of the instance.
    ///
    /// `path` begins with `/` and holds the query, percent-encoded, if there is one.
    pub async fn get_json(&self, path: &str) -> Result<Value, Error> {
        Ok(self.transport.json(&Call::get(path)).await?.value)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("instance", self.instance()).finish_non_exhaustive()
    }
}

/// Builds a [`Client`]; only the credentials are required.
#[derive(Clone, Debug)]
#[must_use]
pub struct ClientBuilder {
    instance: InstanceUrl,
    credentials: Option<Credentials>,
    http: Option<reqwest::Client>,
    timeout: Duration,
    concurrency: usize,
    retry: RetryPolicy,
    clock: Option<Clock>,
}

impl ClientBuilder {
    /// More than four parallel requests of one client fill the queue of an instance (section 6.6).
    const CONCURRENCY: usize = 4;
    const MAX_CONCURRENCY: usize = 64;

    /// How the client proves who it is.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Uses this HTTP client, best begun with [`Client::http_builder`].
    ///
    /// It must not follow redirects, which could carry an API key elsewhere, nor keep cookies, which
    /// would put all requests into one session of the instance.
    pub fn http(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// How long one exchange may take, from connecting to the last byte; 60 s if not set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How many requests may run at a time, 1 to 64; 4 if not set.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests;
        self
    }

    /// When failed reads are repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// The clock for the end of tokens and for rate limits; the system's if not set.
    pub fn clock(mut self, now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Some(Clock::new(now));
        self
    }

    /// Builds the client; nothing is sent yet.
    pub fn build(self) -> Result<Client, Error> {
        if !(1..=Self::MAX_CONCURRENCY).contains(&self.concurrency) {
            return Err(Error::invalid(format!(
                "{} parallel requests: allowed are 1 to 64",
                self.concurrency
            )));
        }
        let credentials = self.credentials.ok_or_else(|| Error::invalid("no credentials were given"))?;
        let mut wire = Wire::new(&self.instance, self.http.clone())?;
        wire.timeout = self.timeout;
        let credentials = aligned(credentials, self.http, self.clock.as_ref());
        let clock = self.clock.unwrap_or_default();
        let transport = Transport {
            auth: Authenticator::new(credentials, &clock)?,
            instance: self.instance,
            wire,
            turns: Semaphore::new(self.concurrency),
            pacer: Pacer::default(),
            retry: self.retry,
            clock,
        };
        Ok(Client { transport: Arc::new(transport) })
    }
}

/// Tokens are renewed with the HTTP client and the clock of the client, where it was given its own.
fn aligned(credentials: Credentials, http: Option<reqwest::Client>, clock: Option<&Clock>) -> Credentials {
    match credentials {
        Credentials::OAuth { mut oauth, tokens } => {
            if let Some(http) = http {
                oauth.wire.http = http;
            }
            if let Some(clock) = clock {
                oauth.clock = clock.clone();
            }
            Credentials::OAuth { oauth, tokens }
        }
        other => other,
    }
}
