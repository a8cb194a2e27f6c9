//! How a client comes by another access token when one has ended.

use std::sync::Arc;

use secrecy::SecretString;

use super::OAuthClient;
use crate::{Error, TokenSet};

/// The grant of a renewal.
#[derive(Clone, Default)]
pub(super) enum Renewing {
    /// With the refresh token that came with the authorization code or the password.
    #[default]
    RefreshToken,
    /// Again with id and secret of the registration.
    ClientCredentials,
    /// Again with a signed assertion, a new one each time.
    Assertion(Arc<dyn Fn() -> SecretString + Send + Sync>),
}

impl OAuthClient {
    /// A first token set by the grant that was chosen for renewals; with a refresh token there is nothing to start
    /// from, which is an error.
    pub async fn obtain(&self) -> Result<TokenSet, Error> {
        match &self.renewing {
            Renewing::RefreshToken => {
                Err(Error::invalid("a first token needs a code, a password or another grant"))
            }
            Renewing::ClientCredentials => self.client_credentials().await,
            Renewing::Assertion(make) => self.jwt_bearer(&make()).await,
        }
    }

    /// Renews by client credentials, which bring no refresh token (protocol section 4.3).
    #[must_use]
    pub fn renew_with_client_credentials(mut self) -> Self {
        self.renewing = Renewing::ClientCredentials;
        self
    }

    /// Renews by the JWT bearer grant (RFC 7523), with an assertion that `make` signs for each renewal.
    #[must_use]
    pub fn renew_with_assertions(mut self, make: impl Fn() -> SecretString + Send + Sync + 'static) -> Self {
        self.renewing = Renewing::Assertion(Arc::new(make));
        self
    }
}
