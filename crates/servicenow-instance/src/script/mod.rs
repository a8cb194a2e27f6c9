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

use std::time::Duration;

use crate::engine::Properties;

pub(crate) use business::{Phase, abort, after, after_delete, before, before_delete, display, narrow};
pub(crate) use inbox::Inbox;
pub(crate) use later::Worker;
pub(crate) use scripts::Scripts;
pub(crate) use workshop::Workshop;

/// Time of a script that runs outside a transaction and holds nobody up.
const TIME_ALONE: Duration = Duration::from_secs(30);
/// Property with the milliseconds of scripts, in place of what is usual here.
const TIME_PROPERTY: &str = "scorebridge.script.limit_ms";

/// The time of scripts, or what the instance's property says.
fn time(properties: &Properties, usual: Duration) -> Duration {
    match properties.number(TIME_PROPERTY, 0) {
        0 => usual,
        chosen => Duration::from_millis(chosen.clamp(50, 60_000)),
    }
}
