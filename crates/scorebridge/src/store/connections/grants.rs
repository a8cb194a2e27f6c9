//! How a connection is authorized, and the sealed key of its assertions.

use zeroize::Zeroizing;

use super::secrets::Secret;
use crate::connection::Grant;
use crate::ids::ConnectionId;
use crate::store::sql::sql;
use crate::store::{Result, Store};

impl Store {
    /// Saves by which grant the connection comes by its tokens.
    pub async fn set_grant(&self, id: ConnectionId, grant: Grant) -> Result<()> {
        let statement = sql("UPDATE connections SET grant_kind = $2 WHERE id = $1 AND removed_at IS NULL");
        statement.bind(&id).bind(&grant).run(self.write()).await?;
        Ok(())
    }

    /// Saves the key of assertions (sealed) and its certificate, which is no secret.
    pub async fn set_assertion_key(&self, id: ConnectionId, private: &[u8], certificate: &str) -> Result<()> {
        let mut tx = self.begin().await?;
        let statement =
            sql("UPDATE connections SET assertion_certificate = $2 WHERE id = $1 AND removed_at IS NULL");
        statement.bind(&id).bind(certificate).run(&mut tx).await?;
        self.put_secret(&mut tx, id, Secret::AssertionKey, private).await?;
        tx.commit().await
    }

    /// Opens the key of assertions.
    pub async fn assertion_key(&self, id: ConnectionId) -> Result<Option<Zeroizing<Vec<u8>>>> {
        self.get_secret(self.read(), id, Secret::AssertionKey).await
    }
}
