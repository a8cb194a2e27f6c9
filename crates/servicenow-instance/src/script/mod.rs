//! Scripts of the platform: business rules, script includes, UI actions and
//! scripted REST APIs, run in QuickJS with limits and without any way to the
//! machine. JavaScript's side of the platform's API is in `prelude/`; every
//! operation ends in [`mod@host`] or [`mod@record`], as an ordinary read or
//! write of the engine. What a table's own rules do is in `rules`.

pub(crate) mod action;
mod answer;
mod bench;
mod business;
mod endpoint;
mod host;
mod inbox;
mod later;
pub(crate) mod log;
mod machine;
mod outbound;
mod record;
pub(crate) mod rest;
mod scope;
mod scripts;
mod trigger;
mod workshop;

pub(crate) use business::{Phase, abort, after, after_delete, before, before_delete, display, narrow};
pub(crate) use inbox::Inbox;
pub(crate) use later::Worker;
pub(crate) use scripts::Scripts;
pub(crate) use workshop::Workshop;

/// Time of a script that runs outside a transaction and holds nobody up.
const TIME_ALONE: std::time::Duration = std::time::Duration::from_secs(30);
