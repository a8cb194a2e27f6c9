//! The health of a connection, learned from every call: its status, its lane, and the tickets that wait for it.

use std::time::Duration;

use jiff::Timestamp;
use servicenow_client::{Error, ErrorKind};

use super::clients::place;
use super::post_note::PostNote;
use super::send_ticket::SendTicket;
use crate::app::App;
use crate::connection::{Connection, ConnectionStatus, Health, health_of};
use crate::live::LiveEvent;
use crate::message::Message;
use crate::store::StoreError;

/// What a failed call means.
pub(super) struct Failure {
    /// Why, for people.
    pub(super) problem: Message,
    /// When calling makes sense again, if the connection is the reason.
    pub(super) closed_until: Option<Timestamp>,
}

/// A call succeeded. If the connection had failed, waiting tickets go on at once.
pub(super) async fn succeeded(app: &App, connection: &Connection) -> Result<(), StoreError> {
    let had_failed = app.lanes().of(&connection.tenant).open();
    let status = healthy_status(connection);
    let differs = connection.status != status || connection.problem.is_some();
    if differs && app.store.set_connection_status(connection.id, status, None).await? {
        app.live.publish(LiveEvent::Connection(connection.tenant.clone()));
    }
    if had_failed || differs {
        hasten_tickets(app, connection).await?;
    }
    Ok(())
}

/// Tickets and notes that waited for the connection are sent now.
pub(super) async fn hasten_tickets(app: &App, connection: &Connection) -> Result<(), StoreError> {
    let mut hastened = 0;
    for name in [SendTicket::NAME, PostNote::NAME] {
        hastened += app.store.hasten_jobs(&connection.tenant, name, app.clock.now()).await?;
    }
    if hastened > 0 {
        app.jobs.notify_one();
    }
    Ok(())
}

/// A call failed: closes the lane and sets the status when the connection is the reason.
pub(super) async fn failed(app: &App, connection: &Connection, error: &Error) -> Result<Failure, StoreError> {
    let problem = place(app, connection).problem(error);
    let health = health_of(error);
    if health == Health::Unaffected {
        return Ok(Failure { problem, closed_until: None });
    }
    let lane = app.lanes().of(&connection.tenant);
    let closed_until = Some(lane.close(&problem, app.clock.now(), asked_to_wait(error)));
    if let Some(status) = failing_status(connection, health) {
        set_status(app, connection, status, &problem).await?;
    }
    Ok(Failure { problem, closed_until })
}

async fn set_status(
    app: &App,
    connection: &Connection,
    status: ConnectionStatus,
    problem: &Message,
) -> Result<(), StoreError> {
    if app.store.set_connection_status(connection.id, status, Some(problem)).await? {
        tracing::warn!(
            instance.name = connection.instance.name(),
            status = status.as_str(),
            reason = %problem.key,
            "the connection does not work"
        );
        app.live.publish(LiveEvent::Connection(connection.tenant.clone()));
    }
    Ok(())
}

fn asked_to_wait(error: &Error) -> Option<Duration> {
    match error.kind() {
        ErrorKind::RateLimited { retry_after, .. } => *retry_after,
        _ => None,
    }
}

/// The status of a connection whose calls succeed.
pub(super) fn healthy_status(connection: &Connection) -> ConnectionStatus {
    match (&connection.authorization, connection.provisioned_at) {
        (None, _) => ConnectionStatus::SettingUp,
        (Some(_), None) => ConnectionStatus::NotProvisioned,
        (Some(_), Some(_)) => ConnectionStatus::Connected,
    }
}

/// A connection in set-up keeps its status: its page shows the problem anyway. A busy instance works.
fn failing_status(connection: &Connection, health: Health) -> Option<ConnectionStatus> {
    match health {
        Health::Unaffected | Health::Busy => None,
        // That a person must authorize again stays true while the instance is out of reach.
        Health::Unreachable if connection.status == ConnectionStatus::AuthorizationEnded => None,
        Health::AuthorizationEnded if connection.authorization.is_some() => {
            Some(ConnectionStatus::AuthorizationEnded)
        }
        Health::Unreachable if connection.provisioned_at.is_some() => Some(ConnectionStatus::Unreachable),
        _ => Some(healthy_status(connection)),
    }
}
