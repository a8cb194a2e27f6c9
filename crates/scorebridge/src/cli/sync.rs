//! `scorebridge sync`: asks ServiceNow for changes now.

use std::time::{Duration, Instant};

use anyhow::bail;
use clap::Args;
use indicatif::ProgressBar;
use serde_json::{Value, json};

use super::connection;
use super::remote::{Remote, plain};

/// How long the end of the sync is waited for; a first one of 100,000 tickets ends within it.
const PATIENCE: Duration = Duration::from_mins(1);
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// A problem that is the same as before tells no end of the sync: it is believed after this long.
const SAME_PROBLEM_WITHIN: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub(super) struct Sync {
    #[command(flatten)]
    remote: Remote,
}

impl Sync {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let before = self.remote.post(&["connection", "sync"], &json!({})).await?;
        let spinner = ProgressBar::new_spinner().with_message("syncing");
        spinner.enable_steady_tick(LOOK_EVERY);
        let ended = self.wait_for_end(&before).await;
        spinner.finish_and_clear();
        let state = ended?;
        connection::print(&self.remote, &state);
        match state.pointer("/problem/detail") {
            Some(problem) => bail!("the sync failed: {}", plain(Some(problem))),
            None => Ok(()),
        }
    }

    /// The connection once it was synced again, or does not work.
    async fn wait_for_end(&self, before: &Value) -> anyhow::Result<Value> {
        let started = Instant::now();
        loop {
            let state = self.remote.get(&["connection"], &[]).await?;
            let is_old = state["problem"] == before["problem"] && started.elapsed() < SAME_PROBLEM_WITHIN;
            if synced_at(&state) != synced_at(before) || !(state["problem"].is_null() || is_old) {
                return Ok(state);
            }
            if started.elapsed() > PATIENCE {
                bail!("the sync did not end within {} s; it may go on", PATIENCE.as_secs());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

fn synced_at(state: &Value) -> Option<&str> {
    state.pointer("/connection/synced_at")?.as_str()
}
