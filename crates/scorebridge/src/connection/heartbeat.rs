//! The portal's status, written into the connector app's table so that it can be seen inside ServiceNow (S13).

use jiff::Timestamp;
use servicenow_client::{Client, Error, Fields, Query};

use super::ConnectionStatus;

pub(super) const APP_TABLE: &str = "x_scbr_m365ticket_connection";
/// Length of a text column there.
const ERROR_MAX: usize = 1000;

/// What the connector app shows of us.
#[derive(Debug, Clone)]
pub struct Heartbeat<'a> {
    /// Address of the portal; one row each.
    pub portal: &'a str,
    /// Status; `None` when the connection was removed.
    pub status: Option<ConnectionStatus>,
    /// User name of the integration user.
    pub user: &'a str,
    /// When the portal read last.
    pub last_read: Option<Timestamp>,
    /// When this was written.
    pub now: Timestamp,
    /// In English, as the platform is; empty when all is well.
    pub error: &'a str,
}

/// Writes the row of this portal: two calls.
pub async fn beat(client: &Client, heartbeat: &Heartbeat<'_>) -> Result<(), Error> {
    let table = client.table(APP_TABLE);
    let query = Query::new().equals("portal_url", heartbeat.portal).fields(&["portal_url"]);
    let fields = fields_of(heartbeat);
    match table.first(&query).await? {
        Some(row) => table.update(row.sys_id(), &fields).await?,
        None => table.create(&fields.set("portal_url", heartbeat.portal)).await?,
    };
    Ok(())
}

fn fields_of(heartbeat: &Heartbeat<'_>) -> Fields {
    let error: String = heartbeat.error.chars().take(ERROR_MAX).collect();
    Fields::new()
        .set("status", word(heartbeat.status))
        .set("integration_user", heartbeat.user)
        .set_some("last_call_in", heartbeat.last_read)
        .set("last_call_out", heartbeat.now)
        .set("last_error", error)
}

/// The three states that the connector app knows.
fn word(status: Option<ConnectionStatus>) -> &'static str {
    match status {
        Some(ConnectionStatus::Connected) => "connected",
        Some(ConnectionStatus::Unreachable | ConnectionStatus::AuthorizationEnded) => "error",
        Some(ConnectionStatus::SettingUp | ConnectionStatus::NotProvisioned) | None => "not_connected",
    }
}
