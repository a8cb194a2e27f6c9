//! One caller's work on one state of the data.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use rusqlite::Connection;

use super::Sources;
use super::generations::{CountKey, Generations};
use super::metadata::{Metadata, Part, Properties};
use super::pool::Lease;
use crate::acl::Acls;
use crate::auth::{People, Vault};
use crate::caller::{Caller, Channel};
use crate::dictionary::{Dictionary, Table};
use crate::query::dates;
use crate::random::Random;
use crate::refusals::Refusal;
use crate::rules::{Policies, Priorities};
use crate::script::{Scripts, Workshop};

/// Reads and writes records as a caller, at one moment, in one transaction.
#[derive(Debug)]
pub(crate) struct Session {
    /// Scripts hold on to the session they run in.
    this: Weak<Self>,
    connection: Lease,
    caller: Caller,
    metadata: RefCell<Metadata>,
    /// Parts whose rows this session changed and has not read anew.
    stale: RefCell<Vec<Part>>,
    changed_metadata: Cell<bool>,
    /// As it was before the job that runs, where writers share a transaction.
    changed_before: Cell<bool>,
    /// Above zero while the instance's own rules run.
    trusted: Cell<u32>,
    /// Above zero while access rules count as passed.
    admitted: Cell<u32>,
    now: Timestamp,
    random: Arc<Random>,
    vault: Arc<Vault>,
    hide_records: bool,
    generations: Arc<Generations>,
    /// Commits before this session's transaction.
    begun: u64,
    /// Base tables this session wrote.
    written: RefCell<BTreeSet<String>>,
    workshop: Workshop,
    holds_dictionary: Cell<bool>,
    /// When the caller's quota of time is used up.
    pub(super) end: Cell<Option<Instant>>,
}

/// What a session knows from the start.
pub(super) struct Start {
    pub(super) metadata: Arc<Metadata>,
    pub(super) sources: Sources,
    /// Access rules hide every record from APIs (scenario `acl-empty`).
    pub(super) hide_records: bool,
    pub(super) generations: Arc<Generations>,
}

impl Session {
    pub(super) fn new(connection: Lease, caller: Caller, start: Start) -> Rc<Self> {
        Rc::new_cyclic(|this| Self {
            this: Weak::clone(this),
            connection,
            caller,
            metadata: RefCell::new(Metadata::clone(&start.metadata)),
            stale: RefCell::default(),
            changed_metadata: Cell::new(false),
            changed_before: Cell::new(false),
            trusted: Cell::new(0),
            admitted: Cell::new(0),
            now: start.sources.clock.now(),
            random: start.sources.random,
            vault: start.sources.vault,
            hide_records: start.hide_records,
            begun: start.generations.now(),
            generations: start.generations,
            written: RefCell::default(),
            workshop: Workshop::default(),
            holds_dictionary: Cell::new(false),
            end: Cell::new(None),
        })
    }

    pub(crate) fn this(&self) -> Weak<Self> {
        Weak::clone(&self.this)
    }

