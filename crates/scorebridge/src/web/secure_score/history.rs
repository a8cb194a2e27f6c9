//! `GET /secure-score/history`: the line of the score and every change of points.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use jiff::tz::TimeZone;

use super::{Scores, Tab};
use crate::app::App;
use crate::i18n::Words;
use crate::score::Category;
use crate::store::ActionChange;
use crate::web::components::{Chip, Choice, Empty, Entry, MessageBar, Trend};
use crate::web::error::Result;
use crate::web::parameters::Parameters;
use crate::web::shell::{self, Here, Shell};
use crate::web::urls::{self, Query};
use crate::web::viewer::Viewer;
use crate::web::{filters, keys};

/// Changes that the page shows; older ones are in the export of the database, not on a page.
const CHANGES: u64 = 200;

/// A change of points in words.
pub(super) struct Change<'a> {
    change: &'a ActionChange,
    /// Points won or lost; `None` for the first that was seen.
    by: Option<f64>,
}

impl<'a> Change<'a> {
    /// What one stored change means.
    pub(super) fn of(change: &'a ActionChange) -> Self {
        Self { change, by: change.before.map(|before| change.after - before) }
    }

    fn icon(&self) -> &'static str {
        match self.by {
            Some(by) if by < 0.0 => "arrow-down",
            Some(_) => "arrow-up",
            None => "plus",
        }
    }

    fn phrase(&self, words: &Words) -> crate::i18n::Phrase {
        let key = match self.by {
            Some(by) if by < 0.0 => "history-lost",
            Some(_) => "history-won",
            None => "history-first",
        };
        let points = words.points(self.by.unwrap_or(self.change.after).abs());
        words
            .phrase(key)
            .arg("points", points)
            .arg("title", &self.change.title)
            .arg("url", urls::action(&self.change.action))
    }

    /// `3 / 7`
    fn result(&self, words: &Words) -> String {
        let max = self.change.max.map_or_else(super::row::dash, |max| words.points(max));
        format!("{} / {max}", words.points(self.change.after))
    }
}

/// A line of a timeline. Graph tells the day only.
pub(super) fn entry(words: &Words, change: &Change<'_>) -> Entry {
    let at = TimeZone::UTC
        .to_timestamp(change.change.date.to_datetime(jiff::civil::Time::midnight()))
        .unwrap_or(words.now);
    let entry = Entry::new(change.icon(), change.phrase(words), at).day_only();
    entry.by(words.phrase("history-source").arg("result", change.result(words)))
}

/// A row of the table.
struct Row {
    date: jiff::civil::Date,
    activity: crate::i18n::Phrase,
    result: String,
    category: &'static str,
}

#[derive(Template)]
#[template(path = "pages/secure_score/history.html")]
struct HistoryView {
    shell: Shell,
    tab: Tab,
    freshness: Option<String>,
    bars: Vec<MessageBar>,
    trend: Option<Trend>,
    chip: Chip,
    rows: Vec<Row>,
    empty: Empty,
}

/// The page; `category` filters.
pub(in crate::web) async fn get(
    viewer: Viewer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let words = viewer.words();
    let category = Parameters::parse(query).get("category").and_then(Category::parse);
    let shell =
        Shell::load(&app, &viewer, Here::SecureScore).await?.titled(words.phrase("score-history-title"));
    let scores = Scores::load(&app, &viewer).await?;
    let changes = app.store.list_action_changes(viewer.tenant(), None, CHANGES).await?;
    let wanted = |change: &&ActionChange| category.is_none_or(|category| change.category == Some(category));
    let view = HistoryView {
        tab: Tab::History,
        freshness: scores.freshness(words),
        bars: scores.bars(words),
        trend: Trend::new(words, &scores.days),
        chip: chip(words, category),
        rows: changes.iter().filter(wanted).map(|change| row(words, change)).collect(),
        empty: Empty::new("history", words.phrase("history-empty"), words.phrase("history-empty-text")),
        shell,
    };
    shell::page(&viewer, &view)
}

fn row(words: &Words, change: &ActionChange) -> Row {
    let told = Change::of(change);
    Row {
        date: change.date,
        activity: told.phrase(words),
        result: told.result(words),
        category: change.category.map_or("category-other", keys::category),
    }
}

fn chip(words: &Words, chosen: Option<Category>) -> Chip {
    let choice = |category: Category| Choice {
        value: category.as_str().to_owned(),
        label: words.phrase(keys::category(category)).to_string(),
        chosen: chosen == Some(category),
    };
    let query = Query::new(urls::HISTORY);
    let label = words.phrase("column-category");
    Chip::one("category", label, Category::ALL.into_iter().map(choice).collect(), &query)
}
