//! What a person may do with a record, so that pages offer nothing that would be refused. The engine
//! decides again when it is done.

use crate::{
    dictionary::{Field, Table},
    engine::{Record, Session},
};

/// Whether to offer "New".
pub(crate) fn may_create(session: &Session, table: &Table) -> bool {
    session.caller().is_admin() || (table.is_a("task") && session.caller().has_role("itil"))
}

/// Whether to offer saving.
pub(crate) fn may_write(session: &Session, record: &Record) -> bool {
    may_create(session, record.layout())
}

/// Whether to offer deleting rows of a list.
pub(crate) fn may_delete_rows(session: &Session, table: &Table) -> bool {
    session.caller().is_admin() || (table.name == "incident" && session.caller().has_role("itil"))
}

/// Whether to offer deleting a record.
pub(crate) fn may_delete(session: &Session, record: &Record) -> bool {
    may_delete_rows(session, record.layout())
}

/// Whether a field's control takes input.
pub(crate) fn may_write_field(session: &Session, record: &Record, _field: &Field) -> bool {
    may_write(session, record)
}
