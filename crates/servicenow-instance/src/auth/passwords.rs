//! Passwords at rest: a salted, slow digest (PBKDF2-HMAC-SHA256). Knows nothing of users or requests.

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2;
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD as BASE64};

const SCHEME: &str = "pbkdf2-sha256";
/// What OWASP recommends for PBKDF2-HMAC-SHA256.
const ITERATIONS: NonZeroU32 = NonZeroU32::new(600_000).expect("the number is not zero");
/// For the passwords of the seed, which everybody can read in the documentation.
const ITERATIONS_OF_SEED: NonZeroU32 = NonZeroU32::new(1_000).expect("the number is not zero");
const DIGEST_BYTES: usize = 32;
/// A longer password is refused before any work is done on it.
pub(crate) const MAX_PASSWORD_BYTES: usize = 1024;

/// Bytes of salt that [`digest`] takes.
pub(crate) const SALT_BYTES: usize = 16;

/// Digest of a password as it is stored: `pbkdf2-sha256$iterations$salt$digest`.
pub(crate) fn digest(password: &str, salt: [u8; SALT_BYTES]) -> String {
    stored(password, salt, ITERATIONS)
}

/// Digest of a password that is no secret: a seed has many, and instances for tests start often.
pub(crate) fn digest_of_seed(password: &str, salt: [u8; SALT_BYTES]) -> String {
    stored(password, salt, ITERATIONS_OF_SEED)
}

fn stored(password: &str, salt: [u8; SALT_BYTES], iterations: NonZeroU32) -> String {
    let derived = derive(password, &salt, iterations);
    format!("{SCHEME}${iterations}${}${}", BASE64.encode(salt), BASE64.encode(derived))
}

/// Whether `password` is the one that `stored` was made from. Costs the same for every wrong password.
pub(crate) fn verify(password: &str, stored: &str) -> bool {
    if password.len() > MAX_PASSWORD_BYTES {
        return false;
    }
    let Some((iterations, salt, digest)) = parse(stored) else { return false };
    pbkdf2::verify(pbkdf2::PBKDF2_HMAC_SHA256, iterations, &salt, password.as_bytes(), &digest).is_ok()
}

/// Does the work of [`verify`] for a user that does not exist, so that time does not tell user names.
pub(crate) fn verify_nothing(password: &str) {
    if password.len() <= MAX_PASSWORD_BYTES {
        std::hint::black_box(derive(password, &[0; SALT_BYTES], ITERATIONS));
    }
}

fn derive(password: &str, salt: &[u8], iterations: NonZeroU32) -> [u8; DIGEST_BYTES] {
    let mut digest = [0; DIGEST_BYTES];
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, iterations, salt, password.as_bytes(), &mut digest);
    digest
}

fn parse(stored: &str) -> Option<(NonZeroU32, Vec<u8>, Vec<u8>)> {
    let mut parts = stored.strip_prefix(SCHEME)?.strip_prefix('$')?.split('$');
    let iterations = parts.next()?.parse().ok()?;
    let salt = BASE64.decode(parts.next()?).ok()?;
    let digest = BASE64.decode(parts.next()?).ok()?;
    (parts.next().is_none() && digest.len() == DIGEST_BYTES).then_some((iterations, salt, digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_its_own_digest_only() {
        let stored = digest("correct horse", [7; SALT_BYTES]);
        assert!(verify("correct horse", &stored));
        assert!(!verify("correct horsf", &stored));
        assert!(!verify("", &stored));
    }

    #[test]
    fn equal_passwords_with_other_salt_have_other_digests() {
        assert_ne!(digest("same", [1; SALT_BYTES]), digest("same", [2; SALT_BYTES]));
    }

    #[test]
    fn what_is_no_digest_matches_no_password() {
        for stored in ["", "admin", "pbkdf2-sha256$", "pbkdf2-sha256$0$AA$AA", "pbkdf2-sha256$1$AA$AA$AA"] {
            assert!(!verify(stored, stored), "{stored}");
        }
    }

    #[test]
    fn a_password_beyond_the_limit_is_refused() {
        let long = "p".repeat(MAX_PASSWORD_BYTES + 1);
        assert!(!verify(&long, &digest(&long, [0; SALT_BYTES])));
    }
}
