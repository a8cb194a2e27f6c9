//! `/oauth_auth.do`: asks the signed-in person, and sends the browser back with a code or a refusal.

use std::sync::Arc;

use axum::{
    extract::{RawForm, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;

use super::{
    codes::Grant,
    consent::Question,
    redirect,
    request::{self, AuthorizationRequest, Flow, Invalid},
    tokens::{self, Holder, Renewal},
};
use crate::{
    app::App,
    auth::settings,
    caller::Caller,
    engine::Session,
    refusals::Refusal,
    ui::{Page, Params, Problem, Viewer, address},
};

/// Seconds that a code lives unless the property says otherwise (protocol section 4.2).
const CODE_SECONDS: u64 = 60;
const MAX_CODE_SECONDS: u64 = 300;

/// `GET`: the consent page.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    viewer: Viewer,
) -> Result<Response, Problem> {
    let query = query.unwrap_or_default();
    let params = Params::parse(query.as_bytes());
    let user_id = viewer.caller.user_id.clone();
    let checked = app
        .engine
        .read(&Caller::system(), move |session| {
            let request = match request::check(session, &params)? {
                Ok(request) => request,
                Err(invalid) => return Ok(Err(invalid)),
            };
            let user = session.find("sys_user", &user_id)?.ok_or_else(Refusal::not_authenticated)?;
            Ok(Ok((Question::new(session, &request, &user)?, request.redirect_uri)))
        })
        .await?;
    Ok(match checked {
        Ok((question, redirect_uri)) => {
            let shell = viewer.alone("Allow access");
            Page::of(&question.into_view(shell, &query))
                .forms_may_lead_to(&redirect::form_target(&redirect_uri))
                .into_response()
        }
        Err(invalid) => refused(invalid),
    })
}

/// `POST`: Allow or Deny.
pub(crate) async fn decide(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    RawForm(body): RawForm,
) -> Result<Response, Problem> {
    let form = Params::parse(&body);
    viewer.check_token(&form)?;
    let params = Params::parse(form.get("sysparm_request").as_bytes());
    let checked = app.engine.read(&Caller::system(), move |session| request::check(session, &params)).await?;
    let request = match checked {
        Ok(request) => request,
        Err(invalid) => return Ok(refused(invalid)),
    };
    if form.get("decision") != "allow" {
        let state = [("error", "access_denied"), ("state", request.state_param.as_str())];
        let to = redirect::answer(&request.redirect_uri, &state, request.flow == Flow::Implicit);
        return Ok(address::found(&to));
    }
    let to = match request.flow {
        Flow::Code => with_code(&app, &viewer, request).await?,
        Flow::Implicit => with_token(&app, &viewer, request).await?,
    };
    Ok(address::found(&to))
}

async fn with_code(
    app: &Arc<App>,
    viewer: &Viewer,
    request: AuthorizationRequest,
) -> Result<String, Problem> {
    let seconds = app.engine.read(&Caller::system(), |session| Ok(code_seconds(session))).await?;
    let now = app.clock.now();
    let code = URL_SAFE_NO_PAD.encode(app.random.bytes::<64>());
    let grant = Grant {
        entity: request.entity.sys_id().to_owned(),
        user_id: viewer.caller.user_id.clone(),
        redirect_uri: request.requested_uri,
        scope: request.scope,
        challenge: request.challenge,
        expires: now + SignedDuration::from_secs(seconds),
    };
    if !app.auth.codes.keep(&code, grant, now) {
        let text = "Too many authorizations wait for their exchange. Try again in a few minutes.";
        return Err(Problem::page(StatusCode::SERVICE_UNAVAILABLE, "Try again later", text));
    }
    Ok(redirect::answer(&request.redirect_uri, &[("code", &code), ("state", &request.state_param)], false))
}

fn code_seconds(session: &Session) -> i64 {
    let seconds = session.properties().number(settings::CODE_SECONDS, CODE_SECONDS);
    i64::try_from(seconds.clamp(1, MAX_CODE_SECONDS)).unwrap_or(60)
}

async fn with_token(
    app: &Arc<App>,
    viewer: &Viewer,
    request: AuthorizationRequest,
) -> Result<String, Problem> {
    let issuing = Arc::clone(app);
    let user_id = viewer.caller.user_id.clone();
    let (answer, request) = app
        .engine
        .write(&Caller::system(), move |session| {
            let holder = Holder { entity: &request.entity, user_id: &user_id, scope: &request.scope };
            let answer = tokens::answer(session, &issuing.auth, &holder, Renewal::Reuse, false)?;
            Ok((answer, request))
        })
        .await?;
    let expires_in = answer.expires_in.to_string();
    let params = [
        ("access_token", answer.access_token.as_str()),
        ("token_type", answer.token_type),
        ("expires_in", &expires_in),
        ("scope", &answer.scope),
        ("state", &request.state_param),
    ];
    Ok(redirect::answer(&request.redirect_uri, &params, true))
}

fn refused(invalid: Invalid) -> Response {
    match invalid {
        Invalid::Page { heading, text } => {
            Problem::page(StatusCode::BAD_REQUEST, heading, text).into_response()
        }
        Invalid::Answer { redirect_uri, state_param, code, text } => {
            let params = [("error", code), ("error_description", text.as_str()), ("state", &state_param)];
            address::found(&redirect::answer(&redirect_uri, &params, false))
        }
    }
}
