//! Numbers that look random and follow from the seed alone, whatever the order they are asked in. Not for
//! keys or codes: whoever knows the seed knows them all.

use aws_lc_rs::digest;

/// The seed of a tenant, from which every generated value is derived.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Noise(u64);

impl Noise {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from 0 up to and including 1 that belongs to `subject` and `aspect`.
    pub(crate) fn unit(self, subject: &str, aspect: &str) -> f64 {
        let bytes = self.bytes(subject, aspect);
        let number = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        f64::from(number) / f64::from(u32::MAX)
    }

    /// A whole number below `limit`.
    pub(crate) fn below(self, limit: u32, subject: &str, aspect: &str) -> u32 {
        let bytes = self.bytes(subject, aspect);
        u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) % limit
    }

    /// A GUID in its usual form, version 4 by its marks.
    pub(crate) fn guid(self, subject: &str) -> String {
        let mut bytes = self.bytes(subject, "guid");
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let text = hex::encode(&bytes[..16]);
        format!("{}-{}-{}-{}-{}", &text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..])
    }

    /// Forty letters and digits, for the secret of a test client.
    pub(crate) fn secret(self, subject: &str) -> String {
        hex::encode(&self.bytes(subject, "secret")[..20])
    }

    fn bytes(self, subject: &str, aspect: &str) -> Vec<u8> {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(&self.0.to_be_bytes());
        for part in [subject, aspect] {
            context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            context.update(part.as_bytes());
        }
        context.finish().as_ref().to_vec()
    }
}
