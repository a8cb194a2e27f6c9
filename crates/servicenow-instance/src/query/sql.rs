//! Filter to SQL. Values are bound, never written into the statement.

use std::fmt::Write as _;

use rusqlite::types::Value;

use super::Comparison;
use super::filter::{Check, Counted, Exists, Filter, Operand, Ordering, Path, Pattern, Place, Test};
use crate::dictionary::Table;
use crate::engine::quoted;

/// Parts of a statement over one table, whose own alias is `t`.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    /// `LEFT JOIN`s for the references that are walked.
    pub(crate) joins: String,
    /// Empty when every record fits.
    pub(crate) condition: String,
    /// Empty when no order was asked for.
    pub(crate) order: String,
    /// In the order of their markers.
    pub(crate) values: Vec<Value>,
    /// Base tables that are read.
    pub(crate) roots: Vec<String>,
}

/// The conditions, class condition included, and orderings for one table.
pub(crate) fn parts(table: &Table, filter: &Filter, orderings: &[Ordering]) -> Parts {
    let mut writer = Writer::new("t");
    let class = class_condition(table, "t");
    let condition = writer.filter(filter);
    let condition = [class, condition].into_iter().flatten().collect::<Vec<_>>().join(" AND ");
    let order = orderings
        .iter()
        .map(|ordering| {
            let direction = if ordering.descending { " DESC" } else { "" };
            format!("{}{direction}", writer.column(&ordering.path))
        })
        .collect::<Vec<_>>()
        .join(", ");
    writer.roots.extend(table.roots().cloned());
    Parts { joins: writer.joins, condition, order, values: writer.values, roots: writer.roots }
}

/// The conditions for one table, with the columns at the end of `paths`.
pub(crate) fn columns(table: &Table, filter: &Filter, paths: &[Path]) -> (Vec<String>, Parts) {
    let mut writer = Writer::new("t");
    let class = class_condition(table, "t");
    let condition = writer.filter(filter);
    let condition = [class, condition].into_iter().flatten().collect::<Vec<_>>().join(" AND ");
    let columns = paths.iter().map(|path| writer.column(path)).collect();
    writer.roots.extend(table.roots().cloned());
    let order = String::new();
    (columns, Parts { joins: writer.joins, condition, order, values: writer.values, roots: writer.roots })
}

/// Limits a shared SQLite table to one class and those that extend it.
pub(crate) fn class_condition(table: &Table, alias: &str) -> Option<String> {
    if !table.is_partial() {
        return None;
    }
    let classes: Vec<String> =
        table.classes.iter().map(|class| format!("'{}'", class.replace('\'', "''"))).collect();
    Some(match &classes[..] {
        [class] => format!("{alias}.\"sys_class_name\" = {class}"),
        _ => format!("{alias}.\"sys_class_name\" IN ({})", classes.join(", ")),
    })
}

struct Writer {
    /// Alias of the table that paths start from.
    base: String,
    joins: String,
    /// Prefixes already joined; a prefix's place is its alias.
    joined: Vec<String>,
    values: Vec<Value>,
    roots: Vec<String>,
}

