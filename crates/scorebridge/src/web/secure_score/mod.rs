//! Secure Score: overview, improvement actions, history, trends (S01, S14, S22).

pub(super) mod action;
pub(super) mod actions;
pub(super) mod card;
pub(super) mod counters;
mod export;
pub(super) mod history;
pub(super) mod keys;
pub(super) mod overview;
mod query;
mod row;
pub(super) mod share;
pub(super) mod status;
pub(super) mod trends;

pub(super) use export::{csv, json};
pub(super) use row::{Row, impact_of};

use jiff::civil::Date;
use jiff::{Span, Timestamp};

use super::components::{MessageBar, Tone};
use super::error::Result;
use super::viewer::Viewer;
use crate::app::App;
use crate::i18n::Words;
use crate::message::Message;
use crate::score::ScoreDay;

/// How far the charts look back.
const DAYS_SHOWN: i64 = 90;
/// Window of "recently added" and "recently updated", and of changes of the score.
pub(super) const RECENT_DAYS: i64 = 30;
/// A score older than this is called old.
const STALE_AFTER_DAYS: i32 = 2;

/// The tabs of Secure Score; pages mark their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Overview,
    Actions,
    History,
    Trends,
}

/// The days that charts show, and how the import stands.
pub(super) struct Scores {
    /// Oldest first.
    pub(super) days: Vec<ScoreDay>,
    imported_at: Option<Timestamp>,
    problem: Option<(Message, Timestamp)>,
}

impl Scores {
    /// Three statements.
    pub(super) async fn load(app: &App, viewer: &Viewer) -> Result<Self> {
        let tenant = viewer.tenant();
        Ok(Self {
            days: app.store.list_score_days(tenant, since(viewer.today())).await?,
            imported_at: app.store.imported_at(tenant).await?,
            problem: app.store.find_import_problem(tenant).await?,
        })
    }

    /// The latest day.
    pub(super) fn latest(&self) -> Option<&ScoreDay> {
        self.days.last()
    }

    /// Points at most, for what an action adds.
    pub(super) fn max(&self) -> Option<f64> {
        self.latest().map(|day| day.max)
    }

    /// "Score of 23 Nov, read 2 hours ago".
    pub(super) fn freshness(&self, words: &Words) -> Option<String> {
        let (day, imported_at) = (self.latest()?, self.imported_at?);
        let phrase = words.phrase("score-freshness").arg("day", words.day_short(day.date));
        Some(phrase.arg("read", words.relative(imported_at)).to_string())
    }

    /// What to say when the score is old or could not be read.
    pub(super) fn bars(&self, words: &Words) -> Vec<MessageBar> {
        let mut bars = Vec::new();
        if let Some((problem, at)) = &self.problem {
            let strong = words.phrase("score-import-failed").arg("when", words.relative(*at));
            bars.push(MessageBar::new(Tone::Warn, strong, words.message(problem)));
        }
        let age = self.latest().map(|day| (words.today() - day.date).get_days());
        if let Some(age) = age.filter(|age| *age > STALE_AFTER_DAYS) {
            let strong = words.phrase("score-stale").arg("count", age);
            bars.push(MessageBar::new(Tone::Warn, strong, words.phrase("score-stale-text")));
        }
        bars
    }
}

fn since(today: Date) -> Date {
    today.saturating_sub(Span::new().days(DAYS_SHOWN))
}

/// The list of every action.
pub(super) fn all_actions() -> String {
    query::ActionsQuery::all().url().to_string()
}

/// The start of "recently".
pub(super) fn recently(now: Timestamp) -> Timestamp {
    now - jiff::SignedDuration::from_hours(24 * RECENT_DAYS)
}
