//! `[graph]`

use secrecy::SecretString;
use url::Url;

use crate::ids::TenantId;

/// Microsoft Graph, the source of Secure Score.
#[derive(Debug, Clone)]
pub struct GraphConfig {
    /// Tenant id (GUID).
    pub tenant: TenantId,
    /// Name of the organisation, shown on the home page.
    pub organisation: String,
    /// Root, such as `https://graph.microsoft.com`.
    pub root: Url,
    /// Login authority, such as `https://login.microsoftonline.com`.
    pub authority: Url,
    /// Application id.
    pub client_id: String,
    /// Application secret.
    pub client_secret: SecretString,
    /// Minutes between imports, at least 60.
    pub import_minutes: u32,
}
