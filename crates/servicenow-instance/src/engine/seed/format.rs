//! The format of the files in `seed/`: tables, choices and records.
//!
//! ```json
//! { "tables": [{ "name": "incident", "label": "Incident", "extends": "task",
//!      "number": ["INC", 10000],
//!      "fields": [{ "name": "caller_id", "label": "Caller", "type": "reference", "reference": "sys_user" }],
//!      "overrides": [{ "name": "priority", "default": "5" }] }],
//!   "fields": { "incident": [{ "name": "x_app_source" }] },
//!   "choices": { "incident.state": [["1", "New"], ["2", "In Progress"]] },
//!   "records": { "sys_user_role": [{ "name": "itil" }] } }
//! ```

use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeedFile {
    #[serde(default)]
    pub(super) tables: Vec<TableSeed>,
    /// Columns added to tables of other files.
    #[serde(default)]
    pub(super) fields: Map<String, Value>,
    #[serde(default)]
    pub(super) choices: Map<String, Value>,
    #[serde(default)]
    pub(super) records: Map<String, Value>,
    /// Access rules: name, operation, roles of which one suffices, condition.
    #[serde(default)]
    pub(super) acls: Vec<AclSeed>,
}

/// `[name, operation, roles]`, or with a condition as fourth.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum AclSeed {
    Roles(String, String, Vec<String>),
    Condition(String, String, Vec<String>, String),
}

impl AclSeed {
    pub(super) fn parts(&self) -> (&str, &str, &[String], &str) {
        match self {
            Self::Roles(name, operation, roles) => (name, operation, roles, ""),
            Self::Condition(name, operation, roles, condition) => (name, operation, roles, condition),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableSeed {
    pub(super) name: String,
    pub(super) label: String,
    #[serde(default)]
    pub(super) extends: Option<String>,
    /// Prefix and the last number already used.
    #[serde(default)]
    pub(super) number: Option<(String, u32)>,
    /// Has `sys_class_name` even when nothing extends it yet.
    #[serde(default)]
    pub(super) extendable: bool,
    /// Has `sys_domain` and `sys_domain_path`.
    #[serde(default)]
    pub(super) domain: bool,
    /// Is an application file: has `sys_scope`, `sys_package` and their kind.
    #[serde(default)]
    pub(super) file: bool,
    /// Updates leave rows in `sys_audit`.
    #[serde(default)]
    pub(super) audit: bool,
    #[serde(default)]
    pub(super) scope: Option<String>,
    /// Open to all application scopes for reading only, when `read`.
    #[serde(default)]
    pub(super) access: Option<String>,
    #[serde(default)]
    pub(super) fields: Vec<FieldSeed>,
    #[serde(default)]
    pub(super) overrides: Vec<OverrideSeed>,
    /// Columns to index, each a list.
    #[serde(default)]
    pub(super) indexes: Vec<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldSeed {
    pub(super) name: String,
    /// Made from the name when absent.
    #[serde(default)]
    pub(super) label: Option<String>,
    #[serde(default = "string", rename = "type")]
    pub(super) type_name: String,
    #[serde(default)]
    pub(super) length: Option<u32>,
    #[serde(default)]
    pub(super) reference: Option<String>,
    #[serde(default)]
    pub(super) default: Option<String>,
    #[serde(default)]
    pub(super) mandatory: bool,
    #[serde(default)]
    pub(super) read_only: bool,
    #[serde(default)]
    pub(super) unique: bool,
    #[serde(default)]
    pub(super) display: bool,
    /// 1 with "-- None --", 2 suggestion, 3 without.
    #[serde(default)]
    pub(super) choice: Option<u8>,
    #[serde(default)]
    pub(super) dependent: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OverrideSeed {
    pub(super) name: String,
    #[serde(default)]
    pub(super) label: Option<String>,
    #[serde(default)]
    pub(super) default: Option<String>,
    #[serde(default)]
    pub(super) mandatory: Option<bool>,
    #[serde(default)]
    pub(super) read_only: Option<bool>,
}

/// `[value, label]`, `[value, label, dependent value]`, or an object.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum ChoiceSeed {
    Short(Vec<String>),
    Long {
        value: String,
        label: String,
        #[serde(default)]
        dependent: Option<String>,
        #[serde(default)]
        inactive: bool,
        #[serde(default)]
        language: Option<String>,
    },
}

fn string() -> String {
    "string".to_owned()
}

impl FieldSeed {
    pub(super) fn label(&self) -> String {
        self.label.clone().unwrap_or_else(|| title(&self.name))
    }
}

/// `close_notes` becomes "Close notes".
fn title(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.trim().chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
