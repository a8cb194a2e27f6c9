//! Assertions of the JWT bearer grant (RFC 7523): the portal says, signed with a key of its own, whom it acts for. The
//! instance holds the certificate; the key never leaves the portal.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256};
use secrecy::SecretString;
use serde_json::json;
use uuid::Uuid;
use zeroize::Zeroizing;

/// How long an assertion is good for: it is used at once.
const LIFETIME: SignedDuration = SignedDuration::from_mins(5);

/// A key that was made for a connection.
pub struct AssertionKey {
    /// Private key (PKCS#8, DER): to be sealed.
    pub private: Zeroizing<Vec<u8>>,
    /// Certificate (PEM): for the instance.
    pub certificate: String,
}

/// A key or a certificate could not be made, or a stored key is damaged.
#[derive(Debug, thiserror::Error)]
#[error("use the key of assertions: {0}")]
pub struct AssertionKeyError(String);

impl AssertionKey {
    /// A new RSA key of 2,048 bits with a certificate that says whose it is: the algorithm that every release knows.
    pub fn generate(portal: &str) -> Result<Self, AssertionKeyError> {
        let failed = |error: rcgen::Error| AssertionKeyError(error.to_string());
        let key = KeyPair::generate_for(&PKCS_RSA_SHA256).map_err(failed)?;
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, portal);
        let certificate = params.self_signed(&key).map_err(failed)?.pem();
        Ok(Self { private: Zeroizing::new(key.serialize_der()), certificate })
    }
}

/// Signs assertions for one registration and one user.
pub struct AssertionSigner {
    key: RsaKeyPair,
    client_id: String,
    user: String,
}

impl AssertionSigner {
    /// With a private key as [`AssertionKey`] has it.
    pub fn new(private: &[u8], client_id: &str, user: &str) -> Result<Self, AssertionKeyError> {
        let key = RsaKeyPair::from_pkcs8(private).map_err(|error| AssertionKeyError(error.to_string()))?;
        Ok(Self { key, client_id: client_id.to_owned(), user: user.to_owned() })
    }

    /// An assertion of this moment, usable once.
    pub fn sign(&self, now: Timestamp) -> SecretString {
        let claims = json!({
            "iss": self.client_id,
            "aud": self.client_id,
            "sub": self.user,
            "iat": now.as_second(),
            "exp": (now + LIFETIME).as_second(),
            "jti": Uuid::new_v4(),
        });
        let head = URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","typ":"JWT"}"#);
        let signed = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .expect("an RSA key of this length signs any text");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)).into()
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn an_assertion_says_whom_the_portal_acts_for_and_is_signed() {
        let key = AssertionKey::generate("https://portal.example.org").unwrap();
        assert!(key.certificate.starts_with("-----BEGIN CERTIFICATE-----"));
        let signer = AssertionSigner::new(&key.private, "client", "m365.integration").unwrap();
        let now: Timestamp = "2026-11-23T13:34:00Z".parse().unwrap();
        let assertion = signer.sign(now);
        let (signed, signature) = assertion.expose_secret().rsplit_once('.').unwrap();
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, signer.key.public_key());
        public.verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
        let claims = URL_SAFE_NO_PAD.decode(signed.split_once('.').unwrap().1).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!((&claims["sub"], &claims["aud"]), (&json!("m365.integration"), &json!("client")));
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 300);
        assert_ne!(signer.sign(now).expose_secret(), assertion.expose_secret(), "each is used once");
    }
}
