//! Set-up, authorization, checks, provisioning and removal of a connection: what is learned of the instance, saved.

use url::Url;

use crate::app::App;
use crate::connection::{Callback, CallbackParams, Check, Connection, InstanceFacts};
use crate::message::Message;
use crate::store::{Person, StoreError};

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

/// What can be known of an OAuth client before anybody authorized with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientCheck {
    /// The instance knows id and secret.
    Known,
    /// The token endpoint answers, but a wrong client cannot be told from other refusals: it shows at the
    /// authorization.
    CannotTell,
    /// Wrong id or secret, or no answer: the problem, with its way out.
    Wrong(Message),
}

/// What provisioning did.
#[derive(Debug, Clone)]
pub struct Provisioned {
    /// The checks as they ended, in order.
    pub checks: Vec<Check>,
    /// Whether all passed or only warned: then the connection is `Connected` now.
    pub connected: bool,
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
    let _ = (app, typed);
    todo!()
}

/// Checks the saved OAuth client against the token endpoint.
pub async fn check_client(app: &App, connection: &Connection) -> Result<ClientCheck, StoreError> {
    let _ = (app, connection);
    todo!()
}

/// Begins an authorization: stores state and code verifier for 10 minutes and gives the instance's page to send the
/// browser to. `return_to` is a path of ours.
pub async fn begin_authorization(
    app: &App,
    connection: &Connection,
    person: &Person,
    return_to: &str,
) -> Result<Url, ConnectError> {
    let _ = (app, connection, person, return_to);
    todo!()
}

/// Ends an authorization: takes out the state, exchanges the code, finds out who allowed it, and saves the tokens
/// only if it was the integration user (S11).
pub async fn finish_authorization(
    app: &App,
    params: &CallbackParams,
    person: &Person,
) -> Result<Callback, StoreError> {
    let _ = (app, params, person);
    todo!()
}

/// Runs the eight checks in order and saves them.
pub async fn run_checks(app: &App, connection: &Connection) -> Result<Vec<Check>, StoreError> {
    let _ = (app, connection);
    todo!()
}

/// Runs the checks and, when none failed, switches cards and sharing on (S29).
pub async fn provision(
    app: &App,
    connection: &Connection,
    person: &Person,
) -> Result<Provisioned, StoreError> {
    let _ = (app, connection, person);
    todo!()
}

/// Removes a connection: tells the connector app, revokes the tokens at the instance (both best effort), destroys
/// the secrets, keeps the tickets as history (S20).
pub async fn remove_connection(
    app: &App,
    connection: &Connection,
    person: &Person,
) -> Result<Removed, StoreError> {
    let _ = (app, connection, person);
    todo!()
}
