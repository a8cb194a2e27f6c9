//! The instance's own signing keys: made when the first token in JWT format is asked for, kept sealed
//! in `sys_kmf_module_key`, published as a key set (RFC 7517). What they sign is up to [`super::signed`].

use aws_lc_rs::{
    encoding::{AsDer as _, Pkcs8V1Der},
    rand::SystemRandom,
    rsa::KeySize,
    signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::der;
use crate::{
    engine::{Record, Selection, Session, Values},
    query::{Operator, Query, dates::to_wire},
    refusals::Refusal,
};

const TABLE: &str = "sys_kmf_module_key";
const MODULE: &str = "oauth_jwt_signing";
/// A key that was replaced stays in the key set for as long as the longest tokens live, and some days.
const LISTED: SignedDuration = SignedDuration::from_hours(105 * 24);

/// A private key with the id that tokens name it by.
pub(super) struct SigningKey {
    pub(super) id: String,
    pair: RsaKeyPair,
}

impl SigningKey {
    /// The newest active key; the first one is made here.
    pub(super) fn current(session: &Session) -> Result<Self, Refusal> {
        let query = keys().and("active", Operator::Equals, "true").ordered_by_descending("sys_created_on");
        let newest = session.select(TABLE, &Selection::of(query).limited(1))?.pop();
        let row = match newest {
            Some(row) => row,
            None => make(session)?,
        };
        let sealed = session.vault().open(row.get("private_key"));
        let bytes = sealed.and_then(|text| STANDARD.decode(text).ok()).unwrap_or_default();
        let pair = RsaKeyPair::from_pkcs8(&bytes).map_err(|error| Refusal::internal(&error))?;
        Ok(Self { id: row.sys_id().to_owned(), pair })
    }

    /// Signature by RS256. The same message always gets the same one.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .map_err(|error| Refusal::internal(&error))?;
        Ok(signature)
    }
}

fn keys() -> Query {
    Query::equals("module", MODULE)
}

fn make(session: &Session) -> Result<Record, Refusal> {
    let failed = |error: aws_lc_rs::error::Unspecified| Refusal::internal(&error);
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
    let private: Pkcs8V1Der<'_> = pair.as_der().map_err(failed)?;
    let values = Values::new()
        .with("name", "OAuth token signing key")
        .with("module", MODULE)
        .with("algorithm", "RS256")
        .with("public_key", STANDARD.encode(pair.public_key().as_ref()))
        .with("private_key", STANDARD.encode(private.as_ref()));
    session.insert(TABLE, &values)
}

/// The key set: active keys, and those that were replaced not long ago.
pub(super) fn published(session: &Session) -> Result<Value, Refusal> {
    SigningKey::current(session)?;
    let listed = to_wire(session.now() - LISTED);
    let rows = session.select(TABLE, &Selection::of(keys()).limited(100))?;
    let keys: Vec<Value> = rows
        .iter()
        .filter(|row| row.is_true("active") || row.get("sys_updated_on") > listed.as_str())
        .filter_map(described)
        .collect();
    Ok(json!({ "keys": keys }))
}

fn described(row: &Record) -> Option<Value> {
    let der = STANDARD.decode(row.get("public_key")).ok()?;
    let (modulus, exponent) = der::rsa_numbers(&der)?;
    Some(json!({
        "kty": "RSA",
        "use": "sig",
        "alg": "RS256",
        "kid": row.sys_id(),
        "n": URL_SAFE_NO_PAD.encode(modulus),
        "e": URL_SAFE_NO_PAD.encode(exponent),
    }))
}
