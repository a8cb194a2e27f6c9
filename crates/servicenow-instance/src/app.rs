//! What every handler can reach: one value per running instance.

use std::sync::Arc;

use url::Url;

use crate::auth::Sessions;
use crate::clock::Clock;
use crate::engine::Engine;
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
    pub(crate) sessions: Sessions,
    /// Address the instance answers at; ends with `/`.
    pub(crate) base_url: Url,
}
