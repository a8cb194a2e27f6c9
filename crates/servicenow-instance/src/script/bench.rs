//! What the operations of one engine work with: where the data is, the time
//! that is left, the log.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::time::{Duration, Instant};

use super::answer::Fault;
use super::log::{Entry, Level, MOST};
use crate::caller::Caller;
use crate::engine::{Engine, Session};
use crate::refusals::Refusal;

/// Records that scripts of one engine may hold at a time; each is a few
/// kilobytes outside the memory that QuickJS counts.
const LIVE_RECORDS: usize = 10_000;
/// Bytes that the scripts of one engine may hand over to the instance: values,
/// files, messages. They lie outside the memory that QuickJS counts.
const CARRIED: usize = 256 * 1024 * 1024;

/// Where operations of a script take place.
#[derive(Debug)]
pub(super) enum Ground {
    /// In the transaction that caused the script.
    Within(Weak<Session>),
    /// Each in a transaction of its own, as on the platform: for scripts that
    /// may wait for the outside meanwhile.
    Alone(Box<Alone>),
}

/// A script that runs outside any transaction.
#[derive(Debug)]
pub(super) struct Alone {
    pub(super) engine: Engine,
    pub(super) caller: Caller,
    /// How many asynchronous rules led here, one causing the next.
    pub(super) generation: u32,
}

/// Shared by all operations of one engine.
#[derive(Debug)]
pub(super) struct Bench {
    pub(super) ground: Ground,
    /// When scripts are stopped; shared by the engines of a transaction.
    pub(super) deadline: Rc<Cell<Option<Instant>>>,
    live: Cell<usize>,
    carried: Cell<usize>,
    log: RefCell<Vec<Entry>>,
}

impl Bench {
    pub(super) fn within(session: &Session, deadline: Rc<Cell<Option<Instant>>>) -> Rc<Self> {
        Rc::new(Self {
            ground: Ground::Within(session.this()),
            deadline,
            live: Cell::new(0),
            carried: Cell::new(0),
            log: RefCell::default(),
        })
    }

    pub(super) fn alone(alone: Alone) -> Rc<Self> {
        let limit = super::time(&alone.engine.metadata().properties, super::TIME_ALONE);
        Rc::new(Self {
            ground: Ground::Alone(Box::new(alone)),
            deadline: Rc::new(Cell::new(Instant::now().checked_add(limit))),
            live: Cell::new(0),
            carried: Cell::new(0),
            log: RefCell::default(),
        })
    }

    pub(super) fn is_late(&self) -> bool {
        self.deadline.get().is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// Time until scripts are stopped.
    pub(super) fn time_left(&self) -> Duration {
        let left = self.deadline.get().map(|deadline| deadline.saturating_duration_since(Instant::now()));
        left.unwrap_or(Duration::ZERO)
    }

    pub(super) fn read<R>(&self, work: impl FnOnce(&Session) -> Result<R, Refusal>) -> Result<R, Fault> {
        match &self.ground {
            Ground::Within(session) => Ok(work(&*alive(session)?)?),
            Ground::Alone(alone) => Ok(alone.engine.read_now(&alone.caller, alone.generation, work)?),
        }
    }

    /// All or nothing of what `work` writes.
    pub(super) fn write<R>(&self, work: impl FnOnce(&Session) -> Result<R, Refusal>) -> Result<R, Fault> {
        match &self.ground {
            Ground::Within(session) => {
                let session = alive(session)?;
                if !session.workshop().may_write() {
                    return Err(Fault("a script cannot write while records are being read".to_owned()));
                }
                Ok(session.attempt(work)??)
            }
            Ground::Alone(alone) => Ok(alone.engine.write_now(&alone.caller, alone.generation, work)?),
        }
    }

    /// Whether operations may write at all.
    pub(super) fn may_write(&self) -> bool {
        match &self.ground {
            Ground::Within(session) => {
                session.upgrade().is_some_and(|session| session.workshop().may_write())
            }
            Ground::Alone(_) => true,
        }
    }

    pub(super) fn with_caller<R>(&self, work: impl FnOnce(&Caller) -> R) -> Result<R, Fault> {
        match &self.ground {
            Ground::Within(session) => Ok(work(alive(session)?.caller())),
            Ground::Alone(alone) => Ok(work(&alone.caller)),
        }
    }

    pub(super) fn log(&self, level: Level, message: impl Into<String>, source: &str) {
        let entry = Entry::new(level, message, source);
        match &self.ground {
            Ground::Within(session) => {
                if let Some(session) = session.upgrade() {
                    session.workshop().log(entry);
                }
            }
            Ground::Alone(_) => {
                let mut log = self.log.borrow_mut();
                if log.len() < MOST {
                    log.push(entry);
                }
            }
        }
    }

    /// Writes what a script that ran alone has logged.
    pub(super) fn write_log(&self) -> Result<(), Fault> {
        let entries = self.log.take();
        if entries.is_empty() {
            return Ok(());
        }
        self.write(|session| super::log::write(session, &entries))
    }

    /// Counts a record that a script takes hold of.
    pub(super) fn hold(&self) -> Result<(), Fault> {
        if self.live.get() >= LIVE_RECORDS {
            return Err(Fault(format!("a script holds more than {LIVE_RECORDS} records at a time")));
        }
        self.live.set(self.live.get() + 1);
        Ok(())
    }

    /// Counts what a script hands over with one call.
    pub(super) fn carry(&self, given: &[String]) -> Result<(), Fault> {
        let carried = self.carried.get().saturating_add(given.iter().map(String::len).sum());
        if carried > CARRIED {
            let most = CARRIED / 1024 / 1024;
            return Err(Fault(format!("a script hands over more than {most} MiB to the instance")));
        }
        self.carried.set(carried);
        Ok(())
    }

    pub(super) fn release(&self) {
        self.live.set(self.live.get().saturating_sub(1));
    }
}

fn alive(session: &Weak<Session>) -> Result<Rc<Session>, Fault> {
    session.upgrade().ok_or_else(|| Fault("the transaction of this script is over".to_owned()))
}
