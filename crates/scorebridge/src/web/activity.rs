//! `GET /activity`: who did what, and the sentences for it.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::components::{Empty, Entry, Pager};
use super::error::{Error, Result};
use super::filters;
use super::parameters::Parameters;
use super::shell::{self, Here, Shell};
use super::urls::{self, Query};
use super::viewer::Viewer;
use crate::app::App;
use crate::i18n::{Phrase, Words};
use crate::ids::{ActionId, TicketId};
use crate::store::{Activity, ActivityEntry, Language};

/// Rows of a page.
const PER_PAGE: u64 = 50;
/// Rows of an export: the newest.
const EXPORT_MAX: u64 = 10_000;

#[derive(Template)]
#[template(path = "pages/activity.html")]
struct ActivityView {
    shell: Shell,
    rows: Vec<Row>,
    pager: Pager,
    empty: Empty,
}

struct Row {
    at: jiff::Timestamp,
    actor: String,
    sentence: Phrase,
}

/// The page.
pub(super) async fn get(
    viewer: Viewer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let words = viewer.words();
    let page = Parameters::parse(query).get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    let shell = Shell::load(&app, &viewer, Here::Elsewhere).await?.titled(words.phrase("nav-activity"));
    let log = app.store.list_activity(viewer.tenant(), Pager::window(page, PER_PAGE)).await?;
    let row = |entry: &ActivityEntry| Row {
        at: entry.at,
        actor: actor(words, entry),
        sentence: sentence(words, &entry.activity),
    };
    let view = ActivityView {
        shell,
        rows: log.items.iter().map(row).collect(),
        pager: Pager::new(log.total, page, PER_PAGE, &Query::new(urls::ACTIVITY)),
        empty: Empty::new("history", words.phrase("activity-empty"), words.phrase("activity-empty-text")),
    };
    shell::page(&viewer, &view)
}

/// `GET /activity.csv`
pub(super) async fn csv(viewer: Viewer, State(app): State<App>) -> Result<Response> {
    let words = viewer.words();
    let log = app.store.list_activity(viewer.tenant(), (0, EXPORT_MAX)).await?;
    let delimiter = if words.language == Language::Nl { b';' } else { b',' };
    let mut table =
        csv::WriterBuilder::new().delimiter(delimiter).from_writer("\u{feff}".as_bytes().to_vec());
    let failed = |error: csv::Error| Error::Internal(error.into());
    let heads = ["column-time", "column-person", "column-activity"];
    table.write_record(heads.map(|head| words.phrase(head).to_string())).map_err(failed)?;
    for entry in &log.items {
        let cells = [entry.at.to_string(), actor(words, entry), sentence(words, &entry.activity).to_plain()];
        table.write_record(cells.map(|cell| super::harmless(&cell))).map_err(failed)?;
    }
    let body = table.into_inner().map_err(|error| Error::Internal(error.into_error().into()))?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"activity.csv\""),
    ];
    Ok((headers, body).into_response())
}

/// A line of a timeline.
pub(super) fn entry(words: &Words, entry: &ActivityEntry) -> Entry {
    Entry::new(icon(&entry.activity), sentence(words, &entry.activity), entry.at).by(actor(words, entry))
}

/// The person; changes without one come from ServiceNow or the system.
fn actor(words: &Words, entry: &ActivityEntry) -> String {
    match (&entry.actor, &entry.activity) {
        (Some(actor), _) => actor.clone(),
        (None, Activity::TicketMoved { .. } | Activity::TicketAccepted { .. }) => "ServiceNow".to_owned(),
        (None, _) => words.phrase("system").to_string(),
    }
}

fn icon(activity: &Activity) -> &'static str {
    match activity {
        Activity::TicketCreated { .. } => "plus",
        Activity::TicketAccepted { .. } => "success",
        Activity::TicketFailed { .. } => "alert",
        Activity::NoteAdded { .. } => "note",
        Activity::TicketMoved { .. } => "refresh",
        Activity::ConnectionStarted { .. }
        | Activity::ConnectionAuthorized { .. }
        | Activity::ConnectionProvisioned { .. }
        | Activity::ConnectionRemoved { .. }
        | Activity::WebhookMade { .. }
        | Activity::WebhookRemoved { .. } => "plug",
        Activity::StateNamesChanged { .. } => "sliders",
        Activity::ActionMarked { .. } | Activity::TicketEdited { .. } => "pencil",
        Activity::PointsChanged { by, .. } if by.starts_with('-') => "arrow-down",
        Activity::PointsChanged { .. } => "arrow-up",
    }
}

/// What was done, with links.
fn sentence(words: &Words, activity: &Activity) -> Phrase {
    match activity {
        Activity::TicketCreated { ticket, name } => {
            words.phrase("activity-ticket-created").arg("url", ticket_url(ticket)).arg("name", name)
        }
        Activity::TicketAccepted { ticket, number } => {
            words.phrase("activity-ticket-accepted").arg("url", ticket_url(ticket)).arg("number", number)
        }
        Activity::TicketFailed { ticket, name } => {
            words.phrase("activity-ticket-failed").arg("url", ticket_url(ticket)).arg("name", name)
        }
        Activity::TicketEdited { ticket, name } => {
            words.phrase("activity-ticket-edited").arg("url", ticket_url(ticket)).arg("name", name)
        }
        Activity::NoteAdded { ticket, number } => {
            words.phrase("activity-note-added").arg("url", ticket_url(ticket)).arg("number", number)
        }
        Activity::TicketMoved { ticket, number, old, new } => words
            .phrase("activity-ticket-moved")
            .arg("url", ticket_url(ticket))
            .arg("number", number)
            .arg("old", old)
            .arg("new", new),
        Activity::ConnectionStarted { instance } => {
            words.phrase("activity-connection-started").arg("instance", instance)
        }
        Activity::ConnectionAuthorized { instance, user } => {
            words.phrase("activity-connection-authorized").arg("instance", instance).arg("user", user)
        }
        Activity::ConnectionProvisioned { instance } => {
            words.phrase("activity-connection-provisioned").arg("instance", instance)
        }
        Activity::ConnectionRemoved { instance } => {
            words.phrase("activity-connection-removed").arg("instance", instance)
        }
        Activity::WebhookMade { instance } => words.phrase("activity-webhook-made").arg("instance", instance),
        Activity::WebhookRemoved { instance } => {
            words.phrase("activity-webhook-removed").arg("instance", instance)
        }
        Activity::StateNamesChanged { kind } => words.phrase("activity-state-names").arg("kind", kind),
        Activity::ActionMarked { action, title } => {
            words.phrase("activity-action-marked").arg("url", action_url(action)).arg("title", title)
        }
        Activity::PointsChanged { action, title, by } => {
            let points = by.parse().map_or_else(|_| by.clone(), |by: f64| words.points(by.abs()));
            let key = if by.starts_with('-') { "activity-points-down" } else { "activity-points-up" };
            words.phrase(key).arg("points", points).arg("url", action_url(action)).arg("title", title)
        }
    }
}

fn ticket_url(id: &str) -> String {
    TicketId::parse(id).map_or_else(|| urls::TICKETS.to_owned(), |id| urls::ticket(id, None))
}

fn action_url(id: &str) -> String {
    urls::action(&ActionId::new(id))
}
