//! `[signin]`

use secrecy::SecretString;
use url::Url;

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
