//! Walking through the records that a query found. The ids are fetched at
//! once, as on the platform, the records in portions.

use std::collections::VecDeque;
use std::sync::Arc;

use super::{NativeRecord, Role};
use crate::engine::{Record, Selection, Session};
use crate::query::Query;
use crate::refusals::Refusal;
use crate::script::answer::{Answer, Fault, Handle, Outcome};
use crate::script::log::Level;
use crate::script::scope;

/// Records that one query of a script may find.
const MOST: usize = 200_000;
const PORTION: usize = 100;

/// Where a walk is.
#[derive(Debug, Default)]
pub(super) struct Cursor {
    ids: Vec<String>,
    /// The next id to be fetched.
    fetched: usize,
    ready: VecDeque<Record>,
    /// Records given out.
    given: usize,
}

impl Cursor {
    fn over(ids: Vec<String>) -> Self {
        Self { ids, ..Self::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn position(&self) -> usize {
        self.given
    }

    pub(super) fn has_next(&self) -> bool {
        self.given < self.ids.len()
    }
}

/// Runs the query; the record itself is not on a row until `next`.
pub(super) fn query(handle: &Handle, asked: &str, limit: &str, offset: &str) -> Outcome {
    let found = {
        let record = handle.borrow();
        if record.layout.is_none() {
            let text = format!("GlideRecord.query() - the table {} does not exist", record.table);
            record.bench.log(Level::Error, text, &record.scope);
            return Ok(Answer::Undefined);
        }
        scope::check(&record.bench, "Read", &record.table, &record.scope)?;
        let selection = Selection {
            query: Query::parse(asked),
            limit: Some(limit.parse().unwrap_or(MOST as u64 + 1)),
            offset: offset.parse().unwrap_or_default(),
        };
        record.read(|session| ids(session, &record, &selection))?
    };
    if found.len() > MOST {
        return Err(Fault(format!("a query found more than {MOST} records")));
    }
    let mut record = handle.borrow_mut();
    record.cursor = Cursor::over(found);
    record.record = None;
    record.before = None;
    Ok(Answer::Undefined)
}

fn ids(session: &Session, record: &NativeRecord, selection: &Selection) -> Result<Vec<String>, Refusal> {
    if record.secure {
        let found = session.select(&record.table, selection)?;
        return Ok(found.iter().map(|found| found.sys_id().to_owned()).collect());
    }
    session.select_ids(&record.table, selection)
}

/// Moves to the next record that still exists.
pub(super) fn next(handle: &Handle) -> Result<bool, Fault> {
    loop {
        let portion = {
            let mut record = handle.borrow_mut();
            if let Some(row) = record.cursor.ready.pop_front() {
                record.cursor.given += 1;
                record.stand_on(row);
                return Ok(true);
            }
            let from = record.cursor.fetched;
            let to = (from + PORTION).min(record.cursor.ids.len());
            record.cursor.fetched = to;
            record.cursor.given = from;
            record.cursor.ids[from..to].to_vec()
        };
        if portion.is_empty() {
            return Ok(false);
        }
        let rows = load(&handle.borrow(), &portion)?;
        handle.borrow_mut().cursor.ready = rows;
    }
}

/// Rows in the order of their ids; those deleted meanwhile are left out.
fn load(record: &NativeRecord, portion: &[String]) -> Result<VecDeque<Record>, Fault> {
    let layout = Arc::clone(record.layout()?);
    record.bench.read(|session| {
        let ids: Vec<&str> = portion.iter().map(String::as_str).collect();
        let mut found = session.load_many(&layout, &ids)?;
        Ok(portion.iter().filter_map(|id| found.remove(id)).collect())
    })
}

/// The first record with this value.
pub(super) fn get_by(handle: &Handle, field: &str, value: &str) -> Outcome {
    if value.is_empty() {
        return Ok(Answer::Flag(false));
    }
    query(handle, &Query::equals(field, value).to_string(), "1", "0")?;
    next(handle).map(Answer::Flag)
}

/// The record that a reference points to, as a result not yet walked to.
pub(super) fn refer(handle: &Handle, path: &str) -> Outcome {
    let (table, id) = {
        let record = handle.borrow();
        let Some(Answer::Text(table)) = record.look("about", path, "reference")? else {
            return Ok(Answer::Null);
        };
        let Some(Answer::Text(id)) = record.look("get", path, "")? else {
            return Ok(Answer::Null);
        };
        (table, id)
    };
    let record = handle.borrow();
    let target = NativeRecord::new(&record.bench, &table, &record.scope, record.secure)?.handle();
    drop(record);
    if !id.is_empty() {
        query(&target, &Query::equals("sys_id", &id).to_string(), "1", "0")?;
    }
    Ok(Answer::Record(target))
}

impl NativeRecord {
    /// Stands on a stored row.
    pub(super) fn stand_on(&mut self, row: Record) {
        self.before = Some(row.clone());
        self.record = Some(row);
        self.entries.clear();
        self.touched.clear();
        self.aborted = false;
        if self.role == Role::Draft {
            self.role = Role::Own;
        }
    }
}
