//! Calculating over records: counts, sums, averages, smallest and largest
//! values, as a whole or in groups. Only a table's role rules apply, not those
//! of its records (protocol 3.1).

use std::fmt::Write as _;
use std::sync::Arc;

use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use super::select::{from, text_of};
use super::session::Session;
use crate::dictionary::{Field, Kind, Table};
use crate::query::filter::{Filter, Path};
use crate::query::sql;
use crate::query::{Comparison, Query, Resolver};
use crate::refusals::Refusal;

/// What is calculated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Count,
    Sum,
    Avg,
    Min,
    Max,
}

/// A function over a field; the count needs none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Measure {
    pub(crate) function: Function,
    pub(crate) field: String,
}

/// By what groups are ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OrderBy {
    Measure(Measure),
    Field(String),
}

/// A request for numbers about a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Calculation {
    pub(crate) query: Query,
    pub(crate) measures: Vec<Measure>,
    /// Dotted names; those that do not exist are left out.
    pub(crate) group_by: Vec<String>,
    /// Conditions that a group must meet.
    pub(crate) having: Vec<(Measure, Comparison, String)>,
    /// Descending when `true`.
    pub(crate) order_by: Vec<(OrderBy, bool)>,
}

/// The numbers of one group.
#[derive(Debug)]
pub(crate) struct Calculated {
    /// Dotted name, the table and field it leads to, and the group's value.
    pub(crate) groups: Vec<(String, Arc<Table>, Arc<Field>, String)>,
    /// Empty where no record has a value.
    pub(crate) values: Vec<(Measure, String)>,
}

impl Function {
    pub(crate) const ALL: [(&'static str, Self); 5] = [
        ("count", Self::Count),
        ("sum", Self::Sum),
        ("avg", Self::Avg),
        ("min", Self::Min),
        ("max", Self::Max),
    ];

    pub(crate) fn of(name: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim()));
        found.map(|(_, function)| *function)
    }

    pub(crate) fn name(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, function)| *function == self);
        found.expect("every function has a name").0
    }

    /// Sums and averages need numbers.
    fn takes(self, kind: Kind) -> bool {
        match self {
            Self::Count => true,
            Self::Sum | Self::Avg => kind.is_number() || kind == Kind::Duration,
            Self::Min | Self::Max => kind.is_stored() && !kind.is_hidden(),
        }
    }
}

/// A function over a column that exists.
struct Term {
    measure: Measure,
    /// A number to compare and order by.
    sql: String,
    /// As it is answered: averages with four decimals, durations as moments after 1970.
    answered: String,
}

/// Names that the table has, in the statement's words.
struct Plan {
    groups: Vec<(String, Path, String)>,
    measured: Vec<(String, Kind, String)>,
    parts: sql::Parts,
}

impl Session {
    /// One row per group, or one row when there are no groups.
    pub(crate) fn calculate(&self, table: &str, asked: &Calculation) -> Result<Vec<Calculated>, Refusal> {
        let table = Arc::clone(self.dictionary().require(table)?);
        let plan = self.plan(&table, asked)?;
        let terms: Vec<Term> = asked.measures.iter().filter_map(|measure| plan.term(measure)).collect();
        let mut values = plan.parts.values.clone();
        let statement = plan.statement(&table, asked, &terms, &mut values);
        let mut statement = self.connection().prepare_cached(&statement)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(plan.read(row, &terms)?);
        }
        Ok(found)
    }

    fn plan(&self, table: &Arc<Table>, asked: &Calculation) -> Result<Plan, Refusal> {
        let mut filter = self.bind(table, &asked.query)?.filter;
        if !self.is_admitted() && self.hides_records() {
            filter = Filter::Nothing;
        }
        let dictionary = self.dictionary();
        let groups = Vec::new;
        let resolver = Resolver::new(&dictionary, self.caller(), self.now(), &groups);
        let resolved = |names: Vec<&str>| -> Vec<(String, Path)> {
            let known =
                names.into_iter().filter_map(|name| Some((name.to_owned(), resolver.path(table, name)?)));
            known.filter(|(_, path)| path.field.kind.is_stored() && !path.field.kind.is_hidden()).collect()
        };
        let grouped = resolved(asked.group_by.iter().map(String::as_str).collect());
        let measured = resolved(asked.measured().collect());
        let paths: Vec<Path> = grouped.iter().chain(&measured).map(|(_, path)| path.clone()).collect();
        let touched: Vec<_> =
            paths.iter().map(|path| (Arc::clone(&path.table), Arc::clone(&path.field))).collect();
        self.check_query(table, &touched)?;
        let (mut columns, parts) = sql::columns(table, &filter, &paths);
        let of_measures = columns.split_off(grouped.len());
        Ok(Plan {
            groups: grouped.into_iter().zip(columns).map(|((name, path), sql)| (name, path, sql)).collect(),
            measured: measured
                .into_iter()
                .zip(of_measures)
                .map(|((name, path), sql)| (name, path.field.kind, sql))
                .collect(),
            parts,
        })
    }
}

