//! The random values of an authorisation: the state parameter and the code verifier (RFC 7636).

use std::fmt;

use oauth2::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier};
use secrecy::{ExposeSecret, SecretString};

use crate::Error;

/// The `state` parameter, which ties the answer in the browser to the one who asked.
///
/// An instance requires it and allows no special characters in it (protocol section 4.2).
#[derive(Clone, PartialEq, Eq)]
pub struct StateParam(String);

impl StateParam {
    const MAX_LENGTH: usize = 256;

    /// A fresh value of more than 128 random bits.
    pub fn random() -> Self {
        let token = CsrfToken::new_random_len(48);
        Self(token.secret().chars().filter(char::is_ascii_alphanumeric).collect())
    }

    /// Takes a value made elsewhere: 1 to 256 letters and digits.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let fits = (1..=Self::MAX_LENGTH).contains(&text.len());
        if fits && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::invalid("a state parameter must be 1 to 256 letters and digits"))
        }
    }

    /// The value, to be kept until the browser returns.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for StateParam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StateParam(..)")
    }
}

/// The secret that proves that who exchanges a code is who asked for it (RFC 7636, 4.1).
#[derive(Clone, Debug)]
pub struct CodeVerifier(SecretString);

impl CodeVerifier {
    /// A fresh value of 256 random bits.
    pub fn random() -> Self {
        let (_, verifier) = PkceCodeChallenge::new_random_sha256();
        Self(SecretString::from(verifier.into_secret()))
    }

    /// Takes back a verifier that was kept while the browser was away: 43 to 128 characters of
    /// letters, digits and `-._~`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if (43..=128).contains(&text.len()) && text.bytes().all(plain) {
            Ok(Self(SecretString::from(text)))
        } else {
            Err(Error::invalid("a code verifier must be 43 to 128 letters, digits or -._~"))
        }
    }

    /// The challenge that goes into the authorisation URL.
    pub fn challenge(&self) -> CodeChallenge {
        CodeChallenge(PkceCodeChallenge::from_code_verifier_sha256(&self.clone().into_oauth2()))
    }

    /// The secret, to be kept until the browser returns.
    pub fn secret(&self) -> &SecretString {
        &self.0
    }

    pub(super) fn into_oauth2(self) -> PkceCodeVerifier {
        PkceCodeVerifier::new(self.0.expose_secret().to_owned())
    }
}

/// The SHA-256 of a [`CodeVerifier`], safe to show.
#[derive(Clone, Debug)]
pub struct CodeChallenge(PkceCodeChallenge);

impl CodeChallenge {
    pub(super) fn to_oauth2(&self) -> PkceCodeChallenge {
        self.0.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_state_is_accepted_by_its_own_rule_and_never_repeats() {
        let (one, two) = (StateParam::random(), StateParam::random());
        assert!(StateParam::parse(one.as_str()).is_ok());
        assert!(one.as_str().len() >= 32);
        assert_ne!(one, two);
    }

    #[test]
    fn a_kept_verifier_gives_the_challenge_of_rfc_7636() {
        let verifier = CodeVerifier::parse("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap();
        assert_eq!(verifier.challenge().0.as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert!(CodeVerifier::parse("short").is_err());
    }

    #[test]
    fn secrets_are_not_printed() {
        let verifier = CodeVerifier::random();
        assert!(!format!("{verifier:?}").contains(verifier.secret().expose_secret()));
        let state = StateParam::random();
        assert!(!format!("{state:?}").contains(state.as_str()));
    }
}
