//! Data that an earlier version of this program wrote: tables, columns and
//! records that came since are added. What is there stays as it is.

use aws_lc_rs::digest::{SHA256, digest};
use rusqlite::{Connection, OptionalExtension as _};

use super::{CONNECTOR, FILES, SeedOptions, columns_by_root, create_indexes, read_files, rows};
use crate::engine::schema;
use crate::engine::session::Session;
use crate::refusals::Refusal;

/// How records are stored. Goes up when an earlier version could no longer
/// read them.
const FORMAT: u32 = 1;
/// Columns `format` and `seeds`; no table of the dictionary.
const TABLE: &str = "_instance";

/// What is in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) enum Found {
    Nothing,
    /// Of this version, as far as the seeds tell.
    Current,
    Earlier,
    /// Of a later format.
    Later(u32),
    /// Tables that are none of ours, one of them by name.
    Foreign(String),
}

pub(in crate::engine) fn look(connection: &Connection) -> rusqlite::Result<Found> {
    if !schema::has_table(connection, "sys_db_object")? {
        let first = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let other: Option<String> = connection.query_row(first, [], |row| row.get(0)).optional()?;
        return Ok(other.map_or(Found::Nothing, Found::Foreign));
    }
    if !schema::has_table(connection, TABLE)? {
        return Ok(Found::Earlier);
    }
    let sql = format!("SELECT format, seeds FROM {TABLE}");
    let (format, known): (u32, String) =
        connection.query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(match format {
        later if later > FORMAT => Found::Later(later),
        FORMAT if known == seeds() => Found::Current,
        _ => Found::Earlier,
    })
}

/// A digest of everything that a new instance is filled with.
fn seeds() -> String {
    let all: Vec<&str> = FILES.iter().map(|(_, text)| *text).collect();
    hex::encode(digest(&SHA256, all.concat().as_bytes()))
}

/// Notes which version filled the storage.
pub(super) fn note(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(&format!(
        "DROP TABLE IF EXISTS {TABLE}; CREATE TABLE {TABLE} (format INTEGER NOT NULL, seeds TEXT NOT NULL)"
    ))?;
    connection.execute(&format!("INSERT INTO {TABLE} VALUES (?1, ?2)"), (FORMAT, seeds()))?;
    Ok(())
}

/// Adds what is missing, in the session's transaction.
pub(in crate::engine) fn bring_up(session: &Session, options: SeedOptions) -> Result<(), Refusal> {
    let connector = options.connector && has_connector(session)?;
    let files = read_files(SeedOptions { connector, ..options })?;
    let connection = session.connection();
    for (root, columns) in columns_by_root(&files)? {
        if !schema::has_table(connection, root)? {
            schema::create_table(connection, root, &[])?;
        }
        for (name, kind) in columns {
            schema::add_column(connection, root, &name, kind)?;
        }
    }
    create_indexes(session, &files)?;
    rows::write(session, &files, rows::Present::Kept)?;
    session.adopt_metadata()?;
    for file in &files {
        super::records(session, file)?;
    }
    for file in &files {
        super::acls(session, file)?;
    }
    note(connection)?;
    session.adopt_metadata()
}

/// Whoever removed the connector does not get it back, nor does whoever
/// installed one of his own.
fn has_connector(session: &Session) -> Result<bool, Refusal> {
    let text = FILES.iter().find(|(name, _)| *name == CONNECTOR).map_or("", |(_, text)| *text);
    let seeds: serde_json::Value = serde_json::from_str(text).map_err(|error| Refusal::internal(&error))?;
    let Some(table) = seeds["tables"][0]["name"].as_str() else {
        return Ok(true);
    };
    let mut known = session.connection().prepare("SELECT 1 FROM sys_db_object WHERE sys_id = ?1")?;
    Ok(known.exists([rows::table_id(table)])?)
}
