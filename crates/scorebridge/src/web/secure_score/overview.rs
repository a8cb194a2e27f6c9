//! `GET /secure-score`: the score, what it is made of, and what to do next.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::card::ScoreCard;
use super::counters::counters;
use super::history::{Change, entry};
use super::query::ActionsQuery;
use super::{Row, Scores, Tab, recently};
use crate::app::App;
use crate::i18n::Words;
use crate::score::{ActionStatus, ImprovementAction};
use crate::store::{ActionFilter, ActionSort};
use crate::web::components::{Counter, Empty, MessageBar, Meter, Timeline};
use crate::web::error::Result;
use crate::web::filters;
use crate::web::shell::{self, Here, Shell};
use crate::web::viewer::Viewer;

/// Actions of the table.
const TOP: u64 = 8;
/// Lines of the history.
const CHANGES: u64 = 6;
/// More planned actions than this are not looked at for the planned score.
const PLANNED_MAX: u64 = 500;

#[derive(Template)]
#[template(path = "pages/secure_score/overview.html")]
struct OverviewView {
    shell: Shell,
    tab: Tab,
    freshness: Option<String>,
    bars: Vec<MessageBar>,
    score: ScoreCard,
    /// Percentage when every planned action is done.
    planned: Option<String>,
    comparison: Vec<Meter>,
    counters: Vec<Counter>,
    rows: Vec<Row>,
    total: u64,
    all_url: String,
    history: Timeline,
    history_empty: Empty,
}

/// The page.
pub(in crate::web) async fn get(viewer: Viewer, State(app): State<App>) -> Result<Response> {
    let (words, tenant) = (viewer.words(), viewer.tenant());
    let shell = Shell::load(&app, &viewer, Here::SecureScore).await?.titled(words.phrase("score-title"));
    let scores = Scores::load(&app, &viewer).await?;
    let counts = app.store.count_actions(tenant, recently(viewer.now())).await?;
    let open = ActionsQuery::default().filter(viewer.now());
    let top = app.store.top_actions(tenant, &open, ActionSort::Rank(false), (0, TOP)).await?;
    let planned = ActionFilter { statuses: vec![ActionStatus::Planned], ..ActionFilter::default() };
    let planned = app.store.top_actions(tenant, &planned, ActionSort::Rank(false), (0, PLANNED_MAX)).await?;
    let changes = app.store.list_action_changes(tenant, None, CHANGES).await?;
    let view = OverviewView {
        tab: Tab::Overview,
        freshness: scores.freshness(words),
        bars: scores.bars(words),
        score: ScoreCard::new(words, &scores),
        planned: planned_score(words, &scores, &planned),
        comparison: comparison(words, &scores),
        counters: counters(&counts),
        rows: top.iter().map(|action| Row::new(words, action, scores.max())).collect(),
        total: counts.total,
        all_url: ActionsQuery::all().url().to_string(),
        history: Timeline {
            entries: changes.iter().map(|change| entry(words, &Change::of(change))).collect(),
        },
        history_empty: Empty::new(
            "history",
            words.phrase("history-empty"),
            words.phrase("history-empty-text"),
        ),
        shell,
    };
    shell::page(&viewer, &view)
}

/// The score when every planned action has all its points.
fn planned_score(words: &Words, scores: &Scores, planned: &[ImprovementAction]) -> Option<String> {
    let day = scores.latest()?;
    let won: f64 = planned.iter().filter_map(ImprovementAction::points_left).sum();
    (won > 0.0).then(|| words.percent((day.current + won) / day.max * 100.0))
}

/// Ours beside that of organisations alike, when Microsoft told it.
fn comparison(words: &Words, scores: &Scores) -> Vec<Meter> {
    let Some(day) = scores.latest() else { return Vec::new() };
    vec![
        Meter::new(words, words.phrase("comparison-own"), Some(day.percent())),
        Meter::new(words, words.phrase("comparison-alike"), day.comparison),
    ]
}
