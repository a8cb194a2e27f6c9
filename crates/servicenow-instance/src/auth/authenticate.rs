//! Proves who sends an API request: Basic, Bearer, API key, or a browser session with its token
//! (protocol section 1.6). Whatever is wrong, the answer is the same 401.

use std::sync::Arc;

use axum::http::{HeaderMap, Uri, header};
use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::{
    app::App,
    caller::{Caller, Channel},
    engine::{Record, Session},
    refusals::Refusal,
    ui::Params,
};

use super::{
    cookies,
    oauth::tokens,
    people, second_factor, sessions, settings,
    sign_in::{self, Door},
};

/// Some clients leave the padding out.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Header of an API key.
const API_KEY: &str = "x-sn-apikey";
/// Header that proves a request with a session cookie comes from a page of ours.
const USER_TOKEN: &str = "x-usertoken";

/// What a request offers as proof.
#[derive(Debug, PartialEq, Eq)]
enum Proof {
    Password { user_name: String, password: String },
    Token(String),
    ApiKey(String),
    Session { id: String, token: String },
}

/// How long the session of an application lasts when it is idle, in seconds. Registrations choose it by
/// their client type (protocol section 4.5).
#[derive(Debug, Clone, Copy)]
pub(crate) struct SessionLifetime(pub(crate) u64);

/// The caller of a request, or the refusal 401.
pub(crate) async fn authenticate(app: &Arc<App>, headers: &HeaderMap, uri: &Uri) -> Result<Caller, Refusal> {
    Ok(identify(app, headers, uri).await?.0)
}

/// The caller of a request, with the life of the session when it came with a token.
pub(super) async fn identify(
    app: &Arc<App>,
    headers: &HeaderMap,
    uri: &Uri,
) -> Result<(Caller, Option<SessionLifetime>), Refusal> {
    let proof = match proof_of(headers) {
        Some(proof) => proof,
        None => token_in_address(app, uri).await?.ok_or_else(Refusal::not_authenticated)?,
    };
    let caller = match proof {
        Proof::Password { user_name, password } => {
            by_password(app, (&user_name, &password), second_factor::code_of(headers)).await
        }
        Proof::Token(token) => return by_token(app, token).await,
        Proof::ApiKey(key) => by_api_key(app, &key).await,
        Proof::Session { id, token } => by_session(app, &id, &token).await,
    };
    Ok((caller?, None))
}

fn proof_of(headers: &HeaderMap) -> Option<Proof> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        return authorization(value.to_str().ok()?);
    }
    if let Some(key) = text(headers, API_KEY) {
        return Some(Proof::ApiKey(key.to_owned()));
    }
    let id = cookies::get(headers, sessions::COOKIE)?;
    let token = text(headers, USER_TOKEN)?;
    Some(Proof::Session { id: id.to_owned(), token: token.to_owned() })
}

fn authorization(value: &str) -> Option<Proof> {
    let (scheme, rest) = value.trim().split_once(' ')?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(Proof::Token(rest.to_owned()));
    }
    let (user_name, password) = basic(scheme, rest)?;
    Some(Proof::Password { user_name, password })
}

/// User name and password of a Basic header (RFC 7617); the token endpoint reads clients the same way.
pub(super) fn basic(scheme: &str, encoded: &str) -> Option<(String, String)> {
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(LENIENT.decode(encoded).ok()?).ok()?;
    let (name, password) = decoded.split_once(':')?;
    Some((name.to_owned(), password.to_owned()))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim).filter(|value| !value.is_empty())
}

/// Off by default: addresses end up in logs.
async fn token_in_address(app: &Arc<App>, uri: &Uri) -> Result<Option<Proof>, Refusal> {
    let token = Params::parse(uri.query().unwrap_or_default().as_bytes()).get("access_token").to_owned();
    if token.is_empty() {
        return Ok(None);
    }
    let accepted = app
        .engine
        .read(&Caller::system(), |session| Ok(session.properties().flag(settings::TOKEN_IN_ADDRESS, false)))
        .await?;
    Ok(accepted.then_some(Proof::Token(token)))
}

async fn by_password(
    app: &Arc<App>,
    (user_name, password): (&str, &str),
    code: &str,
) -> Result<Caller, Refusal> {
    match sign_in::check(app, user_name, password, Door::Api).await? {
        Ok(person) => {
            if !second_factor::passes(app, &person, code).await? {
                return Err(Refusal::second_factor());
            }
            if app.engine.metadata().properties.flag(settings::MACHINE_USERS_ONLY, false)
                && !is_machine(&person.user)
            {
                tracing::info!("SNCRestrictBasicAuthUserAuthenticationGate refused a user, enforce=true");
                return Err(Refusal::not_authenticated());
            }
            Ok(person.caller(Channel::Rest))
        }
        Err(reason) => {
            tracing::debug!(%reason, "basic authentication refused");
            Err(Refusal::not_authenticated())
        }
    }
}

