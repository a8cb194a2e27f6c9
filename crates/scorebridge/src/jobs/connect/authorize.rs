//! The authorization code flow with the instance (S10, S11): begun with a state and a code verifier that only this
//! browser's person can bring back, ended with tokens of the integration user or with nothing saved.

use jiff::SignedDuration;
use servicenow_client::{CodeVerifier, Error, OAuthClient, SecretString, StateParam, TokenSet};
use url::Url;

use super::{ConnectError, log, revoke};
use crate::app::App;
use crate::auth;
use crate::connection::{
    Authorization, Callback, CallbackOutcome, CallbackParams, Connection, Grant, Identity,
    PendingAuthorization, SetupStep, Step, identify, identity_of, read_callback,
};
use crate::jobs::clients::{client_with, oauth_client, place};
use crate::jobs::{health, heartbeat};
use crate::live::LiveEvent;
use crate::message::Message;
use crate::store::{Activity, Person, StoreError};

/// How long a person may take at the instance.
const PENDING_FOR: SignedDuration = SignedDuration::from_mins(10);
/// Where a callback without a known state leads.
const SETUP: &str = "/servicenow/setup";

/// Begins an authorization: stores state and code verifier for 10 minutes and gives the instance's page to send the
/// browser to. `return_to` is a path of ours.
pub async fn begin_authorization(
    app: &App,
    connection: &Connection,
    person: &Person,
    return_to: &str,
) -> Result<Url, ConnectError> {
    let client = oauth_client(app, connection).await?;
    let (state, verifier) = (StateParam::random(), CodeVerifier::random());
    let pending = PendingAuthorization {
        state_hash: auth::hash(state.as_str()),
        tenant: connection.tenant.clone(),
        connection: connection.id,
        person: person.id,
        verifier: verifier.secret().clone(),
        return_to: return_to.to_owned(),
        expires_at: app.clock.now() + PENDING_FOR,
    };
    app.store.insert_pending_authorization(&pending).await?;
    Ok(client.authorization_url(&state, Some(&verifier.challenge())))
}

/// Ends an authorization: takes out the state, exchanges the code, finds out who allowed it, and saves the tokens
/// only if it was the integration user (S11).
pub async fn finish_authorization(
    app: &App,
    params: &CallbackParams,
    person: &Person,
) -> Result<Callback, StoreError> {
    let pending = match &params.state {
        Some(state) => app.store.take_pending_authorization(&auth::hash(state), app.clock.now()).await?,
        None => None,
    };
    let return_to = pending.as_ref().map_or_else(|| SETUP.to_owned(), |pending| pending.return_to.clone());
    let outcome = match (read_callback(params, pending.as_ref(), person.id), pending) {
        (Step::Exchange(code), Some(pending)) => exchange(app, code.into(), pending, person).await?,
        (Step::End(outcome), _) => outcome,
        (Step::Exchange(_), None) => CallbackOutcome::StateUnknown,
    };
    Ok(Callback { outcome, return_to })
}

async fn exchange(
    app: &App,
    code: SecretString,
    pending: PendingAuthorization,
    person: &Person,
) -> Result<CallbackOutcome, StoreError> {
    let found = app.store.find_connection_by_id(pending.connection).await?;
    let Some(connection) = found.filter(|found| found.removed_at.is_none() && found.tenant == person.tenant)
    else {
        return Ok(CallbackOutcome::StateUnknown);
    };
    match admit(app, &connection, code, &pending).await {
        Ok((identity, tokens)) => {
            app.store.set_grant(connection.id, Grant::AuthorizationCode).await?;
            save(app, &connection, &identity, &tokens, person).await
        }
        Err(Refusal::Store(error)) => Err(error),
        Err(Refusal::Outcome(outcome)) => Ok(outcome),
    }
}

/// Why an authorization was not taken.
pub(super) enum Refusal {
    Store(StoreError),
    Outcome(CallbackOutcome),
}

