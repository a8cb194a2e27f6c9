//! Moments in the wire form (`2026-01-31 10:00:00`, UTC) and calendar
//! arithmetic in a user's time zone.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan, ZonedDateTime};

/// A stretch of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Unit {
    /// Names used by relative operators; `dayofweek` means days there.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "minute" | "minutes" => Self::Minute,
            "hour" | "hours" => Self::Hour,
            "day" | "days" | "dayofweek" => Self::Day,
            "week" | "weeks" => Self::Week,
            "month" | "months" => Self::Month,
            "quarter" | "quarters" => Self::Quarter,
            "year" | "years" => Self::Year,
            _ => return None,
        })
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// `count` of them; more than a calendar holds is cut off later.
    fn span(self, count: i64) -> Option<Span> {
        let span = Span::new();
        match self {
            Self::Minute => span.try_minutes(count),
            Self::Hour => span.try_hours(count),
            Self::Day => span.try_days(count),
            Self::Week => span.try_weeks(count),
            Self::Month => span.try_months(count),
            Self::Quarter => span.try_months(count.checked_mul(3)?),
            Self::Year => span.try_years(count),
        }
        .ok()
    }

    /// In seconds; months count 30 days, years 365.
    pub(crate) fn seconds(self) -> i64 {
        match self {
            Self::Minute => 60,
            Self::Hour => 3_600,
            Self::Day => 86_400,
            Self::Week => 604_800,
            Self::Month => 2_592_000,
            Self::Quarter => 7_776_000,
            Self::Year => 31_536_000,
        }
    }
}

/// The wire form, in UTC.
pub(crate) fn to_wire(at: Timestamp) -> String {
    civil_text(TimeZone::UTC.to_datetime(at))
}

fn civil_text(at: DateTime) -> String {
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// Reads the wire form, a bare date or ISO 8601, as a moment in UTC.
pub(crate) fn from_wire(text: &str) -> Option<Timestamp> {
    in_zone(text, &TimeZone::UTC)
}

/// As [`from_wire`], for a text that was written in `zone`.
pub(crate) fn in_zone(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    if let Some(at) = civil(text) {
        return zone.to_timestamp(at).ok();
    }
    text.parse().ok()
}

/// `YYYY-MM-DD`, with a time of day or without.
pub(crate) fn civil(text: &str) -> Option<DateTime> {
    let bytes = text.as_bytes();
    if bytes.len() == 10 {
        return Some(date(text)?.at(0, 0, 0, 0));
    }
    if bytes.len() != 19 || !matches!(bytes[10], b' ' | b'T') {
        return None;
    }
    Some(date(text.get(..10)?)?.to_datetime(time(text.get(11..)?)?))
}

/// `YYYY-MM-DD`
pub(crate) fn date(text: &str) -> Option<Date> {
    if text.len() != 10 {
        return None;
    }
    text.parse().ok()
}

/// `HH:MM:SS`
pub(crate) fn time(text: &str) -> Option<Time> {
    if text.len() != 8 {
        return None;
    }
    text.parse().ok()
}

/// The start of the unit that `at` lies in.
pub(crate) fn start_of(at: &ZonedDateTime, unit: Unit) -> Option<ZonedDateTime> {
    let day = at.date();
    let start = match unit {
        Unit::Minute => day.at(at.hour(), at.minute(), 0, 0),
        Unit::Hour => day.at(at.hour(), 0, 0, 0),
        Unit::Day => day.at(0, 0, 0, 0),
        Unit::Week => monday(day)?.at(0, 0, 0, 0),
        Unit::Month => day.first_of_month().at(0, 0, 0, 0),
        Unit::Quarter => Date::new(day.year(), quarter_month(day), 1).ok()?.at(0, 0, 0, 0),
        Unit::Year => day.first_of_year().at(0, 0, 0, 0),
    };
    at.time_zone().to_zoned_datetime(start).ok()
}

/// The last second of the unit that `at` lies in.
pub(crate) fn end_of(at: &ZonedDateTime, unit: Unit) -> Option<ZonedDateTime> {
    let next = shift(&start_of(at, unit)?, unit, 1)?;
    next.checked_sub(1.second()).ok()
}

/// `count` units later, or earlier when negative.
pub(crate) fn shift(at: &ZonedDateTime, unit: Unit, count: i64) -> Option<ZonedDateTime> {
    at.checked_add(unit.span(count)?).ok()
}

fn monday(day: Date) -> Option<Date> {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(Span::new().try_days(back).ok()?).ok()
}

fn quarter_month(day: Date) -> i8 {
    (day.month() - 1) / 3 * 3 + 1
}

/// Part of a stored moment in a zone: `dayofweek` (monday is 1), `hour`,
/// `week`, `month`, `quarter`, `year`. For SQL.
pub(crate) fn part(value: &str, part: &str, zone: &str) -> Option<i64> {
    let at = from_wire(value)?.in_tz(zone).ok()?;
    let day = at.date();
    Some(match part {
        "dayofweek" => i64::from(day.weekday().to_monday_one_offset()),
        "hour" => i64::from(at.hour()),
        "week" => i64::from(day.iso_week_date().week()),
        "month" => i64::from(day.month()),
        "quarter" => i64::from(quarter_month(day) / 3 + 1),
        "year" => i64::from(day.year()),
        _ => return None,
    })
}

/// Number of a weekday, month or quarter given by name, or of a plain number.
pub(crate) fn part_number(part: &str, name: &str) -> Option<i64> {
    let name = name.to_ascii_lowercase();
    if let Ok(number) = name.parse() {
        return Some(number);
    }
    let names: &[&str] = match part {
        "dayofweek" => &["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        "month" => &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
        "quarter" => &["1", "2", "3", "4"],
        _ => return None,
    };
    let at = names.iter().position(|known| name.starts_with(known))?;
    i64::try_from(at + 1).ok()
}

/// The start of a unit, in the wire form. For SQL.
pub(crate) fn floor(value: &str, unit: &str, zone: &str) -> Option<String> {
    let at = from_wire(value)?.in_tz(zone).ok()?;
    Some(to_wire(start_of(&at, Unit::of(unit)?)?.timestamp()))
}
