//! The tokens of a connection, as the client library keeps them.

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
