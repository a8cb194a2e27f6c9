//! Records as scripts hold them: the state behind `GlideRecord` and the list
//! of its operations. Reading is in [`mod@read`], walking through results in
//! [`mod@cursor`], writing in [`mod@write`].

mod cursor;
mod read;
mod write;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::answer::{Answer, Fault, Handle, Outcome};
use super::bench::Bench;
use crate::dictionary::Table;
use crate::engine::{Record, Session};
use crate::refusals::Refusal;
use crate::rules::Draft;
use cursor::Cursor;

/// What a record is to the script that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The script made it.
    Own,
    /// `current` before it is stored: the write goes on by itself.
    Draft,
    /// `current` afterwards, or `previous`.
    Stored,
}

/// The state of one `GlideRecord`.
#[derive(Debug)]
pub(crate) struct NativeRecord {
    pub(super) bench: Rc<Bench>,
    /// The application it acts for.
    pub(super) scope: String,
    pub(super) table: String,
    /// `None` for a table that does not exist or is closed to the application.
    pub(super) layout: Option<Arc<Table>>,
    /// Access rules apply (`GlideRecordSecure`).
    pub(super) secure: bool,
    pub(super) role: Role,
    pub(super) operation: &'static str,
    pub(super) record: Option<Record>,
    /// As it is stored, `None` for a new record.
    pub(super) before: Option<Record>,
    pub(super) entries: Vec<(String, String)>,
    /// Fields the script gave a value.
    pub(super) touched: Vec<String>,
    pub(super) aborted: bool,
    pub(super) without_rules: bool,
    pub(super) keep_system_fields: bool,
    /// Why the last write failed.
    pub(super) problem: String,
    cursor: Cursor,
}

/// Keeps the count of held records right.
#[derive(Debug)]
pub(super) struct Held(Handle);

impl Held {
    pub(super) fn of(record: Handle) -> Result<Self, Fault> {
        record.borrow().bench.hold()?;
        Ok(Self(record))
    }

    /// Counts what the script hands over.
    pub(super) fn carry(&self, given: &[String]) -> Result<(), Fault> {
        self.0.borrow().bench.carry(given)
    }

    pub(super) fn record(&self) -> &Handle {
        &self.0
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Ok(record) = self.0.try_borrow() {
            record.bench.release();
        }
    }
}

impl NativeRecord {
    pub(super) fn new(bench: &Rc<Bench>, table: &str, scope: &str, secure: bool) -> Result<Self, Fault> {
        let layout = bench.read(|session| Ok(session.dictionary().table(table).map(Arc::clone)))?;
        Ok(Self {
            bench: Rc::clone(bench),
            scope: scope.to_owned(),
            table: table.to_owned(),
            layout,
            secure,
            role: Role::Own,
            operation: "",
            record: None,
            before: None,
            entries: Vec::new(),
            touched: Vec::new(),
            aborted: false,
            without_rules: false,
            keep_system_fields: false,
            problem: String::new(),
            cursor: Cursor::default(),
        })
    }

    /// `current` of a rule.
    pub(super) fn of_draft(
        bench: &Rc<Bench>,
        scope: &str,
        draft: &Draft,
        (role, operation): (Role, &'static str),
    ) -> Self {
        let layout = draft.record.layout();
        Self {
            bench: Rc::clone(bench),
            scope: scope.to_owned(),
            table: layout.name.clone(),
            layout: Some(Arc::clone(layout)),
            secure: false,
            role,
            operation,
            record: Some(draft.record.clone()),
            before: draft.before.clone(),
            entries: draft.entries.clone(),
            touched: Vec::new(),
            aborted: false,
            without_rules: false,
            keep_system_fields: false,
            problem: String::new(),
            cursor: Cursor::default(),
        }
    }

    /// A record as it is stored.
    pub(super) fn of_record(bench: &Rc<Bench>, scope: &str, record: Record, operation: &'static str) -> Self {
        let draft = Draft::update(record);
        Self::of_draft(bench, scope, &draft, (Role::Stored, operation))
    }

    pub(super) fn handle(self) -> Handle {
        Rc::new(RefCell::new(self))
    }

    /// Runs `work` with the rights this record has.
    fn read<R>(&self, work: impl FnOnce(&Session) -> Result<R, Refusal>) -> Result<R, Fault> {
        let admitted = !self.secure;
        self.bench.read(|session| session.apart(admitted, work))
    }

    fn write<R>(&self, work: impl FnOnce(&Session) -> Result<R, Refusal>) -> Result<R, Fault> {
        let admitted = !self.secure;
        self.bench.write(|session| session.apart(admitted, work))
    }

    fn layout(&self) -> Result<&Arc<Table>, Fault> {
        self.layout.as_ref().ok_or_else(|| Fault(format!("the table {} does not exist", self.table)))
    }
}

/// One operation of a `GlideRecord`.
pub(super) fn run(handle: &Handle, operation: &str, given: &[String]) -> Outcome {
    let argument = |at: usize| given.get(at).map_or("", String::as_str);
    let (first, second, third) = (argument(0), argument(1), argument(2));
    if let Some(answer) = handle.borrow().look(operation, first, second)? {
        return Ok(answer);
    }
    if let Some(answer) = handle.borrow_mut().change(operation, first, second)? {
        return Ok(answer);
    }
    match operation {
        "query" => cursor::query(handle, first, second, third),
        "getBy" => cursor::get_by(handle, first, second),
        "next" => cursor::next(handle).map(Answer::Flag),
        "refer" => cursor::refer(handle, first),
        "initialize" => write::initialize(handle, first == "true"),
        "insert" => write::insert(handle),
        "update" => write::update(handle),
        "delete" => write::delete(handle),
        "updateMultiple" => write::update_multiple(handle, first, second),
        "deleteMultiple" => write::delete_multiple(handle, first, second),
        _ => Err(Fault(format!("GlideRecord has no operation {operation}"))),
    }
}