impl Calculation {
    /// Fields of all functions, those of conditions and orders included.
    fn measured(&self) -> impl Iterator<Item = &str> {
        let of_having = self.having.iter().map(|(measure, ..)| measure);
        let of_order = self.order_by.iter().filter_map(|(order, _)| match order {
            OrderBy::Measure(measure) => Some(measure),
            OrderBy::Field(_) => None,
        });
        let all = self.measures.iter().chain(of_having).chain(of_order);
        all.filter(|measure| measure.function != Function::Count).map(|measure| measure.field.as_str())
    }
}

impl Plan {
    fn term(&self, measure: &Measure) -> Option<Term> {
        let function = measure.function;
        let plain = |sql: String| Term { measure: measure.clone(), answered: sql.clone(), sql };
        if function == Function::Count {
            return Some(plain("count(*)".to_owned()));
        }
        let (_, kind, column) = self.measured.iter().find(|(name, ..)| *name == measure.field)?;
        if !function.takes(*kind) {
            return None;
        }
        let name = function.name();
        Some(match (function, kind) {
            (Function::Sum | Function::Avg, Kind::Duration) => {
                let sql = format!("{name}(unixepoch({column}))");
                let answered = format!("datetime(cast({sql} AS INTEGER), 'unixepoch')");
                Term { answered, ..plain(sql) }
            }
            (Function::Avg, _) => {
                let sql = format!("avg({column})");
                let answered = format!("iif({sql} IS NULL, NULL, printf('%.4f', {sql}))");
                Term { answered, ..plain(sql) }
            }
            _ => plain(format!("{name}({column})")),
        })
    }

    fn statement(
        &self,
        table: &Table,
        asked: &Calculation,
        terms: &[Term],
        values: &mut Vec<Value>,
    ) -> String {
        let grouped: Vec<&str> = self.groups.iter().map(|(.., column)| column.as_str()).collect();
        let selected: Vec<&str> =
            grouped.iter().copied().chain(terms.iter().map(|term| term.answered.as_str())).collect();
        let selected = if selected.is_empty() { "1".to_owned() } else { selected.join(", ") };
        let mut text = format!("SELECT {selected} {}", from(table, &self.parts));
        if !grouped.is_empty() {
            let _ = write!(text, " GROUP BY {}", grouped.join(", "));
        }
        let having = self.having(asked, values);
        if !having.is_empty() {
            let _ = write!(text, " HAVING {}", having.join(" AND "));
        }
        let mut orders = self.orders(asked);
        orders.extend(grouped.iter().map(|column| (*column).to_owned()));
        if !orders.is_empty() {
            let _ = write!(text, " ORDER BY {}", orders.join(", "));
        }
        text
    }

    fn having(&self, asked: &Calculation, values: &mut Vec<Value>) -> Vec<String> {
        let mut conditions = Vec::new();
        for (measure, comparison, value) in &asked.having {
            if let Some(term) = self.term(measure) {
                values.push(value.parse().map_or_else(|_| Value::Text(value.clone()), Value::Real));
                conditions.push(format!("{} {} ?", term.sql, comparison.symbol()));
            }
        }
        conditions
    }

    fn orders(&self, asked: &Calculation) -> Vec<String> {
        let ordered = asked.order_by.iter().filter_map(|(order, descending)| {
            let column = match order {
                OrderBy::Measure(measure) => self.term(measure)?.sql,
                OrderBy::Field(field) => self.groups.iter().find(|(name, ..)| name == field)?.2.clone(),
            };
            Some(format!("{column}{}", if *descending { " DESC" } else { "" }))
        });
        ordered.collect()
    }

    fn read(&self, row: &Row<'_>, terms: &[Term]) -> rusqlite::Result<Calculated> {
        let mut groups = Vec::with_capacity(self.groups.len());
        for (at, (name, path, _)) in self.groups.iter().enumerate() {
            let value = text_of(row.get_ref(at)?).unwrap_or_default();
            groups.push((name.clone(), Arc::clone(&path.table), Arc::clone(&path.field), value));
        }
        let mut values = Vec::with_capacity(terms.len());
        for (at, term) in (groups.len()..).zip(terms) {
            values.push((term.measure.clone(), text_of(row.get_ref(at)?).unwrap_or_default()));
        }
        Ok(Calculated { groups, values })
    }
}
