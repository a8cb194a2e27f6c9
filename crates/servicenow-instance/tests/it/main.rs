//! The developer instance as its clients meet it: over HTTP.

mod browser;
mod login;
mod oauth;
mod support;
mod table;
mod ui;
