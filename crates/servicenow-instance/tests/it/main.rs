//! The developer instance as its clients meet it: over HTTP.

mod support;
mod table;
