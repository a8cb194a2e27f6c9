//! The two kinds of tickets (S02).

use serde::{Deserialize, Serialize};

/// What a task becomes in ServiceNow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TicketKind {
    /// A change request: something planned.
    Change,
    /// An incident: something that needs fixing now.
    Incident,
}

impl TicketKind {
    /// Both kinds, in the order pages show them.
    pub const ALL: [Self; 2] = [Self::Change, Self::Incident];

    /// The word used in URLs, the API and the database: `change` or `incident`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Incident => "incident",
        }
    }

    /// Reads `change` or `incident`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The table of ServiceNow that holds tickets of this kind.
    pub fn table(self) -> &'static str {
        match self {
            Self::Change => "change_request",
            Self::Incident => "incident",
        }
    }

    /// The kind of a record by its `sys_class_name`.
    pub fn of_table(table: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.table() == table)
    }
}
