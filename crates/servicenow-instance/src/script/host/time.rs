//! Moments in the person's time zone and format.

use jiff::Timestamp;

use crate::dictionary::Kind;
use crate::engine::{duration, moment};
use crate::query::functions::{self, Scene};
use crate::script::answer::{Answer, Fault, Outcome};
use crate::script::bench::Bench;

pub(super) fn run(bench: &Bench, operation: &str, first: &str, second: &str) -> Outcome {
    match operation {
        "now" => Ok(number(bench.read(|session| Ok(session.now().as_millisecond()))?)),
        "offset" => offset(bench, first),
        "toUtc" => to_utc(bench, first),
        "shown" => Ok(Answer::text(bench.with_caller(|caller| moment(caller, first, Kind::DateTime))?)),
        "shownDate" => Ok(Answer::text(bench.with_caller(|caller| moment(caller, first, Kind::Date))?)),
        "shownDuration" => Ok(Answer::text(duration(first))),
        "readShown" => read_shown(bench, first),
        _ => computed(bench, first, second),
    }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of any year stay far below 2^53")]
fn number(milliseconds: i64) -> Answer {
    Answer::Number(milliseconds as f64)
}

fn at(milliseconds: &str) -> Result<Timestamp, Fault> {
    let number: f64 = milliseconds.parse().map_err(|_| Fault(format!("{milliseconds} is no moment")))?;
    #[expect(clippy::cast_possible_truncation, reason = "a moment beyond the calendar is refused below")]
    let whole = number as i64;
    Timestamp::from_millisecond(whole).map_err(|_| Fault(format!("{milliseconds} is beyond the calendar")))
}

/// Milliseconds that the person's clock is ahead of UTC.
fn offset(bench: &Bench, milliseconds: &str) -> Outcome {
    let at = at(milliseconds)?;
    let seconds = bench.with_caller(|caller| caller.time_zone.to_offset(at).seconds())?;
    Ok(Answer::Number(f64::from(seconds) * 1000.0))
}

/// The moment at which the person's clock shows this.
fn to_utc(bench: &Bench, milliseconds: &str) -> Outcome {
    let shown = jiff::tz::TimeZone::UTC.to_datetime(at(milliseconds)?);
    let there = bench.with_caller(|caller| caller.time_zone.to_timestamp(shown).ok())?;
    there.map(|there| number(there.as_millisecond())).ok_or_else(|| Fault(format!("{shown} is no moment")))
}

/// A shown date or moment in the platform's form.
fn read_shown(bench: &Bench, text: &str) -> Outcome {
    let read = bench.with_caller(|caller| caller.formats.read(text))?;
    Ok(Answer::text(read.map_or_else(|| text.to_owned(), |at| at.strftime("%Y-%m-%d %H:%M:%S").to_string())))
}

/// `gs.daysAgo` and its kind: the same as in queries (protocol 2.3).
fn computed(bench: &Bench, name: &str, given: &str) -> Outcome {
    let found = bench.read(|session| {
        let scene = Scene { caller: session.caller(), now: session.now(), groups: &Vec::new };
        Ok(functions::evaluate(&format!("{name}({given})"), &scene))
    })?;
    let value = found.and_then(|values| values.into_iter().next());
    value.map(Answer::Text).ok_or_else(|| Fault(format!("gs.{name} cannot be computed from ({given})")))
}
