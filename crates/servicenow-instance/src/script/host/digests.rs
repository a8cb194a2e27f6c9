//! Digests, signatures, encodings and random values.

use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::script::answer::{Answer, Fault, Outcome};
use crate::script::bench::Bench;

/// Characters of a random text.
const LONGEST_RANDOM: usize = 1024;

pub(super) fn run(bench: &Bench, operation: &str, (first, second, third): (&str, &str, &str)) -> Outcome {
    match operation {
        "guid" => Ok(Answer::text(bench.read(|session| Ok(session.random().sys_id()))?)),
        "base64" => Ok(Answer::text(STANDARD.encode(first))),
        "unbase64" => Ok(Answer::text(String::from_utf8_lossy(&decoded(first)?))),
        "digest" => {
            let hash = digest::digest(&digest::SHA256, second.as_bytes());
            Ok(Answer::text(if first == "hex" { hex::encode(hash) } else { STANDARD.encode(hash) }))
        }
        "mac" => mac(first, second, third),
        "randomText" => random_text(bench, first),
        _ => random_int(bench, first),
    }
}

fn decoded(text: &str) -> Result<Vec<u8>, Fault> {
    STANDARD.decode(text.trim()).map_err(|error| Fault(format!("the text is no Base64: {error}")))
}

/// `GlideCertificateEncryption.generateMac`: key and answer in Base64.
fn mac(key: &str, algorithm: &str, data: &str) -> Outcome {
    let algorithm = match algorithm.to_ascii_lowercase().as_str() {
        "hmacsha256" => hmac::HMAC_SHA256,
        "hmacsha384" => hmac::HMAC_SHA384,
        "hmacsha512" => hmac::HMAC_SHA512,
        other => return Err(Fault(format!("generateMac does not know the algorithm {other}"))),
    };
    let key = hmac::Key::new(algorithm, &decoded(key)?);
    Ok(Answer::text(STANDARD.encode(hmac::sign(&key, data.as_bytes()))))
}

fn random_text(bench: &Bench, length: &str) -> Outcome {
    let length = length.parse::<usize>().unwrap_or_default().min(LONGEST_RANDOM);
    let text = bench.read(|session| {
        let mut text = String::new();
        while text.len() < length {
            text.push_str(&session.random().sys_id());
        }
        text.truncate(length);
        Ok(text)
    })?;
    Ok(Answer::Text(text))
}

fn random_int(bench: &Bench, bound: &str) -> Outcome {
    let bound = bound.parse::<f64>().unwrap_or_default();
    if !(1.0..=4_294_967_296.0).contains(&bound) {
        return Err(Fault(format!("{bound} is no bound for a random number")));
    }
    let bytes = bench.read(|session| Ok(session.random().bytes::<4>()))?;
    let share = f64::from(u32::from_be_bytes(bytes)) / 4_294_967_296.0;
    Ok(Answer::Number((share * bound).floor()))
}
