//! The sealed secrets of a connection: client secret and tokens. They leave the store by these methods only.

use std::borrow::Cow;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use servicenow_client::TokenSet;
use zeroize::Zeroizing;

use crate::connection::{Authorization, ConnectionStatus};
use crate::ids::ConnectionId;
use crate::store::db::{Target, Tx};
pub(super) use crate::store::seal::{Owner, Place as Sealed};
use crate::store::sql::sql;
use crate::store::tickets::adopt::adopt;
use crate::store::{Result, Store, StoreError};

/// How much of a client secret is kept readable, to be recognised by.
const HINT_LENGTH: usize = 5;
/// A secret shorter than this has no readable part.
const HINTED_LENGTH: usize = 16;

/// A secret of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secret {
    /// OAuth client secret.
    ClientSecret,
    /// Access and refresh token.
    Tokens,
    /// Private key of assertions (JWT bearer).
    AssertionKey,
    /// What notes of the connector app are signed with.
    Webhook,
}

impl Secret {
    /// Key word in the database; authenticated with the envelope.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecret => "client-secret",
            Self::Tokens => "tokens",
            Self::AssertionKey => "assertion-key",
            Self::Webhook => "webhook-secret",
        }
    }
}

/// The name of a stored secret, as it is authenticated.
pub(super) fn column_of(name: &str) -> Option<&'static str> {
    [Secret::ClientSecret, Secret::Tokens, Secret::Webhook]
        .map(Secret::as_str)
        .into_iter()
        .find(|known| *known == name)
}

/// A token set inside its envelope.
#[derive(Serialize, Deserialize)]
struct StoredTokens<'a> {
    #[serde(borrow)]
    access_token: Cow<'a, str>,
    #[serde(borrow)]
    refresh_token: Option<Cow<'a, str>>,
    access_expires_at: Timestamp,
    refresh_expires_at: Option<Timestamp>,
    scope: Option<String>,
}

impl Store {
    /// Saves client id and secret (sealed).
    pub async fn set_client(
        &self,
        id: ConnectionId,
        client_id: &str,
        client_secret: &SecretString,
        at: Timestamp,
    ) -> Result<()> {
        let secret = client_secret.expose_secret();
        let mut tx = self.begin().await?;
        let statement = sql("UPDATE connections \
             SET client_id = $2, client_secret_end = $3, client_secret_at = $4 WHERE id = $1 AND removed_at IS NULL");
        statement.bind(&id).bind(client_id).bind(&hint(secret)).bind(&at).run(&mut tx).await?;
        self.put_secret(&mut tx, id, Secret::ClientSecret, secret.as_bytes()).await?;
        tx.commit().await
    }

    /// Opens the client secret.
    pub async fn client_secret(&self, id: ConnectionId) -> Result<Option<SecretString>> {
        let opened = self.get_secret(self.read(), id, Secret::ClientSecret).await?;
        opened.map(|secret| text(&secret, Secret::ClientSecret.as_str())).transpose()
    }

    /// Saves who authorized, with the tokens (sealed), in one transaction. The connection is `NotProvisioned`
    /// then, or `Connected` when it was provisioned before.
    pub async fn authorize_connection(
        &self,
        id: ConnectionId,
        authorization: &Authorization,
        tokens: &TokenSet,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        let statement = sql("UPDATE connections SET user_sys_id = $2, user_name = $3, authorized_at = $4, \
             access_expires_at = $5, refresh_expires_at = $6, problem = NULL, \
             status = CASE WHEN provisioned_at IS NULL THEN $7 ELSE $8 END \
             WHERE id = $1 AND removed_at IS NULL");
        statement
            .bind(&id)
            .bind(&authorization.user_sys_id)
            .bind(&authorization.user_name)
            .bind(&authorization.at)
            .bind(&authorization.access_expires_at)
            .bind(&authorization.refresh_expires_at)
            .bind(&ConnectionStatus::NotProvisioned)
            .bind(&ConnectionStatus::Connected)
            .run(&mut tx)
            .await?;
        self.put_secret(&mut tx, id, Secret::Tokens, &to_bytes(tokens)).await?;
        let adopted = adopt(&mut tx, id, authorization.at).await?;
        if adopted > 0 {
            tracing::info!(tickets = adopted, "tickets of a removed connection are looked for again");
        }
        tx.commit().await
    }

