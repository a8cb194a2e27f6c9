//! The activity log: who did what.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Page, Result, Store};
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
        let _ = (tenant, entry);
        todo!()
    }

    /// A page of the log, newest first; `window` is (offset, limit).
    pub async fn list_activity(&self, tenant: &TenantId, window: (u64, u64)) -> Result<Page<ActivityEntry>> {
        let _ = (tenant, window);
        todo!()
    }
}
