//! Authorization requests (protocol section 4.2): what was asked, and whether it may be asked.

use super::{
    clients,
    error::TokenError,
    pkce::Challenge,
    redirect::{self, Mismatch},
    tokens,
};
use crate::{
    auth::settings,
    engine::{Record, Selection, Session},
    query::Query,
    refusals::Refusal,
    ui::Params,
};

/// What the browser gets at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Code,
    /// The token itself, in the fragment of the address; no refresh token.
    Implicit,
}

/// A request that may be put before the person.
#[derive(Debug)]
pub(super) struct AuthorizationRequest {
    pub(super) entity: Record,
    pub(super) redirect_uri: String,
    /// As it was requested, for the comparison at the token endpoint.
    pub(super) requested_uri: String,
    pub(super) state_param: String,
    pub(super) scope: String,
    pub(super) challenge: Option<Challenge>,
    pub(super) flow: Flow,
}

/// Why it may not.
#[derive(Debug)]
pub(super) enum Invalid {
    /// Told to the person, because no address can be trusted with it.
    Page { heading: &'static str, text: String },
    /// Told to the application, at its registered address.
    Answer { redirect_uri: String, state_param: String, code: &'static str, text: String },
}

/// Reads and checks a request.
pub(super) fn check(
    session: &Session,
    params: &Params,
) -> Result<Result<AuthorizationRequest, Invalid>, Refusal> {
    let page = |heading: &'static str, text: String| Ok(Err(Invalid::Page { heading, text }));
    if !session.properties().flag(settings::OAUTH_ACTIVE, true) {
        return page("OAuth is switched off", TokenError::SwitchedOff.to_string());
    }
    let Some(entity) = clients::find(session, params.get("client_id"))? else {
        return page(
            "Invalid client_id",
            "No active application registry has the client ID of this request.".to_owned(),
        );
    };
    let requested = params.get("redirect_uri");
    let mismatch = mismatch(session);
    let Some(redirect_uri) = redirect::choose(requested, entity.get("redirect_url"), mismatch) else {
        return page(
            "Invalid redirect_uri",
            format!(
                "The redirect URL {requested} is not registered for this application. Compare it character by character: scheme, host, port, path and a slash at the end."
            ),
        );
    };
    let state_param = params.get("state");
    if let Some(text) = refused_state(session, state_param) {
        return page("Invalid request", text.to_owned());
    }
    let scope = match granted_scope(session, &entity, params.get("scope"))? {
        Ok(scope) => scope,
        Err(error) => return Ok(Err(told(&redirect_uri, state_param, "invalid_scope", error.to_string()))),
    };
    Ok(flow_of(params, &entity)
        .map(|(flow, challenge)| AuthorizationRequest {
            redirect_uri: redirect_uri.clone(),
            requested_uri: requested.to_owned(),
            state_param: state_param.to_owned(),
            scope,
            challenge,
            flow,
            entity,
        })
        .map_err(|(code, text)| told(&redirect_uri, state_param, code, text.to_owned())))
}

fn told(redirect_uri: &str, state_param: &str, code: &'static str, text: String) -> Invalid {
    Invalid::Answer { redirect_uri: redirect_uri.to_owned(), state_param: state_param.to_owned(), code, text }
}

fn mismatch(session: &Session) -> Mismatch {
    match session.properties().get(settings::REDIRECT_MATCHING) {
        Some("docs") => Mismatch::UseFirst,
        _ => Mismatch::Refuse,
    }
}

fn refused_state(session: &Session, state_param: &str) -> Option<&'static str> {
    if state_param.is_empty() {
        let required = session.properties().flag(settings::STATE_REQUIRED, true);
        return required.then_some("Missing State parameter in request");
    }
    (!redirect::is_state(state_param)).then_some("State parameter in request has special characters")
}

type Flawed = (&'static str, &'static str);

fn flow_of(params: &Params, entity: &Record) -> Result<(Flow, Option<Challenge>), Flawed> {
    let flow = match params.get("response_type") {
        "code" => Flow::Code,
        "token" => Flow::Implicit,
        "" => return Err(("invalid_request", "response_type is missing")),
        _ => return Err(("unsupported_response_type", "response_type must be code or token")),
    };
    let challenge = Challenge::parse(params.get("code_challenge"), params.get("code_challenge_method"))
        .map_err(|reason| ("invalid_request", reason))?;
    if flow == Flow::Code && challenge.is_none() && entity.is_true("public_client") {
        return Err(("invalid_request", "a public client must send code_challenge"));
    }
    Ok((flow, challenge))
}

/// Scope of the tokens: `useraccount`, unless scopes are registered for the application, which then limit
/// what it may ask for (protocol section 4.3).
pub(super) fn granted_scope(
    session: &Session,
    entity: &Record,
    requested: &str,
) -> Result<Result<String, TokenError>, Refusal> {
    let query = Query::equals("oauth_entity", entity.sys_id()).ordered_by("name");
    let rows = session.select("oauth_entity_scope", &Selection::of(query).limited(1000))?;
    if rows.is_empty() {
        return Ok(Ok(tokens::ACCOUNT_SCOPE.to_owned()));
    }
    let registered: Vec<&str> = rows.iter().map(|row| row.get("name")).collect();
    if requested.is_empty() {
        return Ok(Ok(registered.join(" ")));
    }
    let unknown = requested.split_whitespace().find(|scope| !registered.contains(scope));
    Ok(match unknown {
        Some(scope) => Err(TokenError::Scope(scope.to_owned())),
        None => Ok(requested.split_whitespace().collect::<Vec<_>>().join(" ")),
    })
}
