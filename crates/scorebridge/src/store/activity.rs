//! The activity log: who did what.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::db::Target;
use super::row::Row;
use super::sql::sql;
use super::value::{Json, json};
use super::{Page, Result, Store, row_key};
use crate::ids::TenantId;

/// What was done. Stored as JSON; names are part of the store's format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "activity")]
pub enum Activity {
    /// A ticket was sent off by a person.
    TicketCreated {
        /// Our id.
        ticket: String,
        /// Its name.
        name: String,
    },
    /// Its record exists.
    TicketAccepted {
        /// Our id.
        ticket: String,
        /// Number.
        number: String,
    },
    /// A try failed for good.
    TicketFailed {
        /// Our id.
        ticket: String,
        /// Its name.
        name: String,
    },
    /// A person changed its task before it was sent.
    TicketEdited {
        /// Our id.
        ticket: String,
        /// Its name.
        name: String,
    },
    /// A person added a note to it.
    NoteAdded {
        /// Our id.
        ticket: String,
        /// Number.
        number: String,
    },
    /// Its state changed in ServiceNow.
    TicketMoved {
        /// Our id.
        ticket: String,
        /// Number.
        number: String,
        /// Label before.
        old: String,
        /// Label after.
        new: String,
    },
    /// Set-up began.
    ConnectionStarted {
        /// Instance name.
        instance: String,
    },
    /// Authorized as the integration user.
    ConnectionAuthorized {
        /// Instance name.
        instance: String,
        /// User name.
        user: String,
    },
    /// Provisioned.
    ConnectionProvisioned {
        /// Instance name.
        instance: String,
    },
    /// Removed.
    ConnectionRemoved {
        /// Instance name.
        instance: String,
    },
    /// A secret of the webhook was made.
    WebhookMade {
        /// Instance name.
        instance: String,
    },
    /// The webhook was switched off.
    WebhookRemoved {
        /// Instance name.
        instance: String,
    },
    /// State names were changed.
    StateNamesChanged {
        /// `change` or `incident`.
        kind: String,
    },
    /// A status or note of an action was changed.
    ActionMarked {
        /// Action id.
        action: String,
        /// Its title.
        title: String,
    },
    /// Points of an action changed at an import.
    PointsChanged {
        /// Action id.
        action: String,
        /// Its title.
        title: String,
        /// Points up (positive) or down.
        by: String,
    },
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityEntry {
    /// When.
    pub at: Timestamp,
    /// Display name of the person; `None` for the system or ServiceNow.
    pub actor: Option<String>,
    /// What.
    pub activity: Activity,
}

impl Store {
    /// Writes an entry by itself: for the connection and for state names, whose methods do not know the person.
    /// Tickets, imports and marks write their entries in the transaction of the change.
    pub async fn log_activity(&self, tenant: &TenantId, entry: &ActivityEntry) -> Result<()> {
        log(self.write(), tenant, entry).await
    }

    /// A page of the log, newest first; `window` is (offset, limit).
    pub async fn list_activity(&self, tenant: &TenantId, window: (u64, u64)) -> Result<Page<ActivityEntry>> {
        let counted = sql("SELECT COUNT(*) AS total FROM activity WHERE tenant_id = $1").bind(tenant);
        let items = self.latest_activity(tenant, window).await?;
        Ok(Page { items, total: counted.total(self.read()).await? })
    }

    /// The same page for those who show no total.
    pub async fn latest_activity(&self, tenant: &TenantId, window: (u64, u64)) -> Result<Vec<ActivityEntry>> {
        let rows = sql("SELECT happened_at, actor, activity FROM activity WHERE tenant_id = $1 \
             ORDER BY happened_at DESC, id DESC LIMIT $3 OFFSET $2")
        .bind(tenant)
        .bind(&window.0)
        .bind(&window.1);
        rows.all(self.read()).await?.iter().map(read_entry).collect()
    }
}

/// Writes an entry where the change that causes it is written.
pub(super) async fn log(
    target: impl Into<Target<'_>>,
    tenant: &TenantId,
    entry: &ActivityEntry,
) -> Result<()> {
    sql("INSERT INTO activity (id, tenant_id, happened_at, actor, activity) VALUES ($1, $2, $3, $4, $5)")
        .bind(&row_key())
        .bind(tenant)
        .bind(&entry.at)
        .bind(&entry.actor)
        .bind(&json(&entry.activity))
        .run(target)
        .await?;
    Ok(())
}

fn read_entry(row: &Row) -> Result<ActivityEntry> {
    let Json(activity) = row.get("activity")?;
    Ok(ActivityEntry { at: row.get("happened_at")?, actor: row.opt("actor")?, activity })
}
