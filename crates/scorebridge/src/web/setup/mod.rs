//! `GET /servicenow/setup` and a form for each of its five steps (S04 to S06, S10, S11). A step that is finished
//! collapses to its evidence and can be opened again; leaving and returning resumes at the first unfinished one.

mod forms;
mod steps;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;

use forms::{ChecklistForm, ClientForm, InstanceForm, error};
use steps::StepView;

use crate::app::App;
use crate::connection::{Check, Connection, NewConnection, SetupStep};
use crate::i18n::Words;
use crate::ids::ConnectionId;
use crate::jobs::{self, ClientCheck};
use crate::live::LiveEvent;
use crate::message::Message;
use crate::store::{Activity, ActivityEntry};
use crate::web::checks::CheckLine;
use crate::web::components::FieldErrors;
use crate::web::error::{Error, Result};
use crate::web::form::SignedForm;
use crate::web::notice::Notice;
use crate::web::parameters::Parameters;
use crate::web::shell::{self, Here, Shell};
use crate::web::viewer::Viewer;
use crate::web::{filters, instance_links, urls};

/// User name that the connector's checklist proposes for the integration user.
pub(crate) const DEFAULT_USER: &str = "m365.integration";

/// What was typed, kept when a form comes back.
#[derive(Debug, Default)]
struct Typed {
    instance: Option<String>,
    user: Option<String>,
    client_id: Option<String>,
}

/// What the last form led to, shown in the open step.
#[derive(Debug, Default)]
struct Told {
    typed: Typed,
    errors: FieldErrors,
    /// Something in the way, with its way out.
    problem: Option<Message>,
    /// What works, but could be better.
    warnings: Vec<Message>,
    client: Option<ClientCheck>,
}

#[derive(Template)]
#[template(path = "pages/setup.html")]
struct SetupView {
    shell: Shell,
    words: Words,
    steps: Vec<StepView>,
    open: Option<SetupStep>,
    told: Told,
    checks: Vec<CheckLine>,
    redirect_url: String,
    /// When an authorization was begun from which no browser came back.
    lost: Option<String>,
    notice: Option<Notice>,
}

impl SetupView {
    fn connection(&self) -> Option<&Connection> {
        self.shell.connection.as_ref()
    }

    fn is_open(&self, step: &StepView) -> bool {
        self.shell.administers && self.open == Some(step.step)
    }

    fn is_done(&self) -> bool {
        self.connection().is_some_and(|connection| connection.step.is_none())
    }

    /// The step that is next, from 1.
    fn number(&self) -> usize {
        self.steps.iter().find(|step| step.is_current()).map_or(steps::COUNT, |step| step.number)
    }

    /// Minutes until the end, as people take them on the whole.
    fn minutes(&self) -> u64 {
        steps::minutes_from(self.connection().map_or(Some(SetupStep::Instance), |connection| connection.step))
    }

    fn instance(&self) -> String {
        let stored = || self.connection().map(|connection| connection.instance.to_string());
        self.told.typed.instance.clone().or_else(stored).unwrap_or_default()
    }

    fn user(&self) -> String {
        let stored = self.connection().map(|connection| connection.expected_user.clone());
        let stored = stored.filter(|user| !user.is_empty());
        self.told.typed.user.clone().or(stored).unwrap_or_else(|| DEFAULT_USER.to_owned())
    }

    fn client_id(&self) -> String {
        let stored = || self.connection().and_then(|connection| connection.client_id.clone());
        self.told.typed.client_id.clone().or_else(stored).unwrap_or_default()
    }

    fn certificate(&self) -> Option<&str> {
        self.connection()?.certificate.as_deref()
    }

    fn checklist_url(&self) -> Option<String> {
        self.connection().map(|connection| instance_links::checklist(&connection.instance).to_string())
    }

    fn instance_name(&self) -> &str {
        self.connection().map_or("", |connection| connection.instance.name())
    }

    /// Tail and day of the saved client secret.
    fn secret_hint(&self) -> Option<(&str, String)> {
        let (tail, saved) = self.connection()?.client_secret_hint.as_ref()?;
        Some((tail, self.words.day(self.words.date_of(*saved))))
    }

    fn has_run(&self) -> bool {
        self.checks.iter().any(CheckLine::is_run)
    }
}

/// The page, at the first unfinished step or at the one asked for.
pub(crate) async fn get(
    viewer: Viewer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let asked = Parameters::parse(query);
    let shell = load_shell(&app, &viewer).await?;
    let step = asked.get("step").and_then(SetupStep::parse).filter(|step| can_open(&shell, *step));
    show(&app, &viewer, shell, (step, Told::default(), Notice::parse(&asked))).await
}

