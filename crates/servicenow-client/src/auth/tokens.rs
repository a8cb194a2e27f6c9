//! A set of tokens and the place where the caller keeps it.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};

/// What one grant gave: an access token and, for most grants, a refresh token.
#[derive(Clone, Debug)]
pub struct TokenSet {
    /// Authenticates requests, for half an hour by default.
    pub access_token: SecretString,
    /// Obtains new access tokens; absent for client credentials and assertions.
    pub refresh_token: Option<SecretString>,
    /// When the access token ends.
    pub access_expires_at: Timestamp,
    /// When the refresh token ends and someone must authorise again, as far as known.
    ///
    /// Counted from the first issue: a refresh does not extend it (protocol section 4.4). The
    /// instance does not tell its setting, so this rests on the default of 100 days unless
    /// [`OAuthClient::refresh_lifetime`](crate::OAuthClient::refresh_lifetime) says otherwise.
    pub refresh_expires_at: Option<Timestamp>,
    /// The OAuth scope, `useraccount` unless the client is limited.
    pub scope: Option<String>,
}

impl TokenSet {
    /// An access token with less than this left is renewed before it is used.
    pub(crate) const MARGIN: SignedDuration = SignedDuration::from_secs(60);

    pub(crate) fn is_fresh(&self, now: Timestamp) -> bool {
        self.access_expires_at.duration_since(now) >= Self::MARGIN
    }

    /// Completes the answer to a refresh with what it need not repeat.
    ///
    /// The same refresh token keeps its end. Another one, which the documents do not foresee, is a
    /// first issue and brings its own.
    pub(crate) fn renewing(mut self, previous: &Self) -> Self {
        let text =
            |token: &Option<SecretString>| token.as_ref().map(|token| token.expose_secret().to_owned());
        let same = self.refresh_token.is_none() || text(&self.refresh_token) == text(&previous.refresh_token);
        if same {
            self.refresh_token.clone_from(&previous.refresh_token);
            self.refresh_expires_at = previous.refresh_expires_at;
        }
        self.scope = self.scope.or_else(|| previous.scope.clone());
        self
    }
}

/// A future in a box, as [`TokenStore`] returns it (the same type as `futures::future::BoxFuture`).
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where the caller keeps the tokens of one connection, encrypted one hopes.
///
/// The client loads before the first request and whenever its own copy is stale, so that another
/// process's renewal is found, and saves after each renewal.
pub trait TokenStore: Send + Sync {
    /// The tokens, or `None` when no one has authorised yet.
    fn load(&self) -> BoxFuture<'_, Result<Option<TokenSet>, TokenStoreError>>;

    /// Keeps the tokens in place of the former ones.
    fn save<'a>(&'a self, tokens: &'a TokenSet) -> BoxFuture<'a, Result<(), TokenStoreError>>;
}

/// The failure of a [`TokenStore`].
#[derive(Debug)]
pub struct TokenStoreError(Box<dyn StdError + Send + Sync>);

impl TokenStoreError {
    /// Wraps the store's own error.
    pub fn new(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(error.into())
    }
}

impl fmt::Display for TokenStoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for TokenStoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

/// A store in memory, for programs that authorise at each start, and for tests.
#[derive(Debug, Default)]
pub struct MemoryTokenStore(Mutex<Option<TokenSet>>);

impl MemoryTokenStore {
    /// A store that holds `tokens`.
    pub fn new(tokens: TokenSet) -> Self {
        Self(Mutex::new(Some(tokens)))
    }

    /// The tokens as they are now.
    pub fn tokens(&self) -> Option<TokenSet> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl TokenStore for MemoryTokenStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<TokenSet>, TokenStoreError>> {
        Box::pin(async { Ok(self.tokens()) })
    }

    fn save<'a>(&'a self, tokens: &'a TokenSet) -> BoxFuture<'a, Result<(), TokenStoreError>> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(tokens.clone());
        Box::pin(async { Ok(()) })
    }
}