    /// Opens the tokens.
    pub async fn load_tokens(&self, id: ConnectionId) -> Result<Option<TokenSet>> {
        let opened = self.get_secret(self.read(), id, Secret::Tokens).await?;
        opened.map(|bytes| from_bytes(&bytes)).transpose()
    }

    /// Saves renewed tokens (sealed) and their times. A set without refresh token keeps the one that is stored;
    /// nothing is saved for a removed connection.
    pub async fn save_tokens(&self, id: ConnectionId, tokens: &TokenSet) -> Result<()> {
        let mut tx = self.begin().await?;
        let mut tokens = tokens.clone();
        if tokens.refresh_token.is_none()
            && let Some(bytes) = self.get_secret(&mut tx, id, Secret::Tokens).await?
        {
            let stored = from_bytes(&bytes)?;
            tokens.refresh_token = stored.refresh_token;
            tokens.refresh_expires_at = stored.refresh_expires_at;
        }
        let statement = sql("UPDATE connections SET access_expires_at = $2, refresh_expires_at = $3 \
             WHERE id = $1 AND removed_at IS NULL");
        let statement = statement.bind(&id).bind(&tokens.access_expires_at).bind(&tokens.refresh_expires_at);
        statement.run(&mut tx).await?;
        self.put_secret(&mut tx, id, Secret::Tokens, &to_bytes(&tokens)).await?;
        tx.commit().await
    }

    pub(super) async fn put_secret(
        &self,
        tx: &mut Tx<'_>,
        id: ConnectionId,
        secret: Secret,
        bytes: &[u8],
    ) -> Result<()> {
        let place = Sealed { owner: Owner::Connection(id), column: secret.as_str() };
        let statement = sql("INSERT INTO connection_secrets (connection_id, name, tenant_id, sealed) \
             SELECT id, $2, tenant_id, $3 FROM connections WHERE id = $1 AND removed_at IS NULL \
             ON CONFLICT (connection_id, name) DO UPDATE SET sealed = excluded.sealed");
        statement.bind(&id).bind(secret.as_str()).bind(&self.0.keys.seal(place, bytes)).run(tx).await?;
        Ok(())
    }

    pub(super) async fn get_secret(
        &self,
        target: impl Into<Target<'_>>,
        id: ConnectionId,
        secret: Secret,
    ) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let place = Sealed { owner: Owner::Connection(id), column: secret.as_str() };
        let statement = sql("SELECT sealed FROM connection_secrets WHERE connection_id = $1 AND name = $2");
        let row = statement.bind(&id).bind(secret.as_str()).first(target).await?;
        row.map(|row| self.0.keys.open(place, &row.get::<String>("sealed")?)).transpose()
    }
}

fn hint(secret: &str) -> String {
    let length = secret.chars().count();
    let hidden = if length < HINTED_LENGTH { length } else { length - HINT_LENGTH };
    secret.chars().skip(hidden).collect()
}

pub(super) fn text(bytes: &[u8], what: &'static str) -> Result<SecretString> {
    let text = std::str::from_utf8(bytes).map_err(|_| StoreError::corrupt(what, "it is no text"))?;
    Ok(text.into())
}

fn to_bytes(tokens: &TokenSet) -> Zeroizing<Vec<u8>> {
    let stored = StoredTokens {
        access_token: tokens.access_token.expose_secret().into(),
        refresh_token: tokens.refresh_token.as_ref().map(|token| token.expose_secret().into()),
        access_expires_at: tokens.access_expires_at,
        refresh_expires_at: tokens.refresh_expires_at,
        scope: tokens.scope.clone(),
    };
    Zeroizing::new(serde_json::to_vec(&stored).expect("a token set is plain data"))
}

fn from_bytes(bytes: &[u8]) -> Result<TokenSet> {
    // The reason stays unsaid: it could quote a token.
    let stored: StoredTokens<'_> = serde_json::from_slice(bytes)
        .map_err(|_| StoreError::corrupt(Secret::Tokens.as_str(), "it is no token set"))?;
    Ok(TokenSet {
        access_token: stored.access_token.into_owned().into(),
        refresh_token: stored.refresh_token.map(|token| token.into_owned().into()),
        access_expires_at: stored.access_expires_at,
        refresh_expires_at: stored.refresh_expires_at,
        scope: stored.scope,
    })
}
