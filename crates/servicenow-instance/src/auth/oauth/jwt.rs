//! Signed assertions of the JWT bearer grant (RFC 7523): reads one, checks signature and times.
//! Which key counts and which user is meant is decided by the caller.

use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jiff::Timestamp;
use serde::{Deserialize, de::DeserializeOwned};
use thiserror::Error;

use super::der;

/// Seconds by which the clocks of the two sides may differ.
const LEEWAY_SECONDS: i64 = 60;
/// No honest assertion is longer.
const MAX_BYTES: usize = 16 * 1024;

/// Why an assertion is refused; goes to the log, never to the client.
#[derive(Debug, Error, PartialEq, Eq)]
pub(crate) enum AssertionError {
    #[error("assertion is not a signed JSON Web Token")]
    Malformed,
    #[error("algorithm {0} of the assertion is not RS or ES with 256, 384 or 512 bits")]
    Algorithm(String),
    #[error("registered key is neither a PEM public key nor a PEM certificate")]
    Key,
    #[error("signature of the assertion does not match the registered key")]
    Signature,
    #[error("audience {0} of the assertion is not the client")]
    Audience(String),
    #[error("assertion expired or is not valid yet")]
    Time,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    kid: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// What an assertion claims, before anything is verified.
#[derive(Deserialize)]
pub(crate) struct Claims {
    #[serde(default)]
    pub(crate) iss: String,
    aud: Audience,
    exp: i64,
    #[serde(default)]
    nbf: i64,
    #[serde(default)]
    pub(crate) jti: String,
    /// Everything, because the user may be named by any claim (`oauth_entity.subject_claim`).
    #[serde(flatten)]
    others: serde_json::Map<String, serde_json::Value>,
}

impl Claims {
    /// The claim that names the user, when it is text.
    pub(crate) fn text(&self, claim: &str) -> Option<&str> {
        self.others.get(claim).and_then(serde_json::Value::as_str)
    }

    /// Unix seconds after which the assertion is refused.
    pub(crate) fn expires(&self) -> i64 {
        self.exp.saturating_add(LEEWAY_SECONDS)
    }
}

/// An assertion that was read but not verified.
pub(crate) struct Assertion<'a> {
    header: Header,
    pub(crate) claims: Claims,
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Assertion<'a> {
    pub(crate) fn parse(text: &'a str) -> Result<Self, AssertionError> {
        if text.len() > MAX_BYTES {
            return Err(AssertionError::Malformed);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(AssertionError::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(AssertionError::Malformed)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| AssertionError::Malformed)?;
        Ok(Self { header: decode(header)?, claims: decode(claims)?, signed, signature })
    }

    /// Names the key among several; empty when the assertion names none.
    pub(crate) fn key_id(&self) -> &str {
        &self.header.kid
    }

    /// Checks signature, audience and times.
    pub(crate) fn verify(
        &self,
        key_pem: &str,
        client_id: &str,
        now: Timestamp,
    ) -> Result<(), AssertionError> {
        let algorithm = algorithm(&self.header.alg)?;
        let key = public_key(key_pem).ok_or(AssertionError::Key)?;
        UnparsedPublicKey::new(algorithm, key)
            .verify(self.signed.as_bytes(), &self.signature)
            .map_err(|_| AssertionError::Signature)?;
        self.check_audience(client_id)?;
        let now = now.as_second();
        let valid = now <= self.claims.expires() && now.saturating_add(LEEWAY_SECONDS) >= self.claims.nbf;
        if valid { Ok(()) } else { Err(AssertionError::Time) }
    }

    fn check_audience(&self, client_id: &str) -> Result<(), AssertionError> {
        match &self.claims.aud {
            Audience::One(aud) if aud == client_id => Ok(()),
            Audience::Many(all) if all.iter().any(|aud| aud == client_id) => Ok(()),
            Audience::One(aud) => Err(AssertionError::Audience(aud.clone())),
            Audience::Many(all) => Err(AssertionError::Audience(all.join(" "))),
        }
    }
}

fn decode<T: DeserializeOwned>(part: &str) -> Result<T, AssertionError> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| AssertionError::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| AssertionError::Malformed)
}

