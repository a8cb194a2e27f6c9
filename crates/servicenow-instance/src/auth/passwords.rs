//! Passwords as slow one-way digests.

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;

const ROUNDS: u32 = 60_000;
const ALGORITHM: pbkdf2::Algorithm = pbkdf2::PBKDF2_HMAC_SHA256;

/// The stored form: rounds, salt and digest.
pub(crate) fn digest(password: &str, salt: [u8; 16]) -> String {
    let mut key = [0; 32];
    pbkdf2::derive(ALGORITHM, rounds(ROUNDS), &salt, password.as_bytes(), &mut key);
    format!("{ROUNDS}${}${}", BASE64.encode(salt), BASE64.encode(key))
}

pub(crate) fn verify(password: &str, stored: &str) -> bool {
    let mut parts = stored.split('$');
    let (Some(rounds_text), Some(salt), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let (Ok(count), Ok(salt), Ok(key)) =
        (rounds_text.parse::<u32>(), BASE64.decode(salt), BASE64.decode(key))
    else {
        return false;
    };
    pbkdf2::verify(ALGORITHM, rounds(count), &salt, password.as_bytes(), &key).is_ok()
}

fn rounds(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN)
}
