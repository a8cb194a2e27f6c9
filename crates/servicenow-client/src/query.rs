//! What to ask of a table: an encoded query (protocol section 2), its order, and the part wanted.
//!
//! Not here: sending it (`table.rs`).

mod check;
mod condition;

#[cfg(test)]
mod tests;

use std::fmt;

pub use condition::Condition;

use crate::field::check_name;
use crate::{Error, FieldValue, Record};
use check::Verdict;

/// A query of a table.
///
/// Conditions are joined by AND; [`Query::or`] adds an alternative to the last one, and
/// [`Query::union`] a whole second query. Values are escaped: a `^` in a value stays a character.
///
/// ```
/// use servicenow_client::{Condition, Query};
///
/// let query = Query::new()
///     .equals("active", true)
///     .equals("priority", 1)
///     .or(Condition::equals("urgency", 1))
///     .order_by_descending("sys_updated_on")
///     .limit(50);
/// assert_eq!(query.to_string(), "active=true^priority=1^ORurgency=1^ORDERBYDESCsys_updated_on");
/// ```
///
/// A value that begins with `javascript:` is refused when the query is sent: the instance would run
/// it. Say [`Condition::script`] where that is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Query {
    raw: Option<String>,
    /// Union of queries; each is a list of terms joined by AND; each term is joined by OR.
    queries: Vec<Vec<Vec<Condition>>>,
    order: Vec<(String, Direction)>,
    limit: Option<u32>,
    offset: u64,
    fields: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Ascending,
    Descending,
}

impl Query {
    /// The number of records of a page, where no limit is set.
    pub(crate) const PAGE: u32 = 200;
    /// The most an instance likes to give at once (protocol section 1.2).
    const MAX_LIMIT: u32 = 10_000;

    /// A query that everything matches.
    pub fn new() -> Self {
        Self::default()
    }

    /// An encoded query made elsewhere, sent as it is; further conditions are added to it.
    ///
    /// What it asks for is not checked against the records that come back.
    pub fn raw(encoded: impl Into<String>) -> Self {
        Self { raw: Some(encoded.into()), ..Self::default() }
    }

    /// Adds a condition that must hold too.
    pub fn and(mut self, condition: Condition) -> Self {
        if self.queries.is_empty() {
            self.queries.push(Vec::new());
        }
        if let Some(terms) = self.queries.last_mut() {
            terms.push(vec![condition]);
        }
        self
    }

    /// Adds an alternative to the last condition: `a=1`, `b=2` or `b=3` is `a=1^b=2^ORb=3`.
    pub fn or(mut self, condition: Condition) -> Self {
        match self.queries.last_mut().and_then(|terms| terms.last_mut()) {
            Some(term) => {
                term.push(condition);
                self
            }
            None => self.and(condition),
        }
    }

    /// Adds the records of another query's conditions (`^NQ`); order and limits stay those of this one.
    pub fn union(mut self, other: Self) -> Self {
        self.queries.extend(other.queries.into_iter().filter(|terms| !terms.is_empty()));
        self
    }

    /// The field has this value; for a reference, the `sys_id`.
    pub fn equals(self, field: &str, value: impl Into<FieldValue>) -> Self {
        self.and(Condition::equals(field, value))
    }

    /// The field has another value, or none.
    pub fn not_equals(self, field: &str, value: impl Into<FieldValue>) -> Self {
        self.and(Condition::not_equals(field, value))
    }

    /// The field has one of these values.
    pub fn is_in<V: Into<FieldValue>>(self, field: &str, values: impl IntoIterator<Item = V>) -> Self {
        self.and(Condition::is_in(field, values))
    }

    /// The text, or the display value of a reference, contains this.
    pub fn contains(self, field: &str, value: impl Into<FieldValue>) -> Self {
        self.and(Condition::contains(field, value))
    }

    /// The text, or the display value of a reference, starts with this.
    pub fn starts_with(self, field: &str, value: impl Into<FieldValue>) -> Self {
        self.and(Condition::starts_with(field, value))
    }

    /// The number, date or text is this or greater.
    pub fn greater_or_equal(self, field: &str, value: impl Into<FieldValue>) -> Self {
        self.and(Condition::greater_or_equal(field, value))
    }

    /// The number, date or text is greater.
    pub fn greater_than(self, field: &str, value: impl Into<FieldValue>) -> Self {
        self.and(Condition::greater_than(field, value))
    }

    /// The number, date or text is this or less.
    pub fn less_or_equal(self, field: &str, value: impl Into<FieldValue>) -> Self {
        self.and(Condition::less_or_equal(field, value))
    }

    /// The number, date or text is less.
    pub fn less_than(self, field: &str, value: impl Into<FieldValue>) -> Self {
        self.and(Condition::less_than(field, value))
    }

