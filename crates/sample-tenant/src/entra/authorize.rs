//! `/{tenant}/oauth2/v2.0/authorize`: checks the request, shows the people, returns with a code.

use axum::{
    Form,
    extract::{
        Path, Query, State,
        rejection::{FormRejection, QueryRejection},
    },
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use url::Url;

use crate::{
    clients::TestClient,
    entra::{codes::Grant, pages, refusal::Refusal, wording::Wording},
    state::{Shared, State as Tenant},
};

/// Longest value taken of any parameter that is stored or repeated, in bytes.
const LONGEST: usize = 2_048;

#[derive(Default, Deserialize)]
pub(crate) struct Parameters {
    client_id: Option<String>,
    response_type: Option<String>,
    response_mode: Option<String>,
    redirect_uri: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    nonce: Option<String>,
    prompt: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    pub(super) ui_locales: Option<String>,
}

/// A sign-in request that may be shown to a person.
pub(super) struct SignIn<'a> {
    pub(super) client: &'a TestClient,
    pub(super) redirect_uri: Url,
    state_param: Option<String>,
    grant: Grant,
}

/// How a request that cannot go on is told so: on a page while the way back is not trusted, else there.
enum Stop {
    Page(Refusal),
    Return(Box<Url>),
}

#[derive(Deserialize)]
pub(crate) struct Choice {
    person: Option<String>,
}

pub(crate) async fn get(
    State(state): State<Shared>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    parameters: Result<Query<Parameters>, QueryRejection>,
    uri: axum::http::Uri,
) -> Response {
    let (parameters, wording) = read(parameters, &headers);
    match checked(&state, &tenant, parameters) {
        Ok(sign_in) => pages::people(&state, &sign_in, wording, &uri),
        Err(stop) => stop.answer(wording),
    }
}

pub(crate) async fn post(
    State(state): State<Shared>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    parameters: Result<Query<Parameters>, QueryRejection>,
    choice: Result<Form<Choice>, FormRejection>,
) -> Response {
    let (parameters, wording) = read(parameters, &headers);
    let sign_in = match checked(&state, &tenant, parameters) {
        Ok(sign_in) => sign_in,
        Err(stop) => return stop.answer(wording),
    };
    match chosen(&state, &sign_in, choice) {
        Ok(code) => Redirect::to(sign_in.returning(&[("code", &code)]).as_str()).into_response(),
        Err(refusal) => sign_in.refused(&refusal).answer(wording),
    }
}

/// Parameters that cannot be read (one of them twice, say) are told apart from absent ones only on the page.
fn read(
    parameters: Result<Query<Parameters>, QueryRejection>,
    headers: &HeaderMap,
) -> (Option<Parameters>, &'static Wording) {
    let parameters = parameters.ok().map(|Query(parameters)| parameters);
    let asked = parameters.as_ref().and_then(|parameters| parameters.ui_locales.as_deref());
    let wording = Wording::for_request(asked, headers);
    (parameters, wording)
}

fn checked<'a>(state: &'a Tenant, tenant: &str, parameters: Option<Parameters>) -> Result<SignIn<'a>, Stop> {
    let page = Stop::Page;
    if !state.is_called(tenant) {
        return Err(page(Refusal::UnknownTenant(tenant.to_owned())));
    }
    let asked = parameters.filter(are_short).ok_or(page(Refusal::BadForm))?;
    let client_id = asked.client_id.ok_or(page(Refusal::MissingParameter("client_id")))?;
    let client = state.client(&client_id).ok_or(page(Refusal::UnknownClient(client_id)))?;
    let given = asked.redirect_uri.ok_or(page(Refusal::MissingParameter("redirect_uri")))?;
    let redirect_uri = Url::parse(&given).ok().filter(|uri| client.may_return_to(uri));
    let redirect_uri = redirect_uri.ok_or(page(Refusal::UnregisteredRedirect(given.clone())))?;
    let grant = Grant {
        client_id: client.client_id.clone(),
        redirect_uri: given,
        oid: String::new(),
        scope: asked.scope.unwrap_or_default(),
        nonce: asked.nonce,
        challenge: asked.code_challenge,
    };
    let sign_in = SignIn { client, redirect_uri, state_param: asked.state, grant };
    let fault = response_fault(asked.response_type.as_deref(), asked.response_mode.as_deref())
        .or_else(|| scope_fault(&sign_in.grant.scope))
        .or_else(|| {
            challenge_fault(sign_in.grant.challenge.as_deref(), asked.code_challenge_method.as_deref())
        })
        .or_else(|| (asked.prompt.as_deref() == Some("none")).then_some(Refusal::NeedsInteraction));
    match fault {
        Some(refusal) => Err(sign_in.refused(&refusal)),
        None => Ok(sign_in),
    }
}

fn are_short(asked: &Parameters) -> bool {
    [&asked.client_id, &asked.redirect_uri, &asked.scope, &asked.state, &asked.nonce, &asked.code_challenge]
        .into_iter()
        .flatten()
        .all(|value| value.len() <= LONGEST)
}

fn response_fault(kind: Option<&str>, mode: Option<&str>) -> Option<Refusal> {
    match (kind, mode) {
        (None, _) => Some(Refusal::MissingParameter("response_type")),
        (Some("code"), None | Some("query")) => None,
        (Some("code"), Some(mode)) => Some(Refusal::UnsupportedResponseMode(mode.to_owned())),
        (Some(kind), _) => Some(Refusal::UnsupportedResponseType(kind.to_owned())),
    }
}

fn scope_fault(scope: &str) -> Option<Refusal> {
    (!scope.split(' ').any(|part| part == "openid")).then_some(Refusal::MissingOpenId)
}

/// RFC 7636 section 4.2: only S256 is taken, and a challenge has 43 to 128 unreserved characters.
fn challenge_fault(challenge: Option<&str>, method: Option<&str>) -> Option<Refusal> {
    let unreserved = |c: u8| c.is_ascii_alphanumeric() || b"-._~".contains(&c);
    let sound = match (challenge, method) {
        (None, None) => true,
        (Some(challenge), Some("S256")) => {
            (43..=128).contains(&challenge.len()) && challenge.bytes().all(unreserved)
        }
        _ => false,
    };
    (!sound).then_some(Refusal::BadChallenge)
}

/// A code for the person picked.
fn chosen(
    state: &Tenant,
    sign_in: &SignIn<'_>,
    choice: Result<Form<Choice>, FormRejection>,
) -> Result<String, Refusal> {
    let Form(choice) = choice.map_err(|_| Refusal::BadForm)?;
    let person = choice.person.and_then(|oid| state.person(&oid)).ok_or(Refusal::Cancelled)?;
    let grant = Grant { oid: person.oid.clone(), ..sign_in.grant.clone() };
    state.codes.issue(grant, state.clock.now())
}

impl SignIn<'_> {
    fn returning(&self, answer: &[(&str, &str)]) -> Url {
        let mut uri = self.redirect_uri.clone();
        let state_param = self.state_param.as_deref().map(|value| ("state", value));
        uri.query_pairs_mut().extend_pairs(answer.iter().copied().chain(state_param));
        uri
    }

    fn refused(&self, refusal: &Refusal) -> Stop {
        let (error, description) = (refusal.oauth_error(), refusal.description());
        Stop::Return(Box::new(self.returning(&[("error", error), ("error_description", &description)])))
    }
}

impl Stop {
    fn answer(self, wording: &'static Wording) -> Response {
        match self {
            Self::Page(refusal) => pages::refusal(&refusal, wording),
            Self::Return(uri) => Redirect::to(uri.as_str()).into_response(),
        }
    }
}
