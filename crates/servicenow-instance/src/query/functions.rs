//! The `javascript:` expressions that clients send in query values: a fixed
//! table, no interpreter (protocol 2.3). Anything else is not a value.

use jiff::{Timestamp, ZonedDateTime};

use super::dates::{self, Unit};
use crate::caller::Caller;

/// What an expression can see.
pub(crate) struct Scene<'a> {
    pub(crate) caller: &'a Caller,
    pub(crate) now: Timestamp,
    /// Groups of the caller, looked up when asked for.
    pub(crate) groups: &'a dyn Fn() -> Vec<String>,
}

/// The value of an expression without its `javascript:`.
pub(crate) fn evaluate(expression: &str, scene: &Scene<'_>) -> Option<Vec<String>> {
    let (name, arguments) = call(expression)?;
    let name = name.strip_prefix("gs.").unwrap_or(name);
    match name {
        "getUserID" | "user_id" => return Some(vec![scene.caller.user_id.clone()]),
        "getUserName" | "user_name" => return Some(vec![scene.caller.user_name.clone()]),
        "getMyGroups" | "getUser().getMyGroups" => return Some((scene.groups)()),
        "now" => return Some(vec![today(scene)]),
        _ => {}
    }
    let at = moment(name, &arguments, scene)?;
    Some(vec![dates::to_wire(at.timestamp())])
}

/// `name(argument, "argument")`; strings in either quotes.
fn call(expression: &str) -> Option<(&str, Vec<String>)> {
    let text = expression.trim().trim_end_matches(';').trim_end();
    let Some(open) = text.rfind('(') else {
        // Properties of old scripts: `gs.user_id` without parentheses is no call.
        return None;
    };
    let inner = text[open + 1..].strip_suffix(')')?;
    let arguments = inner
        .split(',')
        .map(|argument| argument.trim().trim_matches(['\'', '"']).to_owned())
        .filter(|argument| !argument.is_empty())
        .collect();
    Some((text[..open].trim(), arguments))
}

fn today(scene: &Scene<'_>) -> String {
    let here = scene.now.to_zoned_datetime(scene.caller.time_zone.clone());
    here.date().to_string()
}

fn moment(name: &str, arguments: &[String], scene: &Scene<'_>) -> Option<ZonedDateTime> {
    let now = scene.now.to_zoned_datetime(scene.caller.time_zone.clone());
    match name {
        "nowDateTime" | "new GlideDateTime" if arguments.is_empty() => Some(now),
        "new GlideDateTime" => Some(zoned(dates::from_wire(&arguments[0])?, scene)),
        "dateGenerate" => generated(arguments, scene),
        _ => edge(name, &now).or_else(|| ago(name, arguments, &now)),
    }
}

fn zoned(at: Timestamp, scene: &Scene<'_>) -> ZonedDateTime {
    at.to_zoned_datetime(scene.caller.time_zone.clone())
}

/// `dateGenerate('2024-01-31', 'start' | 'end' | 'HH:MM:SS')` in the user's zone.
fn generated(arguments: &[String], scene: &Scene<'_>) -> Option<ZonedDateTime> {
    let time = match arguments.get(1).map_or("start", String::as_str) {
        "start" => "00:00:00",
        "end" => "23:59:59",
        time => time,
    };
    let text = format!("{} {time}", arguments.first()?);
    Some(zoned(dates::in_zone(&text, &scene.caller.time_zone)?, scene))
}

/// `beginningOfToday`, `endOfLastMonth` and their kind.
fn edge(name: &str, now: &ZonedDateTime) -> Option<ZonedDateTime> {
    let (start, period) = match name.strip_prefix("beginningOf") {
        Some(period) => (true, period),
        None => (false, name.strip_prefix("endOf")?),
    };
    let (unit, shift) = period_of(period)?;
    let within = dates::shift(now, unit, shift)?;
    if start { dates::start_of(&within, unit) } else { dates::end_of(&within, unit) }
}

fn period_of(name: &str) -> Option<(Unit, i64)> {
    match name {
        "Today" => return Some((Unit::Day, 0)),
        "Yesterday" => return Some((Unit::Day, -1)),
        "Tomorrow" => return Some((Unit::Day, 1)),
        _ => {}
    }
    let (shift, unit) = [("This", 0), ("Last", -1), ("Next", 1), ("Current", 0)]
        .into_iter()
        .find_map(|(word, shift)| Some((shift, name.strip_prefix(word)?)))?;
    Some((Unit::of(&unit.to_ascii_lowercase())?, shift))
}

/// `daysAgo(3)`, `hoursAgoStart(2)`, `monthsAgoEnd(1)`; negative is ahead.
fn ago(name: &str, arguments: &[String], now: &ZonedDateTime) -> Option<ZonedDateTime> {
    let (unit, edge) = name.split_once("Ago")?;
    let unit = Unit::of(unit)?;
    let count: i64 = arguments.first()?.parse().ok()?;
    let then = dates::shift(now, unit, count.checked_neg()?)?;
    match edge {
        "" => Some(then),
        "Start" => dates::start_of(&then, unit),
        "End" => dates::end_of(&then, unit),
        _ => None,
    }
}
