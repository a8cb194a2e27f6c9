//! The time that a transaction of the REST APIs may take (protocol 6.6).

use std::time::{Duration, Instant};

use super::Session;
use crate::caller::Channel;
use crate::refusals::Refusal;

/// Property with the seconds.
const QUOTA: &str = "glide.rest.transaction_quota_seconds";
const QUOTA_SECONDS: u64 = 60;
/// Steps of SQLite between two looks at the clock.
const STEPS: i32 = 20_000;

impl Session {
    /// Interrupts statements of REST requests when their quota is used up.
    pub(super) fn limit_time(&self) {
        let end = (self.caller().channel == Channel::Rest).then(|| {
            let seconds = self.properties().number(QUOTA, QUOTA_SECONDS);
            Instant::now() + Duration::from_secs(seconds.min(86_400))
        });
        self.end.set(end);
        let limit = end.map(|end| move || Instant::now() >= end);
        if let Err(error) = self.connection().progress_handler(STEPS, limit) {
            tracing::warn!(%error, "the time of statements is not limited");
        }
    }

    /// Before each record that is written: many short statements are never
    /// interrupted.
    pub(super) fn check_time(&self) -> Result<(), Refusal> {
        match self.end.get() {
            Some(end) if Instant::now() >= end => Err(Refusal::cancelled()),
            _ => Ok(()),
        }
    }
}
