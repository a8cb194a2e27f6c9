//! Runs queued jobs: claims them under a lease, keeps the lease while they run, catches panics, and decides when
//! they are tried again.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::backoff::backoff;
use super::post_note::PostNote;
use super::refresh_ticket::RefreshTicket;
use super::send_ticket::SendTicket;
use crate::app::App;
use crate::store::{Claimed, StoreError};

/// How long a job is held without a sign of life.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How often the lease of a running job is lengthened.
const RENEW_EVERY: Duration = Duration::from_secs(20);
/// Jobs of all tenants that run or wait for their lane in this process.
const AT_ONCE: usize = 32;
/// The queue is looked at this often even when nobody said that a job was stored (another replica may have).
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long running jobs may take to end when the portal stops.
const GRACE: Duration = Duration::from_secs(8);
/// A job that panics this often is buried.
const PANICS_MAX: i64 = 5;
/// Pauses after a fault of ours.
const FAULT_PAUSE: (SignedDuration, SignedDuration) =
    (SignedDuration::from_secs(5), SignedDuration::from_mins(5));

/// Why a job did not end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JobError {
    /// To be tried again.
    #[error("{reason}")]
    Retry {
        /// When.
        at: Timestamp,
        /// Why.
        reason: String,
    },
    /// To be buried.
    #[error("{0}")]
    Fail(String),
    /// Our own store failed: to be tried again soon.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl JobError {
    /// To be tried again at `at`.
    pub(super) fn retry(at: Timestamp, reason: impl Into<String>) -> Self {
        Self::Retry { at, reason: reason.into() }
    }

    /// Never to be tried again.
    pub(super) fn fail(reason: impl Into<String>) -> Self {
        Self::Fail(reason.into())
    }
}

