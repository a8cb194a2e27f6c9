//! `GET /troubleshooting`: what the doctor found, with the way out of each fault; pasted error texts matched to
//! topics; the topics themselves (S23 to S29). `POST` runs the diagnostics, all or one again.

mod lines;
mod pasted;
mod topics;

use std::time::Duration;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::app::App;
use crate::connection::{CheckName, Counted, Report};
use crate::jobs::{self, Scope};
use crate::web::error::Result;
use crate::web::form::SignedForm;
use crate::web::parameters::Parameters;
use crate::web::report::ReportDocument;
use crate::web::shell::{self, Here, Shell};
use crate::web::viewer::Viewer;
use crate::web::{filters, urls};
pub(crate) use lines::topic_of;

use lines::Group;
use pasted::Pasted;
use topics::TopicView;

/// A person waits this long for the page; a longer round goes on by itself.
const WAIT: Duration = Duration::from_secs(8);

#[derive(Template)]
#[template(path = "pages/troubleshooting.html")]
struct TroubleshootingView {
    shell: Shell,
    groups: Vec<Group>,
    counted: Counted,
    was_run: bool,
    is_running: bool,
    report: String,
    pasted: Option<Pasted>,
    topics: Vec<TopicView>,
    addresses: Vec<String>,
}

/// The page.
pub(super) async fn get(
    viewer: Viewer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let asked = Parameters::parse(query);
    let words = viewer.words();
    let shell = Shell::load(&app, &viewer, Here::Troubleshooting).await?;
    let report = Report::new(&jobs::last_found(&app, viewer.tenant()).await?);
    let pasted = asked.get("error").map(|text| Pasted::read(words, text));
    let found = pasted.as_ref().and_then(Pasted::topic).or_else(|| topics::named(asked.get("topic")));
    let view = TroubleshootingView {
        shell: shell.titled(words.phrase("doctor-title")),
        groups: lines::groups(&report, words),
        counted: report.counted(),
        was_run: report.at().is_some(),
        is_running: jobs::is_on_round(&app, viewer.tenant()),
        topics: topics::all(&report, words.language, found),
        report: ReportDocument::new(&app, report, words).text(words),
        pasted,
        addresses: app.config.servicenow.egress_addresses.clone(),
    };
    shell::page(&viewer, &view)
}

/// What "Run diagnostics" and "Check again" send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RunForm {
    only: String,
}

/// Runs the diagnostics, or the part of them that one check belongs to.
pub(super) async fn post(
    viewer: Viewer,
    State(app): State<App>,
    SignedForm(form): SignedForm<RunForm>,
) -> Result<Response> {
    let one = CheckName::parse(&form.only);
    jobs::start_round(&app, viewer.tenant(), one.map_or(Scope::All, Scope::With), WAIT).await;
    let to = one.map_or_else(|| urls::TROUBLESHOOTING.to_owned(), urls::finding);
    Ok(Redirect::to(&to).into_response())
}

/// The report as a text file.
pub(super) async fn text(viewer: Viewer, State(app): State<App>) -> Result<Response> {
    let text = document(&app, &viewer).await?.text(viewer.words());
    Ok(file("txt", "text/plain; charset=utf-8", text))
}

/// The report as JSON.
pub(super) async fn json(viewer: Viewer, State(app): State<App>) -> Result<Response> {
    let document = document(&app, &viewer).await?;
    let text = serde_json::to_string_pretty(&document).expect("a report is plain data");
    Ok(file("json", "application/json", text))
}

async fn document(app: &App, viewer: &Viewer) -> Result<ReportDocument> {
    let report = Report::new(&jobs::last_found(app, viewer.tenant()).await?);
    Ok(ReportDocument::new(app, report, viewer.words()))
}

fn file(extension: &str, kind: &'static str, text: String) -> Response {
    let name = format!("attachment; filename=\"scorebridge-report.{extension}\"");
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)], text).into_response()
}
