//! What every part of the running portal shares.

use std::sync::Arc;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::config::Config;
use crate::live::Live;
use crate::store::Store;

/// The running portal; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts, read through [`App`].
pub struct Parts {
    /// Configuration as loaded.
    pub config: Config,
    /// The store.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// Live updates.
    pub live: Live,
    /// For calls to ServiceNow, Graph and the identity provider: no redirects, no cookies, time limits, proxy and
    /// CA of the configuration.
    pub http: reqwest::Client,
    /// Wakes the job runner after a job was stored.
    pub jobs: Notify,
    /// Wakes the ticket reconciler.
    pub sync: Notify,
    /// Cancelled when the portal stops: long answers (event streams) end then.
    pub stopping: CancellationToken,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
