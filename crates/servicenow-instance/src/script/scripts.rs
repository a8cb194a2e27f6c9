//! All scripts of the instance in memory, read from their rows and replaced
//! when a committed write changed one: a table without rules costs a look
//! into a map.

mod rows;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rusqlite::Connection;

use super::trigger::Condition;
use crate::caller::Caller;
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
    actions: Vec<Arc<Action>>,
    operations: Vec<Arc<Operation>>,
}

/// A UI action that runs on the server.
#[derive(Debug)]
pub(super) struct Action {
    pub(super) sys_id: String,
    pub(super) name: String,
    pub(super) table: String,
    pub(super) on_form: bool,
    pub(super) on_list: bool,
    pub(super) on_insert: bool,
    pub(super) on_update: bool,
    pub(super) condition: String,
    pub(super) script: String,
    pub(super) hint: String,
    /// Names of roles of which the person needs one.
    pub(super) roles: Vec<String>,
    pub(super) scope: String,
    order: i64,
}

/// A resource of a scripted REST API.
#[derive(Debug)]
pub(super) struct Operation {
    method: String,
    /// Paths it answers at, in parts; `{name}` stands for any.
    paths: Vec<Vec<String>>,
    pub(super) source: Source,
    pub(super) scope: String,
    pub(super) authenticated: bool,
    pub(super) authorized: bool,
    /// Ids of access rules of which one must admit the caller.
    pub(super) acls: Vec<String>,
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

    /// Actions of a table, those it extends and of every table.
    pub(super) fn actions(&self, table: &Table, wanted: impl Fn(&Action) -> bool) -> Vec<Arc<Action>> {
        let of_table = |action: &Action| action.table == "global" || table.is_a(&action.table);
        let mut found: Vec<Arc<Action>> =
            self.actions.iter().filter(|action| of_table(action) && wanted(action)).map(Arc::clone).collect();
        found.sort_by_key(|action| action.order);
        found
    }

    pub(super) fn action(&self, sys_id: &str) -> Option<&Arc<Action>> {
        self.actions.iter().find(|action| action.sys_id == sys_id)
    }

    /// The resource that answers, with the parameters of its path.
    pub(super) fn operation(
        &self,
        method: &str,
        path: &str,
    ) -> Option<(Arc<Operation>, BTreeMap<String, String>)> {
        let mut found = self.at(path).filter(|(operation, _)| operation.method.eq_ignore_ascii_case(method));
        // A path that is spelled out comes before one with parameters.
        let first = found.next()?;
        Some(found.fold(first, |best, other| if other.1.len() < best.1.len() { other } else { best }))
    }

    pub(super) fn knows_path(&self, path: &str) -> bool {
        self.at(path).next().is_some()
    }

    fn at<'a>(&'a self, path: &str) -> impl Iterator<Item = (Arc<Operation>, BTreeMap<String, String>)> + 'a {
        let parts: Vec<String> = path.trim_matches('/').split('/').map(decoded).collect();
        self.operations.iter().filter_map(move |operation| {
            let found = operation.paths.iter().find_map(|pattern| matched(pattern, &parts))?;
            Some((Arc::clone(operation), found))
        })
    }
}

impl Action {
    pub(super) fn admits(&self, caller: &Caller) -> bool {
        self.roles.is_empty() || self.roles.iter().any(|role| caller.has_role(role))
    }
}

fn decoded(part: &str) -> String {
    let encoded = format!("part={}", part.replace('+', "%2B"));
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&encoded).unwrap_or_default();
    pairs.into_iter().next().map_or_else(|| part.to_owned(), |(_, part)| part)
}

fn matched(pattern: &[String], parts: &[String]) -> Option<BTreeMap<String, String>> {
    if pattern.len() != parts.len() {
        return None;
    }
    let mut parameters = BTreeMap::new();
    for (wanted, part) in pattern.iter().zip(parts) {
        match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => drop(parameters.insert(name.to_owned(), part.clone())),
            None if wanted == part => {}
            None => return None,
        }
    }
    Some(parameters)
}
