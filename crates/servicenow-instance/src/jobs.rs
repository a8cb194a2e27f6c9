//! Scheduled work of the platform, done when a request finds it due by the
//! instance's clock: there is no timer, so that a test that moves the clock
//! sees the result with its next request.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::ToSpan as _;

use crate::app::App;
use crate::caller::Caller;
use crate::engine::{Selection, Session, Values};
use crate::query::{Operator, Query, dates};
use crate::refusals::Refusal;

/// Days after which a resolved incident is closed; 0 leaves it (protocol 5.2).
const AUTOCLOSE: &str = "glide.ui.autoclose.time";
const AUTOCLOSE_DAYS: u64 = 7;
const HOUR: i64 = 3_600;
/// Records that one run changes.
const BATCH: u64 = 500;

/// When jobs last ran.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    hour: AtomicI64,
}

impl Jobs {
    /// Runs the jobs once per hour of the instance's clock.
    pub(crate) async fn run_due(app: &App) -> Result<(), Refusal> {
        let hour = app.clock.now().as_second().div_euclid(HOUR);
        if app.jobs.hour.swap(hour, Ordering::AcqRel) == hour {
            return Ok(());
        }
        if app.engine.read(&Caller::system(), due).await? == 0 {
            return Ok(());
        }
        app.engine.write(&Caller::system(), close_resolved).await
    }
}

/// How many incidents a run would close.
fn due(session: &Session) -> Result<u64, Refusal> {
    match long_resolved(session) {
        Some(query) => session.count("incident", &query),
        None => Ok(0),
    }
}

/// Incidents that were resolved long enough ago.
fn long_resolved(session: &Session) -> Option<Query> {
    let days = session.properties().number(AUTOCLOSE, AUTOCLOSE_DAYS);
    let hours = i64::try_from(days).ok()?.checked_mul(24).filter(|hours| *hours > 0)?;
    let since = session.now().checked_sub(hours.hours()).ok()?;
    let query = Query::equals("state", "6");
    Some(query.and("resolved_at", Operator::LessOrEqual, &dates::to_wire(since)))
}

fn close_resolved(session: &Session) -> Result<(), Refusal> {
    let Some(query) = long_resolved(session) else {
        return Ok(());
    };
    for incident in session.select("incident", &Selection::of(query).limited(BATCH))? {
        session.update(&incident, &Values::new().with("state", "7"))?;
    }
    Ok(())
}
