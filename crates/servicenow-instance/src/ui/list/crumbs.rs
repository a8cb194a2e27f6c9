//! Breadcrumb of a list's conditions: selecting one keeps it and those before it, the sign before it
//! removes just that one.

use crate::{
    dictionary::Field,
    engine::Session,
    query::{Condition, Group, Operator, Query, Term},
    ui::labels,
};

/// One condition with the two queries its links lead to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Crumb {
    pub(crate) text: String,
    pub(crate) up_to: String,
    pub(crate) without: String,
}

/// A crumb per term, in order.
pub(crate) fn of(session: &Session, table: &str, query: &Query) -> Vec<Crumb> {
    let places =
        query.groups.iter().enumerate().flat_map(|(g, group)| (0..group.terms.len()).map(move |t| (g, t)));
    places
        .map(|(g, t)| Crumb {
            text: text(session, table, &query.groups[g].terms[t], g > 0 && t == 0),
            up_to: up_to(query, g, t).to_string(),
            without: without(query, g, t).to_string(),
        })
        .collect()
}

fn up_to(query: &Query, g: usize, t: usize) -> Query {
    let mut kept = query.clone();
    kept.groups.truncate(g + 1);
    kept.groups[g].terms.truncate(t + 1);
    kept
}

fn without(query: &Query, g: usize, t: usize) -> Query {
    let mut kept = query.clone();
    kept.groups[g].terms.remove(t);
    kept.groups.retain(|group: &Group| !group.terms.is_empty());
    kept
}

fn text(session: &Session, table: &str, term: &Term, starts_group: bool) -> String {
    let words: Vec<String> =
        term.conditions.iter().map(|condition| words(session, table, condition)).collect();
    let prefix = if starts_group { "or all of: " } else { "" };
    format!("{prefix}{}", words.join(" .or. "))
}

fn words(session: &Session, table: &str, condition: &Condition) -> String {
    match condition {
        Condition::Field { path, operator, value } => {
            let label = labels::of_path(session, table, path);
            let field = labels::field_of_path(session, table, path);
            compare(&label, *operator, &shown(session, table, field.as_deref(), value))
        }
        Condition::Text(text) => format!("Text contains {text}"),
        other => other.to_string(),
    }
}

fn shown(session: &Session, table: &str, field: Option<&Field>, value: &str) -> String {
    let Some(field) = field else { return value.to_owned() };
    let all: Vec<String> = value.split(',').map(|one| labels::value(session, table, field, one)).collect();
    all.join(", ")
}

fn compare(label: &str, operator: Operator, value: &str) -> String {
    let word = match operator {
        Operator::Equals if value.is_empty() => return format!("{label} is empty"),
        Operator::IsEmpty => return format!("{label} is empty"),
        Operator::IsNotEmpty => return format!("{label} is not empty"),
        Operator::Anything => return format!("{label} is anything"),
        Operator::In => "is one of",
        Operator::NotIn => "is not one of",
        Operator::Contains => "contains",
        Operator::DoesNotContain => "does not contain",
        Operator::StartsWith => "starts with",
        Operator::EndsWith => "ends with",
        Operator::Between => "between",
        Operator::On => "on",
        Operator::NotOn => "not on",
        Operator::Dynamic => "is (dynamic)",
        other => return format!("{label} {other} {value}"),
    };
    format!("{label} {word} {value}")
}
