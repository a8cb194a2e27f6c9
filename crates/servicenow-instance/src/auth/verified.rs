//! Remembers which credentials were verified, so that a client which sends its password with every
//! request pays for the slow digest once. Keeps keyed digests only, never passwords.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use subtle::ConstantTimeEq as _;

/// More users than this do not sign in to a developer instance at once; the rest just verify again.
const MAX_USERS: usize = 1024;

/// One digest per user. The digest covers the stored password digest, so a changed password is
/// forgotten by itself; whether the user may sign in at all is asked each time elsewhere.
#[derive(Debug, Default)]
pub(crate) struct Verified(Mutex<HashMap<String, [u8; 32]>>);

impl Verified {
    /// Whether exactly these credentials were verified before.
    pub(crate) fn knows(&self, user_id: &str, digest: &[u8; 32]) -> bool {
        let users = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        users.get(user_id).is_some_and(|known| bool::from(known.ct_eq(digest)))
    }

    /// Remembers credentials that were just verified.
    pub(crate) fn remember(&self, user_id: &str, digest: [u8; 32]) {
        let mut users = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if users.len() >= MAX_USERS && !users.contains_key(user_id) {
            users.clear();
        }
        users.insert(user_id.to_owned(), digest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_last_digest_of_each_user_only() {
        let verified = Verified::default();
        verified.remember("u", [1; 32]);
        assert!(verified.knows("u", &[1; 32]));
        assert!(!verified.knows("u", &[2; 32]));
        assert!(!verified.knows("v", &[1; 32]));
        verified.remember("u", [2; 32]);
        assert!(!verified.knows("u", &[1; 32]));
    }

    #[test]
    fn stays_bounded() {
        let verified = Verified::default();
        for n in 0..=MAX_USERS {
            verified.remember(&n.to_string(), [0; 32]);
        }
        assert!(verified.knows(&MAX_USERS.to_string(), &[0; 32]));
        assert!(!verified.knows("0", &[0; 32]));
    }
}
