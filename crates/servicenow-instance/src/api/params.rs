//! URL parameters of the Table API (protocol 1.2). Booleans are read in any
//! case, an empty value counts as absent.

use crate::dictionary::{Dictionary, Field, Kind, Table};
use crate::query::{Condition, Operator, Query, Term};

/// Records of a list when no limit is given.
const DEFAULT_LIMIT: u64 = 10_000;

/// Which form of values an answer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Display {
    Raw,
    Shown,
    Both,
}

/// All parameters of a request, decoded, in their order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params {
    pairs: Vec<(String, String)>,
}

impl Params {
    pub(crate) fn parse(query: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        Self { pairs }
    }

    /// The first value that is not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    pub(crate) fn display(&self) -> Display {
        match self.get("sysparm_display_value") {
            Some(value) if value.eq_ignore_ascii_case("true") => Display::Shown,
            Some(value) if value.eq_ignore_ascii_case("all") => Display::Both,
            _ => Display::Raw,
        }
    }

    pub(crate) fn limit(&self) -> u64 {
        self.number("sysparm_limit").unwrap_or(DEFAULT_LIMIT)
    }

    pub(crate) fn offset(&self) -> u64 {
        self.number("sysparm_offset").unwrap_or(0)
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.get(name)?.trim().parse().ok()
    }

    /// Names of `sysparm_fields`, blanks removed; `None` for all fields.
    pub(crate) fn fields(&self) -> Option<Vec<&str>> {
        let names = self.get("sysparm_fields")?;
        let names: Vec<&str> = names.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        (!names.is_empty()).then_some(names)
    }

    /// The parameters without those named, encoded again.
    pub(crate) fn without(&self, names: &[&str]) -> Vec<(String, String)> {
        self.pairs.iter().filter(|(key, _)| !names.contains(&key.as_str())).cloned().collect()
    }

    /// The parameters without those named.
    pub(crate) fn excluding(&self, names: &[&str]) -> Self {
        Self { pairs: self.without(names) }
    }

    /// Adds what a stored address (`sysparm_tiny`) stands for.
    pub(crate) fn extend(&mut self, other: Self) {
        self.pairs.extend(other.pairs);
    }

    /// `sysparm_query` and every parameter that names a field.
    pub(crate) fn query(&self, dictionary: &Dictionary, table: &Table) -> Query {
        let mut query = self.get("sysparm_query").map_or_else(Query::all, Query::parse);
        let by_field = self
            .pairs
            .iter()
            .filter(|(name, _)| !name.starts_with("sysparm_"))
            .filter_map(|(name, value)| by_field(dictionary, table, name, value));
        let terms: Vec<Term> = by_field.collect();
        query.narrow(&terms);
        query
    }
}

/// Equality with a stored or displayed value (`state=closed`, `assigned_to=john.smith`).
fn by_field(dictionary: &Dictionary, table: &Table, path: &str, value: &str) -> Option<Term> {
    let (holder, field) = field_at(dictionary, table, path)?;
    let mut term = Term::of(equals(path, value));
    if let Some(choice) =
        dictionary.choices(holder, &field.name).iter().find(|choice| choice.label.eq_ignore_ascii_case(value))
    {
        term.conditions.push(equals(path, &choice.value));
    }
    if field.kind == Kind::Reference && !value.is_empty() {
        let target = field.reference.as_deref().and_then(|name| dictionary.table(name));
        for shown in target.into_iter().flat_map(names_of) {
            term.conditions.push(equals(&format!("{path}.{shown}"), value));
        }
    }
    Some(term)
}

/// Fields by which people name a record of a table.
pub(crate) fn names_of(table: &std::sync::Arc<Table>) -> Vec<&str> {
    let mut names: Vec<&str> = table.display.as_deref().into_iter().collect();
    if table.is_a("sys_user") {
        names.extend(["user_name", "email"]);
    }
    names
}

fn equals(path: &str, value: &str) -> Condition {
    Condition::Field { path: path.to_owned(), operator: Operator::Equals, value: value.to_owned() }
}

fn field_at<'a>(dictionary: &'a Dictionary, table: &'a Table, path: &str) -> Option<(&'a Table, &'a Field)> {
    let mut table = table;
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        let field = table.field(name)?;
        if names.peek().is_none() {
            return Some((table, field));
        }
        table = dictionary.table(field.reference.as_deref()?)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves P1.20.
    #[test]
    fn booleans_are_read_in_any_case_and_empty_values_are_absent() {
        let params = Params::parse(
            "sysparm_display_value=True&sysparm_fields=&sysparm_no_count=TRUE&sysparm_offset=-1",
        );
        assert_eq!(params.display(), Display::Shown);
        assert_eq!(params.fields(), None);
        assert!(params.flag("sysparm_no_count"));
        assert_eq!(params.offset(), 0);
        assert_eq!(params.limit(), 10_000);
    }

    #[test]
    fn field_names_may_be_spaced() {
        let params = Params::parse("sysparm_fields=number%2C+state+%2C");
        assert_eq!(params.fields(), Some(vec!["number", "state"]));
    }
}
