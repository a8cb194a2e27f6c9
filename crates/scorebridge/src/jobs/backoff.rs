//! How long to wait before the next try.

use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::SignedDuration;

/// Doubles from `first` to `longest` with each failure (from 1); a quarter of it depends on `whom`, so that those who
/// failed together do not come back together. The same input gives the same pause.
pub(super) fn backoff(
    failures: u32,
    first: SignedDuration,
    longest: SignedDuration,
    whom: impl Hash,
) -> SignedDuration {
    let doubled = 2_i32.saturating_pow(failures.saturating_sub(1).min(20));
    let pause = first.saturating_mul(doubled).min(longest);
    let mut hasher = DefaultHasher::new();
    (whom, failures).hash(&mut hasher);
    let share = i32::from(hasher.finish().to_be_bytes()[0]);
    let quarter = pause / 4;
    let spread = pause - quarter + quarter.saturating_mul(share) / 255;
    // Times are stored in milliseconds: a finer pause would not have ended when the job is due.
    SignedDuration::from_millis(i64::try_from(spread.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: SignedDuration = SignedDuration::from_secs(5);
    const LONGEST: SignedDuration = SignedDuration::from_mins(15);

    #[test]
    fn pauses_double_within_their_limits_and_differ_between_jobs() {
        for (failures, full) in [(1, 5), (2, 10), (3, 20), (8, 640), (9, 900), (60, 900), (0, 5)] {
            let pause = backoff(failures, FIRST, LONGEST, "job").as_secs();
            assert!((full * 3 / 4..=full).contains(&pause), "{failures}: {pause}");
        }
        let pauses: std::collections::BTreeSet<_> =
            (0..20).map(|job| backoff(5, FIRST, LONGEST, job)).collect();
        assert!(pauses.len() > 10);
    }
}
