//! Change Management API (protocol 3.5): changes of each type, their tasks,
//! items, approvals, conflicts and time slots. Its answers have a form of
//! their own, made in `shape`.

mod approvals;
mod blackouts;
mod conflicts;
mod given;
mod items;
mod models;
mod requests;
mod risk;
mod schedule;
mod shape;
mod states;
mod tasks;
mod workers;

use axum::http::Method;
use serde_json::{Value, json};

use super::call::Call;
use crate::engine::{Record, Selection, Session};
use crate::query::{Condition, Term};
use crate::refusals::Refusal;

pub(crate) use approvals::decide;
pub(crate) use conflicts::conflict;
pub(crate) use items::{items, refresh_services};
pub(crate) use models::{models, templates};
pub(crate) use requests::{collection, from_template, single};
pub(crate) use risk::assess;
pub(crate) use schedule::{first_available, of_change, of_item};
pub(crate) use states::next_states;
pub(crate) use tasks::{task, tasks};
pub(crate) use workers::worker;

const TABLE: &str = "change_request";
/// Records of a list when no limit is given.
const DEFAULT_LIMIT: u64 = 500;
/// Parameters of a list that are not fields to filter by.
const STEERING: [&str; 2] = ["order", "textSearch"];

/// The changes an address is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Any,
    Normal,
    Emergency,
    Standard,
}

impl Kind {
    /// The value of `type`; every type is meant when there is none.
    fn name(self) -> Option<&'static str> {
        match self {
            Self::Any => None,
            Self::Normal => Some("normal"),
            Self::Emergency => Some("emergency"),
            Self::Standard => Some("standard"),
        }
    }

    fn holds(self, change: &Record) -> bool {
        self.name().is_none_or(|name| change.get("type") == name)
    }
}

/// Refuses callers without one of the roles the API asks for.
fn admit(call: &Call) -> Result<(), Refusal> {
    let roles: &[&str] = match call.method {
        Method::GET | Method::HEAD => &["change_manager", "itil", "sn_change_read"],
        Method::DELETE => &["change_manager"],
        _ => &["change_manager", "itil"],
    };
    if roles.iter().any(|role| call.caller.has_role(role)) {
        return Ok(());
    }
    Err(Refusal::not_authorized())
}

fn reads(call: &Call) -> bool {
    matches!(call.method, Method::GET | Method::HEAD)
}

/// The change, when the caller may read it and it is of the kind.
fn require(session: &Session, kind: Kind, sys_id: &str) -> Result<Record, Refusal> {
    let found = session.find(TABLE, sys_id)?.filter(|change| kind.holds(change));
    found.ok_or_else(Refusal::no_record)
}

/// A page of a table as the parameters want it, narrowed by `within`.
fn listed(call: &Call, session: &Session, table: &str, within: &[(&str, &str)]) -> Result<Value, Refusal> {
    let dictionary = session.dictionary();
    let layout = dictionary.require(table)?;
    let params = call.params.excluding(&STEERING);
    let mut query = params.query(&dictionary, layout);
    let terms: Vec<Term> = within.iter().map(|(field, value)| Term::equals(field, value)).collect();
    query.narrow(&terms);
    if let Some(words) = call.params.get("textSearch") {
        query.narrow(&[Term::of(Condition::Text(words.to_owned()))]);
    }
    if let Some(field) = call.params.get("order") {
        query = query.ordered_by(field);
    } else if query.orders.is_empty() && layout.has("number") {
        query = query.ordered_by("number");
    }
    let limit =
        call.params.get("sysparm_limit").and_then(|limit| limit.parse().ok()).unwrap_or(DEFAULT_LIMIT);
    let selection = Selection { query, limit: Some(limit), offset: call.params.offset() };
    let found = session.select(table, &selection)?;
    Ok(json!({ "result": shape::shaped(session, &found)? }))
}
