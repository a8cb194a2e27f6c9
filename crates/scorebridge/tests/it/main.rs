//! Integration tests of the portal: one file per area.

mod store;
mod support;
