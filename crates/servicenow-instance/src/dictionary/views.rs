//! Database views: joins of tables that are read like one table (`sys_db_view` with its tables and
//! fields). They hold nothing of their own: a view is a `SELECT` in place of a table, and each of its
//! fields one of a joined table with that table's prefix.

mod clause;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use rusqlite::{Connection, Row};

use super::{Access, Choices, Field, Kind, Table, Texts};
use crate::engine::quoted;
use crate::query::sql::class_condition;

/// Tables of one view.
const MOST_MEMBERS: usize = 16;

/// What a view is made of.
#[derive(Debug)]
pub(crate) struct View {
    /// A `SELECT` in brackets.
    pub(crate) source: String,
    /// The joined tables.
    pub(crate) members: Vec<Arc<Table>>,
    /// The table and field behind each field of the view.
    pub(crate) origins: HashMap<String, (Arc<Table>, String)>,
}

struct ViewRow {
    sys_id: String,
    name: String,
    label: String,
    scope: String,
}

struct MemberRow {
    sys_id: String,
    table: String,
    prefix: String,
    clause: String,
    left: bool,
}

/// A joined table under its alias in the `SELECT`.
struct Member {
    table: Arc<Table>,
    prefix: String,
    alias: String,
    clause: String,
    left: bool,
    /// Names of its fields that the view has.
    fields: Vec<String>,
}

const EXISTS: &str = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'sys_db_view_table_field'";
const VIEWS: &str = "SELECT v.sys_id, v.name, v.label, (SELECT s.scope FROM sys_scope s WHERE s.sys_id = v.sys_scope) FROM sys_db_view v WHERE v.name IS NOT NULL ORDER BY v.rowid";
const MEMBERS: &str = "SELECT sys_id, \"table\", variable_prefix, where_clause, left_join FROM sys_db_view_table WHERE view = ?1 ORDER BY \"order\", rowid";
const FIELDS: &str =
    "SELECT field FROM sys_db_view_table_field WHERE view_table = ?1 AND field IS NOT NULL ORDER BY rowid";

/// Adds the views to the tables. One that cannot be made, because its rows do not all exist yet or name
/// what does not exist, is left out.
pub(super) fn add(
    connection: &Connection,
    tables: &mut HashMap<String, Arc<Table>>,
    choices: &mut Choices,
) -> rusqlite::Result<()> {
    if !connection.prepare_cached(EXISTS)?.exists([])? {
        return Ok(());
    }
    let views: Vec<ViewRow> =
        connection.prepare_cached(VIEWS)?.query_map([], view_row)?.collect::<Result<_, _>>()?;
    for row in views.into_iter().filter(|row| !tables.contains_key(&row.name)).collect::<Vec<_>>() {
        let members = members(connection, &row.sys_id, tables)?;
        let made = members.filter(|members| !members.is_empty()).and_then(|members| view(&row, &members));
        let Some(table) = made else {
            tracing::debug!(view = row.name, "the database view cannot be made of its tables");
            continue;
        };
        copy_choices(&table, choices);
        tables.insert(row.name, Arc::new(table));
    }
    Ok(())
}

fn view_row(row: &Row<'_>) -> rusqlite::Result<ViewRow> {
    let text = |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(at)?.unwrap_or_default());
    let scope = text(3)?;
    Ok(ViewRow {
        sys_id: row.get(0)?,
        name: row.get(1)?,
        label: text(2)?,
        scope: if scope.is_empty() { "global".to_owned() } else { scope },
    })
}

/// `None` when one of the tables does not exist.
fn members(
    connection: &Connection,
    view: &str,
    tables: &HashMap<String, Arc<Table>>,
) -> rusqlite::Result<Option<Vec<Member>>> {
    let mut statement = connection.prepare_cached(MEMBERS)?;
    let rows: Vec<MemberRow> = statement.query_map([view], member_row)?.collect::<Result<_, _>>()?;
    let mut members = Vec::new();
    for (at, row) in rows.into_iter().take(MOST_MEMBERS).enumerate() {
        let table = tables.get(&row.table).filter(|table| table.view.is_none());
        let Some(table) = table.filter(|_| !row.prefix.is_empty()) else { return Ok(None) };
        let mut statement = connection.prepare_cached(FIELDS)?;
        let chosen: Vec<String> =
            statement.query_map([&row.sys_id], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let fields = table.fields.iter().filter(|field| {
            let shown = field.kind.is_stored() && !field.kind.is_hidden();
            shown && (chosen.is_empty() || chosen.contains(&field.name))
        });
        members.push(Member {
            fields: fields.map(|field| field.name.clone()).collect(),
            table: Arc::clone(table),
            prefix: row.prefix,
            alias: format!("v{at}"),
            clause: row.clause,
            left: row.left,
        });
    }
    Ok(Some(members))
}

fn member_row(row: &Row<'_>) -> rusqlite::Result<MemberRow> {
    let text = |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(at)?.unwrap_or_default());
    Ok(MemberRow {
        sys_id: row.get(0)?,
        table: text(1)?,
        prefix: text(2)?,
        clause: text(3)?,
        left: text(4)? == "true",
    })
}

