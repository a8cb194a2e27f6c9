//! Reading records: queries, counts, single records.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::iter;
use std::sync::Arc;

use rusqlite::types::{Value, ValueRef};
use rusqlite::{OptionalExtension as _, Row, params_from_iter};

use super::generations::CountKey;
use super::record::Record;
use super::schema::quoted;
use super::session::Session;
use crate::dictionary::Table;
use crate::query::filter::Ordering;
use crate::query::sql::{self, Parts};
use crate::query::{Filter, Query, Resolver};
use crate::refusals::Refusal;
use crate::script;

/// Ids per statement when many records are looked up.
const CHUNK: usize = 200;

/// Which records of a table, and which part of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selection {
    pub(crate) query: Query,
    /// No limit when `None`.
    pub(crate) limit: Option<u64>,
    pub(crate) offset: u64,
}

impl Selection {
    pub(crate) fn of(query: Query) -> Self {
        Self { query, limit: None, offset: 0 }
    }

    #[must_use]
    pub(crate) fn limited(mut self, limit: u64) -> Self {
        self.limit = Some(limit);
        self
    }
}

/// A query bound to a table.
pub(super) struct Bound {
    pub(super) filter: Filter,
    pub(super) orderings: Vec<Ordering>,
}

impl Session {
    /// Records that fit, as far as the caller may read them.
    pub(crate) fn select(&self, table: &str, selection: &Selection) -> Result<Vec<Record>, Refusal> {
        let table = Arc::clone(self.dictionary().require(table)?);
        let bound = self.bind(&table, &selection.query)?;
        let parts = sql::parts(&table, &bound.filter, &bound.orderings);
        let records = self.fetch(&table, parts, selection.limit, selection.offset)?;
        self.keep_readable(&table, records)
    }

    /// Ids of the records that fit, whether the caller may read them or not.
    pub(crate) fn select_ids(&self, table: &str, selection: &Selection) -> Result<Vec<String>, Refusal> {
        let table = Arc::clone(self.dictionary().require(table)?);
        let bound = self.bind(&table, &selection.query)?;
        let parts = sql::parts(&table, &bound.filter, &bound.orderings);
        let (statement, values) = paged("t.sys_id", &table, parts, selection.limit, selection.offset);
        let mut statement = self.connection().prepare_cached(&statement)?;
        let ids = statement.query_map(params_from_iter(values), |row| row.get(0))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// Records that fit, whether the caller may read them or not.
    pub(crate) fn count(&self, table: &str, query: &Query) -> Result<u64, Refusal> {
        let table = Arc::clone(self.dictionary().require(table)?);
        let bound = self.bind(&table, query)?;
        if !self.is_trusted() && self.hides_records() {
            return Ok(0);
        }
        self.count_parts(&table, sql::parts(&table, &bound.filter, &[]))
    }

    pub(super) fn count_parts(&self, table: &Table, parts: Parts) -> Result<u64, Refusal> {
        let (statement, key) = counting(table, &parts);
        if let Some(count) = self.known_count(&key, &parts.roots) {
            return Ok(count);
        }
        let mut statement = self.connection().prepare_cached(&statement)?;
        let count: i64 = statement.query_row(params_from_iter(parts.values), |row| row.get(0))?;
        let count = u64::try_from(count).unwrap_or_default();
        self.keep_count(key, &parts.roots, count);
        Ok(count)
    }

    /// One record as its own class, when the caller may read it.
    pub(crate) fn find(&self, table: &str, sys_id: &str) -> Result<Option<Record>, Refusal> {
        let dictionary = self.dictionary();
        let table = dictionary.require(table)?;
        let found = self.fetch_one(table, sys_id)?;
        let Some(class) = found.as_ref().map(|record| self.class_of(table, record)) else {
            return Ok(None);
        };
        let found = match class {
            Some(class) if class.name == table.name => found,
            Some(class) => self.fetch_one(&class, sys_id)?,
            None => None,
        };
        let Some(found) = found else { return Ok(None) };
        let class = Arc::clone(found.layout());
        Ok(self.keep_readable(&class, vec![found])?.pop())
    }

    /// The record with this id in the table's hierarchy, with the fields of `table`.
    fn fetch_one(&self, table: &Arc<Table>, sys_id: &str) -> Result<Option<Record>, Refusal> {
        let parts = Parts {
            condition: "t.sys_id = ?".to_owned(),
            values: vec![Value::Text(sys_id.to_owned())],
            ..Parts::default()
        };
        Ok(self.fetch(table, parts, Some(1), 0)?.pop())
    }

    /// The first record with this value, as its own class.
    pub(crate) fn find_by(&self, table: &str, field: &str, value: &str) -> Result<Option<Record>, Refusal> {
        self.first(table, Query::equals(field, value))
    }

    /// The first record that fits, as its own class.
    pub(crate) fn first(&self, table: &str, query: Query) -> Result<Option<Record>, Refusal> {
        let found = self.select(table, &Selection::of(query).limited(1))?;
        match found.first() {
            Some(record) if record.table() != table => self.find(table, record.sys_id()),
            _ => Ok(found.into_iter().next()),
        }
    }

    /// Records by their ids, in one statement per few hundred; for display
    /// values and dotted paths. Access rules are the asker's to apply.
    pub(crate) fn load_many(
        &self,
        table: &Arc<Table>,
        ids: &[&str],
    ) -> Result<HashMap<String, Record>, Refusal> {
        let mut found = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let parts = Parts {
                condition: format!("t.sys_id IN ({})", markers(chunk.len())),
                values: padded(chunk),
                ..Parts::default()
            };
            for record in self.fetch(table, parts, None, 0)? {
                found.insert(record.sys_id().to_owned(), record);
            }
        }
        Ok(found)
    }

