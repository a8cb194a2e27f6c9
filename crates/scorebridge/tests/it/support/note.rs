//! Notes as the connector app signs them.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// `X-Scorebridge-Signature` of a body at a time, in seconds.
pub(crate) fn signature(secret: &str, time: &str, body: &str) -> String {
    let key = Key::new(HMAC_SHA256, &STANDARD.decode(secret).unwrap());
    format!("v1={}", STANDARD.encode(sign(&key, format!("{time}.{body}").as_bytes())))
}

/// A note about a ticket; `delivery` makes it different from others.
pub(crate) fn changed(correlation_id: &str, delivery: u32) -> String {
    format!(
        r#"{{"event":"ticket.changed","table":"incident","correlation_id":"{correlation_id}","delivery":"{delivery}"}}"#
    )
}
