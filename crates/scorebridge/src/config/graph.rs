//! `[graph]`

use jiff::civil::Date;
use secrecy::SecretString;
use url::Url;

use super::Settings;
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
    /// Day on which the secret ends, where somebody told.
    pub client_secret_ends: Option<Date>,
    /// Minutes between imports, at least 60.
    pub import_minutes: u32,
}

/// Microsoft Graph, the source of Secure Score.
#[derive(confique::Config)]
#[expect(dead_code, reason = "read through its metadata")]
pub(super) struct Schema {
    /// Tenant id, a GUID.
    tenant: String,
    /// Name of the organisation, shown on the home page.
    #[config(default = "")]
    organisation: String,
    /// Root of Graph: `https://graph.microsoft.us` or `https://dod-graph.microsoft.us` for the US Government clouds.
    #[config(default = "https://graph.microsoft.com")]
    root: String,
    /// Login authority: `https://login.microsoftonline.us` for the US Government clouds.
    #[config(default = "https://login.microsoftonline.com")]
    authority: String,
    /// Application (client) id; the application needs SecurityEvents.Read.All with admin consent.
    client_id: String,
    /// Secret of the application.
    client_secret: String,
    /// Day on which the secret ends, such as 2028-03-01, as Microsoft Entra shows it: the portal warns 30, 7 and 1 days
    /// before.
    client_secret_ends: Option<String>,
    /// Minutes between imports, 60 to 1440.
    #[config(default = 60)]
    import_minutes: u32,
}

impl GraphConfig {
    pub(super) fn read(settings: &mut Settings) -> Option<Self> {
        let tenant = settings.required::<uuid::Uuid>("graph.tenant", "a tenant id (GUID)");
        let organisation = settings.optional::<String>("graph.organisation", "a name");
        let root = settings.required("graph.root", "an https address");
        let authority = settings.required("graph.authority", "an https address");
        let client_id = settings.required("graph.client_id", "an application id");
        let client_secret = settings.required::<String>("graph.client_secret", "an application secret");
        let client_secret_ends = settings.optional("graph.client_secret_ends", "a day such as 2028-03-01");
        let import_minutes = settings.number("graph.import_minutes", 60..=1440);
        Some(Self {
            tenant: TenantId::new(&tenant?.to_string()),
            organisation: organisation.unwrap_or_default(),
            root: root?,
            authority: authority?,
            client_id: client_id?,
            client_secret: client_secret?.into(),
            client_secret_ends,
            import_minutes: import_minutes?,
        })
    }

    pub(super) fn show(&self) -> String {
        let ends = self.client_secret_ends.map(|day| format!("client_secret_ends = \"{day}\"\n"));
        format!(
            "[graph]\ntenant = {:?}\norganisation = {:?}\nroot = {:?}\nauthority = {:?}\nclient_id = {:?}\n\
             {}import_minutes = {}\n",
            self.tenant.as_str(),
            self.organisation,
            self.root.as_str(),
            self.authority.as_str(),
            self.client_id,
            ends.unwrap_or_default(),
            self.import_minutes,
        )
    }
}
