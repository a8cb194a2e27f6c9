//! Tables, columns and indexes in SQLite, made from the dictionary's terms.

use std::fmt::Write as _;

use rusqlite::Connection;

use crate::dictionary::Kind;
use crate::dictionary::kinds::Affinity;

/// Quotes a name for use in a statement.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The table of a hierarchy. Rows keep their order of insertion (rowid); of
/// columns with the same name the first counts.
pub(crate) fn create_table(
    connection: &Connection,
    name: &str,
    columns: &[(String, Kind)],
) -> rusqlite::Result<()> {
    let mut statement = format!("CREATE TABLE {} (sys_id TEXT NOT NULL UNIQUE", quoted(name));
    let mut seen = vec!["sys_id"];
    for (column, kind) in columns {
        if kind.is_stored() && !seen.contains(&column.as_str()) {
            seen.push(column);
            let _ = write!(statement, ", {} {}", quoted(column), declaration(*kind));
        }
    }
    statement.push(')');
    connection.execute_batch(&statement)
}

/// Adds the column of a field where the hierarchy has none of that name yet.
pub(crate) fn add_column(
    connection: &Connection,
    root: &str,
    field: &str,
    kind: Kind,
) -> rusqlite::Result<()> {
    if !kind.is_stored() || has_column(connection, root, field)? {
        return Ok(());
    }
    let (table, column) = (quoted(root), quoted(field));
    connection.execute_batch(&format!("ALTER TABLE {table} ADD COLUMN {column} {}", declaration(kind)))
}

/// An index; of one column only the filled rows, because most references of
/// most tasks are empty.
pub(crate) fn add_index(connection: &Connection, root: &str, columns: &[&str]) -> rusqlite::Result<()> {
    let name = quoted(&format!("{root}_by_{}", columns.join("_")));
    let columns: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
    let filled = match &columns[..] {
        [column] => format!(" WHERE {column} IS NOT NULL"),
        _ => String::new(),
    };
    connection.execute_batch(&format!(
        "CREATE INDEX IF NOT EXISTS {name} ON {} ({}){filled}",
        quoted(root),
        columns.join(", ")
    ))
}

/// Counts the starts of this data, from 0.
pub(crate) fn next_run(connection: &Connection) -> rusqlite::Result<u32> {
    let run: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    connection.pragma_update(None, "user_version", run + 1)?;
    Ok(run)
}

pub(crate) fn has_column(connection: &Connection, table: &str, column: &str) -> rusqlite::Result<bool> {
    connection.prepare_cached("SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2")?.exists([table, column])
}

pub(crate) fn has_table(connection: &Connection, name: &str) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1")?
        .exists([name])
}

/// Text compares without case, as the platform's database does (protocol 2.1).
fn declaration(kind: Kind) -> &'static str {
    match kind.affinity() {
        Affinity::Text => "TEXT COLLATE NOCASE",
        Affinity::Integer => "INTEGER",
        Affinity::Numeric => "NUMERIC",
    }
}
