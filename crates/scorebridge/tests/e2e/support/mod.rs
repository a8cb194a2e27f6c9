//! A headless browser for tests, and ways to find things as a person would: by role and name. Nothing here
//! knows the portal.

mod axe;
mod browser;
mod commands;
mod driver;
mod find;

pub(crate) use browser::{Browser, Look};
pub(crate) use find::eventually;
