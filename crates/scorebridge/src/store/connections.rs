//! Connections and their sealed secrets.

use jiff::Timestamp;
use secrecy::SecretString;
use servicenow_client::TokenSet;

use super::{Result, Store};
use crate::connection::{
    AppPresence, Authorization, Check, Connection, ConnectionStatus, NewConnection, PendingAuthorization,
    SetupStep,
};
use crate::ids::{ConnectionId, TenantId};
use crate::message::Message;

/// A secret of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secret {
    /// OAuth client secret.
    ClientSecret,
    /// Access and refresh token.
    Tokens,
}

impl Store {
    /// The connection of a tenant that is not removed.
    pub async fn find_connection(&self, tenant: &TenantId) -> Result<Option<Connection>> {
        let _ = tenant;
        todo!()
    }

    /// A connection by id, removed or not.
    pub async fn find_connection_by_id(&self, id: ConnectionId) -> Result<Option<Connection>> {
        let _ = id;
        todo!()
    }

    /// All connections that are not removed, of all tenants: for workers.
    pub async fn list_connections(&self) -> Result<Vec<Connection>> {
        todo!()
    }

    /// Begins a connection at step `Checklist`, or moves the one in set-up to another instance. A connection that
    /// was authorized is never moved: remove it first (`None`).
    pub async fn begin_connection(&self, new: &NewConnection) -> Result<Option<ConnectionId>> {
        let _ = new;
        todo!()
    }

    /// Records that set-up now stands at `step` (`None` when finished).
    pub async fn set_setup_step(&self, id: ConnectionId, step: Option<SetupStep>) -> Result<()> {
        let _ = (id, step);
        todo!()
    }

    /// Saves the name of the integration user that must authorize.
    pub async fn set_expected_user(&self, id: ConnectionId, user_name: &str) -> Result<()> {
        let _ = (id, user_name);
        todo!()
    }

    /// Saves client id and secret (sealed).
    pub async fn set_client(
        &self,
        id: ConnectionId,
        client_id: &str,
        client_secret: &SecretString,
        at: Timestamp,
    ) -> Result<()> {
        let _ = (id, client_id, client_secret, at);
        todo!()
    }

    /// Opens the client secret.
    pub async fn client_secret(&self, id: ConnectionId) -> Result<Option<SecretString>> {
        let _ = id;
        todo!()
    }

    /// Saves who authorized, with the tokens (sealed), in one transaction.
    pub async fn authorize_connection(
        &self,
        id: ConnectionId,
        authorization: &Authorization,
        tokens: &TokenSet,
    ) -> Result<()> {
        let _ = (id, authorization, tokens);
        todo!()
    }

    /// Opens the tokens.
    pub async fn load_tokens(&self, id: ConnectionId) -> Result<Option<TokenSet>> {
        let _ = id;
        todo!()
    }

    /// Saves renewed tokens (sealed) and their times.
    pub async fn save_tokens(&self, id: ConnectionId, tokens: &TokenSet) -> Result<()> {
        let _ = (id, tokens);
        todo!()
    }

    /// Saves what was seen of its health. Returns whether the status changed.
    pub async fn set_connection_status(
        &self,
        id: ConnectionId,
        status: ConnectionStatus,
        problem: Option<&Message>,
    ) -> Result<bool> {
        let _ = (id, status, problem);
        todo!()
    }

    /// Saves release and app as read.
    pub async fn set_instance_facts(
        &self,
        id: ConnectionId,
        release: Option<&str>,
        app: AppPresence,
    ) -> Result<()> {
        let _ = (id, release, app);
        todo!()
    }

    /// Provisioning passed: status `Connected`, set-up finished.
    pub async fn provision_connection(&self, id: ConnectionId, at: Timestamp) -> Result<()> {
        let _ = (id, at);
        todo!()
    }

    /// A sync ended well; the cursor never moves back.
    pub async fn finish_sync(
        &self,
        id: ConnectionId,
        cursor: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<()> {
        let _ = (id, cursor, at);
        todo!()
    }

    /// Removes: destroys its secrets, keeps its tickets as history.
    pub async fn remove_connection(&self, id: ConnectionId, at: Timestamp) -> Result<()> {
        let _ = (id, at);
        todo!()
    }

    /// Saves the checks, replacing those of the same names.
    pub async fn save_checks(&self, id: ConnectionId, checks: &[Check]) -> Result<()> {
        let _ = (id, checks);
        todo!()
    }

    /// The checks as last run, in order.
    pub async fn list_checks(&self, id: ConnectionId) -> Result<Vec<Check>> {
        let _ = id;
        todo!()
    }

    /// Stores a begun authorization (the verifier sealed).
    pub async fn insert_pending_authorization(&self, pending: &PendingAuthorization) -> Result<()> {
        let _ = pending;
        todo!()
    }

    /// Takes it out: a second call finds nothing. Expired ones are not found.
    pub async fn take_pending_authorization(
        &self,
        state_hash: &str,
        now: Timestamp,
    ) -> Result<Option<PendingAuthorization>> {
        let _ = (state_hash, now);
        todo!()
    }
}