/// The table that a view is. `None` when a condition cannot be read.
fn view(row: &ViewRow, members: &[Member]) -> Option<Table> {
    let mut fields = vec![identity(&row.name)];
    let mut origins = HashMap::new();
    let first = &members[0].alias;
    let mut columns = format!("{first}.rowid AS rowid, {first}.sys_id AS sys_id");
    for member in members {
        for name in &member.fields {
            let Some(field) = member.table.field(name) else { continue };
            let seen = format!("{}_{name}", member.prefix);
            if origins.insert(seen.clone(), (Arc::clone(&member.table), name.clone())).is_some() {
                continue;
            }
            let _ = write!(columns, ", {}.{} AS {}", member.alias, quoted(name), quoted(&seen));
            fields.push(Field {
                name: seen,
                table: row.name.clone(),
                mandatory: false,
                read_only: true,
                default: None,
                dependent: field.dependent.as_ref().map(|name| format!("{}_{name}", member.prefix)),
                position: fields.len(),
                ..Field::clone(field)
            });
        }
    }
    let source = format!("(SELECT {columns} {})", joined(members)?);
    let fields: Vec<Arc<Field>> = fields.into_iter().map(Arc::new).collect();
    Some(Table {
        name: row.name.clone(),
        label: if row.label.is_empty() { row.name.clone() } else { row.label.clone() },
        ancestors: Vec::new(),
        classes: vec![row.name.clone()],
        root: row.name.clone(),
        index: fields.iter().enumerate().map(|(at, field)| (field.name.clone(), at)).collect(),
        fields,
        display: None,
        access: READ_ONLY,
        scope: row.scope.clone(),
        audited: false,
        texts: Texts::default(),
        view: Some(View {
            source,
            members: members.iter().map(|member| Arc::clone(&member.table)).collect(),
            origins,
        }),
    })
}

const READ_ONLY: Access =
    Access { all_scopes: true, read: true, create: false, update: false, delete: false, web_service: true };

/// The id of a row is that of its first table's record.
fn identity(view: &str) -> Field {
    Field {
        name: "sys_id".to_owned(),
        label: "Sys ID".to_owned(),
        kind: Kind::Guid,
        type_name: "GUID".to_owned(),
        table: view.to_owned(),
        max_length: 32,
        reference: None,
        mandatory: false,
        read_only: true,
        default: None,
        has_choices: false,
        dependent: None,
        position: 0,
    }
}

/// `FROM … WHERE …`. Conditions of left joins belong to the join, all others to the whole.
fn joined(members: &[Member]) -> Option<String> {
    let mut from = String::new();
    let mut conditions = Vec::new();
    for (at, member) in members.iter().enumerate() {
        let clause = match member.clause.trim() {
            "" => None,
            text => Some(clause::compiled(text, &|name| column(members, name))?),
        };
        let own: Vec<String> =
            [class_condition(&member.table, &member.alias), clause].into_iter().flatten().collect();
        let table = quoted(&member.table.root);
        let alias = &member.alias;
        if at == 0 {
            let _ = write!(from, "FROM {table} {alias}");
            conditions.extend(own);
        } else if member.left && !member.clause.trim().is_empty() {
            let _ = write!(from, " LEFT JOIN {table} {alias} ON {}", own.join(" AND "));
        } else {
            let _ = write!(from, " JOIN {table} {alias}");
            conditions.extend(own);
        }
    }
    if !conditions.is_empty() {
        let _ = write!(from, " WHERE {}", conditions.join(" AND "));
    }
    Some(from)
}

/// The column that a name in a condition means: prefix, underscore, field.
fn column(members: &[Member], name: &str) -> Option<String> {
    members.iter().find_map(|member| {
        let field = name.strip_prefix(&member.prefix)?.strip_prefix('_')?;
        let field = member.table.field(field).filter(|field| field.kind.is_stored())?;
        (!field.kind.is_hidden()).then(|| format!("{}.{}", member.alias, quoted(&field.name)))
    })
}

fn copy_choices(table: &Table, choices: &mut Choices) {
    let Some(view) = &table.view else { return };
    for (name, (origin, field)) in &view.origins {
        let found = origin.lineage().find_map(|table| choices.of(table, field)).map(<[_]>::to_vec);
        for choice in found.into_iter().flatten() {
            choices.add(table.name.clone(), name.clone(), choice);
        }
    }
}
