//! `GET /ticketProvisioning`: what the portal needs before cards appear and sharing works, and the one thing to do
//! next (S29). Never a dead end: every state has a button or a link that leads on.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Redirect, Response};

use serde::Deserialize;

use super::connection::the_connection;
use crate::app::App;
use crate::connection::{CheckName, Connection, ConnectionStatus, SetupStep};
use crate::i18n::Words;
use crate::jobs;
use crate::web::checks::{self, CheckLine};
use crate::web::error::Result;
use crate::web::form::SignedForm;
use crate::web::notice::Notice;
use crate::web::parameters::Parameters;
use crate::web::shell::{self, Here, Shell};
use crate::web::viewer::Viewer;
use crate::web::{filters, keys, urls};

/// The one thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// Begin set-up.
    Connect,
    /// Go on with set-up at this step.
    Setup(SetupStep),
    /// Authorize as the integration user.
    Authorize,
    /// Run the checks for the first time.
    Check,
    /// Mend the check that failed, then check again.
    Mend,
    /// All checks are good: switch cards and sharing on.
    Finish,
    /// Nothing: everything works.
    Done,
}

#[derive(Template)]
#[template(path = "pages/provisioning.html")]
struct ProvisioningView {
    shell: Shell,
    words: Words,
    checks: Vec<CheckLine>,
    next: Next,
    notice: Option<Notice>,
}

impl ProvisioningView {
    /// The step of set-up that is next.
    fn step_title(&self) -> String {
        match self.next {
            Next::Setup(step) => self.words.phrase(keys::step(step)).to_string(),
            _ => String::new(),
        }
    }

    fn check_title(line: &CheckLine, words: &Words) -> String {
        words.phrase(&line.title_key()).to_string()
    }

    fn passed(&self) -> usize {
        checks::good(&self.checks)
    }

    fn failed(&self) -> Option<&CheckLine> {
        checks::first_failed(&self.checks)
    }
}

/// What to do next with this connection.
fn next(connection: Option<&Connection>, checks: &[CheckLine]) -> Next {
    let Some(connection) = connection else { return Next::Connect };
    if let Some(step) = connection.step.filter(|step| *step < SetupStep::Authorize) {
        return Next::Setup(step);
    }
    let ended = connection.status == ConnectionStatus::AuthorizationEnded;
    if connection.authorization.is_none() || ended {
        return Next::Authorize;
    }
    match checks::first_failed(checks).map(|line| line.name) {
        Some(CheckName::Authorization) => return Next::Authorize,
        Some(_) => return Next::Mend,
        None => {}
    }
    let done = connection.provisioned_at.is_some();
    match (done, checks.iter().any(|line| line.check.is_some())) {
        (true, _) => Next::Done,
        (false, true) => Next::Finish,
        (false, false) => Next::Check,
    }
}

/// The page.
pub(crate) async fn get(
    viewer: Viewer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let words = viewer.words();
    let shell = Shell::load(&app, &viewer, Here::Provisioning).await?;
    let shell = shell.titled(words.phrase("provisioning-title"));
    let shell = shell.under(urls::CONNECTION, &words.phrase("connection-crumb"));
    let checks = match &shell.connection {
        Some(connection) => CheckLine::all(&app.store.list_checks(connection.id).await?),
        None => CheckLine::all(&[]),
    };
    let next = next(shell.connection.as_ref(), &checks);
    let notice = Notice::parse(&Parameters::parse(query));
    let words = words.clone();
    shell::page(&viewer, &ProvisioningView { shell, words, checks, next, notice })
}

/// What "Check again" and "Re-provision" send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ProvisionForm {
    r#do: String,
}

/// Runs the checks again; where cards and sharing are not on yet, that switches them on when all is well.
pub(crate) async fn post(
    viewer: Viewer,
    State(app): State<App>,
    SignedForm(form): SignedForm<ProvisionForm>,
) -> Result<Response> {
    let connection = the_connection(&app, &viewer).await?;
    if form.r#do == "provision" && connection.authorization.is_some() {
        jobs::provision(&app, &connection, &viewer.person).await?;
    } else {
        check(&app, &viewer, &connection).await?;
    }
    Ok(Redirect::to(urls::PROVISIONING).into_response())
}

/// Runs the checks of a connection, and provisions one that is authorized and was not provisioned yet.
pub(crate) async fn check(app: &App, viewer: &Viewer, connection: &Connection) -> Result<()> {
    if connection.authorization.is_some() && connection.provisioned_at.is_none() {
        jobs::provision(app, connection, &viewer.person).await?;
    } else {
        jobs::run_checks(app, connection).await?;
    }
    Ok(())
}
