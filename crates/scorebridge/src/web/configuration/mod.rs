//! `GET /servicenow/configuration`: state names (S21), priorities, sync, and the removal of the connection (S20).

mod names;
mod remove;
mod states;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;

pub(crate) use remove::{ask as ask_remove, post as remove};
pub(crate) use states::{ask_reset, get as get_states, post as post_states, reset};

use crate::app::App;
use crate::connection::Connection;
use crate::tickets::{Priority, RecordPriority, TicketKind};
use crate::web::error::Result;
use crate::web::notice::Notice;
use crate::web::parameters::Parameters;
use crate::web::shell::{self, Here, Shell};
use crate::web::viewer::Viewer;
use crate::web::{filters, urls};

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

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.as_str() == text)
    }
}

/// A link to a part.
pub(super) struct TabLink {
    key: String,
    url: String,
    current: bool,
}

/// The links above the parts.
fn tabs(current: Tab) -> Vec<TabLink> {
    let link = |tab: Tab| TabLink {
        key: format!("configuration-tab-{}", tab.as_str()),
        url: urls::Query::new(urls::CONFIGURATION).with("tab", tab.as_str()).to_string(),
        current: tab == current,
    };
    Tab::ALL.map(link).into()
}

/// What a priority of the form becomes in ServiceNow.
struct PriorityRow {
    priority: Priority,
    impact: &'static str,
    urgency: &'static str,
    result: RecordPriority,
}

#[derive(Template)]
#[template(path = "pages/configuration/facts.html")]
struct FactsView {
    shell: Shell,
    tabs: Vec<TabLink>,
    tab: Tab,
    priorities: Vec<PriorityRow>,
    sync_seconds: u32,
    notice: Option<Notice>,
}

impl FactsView {
    fn connection(&self) -> Option<&Connection> {
        self.shell.connection.as_ref()
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
        tabs: tabs(tab),
        tab,
        priorities: priorities(),
        sync_seconds: app.config.servicenow.sync_seconds,
        notice: Notice::parse(&asked),
    };
    shell::page(&viewer, &view)
}

fn priorities() -> Vec<PriorityRow> {
    let row = |priority: Priority| {
        let (impact, urgency) = priority.impact_and_urgency();
        let result = priority.record_priority(TicketKind::Change);
        PriorityRow { priority, impact, urgency, result }
    };
    Priority::ALL.into_iter().rev().map(row).collect()
}

async fn load_shell(app: &App, viewer: &Viewer) -> Result<Shell> {
    let words = viewer.words();
    let shell = Shell::load(app, viewer, Here::Configuration).await?;
    let shell = shell.titled(words.phrase("configuration-title"));
    Ok(shell.under(urls::CONNECTION, &words.phrase("nav-servicenow")))
}