impl Writer {
    fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            joins: String::new(),
            joined: Vec::new(),
            values: Vec::new(),
            roots: Vec::new(),
        }
    }

    /// `None` when every record fits.
    fn filter(&mut self, filter: &Filter) -> Option<String> {
        match filter {
            Filter::Everything => None,
            Filter::Nothing => Some("0".to_owned()),
            Filter::All(parts) => {
                let parts: Vec<String> = parts.iter().filter_map(|part| self.filter(part)).collect();
                Some(parts.join(" AND "))
            }
            Filter::Any(parts) => {
                let parts: Vec<String> = parts
                    .iter()
                    .map(|part| self.filter(part).unwrap_or_else(|| "1".to_owned()))
                    .map(|part| format!("({part})"))
                    .collect();
                Some(format!("({})", parts.join(" OR ")))
            }
            Filter::Test(test) => Some(self.test(test)),
            Filter::Exists(exists) => Some(self.exists(exists)),
            Filter::Counted(counted) => Some(self.counted(counted)),
        }
    }

    fn bind(&mut self, operand: &Operand) -> &'static str {
        self.values.push(match operand {
            Operand::Text(text) => Value::Text(text.clone()),
            Operand::Integer(number) => Value::Integer(*number),
            Operand::Real(number) => Value::Real(*number),
        });
        "?"
    }

    fn column(&mut self, path: &Path) -> String {
        let mut alias = self.base.clone();
        let mut prefix = String::new();
        for step in &path.steps {
            if !prefix.is_empty() {
                prefix.push('.');
            }
            prefix.push_str(&step.field.name);
            alias = self.join(&prefix, &alias, &step.field.name, &step.target);
        }
        format!("{alias}.{}", quoted(&path.field.name))
    }

    fn join(&mut self, prefix: &str, from: &str, field: &str, target: &Table) -> String {
        if let Some(at) = self.joined.iter().position(|known| known == prefix) {
            return format!("{}{at}", self.base);
        }
        let alias = format!("{}{}", self.base, self.joined.len());
        self.joined.push(prefix.to_owned());
        self.roots.extend(target.roots().cloned());
        let _ = write!(
            self.joins,
            " LEFT JOIN {} {alias} ON {alias}.sys_id = {from}.{}",
            target.source(),
            quoted(field)
        );
        alias
    }

    fn test(&mut self, test: &Test) -> String {
        let column = self.column(&test.path);
        match &test.check {
            Check::Empty => format!("{column} IS NULL"),
            Check::NotEmpty => format!("{column} IS NOT NULL"),
            Check::Compare(Comparison::NotEqual, operand) => {
                let marker = self.bind(operand);
                format!("({column} IS NULL OR {column} <> {marker})")
            }
            Check::Compare(comparison, operand) => {
                let marker = self.bind(operand);
                format!("{column} {} {marker}", comparison.symbol())
            }
            Check::In(operands) => self.one_of(&column, operands),
            Check::NotIn(operands) => {
                let found = self.one_of(&column, operands);
                format!("({column} IS NULL OR NOT {found})")
            }
            Check::Like(pattern) => {
                let marker = self.bind(&like(pattern));
                format!("{column} LIKE {marker} ESCAPE '\\'")
            }
            Check::NotLike(pattern) => {
                let marker = self.bind(&like(pattern));
                format!("({column} IS NULL OR {column} NOT LIKE {marker} ESCAPE '\\')")
            }
            Check::Between(low, high) => self.range(&column, low, high),
            Check::NotBetween(low, high) => {
                let inside = self.range(&column, low, high);
                format!("({column} IS NULL OR NOT ({inside}))")
            }
            _ => self.between_fields(&column, &test.check),
        }
    }

    fn between_fields(&mut self, column: &str, check: &Check) -> String {
        match check {
            Check::Field(comparison, other) => {
                let other = self.column(other);
                match comparison {
                    Comparison::Equal => format!("{column} IS {other}"),
                    Comparison::NotEqual => format!("{column} IS NOT {other}"),
                    _ => format!("{column} {} {other}", comparison.symbol()),
                }
            }
            Check::SameUnit { other, unit, zone, negated } => {
                let other = self.column(other);
                let zone = zone.replace('\'', "");
                let floor = |column: &str| format!("moment_floor({column}, '{}', '{zone}')", unit.name());
                let is = if *negated { "IS NOT" } else { "IS" };
                format!("{} {is} {}", floor(column), floor(&other))
            }
            Check::Distance { other, from, to } => {
                let other = self.column(other);
                let seconds = format!("(unixepoch({column}) - unixepoch({other}))");
                let from = from.map(|from| format!("{seconds} >= {from}"));
                let to = to.map(|to| format!("{seconds} <= {to}"));
                let bounds: Vec<String> = [from, to].into_iter().flatten().collect();
                bounds.join(" AND ")
            }
            Check::Part { part, zone, comparison, number } => {
                self.bind(&Operand::Text(part.clone()));
                self.bind(&Operand::Text(zone.clone()));
                format!("moment_part({column}, ?, ?) {} {number}", comparison.symbol())
            }
            _ => "1".to_owned(),
        }
    }

    fn one_of(&mut self, column: &str, operands: &[Operand]) -> String {
        if operands.is_empty() {
            return "0".to_owned();
        }
        for operand in operands {
            self.bind(operand);
        }
        let markers = vec!["?"; operands.len()].join(", ");
        format!("({column} IN ({markers}))")
    }

    fn range(&mut self, column: &str, low: &Operand, high: &Operand) -> String {
        self.bind(low);
        self.bind(high);
        format!("{column} BETWEEN ? AND ?")
    }

    fn exists(&mut self, exists: &Exists) -> String {
        let here = self.column(&exists.here);
        let inner = self.inner(&exists.table, &exists.filter);
        let there = format!("{}.{}", inner.alias, quoted(&exists.there.name));
        format!("EXISTS (SELECT 1 {} AND {there} = {here})", inner.text)
    }

    fn counted(&mut self, counted: &Counted) -> String {
        let inner = self.inner(&counted.table, &counted.filter);
        let field = format!("{}.{}", inner.alias, quoted(&counted.field.name));
        format!(
            "(SELECT count(*) {} AND {field} = {}.sys_id) {} {}",
            inner.text,
            self.base,
            counted.comparison.symbol(),
            counted.count
        )
    }

    /// `FROM … WHERE …` of a nested query, whose aliases extend ours.
    fn inner(&mut self, table: &Table, filter: &Filter) -> Inner {
        let alias = format!("{}_{}", self.base, self.values.len());
        let mut writer = Self::new(&alias);
        let class = class_condition(table, &alias);
        let condition = writer.filter(filter);
        self.values.append(&mut writer.values);
        self.roots.append(&mut writer.roots);
        self.roots.extend(table.roots().cloned());
        let conditions: Vec<String> =
            [Some("1".to_owned()), class, condition].into_iter().flatten().collect();
        let text =
            format!("FROM {} {alias}{} WHERE {}", table.source(), writer.joins, conditions.join(" AND "));
        Inner { text, alias }
    }
}

struct Inner {
    text: String,
    alias: String,
}

fn like(pattern: &Pattern) -> Operand {
    let mut text = pattern.text.replace('\\', "\\\\");
    text = text.replace('%', "\\%").replace('_', "\\_");
    Operand::Text(match pattern.place {
        Place::Anywhere => format!("%{text}%"),
        Place::Start => format!("{text}%"),
        Place::End => format!("%{text}"),
    })
}
