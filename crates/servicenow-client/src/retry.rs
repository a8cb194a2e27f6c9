//! When a failed request is repeated, and after which pause. Only reads are: a write that failed
//! may have been carried out (protocol section 6.5), and only its caller can find out.

use std::time::Duration;

use governor::Jitter;

use crate::{Error, ErrorKind};

/// How often and how patiently reads are repeated.
///
/// The pause doubles from attempt to attempt, half of it is random, and `Retry-After` is honoured.
/// A pause that would exceed [`longest_pause`](Self::longest_pause) or the budget ends the attempts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    first_pause: Duration,
    longest_pause: Duration,
    budget: Duration,
}

impl Default for RetryPolicy {
    /// Four attempts, pauses from half a second to 20 s, one minute of pauses in all.
    fn default() -> Self {
        Self {
            attempts: 4,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(20),
            budget: Duration::from_mins(1),
        }
    }
}

impl RetryPolicy {
    /// Never repeats a request.
    pub fn none() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// How often a read is tried in all, from 1.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The pause before the second attempt, before its random part is taken.
    #[must_use]
    pub fn first_pause(mut self, pause: Duration) -> Self {
        self.first_pause = pause;
        self
    }

    /// The longest single pause; also the longest time a request waits for its turn under a rate limit.
    #[must_use]
    pub fn longest_pause(mut self, pause: Duration) -> Self {
        self.longest_pause = pause;
        self
    }

    /// The sum of all pauses of one request.
    #[must_use]
    pub fn budget(mut self, budget: Duration) -> Self {
        self.budget = budget;
        self
    }

    pub(crate) fn patience(&self) -> Duration {
        self.longest_pause
    }

    /// The pause before the next attempt, or `None` to give up.
    ///
    /// `tried` counts the attempts made, `paused` is the sum of the pauses so far.
    pub(crate) fn pause(&self, error: &Error, tried: u32, paused: Duration) -> Option<Duration> {
        if tried >= self.attempts || !error.is_transient() {
            return None;
        }
        let pause = match error.kind() {
            ErrorKind::RateLimited { retry_after: Some(asked) } if *asked > self.longest_pause => {
                return None;
            }
            ErrorKind::RateLimited { retry_after: Some(asked) } => *asked,
            _ => self.backoff(tried),
        };
        (paused + pause <= self.budget).then_some(pause)
    }

    fn backoff(&self, tried: u32) -> Duration {
        let doubled = self.first_pause.saturating_mul(2_u32.saturating_pow(tried.saturating_sub(1)));
        let half = doubled.min(self.longest_pause) / 2;
        Jitter::up_to(half) + half
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limited(seconds: u64) -> Error {
        ErrorKind::RateLimited { retry_after: Some(Duration::from_secs(seconds)) }.into()
    }

    #[test]
    fn pauses_double_within_their_limit_and_are_half_random() {
        let policy = RetryPolicy::default().attempts(10);
        let error = Error::new(ErrorKind::QueueFull);
        for (tried, longest) in [(1, 500), (2, 1000), (3, 2000), (9, 20_000)] {
            let pause = policy.pause(&error, tried, Duration::ZERO).unwrap();
            let longest = Duration::from_millis(longest);
            assert!(pause >= longest / 2 && pause <= longest, "{tried}: {pause:?}");
        }
    }

    #[test]
    fn gives_up_when_attempts_or_budget_are_spent() {
        let policy = RetryPolicy::default();
        let error = Error::new(ErrorKind::QueueFull);
        assert_eq!(policy.pause(&error, 4, Duration::ZERO), None);
        assert_eq!(policy.pause(&error, 1, Duration::from_mins(1)), None);
        assert_eq!(RetryPolicy::none().pause(&error, 1, Duration::ZERO), None);
    }

    #[test]
    fn waits_as_long_as_asked_but_not_for_an_hour() {
        let policy = RetryPolicy::default();
        assert_eq!(policy.pause(&limited(7), 1, Duration::ZERO), Some(Duration::from_secs(7)));
        assert_eq!(policy.pause(&limited(3600), 1, Duration::ZERO), None);
    }

    #[test]
    fn what_will_not_change_is_not_repeated() {
        let policy = RetryPolicy::default();
        for kind in [ErrorKind::Hibernating, ErrorKind::AddressBlocked] {
            assert_eq!(policy.pause(&kind.into(), 1, Duration::ZERO), None);
        }
    }
}
