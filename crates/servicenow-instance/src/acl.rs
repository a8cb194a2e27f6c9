//! Access rules: rows of `sys_security_acl` with their roles. A rule is found
//! from the most specific name to the least; the rules of the first name that
//! has any decide, and one of them suffices.

use std::collections::HashMap;

use rusqlite::Connection;

use crate::caller::Caller;
use crate::dictionary::Table;
use crate::engine::{Record, Session, fits};
use crate::query::Query;

/// What a rule allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Operation {
    Read,
    Write,
    Create,
    Delete,
}

impl Operation {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "read" => Self::Read,
            "write" => Self::Write,
            "create" => Self::Create,
            "delete" => Self::Delete,
            _ => return None,
        })
    }
}

#[derive(Debug)]
struct Rule {
    roles: Vec<String>,
    condition: Query,
    admin_overrides: bool,
}

/// Rules whose names begin with one table.
#[derive(Debug, Default)]
struct Named {
    /// For the table as a whole.
    whole: Vec<Rule>,
    /// By the name of the field, `*` for all of them.
    fields: HashMap<String, Vec<Rule>>,
}

/// All active record rules, by operation and table.
#[derive(Debug, Default)]
pub(crate) struct Acls {
    rules: HashMap<Operation, HashMap<String, Named>>,
}

/// The rules for the fields of one table, nearest table first.
pub(crate) struct FieldRules<'a> {
    lines: Vec<&'a HashMap<String, Vec<Rule>>>,
}

const RULES: &str = "SELECT a.name, a.operation, a.admin_overrides, a.condition, a.sys_id FROM sys_security_acl a WHERE a.active = 'true' AND a.type = 'record' AND a.name IS NOT NULL ORDER BY a.rowid";
/// A role that no longer exists is still demanded, and so had by nobody.
const ROLES: &str = "SELECT m.sys_security_acl, coalesce(r.name, m.sys_user_role, '') FROM sys_security_acl_role m LEFT JOIN sys_user_role r ON r.sys_id = m.sys_user_role";

/// What the rules say before a record is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Allowed,
    Denied,
    /// Depends on the record.
    Depends,
}

impl Verdict {
    /// Both must allow.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Denied, _) | (_, Self::Denied) => Self::Denied,
            (Self::Allowed, Self::Allowed) => Self::Allowed,
            _ => Self::Depends,
        }
    }
}

