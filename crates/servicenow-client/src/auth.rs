//! Who the client is to an instance: credentials, tokens, and the header they become.
//!
//! Not here: how tokens are obtained (`oauth.rs`).

mod renewal;
mod tokens;

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

pub use tokens::{BoxFuture, MemoryTokenStore, TokenSet, TokenStore, TokenStoreError};

use crate::clock::Clock;
use crate::{Error, OAuthClient};
use renewal::Renewal;

const API_KEY: HeaderName = HeaderName::from_static("x-sn-apikey");

/// How the client proves who it is (protocol section 1.6).
#[derive(Clone)]
#[non_exhaustive]
#[expect(clippy::large_enum_variant, reason = "made once per client, and a box would burden its maker")]
pub enum Credentials {
    /// HTTP Basic: a local user of the instance. Recent releases may refuse it for people.
    Basic {
        /// The `user_name`, without a colon (RFC 7617, 2).
        user_name: String,
        /// The password.
        password: SecretString,
    },
    /// A key of the REST API key plug-in, sent as `x-sn-apikey`.
    ApiKey(SecretString),
    /// A ready access token that is never renewed.
    Bearer(SecretString),
    /// Tokens that are kept in a store and renewed in time.
    OAuth {
        /// Renews the tokens.
        oauth: OAuthClient,
        /// Keeps them.
        tokens: Arc<dyn TokenStore>,
    },
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Basic { .. } => "Basic",
            Self::ApiKey(_) => "ApiKey",
            Self::Bearer(_) => "Bearer",
            Self::OAuth { .. } => "OAuth",
        })
    }
}

/// The header that authenticates a request.
pub(crate) type AuthHeader = (HeaderName, HeaderValue);

/// Credentials in the form in which requests need them.
#[derive(Debug)]
pub(crate) enum Authenticator {
    Fixed(AuthHeader),
    Renewed(Box<Renewal>),
}

impl Authenticator {
    pub(crate) fn new(credentials: Credentials, clock: &Clock) -> Result<Self, Error> {
        Ok(match credentials {
            Credentials::Basic { user_name, password } => Self::Fixed(basic(&user_name, &password)?),
            Credentials::ApiKey(key) => Self::Fixed((API_KEY, sensitive(key.expose_secret())?)),
            Credentials::Bearer(token) => Self::Fixed(bearer(&token)?),
            Credentials::OAuth { oauth, tokens } => {
                Self::Renewed(Box::new(Renewal::new(oauth, tokens, clock.clone())))
            }
        })
    }

    pub(crate) async fn header(&self) -> Result<AuthHeader, Error> {
        match self {
            Self::Fixed(header) => Ok(header.clone()),
            Self::Renewed(renewal) => bearer(&renewal.access_token().await?),
        }
    }

    /// Another header after the instance answered 401 to `used`; `None` when there is no other.
    pub(crate) async fn header_after_refusal(&self, used: &AuthHeader) -> Result<Option<AuthHeader>, Error> {
        match self {
            Self::Fixed(_) => Ok(None),
            Self::Renewed(renewal) => {
                let refused = used.1.as_bytes().strip_prefix(b"Bearer ").unwrap_or_default();
                bearer(&renewal.access_token_after_refusal(refused).await?).map(Some)
            }
        }
    }
}

fn basic(user_name: &str, password: &SecretString) -> Result<AuthHeader, Error> {
    if user_name.is_empty() || user_name.contains(':') {
        return Err(Error::invalid(format!("the user name `{user_name}` is empty or holds a colon")));
    }
    let pair = STANDARD.encode(format!("{user_name}:{}", password.expose_secret()));
    Ok((AUTHORIZATION, sensitive(&format!("Basic {pair}"))?))
}

fn bearer(token: &SecretString) -> Result<AuthHeader, Error> {
    Ok((AUTHORIZATION, sensitive(&format!("Bearer {}", token.expose_secret()))?))
}

fn sensitive(value: &str) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_str(value)
        .map_err(|_| Error::invalid("a credential holds characters that a header cannot carry"))?;
    value.set_sensitive(true);
    Ok(value)
}
