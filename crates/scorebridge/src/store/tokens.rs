//! The tokens of a connection, as the client library keeps them.

use servicenow_client::{BoxFuture, TokenSet, TokenStore, TokenStoreError};

use super::Store;
use crate::ids::ConnectionId;

/// Keeps the tokens of one connection in the store, sealed. Renewals raced by two replicas: the last one is kept.
#[derive(Clone)]
pub struct ConnectionTokens {
    /// Where.
    pub store: Store,
    /// Whose.
    pub connection: ConnectionId,
}

impl TokenStore for ConnectionTokens {
    fn load(&self) -> BoxFuture<'_, Result<Option<TokenSet>, TokenStoreError>> {
        Box::pin(async { self.store.load_tokens(self.connection).await.map_err(TokenStoreError::new) })
    }

    fn save<'a>(&'a self, tokens: &'a TokenSet) -> BoxFuture<'a, Result<(), TokenStoreError>> {
        Box::pin(async {
            self.store.save_tokens(self.connection, tokens).await.map_err(TokenStoreError::new)
        })
    }
}
