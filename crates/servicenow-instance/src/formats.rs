//! Date and time formats of users: the patterns of `glide.sys.date_format`
//! and `glide.sys.time_format` (`dd-MM-yyyy`, `hh:mm:ss a`).

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};

/// How one user sees dates and times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Formats {
    date: Arc<str>,
    time: Arc<str>,
}

impl Default for Formats {
    fn default() -> Self {
        Self { date: "yyyy-MM-dd".into(), time: "HH:mm:ss".into() }
    }
}

impl Formats {
    /// The user's own patterns where set, the system's otherwise.
    pub(crate) fn new(date: Option<&str>, time: Option<&str>) -> Self {
        let standard = Self::default();
        let chosen = |pattern: Option<&str>| {
            pattern.filter(|pattern| !pattern.is_empty() && *pattern != "system").map(Arc::from)
        };
        Self { date: chosen(date).unwrap_or(standard.date), time: chosen(time).unwrap_or(standard.time) }
    }

    pub(crate) fn moment(&self, at: DateTime) -> String {
        format!("{} {}", write(&self.date, at), write(&self.time, at))
    }

    /// `value` as it is when it was no date.
    pub(crate) fn date(&self, date: Option<Date>, value: &str) -> String {
        match date {
            Some(date) => write(&self.date, date.at(0, 0, 0, 0)),
            None => value.to_owned(),
        }
    }

    /// Reads a moment or a bare date in this format.
    pub(crate) fn read(&self, text: &str) -> Option<DateTime> {
        let text = text.trim();
        let pattern = format!("{} {}", self.date, self.time);
        read(&pattern, text).or_else(|| read(&self.date, text))
    }
}

/// A run of one letter is a field, anything else stands for itself.
fn runs(pattern: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut start = 0;
    let bytes = pattern.as_bytes();
    for at in 1..=bytes.len() {
        if at == bytes.len() || bytes[at] != bytes[start] {
            runs.extend(pattern.get(start..at));
            start = at;
        }
    }
    runs
}

fn write(pattern: &str, at: DateTime) -> String {
    let mut text = String::with_capacity(pattern.len() + 2);
    for run in runs(pattern) {
        let width = run.len();
        let number = match run.as_bytes()[0] {
            b'y' if width == 2 => i64::from(at.year() % 100),
            b'y' => i64::from(at.year()),
            b'M' => i64::from(at.month()),
            b'd' => i64::from(at.day()),
            b'H' => i64::from(at.hour()),
            b'h' => i64::from((at.hour() + 11) % 12 + 1),
            b'm' => i64::from(at.minute()),
            b's' => i64::from(at.second()),
            b'a' => {
                text.push_str(if at.hour() < 12 { "AM" } else { "PM" });
                continue;
            }
            _ => {
                text.push_str(run);
                continue;
            }
        };
        let _ = write!(text, "{number:0width$}");
    }
    text
}

fn read(pattern: &str, text: &str) -> Option<DateTime> {
    let mut rest = text;
    let (mut year, mut month, mut day) = (None, 1, 1);
    let (mut hour, mut minute, mut second, mut noon) = (0, 0, 0, None);
    for run in runs(pattern) {
        let letter = run.as_bytes()[0];
        if letter == b'a' {
            noon = Some(take_noon(&mut rest)?);
            continue;
        }
        if !b"yMdHhms".contains(&letter) {
            rest = rest.strip_prefix(run)?;
            continue;
        }
        let number = take_number(&mut rest, run.len().max(2))?;
        match letter {
            b'y' if run.len() == 2 => year = Some(2000 + number),
            b'y' => year = Some(number),
            b'M' => month = number,
            b'd' => day = number,
            b'H' | b'h' => hour = number,
            b'm' => minute = number,
            _ => second = number,
        }
    }
    if let Some(after_noon) = noon {
        hour = hour % 12 + if after_noon { 12 } else { 0 };
    }
    let small = |number: i16| i8::try_from(number).ok();
    let date = Date::new(year?, small(month)?, small(day)?).ok()?;
    let time = jiff::civil::Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()?;
    rest.is_empty().then(|| date.to_datetime(time))
}

fn take_number(rest: &mut &str, width: usize) -> Option<i16> {
    let digits = rest.bytes().take(width).take_while(u8::is_ascii_digit).count();
    let number = rest[..digits].parse().ok()?;
    *rest = &rest[digits..];
    Some(number)
}

fn take_noon(rest: &mut &str) -> Option<bool> {
    let word = rest.get(..2)?;
    let after_noon = word.eq_ignore_ascii_case("pm");
    if !after_noon && !word.eq_ignore_ascii_case("am") {
        return None;
    }
    *rest = &rest[2..];
    Some(after_noon)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_and_reads_the_platforms_patterns() {
        let at: DateTime = "2026-01-31T15:04:05".parse().unwrap();
        for (date, time, text) in [
            ("yyyy-MM-dd", "HH:mm:ss", "2026-01-31 15:04:05"),
            ("dd-MM-yyyy", "hh:mm:ss a", "31-01-2026 03:04:05 PM"),
            ("MM/dd/yyyy", "HH.mm.ss", "01/31/2026 15.04.05"),
            ("dd.MM.yy", "HH:mm:ss", "31.01.26 15:04:05"),
        ] {
            let formats = Formats::new(Some(date), Some(time));
            assert_eq!(formats.moment(at), text);
            assert_eq!(formats.read(text), Some(at));
        }
    }

    #[test]
    fn a_bare_date_is_midnight_and_nonsense_is_nothing() {
        let formats = Formats::default();
        assert_eq!(formats.read("2026-01-31"), "2026-01-31T00:00:00".parse().ok());
        for text in ["", "31-01-2026", "2026-13-01", "2026-01-31 25:00:00", "2026-01-31x"] {
            assert_eq!(formats.read(text), None, "{text}");
        }
    }
}
