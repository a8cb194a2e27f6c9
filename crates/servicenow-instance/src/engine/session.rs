//! One caller's work on one state of the data.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::Connection;

use super::metadata::{Metadata, Part, Properties};
use super::pool::Lease;
use super::schema;
use crate::caller::Caller;
use crate::dictionary::Dictionary;
use crate::query::dates;
use crate::random::Random;
use crate::refusals::Refusal;

/// Reads and writes records as a caller, at one moment, in one transaction.
#[derive(Debug)]
pub(crate) struct Session {
    connection: Lease,
    caller: Caller,
    metadata: RefCell<Metadata>,
    /// Parts whose rows this session changed and has not read anew.
    stale: RefCell<Vec<Part>>,
    changed_metadata: Cell<bool>,
    /// Above zero while the instance's own rules run.
    trusted: Cell<u32>,
    now: Timestamp,
    random: Arc<Random>,
}

impl Session {
    pub(super) fn new(
        connection: Lease,
        caller: Caller,
        metadata: Arc<Metadata>,
        now: Timestamp,
        random: Arc<Random>,
    ) -> Self {
        Self {
            connection,
            caller,
            metadata: RefCell::new(Metadata::clone(&metadata)),
            stale: RefCell::default(),
            changed_metadata: Cell::new(false),
            trusted: Cell::new(0),
            now,
            random,
        }
    }

    pub(crate) fn caller(&self) -> &Caller {
        &self.caller
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// The moment of this session in the wire form.
    pub(crate) fn now_text(&self) -> String {
        dates::to_wire(self.now)
    }

    pub(crate) fn random(&self) -> &Random {
        &self.random
    }

    /// Includes what this session itself changed.
    pub(crate) fn dictionary(&self) -> Arc<Dictionary> {
        self.refresh();
        Arc::clone(&self.metadata.borrow().dictionary)
    }

    /// Everything that is kept at hand, as this session sees it.
    pub(crate) fn metadata(&self) -> Metadata {
        self.refresh();
        self.metadata.borrow().clone()
    }

    pub(crate) fn properties(&self) -> Arc<Properties> {
        self.refresh();
        Arc::clone(&self.metadata.borrow().properties)
    }

    /// Runs `work` free of access rules and policies, for the instance's own
    /// rules. Records still carry the caller's name.
    pub(crate) fn trusted<R>(&self, work: impl FnOnce(&Self) -> R) -> R {
        self.trusted.set(self.trusted.get() + 1);
        let result = work(self);
        self.trusted.set(self.trusted.get() - 1);
        result
    }

    pub(crate) fn is_trusted(&self) -> bool {
        self.caller.is_system() || self.trusted.get() > 0
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Called for every row written.
    pub(super) fn note_write(&self, table: &str) {
        if let Some(part) = Part::of_table(table) {
            self.changed_metadata.set(true);
            let mut stale = self.stale.borrow_mut();
            if !stale.contains(&part) {
                stale.push(part);
            }
        }
    }

    fn refresh(&self) {
        let stale = std::mem::take(&mut *self.stale.borrow_mut());
        for part in stale {
            let mut metadata = self.metadata.borrow_mut();
            if let Err(error) = metadata.reload(part, &self.connection) {
                tracing::error!(%error, ?part, "metadata cannot be read");
            }
        }
    }

    pub(super) fn load_metadata(&self) -> Result<Arc<Metadata>, Refusal> {
        Ok(Arc::new(Metadata::load(&self.connection)?))
    }

    /// For the seed, which makes tables before there is a dictionary.
    pub(super) fn adopt_metadata(&self) -> Result<(), Refusal> {
        *self.metadata.borrow_mut() = Metadata::load(&self.connection)?;
        self.stale.borrow_mut().clear();
        Ok(())
    }

    pub(super) fn is_new(&self) -> Result<bool, Refusal> {
        Ok(!schema::has_table(&self.connection, "sys_db_object")?)
    }

    pub(super) fn begin_read(&self) -> Result<(), Refusal> {
        self.run("BEGIN")
    }

    pub(super) fn end_read(&self) -> Result<(), Refusal> {
        self.run("COMMIT")
    }

    pub(super) fn begin_write(&self) -> Result<(), Refusal> {
        self.run("BEGIN IMMEDIATE")
    }

    /// The metadata to publish, when this transaction changed it.
    pub(super) fn commit(&self) -> Result<Option<Arc<Metadata>>, Refusal> {
        self.run("COMMIT")?;
        if !self.changed_metadata.get() {
            return Ok(None);
        }
        self.refresh();
        Ok(Some(Arc::new(self.metadata.borrow().clone())))
    }

    fn run(&self, statement: &str) -> Result<(), Refusal> {
        self.connection.prepare_cached(statement)?.execute([])?;
        Ok(())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if !self.connection.is_autocommit() {
            // Nothing is lost: a transaction that cannot be rolled back is
            // rolled back when its connection is opened again.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }
}
