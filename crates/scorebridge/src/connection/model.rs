//! What is known of a connection. Secrets are not part of it: the store hands them out by name.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use servicenow_client::InstanceUrl;

use super::{Grant, Webhook};
use crate::ids::{ConnectionId, PersonId, TenantId};
use crate::message::Message;

/// Our two states of a connection (authorized, provisioned) seen as one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConnectionStatus {
    /// Set-up has begun and is not finished.
    SettingUp,
    /// Authorized, but provisioning did not pass yet (S29).
    NotProvisioned,
    /// Everything works.
    Connected,
    /// It worked, and does not now; the portal keeps trying.
    Unreachable,
    /// The instance takes our tokens no more: authorize again.
    AuthorizationEnded,
}

impl ConnectionStatus {
    /// All statuses.
    pub const ALL: [Self; 5] =
        [Self::SettingUp, Self::NotProvisioned, Self::Connected, Self::Unreachable, Self::AuthorizationEnded];

    /// Key word in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SettingUp => "setting-up",
            Self::NotProvisioned => "not-provisioned",
            Self::Connected => "connected",
            Self::Unreachable => "unreachable",
            Self::AuthorizationEnded => "authorization-ended",
        }
    }

    /// Reads the key word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// The five steps of set-up, in order. A connection stands at the first that is not finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SetupStep {
    /// Prerequisites and the instance's address.
    Instance,
    /// Install the app and go through its checklist.
    Checklist,
    /// OAuth client.
    Client,
    /// Authorize as the integration user.
    Authorize,
    /// Test and provision.
    Provision,
}

impl SetupStep {
    /// All steps in order.
    pub const ALL: [Self; 5] =
        [Self::Instance, Self::Checklist, Self::Client, Self::Authorize, Self::Provision];

    /// Key word in URLs and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Instance => "instance",
            Self::Checklist => "checklist",
            Self::Client => "client",
            Self::Authorize => "authorize",
            Self::Provision => "provision",
        }
    }

    /// Reads the key word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == text)
    }
}

/// Whether the connector app's columns and choice are in the instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AppPresence {
    /// Not looked yet.
    Unknown,
    /// Not installed: tickets go out with plain fields.
    Missing,
    /// Installed: tickets carry the connector's columns and category (S17).
    Installed,
}

impl AppPresence {
    /// Key word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Missing => "missing",
            Self::Installed => "installed",
        }
    }

    /// Reads the key word; anything else is unknown.
    pub fn parse(text: &str) -> Self {
        match text {
            "missing" => Self::Missing,
            "installed" => Self::Installed,
            _ => Self::Unknown,
        }
    }
}

/// Who authorized us and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    /// `sys_id` of the integration user.
    pub user_sys_id: String,
    /// Its user name.
    pub user_name: String,
    /// When it was given.
    pub at: Timestamp,
    /// When the access token ends.
    pub access_expires_at: Timestamp,
    /// When the refresh token ends and a person must authorize again.
    pub refresh_expires_at: Option<Timestamp>,
}

/// A connection; at most one of a tenant is not removed.
#[derive(Debug, Clone)]
pub struct Connection {
    /// Ours.
    pub id: ConnectionId,
    /// Whose.
    pub tenant: TenantId,
    /// The instance.
    pub instance: InstanceUrl,
    /// First step of set-up that is not finished; `None` when all are.
    pub step: Option<SetupStep>,
    /// OAuth client id, once entered.
    pub client_id: Option<String>,
    /// Last 5 characters of the client secret and when it was saved, to be recognised by.
    pub client_secret_hint: Option<(String, Timestamp)>,
    /// User name of the integration user that must authorize.
    pub expected_user: String,
    /// Who did.
    pub authorization: Option<Authorization>,
    /// As last seen.
    pub status: ConnectionStatus,
    /// Why it is not `Connected`, if known.
    pub problem: Option<Message>,
    /// Release name as read, such as `Zurich`.
    pub release: Option<String>,
    /// The connector app.
    pub app: AppPresence,
    /// When provisioning passed.
    pub provisioned_at: Option<Timestamp>,
    /// When the last sync ended well.
    pub synced_at: Option<Timestamp>,
    /// Up to where changes were taken over (`sys_updated_on`).
    pub sync_cursor: Option<Timestamp>,
    /// When set-up began.
    pub created_at: Timestamp,
    /// When it was removed.
    pub removed_at: Option<Timestamp>,
    /// Its webhook, if it has one.
    pub webhook: Option<Webhook>,
    /// How it comes by its tokens.
    pub grant: Grant,
    /// Certificate (PEM) of the key of its assertions, if one was made.
    pub certificate: Option<String>,
}

/// What begins a connection.
#[derive(Debug, Clone)]
pub struct NewConnection {
    /// Whose.
    pub tenant: TenantId,
    /// The instance, checked.
    pub instance: InstanceUrl,
    /// Release as read.
    pub release: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// An authorization that was begun: what must match when the browser comes back. Single use, 10 minutes.
#[derive(Debug, Clone)]
pub struct PendingAuthorization {
    /// SHA-256 of the `state` parameter, hexadecimal.
    pub state_hash: String,
    /// Whose.
    pub tenant: TenantId,
    /// Which connection.
    pub connection: ConnectionId,
    /// The person whose browser must come back.
    pub person: PersonId,
    /// PKCE code verifier.
    pub verifier: secrecy::SecretString,
    /// Page to go to afterwards: a path of ours.
    pub return_to: String,
    /// End of its life.
    pub expires_at: Timestamp,
}
