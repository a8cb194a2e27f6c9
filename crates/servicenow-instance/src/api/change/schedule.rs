//! Time slots in which no other change works on the same item, and no
//! blackout holds.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::super::body::text;
use super::super::call::Call;
use super::workers::{self, Outcome};
use super::{Kind, admit, blackouts, reads, require, shape};
use crate::engine::{Record, Selection, Session, Values};
use crate::query::{Operator, Query, dates};
use crate::refusals::{Refusal, Write};

/// Property with the days that are looked at.
const WINDOW: &str = "change.conflict.next_available.schedule_window";
const WINDOW_DAYS: u64 = 90;
/// Slots of one answer.
const MOST: usize = 20;

/// How long, and from when on.
#[derive(Debug, Clone)]
struct Wish {
    seconds: i64,
    start: Option<Timestamp>,
    /// As it was asked for.
    start_text: String,
}

impl Wish {
    fn read(member: impl Fn(&str) -> Option<String>) -> Result<Self, Refusal> {
        let seconds =
            member("duration_in_seconds").ok_or_else(|| Refusal::missing_parameter("duration_in_seconds"))?;
        let number = seconds.trim().parse().ok().filter(|number| (1..=i64::from(i32::MAX)).contains(number));
        let start_text = member("planned_start_time").unwrap_or_default();
        let start = dates::from_wire(&start_text);
        if start.is_none() && !start_text.is_empty() {
            return Err(Refusal::invalid_parameter("planned_start_time", &start_text));
        }
        let seconds = number.ok_or_else(|| Refusal::invalid_parameter("duration_in_seconds", &seconds))?;
        Ok(Self { seconds, start, start_text })
    }

    fn of_address(call: &Call) -> Result<Self, Refusal> {
        Self::read(|name| call.params.get(name).map(ToOwned::to_owned))
    }

    fn of_body(body: &Value) -> Result<Self, Refusal> {
        Self::read(|name| Some(text(&body[name])).filter(|value| !value.is_empty()))
    }

    fn request(&self, session: &Session, (name, id): (&str, &str)) -> Value {
        let zone = session.caller().time_zone.iana_name().unwrap_or("UTC");
        let mut request = json!({ "duration_in_seconds": self.seconds, "timezone": zone });
        request[name] = json!(id);
        request["planned_start_time"] = json!(self.start_text);
        request
    }
}

/// `GET /change/ci/{cmdb_ci}/schedule`
pub(crate) async fn of_item(Path(item): Path<String>, call: Call) -> Result<Response, Refusal> {
    admit(&call)?;
    if !reads(&call) {
        return Err(Refusal::method_not_supported());
    }
    let wish = Wish::of_address(&call)?;
    let call = Arc::new(call);
    let body = call
        .write(move |call, session| {
            if session.find("cmdb_ci", &item)?.is_none() {
                return Err(Refusal::invalid_parameter("cmdb_ci_sys_id", &item));
            }
            let request = wish.request(session, ("cmdb_ci_sys_id", &item));
            search(call, session, &request, |session| spans(session, &item, "", &wish))
        })
        .await?;
    Ok(call.answer(StatusCode::ACCEPTED, &body))
}

/// `GET /change/{sys_id}/schedule`
pub(crate) async fn of_change(Path(change): Path<String>, call: Call) -> Result<Response, Refusal> {
    admit(&call)?;
    if !reads(&call) {
        return Err(Refusal::method_not_supported());
    }
    let call = Arc::new(call);
    let body = call
        .write(move |call, session| {
            let change = with_item(session, &change)?;
            let wish = match call.params.get("duration_in_seconds") {
                Some(_) => Wish::of_address(call)?,
                None => planned(&change)?,
            };
            let request = wish.request(session, ("change_sys_id", change.sys_id()));
            let item = change.get("cmdb_ci");
            search(call, session, &request, |session| spans(session, item, change.sys_id(), &wish))
        })
        .await?;
    Ok(call.answer(StatusCode::ACCEPTED, &body))
}

/// The change's own times, when the caller names no length.
fn planned(change: &Record) -> Result<Wish, Refusal> {
    let start = dates::from_wire(change.get("start_date"));
    let end = dates::from_wire(change.get("end_date"));
    let (Some(start), Some(end)) = (start, end) else {
        return Err(Refusal::missing_parameter("duration_in_seconds"));
    };
    let seconds = end.duration_since(start).as_secs().max(1);
    Ok(Wish { seconds, start: None, start_text: String::new() })
}

fn with_item(session: &Session, change: &str) -> Result<Record, Refusal> {
    let change = require(session, Kind::Any, change)?;
    if change.is_empty("cmdb_ci") {
        return Err(Refusal::missing_parameter("cmdb_ci"));
    }
    Ok(change)
}

