//! Writing records: the order in which defaults, rules and storage come.
//! What each rule does lives in `rules`.

use std::sync::Arc;

use rusqlite::types::Value;
use rusqlite::{ToSql, params_from_iter};

use super::record::Record;
use super::schema::quoted;
use super::session::Session;
use super::values::Values;
use crate::dictionary::{Field, Table};
use crate::refusals::Refusal;
use crate::rules::{self, Draft};

/// How a write departs from the usual.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WriteOptions {
    /// Leave `sys_created_*`, `sys_updated_*` and `sys_mod_count` as given.
    pub(crate) keep_system_fields: bool,
    /// No business rule runs (`setWorkflow(false)`).
    pub(crate) without_rules: bool,
}

impl Session {
    pub(crate) fn insert(&self, table: &str, values: &Values) -> Result<Record, Refusal> {
        self.insert_with(table, values, WriteOptions::default())
    }

    pub(crate) fn insert_with(
        &self,
        table: &str,
        values: &Values,
        options: WriteOptions,
    ) -> Result<Record, Refusal> {
        Ok(self.insert_draft(table, values, options)?.record)
    }

    /// Also tells which of the values were taken.
    pub(crate) fn insert_draft(
        &self,
        table: &str,
        values: &Values,
        options: WriteOptions,
    ) -> Result<Draft, Refusal> {
        self.check_time()?;
        let table = self.class_for(table, values)?;
        let mut draft = Draft::insert(Record::empty(table));
        rules::before(self, &mut draft, values, options)?;
        self.store(&draft.record)?;
        rules::after(self, &draft, options)?;
        Ok(draft)
    }

    pub(crate) fn update(&self, record: &Record, values: &Values) -> Result<Record, Refusal> {
        self.update_with(record, values, WriteOptions::default())
    }

    /// The record afterwards; nothing is written when nothing changes.
    pub(crate) fn update_with(
        &self,
        record: &Record,
        values: &Values,
        options: WriteOptions,
    ) -> Result<Record, Refusal> {
        Ok(self.update_draft(record, values, options)?.record)
    }

    /// Also tells which of the values were taken.
    pub(crate) fn update_draft(
        &self,
        record: &Record,
        values: &Values,
        options: WriteOptions,
    ) -> Result<Draft, Refusal> {
        self.check_time()?;
        let record = self.whole(record)?;
        let mut draft = Draft::update(record);
        rules::before(self, &mut draft, values, options)?;
        if draft.is_effective() {
            self.overwrite(&draft)?;
            rules::after(self, &draft, options)?;
        }
        Ok(draft)
    }

    pub(crate) fn delete(&self, record: &Record) -> Result<(), Refusal> {
        self.delete_with(record, WriteOptions::default())
    }

    pub(crate) fn delete_with(&self, record: &Record, options: WriteOptions) -> Result<(), Refusal> {
        self.check_time()?;
        let record = self.whole(record)?;
        rules::before_delete(self, &record, options)?;
        self.erase(&record)?;
        rules::after_delete(self, &record, options)
    }

    /// Writes a row without rules: for journals, audits and seeds. Empty
    /// system fields are filled.
    pub(crate) fn insert_plain(&self, table: &str, values: &Values) -> Result<Record, Refusal> {
        let table = self.class_for(table, values)?;
        let mut record = Record::empty(table);
        for (name, value) in values.iter() {
            let table = Arc::clone(record.layout());
            if let Some(field) = table.field(name) {
                record.put(name, rules::values::guarded_of_seed(self, field, value));
            }
        }
        rules::system::fill(self, &mut record);
        self.store(&record)?;
        Ok(record)
    }

    /// Deletes a row without rules.
    pub(crate) fn remove_plain(&self, record: &Record) -> Result<(), Refusal> {
        self.erase(record)
    }