/// Step 1: looks at the instance and begins the connection.
pub(crate) async fn post_instance(
    viewer: Viewer,
    State(app): State<App>,
    SignedForm(form): SignedForm<InstanceForm>,
) -> Result<Response> {
    let typed = Typed { instance: Some(form.instance.clone()), ..Typed::default() };
    let instance = match form.parse() {
        Ok(instance) => instance,
        Err(errors) => return again(&app, &viewer, SetupStep::Instance, refused(typed, errors)).await,
    };
    let facts = match jobs::probe_instance(&app, instance).await {
        Ok(facts) => facts,
        Err(problem) => {
            let told = Told { typed, problem: Some(problem), ..Told::default() };
            return again(&app, &viewer, SetupStep::Instance, told).await;
        }
    };
    let new = NewConnection {
        tenant: viewer.tenant().clone(),
        instance: facts.instance.clone(),
        release: facts.release,
        at: app.clock.now(),
    };
    if app.store.begin_connection(&new).await?.is_none() {
        let errors = error("instance", "setup-error-instance-fixed");
        return again(&app, &viewer, SetupStep::Instance, refused(typed, errors)).await;
    }
    let instance = facts.instance.name().to_owned();
    log(&app, &viewer, Activity::ConnectionStarted { instance }).await?;
    app.live.publish(LiveEvent::Connection(viewer.tenant().clone()));
    if facts.warnings.is_empty() {
        return Ok(next());
    }
    let told = Told { warnings: facts.warnings, ..Told::default() };
    let shell = load_shell(&app, &viewer).await?;
    show(&app, &viewer, shell, (None, told, None)).await
}

/// Step 2: the checklist was gone through; saves who must authorize.
pub(crate) async fn post_checklist(
    viewer: Viewer,
    State(app): State<App>,
    SignedForm(form): SignedForm<ChecklistForm>,
) -> Result<Response> {
    let connection = connection(&app, &viewer, SetupStep::Checklist).await?;
    let user = match form.parse() {
        Ok(user) => user,
        Err(errors) => {
            let typed = Typed { user: Some(form.user), ..Typed::default() };
            return again(&app, &viewer, SetupStep::Checklist, refused(typed, errors)).await;
        }
    };
    app.store.set_expected_user(connection.id, &user).await?;
    finish(&app, &connection, SetupStep::Checklist, SetupStep::Client).await?;
    Ok(next())
}

/// Step 3: saves id and secret; "Check" stays in the step and says what the token endpoint told.
pub(crate) async fn post_client(
    viewer: Viewer,
    State(app): State<App>,
    SignedForm(form): SignedForm<ClientForm>,
) -> Result<Response> {
    let saved = connection(&app, &viewer, SetupStep::Client).await?;
    let typed = Typed { client_id: Some(form.client_id.clone()), ..Typed::default() };
    let (id, secret) = match form.parse(saved.client_secret_hint.is_some()) {
        Ok(client) => client,
        Err(errors) => return again(&app, &viewer, SetupStep::Client, refused(typed, errors)).await,
    };
    let secret = match secret {
        Some(secret) => secret,
        None => stored_secret(&app, saved.id).await?,
    };
    if secret.expose_secret().is_empty() {
        let errors = error("client_secret", "setup-error-client-secret-empty");
        return again(&app, &viewer, SetupStep::Client, refused(typed, errors)).await;
    }
    app.store.set_client(saved.id, &id, &secret, app.clock.now()).await?;
    let connection = connection(&app, &viewer, SetupStep::Client).await?;
    let check = jobs::check_client(&app, &connection).await?;
    let stays = form.only_check() || matches!(check, ClientCheck::Wrong(_));
    if stays {
        let told = Told { typed, client: Some(check), ..Told::default() };
        return again(&app, &viewer, SetupStep::Client, told).await;
    }
    finish(&app, &connection, SetupStep::Client, SetupStep::Authorize).await?;
    Ok(next())
}

/// Step 5: runs the checks and switches cards and sharing on.
pub(crate) async fn post_provision(
    viewer: Viewer,
    State(app): State<App>,
    SignedForm(_): SignedForm<forms::NoFields>,
) -> Result<Response> {
    let connection = connection(&app, &viewer, SetupStep::Provision).await?;
    jobs::provision(&app, &connection, &viewer.person).await?;
    Ok(next())
}

/// A form's address loaded again after it came back with errors: the page with its step open.
pub(crate) async fn get_instance() -> Redirect {
    Redirect::to(&urls::setup_step(SetupStep::Instance))
}

