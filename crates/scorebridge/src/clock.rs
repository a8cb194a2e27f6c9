//! The clock as a value: product code asks it, tests freeze and move it.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};

/// Tells the time. Cheap to clone; clones of a frozen clock move together.
#[derive(Clone, Default)]
pub struct Clock(Option<Arc<Mutex<Timestamp>>>);

impl Clock {
    /// The clock of the machine.
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still until it is moved.
    pub fn frozen(at: Timestamp) -> Self {
        Self(Some(Arc::new(Mutex::new(at))))
    }

    /// The time now, in whole milliseconds, as it is stored.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now(&self) -> Timestamp {
        let now = match &self.0 {
            None => Timestamp::now(),
            Some(frozen) => *frozen.lock().expect("no code panics while it holds this lock"),
        };
        Timestamp::from_millisecond(now.as_millisecond()).expect("a valid time stays valid when shortened")
    }

    /// Moves a frozen clock on; does nothing to the machine's.
    pub fn advance(&self, by: SignedDuration) {
        if let Some(frozen) = &self.0 {
            let mut at = frozen.lock().expect("no code panics while it holds this lock");
            *at += by;
        }
    }
}
