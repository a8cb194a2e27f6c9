//! What a form posts: Submit, Update, a state move, Delete, or a step of the reference look-up.

use std::sync::Arc;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::{
    FormPage,
    draft::{Draft, FieldProblem},
    lookup, press, view,
};
use crate::{
    app::App,
    engine::{Record, Session, Values},
    refusals::{Kind, Refusal},
    ui::{Notice, Page, Params, Problem, Viewer, address, problem::words},
};

/// What the pressed button asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Action {
    Save,
    /// Save, and set `state` to the value.
    Move(String),
    Delete,
    /// Run the UI action with this id.
    Press(String),
    /// Choose a record for a reference field.
    LookUp(String),
    /// One was chosen.
    Picked {
        field: String,
        sys_id: String,
    },
    /// Back to the form as it was typed.
    Show,
}

impl Action {
    fn parse(text: &str) -> Option<Self> {
        let (verb, rest) = text.split_once(':').unwrap_or((text, ""));
        Some(match (verb, rest) {
            ("sysverb_insert" | "sysverb_update", "") => Self::Save,
            ("sysverb_delete", "") => Self::Delete,
            ("show", "") => Self::Show,
            ("move", state) if !state.is_empty() => Self::Move(state.to_owned()),
            ("action", id) if !id.is_empty() => Self::Press(id.to_owned()),
            ("lookup", field) if !field.is_empty() => Self::LookUp(field.to_owned()),
            ("picked", rest) => {
                let (field, sys_id) = rest.split_once(':')?;
                Self::Picked { field: field.to_owned(), sys_id: sys_id.to_owned() }
            }
            _ => return None,
        })
    }
}

/// `POST /{table}.do`.
pub(crate) async fn post(
    app: &Arc<App>,
    viewer: Viewer,
    table: &str,
    form: Params,
) -> Result<Response, Problem> {
    viewer.check_token(&form)?;
    let Some(action) = Action::parse(form.get("sys_action")) else {
        let text = "The form named no action that this page knows.";
        return Err(Problem::page(StatusCode::BAD_REQUEST, "Unknown action", text));
    };
    match action {
        Action::Save => save(app, viewer, table, form, None).await,
        Action::Move(state) => save(app, viewer, table, form, Some(state)).await,
        Action::Delete => delete(app, viewer, table, form).await,
        Action::Press(id) => press::press(app, viewer, table, form, id).await,
        Action::LookUp(field) => lookup::page(app, viewer, table, form, field).await,
        Action::Picked { field, sys_id } => show(app, viewer, table, form, Some((field, sys_id))).await,
        Action::Show => show(app, viewer, table, form, None).await,
    }
}

/// What came of saving.
enum Saved {
    Done(Record),
    /// The form again, with its problems.
    Again(Box<view::Form>),
}

async fn save(
    app: &Arc<App>,
    viewer: Viewer,
    table: &str,
    form: Params,
    state: Option<String>,
) -> Result<Response, Problem> {
    let name = table.to_owned();
    let kept = form.clone();
    let saved = app.engine.write(&viewer.caller, move |session| write(session, &name, &form, state)).await;
    viewer.hear();
    match saved {
        Ok(Saved::Done(record)) => {
            viewer.notify(Notice::good(format!("{} saved.", record.layout().label)));
            Ok(address::found(&address::record(record.table(), record.sys_id())))
        }
        Ok(Saved::Again(form)) => Ok(with_problems(&viewer, *form)),
        Err(refusal) => refused(app, viewer, table, kept, &refusal).await,
    }
}

fn write(session: &Session, table: &str, form: &Params, state: Option<String>) -> Result<Saved, Refusal> {
    let mut draft = Draft::posted(session, table, form)?;
    if let Some(state) = state {
        draft.typed.insert("state".to_owned(), state);
    }
    let values = match draft.changes(session)? {
        Ok(values) => values,
        Err(problems) => return again(session, &draft, problems),
    };
    let missing = missing(session, &draft, &values);
    if !missing.is_empty() {
        return again(session, &draft, missing);
    }
    if let Some(problem) = overtaken(&draft, form) {
        return again(session, &draft, vec![problem]);
    }
    let record = if draft.is_new {
        session.insert(&draft.table.name, &values)?
    } else {
        session.update(&draft.record, &values)?
    };
    Ok(Saved::Done(record))
}

