//! One lane for each tenant's connection: how many jobs may call at once, and whether calling makes sense now.
//!
//! When the instance does not answer, the lane closes for a while, so that 200 waiting tickets do not make 200 calls
//! in vain; the next call after the pause tells whether it opens again. Kept in memory: another replica finds out
//! for itself with one call.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::backoff::backoff;
use crate::ids::TenantId;
use crate::message::Message;

/// More parallel calls fill the queue of an instance (protocol 6.6).
const AT_ONCE: usize = 4;
/// First pause after a failure.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// Longest pause: one call every two minutes harms nobody, and a person sees soon that it works again.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(2);

/// All lanes.
#[derive(Default)]
pub(crate) struct Lanes(Mutex<HashMap<TenantId, Arc<Lane>>>);

impl Lanes {
    /// The lane of a tenant.
    pub(super) fn of(&self, tenant: &TenantId) -> Arc<Lane> {
        let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.entry(tenant.clone()).or_default().clone()
    }
}

/// The lane of one tenant's connection.
pub(super) struct Lane {
    turns: Semaphore,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    failures: u32,
    closed: Option<(Timestamp, Message)>,
    cursor: Option<(Timestamp, Timestamp)>,
    reads_times_in_a_zone: bool,
    marks: HashMap<&'static str, Timestamp>,
}

impl Default for Lane {
    fn default() -> Self {
        Self { turns: Semaphore::new(AT_ONCE), state: Mutex::default() }
    }
}

impl Lane {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for one of the places of this lane.
    pub(super) async fn turn(&self) -> SemaphorePermit<'_> {
        self.turns.acquire().await.expect("the semaphore is never closed")
    }

    /// Until when calling makes no sense, and why.
    pub(super) fn closed(&self, now: Timestamp) -> Option<(Timestamp, Message)> {
        self.state().closed.clone().filter(|(until, _)| *until > now)
    }

    /// A call failed for a reason of the connection: no calls until the time given back. Failures of calls that were
    /// under way together count once.
    pub(super) fn close(&self, problem: &Message, now: Timestamp, asked: Option<Duration>) -> Timestamp {
        let mut state = self.state();
        if state.closed.as_ref().is_none_or(|(until, _)| *until <= now) {
            state.failures = state.failures.saturating_add(1);
        }
        let pause = backoff(state.failures, FIRST_PAUSE, LONGEST_PAUSE, problem);
        let asked = asked.and_then(|asked| SignedDuration::try_from(asked).ok()).unwrap_or_default();
        let until = now + pause.max(asked.min(SignedDuration::from_hours(2)));
        state.closed = Some((until, problem.clone()));
        until
    }

    /// A call succeeded, or somebody asks to try at once. Returns whether calls had failed before.
    pub(super) fn open(&self) -> bool {
        let mut state = self.state();
        state.closed = None;
        std::mem::take(&mut state.failures) > 0
    }

    /// Since when the cursor of the sync stands where it stands.
    pub(super) fn cursor_since(&self, cursor: Timestamp, now: Timestamp) -> Timestamp {
        let mut state = self.state();
        match state.cursor {
            Some((known, since)) if known == cursor => since,
            _ => {
                state.cursor = Some((cursor, now));
                now
            }
        }
    }

    /// Whether the instance was seen to read times in the zone of the integration user.
    pub(super) fn reads_times_in_a_zone(&self) -> bool {
        self.state().reads_times_in_a_zone
    }

    /// It was.
    pub(super) fn set_reads_times_in_a_zone(&self) {
        self.state().reads_times_in_a_zone = true;
    }

    /// Forgets what was learned of an instance: another may be connected next.
    pub(super) fn reset(&self) {
        *self.state() = State::default();
    }

    /// Whether `every` has passed since this was last true for `what`.
    pub(super) fn is_due(&self, what: &'static str, every: SignedDuration, now: Timestamp) -> bool {
        let mut state = self.state();
        let due = state.marks.get(what).is_none_or(|last| now.duration_since(*last) >= every);
        if due {
            state.marks.insert(what, now);
        }
        due
    }
}
