//! Priorities: the three a person sets (S15), and the five that ServiceNow records carry.

use serde::{Deserialize, Serialize};

use super::TicketKind;

/// The priority of a task, as a person sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    /// Due within 60 days unless said otherwise.
    Low,
    /// Due within 30 days unless said otherwise.
    Medium,
    /// Due within 14 days unless said otherwise.
    High,
}

impl Priority {
    /// From low to high, as the form shows them.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// `low`, `medium` or `high`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// Reads `low`, `medium` or `high`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.as_str() == text)
    }

    /// Days from today to the suggested due date.
    pub fn days_until_due(self) -> i64 {
        match self {
            Self::Low => 60,
            Self::Medium => 30,
            Self::High => 14,
        }
    }

    /// Impact and urgency to send. ServiceNow calculates an incident's priority from them and overrides a
    /// priority that is sent (protocol section 5.2, matrix: 1x2 is 2, 2x2 is 3, 2x3 is 4), so that low does not
    /// end as planning.
    pub fn impact_and_urgency(self) -> (&'static str, &'static str) {
        match self {
            Self::Low => ("2", "3"),
            Self::Medium => ("2", "2"),
            Self::High => ("1", "2"),
        }
    }

    /// The priority that a record shows when it was made from this one.
    pub fn record_priority(self, _kind: TicketKind) -> RecordPriority {
        match self {
            Self::Low => RecordPriority::Low,
            Self::Medium => RecordPriority::Medium,
            Self::High => RecordPriority::High,
        }
    }
}

/// The priority of a record in ServiceNow, 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordPriority {
    /// 1
    Critical,
    /// 2
    High,
    /// 3, "Moderate" in ServiceNow
    Medium,
    /// 4
    Low,
    /// 5
    Planning,
}

impl RecordPriority {
    /// From critical to planning.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Planning];

    /// The value in ServiceNow, 1 to 5.
    pub fn value(self) -> i64 {
        match self {
            Self::Critical => 1,
            Self::High => 2,
            Self::Medium => 3,
            Self::Low => 4,
            Self::Planning => 5,
        }
    }

    /// Reads ServiceNow's value; `None` for values outside 1 to 5.
    pub fn from_value(value: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.value() == value)
    }

    /// Key word: `critical`, `high`, `medium`, `low`, `planning`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Planning => "planning",
        }
    }

    /// Filled squares of three beside the word.
    pub fn squares(self) -> u8 {
        match self {
            Self::Critical | Self::High => 3,
            Self::Medium => 2,
            Self::Low => 1,
            Self::Planning => 0,
        }
    }
}