/// A user that no person signs in as.
fn is_machine(user: &Record) -> bool {
    user.is_true("web_service_access_only") || user.get("identity_type") == "machine"
}

async fn by_token(app: &Arc<App>, token: String) -> Result<(Caller, Option<SessionLifetime>), Refusal> {
    let expiring = app.scenarios.is_on(crate::scenarios::Scenario::TokenExpired);
    let rehearsing = Arc::clone(app);
    app.engine
        .read(&Caller::system(), move |session| {
            let found = tokens::find(session, &token, tokens::Kind::Access)?;
            let (credential, entity) = found.ok_or_else(Refusal::not_authenticated)?;
            if expiring && rehearsing.auth.rehearsal.refuses(&credential) {
                return Err(Refusal::not_authenticated());
            }
            let caller = user_caller(session, credential.get("user"))?;
            let lifetime = sessions::lifetime(&session.properties(), entity.get("client_type"));
            Ok((scoped(caller, credential.get("scopes")), Some(SessionLifetime(lifetime))))
        })
        .await
}

/// Keys are kept sealed, and sealing gives equal keys equal forms, so the sealed form finds the row.
async fn by_api_key(app: &Arc<App>, key: &str) -> Result<Caller, Refusal> {
    let sealed = app.auth.vault.seal(key);
    app.engine
        .read(&Caller::system(), move |session| {
            let row = session.find_by("sys_user_api_key", "token", &sealed)?;
            let row = row.filter(|row| row.is_true("active")).ok_or_else(Refusal::not_authenticated)?;
            let expires = row.get("expires");
            if !expires.is_empty() && expires <= session.now_text().as_str() {
                return Err(Refusal::not_authenticated());
            }
            let caller = user_caller(session, row.get("user"))?;
            let scope = session.display(&row, "auth_scope")?;
            Ok(if scope.is_empty() { caller } else { scoped(caller, &scope) })
        })
        .await
}

async fn by_session(app: &Arc<App>, id: &str, token: &str) -> Result<Caller, Refusal> {
    let session = app.session(id).filter(|session| session.accepts(token));
    let user_id = session.and_then(|session| session.user_id).ok_or_else(Refusal::not_authenticated)?;
    by_user(app, user_id).await
}

/// The caller that a user is whose identity is proved.
pub(super) async fn by_user(app: &Arc<App>, user_id: String) -> Result<Caller, Refusal> {
    app.engine.read(&Caller::system(), move |session| user_caller(session, &user_id)).await
}

fn scoped(caller: Caller, scopes: &str) -> Caller {
    let scopes = scopes.split_whitespace().map(ToOwned::to_owned).collect();
    Caller { scopes: Some(scopes), ..caller }
}

fn user_caller(session: &Session, user_id: &str) -> Result<Caller, Refusal> {
    let person = people::by_id(session, user_id)?.ok_or_else(Refusal::not_authenticated)?;
    sign_in::allowed(&person.user, Door::Api).map_err(|_| Refusal::not_authenticated())?;
    Ok(person.caller(Channel::Rest))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (HeaderName::from_static(k), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn basic_credentials_are_read_with_and_without_padding() {
        for value in ["Basic YTpiOmM=", "basic YTpiOmM"] {
            assert_eq!(
                authorization(value),
                Some(Proof::Password { user_name: "a".into(), password: "b:c".into() })
            );
        }
        for value in ["Basic", "Basic !!!", "Basic YWI=", "Digest YTpi"] {
            assert_eq!(authorization(value), None, "{value}");
        }
    }

    #[test]
    fn an_authorization_header_wins_over_everything_else() {
        let all = headers(&[("authorization", "Bearer t"), ("x-sn-apikey", "k"), ("cookie", "JSESSIONID=s")]);
        assert_eq!(proof_of(&all), Some(Proof::Token("t".into())));
        let wrong = headers(&[("authorization", "Basic !"), ("x-sn-apikey", "k")]);
        assert_eq!(proof_of(&wrong), None);
    }

    #[test]
    fn a_cookie_without_its_token_proves_nothing() {
        assert_eq!(proof_of(&headers(&[("cookie", "JSESSIONID=s")])), None);
        let both = headers(&[("cookie", "JSESSIONID=s"), ("x-usertoken", "g")]);
        assert_eq!(proof_of(&both), Some(Proof::Session { id: "s".into(), token: "g".into() }));
    }
}
