//! The score as a card: ring, change, line, categories. Home and overview show it.

use askama::Template;
use jiff::Span;

use super::{RECENT_DAYS, Scores};
use crate::i18n::Words;
use crate::score::{Category, ScoreDay};
use crate::web::components::{Badge, Donut, Empty, Meter, Tone, Trend};
use crate::web::{filters, keys};

/// The parts of the card.
pub(in crate::web) struct ScoreCard {
    pub(in crate::web) change: Option<Badge>,
    pub(in crate::web) points: String,
    pub(in crate::web) max: String,
    pub(in crate::web) figure: Option<Donut>,
    pub(in crate::web) trend: Option<Trend>,
    pub(in crate::web) meters: Vec<Meter>,
    /// Shown instead when there is no score.
    pub(in crate::web) empty: Empty,
}

impl ScoreCard {
    /// From the days that were loaded.
    pub(in crate::web) fn new(words: &Words, scores: &Scores) -> Self {
        let day = scores.latest();
        let empty = Empty::new("trophy", words.phrase("score-empty"), words.phrase("score-empty-text"));
        Self {
            change: change(words, &scores.days),
            points: day.map_or_else(String::new, |day| words.points(day.current)),
            max: day.map_or_else(String::new, |day| words.points(day.max)),
            figure: day.map(|day| Donut::new(words, day)),
            trend: Trend::new(words, &scores.days),
            meters: day.map_or_else(Vec::new, |day| meters(words, day)),
            empty,
        }
    }
}

/// Points won or lost against the last day that is at least 30 days older.
pub(super) fn change_of(days: &[ScoreDay]) -> Option<f64> {
    let last = days.last()?;
    let before = last.date.saturating_sub(Span::new().days(RECENT_DAYS));
    let then = days.iter().rfind(|day| day.date <= before)?;
    Some(last.current - then.current)
}

fn change(words: &Words, days: &[ScoreDay]) -> Option<Badge> {
    let by = change_of(days)?;
    let text = words.phrase("score-change").arg("points", words.points_signed(by));
    Some(match by {
        by if by >= 0.05 => Badge::new(Tone::Ok, text).with_icon("arrow-up"),
        by if by <= -0.05 => Badge::new(Tone::Bad, text).with_icon("arrow-down"),
        _ => Badge::new(Tone::Neutral, words.phrase("score-unchanged")).with_icon("check"),
    })
}

/// All five categories; one without data says so.
fn meters(words: &Words, day: &ScoreDay) -> Vec<Meter> {
    let percent = |category| {
        let points = day.categories.iter().find(|score| score.category == category)?;
        (points.max > 0.0).then(|| points.current / points.max * 100.0)
    };
    Category::ALL
        .into_iter()
        .map(|category| Meter::new(words, words.phrase(keys::category(category)), percent(category)))
        .collect()
}

/// The card of the home page.
#[derive(Template)]
#[template(path = "components/score_card.html")]
pub(in crate::web) struct HomeScore {
    pub(in crate::web) score: ScoreCard,
}

impl askama::filters::HtmlSafe for HomeScore {}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn day(month: i8, day: i8, current: f64) -> ScoreDay {
        let date = date(2026, month, day);
        ScoreDay { date, current, max: 951.0, active_users: None, comparison: None, categories: Vec::new() }
    }

    #[test]
    fn change_compares_with_the_day_thirty_days_before_or_the_last_one_before_it() {
        let days = [day(10, 1, 400.0), day(10, 20, 405.0), day(11, 10, 409.0), day(11, 23, 411.8)];
        assert!((change_of(&days).unwrap() - 6.8).abs() < 1e-9);
        assert_eq!(change_of(&days[2..]), None, "too young to tell");
    }
}
