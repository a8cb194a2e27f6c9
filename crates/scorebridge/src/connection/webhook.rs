//! Notes of an instance that a ticket of ours changed: signed by the connector app, and nothing but a reason to ask.
//! What a note says about the record is never taken over. Rules only: keeping and answering are done elsewhere.
//!
//! The signature is `v1=` and the Base64 of HMAC with SHA-256 over `<seconds>.<body>`, in `X-Scorebridge-Signature`;
//! the seconds stand in `X-Scorebridge-Timestamp` (`connector-app/src/scripts/PortalWebhook.server.js`).

#[cfg(test)]
mod tests;

use aws_lc_rs::hmac::{HMAC_SHA256, Key, verify};
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::ids::TicketId;

/// How far the clocks of both sides may be apart. Signatures are remembered twice as long.
pub const NOTE_WINDOW: SignedDuration = SignedDuration::from_mins(5);
/// Longest note, in bytes: a real one has about 250.
pub const NOTE_MAX: usize = 4096;
const KEY_LENGTH: usize = 32;
/// Bytes of a signature.
const SIGNATURE_LENGTH: usize = 32;

/// How a note is signed, as it came.
#[derive(Debug, Clone, Copy)]
pub struct NoteSignature<'a> {
    /// `X-Scorebridge-Timestamp`.
    pub time: &'a str,
    /// `X-Scorebridge-Signature`.
    pub signature: &'a str,
}

/// What a note tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// Somebody tries whether notes arrive.
    Ping,
    /// A record changed that carries the id of this ticket.
    TicketChanged(TicketId),
}

/// Why a note is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteRefusal {
    /// A header is missing or has another form.
    #[error("read the signature of a note: a header is missing or malformed")]
    Unsigned,
    /// The clocks are apart, or somebody repeats an old note.
    #[error("check the time of a note: it is more than 5 minutes away")]
    OutOfTime,
    /// Signed with another secret, or changed on its way.
    #[error("check the signature of a note: it is wrong")]
    WrongSignature,
    /// Signed, but not by a version of the app that we know.
    #[error("read a note: its body has an unknown shape")]
    UnknownShape,
}

/// When the secret of a connection was made, and when a note was last taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Webhook {
    /// When the secret was made.
    pub made_at: Timestamp,
    /// When the last note came.
    pub noted_at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Body {
    event: String,
    #[serde(default)]
    correlation_id: String,
}

/// A new secret: 32 random bytes in Base64, which is how the platform wants its key.
pub fn new_webhook_secret() -> SecretString {
    let mut key = Zeroizing::new([0; KEY_LENGTH]);
    SystemRandom::new().fill(key.as_mut()).expect("the system's random source answers");
    STANDARD.encode(key.as_ref()).into()
}

/// Checks who sent a note and when, and reads it. Returns its signature too: the same one is never taken twice.
pub fn read_note(
    secret: &SecretString,
    signed: NoteSignature<'_>,
    body: &[u8],
    now: Timestamp,
) -> Result<(Note, String), NoteRefusal> {
    let signature = signature_of(signed.signature).ok_or(NoteRefusal::Unsigned)?;
    let time = time_of(signed.time).ok_or(NoteRefusal::Unsigned)?;
    let key =
        Zeroizing::new(STANDARD.decode(secret.expose_secret()).map_err(|_| NoteRefusal::WrongSignature)?);
    let signed_text = [signed.time.as_bytes(), b".", body].concat();
    verify(&Key::new(HMAC_SHA256, &key), &signed_text, &signature)
        .map_err(|_| NoteRefusal::WrongSignature)?;
    if now.duration_since(time).abs() > NOTE_WINDOW {
        return Err(NoteRefusal::OutOfTime);
    }
    Ok((read_body(body)?, hex::encode(signature)))
}

fn signature_of(header: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(header.strip_prefix("v1=")?).ok()?;
    (bytes.len() == SIGNATURE_LENGTH).then_some(bytes)
}

fn time_of(header: &str) -> Option<Timestamp> {
    let digits = !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit());
    Timestamp::from_second(digits.then_some(header)?.parse().ok()?).ok()
}

fn read_body(body: &[u8]) -> Result<Note, NoteRefusal> {
    let body: Body = serde_json::from_slice(body).map_err(|_| NoteRefusal::UnknownShape)?;
    match body.event.as_str() {
        "ping" => Ok(Note::Ping),
        "ticket.changed" => {
            TicketId::parse(&body.correlation_id).map(Note::TicketChanged).ok_or(NoteRefusal::UnknownShape)
        }
        _ => Err(NoteRefusal::UnknownShape),
    }
}
