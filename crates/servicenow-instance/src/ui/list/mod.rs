//! Lists of records: conditions as breadcrumbs, sorting, paging, search by column, chosen columns,
//! actions on selected rows. Every table has one.

mod actions;
mod cells;
mod columns;
mod crumbs;
mod pager;
mod search;
mod view;

use std::sync::Arc;

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::{Page, Params, Problem, Shell, Viewer, address};
use crate::app::App;

pub(crate) use actions::post;
pub(super) use cells::{Cell, grid};

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    shell: Shell,
    list: view::List,
}

/// `GET /{table}_list.do`.
pub(crate) async fn get(
    app: &Arc<App>,
    viewer: Viewer,
    table: &str,
    params: Params,
) -> Result<Response, Problem> {
    let name = table.to_owned();
    if params.has("search_value") {
        let searched =
            app.engine.read(&viewer.caller, move |session| search::query(session, &name, &params)).await?;
        return Ok(address::found(&address::list(table, &searched)));
    }
    let list = app.engine.read(&viewer.caller, move |session| view::build(session, &name, &params)).await?;
    viewer.visits(&list.title, list.here.clone());
    Ok(Page::of(&ListPage { shell: viewer.shell(&list.title), list }).into_response())
}
