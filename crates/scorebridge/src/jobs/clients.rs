//! The clients of connections: built from what is stored, kept while it stays the same, and never leading into the
//! portal's own network unless that was allowed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use servicenow_client::{Client, Credentials, InstanceUrl, OAuthClient, RetryPolicy, SecretString};

use super::address;
use super::connect::ConnectError;
use crate::app::App;
use crate::connection::{AssertionSigner, Connection, Grant, Place};
use crate::ids::ConnectionId;
use crate::message::Message;
use crate::store::ConnectionTokens;

/// Below the lease of a job, so that a call never outlives the right to make it.
pub(super) const CALL_TIMEOUT: Duration = Duration::from_secs(40);

/// Keeps the client of each connection: its access token, its pace and its open sockets.
#[derive(Default)]
pub(crate) struct Clients {
    guarded: OnceLock<reqwest::Client>,
    held: Mutex<HashMap<ConnectionId, Held>>,
}

struct Held {
    made_of: Ingredients,
    client: Client,
}

/// What a client is made of: another authorization or secret makes another client.
#[derive(Clone, PartialEq, Eq)]
struct Ingredients {
    client_id: String,
    secret_saved: Option<Timestamp>,
    authorized: Timestamp,
    grant: Grant,
}

impl Clients {
    fn held(&self) -> MutexGuard<'_, HashMap<ConnectionId, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets the client of a connection: its tokens are no longer ours.
    pub(super) fn forget(&self, connection: ConnectionId) {
        self.held().remove(&connection);
    }
}

/// The HTTP client for an instance, if the configuration lets it be called: its host is allowed, and its addresses are
/// public unless others are allowed too. Every call to an instance goes through here.
pub(super) async fn http_for(app: &App, instance: &InstanceUrl) -> Result<reqwest::Client, Message> {
    let (servicenow, network) = (&app.config.servicenow, &app.config.network);
    let host = instance.as_url().host_str().unwrap_or_default();
    let problem = |key: &str| Message::new(key).with("host", host).with("instance", instance.name());
    if !servicenow.allowed_hosts.allows(host) {
        return Err(problem("problem-host-not-allowed"));
    }
    if servicenow.allow_private_addresses {
        return Ok(app.http.clone());
    }
    let is_private = |_| problem("problem-private-address");
    address::refuse_literal(instance).map_err(is_private)?;
    if network.proxy_hosts().any(|proxy| proxy.eq_ignore_ascii_case(host)) {
        return Err(problem("problem-private-address"));
    }
    if network.proxy_for(instance.as_url()).is_some() {
        address::refuse_private_name(host).await.map_err(is_private)?;
    }
    if let Some(http) = app.clients().guarded.get() {
        return Ok(http.clone());
    }
    let http = address::public_only(network).map_err(|_| problem("problem-tls"))?;
    Ok(app.clients().guarded.get_or_init(|| http).clone())
}

/// What explanations of failures need to know of a connection.
pub(super) fn place<'a>(app: &'a App, connection: &'a Connection) -> Place<'a> {
    place_of(app, &connection.instance)
}

/// The same of an instance that there is no connection to yet.
pub(super) fn place_of<'a>(app: &'a App, instance: &'a InstanceUrl) -> Place<'a> {
    let proxy = app.config.network.proxy_for(instance.as_url());
    Place { instance, egress: &app.config.servicenow.egress_addresses, proxy }
}

/// The client that calls with the tokens of a connection.
pub(super) async fn client_of(app: &App, connection: &Connection) -> Result<Client, ConnectError> {
    let Some(authorization) = &connection.authorization else {
        return Err(not_authorized(connection));
    };
    let made_of = Ingredients {
        client_id: connection.client_id.clone().unwrap_or_default(),
        secret_saved: connection.client_secret_hint.as_ref().map(|(_, at)| *at),
        authorized: authorization.at,
        grant: connection.grant,
    };
    if let Some(held) = app.clients().held().get(&connection.id).filter(|held| held.made_of == made_of) {
        return Ok(held.client.clone());
    }
    let tokens = ConnectionTokens { store: app.store.clone(), connection: connection.id };
    let oauth = oauth_client(app, connection).await?;
    let client = build(app, connection, Credentials::OAuth { oauth, tokens: Arc::new(tokens) }).await?;
    app.clients().held().insert(connection.id, Held { made_of, client: client.clone() });
    Ok(client)
}

/// A client that calls with one access token, before it is known whose it is.
pub(super) async fn client_with(
    app: &App,
    connection: &Connection,
    access_token: &SecretString,
) -> Result<Client, ConnectError> {
    build(app, connection, Credentials::Bearer(access_token.clone())).await
}

/// Reads are not repeated here: jobs and reconcilers come back by themselves, with the store as their memory.
async fn build(app: &App, connection: &Connection, credentials: Credentials) -> Result<Client, ConnectError> {
    let clock = app.clock.clone();
    let built = Client::builder(connection.instance.clone())
        .credentials(credentials)
        .http(http_for(app, &connection.instance).await.map_err(ConnectError::Problem)?)
        .timeout(CALL_TIMEOUT)
        .retry(RetryPolicy::none())
        .clock(move || clock.now())
        .build();
    built.map_err(|error| ConnectError::Problem(place(app, connection).problem(&error)))
}

/// The OAuth client of a connection.
pub(super) async fn oauth_client(app: &App, connection: &Connection) -> Result<OAuthClient, ConnectError> {
    let Some(client_id) = &connection.client_id else {
        return Err(ConnectError::Problem(Message::new("problem-client-missing")));
    };
    let secret = app.store.client_secret(connection.id).await?;
    let problem = |error| ConnectError::Problem(place(app, connection).problem(&error));
    let redirect = app.config.server.base_url.join("servicenow/callback").expect("a fixed path is one");
    let oauth =
        OAuthClient::new(connection.instance.clone(), client_id, secret, redirect).map_err(problem)?;
    let clock = app.clock.clone();
    let oauth = oauth
        .http(http_for(app, &connection.instance).await.map_err(ConnectError::Problem)?)
        .timeout(CALL_TIMEOUT)
        .clock(move || clock.now());
    match connection.grant {
        Grant::AuthorizationCode => Ok(oauth),
        Grant::ClientCredentials => Ok(oauth.renew_with_client_credentials()),
        Grant::JwtBearer => {
            let (signer, clock) = (signer(app, connection, client_id).await?, app.clock.clone());
            Ok(oauth.renew_with_assertions(move || signer.sign(clock.now())))
        }
    }
}

/// Signs for the integration user.
async fn signer(
    app: &App,
    connection: &Connection,
    client_id: &str,
) -> Result<AssertionSigner, ConnectError> {
    let missing = || ConnectError::Problem(Message::new("problem-assertion-key"));
    let key = app.store.assertion_key(connection.id).await?.ok_or_else(missing)?;
    AssertionSigner::new(&key, client_id, &connection.expected_user).map_err(|_| missing())
}

fn not_authorized(connection: &Connection) -> ConnectError {
    ConnectError::Problem(Message::new("problem-not-authorized").with("user", &connection.expected_user))
}
