//! Proof Key for Code Exchange (RFC 7636): the challenge of an authorization request and the verifier
//! that must answer it at the token endpoint.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq as _;

/// A challenge and how it was made from its verifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Challenge {
    Plain(String),
    S256(String),
}

impl Challenge {
    /// Reads `code_challenge` and `code_challenge_method`; an error is the reason for the refusal.
    pub(crate) fn parse(challenge: &str, method: &str) -> Result<Option<Self>, &'static str> {
        if challenge.is_empty() {
            return if method.is_empty() { Ok(None) } else { Err("code_challenge is missing") };
        }
        if !is_verifier(challenge) {
            return Err("code_challenge must have 43 to 128 unreserved characters");
        }
        match method {
            "" | "plain" => Ok(Some(Self::Plain(challenge.to_owned()))),
            "S256" => Ok(Some(Self::S256(challenge.to_owned()))),
            _ => Err("code_challenge_method must be S256 or plain"),
        }
    }

    /// Whether `verifier` is what the challenge was made from.
    pub(crate) fn answered_by(&self, verifier: &str) -> bool {
        if !is_verifier(verifier) {
            return false;
        }
        match self {
            Self::Plain(challenge) => challenge.as_bytes().ct_eq(verifier.as_bytes()).into(),
            Self::S256(challenge) => {
                let hashed = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
                challenge.as_bytes().ct_eq(hashed.as_bytes()).into()
            }
        }
    }
}

/// RFC 7636 section 4.1; a challenge by S256 has the same alphabet and 43 characters.
fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_example_of_the_rfc_is_accepted() {
        let challenge = Challenge::parse(CHALLENGE, "S256").unwrap().unwrap();
        assert!(challenge.answered_by(VERIFIER));
        assert!(!challenge.answered_by(CHALLENGE));
        assert!(!challenge.answered_by(""));
    }

    #[test]
    fn plain_is_the_method_when_none_is_named() {
        let challenge = Challenge::parse(VERIFIER, "").unwrap().unwrap();
        assert_eq!(challenge, Challenge::Plain(VERIFIER.to_owned()));
        assert!(challenge.answered_by(VERIFIER));
    }

    #[test]
    fn bad_challenges_are_named() {
        assert_eq!(Challenge::parse("", ""), Ok(None));
        assert!(Challenge::parse("", "S256").is_err());
        assert!(Challenge::parse("short", "S256").is_err());
        assert!(Challenge::parse(CHALLENGE, "S512").is_err());
    }
}
