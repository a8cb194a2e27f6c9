//! `/x_scbr_m365ticket_checklist.do`: four steps, each Run, Passed or Failed with the platform's own words.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{RawForm, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use url::Url;

use super::{
    CONNECTIONS, Installed, NOT_INSTALLED, STEPS,
    steps::{self, OauthForm, StepProblem, UserForm, UserOutcome},
    texts::Texts,
};
use crate::{
    app::App,
    engine::{Record, Session},
    query::Query,
    refusals::Refusal,
    ui::{Page, Params, Problem, Shell, Viewer, problem::words},
};

#[derive(Template)]
#[template(path = "connector/checklist.html")]
struct ChecklistPage {
    shell: Shell,
    texts: &'static Texts,
    admin: bool,
    release: String,
    problems: Vec<StepProblem>,
    oauth: StepState,
    user: StepState,
    values: StepState,
    finish: StepState,
    oauth_form: OauthForm,
    user_form: UserForm,
    entity: Option<Made>,
    account: Option<Made>,
    /// A password that was generated in this request.
    generated: Option<String>,
    copyable: Option<Copyable>,
    connected: bool,
    portal: Option<String>,
}

/// How a step stands.
#[derive(Debug)]
struct StepState {
    word: &'static str,
    tone: &'static str,
    /// The platform's words.
    refusal: Option<String>,
    cross_scope: bool,
}

/// A record that a step made.
#[derive(Debug)]
struct Made {
    sys_id: String,
    name: String,
    user_name: String,
    roles: &'static str,
}

/// The values of step 3.
#[derive(Debug)]
struct Copyable {
    plain: Vec<CopyValue>,
    secret: Option<String>,
}

#[derive(Debug)]
struct CopyValue {
    id: &'static str,
    label: &'static str,
    text: String,
}

/// What the instance holds of an installation.
struct Found {
    entity: Option<Record>,
    user: Option<Record>,
    connected: bool,
    release: String,
}

impl Found {
    /// For people who may see that a step passed, not what it made.
    fn without_records(self) -> Self {
        Self { entity: None, user: None, ..self }
    }
}

/// What a posted step came to.
#[derive(Default)]
struct Attempt {
    problems: Vec<StepProblem>,
    oauth_form: Option<OauthForm>,
    user_form: Option<UserForm>,
    oauth_refusal: Option<Refusal>,
    user_refusal: Option<Refusal>,
    generated: Option<String>,
    show_secret: bool,
}

/// `GET`.
pub(crate) async fn checklist(State(app): State<Arc<App>>, viewer: Viewer) -> Result<Response, Problem> {
    let installed = app.engine.read(&viewer.caller, |session| Ok(Installed::of(session))).await?;
    match installed {
        Installed::Package => return Ok(Redirect::to(STEPS).into_response()),
        Installed::No => return Err(Problem::not_found(NOT_INSTALLED)),
        Installed::BuiltIn => {}
    }
    page(&app, viewer, Attempt::default()).await
}

/// `POST` with `step`: `oauth`, `user` or `show_secret`.
pub(crate) async fn run(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    RawForm(body): RawForm,
) -> Result<Response, Problem> {
    let form = Params::parse(&body);
    viewer.check_token(&form)?;
    let texts = Texts::of(viewer.language);
    if !viewer.caller.is_admin() {
        return Err(Problem::page(StatusCode::FORBIDDEN, texts.checklist.title, texts.problems.admin_needed));
    }
    let attempt = match form.get("step") {
        "oauth" => run_oauth(&app, &viewer, OauthForm::of(&form), texts).await,
        "user" => run_user(&app, &viewer, UserForm::of(&form), texts).await,
        "show_secret" => Attempt { show_secret: true, ..Attempt::default() },
        _ => return Err(Problem::not_found("The checklist has no such step.")),
    };
    page(&app, viewer, attempt).await
}

async fn run_oauth(app: &Arc<App>, viewer: &Viewer, form: OauthForm, texts: &Texts) -> Attempt {
    let problems = form.problems(&texts.problems);
    if !problems.is_empty() {
        return Attempt { problems, oauth_form: Some(form), ..Attempt::default() };
    }
    let wanted = form.clone();
    let made = app.engine.write(&viewer.caller, move |session| steps::make_entity(session, &wanted)).await;
    match made {
        Ok(_) => Attempt::default(),
        Err(refusal) => {
            Attempt { oauth_form: Some(form), oauth_refusal: Some(refusal), ..Attempt::default() }
        }
    }
}

