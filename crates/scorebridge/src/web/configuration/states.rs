//! The names of ticket states: shown, saved, reset (S21).

use std::borrow::Borrow;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::names::{Cell, NAME_MAX, NameError, NamesForm, parse_names};
use super::{Tab, TabLink, load_shell, tabs};
use crate::app::App;
use crate::live::LiveEvent;
use crate::message::Message;
use crate::store::Activity;
use crate::tickets::{StateName, TicketKind};
use crate::web::components::{FieldErrors, StackedBar};
use crate::web::error::{Error, Result};
use crate::web::filters;
use crate::web::form::SignedForm;
use crate::web::notice::Notice;
use crate::web::parameters::Parameters;
use crate::web::setup::log;
use crate::web::shell::{self, Shell};
use crate::web::tickets::states::States;
use crate::web::urls::{self, Query};
use crate::web::viewer::Viewer;

/// One state with its names as typed, or as stored.
struct Row {
    state: StateName,
    name_en: String,
    name_nl: String,
    group: String,
    /// What is wrong with its cells.
    errors: Vec<(Cell, Message)>,
}

impl Row {
    fn error(&self, cell: &str) -> Option<&Message> {
        self.errors.iter().find(|(one, _)| one.as_str() == cell).map(|(_, message)| message)
    }
}

#[derive(Template)]
#[template(path = "pages/configuration/states.html")]
struct StatesView {
    shell: Shell,
    tabs: Vec<TabLink>,
    kind: TicketKind,
    rows: Vec<Row>,
    errors: FieldErrors,
    is_stale: bool,
    bar: StackedBar,
    open_count: u64,
    notice: Option<Notice>,
}

#[derive(Template)]
#[template(path = "pages/configuration/reset.html")]
struct ResetView {
    shell: Shell,
    kind: TicketKind,
}

impl ResetView {
    fn text_key(kind: impl Borrow<TicketKind>) -> &'static str {
        match kind.borrow() {
            TicketKind::Change => "configuration-reset-text-change",
            TicketKind::Incident => "configuration-reset-text-incident",
        }
    }

    fn back_url(&self) -> String {
        page_of(self.kind).to_string()
    }
}

impl StatesView {
    fn kind_url(kind: impl Borrow<TicketKind>) -> String {
        page_of(*kind.borrow()).to_string()
    }

    fn reset_url(&self) -> String {
        Query::new(urls::CONFIGURATION_RESET).with("type", self.kind.as_str()).to_string()
    }

    fn heading_key(kind: impl Borrow<TicketKind>) -> &'static str {
        match kind.borrow() {
            TicketKind::Change => "configuration-states-change",
            TicketKind::Incident => "configuration-states-incident",
        }
    }

    fn open_key(kind: impl Borrow<TicketKind>) -> &'static str {
        match kind.borrow() {
            TicketKind::Change => "configuration-open-change",
            TicketKind::Incident => "configuration-open-incident",
        }
    }
}

/// The kind of tickets whose states are meant.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct KindForm {
    r#type: String,
}

fn page_of(kind: TicketKind) -> Query {
    Query::new(urls::CONFIGURATION).with("type", kind.as_str())
}

/// The names of one kind.
pub(crate) async fn get(viewer: Viewer, app: App, asked: Parameters) -> Result<Response> {
    let kind = asked.get("type").and_then(TicketKind::parse).unwrap_or(TicketKind::Change);
    let all = app.store.list_state_names(viewer.tenant()).await?;
    let rows = all.iter().filter(|state| state.kind == kind).map(stored).collect();
    let shell = load_shell(&app, &viewer).await?;
    show(&viewer, shell, all, (kind, rows, false, Notice::parse(&asked)))
}

fn stored(state: &StateName) -> Row {
    Row {
        name_en: state.name_en.clone(),
        name_nl: state.name_nl.clone(),
        group: state.group.as_str().to_owned(),
        errors: Vec::new(),
        state: state.clone(),
    }
}

fn show(
    viewer: &Viewer,
    shell: Shell,
    all: Vec<StateName>,
    (kind, mut rows, is_stale, notice): (TicketKind, Vec<Row>, bool, Option<Notice>),
) -> Result<Response> {
    rows.sort_by_key(|row: &Row| row.state.named);
    let bar = States::new(all).bar(&shell.counts, Some(kind), viewer.language());
    let open = shell.counts.open.iter().filter(|open| open.kind == kind && open.state.is_some());
    let open_count = open.map(|open| open.count).sum();
    let errors = errors_of(&rows);
    let shell = shell.failed(is_stale || !errors.is_empty());
    let view =
        StatesView { tabs: tabs(Tab::States), kind, rows, errors, is_stale, bar, open_count, notice, shell };
    shell::page(viewer, &view)
}

