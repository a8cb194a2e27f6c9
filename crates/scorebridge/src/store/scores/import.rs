//! Saving an import: actions, days and points in one transaction.

use jiff::Timestamp;

use super::{ScoreImport, points};
use crate::ids::{ActionId, TenantId};
use crate::score::{ImprovementAction, ScoreDay};
use crate::store::activity::log;
use crate::store::db::Tx;
use crate::store::sql::sql;
use crate::store::value::json;
use crate::store::{Activity, ActivityEntry, Result, Store};

impl Store {
    /// Stores an import in one transaction. Keeps `first_seen`, moves `changed_at` only when points or status
    /// changed, works out `regressed_by` from the stored points, and logs `PointsChanged` for each action whose
    /// points changed since the import before.
    pub async fn save_import(&self, tenant: &TenantId, import: &ScoreImport, at: Timestamp) -> Result<()> {
        let mut tx = self.begin().await?;
        log_changed_points(&mut tx, tenant, &import.actions, at).await?;
        for action in &import.actions {
            save_action(&mut tx, tenant, action, at).await?;
        }
        mark_vanished(&mut tx, tenant, &import.actions, at).await?;
        for day in &import.days {
            save_day(&mut tx, tenant, day).await?;
        }
        points::save(&mut tx, tenant, &import.points).await?;
        let newest = import.points.iter().map(|point| point.date).max();
        if let Some(today) = newest.or(import.days.iter().map(|day| day.date).max()) {
            points::save_regressions(&mut tx, tenant, today).await?;
        }
        let statement = sql("INSERT INTO score_imports (tenant_id, imported_at) VALUES ($1, $2) \
             ON CONFLICT (tenant_id) DO UPDATE \
                 SET imported_at = excluded.imported_at, problem = NULL, problem_at = NULL");
        statement.bind(tenant).bind(&at).run(&mut tx).await?;
        tx.commit().await
    }
}

/// One entry for each action whose points differ from those of the import before.
async fn log_changed_points(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    actions: &[ImprovementAction],
    at: Timestamp,
) -> Result<()> {
    let statement = sql("SELECT id, score FROM actions WHERE tenant_id = $1 AND score IS NOT NULL");
    let rows = statement.bind(tenant).all(&mut *tx).await?;
    let before = rows
        .iter()
        .map(|row| Ok((row.get("id")?, row.get("score")?)))
        .collect::<Result<std::collections::BTreeMap<ActionId, f64>>>()?;
    for action in actions {
        let Some((score, before)) = action.score.zip(before.get(&action.id)) else { continue };
        if score.to_bits() == before.to_bits() {
            continue;
        }
        let activity = Activity::PointsChanged {
            action: action.id.to_string(),
            title: action.title.clone(),
            by: difference(score, *before),
        };
        log(&mut *tx, tenant, &ActivityEntry { at, actor: None, activity }).await?;
    }
    Ok(())
}

/// At most two decimals, as pages show points; `+` for gains.
fn difference(score: f64, before: f64) -> String {
    let by = ((score - before) * 100.0).round() / 100.0;
    format!("{by:+}")
}

async fn save_action(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    action: &ImprovementAction,
    at: Timestamp,
) -> Result<()> {
    let statement = sql(
        "INSERT INTO actions (tenant_id, id, title, title_sort, category, service, score, max_score, \
             points_left, graph_status, stack_rank, user_impact, implementation_cost, last_synced, first_seen, \
             changed_at, threats, action_url, implementation_status, description, impact_html, remediation_html) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16, $17, $18, $19, $20, $21) \
         ON CONFLICT (tenant_id, id) DO UPDATE SET title = excluded.title, title_sort = excluded.title_sort, \
             category = excluded.category, service = excluded.service, score = excluded.score, \
             max_score = excluded.max_score, points_left = excluded.points_left, \
             graph_status = excluded.graph_status, stack_rank = excluded.stack_rank, \
             user_impact = excluded.user_impact, implementation_cost = excluded.implementation_cost, \
             last_synced = excluded.last_synced, threats = excluded.threats, action_url = excluded.action_url, \
             implementation_status = excluded.implementation_status, description = excluded.description, \
             impact_html = excluded.impact_html, remediation_html = excluded.remediation_html, \
             changed_at = CASE WHEN actions.score IS DISTINCT FROM excluded.score \
                     OR actions.graph_status <> excluded.graph_status THEN excluded.changed_at \
                 ELSE actions.changed_at END, \
             vanished_at = NULL",
    );
    statement
        .bind(tenant)
        .bind(&action.id)
        .bind(&action.title)
        .bind(&action.title.to_lowercase())
        .bind(&action.category)
        .bind(&action.service)
        .bind(&action.score)
        .bind(&action.max_score)
        .bind(&action.points_left())
        .bind(&action.status)
        .bind(&action.rank)
        .bind(&action.user_impact)
        .bind(&action.implementation_cost)
        .bind(&action.last_synced)
        .bind(&at)
        .bind(&json(&action.threats))
        .bind(&action.action_url)
        .bind(&action.implementation_status)
        .bind(&action.description)
        .bind(&action.impact_html)
        .bind(&action.remediation_html)
        .run(tx)
        .await?;
    Ok(())
}

/// An import without any action tells nothing of those that are stored.
async fn mark_vanished(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    known: &[ImprovementAction],
    at: Timestamp,
) -> Result<()> {
    let mut statement = sql(
        "UPDATE actions SET vanished_at = $2 WHERE tenant_id = $1 AND vanished_at IS NULL AND id NOT IN ",
    )
    .bind(tenant)
    .bind(&at);
    statement.push_list(known.iter().map(|action| &action.id));
    statement.run(tx).await?;
    Ok(())
}

async fn save_day(tx: &mut Tx<'_>, tenant: &TenantId, day: &ScoreDay) -> Result<()> {
    let statement = sql("INSERT INTO score_days \
             (tenant_id, day, current_points, max_points, active_users, comparison, categories) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (tenant_id, day) DO UPDATE SET current_points = excluded.current_points, \
             max_points = excluded.max_points, active_users = excluded.active_users, \
             comparison = excluded.comparison, categories = excluded.categories");
    let statement = statement.bind(tenant).bind(&day.date).bind(&day.current).bind(&day.max);
    let statement = statement.bind(&day.active_users).bind(&day.comparison).bind(&json(&day.categories));
    statement.run(tx).await?;
    Ok(())
}
