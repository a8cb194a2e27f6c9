//! Random bytes and identifiers: from the system, or repeatable from a seed.
//! Not a general generator; it only makes ids, tokens and codes.

use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::{digest, rand};

/// Source of random bytes of one instance.
#[derive(Debug)]
pub(crate) struct Random {
    seed: Option<u64>,
    drawn: AtomicU64,
}

impl Random {
    /// Repeatable when a seed is given. Seeded values are guessable: for tests only.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self { seed, drawn: AtomicU64::new(0) }
    }

    pub(crate) fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match self.seed {
            Some(seed) => self.draw_seeded(seed, &mut bytes),
            None => rand::fill(&mut bytes).expect("the system has a random source"),
        }
        bytes
    }

    /// Draws differently than in earlier runs on the same data, so that ids
    /// are not given out twice.
    pub(crate) fn start_run(&self, run: u32) {
        self.drawn.store(u64::from(run) << 40, Ordering::Relaxed);
    }

    /// A new `sys_id`: 32 lower-case hexadecimal digits.
    pub(crate) fn sys_id(&self) -> String {
        hex::encode(self.bytes::<16>())
    }

    fn draw_seeded(&self, seed: u64, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let draw = self.drawn.fetch_add(1, Ordering::Relaxed);
            let mut input = [0; 16];
            input[..8].copy_from_slice(&seed.to_be_bytes());
            input[8..].copy_from_slice(&draw.to_be_bytes());
            let block = digest::digest(&digest::SHA256, &input);
            chunk.copy_from_slice(&block.as_ref()[..chunk.len()]);
        }
    }
}

/// The `sys_id` of a record that is the same in every instance, made from its
/// name (`sys_dictionary:incident.caller_id`).
pub(crate) fn named_id(name: &str) -> String {
    let hash = digest::digest(&digest::SHA256, name.as_bytes());
    hex::encode(&hash.as_ref()[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_ids() {
        let (one, two) = (Random::new(Some(7)), Random::new(Some(7)));
        let first = one.sys_id();
        assert_eq!(first, two.sys_id());
        assert_ne!(first, one.sys_id());
        assert_eq!(first.len(), 32);
    }

    #[test]
    fn unseeded_ids_differ_and_long_draws_are_filled() {
        let random = Random::new(None);
        assert_ne!(random.sys_id(), random.sys_id());
        let seeded = Random::new(Some(1)).bytes::<70>();
        assert_ne!(seeded[..32], seeded[32..64]);
    }
}
