//! The workers of this process: started together, watched, stopped together.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{reconcilers, runner};
use crate::app::App;

/// How long all workers together may take to stop; running jobs get a little less, the whole portal a little more.
const STOP_WITHIN: Duration = Duration::from_secs(9);

/// The running workers. Dropping them stops them without grace.
pub struct Workers {
    stop: CancellationToken,
    handles: Vec<(&'static str, JoinHandle<()>)>,
}

/// Starts the job runner and the reconcilers.
#[expect(clippy::needless_pass_by_value, reason = "the workers keep the portal's parts for themselves")]
pub fn start(app: App) -> Workers {
    let stop = CancellationToken::new();
    let spawn = |name, work: fn(App, CancellationToken) -> Work| {
        (name, tokio::spawn(work(app.clone(), stop.clone())))
    };
    let handles = vec![
        spawn("jobs", |app, stop| Box::pin(runner::run(app, stop))),
        spawn("tickets", |app, stop| Box::pin(reconcilers::tickets(app, stop))),
        spawn("score", |app, stop| Box::pin(reconcilers::score(app, stop))),
        spawn("housekeeping", |app, stop| Box::pin(reconcilers::housekeeping(app, stop))),
    ];
    app.watch_workers(handles.iter().map(|(_, handle)| handle.abort_handle()).collect());
    Workers { stop, handles }
}

type Work = futures::future::BoxFuture<'static, ()>;

impl Workers {
    /// Whether all of them still run. `/readyz` asks the portal's parts for the same.
    pub fn are_alive(&self) -> bool {
        self.handles.iter().all(|(_, handle)| !handle.is_finished())
    }

    /// Stops claiming, waits a while for running jobs, hands back the others.
    pub async fn shutdown(mut self) {
        self.stop.cancel();
        let deadline = Instant::now() + STOP_WITHIN;
        for (name, mut handle) in std::mem::take(&mut self.handles) {
            match tokio::time::timeout_at(deadline, &mut handle).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!(worker = name, %error, "a worker had ended in a panic"),
                Err(_) => {
                    tracing::warn!(worker = name, "a worker did not stop in time");
                    handle.abort();
                }
            }
        }
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.stop.cancel();
        for (_, handle) in &self.handles {
            handle.abort();
        }
    }
}
