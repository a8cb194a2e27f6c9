//! One-time passwords of a second factor (RFC 6238): six digits, thirty
//! seconds, HMAC-SHA-1, as authenticator applications make them.

use aws_lc_rs::{constant_time, hmac};
use jiff::Timestamp;

const STEP_SECONDS: i64 = 30;
/// Steps by which the clocks of the two sides may differ.
const LEEWAY: i64 = 1;
const DIGITS: usize = 6;

/// Whether `code` is the one of this moment for a secret in Base32.
pub(super) fn is_current(secret: &str, code: &str, now: Timestamp) -> bool {
    let Some(key) = base32(secret).filter(|key| !key.is_empty()) else {
        return false;
    };
    let step = now.as_second().div_euclid(STEP_SECONDS);
    let near = (step - LEEWAY..=step + LEEWAY).filter_map(|step| u64::try_from(step).ok());
    near.map(|step| code_at(&key, step))
        .filter(|right| {
            constant_time::verify_slices_are_equal(right.as_bytes(), code.trim().as_bytes()).is_ok()
        })
        .count()
        > 0
}

fn code_at(key: &[u8], step: u64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let at = usize::from(tag[tag.len() - 1] & 0x0f);
    let part = [tag[at] & 0x7f, tag[at + 1], tag[at + 2], tag[at + 3]];
    format!("{:0DIGITS$}", u32::from_be_bytes(part) % 1_000_000)
}

/// RFC 4648; blanks, hyphens and padding are left out.
fn base32(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut count) = (0_u32, 0);
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    for letter in text.bytes().filter(|letter| !matches!(letter, b' ' | b'-' | b'=')) {
        let value = match letter.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' => letter - b'A',
            letter @ b'2'..=b'7' => letter - b'2' + 26,
            _ => return None,
        };
        bits = bits << 5 | u32::from(value);
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count).to_be_bytes()[3]);
            bits &= (1 << count) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of the examples in RFC 6238, appendix B.
    const SECRET: &str = "GEZD GNBV-GY3T QOJQ GEZDGNBVGY3TQOJQ";

    #[test]
    fn codes_are_those_of_the_standard() {
        for (second, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert!(is_current(SECRET, code, Timestamp::from_second(second).unwrap()), "{second}");
        }
    }

    #[test]
    fn a_code_lives_a_little_longer_than_its_step() {
        let at = |second| Timestamp::from_second(second).unwrap();
        assert!(is_current(SECRET, "287082", at(89)));
        assert!(!is_current(SECRET, "287082", at(90 + 30)));
        for wrong in ["", "28708", "287083", "abcdef"] {
            assert!(!is_current(SECRET, wrong, at(59)), "{wrong}");
        }
        assert!(!is_current("", "287082", at(59)));
        assert!(!is_current("1", "287082", at(59)));
    }
}