fn algorithm(name: &str) -> Result<&'static dyn VerificationAlgorithm, AssertionError> {
    Ok(match name {
        "RS256" => &signature::RSA_PKCS1_2048_8192_SHA256,
        "RS384" => &signature::RSA_PKCS1_2048_8192_SHA384,
        "RS512" => &signature::RSA_PKCS1_2048_8192_SHA512,
        "ES256" => &signature::ECDSA_P256_SHA256_FIXED,
        "ES384" => &signature::ECDSA_P384_SHA384_FIXED,
        "ES512" => &signature::ECDSA_P521_SHA512_FIXED,
        other => return Err(AssertionError::Algorithm(other.to_owned())),
    })
}

/// The key of a PEM block as `SubjectPublicKeyInfo`.
fn public_key(pem: &str) -> Option<Vec<u8>> {
    let (_, rest) = pem.split_once("-----BEGIN ")?;
    let (label, rest) = rest.split_once("-----")?;
    let (body, _) = rest.split_once("-----END ")?;
    let body: String = body.split_whitespace().collect();
    let bytes = STANDARD.decode(body).ok()?;
    match label {
        "PUBLIC KEY" => Some(bytes),
        "CERTIFICATE" => der::key_of_certificate(&bytes).map(<[u8]>::to_vec),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::{
        rand::SystemRandom,
        rsa::KeySize,
        signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair},
    };
    use proptest::prelude::*;

    use super::*;

    fn token(header: &str, claims: &str, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let signature = URL_SAFE_NO_PAD.encode(sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    fn pem(label: &str, der: &[u8]) -> String {
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn an_rsa_signature_is_verified_and_times_have_leeway() {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let key = pem("PUBLIC KEY", pair.public_key().as_ref());
        let sign = |bytes: &[u8]| {
            let mut signature = vec![0; pair.public_modulus_len()];
            pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), bytes, &mut signature).unwrap();
            signature
        };
        let claims = r#"{"iss":"i","aud":["other","c1"],"sub":"u","exp":1000,"nbf":900}"#;
        let text = token(r#"{"alg":"RS256"}"#, claims, sign);
        let assertion = Assertion::parse(&text).unwrap();
        assert_eq!(assertion.claims.text("sub"), Some("u"));
        assert_eq!(assertion.verify(&key, "c1", at(1060)), Ok(()));
        assert_eq!(assertion.verify(&key, "c1", at(840)), Ok(()));
        assert_eq!(assertion.verify(&key, "c1", at(1061)), Err(AssertionError::Time));
        assert_eq!(assertion.verify(&key, "c1", at(839)), Err(AssertionError::Time));
        assert_eq!(assertion.verify(&key, "c2", at(950)), Err(AssertionError::Audience("other c1".into())));
        assert_eq!(assertion.verify("no key", "c1", at(950)), Err(AssertionError::Key));
        let altered = text.replacen(
            &URL_SAFE_NO_PAD.encode(claims),
            &URL_SAFE_NO_PAD.encode(claims.replace("1000", "9000")),
            1,
        );
        let altered = Assertion::parse(&altered).unwrap();
        assert_eq!(altered.verify(&key, "c1", at(950)), Err(AssertionError::Signature));
    }

    #[test]
    fn unsigned_and_symmetric_assertions_are_refused() {
        for algorithm in ["none", "HS256", "", "rs256"] {
            let header = format!(r#"{{"alg":"{algorithm}"}}"#);
            let text = token(&header, r#"{"aud":"c","exp":1}"#, |_| Vec::new());
            let refused = Assertion::parse(&text).unwrap().verify("", "c", at(0));
            assert_eq!(refused, Err(AssertionError::Algorithm(algorithm.to_owned())));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "[A-Za-z0-9_.=-]{0,200}") {
            let _ = Assertion::parse(&text);
        }
    }
}
