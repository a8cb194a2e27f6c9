//! Points of actions by day: a row where they changed, with what they were before.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use super::ActionChange;
use crate::ids::{ActionId, TenantId};
use crate::score::ActionPoints;
use crate::store::db::Tx;
use crate::store::row::Row;
use crate::store::sql::sql;
use crate::store::{Result, Store};

/// Rows of one insert; five values each, far below what either engine takes.
const ROWS_AT_ONCE: usize = 200;
/// Points lost are counted against the day this many days ago.
const REGRESSION_DAYS: i64 = 30;

impl Store {
    /// Point changes of one action or of all, newest first.
    pub async fn list_action_changes(
        &self,
        tenant: &TenantId,
        action: Option<&ActionId>,
        limit: u64,
    ) -> Result<Vec<ActionChange>> {
        let mut statement = sql("SELECT action_id, day, points, points_before, title, category, max_score \
             FROM action_points JOIN actions \
                 ON actions.tenant_id = action_points.tenant_id AND actions.id = action_points.action_id \
             WHERE action_points.tenant_id = $1")
        .bind(tenant);
        if let Some(action) = action {
            statement.push(" AND action_id = ").push_bind(action);
        }
        statement.push(" ORDER BY day DESC, action_id LIMIT ").push_bind(&limit);
        statement.all(self.read()).await?.iter().map(read_change).collect()
    }
}

fn read_change(row: &Row) -> Result<ActionChange> {
    Ok(ActionChange {
        action: row.get("action_id")?,
        title: row.get("title")?,
        category: row.opt("category")?,
        date: row.get("day")?,
        before: row.opt("points_before")?,
        after: row.get("points")?,
        max: row.opt("max_score")?,
    })
}

/// Points of one action by day.
type Series = BTreeMap<Date, f64>;

/// Lays imported points over the stored ones and keeps the days on which they changed.
pub(super) async fn save(tx: &mut Tx<'_>, tenant: &TenantId, points: &[ActionPoints]) -> Result<()> {
    let Some(first) = points.iter().map(|point| point.date).min() else { return Ok(()) };
    let mut series: BTreeMap<&ActionId, Series> = BTreeMap::new();
    for point in points {
        series.entry(&point.action).or_default().insert(point.date, point.score);
    }
    let before = points_before(tx, tenant, first).await?;
    let stored = stored_since(tx, tenant, first).await?;
    let mut changed = Vec::new();
    let mut touched = BTreeSet::new();
    for (action, imported) in series {
        let kept = stored.get(action).cloned().unwrap_or_default();
        let mut days = kept.clone();
        days.extend(imported);
        let compressed = changes(&days, before.get(action).copied());
        if !kept.iter().eq(compressed.iter().map(|(day, now, _)| (day, now))) {
            touched.insert(action);
            changed.extend(compressed.into_iter().map(|(day, now, before)| (action, day, now, before)));
        }
    }
    delete_since(tx, tenant, first, &touched).await?;
    insert(tx, tenant, &changed).await
}

/// Day, points, and points before, of each change.
fn changes(days: &Series, mut last: Option<f64>) -> Vec<(Date, f64, Option<f64>)> {
    let mut changes = Vec::new();
    for (day, points) in days {
        // Graph sends the same decimal text for the same points.
        if last.is_none_or(|last| last.to_bits() != points.to_bits()) {
            changes.push((*day, *points, last));
            last = Some(*points);
        }
    }
    changes
}

/// The points each action had just before a day.
async fn points_before(tx: &mut Tx<'_>, tenant: &TenantId, day: Date) -> Result<BTreeMap<ActionId, f64>> {
    let statement =
        sql("SELECT action_id, points FROM action_points AS this WHERE tenant_id = $1 AND day = (\
             SELECT MAX(day) FROM action_points AS other WHERE other.tenant_id = this.tenant_id \
             AND other.action_id = this.action_id AND day < $2)");
    let rows = statement.bind(tenant).bind(&day).all(tx).await?;
    rows.iter().map(|row| Ok((row.get("action_id")?, row.get("points")?))).collect()
}

async fn stored_since(tx: &mut Tx<'_>, tenant: &TenantId, day: Date) -> Result<BTreeMap<ActionId, Series>> {
    let statement =
        sql("SELECT action_id, day, points FROM action_points WHERE tenant_id = $1 AND day >= $2");
    let mut stored: BTreeMap<ActionId, Series> = BTreeMap::new();
    for row in statement.bind(tenant).bind(&day).all(tx).await? {
        stored.entry(row.get("action_id")?).or_default().insert(row.get("day")?, row.get("points")?);
    }
    Ok(stored)
}

async fn delete_since(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    day: Date,
    actions: &BTreeSet<&ActionId>,
) -> Result<()> {
    let mut statement = sql("DELETE FROM action_points WHERE tenant_id = $1 AND day >= $2 AND action_id IN ")
        .bind(tenant)
        .bind(&day);
    statement.push_list(actions.iter().copied());
    statement.run(tx).await?;
    Ok(())
}

async fn insert(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    changed: &[(&ActionId, Date, f64, Option<f64>)],
) -> Result<()> {
    for rows in changed.chunks(ROWS_AT_ONCE) {
        let mut statement =
            sql("INSERT INTO action_points (tenant_id, action_id, day, points, points_before) VALUES ");
        let mut open = "(";
        for (action, day, points, before) in rows {
            statement.push(open).push_bind(tenant).push(", ").push_bind(*action).push(", ").push_bind(day);
            statement.push(", ").push_bind(points).push(", ").push_bind(before);
            open = "), (";
        }
        statement.push(")");
        statement.run(&mut *tx).await?;
    }
    Ok(())
}

/// Works out for every action what it lost since 30 days before `today`; nothing where its points of then are not
/// known.
pub(super) async fn save_regressions(tx: &mut Tx<'_>, tenant: &TenantId, today: Date) -> Result<()> {
    let statement = sql("UPDATE actions SET regressed_by = (\
             SELECT CASE WHEN points > actions.score THEN points - actions.score END FROM action_points \
             WHERE action_points.tenant_id = actions.tenant_id AND action_points.action_id = actions.id AND day <= $2 \
             ORDER BY day DESC LIMIT 1) \
         WHERE tenant_id = $1");
    let then = today.saturating_sub(REGRESSION_DAYS.days());
    statement.bind(tenant).bind(&then).run(tx).await?;
    Ok(())
}
