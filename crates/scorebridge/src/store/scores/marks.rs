//! Statuses and notes that people set in the portal.

use crate::ids::{ActionId, TenantId};
use crate::store::activity::log;
use crate::store::row::Row;
use crate::store::sql::sql;
use crate::store::{Activity, ActivityEntry, Result, StatusMark, Store};

impl Store {
    /// The mark of an action, if any.
    pub async fn find_mark(&self, tenant: &TenantId, id: &ActionId) -> Result<Option<StatusMark>> {
        let statement = sql("SELECT status, notes, marked_by, marked_at FROM action_marks \
             WHERE tenant_id = $1 AND action_id = $2");
        let row = statement.bind(tenant).bind(id).first(self.read()).await?;
        row.as_ref().map(read_mark).transpose()
    }

    /// Sets the mark and logs `ActionMarked`.
    pub async fn set_mark(&self, tenant: &TenantId, id: &ActionId, mark: &StatusMark) -> Result<()> {
        let mut tx = self.begin().await?;
        let statement = sql(
            "INSERT INTO action_marks (tenant_id, action_id, status, notes, marked_by, marked_at) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (tenant_id, action_id) DO UPDATE SET status = excluded.status, notes = excluded.notes, \
                 marked_by = excluded.marked_by, marked_at = excluded.marked_at",
        );
        let statement = statement.bind(tenant).bind(id).bind(&mark.status).bind(&mark.notes);
        statement.bind(&mark.by).bind(&mark.at).run(&mut tx).await?;
        let known = sql("SELECT title, (SELECT name FROM people WHERE tenant_id = $1 AND user_name = $3 \
                 ORDER BY signed_in_at DESC LIMIT 1) AS person \
             FROM actions WHERE tenant_id = $1 AND id = $2");
        let known = known.bind(tenant).bind(id).bind(&mark.by).first(&mut tx).await?;
        let title = known.as_ref().map_or_else(|| Ok(id.to_string()), |row| row.get("title"))?;
        let person = known.map_or(Ok(None), |row| row.opt("person"))?;
        let entry = ActivityEntry {
            at: mark.at,
            actor: Some(person.unwrap_or_else(|| mark.by.clone())),
            activity: Activity::ActionMarked { action: id.to_string(), title },
        };
        log(&mut tx, tenant, &entry).await?;
        tx.commit().await
    }
}

fn read_mark(row: &Row) -> Result<StatusMark> {
    Ok(StatusMark {
        status: row.opt("status")?,
        notes: row.get("notes")?,
        by: row.get("marked_by")?,
        at: row.get("marked_at")?,
    })
}
