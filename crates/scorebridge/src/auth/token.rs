//! Random values that act as keys: only their SHA-256 is stored.

use aws_lc_rs::{digest, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// 32 random bytes as 43 URL-safe characters.
pub fn random() -> String {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).expect("the operating system gives random bytes");
    URL_SAFE_NO_PAD.encode(bytes)
}

/// How API tokens begin, so that people and scanners recognise them.
pub const API_TOKEN_PREFIX: &str = "sb_";

/// A new API token.
pub fn api_token() -> String {
    format!("{API_TOKEN_PREFIX}{}", random())
}

/// SHA-256, hexadecimal: what is stored of a random value. It needs no salt, because the value cannot be guessed.
pub fn hash(value: &str) -> String {
    hex::encode(digest::digest(&digest::SHA256, value.as_bytes()))
}