fn again(session: &Session, draft: &Draft, problems: Vec<FieldProblem>) -> Result<Saved, Refusal> {
    Ok(Saved::Again(Box::new(view::build(session, draft, problems)?)))
}

/// Fields of the form that must not be empty and are.
fn missing(session: &Session, draft: &Draft, values: &Values) -> Vec<FieldProblem> {
    let record = draft.with(values);
    let mut problems = Vec::new();
    for name in draft.field_names() {
        let Some(field) = draft.table.field(&name).filter(|field| field.kind.is_stored()) else { continue };
        if record.get(&name).trim().is_empty() && draft.demands(session, &record, field) {
            problems.push(FieldProblem { text: format!("{}: enter a value", field.label), field: name });
        }
    }
    problems
}

/// Somebody saved the record after this form was opened.
fn overtaken(draft: &Draft, form: &Params) -> Option<FieldProblem> {
    let before = form.get("sys_mod_count");
    let now = draft.record.get("sys_mod_count");
    (!draft.is_new && !before.is_empty() && before != now).then(|| FieldProblem {
        field: String::new(),
        text: format!(
            "{} changed this record while you edited it. Your values are kept below: check them and save again",
            draft.record.get("sys_updated_by")
        ),
    })
}

/// The form again, with the reason in the platform's words.
async fn refused(
    app: &Arc<App>,
    viewer: Viewer,
    table: &str,
    form: Params,
    refusal: &Refusal,
) -> Result<Response, Problem> {
    if matches!(refusal.kind, Kind::NoRecord | Kind::InvalidTable | Kind::Internal) {
        return Err(refusal.clone().into());
    }
    let name = table.to_owned();
    let refusal = refusal.clone();
    let again = app
        .engine
        .read(&viewer.caller, move |session| {
            let draft = Draft::posted(session, &name, &form)?;
            let problems = problems_of(&draft, &refusal);
            view::build(session, &draft, problems)
        })
        .await?;
    Ok(with_problems(&viewer, again))
}

/// A data policy names labels: each becomes a problem of its field.
fn problems_of(draft: &Draft, refusal: &Refusal) -> Vec<FieldProblem> {
    let whole = FieldProblem { field: String::new(), text: words(refusal) };
    let Kind::Mandatory(labels) = &refusal.kind else { return vec![whole] };
    let fields = labels.iter().filter_map(|label| {
        let field = draft.table.fields.iter().find(|field| field.label == *label)?;
        Some(FieldProblem { field: field.name.clone(), text: format!("{label}: enter a value") })
    });
    std::iter::once(whole).chain(fields).collect()
}

fn with_problems(viewer: &Viewer, form: view::Form) -> Response {
    let shell = viewer.shell(&form.page_title());
    Page::of(&FormPage { shell, form }).with_status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
}

async fn show(
    app: &Arc<App>,
    viewer: Viewer,
    table: &str,
    form: Params,
    picked: Option<(String, String)>,
) -> Result<Response, Problem> {
    let name = table.to_owned();
    let shown = app
        .engine
        .read(&viewer.caller, move |session| {
            let mut draft = Draft::posted(session, &name, &form)?;
            if let Some((field, sys_id)) = picked {
                draft.named.remove(&field);
                draft.typed.insert(field, sys_id);
            }
            view::build(session, &draft, Vec::new())
        })
        .await?;
    Ok(Page::of(&FormPage { shell: viewer.shell(&shown.page_title()), form: shown }).into_response())
}

async fn delete(app: &Arc<App>, viewer: Viewer, table: &str, form: Params) -> Result<Response, Problem> {
    let name = table.to_owned();
    app.engine
        .write(&viewer.caller, move |session| {
            let record = session.find(&name, form.get("sys_id"))?.ok_or_else(Refusal::no_record)?;
            session.delete(&record)
        })
        .await?;
    viewer.notify(Notice::good("Record deleted."));
    Ok(address::found(&address::list(table, "")))
}
