//! Connections: what is known of them. Their secrets are in `secrets.rs`, their checks in `checks.rs`.

mod checks;
mod grants;
mod pending;
mod reseal;
mod secrets;
mod syncs;
mod webhook;

use jiff::Timestamp;

pub use secrets::Secret;

use super::row::Row;
use super::sql::{Sql, sql};
use super::value::{Json, json};
use super::{Result, Store, again_on_conflict};
use crate::connection::{
    AppPresence, Authorization, Connection, ConnectionStatus, NewConnection, SetupStep, Webhook,
};
use crate::ids::{ConnectionId, TenantId};
use crate::message::Message;
use crate::tickets::Delivery;

/// Why a ticket that was not sent when its connection was removed never will be.
const REMOVED: &str = "problem-connection-removed";

const COLUMNS: &str = "SELECT id, tenant_id, instance, step, client_id, client_secret_end, client_secret_at, \
     expected_user, user_sys_id, user_name, authorized_at, access_expires_at, refresh_expires_at, status, problem, \
     release_name, app, provisioned_at, synced_at, sync_cursor, created_at, removed_at, webhook_made_at, webhook_noted_at, \
     grant_kind, assertion_certificate FROM connections ";

impl Store {
    /// The connection of a tenant that is not removed.
    pub async fn find_connection(&self, tenant: &TenantId) -> Result<Option<Connection>> {
        let statement = select("WHERE tenant_id = $1 AND removed_at IS NULL").bind(tenant);
        statement.first(self.read()).await?.as_ref().map(read_connection).transpose()
    }

    /// A connection by id, removed or not.
    pub async fn find_connection_by_id(&self, id: ConnectionId) -> Result<Option<Connection>> {
        let statement = select("WHERE id = $1").bind(&id);
        statement.first(self.read()).await?.as_ref().map(read_connection).transpose()
    }

    /// All connections that are not removed, of all tenants: for workers.
    pub async fn list_connections(&self) -> Result<Vec<Connection>> {
        let statement = select("WHERE removed_at IS NULL ORDER BY created_at, id");
        statement.all(self.read()).await?.iter().map(read_connection).collect()
    }

