//! Proves S30 for dates and numbers.

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;

use super::{Phrase, Words};
use crate::message::Message;
use crate::store::Language;

fn words(language: Language) -> Words {
    let now: Timestamp = "2026-11-23T13:34:00Z".parse().unwrap();
    Words { language, zone: TimeZone::get("Europe/Amsterdam").unwrap(), now }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn dates_follow_the_language() {
    assert_eq!(words(Language::En).day(date(2026, 11, 23)), "23 Nov 2026");
    assert_eq!(words(Language::Nl).day(date(2026, 3, 3)), "3 mrt. 2026");
    assert_eq!(words(Language::En).day_short(date(2026, 12, 3)), "3 Dec");
    assert_eq!(words(Language::Nl).day_short(date(2024, 12, 3)), "3 dec. 2024");
}

#[test]
fn times_are_those_of_the_persons_zone() {
    let en = words(Language::En);
    assert_eq!(en.moment(at("2026-11-23T13:32:00Z")), "Today 14:32");
    assert_eq!(words(Language::Nl).moment(at("2026-11-22T21:00:00Z")), "Gisteren 22:00");
    assert_eq!(en.moment(at("2026-11-22T23:30:00Z")), "Today 00:30");
    assert_eq!(en.moment(at("2026-11-20T14:21:00Z")), "20 Nov 15:21");
    assert_eq!(en.moment_full(at("2026-07-01T10:00:00Z")), "1 Jul 2026 12:00");
}

#[test]
fn times_are_relative_only_under_a_day() {
    let en = words(Language::En);
    assert_eq!(en.relative(at("2026-11-23T13:32:00Z")), "2 min ago");
    assert_eq!(en.relative(at("2026-11-23T14:00:00Z")), "in 26 min");
    assert_eq!(en.relative(at("2026-11-23T10:34:00Z")), "3 hours ago");
    assert_eq!(words(Language::Nl).relative(at("2026-11-23T12:34:00Z")), "1 uur geleden");
    assert_eq!(en.relative(at("2026-11-21T10:34:00Z")), "21 Nov 11:34");
}

#[test]
fn lateness_counts_whole_days_of_the_person() {
    assert_eq!(words(Language::En).late(date(2026, 11, 18)).as_deref(), Some("5 days late"));
    assert_eq!(words(Language::En).late(date(2026, 11, 22)).as_deref(), Some("1 day late"));
    assert_eq!(words(Language::Nl).late(date(2026, 11, 18)).as_deref(), Some("5 dagen te laat"));
    assert_eq!(words(Language::En).late(date(2026, 11, 23)), None);
}

#[test]
fn numbers_follow_the_language() {
    let (en, nl) = (words(Language::En), words(Language::Nl));
    assert_eq!((en.count(1240), nl.count(1_240_000)), ("1,240".into(), "1.240.000".into()));
    assert_eq!((en.percent(43.3), nl.percent(43.3)), ("43.3%".into(), "43,3%".into()));
    assert_eq!(
        (en.points(411.83), en.points(951.0), nl.points(6.2)),
        ("411.8".into(), "951".into(), "6,2".into())
    );
    assert_eq!((en.points_signed(1.5), en.points_signed(-3.0)), ("+1.5".into(), "\u{2212}3".into()));
    assert_eq!(en.points_signed(-0.01), "0");
    assert_eq!(nl.impact(1.051), "+1,05%");
}

#[test]
fn phrases_escape_arguments_only_as_html() {
    let phrase = Phrase::new(Language::En, "moment-today").arg("time", "<b>&");
    assert_eq!(phrase.to_string(), "Today <b>&");
    assert_eq!(phrase.to_html(), "Today &lt;b&gt;&amp;");
}

#[test]
fn stored_numbers_are_written_as_they_are() {
    let message = Message::new("moment-today").with("time", 2026);
    assert_eq!(Phrase::of(Language::En, &message).to_string(), "Today 2026");
    let message = Message::new("moment-today").with("time", "1.10");
    assert_eq!(Phrase::of(Language::En, &message).to_string(), "Today 1.10");
    let message = Message::new("days-late").with("count", 1);
    assert_eq!(Phrase::of(Language::En, &message).to_string(), "1 day late");
}
