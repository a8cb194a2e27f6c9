//! Fills a new instance: tables and dictionary rows from the files in
//! `seed/`, the records the platform ships, then demo data.

mod demo;
mod flags;
mod format;
mod rows;
mod upgrade;

use std::collections::BTreeMap;

use serde_json::Value;

use super::SeedOptions;
use super::schema;
use super::session::Session;
use super::values::Values;
use crate::dictionary::Kind;
use crate::random::named_id;
use crate::refusals::Refusal;

use format::{FieldSeed, SeedFile, TableSeed};

pub(super) use upgrade::{Found, bring_up, look};

/// In the order in which they are read: a table comes before those that extend it.
const FILES: &[(&str, &str)] = &[
    ("platform.json", include_str!("../../../seed/platform.json")),
    ("users.json", include_str!("../../../seed/users.json")),
    ("people.json", include_str!("../../../seed/people.json")),
    ("cmdb.json", include_str!("../../../seed/cmdb.json")),
    ("classes.json", include_str!("../../../seed/classes.json")),
    ("task.json", include_str!("../../../seed/task.json")),
    ("knowledge.json", include_str!("../../../seed/knowledge.json")),
    ("change.json", include_str!("../../../seed/change.json")),
    ("oauth.json", include_str!("../../../seed/oauth.json")),
    ("security.json", include_str!("../../../seed/security.json")),
    ("properties.json", include_str!("../../../seed/properties.json")),
    ("menu.json", include_str!("../../../seed/menu.json")),
    ("rehearsal.json", include_str!("../../../seed/rehearsal.json")),
    (CONNECTOR, include_str!("../../../seed/connector.json")),
];

/// The ticketing connector, as if it had been installed.
const CONNECTOR: &str = "connector.json";

/// Empties the storage and fills it, in the session's transaction.
pub(super) fn fill(session: &Session, options: SeedOptions) -> Result<(), Refusal> {
    drop_everything(session)?;
    let files = read_files(options)?;
    create_tables(session, &files)?;
    rows::write(session, &files, rows::Present::None)?;
    upgrade::note(session.connection())?;
    session.adopt_metadata()?;
    for file in &files {
        records(session, file)?;
    }
    for file in &files {
        acls(session, file)?;
    }
    if options.demo_data {
        demo::fill(session)?;
    }
    session.adopt_metadata()
}

fn read_files(options: SeedOptions) -> Result<Vec<SeedFile>, Refusal> {
    FILES
        .iter()
        .filter(|(name, _)| options.connector || *name != CONNECTOR)
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

/// One statement per hierarchy, because adding columns one by one is slow.
fn create_tables(session: &Session, files: &[SeedFile]) -> Result<(), Refusal> {
    for (root, columns) in columns_by_root(files)? {
        schema::create_table(session.connection(), root, &columns)?;
    }
    create_indexes(session, files)
}

/// Names and kinds of columns, by the base table of their hierarchy.
type Columns<'a> = BTreeMap<&'a str, Vec<(String, Kind)>>;

/// The columns of each hierarchy.
fn columns_by_root(files: &[SeedFile]) -> Result<Columns<'_>, Refusal> {
    let tables: Vec<&TableSeed> = files.iter().flat_map(|file| &file.tables).collect();
    let mut columns = Columns::new();
    for table in &tables {
        let root = columns.entry(root_of(table, &tables)).or_default();
        root.extend(rows::common_fields(table, &tables).iter().map(column));
        root.extend(table.fields.iter().map(column));
    }
    for (name, fields) in files.iter().flat_map(|file| &file.fields) {
        let table = tables.iter().find(|table| table.name == *name);
        let root = table.map_or(name.as_str(), |table| root_of(table, &tables));
        columns.entry(root).or_default().extend(added_fields(fields)?.iter().map(column));
    }
    Ok(columns)
}

fn column(field: &FieldSeed) -> (String, Kind) {
    (field.name.clone(), Kind::of(&field.type_name))
}

fn create_indexes(session: &Session, files: &[SeedFile]) -> Result<(), Refusal> {
    let tables: Vec<&TableSeed> = files.iter().flat_map(|file| &file.tables).collect();
    for table in &tables {
        for columns in &table.indexes {
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            schema::add_index(session.connection(), root_of(table, &tables), &columns)?;
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
            add(session, table, &flags::filled(session, table, seeded(table, at, record)))?;
        }
    }
    Ok(())
}

fn acls(session: &Session, file: &SeedFile) -> Result<(), Refusal> {
    for acl in &file.acls {
        let (name, operation, roles, condition) = acl.parts();
        let id = named_id(&format!("sys_security_acl:{name}:{operation}:{condition}:{roles:?}"));
        let rule = Values::new()
            .with("sys_id", id.as_str())
            .with("name", name)
            .with("operation", operation)
            .with("type", "record")
            .with("decision_type", "allow")
            .with("active", "true")
            .with("admin_overrides", "true")
            .with("condition", condition)
            .with("sys_scope", "global");
        if !add(session, "sys_security_acl", &rule)? {
            continue;
        }
        for role in roles {
            // A role nobody can have (`nobody`) leaves the rule to administrators.
            let found = session.find_by("sys_user_role", "name", role)?;
            let link = Values::new()
                .with("sys_id", named_id(&format!("sys_security_acl_role:{id}:{role}")))
                .with("sys_security_acl", id.as_str())
                .with("sys_user_role", found.map_or_else(|| named_id(role), |role| role.sys_id().to_owned()));
            add(session, "sys_security_acl_role", &link)?;
        }
    }
    Ok(())
}

/// Whether the record was not there yet.
fn add(session: &Session, table: &str, values: &Values) -> Result<bool, Refusal> {
    let id = values.get("sys_id").unwrap_or_default();
    if session.trusted(|session| session.find(table, id))?.is_some() {
        return Ok(false);
    }
    session.insert_plain(table, values)?;
    Ok(true)
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
