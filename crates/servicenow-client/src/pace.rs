//! Keeps within the rate limit rules of an instance, learnt from its `X-RateLimit-*` headers and
//! its 429 answers (protocol section 6.3). Without a rule there are no headers, and no pacing.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use jiff::{SignedDuration, Timestamp};

use crate::answer;
use crate::wire::RawAnswer;

/// A tenth of the hourly allowance may go at once; the rest is spread over the hour, because other
/// programs may share the user and the instance counts per hour, not per second.
const BURST_SHARE: u32 = 10;

/// Rules count per API, so each API has a lane of its own. There are few; a caller of the raw layer
/// cannot make many.
const MAX_LANES: usize = 64;

#[derive(Debug, Default)]
pub(crate) struct Pacer {
    lanes: Mutex<HashMap<String, Lane>>,
}

#[derive(Debug, Default)]
struct Lane {
    bucket: Option<(NonZeroU32, DefaultDirectRateLimiter)>,
    closed_until: Option<Timestamp>,
}

impl Pacer {
    /// How long the next request to this path has to wait; zero takes a place in the bucket.
    pub(crate) fn wait(&self, path: &str, now: Timestamp) -> Duration {
        let lanes = self.lanes();
        let Some(lane) = lanes.get(api_of(path)) else { return Duration::ZERO };
        if let Some(until) = lane.closed_until.filter(|until| *until > now) {
            return Duration::try_from(until.duration_since(now)).unwrap_or_default();
        }
        match lane.bucket.as_ref().map(|(_, bucket)| bucket.check()) {
            Some(Err(not_yet)) => not_yet.wait_time_from(DefaultClock::default().now()),
            Some(Ok(())) | None => Duration::ZERO,
        }
    }

    /// Learns from an answer to a request of this path.
    pub(crate) fn observe(&self, path: &str, raw: &RawAnswer, now: Timestamp) {
        let limit: Option<NonZeroU32> =
            raw.header("x-ratelimit-limit").and_then(|value| value.trim().parse().ok());
        let closed = (raw.status == 429).then(|| answer::retry_after(raw, now)).flatten();
        if limit.is_none() && closed.is_none() {
            return;
        }
        let mut lanes = self.lanes();
        let api = api_of(path);
        if lanes.len() >= MAX_LANES && !lanes.contains_key(api) {
            return;
        }
        let lane = lanes.entry(api.to_owned()).or_default();
        if let Some(limit) = limit
            && lane.bucket.as_ref().is_none_or(|(known, _)| *known != limit)
        {
            lane.bucket = Some((limit, RateLimiter::direct(quota(limit))));
        }
        if let Some(wait) = closed {
            let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
            lane.closed_until = now.checked_add(wait).ok();
        }
    }

    fn lanes(&self) -> MutexGuard<'_, HashMap<String, Lane>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `table` of `/api/now/v2/table/incident?…`.
fn api_of(path: &str) -> &str {
    let is_version =
        |part: &&str| matches!(part.as_bytes(), [b'v', digits @ ..] if digits.iter().all(u8::is_ascii_digit));
    let path = path.split('?').next().unwrap_or_default();
    path.split('/')
        .filter(|part| !part.is_empty() && *part != "api")
        .filter(|part| !is_version(part))
        .nth(1)
        .unwrap_or_default()
}

fn quota(per_hour: NonZeroU32) -> Quota {
    let burst = NonZeroU32::new(per_hour.get() / BURST_SHARE).unwrap_or(NonZeroU32::MIN);
    Quota::per_hour(per_hour).allow_burst(burst)
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

    const TABLE: &str = "/api/now/table/incident";

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
        pacer.observe(TABLE, &answer(200, &[]), Timestamp::UNIX_EPOCH);
        assert!((0..1000).all(|_| pacer.wait(TABLE, Timestamp::UNIX_EPOCH).is_zero()));
    }

    #[test]
    fn spreads_the_hourly_allowance_after_a_burst() {
        let pacer = Pacer::default();
        for _ in 0..3 {
            pacer.observe(TABLE, &answer(200, &[("x-ratelimit-limit", "60")]), Timestamp::UNIX_EPOCH);
        }
        let free = (0..20).take_while(|_| pacer.wait(TABLE, Timestamp::UNIX_EPOCH).is_zero()).count();
        assert_eq!(free, 6);
        let wait = pacer.wait(TABLE, Timestamp::UNIX_EPOCH);
        assert!(wait > Duration::from_secs(50) && wait <= Duration::from_mins(1), "{wait:?}");
    }

    #[test]
    fn stays_closed_as_long_as_a_429_asked() {
        let pacer = Pacer::default();
        let now = Timestamp::UNIX_EPOCH;
        pacer.observe(TABLE, &answer(429, &[("retry-after", "30")]), now);
        assert_eq!(pacer.wait(TABLE, now), Duration::from_secs(30));
        assert_eq!(pacer.wait(TABLE, now + SignedDuration::from_secs(31)), Duration::ZERO);
    }

    #[test]
    fn nonsense_in_the_headers_changes_nothing() {
        let pacer = Pacer::default();
        for value in ["0", "-1", "many", "99999999999999999999"] {
            pacer.observe(TABLE, &answer(200, &[("x-ratelimit-limit", value)]), Timestamp::UNIX_EPOCH);
        }
        assert!(pacer.wait(TABLE, Timestamp::UNIX_EPOCH).is_zero());
    }

    #[test]
    fn one_api_does_not_hold_up_another() {
        let pacer = Pacer::default();
        let now = Timestamp::UNIX_EPOCH;
        pacer.observe(TABLE, &answer(429, &[("retry-after", "30")]), now);
        assert_eq!(pacer.wait("/api/now/v2/table/problem?sysparm_limit=1", now), Duration::from_secs(30));
        for path in ["/api/now/stats/incident", "/api/sn_chg_rest/change", "/stats.do", ""] {
            assert_eq!(pacer.wait(path, now), Duration::ZERO, "{path}");
        }
    }
}
