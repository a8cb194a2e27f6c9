//! The developer instance as its clients meet it: over HTTP.

#![expect(clippy::unwrap_used, reason = "a failed step of a test is a failed test")]

mod browser;
mod login;
mod oauth;
mod support;
mod table;
mod ui;
