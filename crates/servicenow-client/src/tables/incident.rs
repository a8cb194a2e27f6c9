//! `incident` (protocol section 5.2).

use jiff::Timestamp;

use super::codes;
use crate::{Record, SysId};

codes! {
    /// The state of an incident.
    IncidentState {
        /// Not yet worked on.
        New = "1",
        /// Worked on.
        InProgress = "2",
        /// Waits for someone; `hold_reason` tells for whom.
        OnHold = "3",
        /// Solved, may be reopened.
        Resolved = "6",
        /// Closed for good.
        Closed = "7",
        /// Given up.
        Canceled = "8",
    }
}

impl IncidentState {
    /// Whether no more work is expected; `None` for a state of the instance's own.
    pub fn is_finished(&self) -> Option<bool> {
        match self {
            Self::Unknown(_) => None,
            state => Some(matches!(state, Self::Resolved | Self::Closed | Self::Canceled)),
        }
    }
}

codes! {
    /// The priority of a task, calculated by the instance from impact and urgency.
    Priority {
        /// 1.
        Critical = "1",
        /// 2.
        High = "2",
        /// 3.
        Moderate = "3",
        /// 4.
        Low = "4",
        /// 5.
        Planning = "5",
    }
}

/// An incident.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Incident {
    /// The key.
    pub sys_id: SysId,
    /// The number, such as `INC0010001`.
    pub number: String,
    /// The title.
    pub short_description: String,
    /// The text.
    pub description: String,
    /// The state.
    pub state: IncidentState,
    /// The state as the instance names it.
    pub state_label: String,
    /// The priority.
    pub priority: Priority,
    /// Whether it is open in the sense of the instance.
    pub active: bool,
    /// The group that works on it, by name.
    pub assignment_group: String,
    /// The person who works on it, by name.
    pub assigned_to: String,
    /// When it is due.
    pub due_date: Option<Timestamp>,
    /// The key of the other system's record.
    pub correlation_id: String,
    /// Why it was closed.
    pub close_code: String,
    /// How it was closed.
    pub close_notes: String,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl From<&Record> for Incident {
    fn from(record: &Record) -> Self {
        let text = |field| record.value(field).to_owned();
        let label = |field| record.display_value(field).to_owned();
        Self {
            sys_id: record.sys_id().clone(),
            number: text("number"),
            short_description: text("short_description"),
            description: text("description"),
            state: IncidentState::from_code(record.value("state")),
            state_label: label("state"),
            priority: Priority::from_code(record.value("priority")),
            active: record.boolean("active").unwrap_or_default(),
            assignment_group: label("assignment_group"),
            assigned_to: label("assigned_to"),
            due_date: record.timestamp("due_date"),
            correlation_id: text("correlation_id"),
            close_code: text("close_code"),
            close_notes: text("close_notes"),
            updated_at: record.timestamp("sys_updated_on"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::tests::record;
    use serde_json::json;

    #[test]
    fn reads_codes_labels_and_times() {
        let incident = Incident::from(&record(json!({
            "number": "INC0010001",
            "state": {"value": "3", "display_value": "On Hold"},
            "priority": {"value": "2", "display_value": "2 - High"},
            "active": "true",
            "assigned_to": {"value": "5137153cc611227c000bbd1bd8cd2007", "display_value": "David Loo"},
            "due_date": {"value": "2026-12-01 17:00:00", "display_value": "01-12-2026 18:00:00"},
        })));
        assert_eq!(incident.state, IncidentState::OnHold);
        assert_eq!((incident.state_label.as_str(), incident.priority), ("On Hold", Priority::High));
        assert_eq!(incident.assigned_to, "David Loo");
        assert_eq!(incident.due_date.unwrap().to_string(), "2026-12-01T17:00:00Z");
    }

    #[test]
    fn a_state_of_the_instances_own_stays_readable() {
        let state = IncidentState::from_code("42");
        assert_eq!((state.code(), state.is_finished()), ("42", None));
        assert_eq!(IncidentState::Resolved.is_finished(), Some(true));
        assert_eq!(IncidentState::OnHold.is_finished(), Some(false));
    }
}
