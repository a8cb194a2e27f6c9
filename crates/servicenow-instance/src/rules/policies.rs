//! Data policies: fields that are mandatory or read only under a condition
//! (`sys_data_policy2`, `sys_data_policy_rule`; protocol 1.5).

use std::collections::HashMap;

use rusqlite::Connection;

use super::Draft;
use crate::dictionary::Kind;
use crate::engine::{Session, fits};
use crate::query::Query;
use crate::refusals::Refusal;

/// Active policies by table.
#[derive(Debug, Default)]
pub(crate) struct Policies {
    by_table: HashMap<String, Vec<Policy>>,
}

#[derive(Debug)]
struct Policy {
    condition: Query,
    /// Also for tables that extend this one.
    inherited: bool,
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    field: String,
    mandatory: bool,
    read_only: bool,
}

const POLICIES: &str = "SELECT sys_id, model_table, conditions, inherit FROM sys_data_policy2 WHERE active = 'true' AND model_table IS NOT NULL ORDER BY rowid";
const RULES: &str = "SELECT sys_data_policy, field, mandatory, disabled FROM sys_data_policy_rule WHERE sys_data_policy IS NOT NULL AND field IS NOT NULL ORDER BY rowid";

impl Policies {
    pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let mut rules: HashMap<String, Vec<Rule>> = HashMap::new();
        let mut statement = connection.prepare_cached(RULES)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let is =
                |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(at)?.as_deref() == Some("true"));
            let rule = Rule { field: row.get(1)?, mandatory: is(2)?, read_only: is(3)? };
            rules.entry(row.get(0)?).or_default().push(rule);
        }
        let mut policies = Self::default();
        let mut statement = connection.prepare_cached(POLICIES)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            let condition: Option<String> = row.get(2)?;
            let inherited: Option<String> = row.get(3)?;
            let policy = Policy {
                condition: Query::parse(condition.as_deref().unwrap_or_default()),
                inherited: inherited.as_deref() == Some("true"),
                rules: rules.remove(&id).unwrap_or_default(),
            };
            policies.by_table.entry(row.get(1)?).or_default().push(policy);
        }
        Ok(policies)
    }

    fn of<'a>(&'a self, layout: &'a crate::dictionary::Table) -> impl Iterator<Item = &'a Policy> {
        layout.lineage().flat_map(move |table| {
            let own = table == layout.name;
            let policies = self.by_table.get(table).into_iter().flatten();
            policies.filter(move |policy| own || policy.inherited)
        })
    }
}

/// Refuses a write that leaves mandatory fields empty or changes fixed ones.
pub(super) fn check(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    if session.is_trusted() {
        return Ok(());
    }
    let policies = session.policies();
    let layout = draft.record.layout();
    let (mut missing, mut fixed) = (Vec::new(), Vec::new());
    for policy in policies.of(layout) {
        if !fits(session, &draft.record, &policy.condition) {
            continue;
        }
        for rule in &policy.rules {
            let Some(field) = layout.field(&rule.field) else {
                continue;
            };
            let label = &field.label;
            if rule.mandatory && is_empty(draft, &field.name, field.kind) && !missing.contains(label) {
                missing.push(label.clone());
            }
            if rule.read_only && !draft.is_new() && draft.is_changed(&field.name) {
                fixed.push(label.clone());
            }
        }
    }
    if !missing.is_empty() {
        return Err(Refusal::mandatory(missing));
    }
    if fixed.is_empty() {
        return Ok(());
    }
    Err(Refusal::read_only(&fixed))
}

/// A journal counts as filled when this write adds an entry.
fn is_empty(draft: &Draft, field: &str, kind: Kind) -> bool {
    match kind {
        Kind::Journal => !draft.has_entry(field),
        _ => draft.record.is_empty(field),
    }
}
