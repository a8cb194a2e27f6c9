//! Times in which nothing may be changed: blackout schedules
//! (`cmn_schedule_blackout`) with their entries (`cmn_schedule_span`). Entries
//! that repeat count with their first time only; times are UTC.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::engine::{Record, Selection, Session, fits};
use crate::query::{Query, dates};
use crate::refusals::Refusal;

const SCHEDULES: &str = "cmn_schedule_blackout";
const SPANS: &str = "cmn_schedule_span";

/// A time in which an item rests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Blackout {
    pub(super) schedule: String,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

/// Those that concern a configuration item: of schedules whose condition it
/// meets, or that have none.
pub(super) fn of_item(session: &Session, item: &str) -> Result<Vec<Blackout>, Refusal> {
    session.trusted(|session| {
        let Some(item) = session.find("cmdb_ci", item)? else {
            return Ok(Vec::new());
        };
        let schedules = session.select(SCHEDULES, &Selection::of(Query::all()))?;
        let mut found = Vec::new();
        for schedule in schedules.iter().filter(|schedule| concerns(session, schedule, &item)) {
            let spans = Selection::of(Query::equals("schedule", schedule.sys_id()));
            found.extend(session.select(SPANS, &spans)?.iter().filter_map(|span| blackout(schedule, span)));
        }
        Ok(found)
    })
}

fn concerns(session: &Session, schedule: &Record, item: &Record) -> bool {
    fits(session, item, &Query::parse(schedule.get("condition").trim_end_matches("^EQ")))
}

fn blackout(schedule: &Record, span: &Record) -> Option<Blackout> {
    let (from, to) = (moment(span.get("start_date_time"))?, moment(span.get("end_date_time"))?);
    (from < to).then(|| Blackout { schedule: schedule.sys_id().to_owned(), from, to })
}

/// `20261224T180000Z`, as schedules have it, or the usual form.
fn moment(text: &str) -> Option<Timestamp> {
    let compact = DateTime::strptime("%Y%m%dT%H%M%S", text.trim().trim_end_matches('Z'));
    match compact {
        Ok(at) => TimeZone::UTC.to_timestamp(at).ok(),
        Err(_) => dates::from_wire(text),
    }
}