/// As [`get_instance`].
pub(crate) async fn get_checklist() -> Redirect {
    Redirect::to(&urls::setup_step(SetupStep::Checklist))
}

/// As [`get_instance`].
pub(crate) async fn get_client() -> Redirect {
    Redirect::to(&urls::setup_step(SetupStep::Client))
}

/// As [`get_instance`].
pub(crate) async fn get_provision() -> Redirect {
    Redirect::to(&urls::setup_step(SetupStep::Provision))
}

fn refused(typed: Typed, errors: FieldErrors) -> Told {
    Told { typed, errors, ..Told::default() }
}

async fn stored_secret(app: &App, id: ConnectionId) -> Result<secrecy::SecretString> {
    Ok(app.store.client_secret(id).await?.unwrap_or_default())
}

/// The connection, when its set-up has come at least to this step.
async fn connection(app: &App, viewer: &Viewer, step: SetupStep) -> Result<Connection> {
    let connection = app.store.find_connection(viewer.tenant()).await?;
    let reached = |connection: &Connection| connection.step.is_none_or(|current| current >= step);
    connection.filter(reached).ok_or_else(|| Error::conflict(Message::new("setup-wrong-step")))
}

/// Moves on from `step`, unless a later one was reached before.
async fn finish(app: &App, connection: &Connection, step: SetupStep, next: SetupStep) -> Result<()> {
    if connection.step == Some(step) {
        app.store.set_setup_step(connection.id, Some(next)).await?;
    }
    app.live.publish(LiveEvent::Connection(connection.tenant.clone()));
    Ok(())
}

fn next() -> Response {
    Redirect::to(urls::SETUP).into_response()
}

async fn again(app: &App, viewer: &Viewer, step: SetupStep, told: Told) -> Result<Response> {
    let status = if told.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = load_shell(app, viewer).await?.failed(!told.errors.is_empty());
    let page = show(app, viewer, shell, (Some(step), told, None)).await?;
    Ok((status, page).into_response())
}

async fn show(
    app: &App,
    viewer: &Viewer,
    shell: Shell,
    (step, told, notice): (Option<SetupStep>, Told, Option<Notice>),
) -> Result<Response> {
    let words = viewer.words();
    let current = shell.connection.as_ref().map_or(Some(SetupStep::Instance), |connection| connection.step);
    let checks: Vec<Check> = match &shell.connection {
        Some(connection) => app.store.list_checks(connection.id).await?,
        None => Vec::new(),
    };
    let open = step.or(current);
    let lost = match &shell.connection {
        Some(connection) if open == Some(SetupStep::Authorize) => lost(app, connection).await?,
        _ => None,
    };
    let view = SetupView {
        steps: steps::all(shell.connection.as_ref(), words),
        open,
        lost: lost.map(|begun| words.time(begun)),
        told,
        checks: CheckLine::all(&checks),
        redirect_url: redirect_url(app),
        words: words.clone(),
        notice,
        shell,
    };
    shell::page(viewer, &view)
}

/// When an authorization was begun that did not come back; another one may have succeeded since.
async fn lost(app: &App, connection: &Connection) -> Result<Option<Timestamp>> {
    let begun = app.store.find_lost_authorization(connection.id, app.clock.now()).await?;
    let given = connection.authorization.as_ref().map(|authorization| authorization.at);
    Ok(begun.filter(|begun| given.is_none_or(|given| *begun > given)))
}

/// The redirect URL that the OAuth entity must hold, character by character.
pub(crate) fn redirect_url(app: &App) -> String {
    let base = app.config.server.base_url.as_str().trim_end_matches('/');
    format!("{base}{}", urls::CALLBACK)
}

fn can_open(shell: &Shell, step: SetupStep) -> bool {
    match &shell.connection {
        None => step == SetupStep::Instance,
        Some(connection) => connection.step.is_none_or(|current| step <= current),
    }
}

async fn load_shell(app: &App, viewer: &Viewer) -> Result<Shell> {
    let words = viewer.words();
    let shell = Shell::load(app, viewer, Here::Connection).await?.titled(words.phrase("setup-title"));
    Ok(shell.under(urls::CONNECTION, &words.phrase("connection-crumb")))
}

pub(super) async fn log(app: &App, viewer: &Viewer, activity: Activity) -> Result<()> {
    let entry = ActivityEntry { at: app.clock.now(), actor: Some(viewer.person.name.clone()), activity };
    Ok(app.store.log_activity(viewer.tenant(), &entry).await?)
}
