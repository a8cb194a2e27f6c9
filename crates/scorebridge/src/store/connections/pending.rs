//! Authorizations that were begun and wait for the browser to come back.

use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;

use super::secrets::{Owner, Sealed, text};
use crate::connection::PendingAuthorization;
use crate::ids::ConnectionId;
use crate::store::row::Row;
use crate::store::sql::sql;
use crate::store::{Result, Store};

/// How long a begun authorization is kept (`jobs/connect/authorize.rs`).
const LIFE: SignedDuration = SignedDuration::from_mins(10);
/// Signing in and selecting Allow takes less.
const LOST_AFTER: SignedDuration = SignedDuration::from_mins(2);
/// The column of the sealed code verifier.
const VERIFIER: &str = "verifier";

impl Store {
    /// Stores a begun authorization (the verifier sealed).
    pub async fn insert_pending_authorization(&self, pending: &PendingAuthorization) -> Result<()> {
        let place = Sealed { owner: Owner::Connection(pending.connection), column: VERIFIER };
        let verifier = self.0.keys.seal(place, pending.verifier.expose_secret().as_bytes());
        let statement = sql("INSERT INTO pending_authorizations \
                 (state_hash, tenant_id, connection_id, person_id, verifier, return_to, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)");
        statement
            .bind(&pending.state_hash)
            .bind(&pending.tenant)
            .bind(&pending.connection)
            .bind(&pending.person)
            .bind(&verifier)
            .bind(&pending.return_to)
            .bind(&pending.expires_at)
            .run(self.write())
            .await?;
        Ok(())
    }

    /// Takes it out: a second call finds nothing. Expired ones are not found.
    pub async fn take_pending_authorization(
        &self,
        state_hash: &str,
        now: Timestamp,
    ) -> Result<Option<PendingAuthorization>> {
        let statement = sql("DELETE FROM pending_authorizations WHERE state_hash = $1 \
             RETURNING state_hash, tenant_id, connection_id, person_id, verifier, return_to, expires_at");
        let row = statement.bind(state_hash).first(self.write()).await?;
        let pending = row.map(|row| self.read_pending(&row)).transpose()?;
        Ok(pending.filter(|pending| pending.expires_at > now))
    }

    /// When the last authorization was begun whose browser has not come back for two minutes: whoever started it closed
    /// the window, or was sent elsewhere. Rows live ten minutes and are cleared away some time later.
    pub async fn find_lost_authorization(
        &self,
        connection: ConnectionId,
        now: Timestamp,
    ) -> Result<Option<Timestamp>> {
        let statement =
            sql("SELECT MAX(expires_at) AS last FROM pending_authorizations WHERE connection_id = $1");
        let row = statement.bind(&connection).first(self.read()).await?;
        let last: Option<Timestamp> = row.map(|row| row.opt("last")).transpose()?.flatten();
        Ok(last.map(|expires| expires - LIFE).filter(|begun| now.duration_since(*begun) >= LOST_AFTER))
    }

    fn read_pending(&self, row: &Row) -> Result<PendingAuthorization> {
        let connection = row.get("connection_id")?;
        let sealed: String = row.get("verifier")?;
        Ok(PendingAuthorization {
            state_hash: row.get("state_hash")?,
            tenant: row.get("tenant_id")?,
            connection,
            person: row.get("person_id")?,
            verifier: text(
                &self
                    .0
                    .keys
                    .open(Sealed { owner: Owner::Connection(connection), column: VERIFIER }, &sealed)?,
                VERIFIER,
            )?,
            return_to: row.get("return_to")?,
            expires_at: row.get("expires_at")?,
        })
    }
}
