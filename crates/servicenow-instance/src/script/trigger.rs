//! Conditions of business rules: encoded queries that may also ask what a
//! write changes (`stateCHANGES`, `stateCHANGESTO6`, `stateCHANGESFROM1`).

use crate::engine::{Session, fits};
use crate::query::{Condition as Part, Group, Operator, Query, Term};
use crate::rules::Draft;

/// A filter condition of a rule.
#[derive(Debug, Default)]
pub(crate) struct Condition {
    query: Query,
    /// Some part asks about changes.
    asks_changes: bool,
}

impl Condition {
    pub(super) fn parse(text: &str) -> Self {
        let mut query = Query::parse(text.trim_end_matches("^EQ"));
        query.orders.clear();
        let parts = || query.groups.iter().flat_map(|group| &group.terms).flat_map(|term| &term.conditions);
        let asks_changes = parts().any(|part| change_asked(part).is_some());
        Self { query, asks_changes }
    }

    /// Whether a write fits.
    pub(super) fn holds(&self, session: &Session, draft: &Draft) -> bool {
        if self.query.groups.is_empty() {
            return true;
        }
        if !self.asks_changes {
            return fits(session, &draft.record, &self.query);
        }
        let left: Vec<Group> =
            self.query.groups.iter().filter_map(|group| without_changes(group, draft)).collect();
        if left.iter().any(|group| group.terms.is_empty()) {
            return true;
        }
        !left.is_empty() && fits(session, &draft.record, &Query { groups: left, ..Query::default() })
    }
}

/// Field, question and value of a part that asks about changes.
fn change_asked(part: &Part) -> Option<(&str, &'static str, &str)> {
    match part {
        Part::Field { path, operator: Operator::Unsupported(name), value }
            if matches!(*name, "CHANGES" | "VALCHANGES" | "CHANGESTO" | "CHANGESFROM") =>
        {
            Some((path, *name, value))
        }
        _ => None,
    }
}

/// What is left to ask of the record, or `None` when the group cannot hold.
fn without_changes(group: &Group, draft: &Draft) -> Option<Group> {
    let mut left = Group::default();
    for term in &group.terms {
        let mut conditions = Vec::new();
        let mut answered = false;
        for part in &term.conditions {
            match change_asked(part) {
                Some(asked) => answered |= is_so(asked, draft),
                None => conditions.push(part.clone()),
            }
        }
        if answered {
            continue;
        }
        if conditions.is_empty() {
            return None;
        }
        left.terms.push(Term { conditions });
    }
    Some(left)
}

fn is_so((field, question, value): (&str, &str, &str), draft: &Draft) -> bool {
    let changed = draft.is_changed(field) || draft.has_entry(field);
    changed
        && match question {
            "CHANGESTO" => draft.get(field).eq_ignore_ascii_case(value),
            "CHANGESFROM" => draft.was(field).eq_ignore_ascii_case(value),
            _ => true,
        }
}
