//! Favorites and history: the second and third tab of the navigator. Favorites are records of
//! `sys_ui_bookmark`; history lives as long as the session.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{RawForm, State},
    response::{IntoResponse, Response},
};

use super::{Notice, Page, Params, Problem, Shell, Viewer, address};
use crate::{
    app::App,
    engine::{Selection, Session, Values},
    query::{Operator, Query},
    refusals::Refusal,
};

const TABLE: &str = "sys_ui_bookmark";
/// Favorites of one person.
const MAX_FAVORITES: u64 = 100;

#[derive(Template)]
#[template(path = "bookmarks.html")]
struct BookmarksPage {
    shell: Shell,
    title: &'static str,
    none: &'static str,
    places: Vec<Place>,
    /// Favorites can be taken away, visited pages can become favorites.
    removable: bool,
}

/// A page that somebody visited or keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) title: String,
    pub(crate) address: String,
}

/// `GET /favorites.do`.
pub(crate) async fn favorites(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Response, Problem> {
    let places = app.engine.read(&viewer.caller, |session| session.trusted(kept)).await?;
    let none = "No favorites yet. Add pages under History.";
    let shell = viewer.shell("Favorites");
    Ok(Page::of(&BookmarksPage { shell, title: "Favorites", none, places, removable: true }).into_response())
}

/// `GET /history.do`.
pub(crate) async fn history(State(app): State<Arc<App>>, viewer: Viewer) -> Response {
    let places = app.auth.sessions.visited(&viewer.session.id);
    let none = "Lists and records that you open are shown here.";
    let shell = viewer.shell("History");
    Page::of(&BookmarksPage { shell, title: "History", none, places, removable: false }).into_response()
}

/// `POST /favorites.do`: `add` or `remove` with an address.
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    RawForm(body): RawForm,
) -> Result<Response, Problem> {
    let form = Params::parse(&body);
    viewer.check_token(&form)?;
    let address =
        address::local(if form.has("add") { form.get("add") } else { form.get("remove") }).to_owned();
    if form.has("remove") {
        app.engine
            .write(&viewer.caller, move |session| session.trusted(|session| remove(session, &address)))
            .await?;
        return Ok(address::found("/favorites.do"));
    }
    let visited = app.auth.sessions.visited(&viewer.session.id);
    let Some(place) = visited.into_iter().find(|place| place.address == address) else {
        return Err(Problem::not_found("Only pages of your history can become favorites."));
    };
    app.engine.write(&viewer.caller, move |session| session.trusted(|session| add(session, &place))).await?;
    viewer.notify(Notice::good("Added to favorites."));
    Ok(address::found("/history.do"))
}

fn own(session: &Session) -> Query {
    Query::equals("user", &session.caller().user_id)
}

fn kept(session: &Session) -> Result<Vec<Place>, Refusal> {
    let rows =
        session.select(TABLE, &Selection::of(own(session).ordered_by("title")).limited(MAX_FAVORITES))?;
    Ok(rows
        .iter()
        .map(|row| Place {
            title: row.get("title").to_owned(),
            address: address::local(row.get("url")).to_owned(),
        })
        .collect())
}

fn add(session: &Session, place: &Place) -> Result<(), Refusal> {
    let same = own(session).and("url", Operator::Equals, &place.address);
    if session.count(TABLE, &same)? > 0 || session.count(TABLE, &own(session))? >= MAX_FAVORITES {
        return Ok(());
    }
    let values = Values::new()
        .with("title", place.title.as_str())
        .with("url", place.address.as_str())
        .with("user", session.caller().user_id.as_str());
    session.insert(TABLE, &values).map(|_| ())
}

fn remove(session: &Session, address: &str) -> Result<(), Refusal> {
    let same = own(session).and("url", Operator::Equals, address);
    for row in session.select(TABLE, &Selection::of(same))? {
        session.delete(&row)?;
    }
    Ok(())
}
