//! Names of ticket states (S21).
//!
//! A tenant has rows of its own from the moment it changes or discovers a state; until then the defaults hold.

use super::db::{Target, Tx};
use super::row::Row;
use super::sql::sql;
use super::{Result, Store, again_on_conflict, tickets};
use crate::ids::TenantId;
use crate::tickets::{StateGroup, StateName, TicketKind, default_states};

impl Store {
    /// All states of both kinds in order: the tenant's own, or the defaults where it has none.
    pub async fn list_state_names(&self, tenant: &TenantId) -> Result<Vec<StateName>> {
        list(self.read(), tenant).await
    }

    /// Replaces the states of one kind. Tickets in a state whose openness changes open or close with it.
    pub async fn set_state_names(
        &self,
        tenant: &TenantId,
        kind: TicketKind,
        names: &[StateName],
    ) -> Result<()> {
        again_on_conflict!(self.try_set_state_names(tenant, kind, names))
    }

    async fn try_set_state_names(
        &self,
        tenant: &TenantId,
        kind: TicketKind,
        names: &[StateName],
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        replace(&mut tx, tenant, kind, names).await?;
        tx.commit().await
    }

    /// Back to the default names; states that only the instance knows stay, unnamed.
    pub async fn reset_state_names(&self, tenant: &TenantId, kind: TicketKind) -> Result<()> {
        again_on_conflict!(self.try_reset_state_names(tenant, kind))
    }

    async fn try_reset_state_names(&self, tenant: &TenantId, kind: TicketKind) -> Result<()> {
        let mut tx = self.begin().await?;
        let mut names = default_states(kind);
        let known = |names: &[StateName], value: &str| names.iter().any(|name| name.value == value);
        for stored in list(&mut tx, tenant).await? {
            if stored.kind == kind && !known(&names, &stored.value) {
                names.push(discovered(kind, &stored.value, &stored.instance_name, next_position(&names)));
            }
        }
        replace(&mut tx, tenant, kind, &names).await?;
        tx.commit().await
    }

    /// Adds a state seen in the instance under its own label, not named yet. False when it is known.
    pub async fn discover_state(
        &self,
        tenant: &TenantId,
        kind: TicketKind,
        value: &str,
        label: &str,
    ) -> Result<bool> {
        again_on_conflict!(self.try_discover_state(tenant, kind, value, label))
    }

    async fn try_discover_state(
        &self,
        tenant: &TenantId,
        kind: TicketKind,
        value: &str,
        label: &str,
    ) -> Result<bool> {
        let mut tx = self.begin().await?;
        let mut names = list(&mut tx, tenant).await?;
        names.retain(|name| name.kind == kind);
        if names.iter().any(|name| name.value == value) {
            return Ok(false);
        }
        names.push(discovered(kind, value, label, next_position(&names)));
        write(&mut tx, tenant, &names).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// The longest name that pages show, in characters.
const NAME_MAX: usize = 40;

/// Nobody said yet what it means: work goes on, and the ticket is open while its record is active.
fn discovered(kind: TicketKind, value: &str, label: &str, position: i64) -> StateName {
    let name: String = label.chars().take(NAME_MAX).collect();
    StateName {
        kind,
        value: value.to_owned(),
        instance_name: label.to_owned(),
        name_en: name.clone(),
        name_nl: name,
        group: StateGroup::Work,
        open: true,
        position,
        named: false,
    }
}

fn next_position(names: &[StateName]) -> i64 {
    names.iter().map(|name| name.position + 1).max().unwrap_or(0)
}

/// The states of a tenant, where the transaction of a ticket needs them.
pub(super) async fn list(target: impl Into<Target<'_>>, tenant: &TenantId) -> Result<Vec<StateName>> {
    let statement =
        sql("SELECT kind, value, instance_name, name_en, name_nl, state_group, is_open, position, named \
         FROM state_names WHERE tenant_id = $1 ORDER BY position, value");
    let rows = statement.bind(tenant).all(target).await?;
    let own = rows.iter().map(read_name).collect::<Result<Vec<_>>>()?;
    let mut names = Vec::new();
    for kind in TicketKind::ALL {
        let before = names.len();
        names.extend(own.iter().filter(|name| name.kind == kind).cloned());
        if names.len() == before {
            names.extend(default_states(kind));
        }
    }
    Ok(names)
}

async fn replace(tx: &mut Tx<'_>, tenant: &TenantId, kind: TicketKind, names: &[StateName]) -> Result<()> {
    let delete = sql("DELETE FROM state_names WHERE tenant_id = $1 AND kind = $2");
    delete.bind(tenant).bind(&kind).run(&mut *tx).await?;
    write(tx, tenant, names).await?;
    tickets::apply_state_names(tx, tenant, kind, names).await
}

async fn write(tx: &mut Tx<'_>, tenant: &TenantId, names: &[StateName]) -> Result<()> {
    for name in names {
        let statement =
            sql("INSERT INTO state_names (tenant_id, kind, value, instance_name, name_en, name_nl, \
                 state_group, is_open, position, named) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
             ON CONFLICT (tenant_id, kind, value) DO NOTHING");
        statement
            .bind(tenant)
            .bind(&name.kind)
            .bind(&name.value)
            .bind(&name.instance_name)
            .bind(&name.name_en)
            .bind(&name.name_nl)
            .bind(&name.group)
            .bind(&name.open)
            .bind(&name.position)
            .bind(&name.named)
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

fn read_name(row: &Row) -> Result<StateName> {
    Ok(StateName {
        kind: row.get("kind")?,
        value: row.get("value")?,
        instance_name: row.get("instance_name")?,
        name_en: row.get("name_en")?,
        name_nl: row.get("name_nl")?,
        group: row.get("state_group")?,
        open: row.get("is_open")?,
        position: row.get("position")?,
        named: row.get("named")?,
    })
}