    /// The field has no value.
    pub fn is_empty(self, field: &str) -> Self {
        self.and(Condition::is_empty(field))
    }

    /// The field has a value.
    pub fn is_not_empty(self, field: &str) -> Self {
        self.and(Condition::is_not_empty(field))
    }

    /// Orders by a field, after the orders already given.
    pub fn order_by(mut self, field: &str) -> Self {
        self.order.push((field.to_owned(), Direction::Ascending));
        self
    }

    /// Orders by a field from the greatest down, after the orders already given.
    pub fn order_by_descending(mut self, field: &str) -> Self {
        self.order.push((field.to_owned(), Direction::Descending));
        self
    }

    /// The number of records of one page, 1 to 10,000; 200 if not set.
    pub fn limit(mut self, records: u32) -> Self {
        self.limit = Some(records);
        self
    }

    /// How many records to leave out before the first.
    pub fn offset(mut self, records: u64) -> Self {
        self.offset = records;
        self
    }

    /// The fields wanted, dot-walked ones too; all if not set. `sys_id` always comes.
    pub fn fields(mut self, names: &[&str]) -> Self {
        self.fields = names.iter().map(|&name| name.to_owned()).collect();
        self
    }

    pub(crate) fn page_size(&self) -> u32 {
        self.limit.unwrap_or(Self::PAGE)
    }

    pub(crate) fn skipped(&self) -> u64 {
        self.offset
    }

    pub(crate) fn has_order(&self) -> bool {
        !self.order.is_empty() || self.raw.as_ref().is_some_and(|raw| raw.contains("ORDERBY"))
    }

    /// The parameters of the Table API and its kin, after a check of everything in them.
    pub(crate) fn parameters(&self) -> Result<Vec<(&'static str, String)>, Error> {
        self.check()?;
        let mut parameters = vec![("sysparm_query", self.to_string())];
        parameters.retain(|(_, encoded)| !encoded.is_empty());
        parameters.push(("sysparm_limit", self.page_size().to_string()));
        if self.offset > 0 {
            parameters.push(("sysparm_offset", self.offset.to_string()));
        }
        if !self.fields.is_empty() {
            parameters.push(("sysparm_fields", self.wanted().join(",")));
        }
        Ok(parameters)
    }

    /// The encoded query without its order.
    pub(crate) fn conditions_only(&self) -> String {
        Self { order: Vec::new(), ..self.clone() }.to_string()
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        if !(1..=Self::MAX_LIMIT).contains(&self.page_size()) {
            return Err(Error::invalid(format!(
                "a limit of {} records: allowed are 1 to 10000",
                self.page_size()
            )));
        }
        for name in self.order.iter().map(|(name, _)| name).chain(&self.fields) {
            check_name(name)?;
        }
        self.conditions().try_for_each(Condition::check)
    }

    /// The fields asked for, with those needed to check the records that come back.
    fn wanted(&self) -> Vec<&str> {
        let checked = self.conditions().filter_map(Condition::checked_field);
        let mut wanted = vec!["sys_id"];
        for name in self.fields.iter().map(String::as_str).chain(checked) {
            if !wanted.contains(&name) {
                wanted.push(name);
            }
        }
        wanted
    }

    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.queries.iter().flatten().flatten()
    }

    /// The condition that a record of the answer contradicts, if any.
    ///
    /// An instance drops what it does not understand of a query and applies the rest, so a wrong
    /// field name would give every record (protocol section 1.5).
    pub(crate) fn contradiction(&self, record: &Record) -> Option<String> {
        // The raw part of a union may be what the record matches.
        let [terms] = self.queries.as_slice() else { return None };
        let fails = |term: &&Vec<Condition>| {
            term.iter().all(|condition| check::verdict(condition, record) == Verdict::Fails)
        };
        terms.iter().find(fails).map(|term| print_term(term))
    }
}

fn print_term(term: &[Condition]) -> String {
    term.iter().map(Condition::to_string).collect::<Vec<_>>().join("^OR")
}

impl fmt::Display for Query {
    /// Prints the encoded query.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let print_query = |terms: &Vec<Vec<Condition>>| {
            terms.iter().map(|term| print_term(term)).collect::<Vec<_>>().join("^")
        };
        let conditions = self.queries.iter().map(print_query).collect::<Vec<_>>().join("^NQ");
        let order = self.order.iter().map(|(field, direction)| match direction {
            Direction::Ascending => format!("ORDERBY{field}"),
            Direction::Descending => format!("ORDERBYDESC{field}"),
        });
        let parts = self.raw.clone().into_iter().chain([conditions]).chain(order);
        let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
        f.write_str(&parts.join("^"))
    }
}
