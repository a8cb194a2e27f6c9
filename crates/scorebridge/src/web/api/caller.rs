//! Who asks: the person that a bearer token acts for, and the language of the answer.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::problem::{Problem, Result};
use crate::app::App;
use crate::auth;
use crate::i18n::Words;
use crate::ids::TenantId;
use crate::message::Message;
use crate::store::{Language, Person, Role};
use crate::web::viewer::asked_language;

/// 32 random bytes in Base64.
const RANDOM_LENGTH: usize = 43;

/// The person behind a token.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    /// Who the token acts for, with the role of now.
    pub(super) person: Person,
    /// Language of the answer, time zone of the person, time of the request.
    pub(super) words: Words,
}

impl Caller {
    pub(super) fn tenant(&self) -> &TenantId {
        &self.person.tenant
    }

    pub(super) fn now(&self) -> Timestamp {
        self.words.now
    }

    pub(super) fn today(&self) -> Date {
        self.words.today()
    }
}

/// Lets a request pass when its token is known and its person has the role.
pub(super) async fn admit(
    State((app, role)): State<(App, Role)>,
    mut request: Request,
    next: Next,
) -> Result<Response> {
    let caller = match find(request.headers(), &app).await? {
        Ok(caller) => caller,
        Err(challenge) => return Ok(unauthorized(challenge)),
    };
    if caller.person.role < role {
        return Err(Problem::new(StatusCode::FORBIDDEN, needs(role)));
    }
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

fn needs(role: Role) -> Message {
    Message::new(match role {
        Role::Administrator => "error-needs-administrator",
        Role::Operator | Role::Reader => "error-needs-operator",
    })
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        let caller = parts.extensions.get().cloned();
        caller.ok_or_else(|| Problem::internal(&anyhow::anyhow!("a route of the API is open to everyone")))
    }
}

/// What a client is told of its missing or wrong token (RFC 6750, section 3).
type Challenge = &'static str;

async fn find(headers: &HeaderMap, app: &App) -> Result<std::result::Result<Caller, Challenge>> {
    let Some(token) = token(headers) else { return Ok(Err("Bearer realm=\"scorebridge\"")) };
    let person = if is_token(token) { app.store.find_api_token(&auth::hash(token)).await? } else { None };
    let Some(person) = person else {
        return Ok(Err("Bearer realm=\"scorebridge\", error=\"invalid_token\""));
    };
    let zone = TimeZone::get(&person.time_zone).unwrap_or(TimeZone::UTC);
    let words = Words { language: language(headers, person.language), zone, now: app.clock.now() };
    Ok(Ok(Caller { person, words }))
}

fn token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Anything else need not be looked up.
fn is_token(token: &str) -> bool {
    token.strip_prefix(auth::API_TOKEN_PREFIX).is_some_and(|random| random.len() == RANDOM_LENGTH)
}

/// As the request asks, else as the person chose, else English.
fn language(headers: &HeaderMap, chosen: Option<Language>) -> Language {
    match (headers.contains_key(ACCEPT_LANGUAGE), chosen) {
        (false, Some(chosen)) => chosen,
        _ => asked_language(headers),
    }
}

fn unauthorized(challenge: Challenge) -> Response {
    let problem = Problem::new(StatusCode::UNAUTHORIZED, Message::new("api-unauthorized"));
    let mut response = problem.into_response();
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    response
}
