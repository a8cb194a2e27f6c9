//! Improvement actions and daily scores.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Page, Result, Store};
use crate::ids::{ActionId, TenantId};
use crate::message::Message;
use crate::score::{ActionPoints, ActionStatus, Category, ImprovementAction, ScoreDay};

/// Everything one import brings.
#[derive(Debug, Clone, Default)]
pub struct ScoreImport {
    /// All actions that Graph knows now; others are kept as vanished and hidden from lists.
    pub actions: Vec<ImprovementAction>,
    /// Days, in any order; stored days are replaced.
    pub days: Vec<ScoreDay>,
    /// Points by day; what did not change against the day before is not stored again.
    pub points: Vec<ActionPoints>,
}

/// Which actions.
#[derive(Debug, Clone, Default)]
pub struct ActionFilter {
    /// Part of the title, any case.
    pub text: Option<String>,
    /// Categories.
    pub categories: Vec<Category>,
    /// Statuses.
    pub statuses: Vec<ActionStatus>,
    /// Products.
    pub services: Vec<String>,
    /// With or without an open ticket.
    pub has_ticket: Option<bool>,
    /// Points lost in the last 30 days.
    pub regressed: bool,
    /// First seen since.
    pub added_since: Option<Timestamp>,
    /// Points or status changed since.
    pub changed_since: Option<Timestamp>,
}

/// Column to sort by; true for descending. Ties by rank, then title, then id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionSort {
    /// Rank.
    Rank(bool),
    /// Title.
    Title(bool),
    /// Points left: the score impact.
    Impact(bool),
    /// Status.
    Status(bool),
    /// Category.
    Category(bool),
}

/// A status or note that a person set in the portal (not written to Graph).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusMark {
    /// `None` keeps Graph's.
    pub status: Option<ActionStatus>,
    /// At most 2,000 characters.
    pub notes: String,
    /// Sign-in name.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// One line of an action's or the tenant's history.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionChange {
    /// Which action.
    pub action: ActionId,
    /// Its title.
    pub title: String,
    /// Its category.
    pub category: Option<Category>,
    /// The day.
    pub date: Date,
    /// Points before; `None` for the first known.
    pub before: Option<f64>,
    /// Points after.
    pub after: f64,
    /// Points at most.
    pub max: Option<f64>,
}

impl Store {
    /// Stores an import in one transaction. Keeps `first_seen`, moves `changed_at` only when points or status
    /// changed, works out `regressed_by` from the stored points, and logs `PointsChanged` for each action whose
    /// points changed since the import before.
    pub async fn save_import(&self, tenant: &TenantId, import: &ScoreImport, at: Timestamp) -> Result<()> {
        let _ = (tenant, import, at);
        todo!()
    }

    /// Keeps why the last try to import failed; the next [`Store::save_import`] clears it.
    pub async fn fail_import(&self, tenant: &TenantId, problem: &Message, at: Timestamp) -> Result<()> {
        let _ = (tenant, problem, at);
        todo!()
    }

    /// Why the last try to import failed and when, if it did.
    pub async fn find_import_problem(&self, tenant: &TenantId) -> Result<Option<(Message, Timestamp)>> {
        let _ = tenant;
        todo!()
    }

    /// When the last import ended.
    pub async fn imported_at(&self, tenant: &TenantId) -> Result<Option<Timestamp>> {
        let _ = tenant;
        todo!()
    }

    /// Daily scores since `since`, oldest first.
    pub async fn list_score_days(&self, tenant: &TenantId, since: Date) -> Result<Vec<ScoreDay>> {
        let _ = (tenant, since);
        todo!()
    }

    /// A page of actions (with the effective status: a person's mark before Graph's, completed before both);
    /// `window` is (offset, limit).
    pub async fn list_actions(
        &self,
        tenant: &TenantId,
        filter: &ActionFilter,
        sort: ActionSort,
        window: (u64, u64),
    ) -> Result<Page<ImprovementAction>> {
        let _ = (tenant, filter, sort, window);
        todo!()
    }

    /// One action, also a vanished one.
    pub async fn find_action(&self, tenant: &TenantId, id: &ActionId) -> Result<Option<ImprovementAction>> {
        let _ = (tenant, id);
        todo!()
    }

    /// Actions by status, and how many regressed, were added and were updated since; one statement.
    pub async fn count_actions(&self, tenant: &TenantId, since: Timestamp) -> Result<ActionCounts> {
        let _ = (tenant, since);
        todo!()
    }

    /// Products in use, sorted.
    pub async fn list_services(&self, tenant: &TenantId) -> Result<Vec<String>> {
        let _ = tenant;
        todo!()
    }

    /// Point changes of one action or of all, newest first.
    pub async fn list_action_changes(
        &self,
        tenant: &TenantId,
        action: Option<&ActionId>,
        limit: u64,
    ) -> Result<Vec<ActionChange>> {
        let _ = (tenant, action, limit);
        todo!()
    }

    /// The mark of an action, if any.
    pub async fn find_mark(&self, tenant: &TenantId, id: &ActionId) -> Result<Option<StatusMark>> {
        let _ = (tenant, id);
        todo!()
    }

    /// Sets the mark and logs `ActionMarked`.
    pub async fn set_mark(&self, tenant: &TenantId, id: &ActionId, mark: &StatusMark) -> Result<()> {
        let _ = (tenant, id, mark);
        todo!()
    }
}

/// Figures of the actions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActionCounts {
    /// All that are known now.
    pub total: u64,
    /// By status.
    pub by_status: Vec<(ActionStatus, u64)>,
    /// Lost points in the last 30 days.
    pub regressed: u64,
    /// First seen since.
    pub added: u64,
    /// Changed since.
    pub updated: u64,
}
