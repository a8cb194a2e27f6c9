//! What tests of several areas share.

pub(crate) mod app;
pub(crate) mod database;
pub(crate) mod note;
pub(crate) mod openapi;
pub(crate) mod platform;
pub(crate) mod postgres;
pub(crate) mod process;
pub(crate) mod proxy;
pub(crate) mod sample;
