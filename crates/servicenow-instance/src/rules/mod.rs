//! What happens when a record is written: values are brought into shape,
//! numbers drawn, states kept consistent, journals and audits written. One
//! module per rule or table; this one says in which order they come.

pub(crate) mod journal;
mod numbering;
pub(crate) mod system;
pub(crate) mod values;

use crate::engine::{Record, Session, Values, WriteOptions};
use crate::refusals::Refusal;

/// A record on its way into storage.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) record: Record,
    /// As it was, for an update.
    pub(crate) before: Option<Record>,
    /// Journal entries to append: field and text.
    pub(crate) entries: Vec<(String, String)>,
    /// Fields that the caller gave an accepted value for.
    pub(crate) given: Vec<String>,
}

impl Draft {
    pub(crate) fn insert(record: Record) -> Self {
        Self { record, before: None, entries: Vec::new(), given: Vec::new() }
    }

    pub(crate) fn update(record: Record) -> Self {
        Self { before: Some(record.clone()), ..Self::insert(record) }
    }

    pub(crate) fn is_new(&self) -> bool {
        self.before.is_none()
    }

    pub(crate) fn is_given(&self, field: &str) -> bool {
        self.given.iter().any(|given| given == field)
    }

    /// Differs from what is stored; on an insert, has a value.
    pub(crate) fn is_changed(&self, field: &str) -> bool {
        match &self.before {
            Some(before) => before.get(field) != self.record.get(field),
            None => !self.record.is_empty(field),
        }
    }

    /// Something is to be written.
    pub(crate) fn is_effective(&self) -> bool {
        match &self.before {
            None => true,
            Some(before) => !self.entries.is_empty() || self.record.changes_from(before).next().is_some(),
        }
    }
}

/// Everything that comes before the row is stored.
pub(crate) fn before(
    session: &Session,
    draft: &mut Draft,
    given: &Values,
    options: WriteOptions,
) -> Result<(), Refusal> {
    if draft.is_new() {
        values::defaults(session, draft);
    }
    values::accept(session, draft, given, options)?;
    numbering::before(session, draft)?;
    if draft.is_effective() {
        system::touch(session, draft, options);
    }
    Ok(())
}

/// Everything that follows a stored row.
pub(crate) fn after(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    journal::append(session, draft)
}

pub(crate) fn before_delete(_session: &Session, _record: &Record) -> Result<(), Refusal> {
    Ok(())
}

pub(crate) fn after_delete(_session: &Session, _record: &Record) -> Result<(), Refusal> {
    Ok(())
}
