//! Dates, times and numbers as the reader's language writes them, in the reader's time zone.

use fluent_templates::fluent_bundle::FluentValue;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Phrase;
use crate::message::Message;
use crate::store::Language;

const MONTHS_EN: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTHS_NL: [&str; 12] =
    ["jan.", "feb.", "mrt.", "apr.", "mei", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec."];

/// Everything that words depend on: language, time zone, and the time they are read at.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    /// Language.
    pub(crate) language: Language,
    /// Time zone of the person.
    pub(crate) zone: TimeZone,
    /// The time of the request.
    pub(crate) now: Timestamp,
}

impl Words {
    /// The words of a key.
    pub(crate) fn phrase(&self, key: &str) -> Phrase {
        Phrase::new(self.language, key)
    }

    /// The words of a stored message.
    pub(crate) fn message(&self, message: &Message) -> Phrase {
        Phrase::of(self.language, message)
    }

    /// Today, where the person is.
    pub(crate) fn today(&self) -> Date {
        self.date_of(self.now)
    }

    /// The date of a moment, where the person is.
    pub(crate) fn date_of(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// `23 Nov 2026`, `23 nov. 2026`
    pub(crate) fn day(&self, date: Date) -> String {
        format!("{} {}", self.day_and_month(date), date.year())
    }

    /// As `day`, without the year while it is within twelve months.
    pub(crate) fn day_short(&self, date: Date) -> String {
        let away = (date - self.today()).get_days().abs();
        if away < 330 { self.day_and_month(date) } else { self.day(date) }
    }

    fn day_and_month(&self, date: Date) -> String {
        let months = match self.language {
            Language::En => MONTHS_EN,
            Language::Nl => MONTHS_NL,
        };
        let month = usize::from(date.month().unsigned_abs()) - 1;
        format!("{} {}", date.day(), months[month])
    }

    /// `14:32`
    pub(crate) fn time(&self, at: Timestamp) -> String {
        let time = self.zone.to_datetime(at).time();
        format!("{:02}:{:02}", time.hour(), time.minute())
    }

    /// `Today 14:32`, `Yesterday 22:00`, `20 Nov 15:21`, `20 Nov 2025 15:21`
    pub(crate) fn moment(&self, at: Timestamp) -> String {
        let (date, time) = (self.date_of(at), self.time(at));
        match (date - self.today()).get_days() {
            0 => self.phrase("moment-today").arg("time", time).to_string(),
            -1 => self.phrase("moment-yesterday").arg("time", time).to_string(),
            1 => self.phrase("moment-tomorrow").arg("time", time).to_string(),
            _ => format!("{} {time}", self.day_short(date)),
        }
    }

    /// Date and time in full, for `title`.
    pub(crate) fn moment_full(&self, at: Timestamp) -> String {
        format!("{} {}", self.day(self.date_of(at)), self.time(at))
    }

    /// `2 min ago` or `in 26 min` within a day, else as `moment`.
    pub(crate) fn relative(&self, at: Timestamp) -> String {
        let away = at.duration_since(self.now);
        let (minutes, hours) = (away.as_secs().abs() / 60, away.as_secs().abs() / 3600);
        let future = away > SignedDuration::ZERO;
        let phrase = match (hours, minutes, future) {
            (0, 0, false) => self.phrase("moment-just-now"),
            (0, 0, true) => self.phrase("moment-within-a-minute"),
            (0, _, false) => self.phrase("moment-minutes-ago").arg("count", minutes),
            (0, _, true) => self.phrase("moment-in-minutes").arg("count", minutes),
            (1..24, _, false) => self.phrase("moment-hours-ago").arg("count", hours),
            (1..24, _, true) => self.phrase("moment-in-hours").arg("count", hours),
            _ => return self.moment(at),
        };
        phrase.to_string()
    }

    /// `5 days late` for a date before today.
    pub(crate) fn late(&self, due: Date) -> Option<String> {
        let days = i64::from((self.today() - due).get_days());
        (days > 0).then(|| self.phrase("days-late").arg("count", days).to_string())
    }

    /// A whole number, grouped: `1,240`, `1.240`
    pub(crate) fn count(&self, number: u64) -> String {
        group(&number.to_string(), self.separators().0)
    }

    /// Points: at most one decimal, none when it would be 0: `411.8`, `951`
    pub(crate) fn points(&self, points: f64) -> String {
        let tenths = (points * 10.0).round() / 10.0;
        if tenths.fract().abs() < f64::EPSILON { self.decimal(tenths, 0) } else { self.decimal(tenths, 1) }
    }

    /// `+1.5`, `-3`, `0`
    pub(crate) fn points_signed(&self, points: f64) -> String {
        let sign = if points > 0.0 { "+" } else { "" };
        format!("{sign}{}", self.points(points))
    }

    /// `43.3%`
    pub(crate) fn percent(&self, percent: f64) -> String {
        format!("{}%", self.decimal(percent, 1))
    }

    /// `+1.05%`: what an action adds to the score.
    pub(crate) fn impact(&self, percent: f64) -> String {
        if percent < 0.005 { "0%".to_owned() } else { format!("+{}%", self.decimal(percent, 2)) }
    }

    fn decimal(&self, number: f64, decimals: usize) -> String {
        let text = format!("{:.decimals$}", number.abs());
        let (thousands, comma) = self.separators();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let is_zero = text.bytes().all(|b| matches!(b, b'0' | b'.'));
        let sign = if number < 0.0 && !is_zero { "\u{2212}" } else { "" };
        let whole = group(whole, thousands);
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}{comma}{fraction}") }
    }

    /// Between thousands, before decimals.
    fn separators(&self) -> (char, char) {
        match self.language {
            Language::En => (',', '.'),
            Language::Nl => ('.', ','),
        }
    }
}

fn group(digits: &str, separator: char) -> String {
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// Numbers inside English phrases.
pub(super) fn english(value: &FluentValue<'_>) -> Option<String> {
    grouped(value, ',')
}

/// Numbers inside Dutch phrases.
pub(super) fn dutch(value: &FluentValue<'_>) -> Option<String> {
    grouped(value, '.')
}

fn grouped(value: &FluentValue<'_>, separator: char) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.options.use_grouping => {
            Some(group(&format!("{:.0}", number.value), separator))
        }
        _ => None,
    }
}
