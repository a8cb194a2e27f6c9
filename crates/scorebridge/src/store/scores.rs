//! Improvement actions and daily scores.

mod actions;
mod days;
mod filter;
mod import;
mod marks;
mod points;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::ids::ActionId;
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
    /// First seen since, and not with the first import, which brings all there are.
    pub added_since: Option<Timestamp>,
    /// Points or status changed since; being seen first counts.
    pub changed_since: Option<Timestamp>,
    /// Points or status changed since; being seen first does not count.
    pub updated_since: Option<Timestamp>,
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

/// Figures of the actions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActionCounts {
    /// All that are known now.
    pub total: u64,
    /// By status.
    pub by_status: Vec<(ActionStatus, u64)>,
    /// Lost points in the last 30 days.
    pub regressed: u64,
    /// First seen since, and not with the first import.
    pub added: u64,
    /// Changed since, after they were first seen.
    pub updated: u64,
}
