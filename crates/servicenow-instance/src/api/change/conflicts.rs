//! Conflicts: other changes planned for the same item at the same time, and
//! blackouts.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::super::call::Call;
use super::workers::{self, Outcome};
use super::{Kind, TABLE, admit, blackouts, require, shape};
use crate::engine::{Record, Selection, Session, Values};
use crate::query::{Operator, Query, dates};
use crate::refusals::{Refusal, Write};

const CONFLICTS: &str = "conflict";
/// Job status of a check that has ended.
const ENDED: &str = "2";

/// `/change/{sys_id}/conflict`
pub(crate) async fn conflict(Path(change): Path<String>, call: Call) -> Result<Response, Refusal> {
    admit(&call)?;
    let call = Arc::new(call);
    match call.method {
        Method::GET | Method::HEAD => {
            Ok(call.ok(&call.read(move |_, session| status(session, &change)).await?))
        }
        Method::POST => Ok(call.ok(&call.write(move |_, session| check(session, &change)).await?)),
        Method::DELETE => {
            call.write(move |_, session| cancel(session, &change)).await?;
            Ok(StatusCode::OK.into_response())
        }
        _ => Err(Refusal::method_not_supported()),
    }
}

fn status(session: &Session, change: &str) -> Result<Value, Refusal> {
    let change = require(session, Kind::Any, change)?;
    let found = session.select(CONFLICTS, &Selection::of(Query::equals("change", change.sys_id())))?;
    let ran = !change.is_empty("conflict_last_run");
    Ok(json!({ "result": {
        "status": change.get("conflict_status"),
        "last_run": change.get("conflict_last_run"),
        "record_count": if ran { "1" } else { "0" },
        "job_status": if ran { ENDED } else { "" },
        "conflicts": shape::shaped(session, &found)?,
    } }))
}

/// Looks for conflicts at once; the answer names the process that did.
fn check(session: &Session, change: &str) -> Result<Value, Refusal> {
    let change = require(session, Kind::Any, change)?;
    session.check_write(Write::Update, &change)?;
    for (field, label) in [
        ("cmdb_ci", "Configuration item"),
        ("start_date", "Planned start date"),
        ("end_date", "Planned end date"),
    ] {
        if change.is_empty(field) {
            return Err(Refusal::no_conflict_check(label));
        }
    }
    let worker = workers::start(session, CONFLICTS, &json!({ "change_sys_id": change.sys_id() }))?;
    session.trusted(|session| {
        forget(session, &change)?;
        let conflicts = conflicts(session, &change)?;
        for conflict in &conflicts {
            session.insert(CONFLICTS, conflict)?;
        }
        let found = if conflicts.is_empty() { "No Conflict" } else { "Conflict" };
        let values =
            Values::new().with("conflict_status", found).with("conflict_last_run", session.now_text());
        session.update(&change, &values)
    })?;
    workers::finish(session, &worker, Outcome::default())?;
    Ok(json!({ "result": worker.sys_id() }))
}

fn conflicts(session: &Session, change: &Record) -> Result<Vec<Values>, Refusal> {
    let row = |kind: &str| {
        Values::new()
            .with("change", change.sys_id())
            .with("configuration_item", change.get("cmdb_ci"))
            .with("type", kind)
            .with("last_checked", session.now_text())
    };
    let others = overlapping(session, change)?;
    let others =
        others.iter().map(|other| row("ci_already_scheduled").with("conflicting_change", other.sys_id()));
    let planned = [change.get("start_date"), change.get("end_date")].map(dates::from_wire);
    let blackouts = blackouts::of_item(session, change.get("cmdb_ci"))?;
    let blackouts = blackouts.iter().filter(|found| match planned {
        [Some(start), Some(end)] => found.from < end && start < found.to,
        _ => false,
    });
    Ok(others
        .chain(blackouts.map(|found| row("blackout").with("schedule", found.schedule.as_str())))
        .collect())
}

fn overlapping(session: &Session, change: &Record) -> Result<Vec<Record>, Refusal> {
    let query = Query::equals("cmdb_ci", change.get("cmdb_ci"))
        .and("active", Operator::Equals, "true")
        .and("sys_id", Operator::NotEquals, change.sys_id())
        .and("start_date", Operator::Less, change.get("end_date"))
        .and("end_date", Operator::Greater, change.get("start_date"));
    session.select(TABLE, &Selection::of(query))
}

fn forget(session: &Session, change: &Record) -> Result<(), Refusal> {
    let old = session.select(CONFLICTS, &Selection::of(Query::equals("change", change.sys_id())))?;
    old.iter().try_for_each(|conflict| session.delete(conflict))
}

/// A check has always ended already; its results are withdrawn.
fn cancel(session: &Session, change: &str) -> Result<(), Refusal> {
    let change = require(session, Kind::Any, change)?;
    if change.is_empty("conflict_last_run") {
        return Err(Refusal::no_conflict_check("running process"));
    }
    session.trusted(|session| {
        forget(session, &change)?;
        let values = Values::new().with("conflict_status", "Not Run").with("conflict_last_run", "");
        session.update(&change, &values).map(drop)
    })
}
