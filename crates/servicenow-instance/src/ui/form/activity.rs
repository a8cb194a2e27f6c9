//! The activity stream of a record: notes, comments and field changes, newest first.

use std::collections::HashMap;

use super::draft::Draft;
use crate::{
    engine::{Record, Selection, Session},
    query::{Operator, Query},
    refusals::Refusal,
    ui::{access, labels},
};

/// Entries that a form shows; older ones are in the tables `sys_journal_field` and `sys_audit`.
const ENTRIES: u64 = 100;

/// An entry.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) who: String,
    pub(crate) kind: &'static str,
    pub(crate) class: &'static str,
    /// For machines.
    pub(crate) moment: String,
    /// For people, in their time zone.
    pub(crate) when: String,
    pub(crate) text: String,
    pub(crate) changes: Vec<Change>,
}

/// A changed field.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) label: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

/// Whether a table keeps one.
pub(super) fn is_kept(draft: &Draft) -> bool {
    !draft.is_new && draft.table.has("work_notes")
}

/// Everybody who may see the record sees its entries, except work notes, which need a role.
pub(super) fn of(session: &Session, draft: &Draft) -> Result<Vec<Entry>, Refusal> {
    let mut names = HashMap::new();
    let mut entries = notes(session, draft, &mut names)?;
    entries.extend(changes(session, draft, &mut names)?);
    entries.sort_by(|a, b| b.moment.cmp(&a.moment));
    entries.truncate(usize::try_from(ENTRIES).unwrap_or(usize::MAX));
    Ok(entries)
}

type Names = HashMap<String, String>;

fn notes(session: &Session, draft: &Draft, names: &mut Names) -> Result<Vec<Entry>, Refusal> {
    let mut query = Query::equals("element_id", draft.record.sys_id());
    if !session.caller().has_role("itil") {
        query = query.and("element", Operator::NotEquals, "work_notes");
    }
    let rows = newest(session, "sys_journal_field", query)?;
    rows.iter()
        .map(|row| {
            let private = row.get("element") == "work_notes";
            Ok(Entry {
                who: name_of(session, names, row.get("sys_created_by"))?,
                kind: if private { "Work notes" } else { "Additional comments" },
                class: if private { "note" } else { "comment" },
                moment: machine(row.get("sys_created_on")),
                when: session.display(row, "sys_created_on")?,
                text: row.get("value").to_owned(),
                changes: Vec::new(),
            })
        })
        .collect()
}

/// Changes of one person at one moment are one entry.
fn changes(session: &Session, draft: &Draft, names: &mut Names) -> Result<Vec<Entry>, Refusal> {
    let query = Query::equals("documentkey", draft.record.sys_id());
    let mut entries: Vec<Entry> = Vec::new();
    for row in newest(session, "sys_audit", query)? {
        let Some(change) = change(session, draft, &row) else { continue };
        let who = name_of(session, names, actor(&row))?;
        let moment = machine(row.get("sys_created_on"));
        match entries.last_mut().filter(|last| last.moment == moment && last.who == who) {
            Some(same) => same.changes.push(change),
            None => entries.push(Entry {
                who,
                kind: "Field changes",
                class: "change",
                when: session.display(&row, "sys_created_on")?,
                moment,
                text: String::new(),
                changes: vec![change],
            }),
        }
    }
    Ok(entries)
}

fn actor(row: &Record) -> &str {
    match row.get("user") {
        "" => row.get("sys_created_by"),
        user => user,
    }
}

/// Journals are entries of their own.
fn change(session: &Session, draft: &Draft, row: &Record) -> Option<Change> {
    let field = draft.table.field(row.get("fieldname")).filter(|field| field.kind.is_stored())?;
    if !access::may_read_path(session, &draft.record, &field.name) {
        return None;
    }
    let value = |raw: &str| match raw {
        "" => String::new(),
        raw => labels::value(session, &draft.table.name, field, raw),
    };
    let after = value(row.get("newvalue"));
    Some(Change {
        label: field.label.clone(),
        before: value(row.get("oldvalue")),
        after: if after.is_empty() { "(empty)".to_owned() } else { after },
    })
}

fn newest(session: &Session, table: &str, query: Query) -> Result<Vec<Record>, Refusal> {
    let newest = Selection::of(query.ordered_by_descending("sys_created_on")).limited(ENTRIES);
    session.trusted(|session| session.select(table, &newest))
}

fn name_of(session: &Session, names: &mut Names, user_name: &str) -> Result<String, Refusal> {
    if let Some(name) = names.get(user_name) {
        return Ok(name.clone());
    }
    let user = session.find_by("sys_user", "user_name", user_name)?;
    let name = user.map(|user| user.get("name").to_owned()).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| user_name.to_owned());
    names.insert(user_name.to_owned(), name.clone());
    Ok(name)
}

fn machine(stamp: &str) -> String {
    format!("{}Z", stamp.replace(' ', "T"))
}
