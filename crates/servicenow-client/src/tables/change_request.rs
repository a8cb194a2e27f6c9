//! `change_request` (protocol section 5.3).

use jiff::Timestamp;

use super::{Priority, codes};
use crate::{Record, SysId};

codes! {
    /// The state of a change request.
    ChangeState {
        /// Being written.
        New = "-5",
        /// Being assessed.
        Assess = "-4",
        /// Waits for approval.
        Authorize = "-3",
        /// Approved, its time is to come.
        Scheduled = "-2",
        /// Being carried out.
        Implement = "-1",
        /// Carried out, being looked at.
        Review = "0",
        /// Closed.
        Closed = "3",
        /// Given up.
        Canceled = "4",
    }
}

impl ChangeState {
    /// Whether no more work is expected; `None` for a state of the instance's own.
    pub fn is_finished(&self) -> Option<bool> {
        match self {
            Self::Unknown(_) => None,
            state => Some(matches!(state, Self::Closed | Self::Canceled)),
        }
    }
}

codes! {
    /// The kind of a change request, which decides its states and approvals.
    ChangeType {
        /// Needs approval.
        Normal = "normal",
        /// Approved beforehand, from a template.
        Standard = "standard",
        /// Urgent.
        Emergency = "emergency",
    }
}

/// A change request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChangeRequest {
    /// The key.
    pub sys_id: SysId,
    /// The number, such as `CHG0030001`.
    pub number: String,
    /// The title.
    pub short_description: String,
    /// The text.
    pub description: String,
    /// The kind.
    pub change_type: ChangeType,
    /// The state.
    pub state: ChangeState,
    /// The state as the instance names it.
    pub state_label: String,
    /// The priority.
    pub priority: Priority,
    /// Whether it is open in the sense of the instance.
    pub active: bool,
    /// Whether it was put on hold.
    pub on_hold: bool,
    /// How far approval is: `not requested`, `requested`, `approved`, `rejected`.
    pub approval: String,
    /// The group that works on it, by name.
    pub assignment_group: String,
    /// The person who works on it, by name.
    pub assigned_to: String,
    /// When it is planned to begin.
    pub start_date: Option<Timestamp>,
    /// When it is planned to end.
    pub end_date: Option<Timestamp>,
    /// When it is due.
    pub due_date: Option<Timestamp>,
    /// The key of the other system's record.
    pub correlation_id: String,
    /// How it ended: `successful`, `successful_issues`, `unsuccessful`.
    pub close_code: String,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl From<&Record> for ChangeRequest {
    fn from(record: &Record) -> Self {
        let text = |field| record.value(field).to_owned();
        let label = |field| record.display_value(field).to_owned();
        Self {
            sys_id: record.sys_id().clone(),
            number: text("number"),
            short_description: text("short_description"),
            description: text("description"),
            change_type: ChangeType::from_code(record.value("type")),
            state: ChangeState::from_code(record.value("state")),
            state_label: label("state"),
            priority: Priority::from_code(record.value("priority")),
            active: record.boolean("active").unwrap_or_default(),
            on_hold: record.boolean("on_hold").unwrap_or_default(),
            approval: text("approval"),
            assignment_group: label("assignment_group"),
            assigned_to: label("assigned_to"),
            start_date: record.timestamp("start_date"),
            end_date: record.timestamp("end_date"),
            due_date: record.timestamp("due_date"),
            correlation_id: text("correlation_id"),
            close_code: text("close_code"),
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
    fn reads_the_numbers_of_the_change_api_too() {
        let change = ChangeRequest::from(&record(json!({
            "type": {"value": "emergency", "display_value": "Emergency"},
            "state": {"value": -3.0, "display_value": "Authorize"},
            "on_hold": {"value": true, "display_value": "true"},
        })));
        assert_eq!((change.change_type, change.state), (ChangeType::Emergency, ChangeState::Authorize));
        assert!(change.on_hold);
    }
}
