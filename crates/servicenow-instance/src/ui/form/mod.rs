//! Forms of records: sections, mandatory marks, reference look-up, state moves, related lists and the
//! activity stream. Every table has one.

mod activity;
mod controls;
mod draft;
mod lookup;
mod post;
mod press;
mod process;
mod related;
mod view;

use std::sync::Arc;

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::{Page, Params, Problem, Shell, Viewer, address};
use crate::{app::App, script};

use controls::Control;
use draft::Draft;
pub(crate) use post::post;
pub(super) use press::run as run_action;

#[derive(Template)]
#[template(path = "form.html")]
struct FormPage {
    shell: Shell,
    form: view::Form,
}

#[derive(Template)]
#[template(path = "confirm_record.html")]
struct ConfirmPage {
    shell: Shell,
    title: String,
    table: String,
    sys_id: String,
    back: String,
}

/// `GET /{table}.do?sys_id=`, `sys_id=-1` for a new record, or the first that fits `sysparm_query`.
pub(crate) async fn get(
    app: &Arc<App>,
    viewer: Viewer,
    table: &str,
    params: Params,
) -> Result<Response, Problem> {
    let name = table.to_owned();
    let confirm = params.get("sysparm_confirm") == "delete";
    let form = app
        .engine
        .read(&viewer.caller, move |session| {
            let mut draft = Draft::open(session, &name, &params)?;
            if !draft.is_new {
                draft.record = script::display(session, &draft.record)?;
            }
            view::build(session, &draft, Vec::new())
        })
        .await?;
    viewer.hear();
    if confirm {
        return Ok(confirm_deletion(&viewer, form));
    }
    if !form.is_new {
        viewer.visits(&form.page_title(), address::record(&form.table, &form.sys_id));
    }
    Ok(Page::of(&FormPage { shell: viewer.shell(&form.page_title()), form }).into_response())
}

fn confirm_deletion(viewer: &Viewer, form: view::Form) -> Response {
    let title = format!("Delete {} {}?", form.table_label, form.name);
    let back = address::record(&form.table, &form.sys_id);
    let shell = viewer.shell(&title);
    Page::of(&ConfirmPage { shell, title, table: form.table, sys_id: form.sys_id, back }).into_response()
}
