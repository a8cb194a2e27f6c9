//! Files belong to a record: who may change it may change them, and they go
//! when it goes (protocol 3.2).

use super::Draft;
use crate::engine::{Record, Selection, Session};
use crate::query::{Operator, Query};
use crate::refusals::{Refusal, Write};

const FILES: &str = "sys_attachment";
/// Rows that hang on a file, and by which field.
const PARTS: [(&str, &str); 2] =
    [("sys_attachment_doc", "sys_attachment"), ("sys_attachment_attribute", "attachment")];

/// A file that moves must be allowed in both places.
pub(super) fn before(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    let write = if draft.is_new() { Write::Insert } else { Write::Update };
    draft.before.iter().chain([&draft.record]).try_for_each(|file| check(session, file, write))
}

/// Refuses a change of a file to those who may not change its record.
pub(super) fn check(session: &Session, file: &Record, write: Write) -> Result<(), Refusal> {
    if session.is_admitted() || session.caller().is_admin() {
        return Ok(());
    }
    let holder = session.find(file.get("table_name"), file.get("table_sys_id"))?;
    let holder = holder.ok_or_else(Refusal::no_record)?;
    session.check_write(Write::Update, &holder).map_err(|_| Refusal::write_denied(write))
}

/// Deletes what hangs on a deleted record.
pub(super) fn after_delete(session: &Session, record: &Record) -> Result<(), Refusal> {
    session.trusted(|session| {
        if record.table() == FILES {
            return PARTS.iter().try_for_each(|(table, field)| {
                let parts = session.select(table, &Selection::of(Query::equals(field, record.sys_id())))?;
                parts.iter().try_for_each(|part| session.remove_plain(part))
            });
        }
        let tables: Vec<&str> = record.layout().lineage().collect();
        let query = Query::all().and("table_name", Operator::In, &tables.join(",")).and(
            "table_sys_id",
            Operator::Equals,
            record.sys_id(),
        );
        let files = session.select(FILES, &Selection::of(query))?;
        files.iter().try_for_each(|file| session.delete(file))
    })
}