    /// The table, or the class below it that the values name.
    fn class_for(&self, table: &str, values: &Values) -> Result<Arc<Table>, Refusal> {
        let dictionary = self.dictionary();
        let table = dictionary.require(table)?;
        let class = values
            .get("sys_class_name")
            .and_then(|class| dictionary.table(class))
            .filter(|class| class.is_a(&table.name));
        Ok(Arc::clone(class.unwrap_or(table)))
    }

    /// The record with all fields of its class.
    fn whole(&self, record: &Record) -> Result<Record, Refusal> {
        if record.table() == record.layout().name {
            return Ok(record.clone());
        }
        self.trusted(|session| session.find(record.table(), record.sys_id()))?.ok_or_else(Refusal::no_record)
    }

    fn store(&self, record: &Record) -> Result<(), Refusal> {
        let table = record.layout();
        let values = record.stored().map(|(field, value)| Cell { field, value });
        let text = table.texts.insert.get_or_init(|| insertion(table));
        let mut statement = self.connection().prepare_cached(text)?;
        statement.execute(params_from_iter(values)).map_err(|error| duplicate(error, record))?;
        self.note_write(table);
        Ok(())
    }

    fn overwrite(&self, draft: &Draft) -> Result<(), Refusal> {
        let Some(before) = &draft.before else {
            return Ok(());
        };
        let table = draft.record.layout();
        let fields: Vec<&Arc<Field>> =
            stored(table).filter(|field| draft.record.get(&field.name) != before.get(&field.name)).collect();
        if fields.is_empty() {
            return Ok(());
        }
        let changes: Vec<String> =
            fields.iter().map(|field| format!("{} = ?", quoted(&field.name))).collect();
        let statement = format!("UPDATE {} SET {} WHERE sys_id = ?", quoted(&table.root), changes.join(", "));
        let mut values: Vec<Value> =
            fields.iter().map(|field| storable(field, draft.record.get(&field.name))).collect();
        values.push(Value::Text(draft.record.sys_id().to_owned()));
        let mut statement = self.connection().prepare_cached(&statement)?;
        statement.execute(params_from_iter(values))?;
        self.note_write(table);
        Ok(())
    }

    fn erase(&self, record: &Record) -> Result<(), Refusal> {
        let table = record.layout();
        let statement = format!("DELETE FROM {} WHERE sys_id = ?1", quoted(&table.root));
        let mut statement = self.connection().prepare_cached(&statement)?;
        statement.execute([record.sys_id()])?;
        self.note_write(table);
        Ok(())
    }
}

fn insertion(table: &Table) -> String {
    let columns: Vec<String> = stored(table).map(|field| quoted(&field.name)).collect();
    format!(
        "INSERT INTO {} ({}) VALUES ({})",
        quoted(&table.root),
        columns.join(","),
        vec!["?"; columns.len()].join(",")
    )
}

fn stored(table: &Table) -> impl Iterator<Item = &Arc<Field>> {
    table.fields.iter().filter(|field| field.kind.is_stored())
}

/// A value on its way into its column, borrowed.
struct Cell<'a> {
    field: &'a Field,
    value: &'a str,
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        if self.value.is_empty() {
            return Ok(ToSqlOutput::Borrowed(ValueRef::Null));
        }
        if self.field.kind.is_number() {
            return Ok(ToSqlOutput::Owned(storable(self.field, self.value)));
        }
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(self.value.as_bytes())))
    }
}

fn storable(field: &Field, value: &str) -> Value {
    if value.is_empty() {
        return Value::Null;
    }
    if field.kind.is_number() {
        if let Ok(number) = value.parse() {
            return Value::Integer(number);
        }
        if let Ok(number) = value.parse() {
            return Value::Real(number);
        }
    }
    Value::Text(value.to_owned())
}

/// A `sys_id` that exists already is the client's mistake, not ours.
fn duplicate(error: rusqlite::Error, record: &Record) -> Refusal {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ConstraintViolation) => Refusal::duplicate(record.table(), record.sys_id()),
        _ => error.into(),
    }
}
