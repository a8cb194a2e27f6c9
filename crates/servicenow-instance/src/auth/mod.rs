//! Who is asking: passwords, browser sessions, OAuth, API keys. Ends in a [`Caller`]; what a caller may
//! do is decided by the engine's access rules.
//!
//! [`Caller`]: crate::caller::Caller

mod authenticate;
mod callers;
pub(crate) mod cookies;
pub(crate) mod oauth;
pub(crate) mod passwords;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod sign_in;
pub(crate) mod vault;
mod verified;

pub(crate) use authenticate::authenticate;
pub(crate) use callers::caller_of;

use oauth::{Codes, Rehearsal};
use sessions::Sessions;
use vault::{KEY_BYTES, Vault};
use verified::Verified;

/// What authentication keeps in memory.
#[derive(Debug)]
pub(crate) struct Auth {
    pub(crate) vault: Vault,
    pub(crate) sessions: Sessions,
    pub(crate) codes: Codes,
    pub(crate) rehearsal: Rehearsal,
    verified: Verified,
}

impl Auth {
    /// `key` is the instance's own; with another key, sealed values and tokens are lost.
    pub(crate) fn new(key: &[u8; KEY_BYTES]) -> Self {
        Self {
            vault: Vault::new(key),
            sessions: Sessions::default(),
            codes: Codes::default(),
            rehearsal: Rehearsal::default(),
            verified: Verified::default(),
        }
    }

    /// Signs everybody out, for a reset of the instance.
    pub(crate) fn reset(&self) {
        self.sessions.clear();
        self.codes.clear();
        self.rehearsal.clear();
    }
}
