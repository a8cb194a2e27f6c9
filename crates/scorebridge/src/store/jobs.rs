//! The queue: jobs stored in the transaction that causes them, claimed under a lease.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::db::Target;
use super::row::Row;
use super::sql::sql;
use super::{Result, Store, again_on_conflict};
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
    /// When it was stored, or was to run first.
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

/// Gives a job its key again when it goes back to wait, unless another that waits has it by now.
const OWN_KEY_IF_FREE: &str = "dedup_key = CASE WHEN EXISTS (SELECT 1 FROM jobs AS other \
     WHERE other.dedup_key = jobs.own_key \
        OR (other.held_by = jobs.held_by AND other.own_key = jobs.own_key AND other.id < jobs.id)) \
     THEN NULL ELSE own_key END";

impl Store {
    /// Stores a job by itself. False when its deduplication key is taken: the one that waits then runs at the
    /// earlier of both times.
    pub async fn enqueue(&self, job: &NewJob) -> Result<bool> {
        enqueue(self.write(), job).await
    }

    /// Claims up to `limit` due jobs for `worker` until `now + lease`; also those whose lease ran out.
    pub async fn claim_jobs(
        &self,
        worker: &str,
        now: Timestamp,
        lease: SignedDuration,
        limit: u64,
    ) -> Result<Vec<Claimed>> {
        let mut statement = sql("WITH due AS (SELECT id FROM jobs WHERE is_dead = 0 AND due_at <= $1 \
             ORDER BY due_at, id LIMIT $2")
        .bind(&now)
        .bind(&limit);
        statement.push(self.engine().for_update_skip_locked()).push(") UPDATE jobs SET held_by = ");
        statement.push_bind(worker).push(", due_at = ").push_bind(&(now + lease));
        statement.push(
            ", attempts = attempts + 1, dedup_key = NULL WHERE id IN (SELECT id FROM due) \
             RETURNING id, tenant_id, name, payload, attempts, created_at",
        );
        let rows = statement.all(self.write()).await?;
        let mut claimed = rows.iter().map(read_claimed).collect::<Result<Vec<_>>>()?;
        claimed.sort_by_key(|job| (job.created_at, job.id));
        Ok(claimed)
    }

    /// Lengthens the lease of a running job; false when it was lost.
    pub async fn renew_lease(&self, id: JobId, worker: &str, until: Timestamp) -> Result<bool> {
        let statement = sql("UPDATE jobs SET due_at = $3 WHERE id = $1 AND held_by = $2");
        Ok(statement.bind(&id).bind(worker).bind(&until).run(self.write()).await? == 1)
    }

    /// The job is done: deletes it, if `worker` still holds it.
    pub async fn finish_job(&self, id: JobId, worker: &str) -> Result<()> {
        sql("DELETE FROM jobs WHERE id = $1 AND held_by = $2")
            .bind(&id)
            .bind(worker)
            .run(self.write())
            .await?;
        Ok(())
    }

    /// To be tried again at `at`.
    pub async fn retry_job(&self, id: JobId, worker: &str, at: Timestamp) -> Result<()> {
        let mut statement = sql("UPDATE jobs SET due_at = $3, held_by = NULL, ");
        statement.push(OWN_KEY_IF_FREE).push(" WHERE id = $1 AND held_by = $2");
        let statement = statement.bind(&id).bind(worker).bind(&at);
        again_on_conflict!(statement.clone().run(self.write())).map(drop)
    }

    /// Failed for good: kept with its reason.
    pub async fn bury_job(&self, id: JobId, worker: &str, reason: &str) -> Result<()> {
        let statement =
            sql("UPDATE jobs SET is_dead = 1, reason = $3, held_by = NULL WHERE id = $1 AND held_by = $2");
        statement.bind(&id).bind(worker).bind(reason).run(self.write()).await?;
        Ok(())
    }

    /// Hands back what `worker` holds (graceful stop): it is due at once.
    pub async fn release_jobs(&self, worker: &str) -> Result<()> {
        let mut statement = sql("UPDATE jobs SET due_at = created_at, held_by = NULL, ");
        statement.push(OWN_KEY_IF_FREE).push(" WHERE held_by = $1 AND is_dead = 0");
        let statement = statement.bind(worker);
        again_on_conflict!(statement.clone().run(self.write())).map(drop)
    }

