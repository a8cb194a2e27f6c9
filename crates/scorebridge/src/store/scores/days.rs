//! Daily scores, and when they were imported.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::ids::TenantId;
use crate::message::Message;
use crate::score::ScoreDay;
use crate::store::row::Row;
use crate::store::sql::sql;
use crate::store::value::{Json, json};
use crate::store::{Result, Store};

impl Store {
    /// Keeps why the last try to import failed; the next [`Store::save_import`] clears it.
    pub async fn fail_import(&self, tenant: &TenantId, problem: &Message, at: Timestamp) -> Result<()> {
        let statement = sql(
            "INSERT INTO score_imports (tenant_id, problem, problem_at) VALUES ($1, $2, $3) \
             ON CONFLICT (tenant_id) DO UPDATE SET problem = excluded.problem, problem_at = excluded.problem_at",
        );
        statement.bind(tenant).bind(&json(problem)).bind(&at).run(self.write()).await?;
        Ok(())
    }

    /// Why the last try to import failed and when, if it did.
    pub async fn find_import_problem(&self, tenant: &TenantId) -> Result<Option<(Message, Timestamp)>> {
        let statement = sql("SELECT problem, problem_at FROM score_imports WHERE tenant_id = $1");
        let Some(row) = statement.bind(tenant).first(self.read()).await? else { return Ok(None) };
        let problem = row.opt("problem")?.map(|Json(problem)| problem);
        Ok(problem.zip(row.opt("problem_at")?))
    }

    /// When the last import ended.
    pub async fn imported_at(&self, tenant: &TenantId) -> Result<Option<Timestamp>> {
        let statement = sql("SELECT imported_at FROM score_imports WHERE tenant_id = $1").bind(tenant);
        statement.first(self.read()).await?.map_or(Ok(None), |row| row.opt("imported_at"))
    }

    /// Daily scores since `since`, oldest first.
    pub async fn list_score_days(&self, tenant: &TenantId, since: Date) -> Result<Vec<ScoreDay>> {
        let statement = sql("SELECT day, current_points, max_points, active_users, comparison, categories \
             FROM score_days WHERE tenant_id = $1 AND day >= $2 ORDER BY day");
        statement.bind(tenant).bind(&since).all(self.read()).await?.iter().map(read_day).collect()
    }
}

fn read_day(row: &Row) -> Result<ScoreDay> {
    let Json(categories) = row.get("categories")?;
    Ok(ScoreDay {
        date: row.get("day")?,
        current: row.get("current_points")?,
        max: row.get("max_points")?,
        active_users: row.opt("active_users")?,
        comparison: row.opt("comparison")?,
        categories,
    })
}
