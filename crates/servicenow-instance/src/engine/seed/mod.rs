//! Fills a new instance: tables and dictionary rows from the files in
//! `seed/`, the records the platform ships, then demo data.

mod demo;
mod format;
mod rows;

use serde_json::Value;

use super::SeedOptions;
use super::schema;
use super::session::Session;
use super::values::Values;
use crate::dictionary::Kind;
use crate::random::named_id;
use crate::refusals::Refusal;

use format::{FieldSeed, SeedFile, TableSeed};

/// In the order in which they are read: a table comes before those that extend it.
const FILES: &[(&str, &str)] = &[
    ("platform.json", include_str!("../../../seed/platform.json")),
    ("users.json", include_str!("../../../seed/users.json")),
    ("cmdb.json", include_str!("../../../seed/cmdb.json")),
    ("task.json", include_str!("../../../seed/task.json")),
    ("change.json", include_str!("../../../seed/change.json")),
    ("oauth.json", include_str!("../../../seed/oauth.json")),
    ("security.json", include_str!("../../../seed/security.json")),
    ("properties.json", include_str!("../../../seed/properties.json")),
];

/// Empties the storage and fills it, in the session's transaction.
pub(super) fn fill(session: &Session, options: SeedOptions) -> Result<(), Refusal> {
    drop_everything(session)?;
    let files = read_files()?;
    create_tables(session, &files)?;
    rows::write(session, &files)?;
    session.adopt_metadata()?;
    for file in &files {
        records(session, file)?;
    }
    if options.demo_data {
        demo::fill(session)?;
    }
    session.adopt_metadata()
}

fn read_files() -> Result<Vec<SeedFile>, Refusal> {
    FILES
        .iter()
        .map(|(name, text)| {
            serde_json::from_str(text)
                .map_err(|error| Refusal::internal(&format_args!("seed file {name} cannot be read: {error}")))
        })
        .collect()
}

fn drop_everything(session: &Session) -> Result<(), Refusal> {
    let connection = session.connection();
    let mut statement = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")?;
    let names: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for name in names {
        connection.execute_batch(&format!("DROP TABLE {}", schema::quoted(&name)))?;
    }
    Ok(())
}

fn create_tables(session: &Session, files: &[SeedFile]) -> Result<(), Refusal> {
    let connection = session.connection();
    let tables: Vec<&TableSeed> = files.iter().flat_map(|file| &file.tables).collect();
    for table in &tables {
        let root = root_of(table, &tables);
        schema::create_table(connection, root)?;
        let common = rows::common_fields(table, &tables);
        for field in common.iter().chain(&table.fields) {
            schema::add_column(connection, root, &field.name, Kind::of(&field.type_name))?;
        }
    }
    for (name, fields) in files.iter().flat_map(|file| &file.fields) {
        for field in added_fields(fields)? {
            let table = tables.iter().find(|table| table.name == *name);
            let root = table.map_or(name.as_str(), |table| root_of(table, &tables));
            schema::add_column(connection, root, &field.name, Kind::of(&field.type_name))?;
        }
    }
    create_indexes(session, &tables)
}

fn create_indexes(session: &Session, tables: &[&TableSeed]) -> Result<(), Refusal> {
    for table in tables {
        for columns in &table.indexes {
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            schema::add_index(session.connection(), root_of(table, tables), &columns)?;
        }
    }
    Ok(())
}

fn root_of<'a>(table: &'a TableSeed, tables: &[&'a TableSeed]) -> &'a str {
    let parent = table.extends.as_deref().and_then(|name| tables.iter().find(|table| table.name == name));
    match parent {
        Some(parent) => root_of(parent, tables),
        None => &table.name,
    }
}

fn added_fields(fields: &Value) -> Result<Vec<FieldSeed>, Refusal> {
    serde_json::from_value(fields.clone()).map_err(|error| Refusal::internal(&error))
}

fn records(session: &Session, file: &SeedFile) -> Result<(), Refusal> {
    for (table, records) in &file.records {
        for (at, record) in records.as_array().into_iter().flatten().enumerate() {
            session.insert_plain(table, &seeded(table, at, record))?;
        }
    }
    Ok(())
}

/// Records without an id of their own get one that is the same everywhere.
fn seeded(table: &str, at: usize, record: &Value) -> Values {
    let mut values: Values = record
        .as_object()
        .into_iter()
        .flatten()
        .map(|(field, value)| (field.as_str(), text(value)))
        .collect();
    if !values.has("sys_id") {
        let name = values.get("name").unwrap_or_default();
        values.set("sys_id", named_id(&format!("{table}:{at}:{name}")));
    }
    values
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
