//! The checks of a connection, and those of the tenant beside it, as they were run last.

use crate::connection::Check;
use crate::ids::{ConnectionId, TenantId};
use crate::store::row::Row;
use crate::store::sql::sql;
use crate::store::value::{Json, json};
use crate::store::{Result, Store};

impl Store {
    /// Saves the checks, replacing those of the same names.
    pub async fn save_checks(&self, id: ConnectionId, checks: &[Check]) -> Result<()> {
        let mut tx = self.begin().await?;
        for check in checks {
            let statement = sql("INSERT INTO connection_checks \
                     (connection_id, tenant_id, name, outcome, evidence, way_out, checked_at) \
                 SELECT id, tenant_id, $2, $3, $4, $5, $6 FROM connections WHERE id = $1 \
                 ON CONFLICT (connection_id, name) DO UPDATE SET outcome = excluded.outcome, \
                     evidence = excluded.evidence, way_out = excluded.way_out, checked_at = excluded.checked_at");
            statement
                .bind(&id)
                .bind(&check.name)
                .bind(&check.outcome)
                .bind(&json(&check.evidence))
                .bind(&check.way_out.as_ref().map(json))
                .bind(&check.at)
                .run(&mut tx)
                .await?;
        }
        tx.commit().await
    }

    /// The checks as last run, in order.
    pub async fn list_checks(&self, id: ConnectionId) -> Result<Vec<Check>> {
        let statement = sql("SELECT name, outcome, evidence, way_out, checked_at \
             FROM connection_checks WHERE connection_id = $1");
        in_order(&statement.bind(&id).all(self.read()).await?)
    }

    /// Saves checks that need no connection, replacing those of the same names.
    pub async fn save_tenant_checks(&self, tenant: &TenantId, checks: &[Check]) -> Result<()> {
        let mut tx = self.begin().await?;
        for check in checks {
            let statement = sql("INSERT INTO tenant_checks \
                     (tenant_id, name, outcome, evidence, way_out, checked_at) VALUES ($1, $2, $3, $4, $5, $6) \
                 ON CONFLICT (tenant_id, name) DO UPDATE SET outcome = excluded.outcome, \
                     evidence = excluded.evidence, way_out = excluded.way_out, checked_at = excluded.checked_at");
            statement
                .bind(tenant)
                .bind(&check.name)
                .bind(&check.outcome)
                .bind(&json(&check.evidence))
                .bind(&check.way_out.as_ref().map(json))
                .bind(&check.at)
                .run(&mut tx)
                .await?;
        }
        tx.commit().await
    }

    /// The checks that need no connection, as last run, in order.
    pub async fn list_tenant_checks(&self, tenant: &TenantId) -> Result<Vec<Check>> {
        let statement = sql("SELECT name, outcome, evidence, way_out, checked_at \
             FROM tenant_checks WHERE tenant_id = $1");
        in_order(&statement.bind(tenant).all(self.read()).await?)
    }
}

fn in_order(rows: &[Row]) -> Result<Vec<Check>> {
    let mut checks = rows.iter().map(read_check).collect::<Result<Vec<_>>>()?;
    checks.sort_by_key(|check| check.name);
    Ok(checks)
}

fn read_check(row: &Row) -> Result<Check> {
    let Json(evidence) = row.get("evidence")?;
    Ok(Check {
        name: row.get("name")?,
        outcome: row.get("outcome")?,
        evidence,
        way_out: row.opt("way_out")?.map(|Json(way_out)| way_out),
        at: row.get("checked_at")?,
    })
}
