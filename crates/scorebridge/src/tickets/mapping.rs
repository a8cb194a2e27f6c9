//! From a ticket to the fields that are sent (S08), and from a record back to what the portal keeps.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// `correlation_display` of every record that we made; the sync asks for it.
pub const CORRELATION_DISPLAY: &str = "Scorebridge";

/// What the portal keeps of a record. Display values are as the instance shows them to the integration user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observed {
    /// `sys_id`, 32 hexadecimal digits.
    pub sys_id: String,
    /// `number`, such as CHG0030001.
    pub number: String,
    /// `short_description`.
    pub name: String,
    /// Raw value of `state`.
    pub state: String,
    /// Label of `state` in the instance.
    pub state_label: String,
    /// Raw value of `priority`; 0 when empty.
    pub priority: i64,
    /// Date of `due_date` (UTC), if any.
    pub due: Option<Date>,
    /// Display value of `assigned_to`, empty when nobody.
    pub assigned_to: String,
    /// Display value of `assignment_group`.
    pub assignment_group: String,
    /// `active`.
    pub active: bool,
    /// `sys_updated_on`: whole seconds, UTC.
    pub updated_on: Timestamp,
    /// `sys_updated_by`: a user name.
    pub updated_by: String,
}

/// The fields to ask for when a record is to be observed.
pub struct ObservedFields;

impl ObservedFields {
    /// Names for `sysparm_fields`.
    pub const NAMES: [&'static str; 14] = [
        "sys_id",
        "number",
        "short_description",
        "state",
        "priority",
        "due_date",
        "assigned_to",
        "assignment_group",
        "active",
        "sys_updated_on",
        "sys_updated_by",
        "sys_class_name",
        "correlation_id",
        "correlation_display",
    ];
}
