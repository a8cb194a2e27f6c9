//! Just enough DER (ITU-T X.690) to take the public key out of a certificate (RFC 5280 section 4.1) and
//! the numbers out of an RSA key.
//! Signatures of certificates are not looked at: an administrator chose them.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

const INTEGER: u8 = 0x02;
const UTC_TIME: u8 = 0x17;
const SEQUENCE: u8 = 0x30;
const EXPLICIT_VERSION: u8 = 0xa0;

/// The `SubjectPublicKeyInfo` of a certificate.
pub(crate) fn key_of_certificate(certificate: &[u8]) -> Option<&[u8]> {
    let mut rest = fields_of(certificate)?;
    // serial number, signature algorithm, issuer, validity, subject
    for _ in 0..5 {
        (_, _, rest) = element(rest)?;
    }
    let (tag, key, _) = element(rest)?;
    (tag == SEQUENCE).then_some(key.whole)
}

/// From when until when a certificate is valid.
pub(crate) fn validity(certificate: &[u8]) -> Option<(Timestamp, Timestamp)> {
    let mut rest = fields_of(certificate)?;
    // serial number, signature algorithm, issuer
    for _ in 0..3 {
        (_, _, rest) = element(rest)?;
    }
    let (_, times, _) = element(rest)?;
    let (from_tag, from, rest) = element(times.content)?;
    let (to_tag, to, _) = element(rest)?;
    Some((moment(from_tag, from.content)?, moment(to_tag, to.content)?))
}

/// `YYMMDDHHMMSSZ`, or with the century (RFC 5280 section 4.1.2.5).
fn moment(tag: u8, text: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let text = match tag {
        UTC_TIME if text >= "50" => format!("19{text}"),
        UTC_TIME => format!("20{text}"),
        _ => text.to_owned(),
    };
    let moment = DateTime::strptime("%Y%m%d%H%M%S", text).ok()?;
    TimeZone::UTC.to_timestamp(moment).ok()
}

/// What a certificate says, from its serial number on.
fn fields_of(certificate: &[u8]) -> Option<&[u8]> {
    let (tag, certificate, _) = element(certificate)?;
    let (to_be_signed_tag, fields, _) = element(certificate.content)?;
    if tag != SEQUENCE || to_be_signed_tag != SEQUENCE {
        return None;
    }
    match element(fields.content)? {
        (EXPLICIT_VERSION, _, rest) => Some(rest),
        _ => Some(fields.content),
    }
}

/// Modulus and exponent of an `RSAPublicKey` (RFC 8017, appendix A.1.1), without leading zeros.
pub(crate) fn rsa_numbers(key: &[u8]) -> Option<(&[u8], &[u8])> {
    let (tag, numbers, _) = element(key)?;
    let (modulus_tag, modulus, rest) = element(numbers.content)?;
    let (exponent_tag, exponent, _) = element(rest)?;
    let fits = tag == SEQUENCE && modulus_tag == INTEGER && exponent_tag == INTEGER;
    let plain = |number: &'_ Element<'_>| number.content.iter().position(|byte| *byte != 0);
    let (modulus_at, exponent_at) = (plain(&modulus)?, plain(&exponent)?);
    fits.then(|| (&modulus.content[modulus_at..], &exponent.content[exponent_at..]))
}

struct Element<'a> {
    whole: &'a [u8],
    content: &'a [u8],
}

/// Tag and element at the start of the input, and what follows it.
fn element(input: &[u8]) -> Option<(u8, Element<'_>, &[u8])> {
    let (&tag, rest) = input.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (content, after) = rest.split_at_checked(length)?;
    let whole = &input[..input.len() - after.len()];
    Some((tag, Element { whole, content }, after))
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_key_of_a_made_certificate_is_found() {
        let key = rcgen::KeyPair::generate().unwrap();
        let body: String = key.public_key_pem().lines().filter(|line| !line.starts_with('-')).collect();
        let expected = STANDARD.decode(body).unwrap();
        let certificate =
            rcgen::CertificateParams::new(vec!["a.example".into()]).unwrap().self_signed(&key).unwrap();
        assert_eq!(key_of_certificate(certificate.der()), Some(expected.as_slice()));
    }

    #[test]
    fn the_validity_of_a_certificate_is_read() {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new(vec!["a.example".into()]).unwrap();
        params.not_before = rcgen::date_time_ymd(1999, 12, 31);
        params.not_after = rcgen::date_time_ymd(2051, 1, 2);
        let certificate = params.self_signed(&key).unwrap();
        let (from, to) = validity(certificate.der()).unwrap();
        assert_eq!(
            (from.to_string(), to.to_string()),
            ("1999-12-31T00:00:00Z".into(), "2051-01-02T00:00:00Z".into())
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = key_of_certificate(&bytes);
            let _ = rsa_numbers(&bytes);
            let _ = validity(&bytes);
        }
    }
}
