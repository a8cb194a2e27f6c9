//! Binds a query to a table, a caller and a moment. What cannot be bound is
//! dropped and counted, as the platform does (protocol 1.5). The checks on
//! single fields are made in [`checks`].

mod checks;

use std::sync::Arc;

use jiff::Timestamp;

use super::filter::{Check, Counted, Exists, Filter, Ordering, Path, Pattern, Place, Step, Test};
use super::{Condition, Group, Operator, Query, Related, Term};
use crate::caller::Caller;
use crate::dictionary::{Dictionary, Field, Table};

/// Reference steps a path may take.
const LONGEST_PATH: usize = 8;
/// Fields that a full-text condition searches, where a table has them.
const TEXT_FIELDS: [&str; 8] =
    ["number", "short_description", "description", "name", "user_name", "email", "close_notes", "text"];

pub(crate) struct Resolver<'a> {
    pub(crate) dictionary: &'a Dictionary,
    pub(crate) caller: &'a Caller,
    pub(crate) now: Timestamp,
    pub(crate) groups: &'a dyn Fn() -> Vec<String>,
    /// Conditions that were dropped.
    pub(crate) dropped: usize,
    /// Fields the query tests, with the table that holds them.
    pub(crate) touched: Vec<(Arc<Table>, Arc<Field>)>,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(
        dictionary: &'a Dictionary,
        caller: &'a Caller,
        now: Timestamp,
        groups: &'a dyn Fn() -> Vec<String>,
    ) -> Self {
        Self { dictionary, caller, now, groups, dropped: 0, touched: Vec::new() }
    }

    pub(crate) fn filter(&mut self, table: &Arc<Table>, query: &Query) -> Filter {
        let groups: Vec<Filter> = query.groups.iter().filter_map(|group| self.group(table, group)).collect();
        if groups.is_empty() {
            return Filter::Everything;
        }
        Filter::any(groups)
    }

    /// Orderings by unknown fields are ignored.
    pub(crate) fn orderings(&self, table: &Arc<Table>, query: &Query) -> Vec<Ordering> {
        query
            .orders
            .iter()
            .filter_map(|order| {
                Some(Ordering { path: self.path(table, &order.path)?, descending: order.descending })
            })
            .filter(|ordering| ordering.path.field.kind.is_stored() && !ordering.path.field.kind.is_hidden())
            .collect()
    }

    /// The way to a field, or `None` when a step does not exist.
    pub(crate) fn path(&self, table: &Arc<Table>, dotted: &str) -> Option<Path> {
        let mut table = Arc::clone(table);
        let mut steps = Vec::new();
        let mut names = dotted.split('.').peekable();
        while let Some(name) = names.next() {
            if names.peek().is_none() {
                let field = Arc::clone(table.field(name)?);
                return Some(Path { steps, field, table });
            }
            let field = Arc::clone(table.field(name)?);
            let target = field.reference.as_deref().filter(|_| field.kind.is_reference())?;
            table = Arc::clone(self.dictionary.table(target)?);
            steps.push(Step { field, target: Arc::clone(&table) });
            if steps.len() > LONGEST_PATH {
                return None;
            }
        }
        None
    }

    fn group(&mut self, table: &Arc<Table>, group: &Group) -> Option<Filter> {
        let terms: Vec<Filter> = group.terms.iter().filter_map(|term| self.term(table, term)).collect();
        (!terms.is_empty()).then(|| Filter::all(terms))
    }

    fn term(&mut self, table: &Arc<Table>, term: &Term) -> Option<Filter> {
        let mut conditions = Vec::new();
        for condition in &term.conditions {
            match self.condition(table, condition) {
                Some(filter) => conditions.push(filter),
                None => self.dropped += 1,
            }
        }
        (!conditions.is_empty()).then(|| Filter::any(conditions))
    }

    fn condition(&mut self, table: &Arc<Table>, condition: &Condition) -> Option<Filter> {
        match condition {
            Condition::Field { path, operator, value } => {
                let path = self.path(table, path)?;
                if !path.field.kind.is_stored() {
                    return None;
                }
                // Whether one is set may be asked, not what it is.
                let asks_whether = matches!(operator, Operator::IsEmpty | Operator::IsNotEmpty);
                if path.field.kind.is_hidden() && !asks_whether && !self.caller.is_system() {
                    return Some(Filter::Nothing);
                }
                self.touch(&path);
                self.check(path, *operator, value)
            }
            Condition::Text(words) => Some(self.full_text(table, words)),
            Condition::Join { field, table: other, other_field, query } => {
                self.join(table, field, (other, other_field), query)
            }
            Condition::Related(related) => self.related(table, related),
            Condition::Invalid(_) => None,
        }
    }

    fn touch(&mut self, path: &Path) {
        self.touched.push((Arc::clone(&path.table), Arc::clone(&path.field)));
    }

    fn full_text(&self, table: &Arc<Table>, words: &str) -> Filter {
        let paths: Vec<Path> = TEXT_FIELDS.iter().filter_map(|name| self.path(table, name)).collect();
        let each_word = words.split_whitespace().map(|word| {
            let in_fields =
                paths.iter().map(|path| test(path.clone(), Check::Like(pattern(word, Place::Anywhere))));
            Filter::any(in_fields.collect())
        });
        Filter::all(each_word.collect())
    }

    fn join(
        &mut self,
        table: &Arc<Table>,
        field: &str,
        (other, other_field): (&str, &str),
        query: &Query,
    ) -> Option<Filter> {
        let (named, here) = field.split_once('.')?;
        if !table.is_a(named) && table.name != named {
            return None;
        }
        let here = self.path(table, here)?;
        let other = Arc::clone(self.dictionary.table(other)?);
        let there = Arc::clone(other.field(other_field)?);
        self.touch(&here);
        self.touched.push((Arc::clone(&other), Arc::clone(&there)));
        let filter = self.filter(&other, query);
        Some(Filter::Exists(Box::new(Exists { here, table: other, there, filter })))
    }

    fn related(&mut self, _table: &Arc<Table>, related: &Related) -> Option<Filter> {
        let table = Arc::clone(self.dictionary.table(&related.table)?);
        let field = Arc::clone(table.field(&related.field)?);
        self.touched.push((Arc::clone(&table), Arc::clone(&field)));
        let filter = self.filter(&table, &related.query);
        Some(Filter::Counted(Box::new(Counted {
            table,
            field,
            comparison: related.comparison,
            count: related.count,
            filter,
        })))
    }
}

fn test(path: Path, check: Check) -> Filter {
    Filter::Test(Test { path, check })
}

fn pattern(text: &str, place: Place) -> Pattern {
    Pattern { text: text.to_owned(), place }
}

/// `1`, `true` and `yes` are true in any case.
pub(crate) fn boolean(value: &str) -> &'static str {
    if ["true", "1", "yes"].iter().any(|word| value.eq_ignore_ascii_case(word)) { "true" } else { "false" }
}
