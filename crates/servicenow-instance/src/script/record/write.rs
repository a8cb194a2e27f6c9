//! Writing by scripts. As on the platform a write that is refused answers
//! `null` and leaves a line in the log; it does not stop the script.

use std::sync::Arc;

use super::{NativeRecord, Role, cursor};
use crate::engine::{Record, Session, Values, WriteOptions};
use crate::refusals::Refusal;
use crate::rules::{Draft, values};
use crate::script::answer::{Answer, Fault, Handle, Outcome};
use crate::script::log::Level;
use crate::script::scope;

/// A new record; `filled` gives it an id and the defaults of its fields.
pub(super) fn initialize(handle: &Handle, filled: bool) -> Outcome {
    let mut record = handle.borrow_mut();
    let Some(layout) = record.layout.clone() else {
        return Ok(Answer::Undefined);
    };
    let mut draft = Draft::insert(Record::empty(layout));
    if filled {
        draft.record = record.bench.read(|session| {
            let mut draft = Draft::insert(draft.record.clone());
            values::defaults(session, &mut draft);
            let id = session.random().sys_id();
            draft.record.put("sys_id", id);
            Ok(draft.record)
        })?;
        record.touched = vec!["sys_id".to_owned()];
    } else {
        record.touched.clear();
    }
    record.record = Some(draft.record);
    record.before = None;
    record.entries.clear();
    record.aborted = false;
    Ok(Answer::Undefined)
}

pub(super) fn insert(handle: &Handle) -> Outcome {
    let made = {
        let record = handle.borrow();
        if record.role == Role::Draft {
            return Err(Fault(
                "current.insert() cannot be called while the record is being saved".to_owned(),
            ));
        }
        record.attempt("Create", |session| {
            let given = record.given();
            let made = session.insert_with(&record.table, &given, record.options())?;
            record.as_own(session, made)
        })?
    };
    Ok(finish(handle, made))
}

pub(super) fn update(handle: &Handle) -> Outcome {
    let written = {
        let record = handle.borrow();
        if record.role == Role::Draft {
            let text = "current.update() in a rule that runs before the record is saved does nothing";
            record.bench.log(Level::Warning, text, &record.scope);
            return Ok(Answer::Null);
        }
        let Some(before) = record.before.clone() else {
            drop(record);
            return insert(handle);
        };
        record.attempt("Write", |session| {
            let stored = session.find(before.table(), before.sys_id())?.ok_or_else(Refusal::no_record)?;
            let written = session.update_with(&stored, &record.given(), record.options())?;
            record.as_own(session, written)
        })?
    };
    Ok(finish(handle, written))
}

pub(super) fn delete(handle: &Handle) -> Outcome {
    let deleted = {
        let record = handle.borrow();
        let Some(before) = record.before.clone() else {
            return Ok(Answer::Flag(false));
        };
        record.attempt("Delete", |session| session.delete_with(&before, record.options()))?
    };
    Ok(Answer::Flag(noted(handle, deleted).is_some()))
}

/// Gives every record of the query the values that were set.
pub(super) fn update_multiple(handle: &Handle, asked: &str, limit: &str) -> Outcome {
    let given = handle.borrow().given();
    each(handle, asked, limit, "Write", |record, session, row| {
        session.update_with(row, &given, record.options()).map(drop)
    })
}

pub(super) fn delete_multiple(handle: &Handle, asked: &str, limit: &str) -> Outcome {
    each(handle, asked, limit, "Delete", |record, session, row| session.delete_with(row, record.options()))
}

fn each(
    handle: &Handle,
    asked: &str,
    limit: &str,
    operation: &str,
    work: impl Fn(&NativeRecord, &Session, &Record) -> Result<(), Refusal>,
) -> Outcome {
    cursor::query(handle, asked, limit, "0")?;
    while cursor::next(handle)? {
        let done = {
            let record = handle.borrow();
            let Some(row) = record.record.clone() else {
                continue;
            };
            record.attempt(operation, |session| work(&record, session, &row))?
        };
        noted(handle, done);
    }
    Ok(Answer::Undefined)
}

/// Stands on the written row and answers its id.
fn finish(handle: &Handle, written: Result<Record, Fault>) -> Answer {
    match noted(handle, written) {
        Some(row) => {
            let id = row.sys_id().to_owned();
            handle.borrow_mut().stand_on(row);
            Answer::Text(id)
        }
        None => Answer::Null,
    }
}

/// The result, or nothing with the reason kept and logged.
fn noted<R>(handle: &Handle, done: Result<R, Fault>) -> Option<R> {
    let mut record = handle.borrow_mut();
    match done {
        Ok(result) => {
            record.problem.clear();
            Some(result)
        }
        Err(fault) => {
            record.bench.log(Level::Error, format!("{}: {fault}", record.table), &record.scope);
            record.problem = fault.0;
            None
        }
    }
}

impl NativeRecord {
    /// A write in its own right: refused by the table's cross-scope access,
    /// or undone as a whole. The outer error is one that stops the script.
    fn attempt<R>(
        &self,
        operation: &str,
        work: impl FnOnce(&Session) -> Result<R, Refusal>,
    ) -> Result<Result<R, Fault>, Fault> {
        if let Err(fault) =
            self.layout().and_then(|_| scope::check(&self.bench, operation, &self.table, &self.scope))
        {
            return Ok(Err(fault));
        }
        let done = self.write(work);
        if self.bench.is_late() {
            return Err(Fault("script execution time exceeded".to_owned()));
        }
        Ok(done)
    }

    /// What the script set, in its order.
    fn given(&self) -> Values {
        let mut given = Values::new();
        let Some(record) = &self.record else {
            return given;
        };
        for name in &self.touched {
            match self.entries.iter().filter(|(field, _)| field == name).map(|(_, text)| text.as_str()) {
                mut entries if entries.clone().next().is_some() => {
                    let text = entries.next().map(ToOwned::to_owned).unwrap_or_default();
                    given.set(name, entries.fold(text, |all, more| format!("{all}\n{more}")));
                }
                _ => given.set(name, record.get(name)),
            }
        }
        given
    }

    fn options(&self) -> WriteOptions {
        WriteOptions { keep_system_fields: self.keep_system_fields, without_rules: self.without_rules }
    }

    /// The row with the fields of this record's table.
    fn as_own(&self, session: &Session, row: Record) -> Result<Record, Refusal> {
        if row.layout().name == self.table {
            return Ok(row);
        }
        let Some(layout) = &self.layout else {
            return Ok(row);
        };
        let id = row.sys_id().to_owned();
        Ok(session.load_many(&Arc::clone(layout), &[&id])?.remove(&id).unwrap_or(row))
    }
}
