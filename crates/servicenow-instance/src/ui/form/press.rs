//! A UI action pressed on a form: its script gets the record with what was
//! typed, and decides itself whether to save it.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use tokio::task::spawn_blocking;

use super::FormPage;
use super::draft::Draft;
use super::view;
use crate::{
    app::App,
    refusals::Refusal,
    script::action::{self, Pressed},
    ui::{Notice, Page, Params, Problem, Viewer, address, problem::words},
};

/// What there is to press on.
enum Prepared {
    Ready(Box<Pressed>),
    /// The form again, with its problems.
    Again(Box<view::Form>),
}

pub(super) async fn press(
    app: &Arc<App>,
    viewer: Viewer,
    table: &str,
    form: Params,
    action: String,
) -> Result<Response, Problem> {
    let name = table.to_owned();
    let prepared = app
        .engine
        .read(&viewer.caller, move |session| {
            let draft = Draft::posted(session, &name, &form)?;
            Ok(match draft.changes(session)? {
                Ok(typed) => Prepared::Ready(Box::new(Pressed {
                    action,
                    record: draft.record.clone(),
                    is_new: draft.is_new,
                    typed,
                })),
                Err(problems) => Prepared::Again(Box::new(view::build(session, &draft, problems)?)),
            })
        })
        .await?;
    let pressed = match prepared {
        Prepared::Ready(pressed) => *pressed,
        Prepared::Again(form) => {
            let shell = viewer.shell(&form.page_title());
            return Ok(Page::of(&FormPage { shell, form: *form }).into_response());
        }
    };
    let back = if pressed.is_new {
        address::list(table, "")
    } else {
        address::record(table, pressed.record.sys_id())
    };
    let done = run(app, &viewer, pressed).await;
    let redirect = viewer.hear();
    if let Err(refusal) = done {
        viewer.notify(Notice::bad(words(&refusal)));
        return Ok(address::found(&back));
    }
    Ok(address::found(redirect.as_deref().unwrap_or(&back)))
}

/// Runs the script outside the server's own threads.
pub(crate) async fn run(app: &App, viewer: &Viewer, pressed: Pressed) -> Result<(), Refusal> {
    let (engine, caller) = (app.engine.clone(), viewer.caller.clone());
    let ran = spawn_blocking(move || action::press(&engine, &caller, pressed)).await;
    ran.map_err(|stopped| Refusal::internal(&stopped))?
}
