//! The end of an authorization or a secret, foreseen: the person is told 30 days before, more urgently from a week on, and on the
//! last day. Tokens renew themselves until then (protocol 4.4).

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Connection;

const DAY: SignedDuration = SignedDuration::from_hours(24);
const SOON: SignedDuration = SignedDuration::from_hours(30 * 24);
const VERY_SOON: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How near the end is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// Within 30 days.
    Soon,
    /// Within 7 days.
    VerySoon,
    /// Within a day.
    LastDay,
}

/// An end that comes soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// When.
    pub at: Timestamp,
    /// How near.
    pub nearness: Nearness,
    /// Whole days until then.
    pub days: i64,
}

impl Connection {
    /// The end of the authorization, when it comes within 30 days.
    pub fn ending(&self, now: Timestamp) -> Option<Ending> {
        Ending::of(self.authorization.as_ref()?.refresh_expires_at?, now)
    }
}

impl Ending {
    /// An end that comes within 30 days; one that has passed is none.
    pub fn of(at: Timestamp, now: Timestamp) -> Option<Self> {
        let left = at.duration_since(now);
        let nearness = match left {
            left if left <= SignedDuration::ZERO || left > SOON => return None,
            left if left <= DAY => Nearness::LastDay,
            left if left <= VERY_SOON => Nearness::VerySoon,
            _ => Nearness::Soon,
        };
        Some(Self { at, nearness, days: left.as_hours() / 24 })
    }

    /// The end of something that ends in the course of `day`: its beginning counts.
    pub fn on(day: Date, now: Timestamp) -> Option<Self> {
        Self::of(day.to_zoned_datetime(TimeZone::UTC).ok()?.timestamp(), now)
    }

    /// Whether a person should act this week.
    pub fn is_urgent(&self) -> bool {
        self.nearness >= Nearness::VerySoon
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_told_at_thirty_seven_and_one_days() {
        let now = Timestamp::UNIX_EPOCH;
        let nearness =
            |days: i64| Ending::of(now + SignedDuration::from_hours(24 * days), now).map(|end| end.nearness);
        assert_eq!(nearness(31), None);
        assert_eq!(nearness(30), Some(Nearness::Soon));
        assert_eq!(nearness(8), Some(Nearness::Soon));
        assert_eq!(nearness(7), Some(Nearness::VerySoon));
        assert_eq!(nearness(2), Some(Nearness::VerySoon));
        assert_eq!(nearness(1), Some(Nearness::LastDay));
        assert_eq!(nearness(0), None);
    }
}
