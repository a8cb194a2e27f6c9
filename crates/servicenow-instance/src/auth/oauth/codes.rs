//! Authorization codes between consent and exchange: single use, short-lived, in memory.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

use super::pkce::Challenge;
use crate::auth::vault::fingerprint;

/// Beyond this number of unused codes, the expired ones are dropped, then new ones are refused.
const MAX_CODES: usize = 10_000;

/// What a code stands for.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    /// `sys_id` of the `oauth_entity`.
    pub(crate) entity: String,
    /// `sys_id` of the user who selected Allow.
    pub(crate) user_id: String,
    /// As in the authorization request: the token request must repeat it (RFC 6749 section 4.1.3).
    pub(crate) redirect_uri: String,
    pub(crate) scope: String,
    pub(crate) challenge: Option<Challenge>,
    pub(crate) expires: Timestamp,
}

/// The codes of an instance, kept by their digest.
#[derive(Debug, Default)]
pub(crate) struct Codes(Mutex<HashMap<String, Grant>>);

impl Codes {
    /// Keeps a grant under its code; false when too many codes wait already.
    pub(crate) fn keep(&self, code: &str, grant: Grant, now: Timestamp) -> bool {
        let mut codes = self.grants();
        if codes.len() >= MAX_CODES {
            codes.retain(|_, grant| grant.expires > now);
        }
        codes.len() < MAX_CODES && codes.insert(fingerprint(code), grant).is_none()
    }

    /// The grant of a code, once.
    pub(crate) fn take(&self, code: &str, now: Timestamp) -> Option<Grant> {
        let mut codes = self.grants();
        codes.remove(&fingerprint(code)).filter(|grant| grant.expires > now)
    }

    /// Forgets every code, for a reset of the instance.
    pub(crate) fn clear(&self) {
        self.grants().clear();
    }

    fn grants(&self) -> MutexGuard<'_, HashMap<String, Grant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn grant(expires: i64) -> Grant {
        Grant {
            entity: "e".into(),
            user_id: "u".into(),
            redirect_uri: "http://127.0.0.1/".into(),
            scope: "useraccount".into(),
            challenge: None,
            expires: at(expires),
        }
    }

    #[test]
    fn a_code_works_once() {
        let codes = Codes::default();
        assert!(codes.keep("c", grant(60), at(0)));
        assert!(codes.take("other", at(1)).is_none());
        assert_eq!(codes.take("c", at(1)).unwrap().user_id, "u");
        assert!(codes.take("c", at(1)).is_none());
    }

    #[test]
    fn an_expired_code_is_worth_nothing() {
        let codes = Codes::default();
        codes.keep("c", grant(60), at(0));
        assert!(codes.take("c", at(60)).is_none());
    }

    #[test]
    fn expired_codes_make_room() {
        let codes = Codes::default();
        for n in 0..MAX_CODES {
            assert!(codes.keep(&n.to_string(), grant(60), at(0)));
        }
        assert!(!codes.keep("one more", grant(90), at(30)));
        assert!(codes.keep("one more", grant(90), at(61)));
    }
}
