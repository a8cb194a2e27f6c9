//! `GET /servicenow/configuration`: state names (S21), priorities, sync, and the removal of the connection (S20).

mod names;
mod remove;
mod states;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::{Redirect, Response};
use jiff::Timestamp;

pub(crate) use remove::{ask as ask_remove, post as remove};
pub(crate) use states::{ask_reset, get as get_states, post as post_states, reset};

use crate::app::App;
use crate::i18n::Words;
use crate::tickets::{Priority, TicketKind};
use crate::web::components::PriorityMark;
use crate::web::error::Result;
use crate::web::notice::Notice;
use crate::web::parameters::Parameters;
use crate::web::shell::{self, Here, Shell};
use crate::web::viewer::Viewer;
use crate::web::{filters, keys, urls};

/// Part of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    States,
    Priorities,
    Sync,
    Connection,
}

impl Tab {
    const ALL: [Self; 4] = [Self::States, Self::Priorities, Self::Sync, Self::Connection];

    fn as_str(self) -> &'static str {
        match self {
            Self::States => "states",
            Self::Priorities => "priorities",
            Self::Sync => "sync",
            Self::Connection => "connection",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::States => "configuration-tab-states",
            Self::Priorities => "configuration-tab-priorities",
            Self::Sync => "configuration-tab-sync",
            Self::Connection => "configuration-tab-connection",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.as_str() == text)
    }
}

/// A link to a part.
pub(super) struct TabLink {
    key: &'static str,
    url: String,
    current: bool,
}

/// The links above the parts.
fn tabs(current: Tab) -> Vec<TabLink> {
    let link = |tab: Tab| TabLink {
        key: tab.key(),
        url: urls::Query::new(urls::CONFIGURATION).with("tab", tab.as_str()).to_string(),
        current: tab == current,
    };
    Tab::ALL.map(link).into()
}

/// What a priority of the form becomes in ServiceNow.
struct PriorityRow {
    mark: PriorityMark,
    impact: &'static str,
    urgency: &'static str,
    /// 1 to 5.
    result: i64,
    result_key: &'static str,
    /// Days to the suggested due date.
    days: i64,
}

#[derive(Template)]
#[template(path = "pages/configuration/facts.html")]
struct FactsView {
    shell: Shell,
    words: Words,
    tabs: Vec<TabLink>,
    tab: Tab,
    priorities: Vec<PriorityRow>,
    sync_seconds: u32,
    notice: Option<Notice>,
}

impl FactsView {
    fn day_of(at: &Timestamp, words: &Words) -> String {
        words.day(words.date_of(*at))
    }
}

/// The part asked for; state names unless another.
pub(crate) async fn get(
    viewer: Viewer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let asked = Parameters::parse(query);
    let tab = asked.get("tab").and_then(Tab::parse).unwrap_or(Tab::States);
    if tab == Tab::States {
        return get_states(viewer, app, asked).await;
    }
    let view = FactsView {
        shell: load_shell(&app, &viewer).await?,
        words: viewer.words().clone(),
        tabs: tabs(tab),
        tab,
        priorities: priorities(),
        sync_seconds: app.config.servicenow.sync_seconds,
        notice: Notice::parse(&asked),
    };
    shell::page(&viewer, &view)
}

/// The address of the names' form loaded again after it came back with errors.
pub(crate) async fn back() -> Redirect {
    Redirect::to(urls::CONFIGURATION)
}

fn priorities() -> Vec<PriorityRow> {
    let row = |priority: Priority| {
        let (impact, urgency) = priority.impact_and_urgency();
        let result = priority.record_priority(TicketKind::Change);
        PriorityRow {
            mark: PriorityMark::new(Some(result)),
            impact,
            urgency,
            result: result.value(),
            result_key: keys::record_priority(result),
            days: priority.days_until_due(),
        }
    };
    Priority::ALL.into_iter().rev().map(row).collect()
}

async fn load_shell(app: &App, viewer: &Viewer) -> Result<Shell> {
    let words = viewer.words();
    let shell = Shell::load(app, viewer, Here::Configuration).await?;
    let shell = shell.titled(words.phrase("configuration-title"));
    Ok(shell.under(urls::CONNECTION, &words.phrase("connection-crumb")))
}
