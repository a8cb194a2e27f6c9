//! The queue: jobs stored in the transaction that causes them, claimed under a lease.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Result, Store};
use crate::ids::{JobId, TenantId};

/// A job to be stored.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Id, chosen by the caller.
    pub id: JobId,
    /// Whose.
    pub tenant: TenantId,
    /// `NAME` of the job type.
    pub name: &'static str,
    /// The job as JSON.
    pub payload: String,
    /// While a job with the same key waits, a second is not stored.
    pub dedup_key: Option<String>,
    /// Not before.
    pub run_at: Timestamp,
}

impl NewJob {
    /// A job that runs as soon as a worker is free.
    pub fn new(tenant: &TenantId, name: &'static str, payload: &impl Serialize, run_at: Timestamp) -> Self {
        Self {
            id: JobId::generate(),
            tenant: tenant.clone(),
            name,
            payload: serde_json::to_string(payload).expect("a job is plain data"),
            dedup_key: None,
            run_at,
        }
    }

    /// Deduplicated under `key`.
    #[must_use]
    pub fn deduplicated(mut self, key: String) -> Self {
        self.dedup_key = Some(key);
        self
    }
}

/// A job that this worker holds until its lease ends.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Id.
    pub id: JobId,
    /// Whose.
    pub tenant: TenantId,
    /// Name of the job type.
    pub name: String,
    /// JSON.
    pub payload: String,
    /// Tries so far, this one included.
    pub attempts: i64,
    /// When it was stored.
    pub created_at: Timestamp,
}

impl Claimed {
    /// The job itself; `None` when it was written by a program that knew another shape.
    pub fn payload<J: DeserializeOwned>(&self) -> Option<J> {
        serde_json::from_str(&self.payload).ok()
    }
}

/// Figures of the queue for `/metrics` and `/readyz`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QueueFigures {
    /// Jobs that wait or run.
    pub waiting: u64,
    /// Jobs that failed for good.
    pub dead: u64,
    /// Age of the oldest job that is due, in milliseconds.
    pub oldest_due_ms: i64,
}

impl Store {
    /// Stores a job by itself. False when its deduplication key is taken.
    pub async fn enqueue(&self, job: &NewJob) -> Result<bool> {
        let _ = job;
        todo!()
    }

    /// Claims up to `limit` due jobs for `worker` until `now + lease`; also those whose lease ran out.
    pub async fn claim_jobs(
        &self,
        worker: &str,
        now: Timestamp,
        lease: SignedDuration,
        limit: u64,
    ) -> Result<Vec<Claimed>> {
        let _ = (worker, now, lease, limit);
        todo!()
    }

    /// Lengthens the lease of a running job; false when it was lost.
    pub async fn renew_lease(&self, id: JobId, worker: &str, until: Timestamp) -> Result<bool> {
        let _ = (id, worker, until);
        todo!()
    }

    /// The job is done: deletes it, if `worker` still holds it.
    pub async fn finish_job(&self, id: JobId, worker: &str) -> Result<()> {
        let _ = (id, worker);
        todo!()
    }

    /// To be tried again at `at`.
    pub async fn retry_job(&self, id: JobId, worker: &str, at: Timestamp) -> Result<()> {
        let _ = (id, worker, at);
        todo!()
    }

    /// Failed for good: kept with its reason.
    pub async fn bury_job(&self, id: JobId, worker: &str, reason: &str) -> Result<()> {
        let _ = (id, worker, reason);
        todo!()
    }

    /// Hands back what `worker` holds (graceful stop).
    pub async fn release_jobs(&self, worker: &str) -> Result<()> {
        let _ = worker;
        todo!()
    }

    /// Makes the waiting jobs of one type due at `at` if they would run later: what they waited for is back.
    /// Returns how many.
    pub async fn hasten_jobs(&self, tenant: &TenantId, name: &str, at: Timestamp) -> Result<u64> {
        let _ = (tenant, name, at);
        todo!()
    }

    /// When the next job is due, if any waits.
    pub async fn next_job_at(&self) -> Result<Option<Timestamp>> {
        todo!()
    }

    /// Figures of the queue.
    pub async fn queue_figures(&self, now: Timestamp) -> Result<QueueFigures> {
        let _ = now;
        todo!()
    }

    /// Takes or keeps the named lease (reconcilers run on one replica at a time); false when another holds it.
    pub async fn hold_lease(
        &self,
        name: &str,
        worker: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool> {
        let _ = (name, worker, now, until);
        todo!()
    }
}