impl Acls {
    pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let mut roles = roles_by_rule(connection)?;
        let mut acls = Self::default();
        let mut statement = connection.prepare_cached(RULES)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let operation: Option<String> = row.get(1)?;
            let Some(operation) = operation.as_deref().and_then(Operation::of) else {
                continue;
            };
            let overrides: Option<String> = row.get(2)?;
            let condition: Option<String> = row.get(3)?;
            let rule = Rule {
                roles: roles.remove(&row.get::<_, String>(4)?).unwrap_or_default(),
                condition: Query::parse(condition.as_deref().unwrap_or_default()),
                admin_overrides: overrides.as_deref() == Some("true"),
            };
            acls.add(operation, &row.get::<_, String>(0)?, rule);
        }
        Ok(acls)
    }

    /// `name` is `table` or `table.field`, with `*` for any of either.
    fn add(&mut self, operation: Operation, name: &str, rule: Rule) {
        let by_table = self.rules.entry(operation).or_default();
        match name.split_once('.') {
            None => by_table.entry(name.to_owned()).or_default().whole.push(rule),
            Some((table, field)) => {
                let fields = &mut by_table.entry(table.to_owned()).or_default().fields;
                fields.entry(field.to_owned()).or_default().push(rule);
            }
        }
    }

    /// The deciding rules for a table.
    fn of_table(&self, operation: Operation, table: &Table) -> &[Rule] {
        let Some(rules) = self.rules.get(&operation) else {
            return &[];
        };
        let mut names = table.lineage().chain(["*"]);
        let whole =
            |name| rules.get(name).map(|named| named.whole.as_slice()).filter(|whole| !whole.is_empty());
        names.find_map(whole).unwrap_or_default()
    }

    /// What decides about the fields of a table.
    pub(crate) fn of_fields(&self, operation: Operation, table: &Table) -> FieldRules<'_> {
        let rules = self.rules.get(&operation);
        let named = |name| Some(&rules?.get(name)?.fields).filter(|fields| !fields.is_empty());
        FieldRules { lines: table.lineage().chain(["*"]).filter_map(named).collect() }
    }

    pub(crate) fn table(&self, operation: Operation, table: &Table, caller: &Caller) -> Verdict {
        verdict(self.of_table(operation, table), caller)
    }

    pub(crate) fn field(
        &self,
        operation: Operation,
        (table, field): (&Table, &str),
        caller: &Caller,
    ) -> Verdict {
        self.of_fields(operation, table).verdict(field, caller)
    }

    /// Whether the table's rules allow the operation on this record.
    pub(crate) fn record(&self, session: &Session, operation: Operation, record: &Record) -> bool {
        any_fits(session, self.of_table(operation, record.layout()), record)
    }

    /// Whether the field's rules allow the operation on this record.
    pub(crate) fn field_of(
        &self,
        session: &Session,
        operation: Operation,
        (record, field): (&Record, &str),
    ) -> bool {
        match self.of_fields(operation, record.layout()).of(field) {
            [] => true,
            rules => any_fits(session, rules, record),
        }
    }
}

impl<'a> FieldRules<'a> {
    /// The deciding rules for a field; none means that the table's suffice.
    fn of(&self, field: &str) -> &'a [Rule] {
        let named = |field: &str| self.lines.iter().find_map(|fields| fields.get(field));
        named(field).or_else(|| named("*")).map_or(&[], Vec::as_slice)
    }

    /// For all fields of `table` in their order. Few fields have rules of their own, so those are gone
    /// through, the farthest table first.
    pub(crate) fn verdicts(&self, table: &Table, caller: &Caller) -> Vec<Verdict> {
        let mut verdicts = vec![self.verdict("*", caller); table.fields.len()];
        for fields in self.lines.iter().rev() {
            for (name, rules) in *fields {
                if let Some(at) = table.position(name) {
                    verdicts[at] = verdict(rules, caller);
                }
            }
        }
        verdicts
    }

    pub(crate) fn verdict(&self, field: &str, caller: &Caller) -> Verdict {
        match self.of(field) {
            [] => Verdict::Allowed,
            rules => verdict(rules, caller),
        }
    }
}

fn roles_by_rule(connection: &Connection) -> rusqlite::Result<HashMap<String, Vec<String>>> {
    let mut roles: HashMap<String, Vec<String>> = HashMap::new();
    let mut statement = connection.prepare_cached(ROLES)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        roles.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    Ok(roles)
}

impl Rule {
    fn admits(&self, caller: &Caller) -> bool {
        self.roles.is_empty() || self.roles.iter().any(|role| caller.has_role(role))
    }

    fn is_overridden(&self, caller: &Caller) -> bool {
        self.admin_overrides && caller.is_admin()
    }
}

fn verdict(rules: &[Rule], caller: &Caller) -> Verdict {
    let mut verdict = Verdict::Denied;
    for rule in rules {
        let unconditional = rule.condition.groups.is_empty();
        if rule.is_overridden(caller) || rule.admits(caller) && unconditional {
            return Verdict::Allowed;
        }
        if rule.admits(caller) {
            verdict = Verdict::Depends;
        }
    }
    verdict
}

fn any_fits(session: &Session, rules: &[Rule], record: &Record) -> bool {
    let caller = session.caller();
    rules.iter().any(|rule| {
        rule.is_overridden(caller) || rule.admits(caller) && fits(session, record, &rule.condition)
    })
}
