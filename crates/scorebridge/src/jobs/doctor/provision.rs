//! Provisioning: a round of the eight checks, and switching cards and sharing on (S29).

use super::{Scope, of_connection};
use crate::app::App;
use crate::connection::{Check, CheckName, Connection, ConnectionStatus, Outcome};
use crate::jobs::clients::client_of;
use crate::jobs::connect::log;
use crate::jobs::{heartbeat, states};
use crate::live::LiveEvent;
use crate::message::Message;
use crate::store::{Activity, Person, StoreError};

/// What provisioning did.
#[derive(Debug, Clone)]
pub struct Provisioned {
    /// The checks as they ended, in order.
    pub checks: Vec<Check>,
    /// Whether none failed: then the connection is `Connected` now.
    pub connected: bool,
}

/// Runs the eight checks in order and saves them.
pub async fn run_checks(app: &App, connection: &Connection) -> Result<Vec<Check>, StoreError> {
    let mut checks = of_connection(app, connection, Scope::Provisioning).await?;
    checks.push(cards(app, connection, &checks));
    save(app, connection, &checks).await?;
    Ok(checks)
}

/// Runs the checks and, when none failed, switches cards and sharing on (S29).
pub async fn provision(
    app: &App,
    connection: &Connection,
    person: &Person,
) -> Result<Provisioned, StoreError> {
    let mut checks = of_connection(app, connection, Scope::Provisioning).await?;
    let connected = !checks.iter().any(|check| matches!(check.outcome, Outcome::Failed | Outcome::Waiting));
    let seen = if connected {
        switch_on(app, connection, person).await?;
        (Outcome::Passed, Message::new("evidence-cards-on"))
    } else {
        (Outcome::Waiting, Message::new("evidence-waiting"))
    };
    checks.push(Check::new(CheckName::CardsAndSharing, seen, app.clock.now()));
    save(app, connection, &checks).await?;
    Ok(Provisioned { checks, connected })
}

async fn switch_on(app: &App, connection: &Connection, person: &Person) -> Result<(), StoreError> {
    app.store.provision_connection(connection.id, app.clock.now()).await?;
    let activity = Activity::ConnectionProvisioned { instance: connection.instance.name().to_owned() };
    log(app, connection, person, activity).await?;
    if let Some(now) = app.store.find_connection_by_id(connection.id).await? {
        heartbeat::tell_app(app, &now, Some(ConnectionStatus::Connected)).await;
    }
    if let Ok(client) = client_of(app, connection).await {
        states::refresh_labels(app, connection, &client).await?;
    }
    app.live.publish(LiveEvent::Connection(connection.tenant.clone()));
    Ok(())
}

/// Whether cards and sharing are on. Faults of other areas than provisioning's do not switch them off.
pub(super) fn cards(app: &App, connection: &Connection, checks: &[Check]) -> Check {
    let failed =
        checks.iter().any(|check| check.name.is_of_provisioning() && check.outcome == Outcome::Failed);
    let seen = match connection.provisioned_at {
        _ if failed => (Outcome::Waiting, Message::new("evidence-waiting")),
        Some(_) => (Outcome::Passed, Message::new("evidence-cards-on")),
        None => (Outcome::Failed, Message::new("evidence-cards-off")),
    };
    Check::new(CheckName::CardsAndSharing, seen, app.clock.now())
}

async fn save(app: &App, connection: &Connection, checks: &[Check]) -> Result<(), StoreError> {
    app.store.save_checks(connection.id, checks).await?;
    app.live.publish(LiveEvent::Check(connection.tenant.clone()));
    Ok(())
}
