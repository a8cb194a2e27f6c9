//! The instance's own key and what is made with it: sealed values (`password2` fields), tokens that
//! can be made again from their record, and digests for look-ups. Knows nothing of tables.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    digest::{SHA256, digest},
    hmac,
};
use base64::{
    Engine as _, engine::general_purpose::STANDARD_NO_PAD, engine::general_purpose::URL_SAFE_NO_PAD,
};

/// Bytes of the key.
pub(crate) const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;
const SEALED: &str = "sealed:";

/// Holds the keys derived from the instance's key; prints nothing of them.
pub(crate) struct Vault {
    seal: LessSafeKey,
    nonces: hmac::Key,
    tokens: hmac::Key,
    credentials: hmac::Key,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// With another key, sealed values and tokens are lost. One key per purpose, so that what one leaks says nothing of the others.
    pub(crate) fn new(key: &[u8; KEY_BYTES]) -> Self {
        let root = hmac::Key::new(hmac::HMAC_SHA256, key);
        let derive = |purpose: &str| hmac::sign(&root, purpose.as_bytes());
        let seal =
            UnboundKey::new(&AES_256_GCM, derive("seal").as_ref()).expect("a digest of SHA-256 has 32 bytes");
        Self {
            seal: LessSafeKey::new(seal),
            nonces: hmac::Key::new(hmac::HMAC_SHA256, derive("nonces").as_ref()),
            tokens: hmac::Key::new(hmac::HMAC_SHA512, derive("tokens").as_ref()),
            credentials: hmac::Key::new(hmac::HMAC_SHA256, derive("credentials").as_ref()),
        }
    }

    /// Encrypts a value that must be readable again, a client secret for example. The nonce is a
    /// digest of the value, so equal values look equal and no nonce serves two values.
    pub(crate) fn seal(&self, plain: &str) -> String {
        let tag = hmac::sign(&self.nonces, plain.as_bytes());
        let nonce: [u8; NONCE_BYTES] =
            tag.as_ref()[..NONCE_BYTES].try_into().expect("a tag of SHA-256 has 32 bytes");
        let mut bytes = plain.as_bytes().to_vec();
        self.seal
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut bytes)
            .expect("a field is shorter than the cipher's limit");
        format!("{SEALED}{}{}", STANDARD_NO_PAD.encode(nonce), STANDARD_NO_PAD.encode(bytes))
    }

    /// The plain text of a sealed value; what was never sealed is returned as it is, what was sealed
    /// with another key is `None`.
    pub(crate) fn open(&self, stored: &str) -> Option<String> {
        let Some(sealed) = stored.strip_prefix(SEALED) else { return Some(stored.to_owned()) };
        // 12 bytes are exactly 16 characters of base64
        let (nonce, bytes) = sealed.split_at_checked(NONCE_BYTES / 3 * 4)?;
        let nonce: [u8; NONCE_BYTES] = STANDARD_NO_PAD.decode(nonce).ok()?.try_into().ok()?;
        let mut bytes = STANDARD_NO_PAD.decode(bytes).ok()?;
        let plain =
            self.seal.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut bytes).ok()?;
        String::from_utf8(plain.to_vec()).ok()
    }

    /// Whether this was made by [`Self::seal`] with this key.
    pub(crate) fn is_sealed(&self, stored: &str) -> bool {
        stored.starts_with(SEALED) && self.open(stored).is_some()
    }

    /// The token of a credential record: 86 URL-safe characters (protocol section 4.3). The record
    /// keeps only [`fingerprint`] of it, and yet the current token can be handed out again.
    pub(crate) fn token(&self, credential_id: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.tokens, credential_id.as_bytes()))
    }

    /// Keyed digest of who signs in with which password against which stored digest.
    pub(crate) fn credential_digest(&self, user_id: &str, stored: &str, password: &str) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.credentials);
        for part in [user_id, stored, password] {
            context.update(&part.len().to_be_bytes());
            context.update(part.as_bytes());
        }
        context.sign().as_ref().try_into().expect("a tag of SHA-256 has 32 bytes")
    }
}

/// What a token's record keeps to find it again: the token has 512 bits, so a plain digest suffices.
pub(crate) fn fingerprint(token: &str) -> String {
    hex::encode(digest(&SHA256, token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_with_its_key_only() {
        let vault = Vault::new(&[1; KEY_BYTES]);
        let sealed = vault.seal("s3cret ü");
        assert!(sealed.starts_with(SEALED) && !sealed.contains("s3cret"));
        assert_eq!(vault.open(&sealed).as_deref(), Some("s3cret ü"));
        assert_eq!(Vault::new(&[2; KEY_BYTES]).open(&sealed), None);
    }

    #[test]
    fn a_changed_sealed_value_does_not_open() {
        let vault = Vault::new(&[1; KEY_BYTES]);
        let sealed = vault.seal("secret");
        assert_eq!(vault.open(&sealed[..sealed.len() - 2]), None);
        assert_eq!(vault.open("sealed:short"), None);
    }

    #[test]
    fn what_was_never_sealed_is_returned_as_it_is() {
        assert_eq!(Vault::new(&[1; KEY_BYTES]).open("plain").as_deref(), Some("plain"));
    }

    #[test]
    fn tokens_have_86_url_safe_characters_and_depend_on_the_key() {
        let token = Vault::new(&[1; KEY_BYTES]).token("c1");
        assert_eq!(token.len(), 86);
        assert!(token.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
        assert_eq!(token, Vault::new(&[1; KEY_BYTES]).token("c1"));
        assert_ne!(token, Vault::new(&[2; KEY_BYTES]).token("c1"));
        assert_ne!(token, Vault::new(&[1; KEY_BYTES]).token("c2"));
    }

    #[test]
    fn credential_digests_tell_their_parts_apart() {
        let vault = Vault::new(&[1; KEY_BYTES]);
        assert_ne!(vault.credential_digest("u", "ab", "c"), vault.credential_digest("u", "a", "bc"));
    }
}