    /// Begins a connection at step `Checklist`, or moves the one in set-up to another instance. A connection that
    /// was authorized is never moved: remove it first (`None`). Moving forgets the OAuth client, which belongs to
    /// the former instance.
    pub async fn begin_connection(&self, new: &NewConnection) -> Result<Option<ConnectionId>> {
        let statement = sql("INSERT INTO connections \
                 (id, tenant_id, instance, step, expected_user, status, release_name, app, created_at) \
             VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8) \
             ON CONFLICT (tenant_id) WHERE removed_at IS NULL DO UPDATE \
                 SET client_id = CASE WHEN connections.instance = excluded.instance THEN connections.client_id END, \
                     instance = excluded.instance, step = excluded.step, release_name = excluded.release_name, \
                     app = excluded.app, problem = NULL \
                 WHERE connections.authorized_at IS NULL \
             RETURNING id");
        let mut tx = self.begin().await?;
        let row = statement
            .bind(&ConnectionId::generate())
            .bind(&new.tenant)
            .bind(&new.instance)
            .bind(&SetupStep::Checklist)
            .bind(&ConnectionStatus::SettingUp)
            .bind(&new.release)
            .bind(&AppPresence::Unknown)
            .bind(&new.at)
            .first(&mut tx)
            .await?;
        let Some(id) = row.map(|row| row.get::<ConnectionId>("id")).transpose()? else { return Ok(None) };
        let forget = sql("DELETE FROM connection_secrets WHERE connection_id = $1 \
             AND EXISTS (SELECT 1 FROM connections WHERE id = $1 AND client_id IS NULL)");
        forget.bind(&id).run(&mut tx).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Records that set-up now stands at `step` (`None` when finished).
    pub async fn set_setup_step(&self, id: ConnectionId, step: Option<SetupStep>) -> Result<()> {
        sql("UPDATE connections SET step = $2 WHERE id = $1").bind(&id).bind(&step).run(self.write()).await?;
        Ok(())
    }

    /// Saves the name of the integration user that must authorize.
    pub async fn set_expected_user(&self, id: ConnectionId, user_name: &str) -> Result<()> {
        let statement = sql("UPDATE connections SET expected_user = $2 WHERE id = $1");
        statement.bind(&id).bind(user_name).run(self.write()).await?;
        Ok(())
    }

    /// Saves what was seen of its health. Returns whether the status changed.
    pub async fn set_connection_status(
        &self,
        id: ConnectionId,
        status: ConnectionStatus,
        problem: Option<&Message>,
    ) -> Result<bool> {
        let mut tx = self.begin().await?;
        let statement = sql("UPDATE connections SET status = $2 WHERE id = $1 AND status <> $2");
        let changed = statement.bind(&id).bind(&status).run(&mut tx).await? == 1;
        let statement = sql("UPDATE connections SET problem = $2 WHERE id = $1");
        statement.bind(&id).bind(&problem.map(json)).run(&mut tx).await?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Saves release and app as read.
    pub async fn set_instance_facts(
        &self,
        id: ConnectionId,
        release: Option<&str>,
        app: AppPresence,
    ) -> Result<()> {
        let statement = sql("UPDATE connections SET release_name = $2, app = $3 WHERE id = $1");
        statement.bind(&id).bind(&release).bind(&app).run(self.write()).await?;
        Ok(())
    }

    /// Provisioning passed: status `Connected`, set-up finished.
    pub async fn provision_connection(&self, id: ConnectionId, at: Timestamp) -> Result<()> {
        let statement = sql("UPDATE connections \
             SET status = $2, problem = NULL, step = NULL, provisioned_at = $3 WHERE id = $1");
        statement.bind(&id).bind(&ConnectionStatus::Connected).bind(&at).run(self.write()).await?;
        Ok(())
    }

    /// A sync ended well; the cursor never moves back.
    pub async fn finish_sync(
        &self,
        id: ConnectionId,
        cursor: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<()> {
        let statement = sql("UPDATE connections SET synced_at = $3, \
             sync_cursor = CASE WHEN $2 > COALESCE(sync_cursor, $2 - 1) THEN $2 ELSE sync_cursor END \
             WHERE id = $1");
        statement.bind(&id).bind(&cursor).bind(&at).run(self.write()).await?;
        Ok(())
    }

    /// Removes: destroys its secrets, keeps its tickets as history. They count as closed from then on; those that
    /// were not sent are given up.
    pub async fn remove_connection(&self, id: ConnectionId, at: Timestamp) -> Result<()> {
        again_on_conflict!(self.try_remove_connection(id, at))
    }

    async fn try_remove_connection(&self, id: ConnectionId, at: Timestamp) -> Result<()> {
        let mut tx = self.begin().await?;
        let statement = sql("UPDATE connections SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL");
        statement.bind(&id).bind(&at).run(&mut tx).await?;
        for statement in [
            "DELETE FROM connection_secrets WHERE connection_id = $1",
            "DELETE FROM pending_authorizations WHERE connection_id = $1",
            "DELETE FROM webhook_notes WHERE connection_id = $1",
            "UPDATE tickets SET is_open = 0, slot = NULL WHERE connection_id = $1 AND is_open = 1",
        ] {
            sql(statement).bind(&id).run(&mut tx).await?;
        }
        // One that is being sent at this moment is left to its answer.
        let unsent =
            sql("UPDATE tickets SET delivery = $2, problem = $3, next_attempt_at = NULL, updated_at = $4 \
             WHERE connection_id = $1 AND delivery IN ($5, $6)");
        unsent
            .bind(&id)
            .bind(&Delivery::GivenUp)
            .bind(&json(&Message::new(REMOVED)))
            .bind(&at)
            .bind(&Delivery::Queued)
            .bind(&Delivery::Unclear)
            .run(&mut tx)
            .await?;
        tx.commit().await
    }
}

fn select(rest: &'static str) -> Sql {
    let mut statement = sql(COLUMNS);
    statement.push(rest);
    statement
}

fn read_connection(row: &Row) -> Result<Connection> {
    let client_id: Option<String> = row.opt("client_id")?;
    let hint = row.opt("client_secret_end")?.zip(row.opt("client_secret_at")?);
    Ok(Connection {
        id: row.get("id")?,
        tenant: row.get("tenant_id")?,
        instance: row.get("instance")?,
        step: row.opt("step")?,
        client_secret_hint: hint.filter(|_| client_id.is_some()),
        client_id,
        expected_user: row.get("expected_user")?,
        authorization: read_authorization(row)?,
        status: row.get("status")?,
        problem: row.opt("problem")?.map(|Json(problem)| problem),
        release: row.opt("release_name")?,
        app: row.get("app")?,
        provisioned_at: row.opt("provisioned_at")?,
        synced_at: row.opt("synced_at")?,
        sync_cursor: row.opt("sync_cursor")?,
        created_at: row.get("created_at")?,
        removed_at: row.opt("removed_at")?,
        webhook: read_webhook(row)?,
        grant: row.get("grant_kind")?,
        certificate: row.opt("assertion_certificate")?,
    })
}

fn read_webhook(row: &Row) -> Result<Option<Webhook>> {
    let Some(made_at) = row.opt("webhook_made_at")? else { return Ok(None) };
    Ok(Some(Webhook { made_at, noted_at: row.opt("webhook_noted_at")? }))
}

fn read_authorization(row: &Row) -> Result<Option<Authorization>> {
    let Some(at) = row.opt("authorized_at")? else { return Ok(None) };
    Ok(Some(Authorization {
        user_sys_id: row.get("user_sys_id")?,
        user_name: row.get("user_name")?,
        at,
        access_expires_at: row.get("access_expires_at")?,
        refresh_expires_at: row.opt("refresh_expires_at")?,
    }))
}