    /// Values of one column by `sys_id`.
    pub(crate) fn load_column(
        &self,
        table: &Table,
        column: &str,
        ids: &[&str],
    ) -> Result<HashMap<String, String>, Refusal> {
        let mut found = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let statement = format!(
                "SELECT sys_id, {} FROM {} WHERE sys_id IN ({})",
                quoted(column),
                table.source(),
                markers(chunk.len())
            );
            let mut statement = self.connection().prepare_cached(&statement)?;
            let mut rows = statement.query(params_from_iter(padded(chunk)))?;
            while let Some(row) = rows.next()? {
                let value = text_of(row.get_ref(1)?).unwrap_or_default();
                found.insert(row.get(0)?, value);
            }
        }
        Ok(found)
    }

    /// The id of the record with this id or, of the first naming field that has it, with this name. Access
    /// rules are the asker's to apply.
    pub(crate) fn id_by(&self, table: &Table, value: &str) -> Result<Option<String>, Refusal> {
        let text = table.texts.named.get_or_init(|| naming(table));
        let mut statement = self.connection().prepare_cached(text)?;
        let found = statement.query_row([value], |row| row.get(0));
        Ok(found.optional()?)
    }

    /// Groups the caller is a member of.
    pub(crate) fn my_groups(&self) -> Result<Vec<String>, Refusal> {
        let mut statement = self.connection().prepare_cached(
            "SELECT \"group\" FROM sys_user_grmember WHERE user = ?1 AND \"group\" IS NOT NULL",
        )?;
        let rows = statement.query_map([&self.caller().user_id], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Company and location of a user.
    pub(crate) fn place_of_user(&self, user_id: &str) -> Result<Option<(String, String)>, Refusal> {
        let mut statement =
            self.connection().prepare_cached("SELECT company, location FROM sys_user WHERE sys_id = ?1")?;
        let found = statement.query_row([user_id], |row| {
            let text = |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(at)?.unwrap_or_default());
            Ok((text(0)?, text(1)?))
        });
        Ok(found.optional()?)
    }

    pub(super) fn bind(&self, table: &Arc<Table>, query: &Query) -> Result<Bound, Refusal> {
        let narrowed = script::narrow(self, table, query)?;
        let query = narrowed.as_ref().unwrap_or(query);
        let dictionary = self.dictionary();
        let groups = || self.my_groups().unwrap_or_default();
        let mut resolver = Resolver::new(&dictionary, self.caller(), self.now(), &groups);
        let mut filter = resolver.filter(table, query);
        let strict = || self.properties().flag("glide.invalid_query.returns_no_rows", false);
        if resolver.dropped > 0 && strict() {
            filter = Filter::Nothing;
        }
        let orderings = resolver.orderings(table, query);
        self.check_query(table, &resolver.touched)?;
        Ok(Bound { filter, orderings })
    }

    /// The layout of the class a record has, when it belongs to `table`.
    fn class_of(&self, table: &Arc<Table>, record: &Record) -> Option<Arc<Table>> {
        if !table.has_classes() {
            return Some(Arc::clone(table));
        }
        let dictionary = self.dictionary();
        let class = match record.get("sys_class_name") {
            "" => table.root.as_str(),
            class => class,
        };
        let class = dictionary.table(class).unwrap_or(table);
        class.is_a(&table.name).then(|| Arc::clone(class))
    }

    fn fetch(
        &self,
        table: &Arc<Table>,
        parts: Parts,
        limit: Option<u64>,
        offset: u64,
    ) -> Result<Vec<Record>, Refusal> {
        let mut records = Vec::new();
        self.fetch_into(table, parts, (limit, offset), &mut records)?;
        Ok(records)
    }

    /// Adds to `records`, which keeps what was found before a failure.
    pub(super) fn fetch_into(
        &self,
        table: &Arc<Table>,
        parts: Parts,
        (limit, offset): (Option<u64>, u64),
        records: &mut Vec<Record>,
    ) -> Result<(), Refusal> {
        let columns = table.texts.columns.get_or_init(|| columns(table));
        let (statement, values) = paged(columns, table, parts, limit, offset);
        let mut statement = self.connection().prepare_cached(&statement)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            records.push(record_of(table, row)?);
        }
        Ok(())
    }
}

