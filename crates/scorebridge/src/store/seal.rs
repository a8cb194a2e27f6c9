//! Secrets at rest: XChaCha20-Poly1305 under a ring of keys.
//!
//! An envelope is `version (1 byte), length of the key id (1 byte), key id, nonce (24 bytes), ciphertext and tag`,
//! written in Base64. The connection or person, the column and the key id are authenticated with it, so that an envelope
//! opens only where it was sealed.

mod key_file;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use zeroize::Zeroizing;

use super::{Result, StoreError};
use crate::ids::{ConnectionId, PersonId};

const VERSION: u8 = 1;
const NONCE_LENGTH: usize = 24;
const KEY_LENGTH: usize = 32;

/// The keys that seal secrets: the first seals, all open. Clones share the keys, also when they are read anew.
#[derive(Clone)]
pub struct KeyRing(Arc<RwLock<Keys>>);

type Keys = Arc<Vec<Arc<Key>>>;

struct Key {
    id: String,
    secret: Zeroizing<[u8; KEY_LENGTH]>,
}

/// Whose a secret is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Owner {
    Connection(ConnectionId),
    Person(PersonId),
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connection(id) => id.fmt(f),
            Self::Person(id) => id.fmt(f),
        }
    }
}

/// What a secret is and whose: authenticated with it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) owner: Owner,
    pub(super) column: &'static str,
}

impl KeyRing {
    /// One new key that is kept nowhere: what it seals cannot be opened after the process ends.
    pub fn ephemeral() -> Self {
        Self::of(vec![Key::generate("ephemeral".to_owned())])
    }

    fn of(keys: Vec<Key>) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(keys.into_iter().map(Arc::new).collect()))))
    }

    fn keys(&self) -> Keys {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts the keys of `other` first and keeps those that only we know: what they sealed must be opened once more,
    /// to be sealed anew. Whether another key seals from now on.
    pub(super) fn renew(&self, other: &Self) -> bool {
        let (before, mut keys) = (self.keys(), Vec::clone(&other.keys()));
        keys.extend(before.iter().filter(|old| other.keys().iter().all(|key| key.id != old.id)).cloned());
        let is_other = keys[0].id != before[0].id;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        is_other
    }

    /// Whether an envelope was sealed with another key than the one that seals now.
    pub(super) fn is_outdated(&self, envelope: &str) -> bool {
        let id = STANDARD_NO_PAD.decode(envelope).ok().and_then(|bytes| match bytes.as_slice() {
            [VERSION, length, rest @ ..] => rest.get(..usize::from(*length)).map(<[u8]>::to_vec),
            _ => None,
        });
        id.is_none_or(|id| id != self.keys()[0].id.as_bytes())
    }

    pub(super) fn seal(&self, place: Place, secret: &[u8]) -> String {
        let keys = self.keys();
        let key = &keys[0];
        let mut envelope = vec![VERSION, u8::try_from(key.id.len()).expect("ids of keys are short")];
        envelope.extend(key.id.as_bytes());
        let nonce: [u8; NONCE_LENGTH] = random();
        envelope.extend(nonce);
        let sealed = key.cipher().encrypt(&nonce.into(), Payload { msg: secret, aad: &place.with(&key.id) });
        envelope.extend(sealed.expect("secrets are far shorter than the cipher's limit of 256 GB"));
        STANDARD_NO_PAD.encode(envelope)
    }

    pub(super) fn open(&self, place: Place, envelope: &str) -> Result<Zeroizing<Vec<u8>>> {
        let corrupt = || StoreError::corrupt(place.column, "the sealed envelope is damaged");
        let bytes = STANDARD_NO_PAD.decode(envelope).map_err(|_| corrupt())?;
        let [VERSION, id_length, rest @ ..] = bytes.as_slice() else { return Err(corrupt()) };
        let (id, rest) = rest.split_at_checked(usize::from(*id_length)).ok_or_else(corrupt)?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_LENGTH>().ok_or_else(corrupt)?;
        let id = std::str::from_utf8(id).map_err(|_| corrupt())?;
        let payload = Payload { msg: ciphertext, aad: &place.with(id) };
        let keys = self.keys();
        let key = keys.iter().find(|key| key.id == id);
        key.and_then(|key| key.cipher().decrypt(nonce.into(), payload).ok()).map(Zeroizing::new).ok_or_else(
            || StoreError::Seal { what: place.column, owner: place.owner.to_string(), key_id: id.to_owned() },
        )
    }
}

impl Key {
    fn generate(id: String) -> Self {
        Self { id, secret: Zeroizing::new(random()) }
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.secret).into())
    }
}

impl Place {
    /// Associated data: no part can hold the line break that parts them.
    fn with(self, key_id: &str) -> Vec<u8> {
        format!("scorebridge\n{}\n{}\n{key_id}", self.owner, self.column).into_bytes()
    }
}

/// From the operating system by way of the TLS provider: keys and nonces are never seeded by tests.
fn random<const LENGTH: usize>() -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    SystemRandom::new().fill(&mut bytes).expect("the system's random source answers");
    bytes
}

#[cfg(test)]
mod tests;