/// All errors by the id of their cell.
fn errors_of(rows: &[Row]) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for (index, row) in rows.iter().enumerate() {
        for (cell, message) in &row.errors {
            errors.push(&format!("{}-{index}", cell.as_str()), message.clone());
        }
    }
    errors
}

/// Saves the names of one kind; a form with errors comes back as it was typed.
pub(crate) async fn post(
    viewer: Viewer,
    State(app): State<App>,
    SignedForm(form): SignedForm<NamesForm>,
) -> Result<Response> {
    let kind = parse_kind(&form.kind)?;
    let all = app.store.list_state_names(viewer.tenant()).await?;
    let current = in_form_order(&all, kind);
    let errors = match parse_names(&current, &form) {
        Ok(names) => return save(&app, &viewer, kind, &names).await,
        Err(errors) => errors,
    };
    let is_stale = errors.contains(&NameError::Stale);
    let rows = if is_stale {
        current.iter().map(stored).collect()
    } else {
        typed(&current, &form, &errors, &viewer)
    };
    let shell = load_shell(&app, &viewer).await?;
    let status = if is_stale { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, show(&viewer, shell, all, (kind, rows, is_stale, None))?).into_response())
}

/// The states of a kind as the form lists them: those without a name first.
fn in_form_order(all: &[StateName], kind: TicketKind) -> Vec<StateName> {
    let mut states: Vec<_> = all.iter().filter(|state| state.kind == kind).cloned().collect();
    states.sort_by_key(|state| state.named);
    states
}

fn typed(current: &[StateName], form: &NamesForm, errors: &[NameError], viewer: &Viewer) -> Vec<Row> {
    let errors_of = |index: usize| {
        errors.iter().filter_map(move |error| match error {
            NameError::Cell { row, cell, message } if *row == index => {
                let column = viewer.words().phrase(cell.column_key());
                Some((*cell, message.clone().with("column", column)))
            }
            _ => None,
        })
    };
    let row = |(index, state): (usize, &StateName)| Row {
        name_en: form.name_en[index].clone(),
        name_nl: form.name_nl[index].clone(),
        group: form.group[index].clone(),
        errors: errors_of(index).collect(),
        state: state.clone(),
    };
    current.iter().enumerate().map(row).collect()
}

async fn save(app: &App, viewer: &Viewer, kind: TicketKind, names: &[StateName]) -> Result<Response> {
    let mut names = names.to_vec();
    names.sort_by_key(|state| state.position);
    app.store.set_state_names(viewer.tenant(), kind, &names).await?;
    changed(app, viewer, kind).await?;
    Ok(Redirect::to(&Notice::on("names-saved", page_of(kind))).into_response())
}

async fn changed(app: &App, viewer: &Viewer, kind: TicketKind) -> Result<()> {
    log(app, viewer, Activity::StateNamesChanged { kind: kind.as_str().to_owned() }).await?;
    app.live.publish(LiveEvent::Connection(viewer.tenant().clone()));
    Ok(())
}

/// Asks whether the default names shall come back.
pub(crate) async fn ask_reset(
    viewer: Viewer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let asked = Parameters::parse(query);
    let kind = parse_kind(asked.get("type").unwrap_or_default())?;
    let shell = load_shell(&app, &viewer).await?;
    let shell = shell.titled(viewer.words().phrase("configuration-reset-title"));
    shell::page(&viewer, &ResetView { shell, kind })
}

/// Brings the default names back.
pub(crate) async fn reset(
    viewer: Viewer,
    State(app): State<App>,
    SignedForm(form): SignedForm<KindForm>,
) -> Result<Response> {
    let kind = parse_kind(&form.r#type)?;
    app.store.reset_state_names(viewer.tenant(), kind).await?;
    changed(&app, &viewer, kind).await?;
    Ok(Redirect::to(&Notice::on("names-reset", page_of(kind))).into_response())
}

fn parse_kind(text: &str) -> Result<TicketKind> {
    TicketKind::parse(text).ok_or_else(|| Error::bad_request(Message::new("task-error-type")))
}
