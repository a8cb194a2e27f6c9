//! Who is asking: passwords, browser sessions, OAuth, API keys. Ends in a [`Caller`]; what a caller may
//! do is decided by the engine's access rules.

mod authenticate;
mod callers;
pub(crate) mod certificates;
pub(crate) mod cookies;
pub(crate) mod key;
pub(crate) mod oauth;
pub(crate) mod passwords;
pub(crate) mod people;
pub(crate) mod scopes;
pub(crate) mod second_factor;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod sign_in;
mod totp;
pub(crate) mod vault;
mod verified;

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::Response,
};
use url::Url;

use crate::{app::App, caller::Caller, engine::Engine, refusals::Refusal, script::rest, ui::login};

use authenticate::identify;
pub(crate) use authenticate::{SessionLifetime, authenticate};
pub(crate) use people::People;
pub(crate) use vault::Vault;

use oauth::{Codes, Rehearsal, tokens::ACCOUNT_SCOPE};
use sessions::{BrowserSession, Sessions};
use verified::Verified;

/// What authentication keeps in memory.
#[derive(Debug)]
pub(crate) struct Auth {
    pub(crate) vault: Arc<Vault>,
    /// Names the instance in signed tokens: its address without the slash at the end.
    pub(crate) issuer: String,
    pub(crate) sessions: Sessions,
    pub(crate) codes: Codes,
    pub(crate) rehearsal: Rehearsal,
    verified: Verified,
}

impl Auth {
    pub(crate) fn new(vault: Arc<Vault>, base_url: &Url) -> Self {
        Self {
            vault,
            issuer: base_url.as_str().trim_end_matches('/').to_owned(),
            sessions: Sessions::default(),
            codes: Codes::default(),
            rehearsal: Rehearsal::default(),
            verified: Verified::default(),
        }
    }

    /// Signs everybody out, for a reset of the instance.
    pub(crate) fn reset(&self) {
        self.sessions.clear();
        self.codes.clear();
        self.rehearsal.clear();
    }
}

/// Lets a request pass with its [`Caller`] as an extension.
pub(crate) async fn require_caller(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let proves_nothing = !request.headers().contains_key(header::AUTHORIZATION);
    let (mut caller, lifetime) = match identify(&app, request.headers(), request.uri()).await {
        Ok(identified) => identified,
        Err(refusal) if proves_nothing => {
            let is_open = rest::is_open(&app, request.method(), request.uri().path());
            let certificate = certificates::presented(request.extensions());
            (without_proof(&app, certificate, is_open).await?.ok_or(refusal)?, None)
        }
        Err(refusal) => return Err(refusal),
    };
    let joined = joined_session(&app, request.headers(), &caller);
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    caller.address = peer.map(|peer| peer.0.ip().to_canonical());
    request.extensions_mut().insert(caller);
    let mut response = next.run(request).await;
    if let Some(lifetime) = lifetime {
        response.extensions_mut().insert(lifetime);
    }
    Ok(match joined {
        Some(session) => login::with_session(&app, response, &session),
        None => response,
    })
}

/// A client that shows who it is beside the cookie of a session that nobody is signed in to gets a session that it is
/// signed in to, as the platform has one behind every call. It never is the one that was known before.
fn joined_session(app: &Arc<App>, headers: &HeaderMap, caller: &Caller) -> Option<BrowserSession> {
    let whole = caller.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|scope| scope == ACCOUNT_SCOPE));
    if !whole || !headers.contains_key(header::AUTHORIZATION) {
        return None;
    }
    let anonymous = app.session(cookies::get(headers, sessions::COOKIE)?)?;
    if anonymous.user_id.is_some() {
        return None;
    }
    app.auth.sessions.end(&anonymous.id);
    Some(login::start(app, Some(&caller.user_id)))
}

/// Who has a certificate needs no other proof; some APIs ask for none at all.
async fn without_proof(
    app: &Arc<App>,
    certificate: Option<Vec<u8>>,
    is_open: bool,
) -> Result<Option<Caller>, Refusal> {
    if let Some(certificate) = certificate
        && let Some(user_id) = certificates::user_of(app, certificate).await?
    {
        return authenticate::by_user(app, user_id).await.map(Some);
    }
    Ok(is_open.then(rest::guest))
}

/// Whether the first users can still be signed in with the passwords of the documentation.
pub(crate) async fn has_default_passwords(engine: &Engine) -> bool {
    let found = engine
        .read(&Caller::system(), |session| {
            for name in ["admin", "itil"] {
                let user = session.find_by("sys_user", "user_name", name)?;
                let stored = user.map(|user| user.get("user_password").to_owned());
                if stored.is_some_and(|stored| passwords::verify(name, &stored)) {
                    return Ok(true);
                }
            }
            Ok(false)
        })
        .await;
    found.unwrap_or(true)
}
