//! Set-up, authorization and removal of a connection: what is learned of the instance, saved.

mod authorize;
mod direct;

use servicenow_client::{InstanceUrl, OAuthClient, TokenSet};

use super::clients::{http_for, oauth_client, place, place_of};
use super::heartbeat;
use crate::app::App;
use crate::connection::{ClientCheck, Connection, InstanceFacts, probe};
use crate::live::LiveEvent;
use crate::message::Message;
use crate::store::{Activity, ActivityEntry, Person, StoreError};

pub use authorize::{begin_authorization, finish_authorization};
pub use direct::{authorize_directly, make_assertion_key};

/// Why an action on a connection could not be done.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something stands in the way, with its way out ([`crate::connection::way_out`]).
    #[error("{}", .0.key)]
    Problem(Message),
}

/// What a removal did at the instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removed {
    /// Whether the instance revoked the tokens. If not (not reachable), they end by themselves.
    pub revoked: bool,
}

/// Looks at the instance that a person typed (`acme`, `acme.service-now.com`, a URL). The error is a problem with
/// its way out. Nothing is saved: `store.begin_connection` does that with the facts.
pub async fn probe_instance(app: &App, typed: &str) -> Result<InstanceFacts, Message> {
    let instance = InstanceUrl::parse(typed)
        .map_err(|error| Message::new("problem-instance-address").with("words", error))?;
    let http = http_for(app, &instance).await?;
    probe(&http, place_of(app, &instance), app.clock.now()).await
}

/// Checks the saved OAuth client against the token endpoint.
pub async fn check_client(app: &App, connection: &Connection) -> Result<ClientCheck, StoreError> {
    match oauth_client(app, connection).await {
        Ok(client) => Ok(crate::connection::check_client(&client, place(app, connection)).await),
        Err(ConnectError::Store(error)) => Err(error),
        Err(ConnectError::Problem(problem)) => Ok(ClientCheck::Wrong(problem)),
    }
}

/// Removes a connection: tells the connector app, revokes the tokens at the instance (both best effort), destroys
/// the secrets, keeps the tickets as history (S20).
pub async fn remove_connection(
    app: &App,
    connection: &Connection,
    person: &Person,
) -> Result<Removed, StoreError> {
    heartbeat::tell_app(app, connection, None).await;
    let revoked = revoke_all(app, connection).await?;
    app.store.remove_connection(connection.id, app.clock.now()).await?;
    app.clients().forget(connection.id);
    app.lanes().of(&connection.tenant).reset();
    let activity = Activity::ConnectionRemoved { instance: connection.instance.name().to_owned() };
    log(app, connection, person, activity).await?;
    // Waiting tickets learn now that there is nothing to wait for.
    super::health::hasten_tickets(app, connection).await?;
    app.live.publish(LiveEvent::Connection(connection.tenant.clone()));
    Ok(Removed { revoked })
}

async fn revoke_all(app: &App, connection: &Connection) -> Result<bool, StoreError> {
    let Some(tokens) = app.store.load_tokens(connection.id).await? else { return Ok(true) };
    match oauth_client(app, connection).await {
        Ok(client) => Ok(revoke(&client, &tokens).await),
        Err(ConnectError::Store(error)) => Err(error),
        Err(ConnectError::Problem(_)) => Ok(false),
    }
}

/// The refresh token first: it is the one that lives long.
async fn revoke(client: &OAuthClient, tokens: &TokenSet) -> bool {
    let mut revoked = true;
    for token in tokens.refresh_token.iter().chain([&tokens.access_token]) {
        if let Err(error) = client.revoke(token).await {
            tracing::warn!(%error, "a token was not revoked and ends by itself");
            revoked = false;
        }
    }
    revoked
}

/// Writes to the activity log what a person did to a connection.
pub(super) async fn log(
    app: &App,
    connection: &Connection,
    person: &Person,
    activity: Activity,
) -> Result<(), StoreError> {
    let entry = ActivityEntry { at: app.clock.now(), actor: Some(person.name.clone()), activity };
    app.store.log_activity(&connection.tenant, &entry).await
}
