//! The doctor's rounds: asks instance, store and Graph, lets the rules of `connection/doctor` judge the answers, and
//! saves what was found. Provisioning is the same round with fewer checks (S29).

mod access;
mod door;
mod graph;
mod provision;
mod rounds;
mod tickets;

use crate::app::App;
use crate::connection::{AppPresence, Area, Check, CheckName, Connection};
use crate::ids::TenantId;
use crate::live::LiveEvent;
use crate::store::StoreError;

pub use provision::{Provisioned, provision, run_checks};
pub(crate) use rounds::Rounds;
pub use rounds::{is_on_round, start_round};

/// Which checks a round makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All.
    All,
    /// Those that provisioning waits for.
    Provisioning,
    /// One, with what it presumes. The checks of the way are one look at the instance, which every other begins with.
    With(CheckName),
}

impl Scope {
    /// Whether the round makes this check.
    pub fn wants(self, name: CheckName) -> bool {
        match self {
            Self::All => true,
            Self::Provisioning => name.is_of_provisioning(),
            Self::With(one) => {
                let is_looked_at = name.area() == Area::Way && one.area() != Area::Graph;
                name == one || is_looked_at || one.presumes().contains(&name)
            }
        }
    }

    fn reaches(self, area: Area) -> bool {
        area.checks().any(|name| self.wants(name))
    }
}

/// Makes a round and saves what it found.
pub async fn examine(app: &App, tenant: &TenantId, scope: Scope) -> Result<Vec<Check>, StoreError> {
    let mut found = Vec::new();
    if let Some(connection) = app.store.find_connection(tenant).await? {
        let of_instance = async {
            let is_wanted = Area::ALL.into_iter().any(|area| area != Area::Graph && scope.reaches(area));
            if is_wanted { of_connection(app, &connection, scope).await } else { Ok(Vec::new()) }
        };
        let (checks, graph) = tokio::join!(of_instance, of_graph(app, scope));
        let mut checks = checks?;
        if scope.wants(CheckName::CardsAndSharing) {
            checks.push(provision::cards(app, &connection, &checks));
        }
        app.store.save_checks(connection.id, &checks).await?;
        found.extend(checks);
        found.extend(graph);
    } else {
        found.extend(of_graph(app, scope).await);
    }
    let of_tenant: Vec<_> = found.iter().filter(|check| check.name.area() == Area::Graph).cloned().collect();
    app.store.save_tenant_checks(tenant, &of_tenant).await?;
    app.live.publish(LiveEvent::Check(tenant.clone()));
    Ok(found)
}

/// All checks as they were found last.
pub async fn last_found(app: &App, tenant: &TenantId) -> Result<Vec<Check>, StoreError> {
    let mut checks = match app.store.find_connection(tenant).await? {
        Some(connection) => app.store.list_checks(connection.id).await?,
        None => Vec::new(),
    };
    checks.extend(app.store.list_tenant_checks(tenant).await?);
    Ok(checks)
}

async fn of_graph(app: &App, scope: Scope) -> Vec<Check> {
    if scope.reaches(Area::Graph) { graph::look(app, scope).await } else { Vec::new() }
}

/// The checks of a connection, cards and sharing left out; what was learned beside them is saved.
async fn of_connection(app: &App, connection: &Connection, scope: Scope) -> Result<Vec<Check>, StoreError> {
    let door = door::Look::at(app, connection).await?;
    let mut seen = door.seen();
    if scope.reaches(Area::Access) || scope.reaches(Area::Tickets) {
        let access = Box::pin(access::look(&door, scope)).await?;
        remember(app, connection, &access).await?;
        if scope.reaches(Area::Tickets) {
            seen.extend(Box::pin(tickets::look(&door, &access, scope)).await?);
        }
        seen.extend(access.seen);
    }
    let at = app.clock.now();
    let mut checks: Vec<_> = seen
        .into_iter()
        .filter(|(name, _)| scope.wants(*name))
        .map(|(name, seen)| Check::new(name, seen, at))
        .collect();
    checks.sort_by_key(|check| check.name);
    Ok(checks)
}

async fn remember(app: &App, connection: &Connection, access: &access::Access) -> Result<(), StoreError> {
    let same = access.release == connection.release && access.app == connection.app;
    if same || access.app == AppPresence::Unknown && access.release.is_none() {
        return Ok(());
    }
    app.store.set_instance_facts(connection.id, access.release.as_deref(), access.app).await
}
