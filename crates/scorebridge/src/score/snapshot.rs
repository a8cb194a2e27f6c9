//! The score of one day.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Category;
use crate::ids::ActionId;

/// Overall score of a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreDay {
    /// The day (UTC).
    pub date: Date,
    /// Points reached.
    pub current: f64,
    /// Points at most; above 0.
    pub max: f64,
    /// Active users, when told.
    pub active_users: Option<i64>,
    /// Average percentage of organisations alike, when told (never -1).
    pub comparison: Option<f64>,
    /// Points by category, those with data only.
    pub categories: Vec<CategoryScore>,
}

impl ScoreDay {
    /// 0 to 100.
    pub fn percent(&self) -> f64 {
        self.current / self.max * 100.0
    }
}

/// Points of one category on a day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CategoryScore {
    /// Which.
    pub category: Category,
    /// Points reached.
    pub current: f64,
    /// Points at most.
    pub max: f64,
}

/// Points of one action on a day; stored only when they changed.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionPoints {
    /// Which action.
    pub action: ActionId,
    /// The day (UTC).
    pub date: Date,
    /// Points reached.
    pub score: f64,
}