    /// Hands back what a process held that was killed, and ends its leases, where there can be no other process: a
    /// SQLite file has one portal. Other replicas on PostgreSQL wait until leases run out. A try that died with its
    /// process is no failure of the job. For the start of the portal, before its workers; returns how many jobs.
    pub async fn release_left_behind(&self) -> Result<u64> {
        if self.engine().is_shared() {
            return Ok(0);
        }
        let mut tx = self.begin().await?;
        sql("DELETE FROM leases").run(&mut tx).await?;
        let mut statement = sql("UPDATE jobs SET due_at = created_at, attempts = attempts - 1, ");
        statement.push(OWN_KEY_IF_FREE).push(", held_by = NULL WHERE held_by IS NOT NULL AND is_dead = 0");
        let released = statement.run(&mut tx).await?;
        tx.commit().await?;
        Ok(released)
    }

    /// Makes the waiting jobs of one type due at `at` if they would run later: what they waited for is back.
    /// Returns how many.
    pub async fn hasten_jobs(&self, tenant: &TenantId, name: &str, at: Timestamp) -> Result<u64> {
        let statement = sql("UPDATE jobs SET due_at = $3 \
             WHERE tenant_id = $1 AND name = $2 AND held_by IS NULL AND is_dead = 0 AND due_at > $3");
        statement.bind(tenant).bind(name).bind(&at).run(self.write()).await
    }

    /// When the next job is due or the next lease runs out, if there is a job.
    pub async fn next_job_at(&self) -> Result<Option<Timestamp>> {
        let row = sql("SELECT MIN(due_at) AS next FROM jobs WHERE is_dead = 0").first(self.read()).await?;
        row.map_or(Ok(None), |row| row.opt("next"))
    }

    /// Figures of the queue.
    pub async fn queue_figures(&self, now: Timestamp) -> Result<QueueFigures> {
        let statement = sql("SELECT COUNT(*) - CAST(COALESCE(SUM(is_dead), 0) AS BIGINT) AS waiting, \
                 CAST(COALESCE(SUM(is_dead), 0) AS BIGINT) AS dead, \
                 MIN(CASE WHEN is_dead = 0 AND held_by IS NULL AND due_at <= $1 THEN due_at END) AS oldest \
             FROM jobs");
        let Some(row) = statement.bind(&now).first(self.read()).await? else {
            return Ok(QueueFigures::default());
        };
        let oldest: Option<Timestamp> = row.opt("oldest")?;
        Ok(QueueFigures {
            waiting: row.get("waiting")?,
            dead: row.get("dead")?,
            oldest_due_ms: oldest.map_or(0, |oldest| now.as_millisecond() - oldest.as_millisecond()),
        })
    }

    /// Takes or keeps the named lease (reconcilers run on one replica at a time); false when another holds it.
    pub async fn hold_lease(
        &self,
        name: &str,
        worker: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool> {
        let statement = sql("INSERT INTO leases (name, held_by, held_until) VALUES ($1, $2, $4) \
             ON CONFLICT (name) DO UPDATE SET held_by = excluded.held_by, held_until = excluded.held_until \
             WHERE leases.held_by = excluded.held_by OR leases.held_until <= $3");
        Ok(statement.bind(name).bind(worker).bind(&now).bind(&until).run(self.write()).await? == 1)
    }
}

/// Stores a job where the change that causes it is written.
pub(super) async fn enqueue(target: impl Into<Target<'_>>, job: &NewJob) -> Result<bool> {
    let statement = sql("INSERT INTO jobs \
             (id, tenant_id, name, payload, own_key, dedup_key, due_at, created_at, attempts, is_dead) \
         VALUES ($1, $2, $3, $4, $5, $5, $6, $6, 0, 0) \
         ON CONFLICT (dedup_key) DO UPDATE \
             SET due_at = CASE WHEN excluded.due_at < jobs.due_at THEN excluded.due_at ELSE jobs.due_at END \
         RETURNING id");
    let statement = statement.bind(&job.id).bind(&job.tenant).bind(job.name).bind(&job.payload);
    let row = statement.bind(&job.dedup_key).bind(&job.run_at).first(target).await?;
    Ok(row.is_some_and(|row| row.get("id").is_ok_and(|stored: JobId| stored == job.id)))
}

fn read_claimed(row: &Row) -> Result<Claimed> {
    Ok(Claimed {
        id: row.get("id")?,
        tenant: row.get("tenant_id")?,
        name: row.get("name")?,
        payload: row.get("payload")?,
        attempts: row.get("attempts")?,
        created_at: row.get("created_at")?,
    })
}