impl From<ConnectError> for Refusal {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Store(error) => Self::Store(error),
            ConnectError::Problem(problem) => Self::Outcome(CallbackOutcome::Failed(problem)),
        }
    }
}

/// Exchanges the code and finds out whose token it is.
async fn admit(
    app: &App,
    connection: &Connection,
    code: SecretString,
    pending: &PendingAuthorization,
) -> Result<(Identity, TokenSet), Refusal> {
    let problem =
        |error: &Error| Refusal::Outcome(CallbackOutcome::Failed(place(app, connection).problem(error)));
    let client = oauth_client(app, connection).await?;
    let verifier = CodeVerifier::parse(secrecy::ExposeSecret::expose_secret(&pending.verifier))
        .map_err(|error| problem(&error))?;
    let tokens = client
        .exchange_code(code, Some(verifier))
        .await
        .map_err(|error| refused_code(&error).map_or_else(|| problem(&error), Refusal::Outcome))?;
    admit_user(app, connection, &client, tokens).await
}

/// Finds out whose token it is. One of anybody else is revoked at once.
pub(super) async fn admit_user(
    app: &App,
    connection: &Connection,
    client: &OAuthClient,
    tokens: TokenSet,
) -> Result<(Identity, TokenSet), Refusal> {
    let problem =
        |error: &Error| Refusal::Outcome(CallbackOutcome::Failed(place(app, connection).problem(error)));
    let bearer = client_with(app, connection, &tokens.access_token).await?;
    let identified = match identity_of(&bearer).await {
        Ok(identity) => {
            identify(&identity, &connection.expected_user).map(|()| identity).map_err(Refusal::Outcome)
        }
        Err(error) => Err(problem(&error)),
    };
    if identified.is_err() {
        revoke(client, &tokens).await;
    }
    Ok((identified?, tokens))
}

/// The token endpoint does not say whether the secret, the redirect URI or the code is wrong: the way out names all.
fn refused_code(error: &Error) -> Option<CallbackOutcome> {
    let servicenow_client::ErrorKind::Unauthorized { message, detail, .. } = error.kind() else {
        return None;
    };
    let words = detail.as_deref().map_or_else(|| message.clone(), |detail| format!("{message}: {detail}"));
    Some(CallbackOutcome::Failed(Message::new("problem-code-refused").with("words", words)))
}

pub(super) async fn save(
    app: &App,
    connection: &Connection,
    identity: &Identity,
    tokens: &TokenSet,
    person: &Person,
) -> Result<CallbackOutcome, StoreError> {
    let authorization = Authorization {
        user_sys_id: identity.sys_id.clone(),
        user_name: identity.user_name.clone(),
        at: app.clock.now(),
        access_expires_at: tokens.access_expires_at,
        refresh_expires_at: tokens.refresh_expires_at,
    };
    app.store.authorize_connection(connection.id, &authorization, tokens).await?;
    if connection.step.is_some_and(|step| step < SetupStep::Provision) {
        app.store.set_setup_step(connection.id, Some(SetupStep::Provision)).await?;
    }
    app.clients().forget(connection.id);
    let (instance, user) = (connection.instance.name().to_owned(), identity.user_name.clone());
    log(app, connection, person, Activity::ConnectionAuthorized { instance, user: user.clone() }).await?;
    go_on(app, connection).await?;
    Ok(CallbackOutcome::Authorized { user })
}

/// What waited for the authorization goes on.
async fn go_on(app: &App, connection: &Connection) -> Result<(), StoreError> {
    if let Some(now) = app.store.find_connection_by_id(connection.id).await? {
        app.lanes().of(&now.tenant).open();
        health::succeeded(app, &now).await?;
        health::hasten_tickets(app, &now).await?;
        heartbeat::tell_app(app, &now, Some(health::healthy_status(&now))).await;
    }
    app.live.publish(LiveEvent::Connection(connection.tenant.clone()));
    app.sync.notify_one();
    Ok(())
}
