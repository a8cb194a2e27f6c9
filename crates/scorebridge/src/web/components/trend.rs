//! The score over time: a stretched line, its labels beside it in HTML, and the same data as a table.

use askama::Template;
use jiff::civil::Date;

use crate::i18n::Words;
use crate::score::ScoreDay;
use crate::web::filters;

/// Least height of the plot, in percent: small moves must not look like jumps.
const LEAST_HEIGHT: f64 = 20.0;

/// The line.
#[derive(Template)]
#[template(path = "components/trend.html")]
pub(crate) struct Trend {
    /// Points of the line in a square of 100 by 100, y downwards.
    line: String,
    area: String,
    /// Top, middle, bottom.
    y_labels: [String; 3],
    x_labels: Vec<String>,
    /// Where the last value stands, 0 (top) to 100.
    last_y: f64,
    last: String,
    sentence: String,
    rows: Vec<(Date, f64, f64)>,
}

impl Trend {
    /// `None` for fewer than two days: there is no line then.
    pub(crate) fn new(words: &Words, days: &[ScoreDay]) -> Option<Self> {
        let (first, last) = (days.first()?, days.last().filter(|_| days.len() > 1)?);
        let (low, high) = range(days);
        let span = f64::from((last.date - first.date).get_days()).max(1.0);
        let points: Vec<_> = days
            .iter()
            .map(|day| {
                let x = f64::from((day.date - first.date).get_days()) / span * 100.0;
                (round(x), round(100.0 - (day.percent() - low) / (high - low) * 100.0))
            })
            .collect();
        let line = points.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ");
        let middle = days[days.len() / 2].date;
        let whole = |percent: f64| format!("{percent:.0}%");
        Some(Self {
            area: format!("0,100 {line} 100,100"),
            line,
            y_labels: [whole(high), whole(f64::midpoint(low, high)), whole(low)],
            x_labels: [first.date, middle, last.date].map(|date| words.day_short(date)).to_vec(),
            last_y: points.last().map_or(0.0, |point| point.1),
            last: words.percent(last.percent()),
            sentence: words
                .phrase("trend-sentence")
                .arg("from", words.percent(first.percent()))
                .arg("to", words.percent(last.percent()))
                .arg("since", words.day(first.date))
                .to_string(),
            rows: days.iter().rev().map(|day| (day.date, day.percent(), day.current)).collect(),
        })
    }
}

/// The nearest tens that contain the data, at least 20 apart, within 0 and 100; grown to the side that the data are
/// nearer to.
fn range(days: &[ScoreDay]) -> (f64, f64) {
    let percents = days.iter().map(ScoreDay::percent);
    let (lowest, highest) =
        percents.fold((100.0_f64, 0.0_f64), |(low, high), percent| (low.min(percent), high.max(percent)));
    let (mut low, mut high) = ((lowest / 10.0).floor() * 10.0, (highest / 10.0).ceil() * 10.0);
    while high - low < LEAST_HEIGHT {
        let grows_down = lowest - low < high - highest;
        if (grows_down && low > 0.0) || high >= 100.0 { low -= 10.0 } else { high += 10.0 }
    }
    (low, high)
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use super::*;
    use crate::store::Language;

    fn day(index: i8, current: f64) -> ScoreDay {
        ScoreDay {
            date: date(2026, 11, index),
            current,
            max: 100.0,
            active_users: None,
            comparison: None,
            categories: Vec::new(),
        }
    }

    fn words() -> Words {
        Words { language: Language::En, zone: TimeZone::UTC, now: Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn the_scale_is_labelled_in_tens_and_never_too_tight() {
        assert_eq!(range(&[day(1, 38.0), day(2, 43.3)]), (30.0, 50.0));
        assert_eq!(range(&[day(1, 41.0), day(2, 42.0)]), (30.0, 50.0));
        assert_eq!(range(&[day(1, 47.0), day(2, 48.0)]), (40.0, 60.0));
        assert_eq!(range(&[day(1, 0.0), day(2, 1.0)]), (0.0, 20.0));
        assert_eq!(range(&[day(1, 100.0), day(2, 100.0)]), (80.0, 100.0));
    }

    #[test]
    fn one_day_is_no_line() {
        assert!(Trend::new(&words(), &[day(1, 3.0)]).is_none());
    }

    proptest! {
        #[test]
        fn every_point_stays_inside_the_plot(scores in prop::collection::vec(0.0..=100.0_f64, 2..28)) {
            let days: Vec<_> = (1..).zip(&scores).map(|(index, score)| day(index, *score)).collect();
            let trend = Trend::new(&words(), &days).unwrap();
            for pair in trend.line.split(' ') {
                let (x, y) = pair.split_once(',').unwrap();
                let inside = |text: &str| (0.0..=100.0).contains(&text.parse::<f64>().unwrap());
                prop_assert!(inside(x) && inside(y), "{}", trend.line);
            }
        }
    }
}
