//! What a person may do with a record, so that pages offer nothing that would be refused. The engine
//! decides again when it is done.

use std::sync::Arc;

use crate::{
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

/// Whether a field's control takes input.
pub(crate) fn may_write_field(session: &Session, record: &Record, field: &Field, is_new: bool) -> bool {
    let may_write =
        if is_new { session.may_write(Write::Insert, record) } else { may_write(session, record) };
    may_write && session.may_write_field(record, &field.name, is_new)
}
