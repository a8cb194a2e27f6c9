//! Retrieved update sets: load a file, preview, accept or skip problems,
//! commit; and export of local sets.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Multipart, RawForm, RawQuery, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use crate::{
    app::App,
    app_install,
    engine::{Record, Selection, Session, Values},
    query::Query,
    refusals::Refusal,
    ui::{Notice, Page, Params, Problem, Shell, Viewer, address, problem::words},
};

/// Sets of each kind that the page shows.
const SHOWN: u64 = 50;
const HERE: &str = "/update_sets.do";

#[derive(Template)]
#[template(path = "update_sets.html")]
struct UpdateSetsPage {
    shell: Shell,
    retrieved: Vec<Retrieved>,
    local: Vec<Local>,
}

/// A set that came from a file.
#[derive(Debug)]
struct Retrieved {
    sys_id: String,
    name: String,
    address: String,
    application: String,
    state: String,
    updates: u64,
    problems: Vec<Found>,
    may_preview: bool,
    may_commit: bool,
}

#[derive(Debug)]
struct Found {
    sys_id: String,
    text: String,
    /// What somebody decided, empty for an open one.
    status: String,
}

#[derive(Debug)]
struct Local {
    name: String,
    address: String,
    state: String,
    export: String,
}

/// `GET /update_sets.do`, and `GET /upload.do` as the platform calls it.
pub(crate) async fn update_sets(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Response, Problem> {
    viewer.require("admin")?;
    let (retrieved, local) = app.engine.read(&viewer.caller, gather).await?;
    Ok(Page::of(&UpdateSetsPage { shell: viewer.shell("Update Sets"), retrieved, local }).into_response())
}

fn newest(session: &Session, table: &str) -> Result<Vec<Record>, Refusal> {
    let query = Query::all().ordered_by_descending("sys_created_on");
    session.select(table, &Selection::of(query).limited(SHOWN))
}

fn gather(session: &Session) -> Result<(Vec<Retrieved>, Vec<Local>), Refusal> {
    let retrieved = newest(session, "sys_remote_update_set")?;
    let retrieved = retrieved.iter().map(|set| of_retrieved(session, set)).collect::<Result<_, _>>()?;
    let local = newest(session, "sys_update_set")?;
    let local = local.iter().map(|set| Local {
        name: set.get("name").to_owned(),
        address: address::record("sys_update_set", set.sys_id()),
        state: set.get("state").to_owned(),
        export: address::with_query("/export_update_set.do", &[("sysparm_sys_id", set.sys_id())]),
    });
    Ok((retrieved, local.collect()))
}

fn of_retrieved(session: &Session, set: &Record) -> Result<Retrieved, Refusal> {
    let of_set = || Query::equals("remote_update_set", set.sys_id());
    let problems = session.select("sys_update_preview_problem", &Selection::of(of_set()))?;
    let problems: Vec<Found> = problems
        .iter()
        .map(|problem| Found {
            sys_id: problem.sys_id().to_owned(),
            text: problem.get("description").to_owned(),
            status: problem.get("status").to_owned(),
        })
        .collect();
    let state = set.get("state");
    Ok(Retrieved {
        sys_id: set.sys_id().to_owned(),
        name: set.get("name").to_owned(),
        address: address::record("sys_remote_update_set", set.sys_id()),
        application: set.get("application_name").to_owned(),
        updates: session.count("sys_update_xml", &of_set())?,
        may_preview: state != "committed",
        may_commit: state == "previewed" && problems.iter().all(|problem| !problem.status.is_empty()),
        state: state.to_owned(),
        problems,
    })
}

/// `POST /upload.do`: a file with an update set.
pub(crate) async fn upload(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    mut form: Multipart,
) -> Result<Response, Problem> {
    viewer.require("admin")?;
    let broken =
        |error: axum::extract::multipart::MultipartError| Refusal::invalid_multipart(&error.body_text());
    let (mut token, mut text) = (String::new(), String::new());
    while let Some(part) = form.next_field().await.map_err(broken)? {
        match part.name() {
            Some("sysparm_ck") => token = part.text().await.map_err(broken)?,
            Some("attachFile") => text = part.text().await.map_err(broken)?,
            _ => {}
        }
    }
    viewer.check_token(&Params::parse(format!("sysparm_ck={token}").as_bytes()))?;
    let loaded = app.engine.write(&viewer.caller, move |session| app_install::load(session, &text)).await;
    viewer.notify(match loaded {
        Ok(_) => Notice::good("The update set is loaded. Preview it next."),
        Err(refusal) => Notice::bad(words(&refusal)),
    });
    Ok(address::found(HERE))
}

/// `POST /update_sets.do`: `preview`, `commit` with the id of a set, `accept`
/// or `skip` with that of a problem.
pub(crate) async fn act(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    RawForm(body): RawForm,
) -> Result<Response, Problem> {
    let form = Params::parse(&body);
    viewer.check_token(&form)?;
    viewer.require("admin")?;
    let done = app.engine.write(&viewer.caller, move |session| perform(session, &form)).await;
    viewer.notify(match done {
        Ok(text) => Notice::good(text),
        Err(refusal) => Notice::bad(words(&refusal)),
    });
    Ok(address::found(HERE))
}

fn perform(session: &Session, form: &Params) -> Result<String, Refusal> {
    if form.has("preview") {
        let count = app_install::preview(session, form.get("preview"))?;
        return Ok(match count {
            0 => "No problems found. The update set can be committed.".to_owned(),
            1 => "1 problem found. Accept or skip it.".to_owned(),
            many => format!("{many} problems found. Accept or skip each."),
        });
    }
    if form.has("commit") {
        return Ok(format!("Committed: {}.", app_install::commit(session, form.get("commit"))?));
    }
    let (name, status) = if form.has("skip") { ("skip", "skipped") } else { ("accept", "accepted") };
    let problem =
        session.find("sys_update_preview_problem", form.get(name))?.ok_or_else(Refusal::no_record)?;
    session.update(&problem, &Values::new().with("status", status))?;
    Ok(format!("Problem {status}."))
}

/// `GET /export_update_set.do?sysparm_sys_id=`.
pub(crate) async fn export(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    viewer.require("admin")?;
    let id = Params::parse(query.unwrap_or_default().as_bytes()).get("sysparm_sys_id").to_owned();
    let text = app.engine.read(&viewer.caller, move |session| app_install::export(session, &id)).await?;
    let disposition = HeaderValue::from_static("attachment; filename=\"update_set.xml\"");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/xml;charset=UTF-8")),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, text).into_response())
}
