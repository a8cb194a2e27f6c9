//! What every handler can reach: one value per running instance.

use std::sync::Arc;

use url::Url;

use crate::auth::Auth;
use crate::auth::sessions::{self, BrowserSession};
use crate::clock::Clock;
use crate::engine::Engine;
use crate::jobs::Jobs;
use crate::limits::Counters;
use crate::queue::Queue;
use crate::random::Random;
use crate::recorder::Recorder;
use crate::scenarios::Scenarios;

/// Shared by all requests as `Arc<App>`.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) engine: Engine,
    pub(crate) clock: Arc<Clock>,
    pub(crate) random: Arc<Random>,
    pub(crate) scenarios: Scenarios,
    pub(crate) recorder: Recorder,
    pub(crate) auth: Auth,
    pub(crate) counters: Counters,
    pub(crate) jobs: Jobs,
    pub(crate) queue: Arc<Queue>,
    /// Address the instance answers at; ends with `/`.
    pub(crate) base_url: Url,
}

impl App {
    /// The browser session of a cookie, unless it was idle for too long.
    pub(crate) fn session(&self, id: &str) -> Option<BrowserSession> {
        let idle = sessions::idle(&self.engine.metadata().properties);
        self.auth.sessions.find(id, self.clock.now(), idle)
    }

    /// Answers over TLS, so that cookies may be kept to it.
    pub(crate) fn is_secure(&self) -> bool {
        self.base_url.scheme() == "https"
    }
}