/// Looks a value up among ids, then in each naming field.
fn naming(table: &Table) -> String {
    let root = table.source();
    let class = sql::class_condition(table, "t").unwrap_or_else(|| "1".to_owned());
    let names = table.naming_fields().into_iter();
    let stored = names.filter(|name| table.field(name).is_some_and(|field| field.kind.is_stored()));
    let looks: Vec<String> = iter::once("sys_id")
        .chain(stored)
        .map(|name| format!("SELECT t.sys_id FROM {root} t WHERE t.{} = ?1 AND {class}", quoted(name)))
        .collect();
    format!("{} LIMIT 1", looks.join(" UNION ALL "))
}

/// A statement for a page of rows, with its values.
fn paged(
    columns: &str,
    table: &Table,
    parts: Parts,
    limit: Option<u64>,
    offset: u64,
) -> (String, Vec<Value>) {
    let mut statement = format!("SELECT {columns} {}", from(table, &parts));
    let order = match parts.order.as_str() {
        "" => "t.rowid".to_owned(),
        order => format!("{order}, t.rowid"),
    };
    let _ = write!(statement, " ORDER BY {order} LIMIT ? OFFSET ?");
    let mut values = parts.values;
    let limit = limit.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(-1);
    values.push(Value::Integer(limit));
    values.push(Value::Integer(i64::try_from(offset).unwrap_or(i64::MAX)));
    (statement, values)
}

pub(super) fn from(table: &Table, parts: &Parts) -> String {
    let mut text = format!("FROM {} t{}", table.source(), parts.joins);
    if !parts.condition.is_empty() {
        let _ = write!(text, " WHERE {}", parts.condition);
    }
    text
}

/// The statement that counts, and the key under which its result is kept.
pub(super) fn counting(table: &Table, parts: &Parts) -> (String, CountKey) {
    let statement = format!("SELECT count(*) {}", from(table, parts));
    let key = CountKey::new(&statement, &parts.values);
    (statement, key)
}

/// Stored fields in the layout's order.
fn columns(table: &Table) -> String {
    let mut text = String::with_capacity(table.fields.len() * 20);
    for field in table.fields.iter().filter(|field| field.kind.is_stored()) {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str("t.");
        text.push_str(&quoted(&field.name));
    }
    text
}

fn record_of(table: &Arc<Table>, row: &Row<'_>) -> rusqlite::Result<Record> {
    let mut values = Vec::with_capacity(table.fields.len());
    let mut column = 0;
    for field in &table.fields {
        if field.kind.is_stored() {
            values.push(text_of(row.get_ref(column)?));
            column += 1;
        } else {
            values.push(None);
        }
    }
    Ok(Record::new(Arc::clone(table), values))
}

pub(super) fn text_of(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(text) | ValueRef::Blob(text) => Some(String::from_utf8_lossy(text).into_owned()),
    }
}

/// Rounded up to a few sizes, so that few statements are prepared.
fn padded_size(count: usize) -> usize {
    [1, 4, 16, 64, CHUNK].into_iter().find(|size| count <= *size).unwrap_or(count)
}

fn markers(count: usize) -> String {
    vec!["?"; padded_size(count)].join(",")
}

fn padded(ids: &[&str]) -> Vec<Value> {
    let mut values: Vec<Value> = ids.iter().map(|id| Value::Text((*id).to_owned())).collect();
    values.resize(padded_size(ids.len()), Value::Null);
    values
}
