//! The key that signs tokens: RS256 (RFC 7518 section 3.3), as Entra signs. Makes, checks and publishes; what
//! the claims mean is the caller's business.

use aws_lc_rs::{
    digest,
    error::Unspecified,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde_json::{Value, json};

/// A fresh RSA key pair and its published id.
pub(crate) struct SigningKey {
    pair: KeyPair,
    id: String,
}

impl SigningKey {
    pub(crate) fn generate() -> Result<Self, Unspecified> {
        let pair = KeyPair::generate(KeySize::Rsa2048)?;
        let id =
            BASE64URL.encode(&digest::digest(&digest::SHA256, pair.public_key().as_ref()).as_ref()[..20]);
        Ok(Self { pair, id })
    }

    /// A signed token (RFC 7519) in compact form.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        let header = json!({ "typ": "JWT", "alg": "RS256", "kid": self.id });
        let signed = format!("{}.{}", segment(&header), segment(claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .expect("a 2048-bit key signs any SHA-256 digest");
        format!("{signed}.{}", BASE64URL.encode(signature))
    }

    /// The claims of a token that this key signed; `None` for anything else.
    pub(crate) fn verify(&self, token: &str) -> Option<Value> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (_, claims) = signed.split_once('.')?;
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, self.pair.public_key());
        key.verify(signed.as_bytes(), &BASE64URL.decode(signature).ok()?).ok()?;
        serde_json::from_slice(&BASE64URL.decode(claims).ok()?).ok()
    }

    /// The public half as a JSON Web Key Set (RFC 7517).
    pub(crate) fn published(&self) -> Value {
        let (modulus, exponent) = components(self.pair.public_key().as_ref())
            .expect("a generated key encodes as RSAPublicKey of RFC 8017");
        json!({ "keys": [{
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.id,
            "n": BASE64URL.encode(modulus),
            "e": BASE64URL.encode(exponent),
        }] })
    }
}

fn segment(part: &Value) -> String {
    BASE64URL.encode(part.to_string())
}

/// Modulus and exponent of a DER `RSAPublicKey` (RFC 8017 appendix A.1.1), without the leading zero that DER
/// puts before a number whose first bit is set. (The library's own accessors sit behind a feature that brings
/// in a second parser.)
fn components(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (sequence, _) = element(der, 0x30)?;
    let (modulus, rest) = element(sequence, 0x02)?;
    let (exponent, _) = element(rest, 0x02)?;
    Some((modulus.strip_prefix(&[0]).unwrap_or(modulus), exponent))
}

/// Splits one DER element with the given tag into its content and what follows.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&[found, first], rest) = der.split_first_chunk::<2>()?;
    if found != tag {
        return None;
    }
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81 => (usize::from(*rest.first()?), &rest[1..]),
        0x82 => {
            let (&bytes, rest) = rest.split_first_chunk::<2>()?;
            (usize::from(u16::from_be_bytes(bytes)), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_its_own_tokens_and_no_changed_ones() {
        let key = SigningKey::generate().unwrap();
        let token = key.sign(&json!({ "sub": "sam" }));
        assert_eq!(key.verify(&token), Some(json!({ "sub": "sam" })));
        let forged = token.replace(&segment(&json!({ "sub": "sam" })), &segment(&json!({ "sub": "kim" })));
        assert_eq!(key.verify(&forged), None);
        assert_eq!(SigningKey::generate().unwrap().verify(&token), None);
        for garbage in ["", ".", "..", "a.b.c", "\u{e9}.\u{e9}.\u{e9}"] {
            assert_eq!(key.verify(garbage), None, "{garbage:?}");
        }
    }

    #[test]
    fn publishes_a_2048_bit_modulus_and_the_usual_exponent() {
        let published = SigningKey::generate().unwrap().published();
        let bytes = |name: &str| BASE64URL.decode(published["keys"][0][name].as_str().unwrap()).unwrap();
        assert_eq!(bytes("n").len(), 256);
        assert_eq!(bytes("e"), [1, 0, 1]);
    }
}
