//! All scripts of the instance in memory, read from their rows and replaced
//! when a committed write changed one: a table without rules costs a look
//! into a map.

mod rows;

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::Connection;

use super::trigger::Condition;
use crate::dictionary::Table;

/// Every active script, by where it is looked for.
#[derive(Debug, Default)]
pub(crate) struct Scripts {
    rules: HashMap<String, Vec<Arc<Rule>>>,
    by_id: HashMap<String, Arc<Rule>>,
    includes: HashMap<String, Include>,
    modules: HashMap<(String, String), Source>,
    /// Application scopes by name.
    scopes: HashMap<String, Scope>,
    privileges: HashMap<(String, String, String), bool>,
}

/// When a business rule runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    Before,
    After,
    Async,
    Display,
}

/// A business rule.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(super) sys_id: String,
    pub(super) name: String,
    pub(super) when: When,
    pub(super) order: i64,
    pub(super) on_insert: bool,
    pub(super) on_update: bool,
    pub(super) on_delete: bool,
    pub(super) on_query: bool,
    pub(super) filter: Condition,
    /// JavaScript; empty when there is none.
    pub(super) condition: String,
    /// Names of roles of which the person needs one.
    pub(super) roles: Vec<String>,
    /// Empty when the rule is not advanced.
    pub(super) script: String,
    /// Values to set: `field=value^field=value`.
    pub(super) template: String,
    pub(super) abort: bool,
    pub(super) message: Option<String>,
    pub(super) scope: String,
}

/// A script include.
#[derive(Debug)]
pub(super) struct Include {
    pub(super) name: String,
    pub(super) scope: String,
    is_public: bool,
    source: Source,
}

/// Text with the name it has in the log.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) title: String,
    pub(super) source: Arc<str>,
}

#[derive(Debug, Default)]
struct Scope {
    sys_id: String,
    tracking: Option<Tracking>,
}

/// How first uses of other applications' tables are treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tracking {
    /// Allowed and recorded.
    Permissive,
    /// Requested, and refused until somebody allows it.
    Enforcing,
}

impl Scripts {
    pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Self> {
        rows::load(connection)
    }

    /// Rules of a table and of those it extends, in their order.
    pub(super) fn rules(&self, table: &Table, wanted: impl Fn(&Rule) -> bool) -> Vec<Arc<Rule>> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<Arc<Rule>> = table
            .lineage()
            .filter_map(|name| self.rules.get(name))
            .flatten()
            .filter(|rule| wanted(rule))
            .map(Arc::clone)
            .collect();
        found.sort_by_key(|rule| rule.order);
        found
    }

    pub(super) fn rule(&self, sys_id: &str) -> Option<&Arc<Rule>> {
        self.by_id.get(sys_id)
    }

    /// Includes that an application can see: its own, and the public ones.
    pub(super) fn includes_for(&self, scope: &str) -> Vec<(String, String, String)> {
        let seen = self.includes.iter().filter(|(_, include)| include.scope == scope || include.is_public);
        seen.map(|(api, include)| (include.name.clone(), include.scope.clone(), api.clone())).collect()
    }

    pub(super) fn include(&self, api: &str) -> Option<&Source> {
        self.includes.get(api).map(|include| &include.source)
    }

    pub(super) fn module(&self, scope: &str, path: &str) -> Option<&Source> {
        let path = path.trim_start_matches("./").trim_start_matches('/');
        let candidates = [path.to_owned(), format!("{path}.js"), format!("{path}/index.js")];
        candidates.into_iter().find_map(|path| self.modules.get(&(scope.to_owned(), path)))
    }

    pub(super) fn scope_id<'a>(&'a self, scope: &'a str) -> &'a str {
        self.scopes.get(scope).map_or(scope, |scope| scope.sys_id.as_str())
    }

    /// How a use is to be treated for which no privilege says anything.
    pub(super) fn missing_privilege(&self, scope: &str, table: &str, operation: &str) -> Option<Tracking> {
        let tracking = self.scopes.get(scope)?.tracking?;
        let key = (scope.to_owned(), table.to_owned(), operation.to_ascii_lowercase());
        match self.privileges.get(&key) {
            Some(true) => None,
            Some(false) => Some(Tracking::Enforcing),
            None => Some(tracking),
        }
    }
}

