//! The score as a ring.

use askama::Template;

use crate::i18n::Words;
use crate::score::ScoreDay;
use crate::web::filters;

/// Percentage inside, points below it.
#[derive(Template)]
#[template(path = "components/donut.html")]
pub(crate) struct Donut {
    /// Length of the arc, 0 to 100.
    arc: f64,
    percent: String,
    points: String,
    sentence: String,
}

impl Donut {
    /// The score of a day.
    pub(crate) fn new(words: &Words, day: &ScoreDay) -> Self {
        let (percent, current, max) =
            (words.percent(day.percent()), words.points(day.current), words.points(day.max));
        let fill = |key| words.phrase(key).arg("current", &current).arg("max", &max);
        Self {
            arc: day.percent().clamp(0.0, 100.0),
            points: fill("score-points").to_string(),
            sentence: fill("score-sentence").arg("percent", &percent).to_string(),
            percent,
        }
    }
}