async fn run_user(app: &Arc<App>, viewer: &Viewer, form: UserForm, texts: &Texts) -> Attempt {
    let problems = form.problems(&texts.problems);
    if !problems.is_empty() {
        return Attempt { problems, user_form: Some(form), ..Attempt::default() };
    }
    let generated = form.password.is_empty().then(|| hex::encode(app.random.bytes::<12>()));
    let password = generated.clone().unwrap_or_else(|| form.password.clone());
    let wanted = form.clone();
    let made =
        app.engine.write(&viewer.caller, move |session| steps::make_user(session, &wanted, &password)).await;
    match made {
        Ok(UserOutcome::Made) => Attempt { generated, ..Attempt::default() },
        Ok(UserOutcome::Taken) => {
            let problems = vec![StepProblem { field: "user_name", text: texts.problems.user_taken }];
            Attempt { problems, user_form: Some(form), ..Attempt::default() }
        }
        Err(refusal) => Attempt { user_form: Some(form), user_refusal: Some(refusal), ..Attempt::default() },
    }
}

async fn page(app: &Arc<App>, viewer: Viewer, attempt: Attempt) -> Result<Response, Problem> {
    let found = app.engine.read(&viewer.caller, |session| session.trusted(find)).await?;
    let found = if viewer.caller.is_admin() { found } else { found.without_records() };
    let texts = Texts::of(viewer.language);
    let failed =
        attempt.oauth_refusal.is_some() || attempt.user_refusal.is_some() || !attempt.problems.is_empty();
    let status = if failed { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let error = if failed { "Error: " } else { "" };
    let shell = viewer.shell(&format!("{error}{}", texts.checklist.title));
    let secret = match (&found.entity, attempt.show_secret) {
        (Some(entity), true) => app.auth.vault.open(entity.get("client_secret")),
        _ => None,
    };
    let page = ChecklistPage {
        texts,
        admin: viewer.caller.is_admin(),
        oauth: state(
            texts,
            found.entity.is_some(),
            field_failed(&attempt, true),
            attempt.oauth_refusal.as_ref(),
        ),
        user: state(
            texts,
            found.user.is_some(),
            field_failed(&attempt, false),
            attempt.user_refusal.as_ref(),
        ),
        values: state(texts, found.entity.is_some() && found.user.is_some(), false, None),
        finish: state(texts, found.connected, false, None),
        oauth_form: attempt.oauth_form.unwrap_or_else(|| OauthForm::proposed(found.entity.as_ref())),
        user_form: attempt.user_form.unwrap_or_else(|| UserForm::proposed(found.user.as_ref())),
        entity: found.entity.as_ref().map(made),
        account: found.user.as_ref().map(made),
        generated: attempt.generated,
        copyable: copyable(texts, app, &found, secret),
        portal: found.entity.as_ref().and_then(|entity| portal(entity.get("redirect_url"))),
        connected: found.connected,
        release: found.release,
        problems: attempt.problems,
        shell,
    };
    Ok(Page::of(&page).with_status(status).into_response())
}

fn find(session: &Session) -> Result<Found, Refusal> {
    let connected = session.count(CONNECTIONS, &Query::equals("status", "connected"))? > 0;
    let properties = session.properties();
    Ok(Found {
        entity: steps::entity(session)?,
        user: steps::user(session)?,
        connected,
        release: properties.get("glide.buildname").unwrap_or_default().to_owned(),
    })
}

fn field_failed(attempt: &Attempt, oauth: bool) -> bool {
    let of_oauth = |problem: &StepProblem| matches!(problem.field, "name" | "redirect_url");
    attempt.problems.iter().any(|problem| of_oauth(problem) == oauth)
}

fn state(texts: &Texts, passed: bool, faulty: bool, refusal: Option<&Refusal>) -> StepState {
    let (word, tone) = match (faulty || refusal.is_some(), passed) {
        (true, _) => (texts.checklist.failed, "bad"),
        (false, true) => (texts.checklist.passed, "good"),
        (false, false) => (texts.checklist.not_run, "idle"),
    };
    let refusal = refusal.map(words);
    let cross_scope = refusal.as_ref().is_some_and(|text| text.contains("cross-scope access policy"));
    StepState { word, tone, refusal, cross_scope }
}

fn made(record: &Record) -> Made {
    Made {
        sys_id: record.sys_id().to_owned(),
        name: record.get("name").to_owned(),
        user_name: record.get("user_name").to_owned(),
        roles: "x_scbr_m365ticket.integration, itil",
    }
}

fn copyable(texts: &'static Texts, app: &App, found: &Found, secret: Option<String>) -> Option<Copyable> {
    let (entity, user) = (found.entity.as_ref()?, found.user.as_ref()?);
    let words = &texts.checklist.values;
    let value = |id, label, text: &str| CopyValue { id, label, text: text.to_owned() };
    let plain = vec![
        value("instance", words.instance, app.base_url.as_str()),
        value("client-id", words.client_id, entity.get("client_id")),
        value("user", words.integration_user, user.get("user_name")),
    ];
    Some(Copyable { plain, secret })
}

/// Where the portal is, known from its redirect address.
fn portal(redirect_url: &str) -> Option<String> {
    let url = Url::parse(redirect_url).ok()?;
    url.join("/servicenow/setup").ok().map(String::from)
}
