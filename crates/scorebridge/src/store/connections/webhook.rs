//! The webhook of a connection: its sealed secret, and the signatures that were taken already.

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};

use super::secrets::{self, Secret};
use crate::ids::ConnectionId;
use crate::store::sql::sql;
use crate::store::{Result, Store};

impl Store {
    /// Saves the secret (sealed); one that was there is destroyed.
    pub async fn set_webhook_secret(
        &self,
        id: ConnectionId,
        secret: &SecretString,
        at: Timestamp,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        let statement = sql("UPDATE connections SET webhook_made_at = $2, webhook_noted_at = NULL \
             WHERE id = $1 AND removed_at IS NULL");
        statement.bind(&id).bind(&at).run(&mut tx).await?;
        self.put_secret(&mut tx, id, Secret::Webhook, secret.expose_secret().as_bytes()).await?;
        tx.commit().await
    }

    /// Opens the secret, if there is one.
    pub async fn webhook_secret(&self, id: ConnectionId) -> Result<Option<SecretString>> {
        let opened = self.get_secret(self.read(), id, Secret::Webhook).await?;
        opened.map(|secret| secrets::text(&secret, Secret::Webhook.as_str())).transpose()
    }

    /// Destroys the secret: notes are refused from then on.
    pub async fn delete_webhook_secret(&self, id: ConnectionId) -> Result<()> {
        let mut tx = self.begin().await?;
        let statement =
            sql("UPDATE connections SET webhook_made_at = NULL, webhook_noted_at = NULL WHERE id = $1");
        statement.bind(&id).run(&mut tx).await?;
        let statement = sql("DELETE FROM connection_secrets WHERE connection_id = $1 AND name = $2");
        statement.bind(&id).bind(Secret::Webhook.as_str()).run(&mut tx).await?;
        tx.commit().await
    }

    /// Takes a note by its signature; false when it was taken before. Remembered until `forget_at`.
    pub async fn take_note(
        &self,
        id: ConnectionId,
        signature: &str,
        at: Timestamp,
        forget_at: Timestamp,
    ) -> Result<bool> {
        let mut tx = self.begin().await?;
        let statement = sql("INSERT INTO webhook_notes (connection_id, signature, tenant_id, expires_at) \
             SELECT id, $2, tenant_id, $3 FROM connections WHERE id = $1 \
             ON CONFLICT (connection_id, signature) DO NOTHING");
        let is_new = statement.bind(&id).bind(signature).bind(&forget_at).run(&mut tx).await? == 1;
        if is_new {
            let statement = sql("UPDATE connections SET webhook_noted_at = $2 WHERE id = $1");
            statement.bind(&id).bind(&at).run(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(is_new)
    }
}
