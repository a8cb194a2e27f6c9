//! The portal in a real browser: keyboard, screen reader rules, both languages, both schemes, phone width.
//! `cargo xtask prepare` installs what this needs: Chromium, its driver and axe-core.

#![expect(clippy::unwrap_used, reason = "a step of a test that fails should end the test")]

mod harness;
mod pictures;
mod story;
mod support;
mod world;
