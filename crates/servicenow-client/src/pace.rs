//! Keeps within the rate limit rules of an instance, learnt from its `X-RateLimit-*` headers and
//! its 429 answers (protocol section 6.3). Without a rule there are no headers, and no pacing.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use jiff::{SignedDuration, Timestamp};

use crate::answer;
use crate::wire::RawAnswer;

/// A tenth of the hourly allowance may go at once; the rest is spread over the hour, because other
/// programs may share the user and the instance counts per hour, not per second.
const BURST_SHARE: u32 = 10;

#[derive(Debug, Default)]
pub(crate) struct Pacer {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    bucket: Option<(NonZeroU32, Arc<DefaultDirectRateLimiter>)>,
    closed_until: Option<Timestamp>,
}

impl Pacer {
    /// How long the next request has to wait; zero takes a place in the bucket.
    pub(crate) fn wait(&self, now: Timestamp) -> Duration {
        let mut state = self.state();
        if let Some(until) = state.closed_until {
            if until > now {
                return Duration::try_from(until.duration_since(now)).unwrap_or_default();
            }
            state.closed_until = None;
        }
        let Some((_, bucket)) = &state.bucket else { return Duration::ZERO };
        match bucket.check() {
            Ok(()) => Duration::ZERO,
            Err(not_yet) => not_yet.wait_time_from(DefaultClock::default().now()),
        }
    }

    /// Learns from an answer.
    pub(crate) fn observe(&self, raw: &RawAnswer, now: Timestamp) {
        let limit = raw.header("x-ratelimit-limit").and_then(|value| value.trim().parse().ok());
        let mut state = self.state();
        if let Some(limit) = limit
            && state.bucket.as_ref().is_none_or(|(known, _)| *known != limit)
        {
            state.bucket = Some((limit, Arc::new(RateLimiter::direct(quota(limit)))));
        }
        if raw.status == 429
            && let Some(wait) = answer::retry_after(raw, now)
        {
            let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
            state.closed_until = now.checked_add(wait).ok();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn quota(per_hour: NonZeroU32) -> Quota {
    let burst = NonZeroU32::new(per_hour.get() / BURST_SHARE).unwrap_or(NonZeroU32::MIN);
    Quota::per_hour(per_hour).allow_burst(burst)
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

    fn answer(status: u16, headers: &[(&'static str, &'static str)]) -> RawAnswer {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        RawAnswer { status, headers, body: Vec::new() }
    }

    #[test]
    fn does_not_pace_without_a_rule() {
        let pacer = Pacer::default();
        pacer.observe(&answer(200, &[]), Timestamp::UNIX_EPOCH);
        assert!((0..1000).all(|_| pacer.wait(Timestamp::UNIX_EPOCH).is_zero()));
    }

    #[test]
    fn spreads_the_hourly_allowance_after_a_burst() {
        let pacer = Pacer::default();
        for _ in 0..3 {
            pacer.observe(&answer(200, &[("x-ratelimit-limit", "60")]), Timestamp::UNIX_EPOCH);
        }
        let free = (0..20).take_while(|_| pacer.wait(Timestamp::UNIX_EPOCH).is_zero()).count();
        assert_eq!(free, 6);
        let wait = pacer.wait(Timestamp::UNIX_EPOCH);
        assert!(wait > Duration::from_secs(50) && wait <= Duration::from_mins(1), "{wait:?}");
    }

    #[test]
    fn stays_closed_as_long_as_a_429_asked() {
        let pacer = Pacer::default();
        let now = Timestamp::UNIX_EPOCH;
        pacer.observe(&answer(429, &[("retry-after", "30")]), now);
        assert_eq!(pacer.wait(now), Duration::from_secs(30));
        assert_eq!(pacer.wait(now + SignedDuration::from_secs(31)), Duration::ZERO);
    }

    #[test]
    fn nonsense_in_the_headers_changes_nothing() {
        let pacer = Pacer::default();
        for value in ["0", "-1", "many", "99999999999999999999"] {
            pacer.observe(&answer(200, &[("x-ratelimit-limit", value)]), Timestamp::UNIX_EPOCH);
        }
        assert!(pacer.wait(Timestamp::UNIX_EPOCH).is_zero());
    }
}