    /// Engines, log and messages of the scripts of this transaction.
    pub(crate) fn workshop(&self) -> &Workshop {
        &self.workshop
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

    /// Seals and opens secrets.
    pub(crate) fn vault(&self) -> &Vault {
        &self.vault
    }

    pub(crate) fn random(&self) -> &Random {
        &self.random
    }

    /// Includes what this session itself changed.
    pub(crate) fn dictionary(&self) -> Arc<Dictionary> {
        self.refresh(Part::Dictionary);
        Arc::clone(&self.metadata.borrow().dictionary)
    }

    pub(crate) fn policies(&self) -> Arc<Policies> {
        self.refresh(Part::Policies);
        Arc::clone(&self.metadata.borrow().policies)
    }

    pub(crate) fn scripts(&self) -> Arc<Scripts> {
        self.refresh(Part::Scripts);
        Arc::clone(&self.metadata.borrow().scripts)
    }

    pub(crate) fn priorities(&self) -> Arc<Priorities> {
        self.refresh(Part::Priorities);
        Arc::clone(&self.metadata.borrow().priorities)
    }

    pub(crate) fn acls(&self) -> Arc<Acls> {
        self.refresh(Part::Acls);
        Arc::clone(&self.metadata.borrow().acls)
    }

    /// `acl-empty` is on and the caller comes through an API.
    pub(super) fn hides_records(&self) -> bool {
        self.hide_records && self.caller.channel == Channel::Rest
    }

    pub(crate) fn properties(&self) -> Arc<Properties> {
        self.refresh(Part::Properties);
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

    /// Runs `work` free of access rules, while policies and business rules
    /// hold: for what the instance writes on somebody's behalf.
    pub(crate) fn admitted<R>(&self, work: impl FnOnce(&Self) -> R) -> R {
        self.admitted.set(self.admitted.get() + 1);
        let result = work(self);
        self.admitted.set(self.admitted.get() - 1);
        result
    }

    pub(crate) fn is_admitted(&self) -> bool {
        self.is_trusted() || self.admitted.get() > 0
    }

    /// Runs `work` with nothing but the caller's own rights, or (`admitted`)
    /// past access rules, whatever the instance's own rules are doing: what
    /// scripts write is subject to policies and rules (protocol 5.6).
    pub(crate) fn apart<R>(&self, admitted: bool, work: impl FnOnce(&Self) -> R) -> R {
        let before = (self.trusted.replace(0), self.admitted.replace(u32::from(admitted)));
        let result = work(self);
        self.trusted.set(before.0);
        self.admitted.set(before.1);
        result
    }

    /// Undoes everything `work` wrote when it fails, and nothing else.
    pub(crate) fn attempt<R>(
        &self,
        work: impl FnOnce(&Self) -> Result<R, Refusal>,
    ) -> Result<Result<R, Refusal>, Refusal> {
        self.run("SAVEPOINT attempt")?;
        let result = work(self);
        if result.is_err() {
            self.run("ROLLBACK TO attempt")?;
            if self.changed_metadata.get() {
                self.stale.replace(Part::ALL.to_vec());
            }
        }
        self.run("RELEASE attempt")?;
        Ok(result)
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Users as of the last commit that touched them.
    pub(crate) fn people(&self) -> Arc<People> {
        self.refresh(Part::People);
        Arc::clone(&self.metadata.borrow().people)
    }

    /// Called for every row written.
    pub(super) fn note_write(&self, table: &Table) {
        if !self.written.borrow().contains(&table.root) {
            self.written.borrow_mut().insert(table.root.clone());
        }
        if let Some(part) = Part::of_table(&table.name) {
            self.changed_metadata.set(true);
            let mut stale = self.stale.borrow_mut();
            if !stale.contains(&part) {
                stale.push(part);
            }
        }
    }

    /// A count made earlier that still holds. A session that writes counts
    /// for itself, because it sees what nobody else sees yet.
    pub(super) fn known_count(&self, key: &CountKey, roots: &[String]) -> Option<u64> {
        self.generations.count(key, roots).filter(|_| self.written.borrow().is_empty())
    }

    pub(super) fn keep_count(&self, key: CountKey, roots: &[String], count: u64) {
        if self.written.borrow().is_empty() {
            self.generations.keep_count(key, roots, self.begun, count);
        }
    }

    /// Runs `work` with the dictionary as it is at the start, however many of
    /// its rows are written: reading it anew after each would take long.
    pub(crate) fn with_held_dictionary<R>(&self, work: impl FnOnce(&Self) -> R) -> R {
        self.refresh(Part::Dictionary);
        let before = self.holds_dictionary.replace(true);
        let result = work(self);
        self.holds_dictionary.set(before);
        result
    }

    /// Reads a part anew when this session changed its rows.
    fn refresh(&self, part: Part) {
        if part == Part::Dictionary && self.holds_dictionary.get() {
            return;
        }
        let mut stale = self.stale.borrow_mut();
        let Some(at) = stale.iter().position(|known| *known == part) else {
            return;
        };
        stale.swap_remove(at);
        if let Err(error) = self.metadata.borrow_mut().reload(part, &self.connection) {
            tracing::error!(%error, ?part, "metadata cannot be read");
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

    pub(super) fn begin_read(&self) -> Result<(), Refusal> {
        self.limit_time();
        self.run("BEGIN")
    }

    pub(super) fn end_read(&self) -> Result<(), Refusal> {
        self.run("COMMIT")
    }

    pub(super) fn begin_write(&self) -> Result<(), Refusal> {
        self.limit_time();
        self.run("BEGIN IMMEDIATE")
    }

    /// Goes on for the next caller, in the same transaction.
    pub(super) fn pass_to(self: Rc<Self>, caller: Caller, now: Timestamp, hide_records: bool) -> Rc<Self> {
        let mut session = Rc::into_inner(self).expect("scripts hold a session only while they run");
        session.caller = caller;
        session.now = now;
        session.hide_records = hide_records;
        session.trusted.set(0);
        session.admitted.set(0);
        session.workshop = Workshop::default();
        session.changed_before.set(session.changed_metadata.replace(false));
        session.limit_time();
        Rc::new_cyclic(|this| {
            session.this = Weak::clone(this);
            session
        })
    }

    /// Begins what [`Self::settle`] can undo alone.
    pub(super) fn save(&self) -> Result<(), Refusal> {
        self.run("SAVEPOINT job")
    }

    /// Keeps or undoes what the last caller did; `shared` says that it was saved for that. Fails when
    /// the whole transaction is gone.
    pub(super) fn settle(&self, shared: bool, kept: bool) -> Result<(), Refusal> {
        let changed = self.changed_metadata.get();
        self.changed_metadata.set(self.changed_before.get() || changed && kept);
        if changed && !kept {
            *self.stale.borrow_mut() = Part::ALL.to_vec();
        }
        match (shared, kept) {
            (true, _) | (_, true) if self.connection.is_autocommit() => {
                Err(Refusal::internal(&"another write ended the transaction"))
            }
            (true, true) => self.run("RELEASE job"),
            (true, false) => self.run("ROLLBACK TO job").and_then(|()| self.run("RELEASE job")),
            (false, true) => Ok(()),
            (false, false) => self.begin_again(),
        }
    }

    /// Undoes everything; SQLite may have done so itself.
    fn begin_again(&self) -> Result<(), Refusal> {
        self.written.borrow_mut().clear();
        if !self.connection.is_autocommit() {
            self.run("ROLLBACK")?;
        }
        self.run("BEGIN IMMEDIATE")
    }

    /// The metadata to publish, when this transaction changed it.
    pub(super) fn commit(&self) -> Result<Option<Arc<Metadata>>, Refusal> {
        self.run("COMMIT")?;
        self.generations.advance(self.written.borrow().iter().map(String::as_str));
        if !self.changed_metadata.get() {
            return Ok(None);
        }
        for part in Part::ALL {
            self.refresh(part);
        }
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
