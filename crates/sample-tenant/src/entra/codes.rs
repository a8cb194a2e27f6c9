//! Authorization codes between the sign-in page and the token endpoint: random, short-lived, good for one use.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use aws_lc_rs::{
    digest,
    rand::{SecureRandom, SystemRandom},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq;

use crate::entra::refusal::Refusal;

/// How long a code may wait to be redeemed; Entra gives ten minutes.
const LIFETIME: SignedDuration = SignedDuration::from_mins(10);
/// Codes kept at once; the oldest make room.
const MOST: usize = 1_000;

/// What a person agreed to when signing in.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) oid: String,
    pub(crate) scope: String,
    pub(crate) nonce: Option<String>,
    /// The S256 challenge of RFC 7636, when one was sent.
    pub(crate) challenge: Option<String>,
}

/// What is shown to redeem a code.
pub(crate) struct Redemption<'a> {
    pub(crate) code: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) redirect_uri: &'a str,
    pub(crate) verifier: Option<&'a str>,
}

struct Issued {
    grant: Grant,
    at: Timestamp,
    redeemed: bool,
}

/// The codes of one tenant.
#[derive(Default)]
pub(crate) struct Codes(Mutex<HashMap<String, Issued>>);

impl Codes {
    fn issued(&self) -> MutexGuard<'_, HashMap<String, Issued>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new code for `grant`.
    pub(crate) fn issue(&self, grant: Grant, now: Timestamp) -> Result<String, Refusal> {
        let mut bytes = [0_u8; 32];
        SystemRandom::new().fill(&mut bytes).map_err(|_| Refusal::NoRandomness)?;
        let code = BASE64URL.encode(bytes);
        let mut issued = self.issued();
        if issued.len() >= MOST {
            issued.retain(|_, kept| !is_over(kept.at, now) && !kept.redeemed);
        }
        if issued.len() >= MOST {
            let oldest = issued.iter().min_by_key(|(_, kept)| kept.at).map(|(code, _)| code.clone());
            oldest.and_then(|code| issued.remove(&code));
        }
        issued.insert(code.clone(), Issued { grant, at: now, redeemed: false });
        Ok(code)
    }

    /// The grant behind a code. A failed attempt leaves the code as it was, so that a stranger's guess does
    /// not end someone's sign-in.
    pub(crate) fn redeem(&self, shown: &Redemption<'_>, now: Timestamp) -> Result<Grant, Refusal> {
        let mut issued = self.issued();
        let kept = issued.get_mut(shown.code).ok_or(Refusal::UnknownCode)?;
        if kept.redeemed {
            return Err(Refusal::RedeemedCode);
        }
        if is_over(kept.at, now) {
            return Err(Refusal::ExpiredCode);
        }
        if kept.grant.client_id != shown.client_id || kept.grant.redirect_uri != shown.redirect_uri {
            return Err(Refusal::OtherRedirect);
        }
        if !answers(kept.grant.challenge.as_deref(), shown.verifier) {
            return Err(Refusal::WrongVerifier);
        }
        kept.redeemed = true;
        Ok(kept.grant.clone())
    }
}

fn is_over(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at) > LIFETIME
}

/// RFC 7636 section 4.6. A verifier without a challenge is refused too (OAuth 2.1 draft, section 4.1.3).
fn answers(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    match (challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) => {
            let hashed = BASE64URL.encode(digest::digest(&digest::SHA256, verifier.as_bytes()));
            hashed.as_bytes().ct_eq(challenge.as_bytes()).into()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn grant() -> Grant {
        Grant {
            client_id: "client".into(),
            redirect_uri: "http://127.0.0.1/signin/callback".into(),
            oid: "sam".into(),
            scope: "openid".into(),
            nonce: None,
            challenge: Some(CHALLENGE.into()),
        }
    }

    fn shown(code: &str) -> Redemption<'_> {
        let redirect_uri = "http://127.0.0.1/signin/callback";
        Redemption { code, client_id: "client", redirect_uri, verifier: Some(VERIFIER) }
    }

    #[test]
    fn a_code_is_good_once_and_survives_failed_attempts() {
        let (codes, now) = (Codes::default(), Timestamp::UNIX_EPOCH);
        let code = codes.issue(grant(), now).unwrap();
        let wrong = [
            (Redemption { verifier: Some("x"), ..shown(&code) }, Refusal::WrongVerifier),
            (Redemption { verifier: None, ..shown(&code) }, Refusal::WrongVerifier),
            (Redemption { client_id: "other", ..shown(&code) }, Refusal::OtherRedirect),
            (Redemption { redirect_uri: "http://127.0.0.1:9/", ..shown(&code) }, Refusal::OtherRedirect),
            (shown("guess"), Refusal::UnknownCode),
        ];
        for (redemption, refusal) in wrong {
            assert_eq!(codes.redeem(&redemption, now).unwrap_err(), refusal);
        }
        assert_eq!(codes.redeem(&shown(&code), now).unwrap().oid, "sam");
        assert_eq!(codes.redeem(&shown(&code), now).unwrap_err(), Refusal::RedeemedCode);
    }

    #[test]
    fn a_code_expires_after_ten_minutes() {
        let (codes, now) = (Codes::default(), Timestamp::UNIX_EPOCH);
        let code = codes.issue(grant(), now).unwrap();
        let later = now + SignedDuration::from_secs(601);
        assert_eq!(codes.redeem(&shown(&code), later).unwrap_err(), Refusal::ExpiredCode);
    }

    #[test]
    fn the_number_of_codes_is_bounded() {
        let codes = Codes::default();
        for millisecond in 0..1_200 {
            codes.issue(grant(), Timestamp::from_millisecond(millisecond).unwrap()).unwrap();
        }
        assert_eq!(codes.issued().len(), MOST);
    }
}
