//! Integration tests of the portal: one file per area.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says why by panicking")]

mod cli;
mod connector_app;
mod docs;
mod flows;
mod jobs;
mod store;
mod support;
mod web;