/// Claims and runs jobs until told to stop; then lets running ones end or hands them back.
pub(super) async fn run(app: App, stop: CancellationToken) {
    let mut running = JoinSet::new();
    while !stop.is_cancelled() {
        let pause = claim(&app, &mut running).await.unwrap_or_else(|error| {
            tracing::error!(%error, "jobs cannot be claimed");
            FAULT_PAUSE.0.unsigned_abs()
        });
        tokio::select! {
            () = stop.cancelled() => {}
            () = app.jobs.notified() => {}
            Some(_) = running.join_next() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
    let ended = async { while running.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, ended).await.is_err() {
        running.shutdown().await;
    }
    if let Err(error) = app.store.release_jobs(app.worker()).await {
        tracing::error!(%error, "jobs were not handed back; their leases end within a minute");
    }
}

/// Runs every job that is due now, and those that become due by it, one after the other. For tests and the command
/// line, which want to know when the work is done. Returns how many ran.
pub async fn run_due_jobs(app: &App) -> Result<usize, StoreError> {
    let mut ran = 0;
    loop {
        let claimed = app.store.claim_jobs(app.worker(), app.clock.now(), LEASE, 1).await?;
        let Some(job) = claimed.into_iter().next() else { return Ok(ran) };
        hold(app.clone(), job).await;
        ran += 1;
    }
}

/// Starts as many jobs as there is room for; gives the pause until the next is due.
async fn claim(app: &App, running: &mut JoinSet<()>) -> Result<Duration, StoreError> {
    let room = AT_ONCE.saturating_sub(running.len());
    if room == 0 {
        return Ok(LOOK_EVERY);
    }
    let limit = u64::try_from(room).unwrap_or(1);
    for job in app.store.claim_jobs(app.worker(), app.clock.now(), LEASE, limit).await? {
        running.spawn(hold(app.clone(), job));
    }
    let next = app.store.next_job_at().await?;
    let wait = next.and_then(|at| Duration::try_from(at.duration_since(app.clock.now())).ok());
    // A due job that was not claimed has no room, or another replica takes it just now.
    Ok(wait.map_or(LOOK_EVERY, |wait| wait.clamp(Duration::from_millis(50), LOOK_EVERY)))
}

/// Runs one job and keeps its lease. When the lease is lost, another worker has the job: this one stops at once.
async fn hold(app: App, job: Claimed) {
    let (work_app, work_job) = (app.clone(), job.clone());
    let mut work = AbortOnDrop(tokio::spawn(async move { dispatch(&work_app, &work_job).await }));
    let mut renew = tokio::time::interval(RENEW_EVERY);
    renew.tick().await;
    let ended = loop {
        tokio::select! {
            ended = &mut work.0 => break ended,
            _ = renew.tick() => {
                let until = app.clock.now() + LEASE;
                match app.store.renew_lease(job.id, app.worker(), until).await {
                    Ok(true) => {}
                    Ok(false) => {
                        tracing::warn!(job.id = %job.id, job.name = job.name, "the lease of a running job was lost");
                        return;
                    }
                    Err(error) => tracing::error!(job.id = %job.id, %error, "a lease was not renewed"),
                }
            }
        }
    };
    let ended = ended.unwrap_or_else(|error| Err(panicked(&app, &job, &error)));
    if let Err(error) = conclude(&app, &job, ended).await {
        tracing::error!(job.id = %job.id, %error, "the end of a job was not saved; it is run again after its lease");
    }
}

/// A task that ends with whoever waits for it.
struct AbortOnDrop<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn dispatch(app: &App, job: &Claimed) -> Result<(), JobError> {
    match job.name.as_str() {
        SendTicket::NAME => match job.payload::<SendTicket>() {
            Some(send) => send.run(app, job).await,
            None => Err(JobError::fail("its payload has an unknown shape")),
        },
        RefreshTicket::NAME => match job.payload::<RefreshTicket>() {
            Some(refresh) => refresh.run(app, job).await,
            None => Err(JobError::fail("its payload has an unknown shape")),
        },
        PostNote::NAME => match job.payload::<PostNote>() {
            Some(post) => post.run(app, job).await,
            None => Err(JobError::fail("its payload has an unknown shape")),
        },
        _ => Err(JobError::fail("its type is unknown")),
    }
}

fn panicked(app: &App, job: &Claimed, error: &tokio::task::JoinError) -> JobError {
    tracing::error!(job.id = %job.id, job.name = job.name, attempts = job.attempts, %error, "a job panicked");
    if job.attempts >= PANICS_MAX {
        return JobError::fail("it panicked again and again");
    }
    JobError::retry(next_after_fault(app, job), "it panicked")
}

fn next_after_fault(app: &App, job: &Claimed) -> Timestamp {
    let failures = u32::try_from(job.attempts).unwrap_or(u32::MAX);
    app.clock.now() + backoff(failures, FAULT_PAUSE.0, FAULT_PAUSE.1, job.id)
}

async fn conclude(app: &App, job: &Claimed, ended: Result<(), JobError>) -> Result<(), StoreError> {
    let outcome = match &ended {
        Ok(()) => "done",
        Err(JobError::Fail(_)) => "buried",
        Err(_) => "retried",
    };
    metrics::counter!("scorebridge_jobs_total", "job" => job.name.clone(), "outcome" => outcome).increment(1);
    match ended {
        Ok(()) => app.store.finish_job(job.id, app.worker()).await,
        Err(JobError::Retry { at, reason }) => {
            tracing::debug!(job.id = %job.id, job.name = job.name, %at, reason, "a job is tried again");
            app.store.retry_job(job.id, app.worker(), at).await
        }
        Err(JobError::Store(error)) => {
            tracing::error!(job.id = %job.id, job.name = job.name, %error, "a job met a fault of the store");
            app.store.retry_job(job.id, app.worker(), next_after_fault(app, job)).await
        }
        Err(JobError::Fail(reason)) => bury(app, job, &reason).await,
    }
}

/// What the job was to deliver must not look as if it were on its way.
async fn abandon(app: &App, job: &Claimed) -> Result<(), JobError> {
    match job.name.as_str() {
        SendTicket::NAME => match job.payload::<SendTicket>() {
            Some(send) => send.abandon(app, job).await,
            None => Ok(()),
        },
        PostNote::NAME => match job.payload::<PostNote>() {
            Some(post) => post.abandon(app, job).await,
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

async fn bury(app: &App, job: &Claimed, reason: &str) -> Result<(), StoreError> {
    tracing::error!(job.id = %job.id, job.name = job.name, reason, "a job is buried");
    if let Err(error) = abandon(app, job).await {
        tracing::error!(job.id = %job.id, %error, "what a buried job was to deliver was not given up");
    }
    app.store.bury_job(job.id, app.worker(), reason).await
}
