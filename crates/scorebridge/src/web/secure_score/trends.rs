//! `GET /secure-score/trends`: how the score moved, what went back, and what was given up on purpose.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Span;

use super::query::ActionsQuery;
use super::{Row, Scores, Tab};
use crate::app::App;
use crate::i18n::Words;
use crate::score::{ActionStatus, ImprovementAction, ScoreDay};
use crate::store::{ActionFilter, ActionSort};
use crate::web::components::{Empty, MessageBar, Trend};
use crate::web::error::Result;
use crate::web::filters;
use crate::web::shell::{self, Here, Shell};
use crate::web::viewer::Viewer;

/// Rows of each table; the heading leads to the whole list.
const ROWS: u64 = 10;
/// Spans of the table of changes, in days.
const SPANS: [i64; 3] = [7, 30, 90];

#[derive(Template)]
#[template(path = "pages/secure_score/trends.html")]
struct TrendsView {
    shell: Shell,
    tab: Tab,
    freshness: Option<String>,
    bars: Vec<MessageBar>,
    trend: Option<Trend>,
    changes: Vec<Change>,
    regressed: Vec<Lost>,
    regressed_total: u64,
    regressed_url: String,
    accepted: Vec<Lost>,
    accepted_total: u64,
    accepted_url: String,
    empty: Empty,
}

/// The score against some days ago; `None` when it is not known.
struct Change {
    days: i64,
    then: Option<String>,
    by: Option<String>,
}

/// An action with points lost or given up.
struct Lost {
    row: Row,
    points: String,
}

/// The page.
pub(in crate::web) async fn get(viewer: Viewer, State(app): State<App>) -> Result<Response> {
    let (words, tenant) = (viewer.words(), viewer.tenant());
    let shell =
        Shell::load(&app, &viewer, Here::SecureScore).await?.titled(words.phrase("score-trends-title"));
    let scores = Scores::load(&app, &viewer).await?;
    let regressed = ActionFilter { regressed: true, ..ActionFilter::default() };
    let regressed = app.store.list_actions(tenant, &regressed, ActionSort::Rank(false), (0, ROWS)).await?;
    let accepted = ActionFilter { statuses: vec![ActionStatus::RiskAccepted], ..ActionFilter::default() };
    let accepted = app.store.list_actions(tenant, &accepted, ActionSort::Impact(true), (0, ROWS)).await?;
    let lost = |actions: &[ImprovementAction], points: fn(&ImprovementAction) -> Option<f64>| {
        actions.iter().map(|action| self::lost(words, action, scores.max(), points(action))).collect()
    };
    let view = TrendsView {
        tab: Tab::Trends,
        freshness: scores.freshness(words),
        bars: scores.bars(words),
        trend: Trend::new(words, &scores.days),
        changes: SPANS.map(|days| change(words, &scores.days, days)).into(),
        regressed: lost(&regressed.items, |action| action.regressed_by),
        regressed_total: regressed.total,
        regressed_url: ActionsQuery { regressed: true, ..ActionsQuery::all() }.url().to_string(),
        accepted: lost(&accepted.items, ImprovementAction::points_left),
        accepted_total: accepted.total,
        accepted_url: ActionsQuery::with_status(ActionStatus::RiskAccepted).url().to_string(),
        empty: Empty::new("trophy", words.phrase("score-empty"), words.phrase("score-empty-text")),
        shell,
    };
    shell::page(&viewer, &view)
}

fn lost(words: &Words, action: &ImprovementAction, max: Option<f64>, points: Option<f64>) -> Lost {
    let points = points.map_or_else(super::row::dash, |points| words.points_signed(-points));
    Lost { row: Row::new(words, action, max), points }
}

/// Against the last day that is at least this much older; the percentage, since the points at most move too.
fn change(words: &Words, days: &[ScoreDay], span: i64) -> Change {
    let then = days.last().and_then(|last| {
        let before = last.date.saturating_sub(Span::new().days(span));
        days.iter().rfind(|day| day.date <= before)
    });
    let by = then.zip(days.last()).map(|(then, last)| last.percent() - then.percent());
    Change {
        days: span,
        then: then.map(|day| words.percent(day.percent())),
        by: by.map(|by| words.points_signed(by)),
    }
}
