//! Names of ticket states (S21).

use super::{Result, Store};
use crate::ids::TenantId;
use crate::tickets::{StateName, TicketKind};

impl Store {
    /// All states of both kinds in order: the tenant's own, or the defaults where it has none.
    pub async fn list_state_names(&self, tenant: &TenantId) -> Result<Vec<StateName>> {
        let _ = tenant;
        todo!()
    }

    /// Replaces the states of one kind.
    pub async fn set_state_names(
        &self,
        tenant: &TenantId,
        kind: TicketKind,
        names: &[StateName],
    ) -> Result<()> {
        let _ = (tenant, kind, names);
        todo!()
    }

    /// Back to the default names; states that only the instance knows stay, unnamed.
    pub async fn reset_state_names(&self, tenant: &TenantId, kind: TicketKind) -> Result<()> {
        let _ = (tenant, kind);
        todo!()
    }

    /// Adds a state seen in the instance under its own label, not named yet. False when it is known.
    pub async fn discover_state(
        &self,
        tenant: &TenantId,
        kind: TicketKind,
        value: &str,
        label: &str,
    ) -> Result<bool> {
        let _ = (tenant, kind, value, label);
        todo!()
    }
}
