//! Writes of requests, one after the other. Short writes that wait at the same
//! time share a transaction, whose cost is then paid once; each can still be
//! undone alone, and none is answered before the transaction is committed.

use std::collections::VecDeque;
use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};

use tokio::sync::oneshot;

use super::Engine;
use super::session::Session;
use crate::caller::Caller;
use crate::refusals::Refusal;
use crate::script;

/// Writes that share a transaction at most, so that the first is not kept
/// waiting by the last.
const SHARING: usize = 32;

/// How many short writes join the first of a transaction while so many wait. Half of them: were it all, nobody would
/// prepare the next writes while these are stored, and nothing would be stored while their askers are answered.
fn joining(waiting: usize) -> usize {
    (waiting / 2).min(SHARING - 1)
}

/// Told to the asker once it is known whether the transaction was kept.
type Tell = Box<dyn FnOnce(Result<(), Refusal>) + Send>;

/// What came of a write: kept, if the transaction is; or refused.
type Outcome = Result<Tell, Tell>;

/// One caller's write, waiting for its turn.
pub(super) struct Job {
    caller: Caller,
    /// May share its transaction.
    short: bool,
    work: Box<dyn FnOnce(&Session) -> Outcome + Send>,
}

/// A job and where its result arrives.
pub(super) type Queued<R> = (Job, oneshot::Receiver<Result<R, Refusal>>);

impl Job {
    pub(super) fn new<R, F>(caller: Caller, short: bool, work: F) -> Queued<R>
    where
        R: Send + 'static,
        F: FnOnce(&Session) -> Result<R, Refusal> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        // An asker that went away needs no answer.
        let work = Box::new(move |session: &Session| match work(session) {
            Ok(result) => {
                let tell = move |kept: Result<(), Refusal>| drop(answer.send(kept.map(|()| result)));
                Ok(Box::new(tell) as Tell)
            }
            Err(refusal) => {
                let tell = move |_| drop(answer.send(Err(refusal)));
                Err(Box::new(tell) as Tell)
            }
        });
        (Self { caller, short, work }, answered)
    }
}

/// Jobs in the order of their arrival.
#[derive(Default)]
pub(super) struct Queue {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Job>,
    /// Somebody takes jobs until there are none.
    served: bool,
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Queue")
    }
}

impl Queue {
    /// Whether nobody serves the queue yet, so that the asker has to see to it.
    pub(super) fn push(&self, job: Job) -> bool {
        let mut state = self.lock();
        state.waiting.push_back(job);
        !std::mem::replace(&mut state.served, true)
    }

    /// The next job; without one the queue is no longer served.
    fn next(&self) -> Option<Job> {
        let mut state = self.lock();
        let job = state.waiting.pop_front();
        state.served = job.is_some();
        job
    }

    fn waiting(&self) -> usize {
        self.lock().waiting.len()
    }

    /// The next job if it is a short one.
    fn next_short(&self) -> Option<Job> {
        self.lock().waiting.pop_front_if(|job| job.short)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Serves the queue until it is empty. Blocks.
pub(super) fn serve(engine: &Engine) {
    let queue = &engine.shared.queue;
    while let Some(first) = queue.next() {
        let mut batch = Batch::new(engine, &first.caller);
        let joining = if first.short { joining(queue.waiting()) } else { 0 };
        batch.run(engine, first);
        for job in iter::from_fn(|| queue.next_short()).take(joining) {
            batch.run(engine, job);
        }
        batch.commit(engine);
    }
}

/// One transaction and the askers that wait for it.
struct Batch {
    /// Always there but for the moment in which it is passed on.
    session: Option<Rc<Session>>,
    begun: Result<(), Refusal>,
    waiting: Vec<Tell>,
    /// Askers whose work is undone, while the log of its scripts is kept.
    refused: Vec<Tell>,
    left_work: bool,
}

impl Batch {
    fn new(engine: &Engine, caller: &Caller) -> Self {
        let session = engine.session(engine.shared.pool.blocking_writer(), caller.clone());
        let begun = session.begin_write();
        Self { session: Some(session), begun, waiting: Vec::new(), refused: Vec::new(), left_work: false }
    }

    fn run(&mut self, engine: &Engine, job: Job) {
        let shared = !self.waiting.is_empty() || !self.refused.is_empty();
        let Some(session) = self.session.take() else {
            return;
        };
        let session = engine.pass(session, job.caller);
        let session = &*self.session.insert(session);
        if shared && self.begun.is_ok() {
            self.begun = session.save();
        }
        if self.begun.is_err() {
            // The asker hears that its job is gone.
            return;
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| (job.work)(session)));
        let kept = matches!(outcome, Ok(Ok(_)));
        let log = session.workshop().take_log();
        self.left_work |= kept && session.workshop().left_work();
        self.begun = session.settle(shared, kept).and_then(|()| script::log::write(session, &log));
        match outcome {
            Ok(Ok(tell)) => self.waiting.push(tell),
            Ok(Err(tell)) if log.is_empty() => tell(Ok(())),
            Ok(Err(tell)) => self.refused.push(tell),
            // The panic was reported where it happened; the asker hears that its job is gone.
            Err(_) => {}
        }
    }

    fn commit(self, engine: &Engine) {
        let idle = self.waiting.is_empty() && self.refused.is_empty();
        let result = self.begun.and_then(|()| match &self.session {
            Some(session) if !idle => session.commit(),
            _ => Ok(None),
        });
        let result = result.map(|changed| {
            if let Some(metadata) = changed {
                engine.publish(metadata);
            }
        });
        drop(self.session);
        for tell in self.waiting {
            tell(result.clone());
        }
        for tell in self.refused {
            tell(Ok(()));
        }
        if self.left_work {
            engine.later().notify_one();
        }
    }
}
