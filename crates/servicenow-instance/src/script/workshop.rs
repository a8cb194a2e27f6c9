//! The scripts of one transaction: their engines, their time, their log.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::bench::Bench;
use super::log::{Entry, MOST};
use super::machine::{Machine, Trouble};
use crate::engine::Session;

/// All scripts of one transaction together; its writer waits for them.
const TIME: Duration = Duration::from_secs(5);
/// Rules that may cause each other within one transaction. Each level takes a
/// share of the thread's stack.
const DEPTH: u32 = 6;

/// Belongs to a session.
#[derive(Default)]
pub(crate) struct Workshop {
    /// Engines that no script is using. A script that causes another needs a
    /// second one: QuickJS cannot be entered twice from outside.
    idle: RefCell<Vec<Machine>>,
    depth: Cell<u32>,
    deadline: Rc<Cell<Option<Instant>>>,
    log: RefCell<Vec<Entry>>,
    /// Asynchronous rules that led to this transaction.
    generation: Cell<u32>,
    may_write: Cell<bool>,
    left_work: Cell<bool>,
    /// A rule narrows a query already.
    narrowing: Cell<bool>,
    /// Names of the business rules at work, each caused by the one before.
    running: RefCell<Vec<String>>,
}

impl Workshop {
    pub(crate) fn open(&self, generation: u32, may_write: bool) {
        self.generation.set(generation);
        self.may_write.set(may_write);
    }

    pub(crate) fn generation(&self) -> u32 {
        self.generation.get()
    }

    pub(crate) fn may_write(&self) -> bool {
        self.may_write.get()
    }

    /// Something waits for the worker once the transaction is committed.
    pub(crate) fn leave_work(&self) {
        self.left_work.set(true);
    }

    pub(crate) fn left_work(&self) -> bool {
        self.left_work.get()
    }

    pub(crate) fn log(&self, entry: Entry) {
        let mut log = self.log.borrow_mut();
        if log.len() < MOST {
            log.push(entry);
        }
    }

    pub(crate) fn take_log(&self) -> Vec<Entry> {
        self.log.take()
    }

    /// Runs `work`, the script of a rule of this name.
    pub(super) fn running<R>(&self, rule: &str, work: impl FnOnce() -> R) -> R {
        self.running.borrow_mut().push(rule.to_owned());
        let result = work();
        self.running.borrow_mut().pop();
        result
    }

    /// A rule and those that caused it, the nearest first, as refusals tell.
    pub(super) fn stack(&self, rule: &str) -> String {
        let running = self.running.borrow();
        let outer = running.iter().rev().map(String::as_str);
        std::iter::once(rule).chain(outer).collect::<Vec<_>>().join(",")
    }

    /// Runs `work` unless a rule that narrows a query asks for records itself.
    pub(super) fn narrowing<R>(&self, work: impl FnOnce() -> R) -> Option<R> {
        if self.narrowing.replace(true) {
            return None;
        }
        let result = work();
        self.narrowing.set(false);
        Some(result)
    }
}

/// Runs `work` with an engine of the session's transaction.
pub(super) fn with_machine<R>(
    session: &Session,
    work: impl FnOnce(&Machine) -> Result<R, Trouble>,
) -> Result<R, Trouble> {
    let workshop = session.workshop();
    if workshop.depth.get() >= DEPTH {
        return Err(Trouble::TooDeep(DEPTH));
    }
    if workshop.deadline.get().is_none() {
        let time = super::time(&session.properties(), TIME);
        workshop.deadline.set(Instant::now().checked_add(time));
    }
    let idle = workshop.idle.borrow_mut().pop();
    let machine = match idle {
        Some(machine) => machine,
        None => Machine::new(Bench::within(session, Rc::clone(&workshop.deadline)))?,
    };
    workshop.depth.set(workshop.depth.get() + 1);
    let result = work(&machine);
    workshop.depth.set(workshop.depth.get() - 1);
    if !matches!(result, Err(Trouble::TimedOut | Trouble::OutOfMemory | Trouble::Engine(_))) {
        workshop.idle.borrow_mut().push(machine);
    }
    result
}

impl fmt::Debug for Workshop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workshop")
            .field("depth", &self.depth)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
