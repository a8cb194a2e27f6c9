//! A sentence for a person, as a key of the catalogue and its arguments. It is stored and passed around in this
//! form and turned into words at the edge, in the reader's language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A key of the catalogue (`locales/*/*.ftl`) with its arguments.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Message {
    /// The key.
    pub key: String,
    /// Arguments by name, already safe to show (no secrets).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
}

impl Message {
    /// A message without arguments.
    pub fn new(key: impl Into<String>) -> Self {
        Self { key: key.into(), args: BTreeMap::new() }
    }

    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.args.insert(name.into(), value.to_string());
        self
    }
}
