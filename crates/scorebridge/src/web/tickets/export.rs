//! `GET /tickets.csv`, `GET /tickets.json`: what the list's filters show, all pages of it, or the selected tickets.

use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use super::bulk::chosen;
use super::list::ListQuery;
use super::states::States;
use crate::app::App;
use crate::i18n::Words;
use crate::ids::TicketId;
use crate::score::Category;
use crate::store::Language;
use crate::tickets::{RecordPriority, Source, Ticket, TicketKind};
use crate::web::error::{Error, Result};
use crate::web::keys;
use crate::web::viewer::Viewer;

/// Tickets read from the store at once.
const CHUNK: u64 = 1000;
/// Most tickets in one file.
const EXPORT_MAX: u64 = 100_000;

/// One ticket in a file. Names and order are what programs rely on.
#[derive(Debug, Serialize)]
struct Line {
    number: Option<String>,
    id: String,
    name: String,
    #[serde(rename = "type")]
    kind: TicketKind,
    priority: Option<RecordPriority>,
    status: String,
    due: Option<String>,
    created_by: String,
    created: String,
    updated: String,
    synced: Option<String>,
    assignment_group: String,
    assigned_to: String,
    source: Source,
    category: Category,
    action: Option<String>,
}

/// Columns of the CSV file: keys of their heads, in the order of [`cells`].
const HEADS: [&str; 16] = [
    "tickets-column-number",
    "tickets-column-id",
    "tickets-column-name",
    "tickets-column-type",
    "tickets-column-priority",
    "tickets-column-status",
    "tickets-column-due",
    "tickets-column-by",
    "tickets-column-created",
    "tickets-column-updated",
    "tickets-column-synced",
    "tickets-column-group",
    "tickets-column-assigned",
    "tickets-column-source",
    "tickets-column-category",
    "tickets-column-action",
];

/// CSV for spreadsheets: UTF-8 with a mark, in Dutch with semicolons.
pub(crate) async fn csv(
    viewer: Viewer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let lines = lines(&app, &viewer, &query.unwrap_or_default()).await?;
    let body = write_csv(&lines, viewer.words())?;
    Ok(file("text/csv; charset=utf-8", "csv", body).into_response())
}

/// JSON for programs.
pub(crate) async fn json(
    viewer: Viewer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let lines = lines(&app, &viewer, &query.unwrap_or_default()).await?;
    let body = serde_json::to_vec_pretty(&lines).map_err(|error| Error::Internal(error.into()))?;
    Ok(file("application/json", "json", body).into_response())
}

fn file(content_type: &'static str, extension: &str, body: Vec<u8>) -> impl axum::response::IntoResponse {
    let name = format!("attachment; filename=\"tickets.{extension}\"");
    ([(CONTENT_TYPE, content_type.to_owned()), (CONTENT_DISPOSITION, name)], body)
}

async fn lines(app: &App, viewer: &Viewer, query: &str) -> Result<Vec<Line>> {
    let states = States::new(app.store.list_state_names(viewer.tenant()).await?);
    let selected: Vec<_> = url::form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name == "ticket")
        .filter_map(|(_, id)| TicketId::parse(&id))
        .collect();
    let tickets = if selected.is_empty() {
        filtered(app, viewer, &ListQuery::parse(query)).await?
    } else {
        chosen(app, viewer, selected).await?
    };
    Ok(tickets.iter().map(|ticket| line(ticket, &states, viewer.words())).collect())
}

async fn filtered(app: &App, viewer: &Viewer, asked: &ListQuery) -> Result<Vec<Ticket>> {
    let filter = asked.filter(viewer.today());
    let mut tickets = Vec::new();
    for offset in (0..EXPORT_MAX).step_by(1000) {
        let window = (offset, CHUNK);
        let page = app.store.list_tickets(viewer.tenant(), &filter, asked.order(), window).await?;
        tickets.extend(page.items);
        if offset + CHUNK >= page.total {
            break;
        }
    }
    Ok(tickets)
}

fn line(ticket: &Ticket, states: &States, words: &Words) -> Line {
    let state = states.mark(ticket, words).map(|state| state.name);
    let delivery = || words.phrase(keys::delivery(ticket.delivery)).to_string();
    let observed = ticket.observed.as_ref();
    Line {
        number: ticket.number().map(str::to_owned),
        id: ticket.id.to_string(),
        name: ticket.name().to_owned(),
        kind: ticket.task.kind,
        priority: ticket.priority(),
        status: state.unwrap_or_else(delivery),
        due: ticket.due().map(|due| due.to_string()),
        created_by: ticket.started_by.clone(),
        created: ticket.created_at.to_string(),
        updated: ticket.updated_at.to_string(),
        synced: ticket.synced_at.map(|at| at.to_string()),
        assignment_group: observed.map_or(String::new(), |observed| observed.assignment_group.clone()),
        assigned_to: observed.map_or(String::new(), |observed| observed.assigned_to.clone()),
        source: ticket.task.source,
        category: ticket.task.category,
        action: ticket.task.action.as_ref().map(|action| action.as_str().to_owned()),
    }
}

fn write_csv(lines: &[Line], words: &Words) -> anyhow::Result<Vec<u8>> {
    let delimiter = match words.language {
        Language::En => b',',
        Language::Nl => b';',
    };
    let mut writer =
        csv::WriterBuilder::new().delimiter(delimiter).from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(HEADS.map(|key| words.phrase(key).to_string()))?;
    for line in lines {
        writer.write_record(cells(line, words).map(|cell| harmless(&cell)))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn cells(line: &Line, words: &Words) -> [String; 16] {
    let word = |key| words.phrase(key).to_string();
    let or_empty = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        or_empty(&line.number),
        line.id.clone(),
        line.name.clone(),
        word(keys::kind(line.kind)),
        line.priority.map_or(String::new(), |priority| word(keys::record_priority(priority))),
        line.status.clone(),
        or_empty(&line.due),
        line.created_by.clone(),
        line.created.clone(),
        line.updated.clone(),
        or_empty(&line.synced),
        line.assignment_group.clone(),
        line.assigned_to.clone(),
        word(keys::source(line.source)),
        word(keys::category(line.category)),
        or_empty(&line.action),
    ]
}

/// A cell that no spreadsheet takes for a formula (OWASP, CSV injection): an apostrophe goes before `=`, `+`, `-`,
/// `@`, tab and carriage return.
pub(crate) fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_never_begins_a_formula() {
        for formula in ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        assert_eq!(harmless("Require MFA = yes"), "Require MFA = yes");
    }
}
