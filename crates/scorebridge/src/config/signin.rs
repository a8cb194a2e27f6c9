//! `[signin]`

use secrecy::SecretString;
use url::Url;

use super::Settings;

/// OpenID Connect sign-in.
#[derive(Debug, Clone)]
pub struct SigninConfig {
    /// Issuer; its discovery document names the endpoints.
    pub issuer: Url,
    /// Client id of the portal there.
    pub client_id: String,
    /// Client secret.
    pub client_secret: SecretString,
}

/// Who may sign in: OpenID Connect with Microsoft Entra ID or another provider.
#[derive(confique::Config)]
#[expect(dead_code, reason = "read through its metadata")]
pub(super) struct Schema {
    /// Issuer, such as `https://login.microsoftonline.com/TENANT/v2.0`; its discovery document is read from there.
    issuer: String,
    /// Client id of the portal at the issuer. Register BASE_URL/signin/callback as its redirect URI.
    client_id: String,
    /// Client secret of the portal at the issuer.
    client_secret: String,
}

impl SigninConfig {
    pub(super) fn read(settings: &mut Settings) -> Option<Self> {
        let issuer = settings.required("signin.issuer", "an https address");
        let client_id = settings.required("signin.client_id", "a client id");
        let client_secret = settings.required::<String>("signin.client_secret", "a client secret");
        Some(Self { issuer: issuer?, client_id: client_id?, client_secret: client_secret?.into() })
    }

    pub(super) fn show(&self) -> String {
        format!("[signin]\nissuer = {:?}\nclient_id = {:?}\n", self.issuer.as_str(), self.client_id)
    }
}
