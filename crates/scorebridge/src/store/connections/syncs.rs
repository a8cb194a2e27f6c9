//! The history of syncs of a connection, of bounded length.

use std::time::Duration;

use crate::connection::SyncRun;
use crate::ids::ConnectionId;
use crate::store::row::Row;
use crate::store::sql::{Sql, sql};
use crate::store::value::{Json, json};
use crate::store::{Result, Store, StoreError};

impl Store {
    /// Remembers how a sync ended: in the newest line where that goes on, else in one of its own. The oldest lines beyond
    /// [`SyncRun::KEPT`] are forgotten.
    pub async fn record_sync(&self, id: ConnectionId, run: &SyncRun) -> Result<()> {
        let newest = select("ORDER BY number DESC LIMIT 1").bind(&id).first(self.read()).await?;
        let newest = newest.map(|row| Ok::<_, StoreError>((row.get("number")?, read(&row)?))).transpose()?;
        match newest {
            Some((number, before)) if before.goes_on_with(run) => self.lengthen(id, number, run).await,
            newest => self.begin_line(id, newest.map_or(1, |(number, _)| number + 1), run).await,
        }
    }

    async fn lengthen(&self, id: ConnectionId, number: u64, run: &SyncRun) -> Result<()> {
        let statement = sql("UPDATE syncs SET times = times + 1, ended_at = $3, took_ms = $4, seen = $5, \
             problem = $6 WHERE connection_id = $1 AND number = $2");
        statement
            .bind(&id)
            .bind(&number)
            .bind(&run.ended_at)
            .bind(&milliseconds(run.took))
            .bind(&run.seen)
            .bind(&run.problem.as_ref().map(json))
            .run(self.write())
            .await?;
        Ok(())
    }

    /// Syncs of one connection run one at a time but for those that a person starts: of two that begin a line at once, one
    /// is kept.
    async fn begin_line(&self, id: ConnectionId, number: u64, run: &SyncRun) -> Result<()> {
        let mut tx = self.begin().await?;
        let statement = sql("INSERT INTO syncs \
                 (connection_id, tenant_id, number, times, began_at, ended_at, took_ms, seen, changed, problem) \
             SELECT id, tenant_id, $2, $3, $4, $5, $6, $7, $8, $9 FROM connections WHERE id = $1 \
             ON CONFLICT (connection_id, number) DO NOTHING");
        statement
            .bind(&id)
            .bind(&number)
            .bind(&run.times)
            .bind(&run.began_at)
            .bind(&run.ended_at)
            .bind(&milliseconds(run.took))
            .bind(&run.seen)
            .bind(&run.changed)
            .bind(&run.problem.as_ref().map(json))
            .run(&mut tx)
            .await?;
        let statement = sql("DELETE FROM syncs WHERE connection_id = $1 AND number <= $2");
        statement.bind(&id).bind(&number.saturating_sub(SyncRun::KEPT)).run(&mut tx).await?;
        tx.commit().await
    }

    /// The newest lines of the history, newest first.
    pub async fn list_syncs(&self, id: ConnectionId, limit: u64) -> Result<Vec<SyncRun>> {
        let statement = select("ORDER BY number DESC LIMIT $2").bind(&id).bind(&limit);
        statement.all(self.read()).await?.iter().map(read).collect()
    }
}

fn select(rest: &'static str) -> Sql {
    let mut statement =
        sql("SELECT number, times, began_at, ended_at, took_ms, seen, changed, problem FROM syncs \
         WHERE connection_id = $1 ");
    statement.push(rest);
    statement
}

fn milliseconds(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}

fn read(row: &Row) -> Result<SyncRun> {
    Ok(SyncRun {
        times: row.get("times")?,
        began_at: row.get("began_at")?,
        ended_at: row.get("ended_at")?,
        took: Duration::from_millis(row.get("took_ms")?),
        seen: row.get("seen")?,
        changed: row.get("changed")?,
        problem: row.opt("problem")?.map(|Json(problem)| problem),
    })
}
