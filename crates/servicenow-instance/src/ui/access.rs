//! What a person may do with a record, so that pages offer nothing that would be refused. The engine
//! decides again when it is done.

use std::sync::Arc;

use crate::{
    acl::Verdict,
    dictionary::{Field, Table},
    engine::{Record, Session},
    refusals::Write,
};

/// Whether to offer "New".
pub(crate) fn may_create(session: &Session, table: &Arc<Table>) -> bool {
    session.may_write(Write::Insert, &Record::empty(Arc::clone(table)))
}

/// Whether to offer saving.
pub(crate) fn may_write(session: &Session, record: &Record) -> bool {
    session.may_write(Write::Update, record)
}

/// Whether to offer deleting rows of a list; each row is decided on by itself.
pub(crate) fn may_delete_rows(session: &Session, rows: &[Record]) -> bool {
    rows.iter().any(|row| may_delete(session, row))
}

/// Whether to offer deleting a record.
pub(crate) fn may_delete(session: &Session, record: &Record) -> bool {
    session.may_write(Write::Delete, record)
}

/// Whether the value at the end of a dotted path may be shown. A field on the way that only some records
/// show is not shown through a path.
pub(crate) fn may_read_path(session: &Session, record: &Record, path: &str) -> bool {
    let dictionary = session.dictionary();
    let mut table = Arc::clone(record.layout());
    let mut steps = path.split('.').peekable();
    let is_plain = !path.contains('.');
    while let Some(step) = steps.next() {
        let readable = match session.field_verdict(&table, step) {
            Verdict::Allowed => true,
            Verdict::Denied => false,
            Verdict::Depends => is_plain && session.may_read_field(record, step),
        };
        if !readable {
            return false;
        }
        let target = table.field(step).and_then(|field| field.reference.clone());
        match target.and_then(|target| dictionary.table(&target).map(Arc::clone)) {
            Some(next) => table = next,
            None => return steps.peek().is_none(),
        }
    }
    true
}

/// Whether a field's control takes input.
pub(crate) fn may_write_field(session: &Session, record: &Record, field: &Field, is_new: bool) -> bool {
    let may_write =
        if is_new { session.may_write(Write::Insert, record) } else { may_write(session, record) };
    may_write && session.may_write_field(record, &field.name, is_new)
}
