//! The start page, the navigator as a page of its own, and the addresses of the platform's frame.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
};

use super::{
    Page, Params, Problem, Shell, Viewer, address, labels,
    navigator::{self, Application},
};
use crate::{
    app::App,
    engine::{Selection, Session},
    query::{Condition, Query, Term},
    refusals::Refusal,
};

/// Records that a search shows per table.
const HITS: u64 = 10;
/// Tables that the search looks through.
const SEARCHED: [&str; 5] = ["incident", "change_request", "problem", "change_task", "sys_user"];

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    shell: Shell,
    title: &'static str,
    filter: String,
    applications: Vec<Application>,
}

/// `GET /`.
pub(crate) async fn home(viewer: Viewer) -> Response {
    menu(&viewer, "Home", "")
}

/// `GET /navigator.do?filter=`.
pub(crate) async fn navigator(viewer: Viewer, RawQuery(query): RawQuery) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    menu(&viewer, "Navigator", params.get("filter"))
}

fn menu(viewer: &Viewer, title: &'static str, filter: &str) -> Response {
    let applications = navigator::filtered(&viewer.menu, filter);
    let page = HomePage { shell: viewer.shell(title), title, filter: filter.to_owned(), applications };
    Page::of(&page).into_response()
}

/// `GET /profile.do`: the person's own record.
pub(crate) async fn profile(viewer: Viewer) -> Response {
    address::found(&address::record("sys_user", &viewer.caller.user_id))
}

/// `GET /nav_to.do?uri=`: the platform's address of a page inside its frame.
pub(crate) async fn nav_to(RawQuery(query): RawQuery) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    address::found(&address::target(params.get("uri")))
}

/// `GET /now/nav/ui/classic/params/target/{target}`: the same in recent releases, percent-encoded.
pub(crate) async fn classic(Path(target): Path<String>, RawQuery(query): RawQuery) -> Response {
    let to = address::target(&target);
    match query {
        Some(query) if !to.contains('?') => address::found(&format!("{to}?{query}")),
        _ => address::found(&to),
    }
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    shell: Shell,
    words: String,
    groups: Vec<Group>,
}

#[derive(Debug)]
struct Group {
    title: String,
    all: String,
    hits: Vec<Hit>,
}

#[derive(Debug)]
struct Hit {
    address: String,
    name: String,
    text: String,
}

/// `GET /text_search.do?sysparm_search=`: leads straight to a record when its number is given.
pub(crate) async fn search(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let words = params.get("sysparm_search").trim().to_owned();
    let wanted = words.clone();
    let (exact, groups) = app
        .engine
        .read(&viewer.caller, move |session| {
            let exact = session.find_by("task", "number", &wanted)?;
            let exact = exact.filter(|_| !wanted.is_empty());
            let exact = exact.map(|record| address::record(record.table(), record.sys_id()));
            Ok((exact, groups(session, &wanted)))
        })
        .await?;
    if let Some(exact) = exact {
        return Ok(address::found(&exact));
    }
    let shell = viewer.shell("Search");
    Ok(Page::of(&SearchPage { shell, words, groups }).into_response())
}

/// Tables that the person may not read have no hits.
fn groups(session: &Session, words: &str) -> Vec<Group> {
    if words.is_empty() {
        return Vec::new();
    }
    let searched = SEARCHED.iter().filter_map(|table| group(session, table, words).ok());
    searched.filter(|group| !group.hits.is_empty()).collect()
}

fn group(session: &Session, table: &str, words: &str) -> Result<Group, Refusal> {
    let dictionary = session.dictionary();
    let layout = dictionary.require(table)?;
    let fields = ["number", "short_description", "description", "user_name", "name", "email"];
    let contains = |path: &&str| Condition::Field {
        path: (*path).to_owned(),
        operator: crate::query::Operator::Contains,
        value: words.to_owned(),
    };
    let conditions = fields.iter().filter(|name| layout.has(name)).map(contains).collect();
    let mut query = Query::all();
    query.push(Term { conditions });
    let records = session.select(table, &Selection::of(query.clone()).limited(HITS))?;
    let hits = records.iter().map(|record| Hit {
        address: address::record(record.table(), record.sys_id()),
        name: layout.display.as_deref().map(|field| record.get(field).to_owned()).unwrap_or_default(),
        text: record
            .get(if layout.has("short_description") { "short_description" } else { "email" })
            .to_owned(),
    });
    Ok(Group {
        title: labels::plural(&layout.label),
        all: address::list(table, &query.to_string()),
        hits: hits.collect(),
    })
}
