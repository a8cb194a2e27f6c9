//! Choosing a record for a reference field, without script: the form's values travel along, hidden.

use std::sync::Arc;

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::draft::Draft;
use crate::{
    app::App,
    dictionary::Table,
    engine::{Selection, Session},
    query::{Condition, Operator, Query, Term},
    refusals::Refusal,
    ui::{Page, Params, Problem, Shell, Viewer, labels, layouts},
};

/// Records offered at once.
const ROWS: u64 = 50;
/// Columns beside the name that help to tell records apart.
const COLUMNS: usize = 3;

#[derive(Template)]
#[template(path = "lookup.html")]
struct LookupPage {
    shell: Shell,
    title: String,
    table: String,
    field: String,
    search: String,
    labels: Vec<String>,
    rows: Vec<Offer>,
    more: bool,
    /// Name and value of everything the form had.
    kept: Vec<(String, String)>,
}

#[derive(Debug)]
struct Offer {
    sys_id: String,
    name: String,
    cells: Vec<String>,
}

struct Found {
    title: String,
    labels: Vec<String>,
    rows: Vec<Offer>,
    kept: Vec<(String, String)>,
}

pub(super) async fn page(
    app: &Arc<App>,
    viewer: Viewer,
    table: &str,
    form: Params,
    field: String,
) -> Result<Response, Problem> {
    let typed = form.get(&format!("sys_display.{field}")).trim();
    let search = if form.has("lookup_search") { form.get("lookup_search").trim() } else { typed }.to_owned();
    let (name, wanted, text) = (table.to_owned(), field.clone(), search.clone());
    let found = app.engine.read(&viewer.caller, move |session| {
        let draft = Draft::posted(session, &name, &form)?;
        find(session, &draft, &wanted, &text, &form)
    });
    let Some(found) = found.await? else {
        let text = "This field does not refer to records of another table.";
        return Err(Problem::page(StatusCode::BAD_REQUEST, "Nothing to look up", text));
    };
    let shell = viewer.shell(&found.title);
    let more = found.rows.len() as u64 == ROWS;
    let page = LookupPage {
        shell,
        title: found.title,
        table: table.to_owned(),
        field,
        search,
        labels: found.labels,
        rows: found.rows,
        more,
        kept: found.kept,
    };
    Ok(Page::of(&page).into_response())
}

fn find(
    session: &Session,
    draft: &Draft,
    field: &str,
    search: &str,
    form: &Params,
) -> Result<Option<Found>, Refusal> {
    let dictionary = session.dictionary();
    let Some(field) = draft.table.field(field) else { return Ok(None) };
    let Some(table) = field.reference.as_deref().and_then(|name| dictionary.table(name)) else {
        return Ok(None);
    };
    let Some(display) = table.display.clone() else { return Ok(None) };
    let columns: Vec<String> =
        layouts::columns(table).into_iter().filter(|name| *name != display).take(COLUMNS).collect();
    let query = query(table, &display, search);
    let records = session.select(&table.name, &Selection::of(query.ordered_by(&display)).limited(ROWS))?;
    let mut rows = Vec::with_capacity(records.len());
    for record in records {
        let cells = columns.iter().map(|name| session.display(&record, name)).collect::<Result<_, _>>()?;
        let name = session.display(&record, &display)?;
        rows.push(Offer { sys_id: record.sys_id().to_owned(), name, cells });
    }
    let heads = std::iter::once(&display).chain(&columns);
    Ok(Some(Found {
        title: format!("Look up: {}", field.label),
        labels: heads.map(|name| labels::of_path(session, &table.name, name)).collect(),
        rows,
        kept: kept(draft, form),
    }))
}

/// Users are found by user name and e-mail address too.
fn query(table: &Table, display: &str, search: &str) -> Query {
    let mut query = Query::all();
    if search.is_empty() {
        return query;
    }
    let fields = [display, "user_name", "email", "number", "short_description"].into_iter();
    let mut paths: Vec<&str> = fields.filter(|name| table.has(name)).collect();
    paths.dedup();
    let contains = |path: &str| Condition::Field {
        path: path.to_owned(),
        operator: Operator::Contains,
        value: search.to_owned(),
    };
    query.push(Term { conditions: paths.into_iter().map(contains).collect() });
    query
}

fn kept(draft: &Draft, form: &Params) -> Vec<(String, String)> {
    let mut kept = Vec::new();
    for name in ["sys_id", "sys_mod_count"] {
        kept.push((name.to_owned(), form.get(name).to_owned()));
    }
    for name in draft.field_names() {
        for name in [format!("sys_display.{name}"), name] {
            if form.has(&name) {
                kept.push((name.clone(), form.get(&name).to_owned()));
            }
        }
    }
    kept
}
