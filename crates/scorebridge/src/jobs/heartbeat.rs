//! Tells the connector app how the connection is (S13): when it is authorized, provisioned or removed, and once an
//! hour. Never in the way: what cannot be told now is told the next time.

use super::clients::client_of;
use crate::app::App;
use crate::connection::{AppPresence, Connection, ConnectionStatus, Heartbeat, beat};
use crate::i18n;
use crate::store::Language;

/// Writes our row, if the app is there. `status` is `None` when the connection is being removed.
pub(super) async fn tell_app(app: &App, connection: &Connection, status: Option<ConnectionStatus>) {
    if connection.app != AppPresence::Installed {
        return;
    }
    let Ok(client) = client_of(app, connection).await else { return };
    let problem = connection.problem.as_ref().map(|problem| i18n::message(Language::En, problem));
    let portal = app.config.server.base_url.as_str().trim_end_matches('/');
    let heartbeat = Heartbeat {
        portal,
        status,
        user: connection.authorization.as_ref().map_or("", |held| held.user_name.as_str()),
        last_read: connection.synced_at,
        now: app.clock.now(),
        error: problem.as_deref().unwrap_or_default(),
    };
    if let Err(error) = beat(&client, &heartbeat).await {
        tracing::debug!(instance.name = connection.instance.name(), %error, "the connector app was not told");
    }
}
