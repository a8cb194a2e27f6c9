//! The client against scripted answers, one file per area.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod attachment;
mod batch;
mod contract;
mod faults;
mod identity;
mod oauth;
mod refusals;
mod renewal;
mod retry;
mod support;
mod table;
