//! Renews access tokens in time and only once, however many requests need one.

use std::fmt;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::{TokenSet, TokenStore, TokenStoreError};
use crate::clock::Clock;
use crate::{Error, ErrorKind, OAuthClient};

pub(crate) struct Renewal {
    oauth: OAuthClient,
    store: Arc<dyn TokenStore>,
    clock: Clock,
    /// Held during a renewal: requests that need the same token wait for it.
    current: Mutex<Option<TokenSet>>,
}

impl Renewal {
    pub(crate) fn new(oauth: OAuthClient, store: Arc<dyn TokenStore>, clock: Clock) -> Self {
        Self { oauth, store, clock, current: Mutex::new(None) }
    }

    pub(crate) async fn access_token(&self) -> Result<SecretString, Error> {
        self.token_where(|_| true).await
    }

    /// A token other than `refused`, with which the instance answered 401.
    pub(crate) async fn access_token_after_refusal(&self, refused: &[u8]) -> Result<SecretString, Error> {
        self.token_where(|tokens| tokens.access_token.expose_secret().as_bytes() != refused).await
    }

    /// From memory, from the store (another process may have renewed), or from the instance.
    async fn token_where(&self, accept: impl Fn(&TokenSet) -> bool) -> Result<SecretString, Error> {
        let usable = |tokens: &&TokenSet| tokens.is_fresh(self.clock.now()) && accept(tokens);
        let mut current = self.current.lock().await;
        if let Some(tokens) = current.as_ref().filter(usable) {
            return Ok(tokens.access_token.clone());
        }
        let stored = self.store.load().await.map_err(store_failed)?.ok_or_else(not_authorised)?;
        let tokens = if usable(&&stored) { stored } else { self.renew(&stored).await? };
        Ok(current.insert(tokens).access_token.clone())
    }

    async fn renew(&self, stored: &TokenSet) -> Result<TokenSet, Error> {
        let renewed = self.oauth.renew(stored).await?;
        self.store.save(&renewed).await.map_err(store_failed)?;
        tracing::debug!(access_expires_at = %renewed.access_expires_at, "access token renewed");
        Ok(renewed)
    }
}

fn store_failed(error: TokenStoreError) -> Error {
    Error::new(ErrorKind::TokenStore).with_source(error)
}

fn not_authorised() -> Error {
    ErrorKind::Unauthorized { message: "no tokens are stored".to_owned(), detail: None }.into()
}

impl fmt::Debug for Renewal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renewal").field("oauth", &self.oauth).finish_non_exhaustive()
    }
}
