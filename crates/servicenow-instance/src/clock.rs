//! The instance's settable clock. It is the only place that asks the machine
//! for the time; everything else is handed a moment.

use std::sync::{PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};

/// A clock that runs with the machine, runs shifted, or stands still.
#[derive(Debug)]
pub(crate) struct Clock {
    mode: RwLock<Mode>,
}

#[derive(Debug, Clone, Copy)]
enum Mode {
    Running(SignedDuration),
    Frozen(Timestamp),
}

impl Clock {
    pub(crate) fn running() -> Self {
        Self::with(Mode::Running(SignedDuration::ZERO))
    }

    /// Stands still at `now` until it is set or advanced.
    pub(crate) fn frozen(now: Timestamp) -> Self {
        Self::with(Mode::Frozen(now))
    }

    fn with(mode: Mode) -> Self {
        Self { mode: RwLock::new(mode) }
    }

    pub(crate) fn now(&self) -> Timestamp {
        match *self.mode.read().unwrap_or_else(PoisonError::into_inner) {
            Mode::Running(shift) => shifted(machine_now(), shift),
            Mode::Frozen(now) => now,
        }
    }

    pub(crate) fn is_frozen(&self) -> bool {
        let mode = self.mode.read().unwrap_or_else(PoisonError::into_inner);
        matches!(*mode, Mode::Frozen(_))
    }

    pub(crate) fn freeze_at(&self, now: Timestamp) {
        self.set(Mode::Frozen(now));
    }

    /// Runs on from `now` at the machine's pace.
    pub(crate) fn run_from(&self, now: Timestamp) {
        self.set(Mode::Running(now.duration_since(machine_now())));
    }

    pub(crate) fn advance(&self, by: SignedDuration) {
        let mut mode = self.mode.write().unwrap_or_else(PoisonError::into_inner);
        *mode = match *mode {
            Mode::Running(shift) => Mode::Running(shift.saturating_add(by)),
            Mode::Frozen(now) => Mode::Frozen(shifted(now, by)),
        };
    }

    /// Back to the machine's time.
    pub(crate) fn reset(&self) {
        self.set(Mode::Running(SignedDuration::ZERO));
    }

    fn set(&self, mode: Mode) {
        *self.mode.write().unwrap_or_else(PoisonError::into_inner) = mode;
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is handed")]
fn machine_now() -> Timestamp {
    Timestamp::now()
}

fn shifted(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_clock_moves_only_when_advanced() {
        let start: Timestamp = "2026-01-31T10:00:00Z".parse().unwrap();
        let clock = Clock::frozen(start);
        assert_eq!(clock.now(), start);
        clock.advance(SignedDuration::from_hours(2));
        assert_eq!(clock.now(), "2026-01-31T12:00:00Z".parse().unwrap());
        assert!(clock.is_frozen());
        clock.reset();
        assert!(!clock.is_frozen());
    }

    #[test]
    fn a_running_clock_can_run_from_another_moment() {
        let clock = Clock::running();
        let there: Timestamp = "2001-02-03T04:05:06Z".parse().unwrap();
        clock.run_from(there);
        let gone = clock.now().duration_since(there);
        assert!(gone >= SignedDuration::ZERO && gone < SignedDuration::from_mins(5));
    }
}
