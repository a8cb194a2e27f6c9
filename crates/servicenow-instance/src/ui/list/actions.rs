//! What a list page posts: chosen columns, and actions on selected rows.

use std::sync::Arc;

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::columns;
use crate::{
    app::App,
    engine::Values,
    refusals::Refusal,
    script::action::Pressed,
    ui::{Notice, Page, Params, Problem, Shell, Viewer, address, form, labels, problem::words},
};

/// Rows that one action works on at most: as many as a page shows.
const MAX_ROWS: usize = 100;

#[derive(Template)]
#[template(path = "confirm_rows.html")]
struct ConfirmPage {
    shell: Shell,
    title: String,
    table: String,
    rows: Vec<String>,
    back: String,
}

/// `POST /{table}_list.do`.
pub(crate) async fn post(
    app: &Arc<App>,
    viewer: Viewer,
    table: &str,
    form: Params,
) -> Result<Response, Problem> {
    viewer.check_token(&form)?;
    let back = address::local(form.get("sysparm_return")).to_owned();
    match form.get("row_action") {
        "columns" => remember_columns(app, &viewer, table, &form).await?,
        action if action.starts_with("action:") => press(app, &viewer, table, &form).await?,
        "delete" if form.all("row").next().is_none() => viewer.notify(Notice::bad("Select a row first.")),
        "delete" if form.has("confirmed") => delete(app, &viewer, table, &form).await,
        "delete" => return confirm(app, &viewer, table, &form, back).await,
        _ => viewer.notify(Notice::bad("Choose an action first.")),
    }
    Ok(address::found(&back))
}

/// Runs a UI action on each selected row, in their order.
async fn press(app: &Arc<App>, viewer: &Viewer, table: &str, form: &Params) -> Result<(), Problem> {
    let action = form.get("row_action").trim_start_matches("action:").to_owned();
    let rows: Vec<String> = form.all("row").take(MAX_ROWS).map(str::to_owned).collect();
    if rows.is_empty() {
        viewer.notify(Notice::bad("Select a row first."));
    }
    for row in rows {
        let name = table.to_owned();
        let record = app
            .engine
            .read(&viewer.caller, move |session| session.find(&name, &row)?.ok_or_else(Refusal::no_record))
            .await?;
        let pressed = Pressed { action: action.clone(), record, is_new: false, typed: Values::new() };
        let done = form::run_action(app, viewer, pressed).await;
        viewer.hear();
        if let Err(refusal) = done {
            viewer.notify(Notice::bad(words(&refusal)));
        }
    }
    Ok(())
}

async fn remember_columns(
    app: &Arc<App>,
    viewer: &Viewer,
    table: &str,
    form: &Params,
) -> Result<(), Problem> {
    let names: Vec<String> = form.all("column").map(str::to_owned).collect();
    let table = table.to_owned();
    let own_again = form.has("default_columns");
    app.engine
        .write(&viewer.caller, move |session| {
            let dictionary = session.dictionary();
            let layout = dictionary.require(&table)?;
            let names: Vec<&str> =
                if own_again { Vec::new() } else { names.iter().map(String::as_str).collect() };
            columns::remember(session, layout, &names)
        })
        .await?;
    Ok(())
}

async fn confirm(
    app: &Arc<App>,
    viewer: &Viewer,
    table: &str,
    form: &Params,
    back: String,
) -> Result<Response, Problem> {
    let rows: Vec<String> = form.all("row").take(MAX_ROWS).map(str::to_owned).collect();
    let name = table.to_owned();
    let label = app
        .engine
        .read(&viewer.caller, move |session| Ok(session.dictionary().require(&name)?.label.clone()))
        .await?;
    let title = match rows.len() {
        1 => format!("Delete 1 record of {}?", labels::plural(&label)),
        many => format!("Delete {many} records of {}?", labels::plural(&label)),
    };
    let shell = viewer.shell(&title);
    Ok(Page::of(&ConfirmPage { shell, title, table: table.to_owned(), rows, back }).into_response())
}

/// All or none: one refused deletion undoes the others.
async fn delete(app: &Arc<App>, viewer: &Viewer, table: &str, form: &Params) {
    let rows: Vec<String> = form.all("row").take(MAX_ROWS).map(str::to_owned).collect();
    let table = table.to_owned();
    let deleted = app
        .engine
        .write(&viewer.caller, move |session| {
            for row in &rows {
                let record = session.find(&table, row)?.ok_or_else(Refusal::no_record)?;
                session.delete(&record)?;
            }
            Ok(rows.len())
        })
        .await;
    viewer.notify(match deleted {
        Ok(1) => Notice::good("1 record deleted."),
        Ok(many) => Notice::good(format!("{many} records deleted.")),
        Err(refusal) => Notice::bad(words(&refusal)),
    });
}
