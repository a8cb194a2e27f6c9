//! Access tokens renew themselves in the client, whenever one is needed. What cannot be renewed is the refresh token:
//! 100 days after the authorization a person must authorize again (protocol 4.4). This notices the end, also when
//! nothing is called.

use crate::app::App;
use crate::connection::{Connection, ConnectionStatus};
use crate::live::LiveEvent;
use crate::message::Message;
use crate::store::StoreError;

/// Sets the status of a connection whose authorization has ended, and gives the connection as it is then.
///
/// The end is reckoned, not told: it rests on the default lifetime of registrations. A call that succeeded after it
/// proves it wrong.
pub(super) async fn watch(app: &App, connection: &Connection) -> Result<Connection, StoreError> {
    let mut seen = connection.clone();
    let ends = connection.authorization.as_ref().and_then(|held| held.refresh_expires_at);
    let ended = ends.is_some_and(|ends| {
        ends <= app.clock.now() && connection.synced_at.is_none_or(|synced| synced < ends)
    });
    if !ended || connection.status == ConnectionStatus::AuthorizationEnded {
        return Ok(seen);
    }
    let problem = Message::new("problem-authorization-expired").with("user", &connection.expected_user);
    seen.status = ConnectionStatus::AuthorizationEnded;
    if app.store.set_connection_status(connection.id, seen.status, Some(&problem)).await? {
        tracing::warn!(instance.name = connection.instance.name(), "the authorization has ended");
        app.live.publish(LiveEvent::Connection(connection.tenant.clone()));
    }
    seen.problem = Some(problem);
    Ok(seen)
}
