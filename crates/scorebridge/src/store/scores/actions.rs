//! Reading actions.

use jiff::Timestamp;

use super::filter::{FROM, added_later, effective_status, filtered, ordered, updated_later};
use super::{ActionCounts, ActionFilter, ActionSort};
use crate::ids::{ActionId, TenantId};
use crate::score::ImprovementAction;
use crate::store::row::Row;
use crate::store::sql::{Sql, sql};
use crate::store::value::Json;
use crate::store::{Page, Result, Store};

const COLUMNS: &str = concat!(
    "SELECT actions.id, title, category, service, score, max_score, stack_rank, user_impact, \
     implementation_cost, last_synced, regressed_by, first_seen, changed_at, threats, action_url, \
     implementation_status, description, impact_html, remediation_html, ",
    effective_status!(),
    " AS effective_status"
);

/// The place of an action by rank, title and id; no rank comes last.
macro_rules! place {
    () => {
        "COALESCE(actions.stack_rank, 9223372036854775807), actions.title_sort, actions.id"
    };
}

impl Store {
    /// A page of actions (with the effective status: a person's mark before Graph's, completed before both);
    /// `window` is (offset, limit).
    pub async fn list_actions(
        &self,
        tenant: &TenantId,
        filter: &ActionFilter,
        sort: ActionSort,
        window: (u64, u64),
    ) -> Result<Page<ImprovementAction>> {
        let mut counted = sql("SELECT COUNT(*) AS total");
        filtered(counted.push(FROM), tenant, filter);
        let total = counted.total(self.read()).await?;
        Ok(Page { items: self.top_actions(tenant, filter, sort, window).await?, total })
    }

    /// The same page for those who show no total.
    pub async fn top_actions(
        &self,
        tenant: &TenantId,
        filter: &ActionFilter,
        sort: ActionSort,
        window: (u64, u64),
    ) -> Result<Vec<ImprovementAction>> {
        // Ids first: sorting whole rows would read the remediation of every action.
        let mut page = sql("WITH page AS (SELECT actions.id");
        filtered(page.push(FROM), tenant, filter);
        ordered(&mut page, sort);
        page.push(" LIMIT ").push_bind(&window.1).push(" OFFSET ").push_bind(&window.0).push(") ");
        let mut page = page.then(select());
        page.push(" WHERE actions.tenant_id = ")
            .push_bind(tenant)
            .push(" AND actions.id IN (SELECT id FROM page)");
        ordered(&mut page, sort);
        page.all(self.read()).await?.iter().map(read_action).collect()
    }

    /// The next `limit` actions after `after` by rank, title and id: pages that stay whole while actions come and
    /// go. `after` itself can have vanished.
    pub async fn list_actions_after(
        &self,
        tenant: &TenantId,
        filter: &ActionFilter,
        after: Option<&ActionId>,
        limit: u64,
    ) -> Result<Vec<ImprovementAction>> {
        let mut page = select();
        filtered(&mut page, tenant, filter);
        if let Some(after) = after {
            page.push(concat!(
                " AND (",
                place!(),
                ") > (SELECT ",
                place!(),
                " FROM actions WHERE tenant_id = "
            ));
            page.push_bind(tenant).push(" AND id = ").push_bind(after).push(")");
        }
        page.push(concat!(" ORDER BY ", place!(), " LIMIT ")).push_bind(&limit);
        page.all(self.read()).await?.iter().map(read_action).collect()
    }

    /// One action, also a vanished one.
    pub async fn find_action(&self, tenant: &TenantId, id: &ActionId) -> Result<Option<ImprovementAction>> {
        let mut statement = select();
        statement
            .push(" WHERE actions.tenant_id = ")
            .push_bind(tenant)
            .push(" AND actions.id = ")
            .push_bind(id);
        statement.first(self.read()).await?.as_ref().map(read_action).transpose()
    }

    /// Actions by status, and how many regressed, were added and were updated since; one statement.
    pub async fn count_actions(&self, tenant: &TenantId, since: Timestamp) -> Result<ActionCounts> {
        let mut statement = sql(concat!(
            "SELECT ",
            effective_status!(),
            " AS effective_status, COUNT(*) AS total, COUNT(CASE WHEN regressed_by > 0 THEN 1 END) AS regressed, \
             COUNT(CASE WHEN first_seen >= $1 AND "
        ))
        .bind(&since);
        added_later(&mut statement, tenant);
        statement.push(concat!(
            " THEN 1 END) AS added, COUNT(CASE WHEN changed_at >= $1 AND ",
            updated_later!(),
            " THEN 1 END) AS updated"
        ));
        filtered(statement.push(FROM), tenant, &ActionFilter::default());
        statement.push(concat!(" GROUP BY ", effective_status!()));
        let rows = statement.all(self.read()).await?;
        rows.iter().try_fold(ActionCounts::default(), add)
    }

    /// Products in use, sorted.
    pub async fn list_services(&self, tenant: &TenantId) -> Result<Vec<String>> {
        let statement = sql("SELECT DISTINCT service FROM actions \
             WHERE tenant_id = $1 AND vanished_at IS NULL AND service <> '' ORDER BY service");
        statement.bind(tenant).all(self.read()).await?.iter().map(|row| row.get("service")).collect()
    }
}

fn select() -> Sql {
    let mut statement = sql(COLUMNS);
    statement.push(FROM);
    statement
}

fn add(mut counts: ActionCounts, row: &Row) -> Result<ActionCounts> {
    let total: u64 = row.get("total")?;
    counts.total += total;
    counts.by_status.push((row.get("effective_status")?, total));
    counts.regressed += row.get::<u64>("regressed")?;
    counts.added += row.get::<u64>("added")?;
    counts.updated += row.get::<u64>("updated")?;
    Ok(counts)
}

fn read_action(row: &Row) -> Result<ImprovementAction> {
    let Json(threats) = row.get("threats")?;
    Ok(ImprovementAction {
        id: row.get("id")?,
        title: row.get("title")?,
        category: row.opt("category")?,
        service: row.get("service")?,
        score: row.opt("score")?,
        max_score: row.opt("max_score")?,
        status: row.get("effective_status")?,
        rank: row.opt("stack_rank")?,
        user_impact: row.opt("user_impact")?,
        implementation_cost: row.opt("implementation_cost")?,
        threats,
        action_url: row.opt("action_url")?,
        description: row.get("description")?,
        remediation_html: row.get("remediation_html")?,
        impact_html: row.get("impact_html")?,
        implementation_status: row.get("implementation_status")?,
        last_synced: row.opt("last_synced")?,
        regressed_by: row.opt("regressed_by")?,
        first_seen: row.get("first_seen")?,
        changed_at: row.get("changed_at")?,
    })
}
