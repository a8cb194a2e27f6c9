//! The sample tenant as its users meet it: over HTTP.

#![expect(clippy::unwrap_used, reason = "a failed step of a test is a failed test")]

mod dev;
mod lifecycle;
mod patch;
mod profiles;
mod scores;
mod sign_in;
mod support;
mod token;