/// `PATCH /change/{sys_id}/schedule/first_available`
pub(crate) async fn first_available(Path(change): Path<String>, call: Call) -> Result<Response, Refusal> {
    if call.method != Method::PATCH {
        return Err(Refusal::method_not_supported());
    }
    admit(&call)?;
    let wish = Wish::of_body(&call.json()?)?;
    let call = Arc::new(call);
    let body = call
        .write(move |call, session| {
            let change = with_item(session, &change)?;
            session.check_write(Write::Update, &change)?;
            let request = wish.request(session, ("change_sys_id", change.sys_id()));
            search(call, session, &request, |session| {
                let found = free(session, change.get("cmdb_ci"), change.sys_id(), &wish)?;
                let Some(start) = found.first() else {
                    return Ok(none_found(session));
                };
                let times = Values::new()
                    .with("start_date", dates::to_wire(*start))
                    .with("end_date", dates::to_wire(*start + SignedDuration::from_secs(wish.seconds)));
                session.update(&change, &times)?;
                Ok(Outcome { infos: vec!["Change has been updated".to_owned()], ..Outcome::default() })
            })
        })
        .await?;
    Ok(call.answer(StatusCode::ACCEPTED, &body))
}

/// Starts a worker, tells it, and lets it do its work.
fn search(
    call: &Call,
    session: &Session,
    request: &Value,
    work: impl FnOnce(&Session) -> Result<Outcome, Refusal>,
) -> Result<Value, Refusal> {
    let worker = workers::start(session, "schedule", request)?;
    let told = workers::told(call, session, &worker)?;
    let outcome = session.attempt(work)?.unwrap_or_else(|refusal| Outcome {
        errors: vec![refusal.detail.unwrap_or(refusal.message).into_owned()],
        ..Outcome::default()
    });
    workers::finish(session, &worker, outcome)?;
    Ok(told)
}

fn none_found(session: &Session) -> Outcome {
    let days = session.properties().number(WINDOW, WINDOW_DAYS);
    Outcome { infos: vec![format!("No slots found for {days} days from now")], ..Outcome::default() }
}

fn spans(session: &Session, item: &str, own: &str, wish: &Wish) -> Result<Outcome, Refusal> {
    let found = free(session, item, own, wish)?;
    if found.is_empty() {
        return Ok(none_found(session));
    }
    let both =
        |at: Timestamp| json!({ "value": dates::to_wire(at), "display_value": shape::in_zone(session, at) });
    let length = SignedDuration::from_secs(wish.seconds);
    let spans: Vec<Value> =
        found.into_iter().map(|start| json!({ "start": both(start), "end": both(start + length) })).collect();
    let mut outcome = Outcome::default();
    outcome.more.insert("payload".to_owned(), json!({ "spans": spans }));
    Ok(outcome)
}

/// Starts of slots of the wanted length, one per gap between other changes.
fn free(session: &Session, item: &str, own: &str, wish: &Wish) -> Result<Vec<Timestamp>, Refusal> {
    let start = wish.start.unwrap_or_else(|| session.now()).max(session.now());
    let days = session.properties().number(WINDOW, WINDOW_DAYS).min(3_650);
    let end = session.now() + SignedDuration::from_hours(24 * i64::try_from(days).unwrap_or(0));
    let length = SignedDuration::from_secs(wish.seconds);
    let mut starts = Vec::new();
    let mut at = start;
    for (from, to) in busy(session, item, own)? {
        if starts.len() < MOST && at + length <= from.min(end) {
            starts.push(at);
        }
        at = at.max(to);
    }
    if starts.len() < MOST && at + length <= end {
        starts.push(at);
    }
    Ok(starts)
}

/// Planned times of other open changes of the item, and its blackouts, in
/// their order.
fn busy(session: &Session, item: &str, own: &str) -> Result<Vec<(Timestamp, Timestamp)>, Refusal> {
    let query = Query::equals("cmdb_ci", item)
        .and("active", Operator::Equals, "true")
        .and("sys_id", Operator::NotEquals, own)
        .ordered_by("start_date");
    let changes = session.trusted(|session| session.select(super::TABLE, &Selection::of(query)))?;
    let times = changes.iter().filter_map(|change| {
        Some((dates::from_wire(change.get("start_date"))?, dates::from_wire(change.get("end_date"))?))
    });
    let blackouts = blackouts::of_item(session, item)?;
    let mut busy: Vec<_> = times.chain(blackouts.iter().map(|found| (found.from, found.to))).collect();
    busy.sort_unstable();
    Ok(busy)
}
