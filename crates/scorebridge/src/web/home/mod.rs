//! `GET /`: score, connection, ticket cards, top actions, recent activity (S03, S09, S18, S19, S22).

mod connection;
mod tickets;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use connection::ConnectionCard;
use tickets::TicketCard;

use super::activity;
use super::components::{Counter, Empty, MessageBar, Timeline};
use super::error::Result;
use super::filters;
use super::secure_score::card::{HomeScore, ScoreCard};
use super::secure_score::counters::counters;
use super::secure_score::{self, Scores};
use super::shell::{self, Here, Shell};
use super::viewer::Viewer;
use crate::app::App;
use crate::score::ActionStatus;
use crate::store::{ActionFilter, ActionSort};

/// Rows of the table of actions.
const TOP: u64 = 4;
/// Lines of recent activity.
const ACTIVITIES: u64 = 5;

#[derive(Template)]
#[template(path = "pages/home.html")]
struct HomeView {
    shell: Shell,
    about: String,
    bars: Vec<MessageBar>,
    score_title_badge: Option<super::components::Badge>,
    score: HomeScore,
    connection: ConnectionCard,
    /// Change and incident, or none while cards are off.
    tickets: Vec<TicketCard>,
    counters: Vec<Counter>,
    rows: Vec<secure_score::Row>,
    actions_empty: Empty,
    total: u64,
    all_url: String,
    activity: Timeline,
}

/// The page.
pub(super) async fn get(viewer: Viewer, State(app): State<App>) -> Result<Response> {
    let (words, tenant) = (viewer.words(), viewer.tenant());
    let shell = Shell::load(&app, &viewer, Here::Home).await?.titled(words.phrase("nav-home"));
    let scores = Scores::load(&app, &viewer).await?;
    let counts = app.store.count_actions(tenant, secure_score::recently(viewer.now())).await?;
    let open = ActionFilter {
        statuses: vec![ActionStatus::ToAddress, ActionStatus::Planned],
        ..ActionFilter::default()
    };
    let top = app.store.top_actions(tenant, &open, ActionSort::Rank(false), (0, TOP)).await?;
    let activities = app.store.latest_activity(tenant, (0, ACTIVITIES)).await?;
    let tickets = tickets::load(&app, &viewer, &shell).await?;
    let mut bars = connection::bars(words, &shell);
    bars.extend(scores.bars(words));
    let mut score = ScoreCard::new(words, &scores);
    let view = HomeView {
        about: about(&app, &viewer, &scores),
        bars,
        score_title_badge: score.change.take(),
        score: HomeScore { score },
        connection: ConnectionCard::new(words, &shell),
        tickets,
        counters: counters(&counts),
        rows: top.iter().map(|action| secure_score::Row::new(words, action, scores.max())).collect(),
        actions_empty: Empty::new("trophy", words.phrase("score-empty"), words.phrase("score-empty-text")),
        total: counts.total,
        all_url: secure_score::all_actions(),
        activity: Timeline {
            entries: activities.iter().map(|entry| activity::entry(words, entry)).collect(),
        },
        shell,
    };
    shell::page(&viewer, &view)
}

/// "Noordlicht Group · 1,240 active users"
fn about(app: &App, viewer: &Viewer, scores: &Scores) -> String {
    let organisation = &app.config.graph.organisation;
    let users = scores.latest().and_then(|day| day.active_users).and_then(|users| u64::try_from(users).ok());
    match users {
        Some(users) => {
            let users = viewer.words().phrase("home-users").arg("count", users);
            format!("{organisation} \u{b7} {users}")
        }
        None => organisation.clone(),
    }
}
