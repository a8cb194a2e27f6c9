//! Rows of `sys_db_object` and `sys_dictionary` make tables and columns.

use super::Draft;
use crate::dictionary::Kind;
use crate::engine::{Record, Selection, Session, Values};
use crate::query::Query;
use crate::refusals::Refusal;

/// Longest name of a table or column.
const LONGEST: usize = 80;

pub(super) fn before(session: &Session, draft: &mut Draft) -> Result<(), Refusal> {
    let is_table = draft.record.table() == "sys_db_object";
    let (field, label) = if is_table { ("name", "label") } else { ("element", "column_label") };
    if draft.is_new() && draft.record.is_empty(field) {
        let made = snake(draft.get(label));
        draft.put(field, made);
    }
    if draft.record.is_empty(label) {
        let label_text = draft.get(field).replace('_', " ");
        draft.put(label, label_text);
    }
    let name = draft.get(field);
    let is_collection = !is_table && draft.get("internal_type") == "collection";
    if draft.is_changed(field) && !is_collection && !is_name(name) {
        return Err(Refusal::unreadable(format!("\"{name}\" is not a valid name")));
    }
    if draft.is_new() && is_table && session.dictionary().table(name).is_some() {
        return Err(Refusal::duplicate("sys_db_object", name));
    }
    Ok(())
}

pub(super) fn after(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    if !draft.is_new() {
        return Ok(());
    }
    session.trusted(|session| match draft.record.table() {
        "sys_db_object" => make_table(session, draft),
        _ => make_column(session, draft),
    })
}

fn make_table(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    let name = draft.get("name");
    let dictionary = session.dictionary();
    let table = dictionary.require(name)?;
    if !table.is_partial() {
        session.create_storage(name)?;
        for (field, label, kind) in COMMON {
            let row = dictionary_row(name, field, label, kind);
            session.insert("sys_dictionary", &row)?;
        }
    }
    let collection = dictionary_row(name, "", draft.get("label"), "collection");
    session.insert_plain("sys_dictionary", &collection).map(drop)
}

/// Removes what a row of `sys_db_object` or `sys_dictionary` made, as far as
/// people or applications made it: the platform's own tables stay.
pub(super) fn before_delete(session: &Session, record: &Record) -> Result<(), Refusal> {
    let dictionary = session.dictionary();
    let Some(table) = dictionary.table(record.get("name")) else {
        return Ok(());
    };
    if record.table() == "sys_dictionary" {
        let element = record.get("element");
        let clears = is_added(element) && table.has(element) || is_added(&table.name) && table.has(element);
        let stored = table.field(element).is_some_and(|field| field.kind.is_stored());
        return if clears && stored && element != "sys_id" {
            session.clear_column(table, element)
        } else {
            Ok(())
        };
    }
    if !is_added(&table.name) {
        return Err(Refusal::unreadable(format!("The table {} belongs to the platform.", table.name)));
    }
    if table.classes.len() > 1 {
        return Err(Refusal::unreadable(format!("Other tables extend {}.", table.name)));
    }
    session.drop_storage(table)?;
    for describing in ["sys_dictionary", "sys_choice", "sys_documentation"] {
        let rows = Selection::of(Query::equals("name", &table.name));
        for row in session.trusted(|session| session.select(describing, &rows))? {
            session.remove_plain(&row)?;
        }
    }
    Ok(())
}

/// Names of tables and fields that are not the platform's.
fn is_added(name: &str) -> bool {
    name.starts_with("u_") || name.starts_with("x_")
}

const COMMON: [(&str, &str, &str); 8] = [
    ("sys_id", "Sys ID", "GUID"),
    ("sys_created_on", "Created", "glide_date_time"),
    ("sys_created_by", "Created by", "string"),
    ("sys_updated_on", "Updated", "glide_date_time"),
    ("sys_updated_by", "Updated by", "string"),
    ("sys_mod_count", "Updates", "integer"),
    ("sys_tags", "Tags", "string"),
    ("sys_class_name", "Class", "sys_class_name"),
];

fn dictionary_row(table: &str, element: &str, label: &str, kind: &str) -> Values {
    Values::new()
        .with("name", table)
        .with("element", element)
        .with("column_label", label)
        .with("internal_type", kind)
        .with("active", "true")
        .with("read_only", if element.is_empty() { "false" } else { "true" })
}

fn make_column(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    let (table, element) = (draft.get("name"), draft.get("element"));
    let dictionary = session.dictionary();
    let root = match dictionary.table(table) {
        Some(table) => table.root.clone(),
        None => return Err(Refusal::invalid_table(table)),
    };
    session.add_column(&root, element, Kind::of(draft.get("internal_type")))
}

fn is_name(name: &str) -> bool {
    (1..=LONGEST).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// The name the platform makes from a label: `u_` and words in lower case.
fn snake(label: &str) -> String {
    let words: String = label
        .to_lowercase()
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' })
        .collect();
    format!("u_{}", words.trim_matches('_'))
}
