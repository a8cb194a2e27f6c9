//! Operations of the platform that are no operations on one record: the list
//! of them, and the person, properties, time and log. See [`data`] for those
//! over tables and files, [`digests`] for codes.

mod data;
mod digests;
mod time;

use std::rc::Rc;

use super::answer::{Answer, Fault, Outcome};
use super::bench::Bench;
use super::later;
use super::log::Level;
use super::outbound;
use super::record::NativeRecord;
use super::scripts::Source;
use crate::caller::{Caller, Channel};
use crate::engine::Values;
use crate::query::{Operator, Query};

/// Every operation the prelude calls, by name.
pub(super) const OPERATIONS: &[&str] = &[
    "record",
    "aggregate",
    "log",
    "message",
    "redirect",
    "property",
    "setProperty",
    "user",
    "hasRole",
    "isMemberOf",
    "preference",
    "savePreference",
    "tableExists",
    "hierarchy",
    "includes",
    "scopeId",
    "event",
    "now",
    "offset",
    "toUtc",
    "shown",
    "shownDate",
    "shownDuration",
    "readShown",
    "computed",
    "guid",
    "base64",
    "unbase64",
    "digest",
    "mac",
    "randomText",
    "randomInt",
    "call",
    "callLater",
    "callNow",
    "restMessage",
    "attach",
    "detach",
    "attachmentText",
    "attachmentBase64",
];

pub(super) fn run(bench: &Rc<Bench>, operation: &str, given: &[String]) -> Outcome {
    if bench.is_late() {
        return Err(Fault("script execution time exceeded".to_owned()));
    }
    let argument = |at: usize| given.get(at).map_or("", String::as_str);
    let (first, second, third) = (argument(0), argument(1), argument(2));
    match operation {
        "record" => Ok(Answer::Record(NativeRecord::new(bench, first, second, third == "true")?.handle())),
        "log" => {
            bench.log(Level::of(first), second, third);
            Ok(Answer::Undefined)
        }
        "message" => tell(bench, |caller| caller.inbox.add(first == "error", second)),
        "redirect" => tell(bench, |caller| caller.inbox.redirect(first)),
        "property" => property(bench, first),
        "setProperty" => set_property(bench, first, second),
        "user" => user(bench, first),
        "hasRole" => Ok(Answer::Flag(bench.with_caller(|caller| caller.has_role(first))?)),
        "isMemberOf" => is_member_of(bench, first),
        "preference" => preference(bench, first),
        "savePreference" => save_preference(bench, first, second),
        "includes" => includes(bench, first),
        "scopeId" => {
            Ok(Answer::text(bench.read(|session| Ok(session.scripts().scope_id(first).to_owned()))?))
        }
        "event" => event(bench, first),
        "call" => outbound::call(bench, first).map(Answer::Text),
        "callLater" => Ok(Answer::text(bench.write(|session| later::leave_call(session, first, "global"))?)),
        "callNow" => call_now(bench, first),
        "now" | "offset" | "toUtc" | "shown" | "shownDate" | "shownDuration" | "readShown" | "computed" => {
            time::run(bench, operation, first, second)
        }
        "guid" | "base64" | "unbase64" | "digest" | "mac" | "randomText" | "randomInt" => {
            digests::run(bench, operation, (first, second, third))
        }
        _ => data::run(bench, operation, given),
    }
}

/// The source of a script include.
pub(super) fn include(bench: &Bench, api: &str) -> Result<Source, Fault> {
    let found = bench.read(|session| Ok(session.scripts().include(api).cloned()))?;
    found.ok_or_else(|| Fault(format!("there is no script include {api}")))
}

/// The source of a module of an application.
pub(super) fn module(bench: &Bench, scope: &str, path: &str) -> Result<Source, Fault> {
    let found = bench.read(|session| Ok(session.scripts().module(scope, path).cloned()))?;
    found.ok_or_else(|| Fault(format!("the application {scope} has no module {path}")))
}

fn tell(bench: &Bench, say: impl FnOnce(&Caller)) -> Outcome {
    bench.with_caller(say)?;
    Ok(Answer::Undefined)
}

fn property(bench: &Bench, name: &str) -> Outcome {
    let value = bench.read(|session| {
        let value = session.properties().get(name).map(ToOwned::to_owned);
        Ok(value.map(|value| session.vault().open(&value).unwrap_or(value)))
    })?;
    Ok(Answer::or_null(value.filter(|value| !value.is_empty())))
}

fn set_property(bench: &Bench, name: &str, value: &str) -> Outcome {
    bench.write(|session| {
        session.apart(true, |session| {
            let given = Values::new().with("name", name).with("value", value);
            match session.find_by("sys_properties", "name", name)? {
                Some(row) => session.update(&row, &given),
                None => session.insert("sys_properties", &given),
            }
        })
    })?;
    Ok(Answer::Undefined)
}

fn user(bench: &Bench, what: &str) -> Outcome {
    let simple = bench.with_caller(|caller| match what {
        "id" => Some(caller.user_id.clone()),
        "name" => Some(caller.user_name.clone()),
        "zone" => Some(caller.time_zone.iana_name().unwrap_or("UTC").to_owned()),
        "language" => Some(caller.language.clone()),
        "address" => Some(caller.address.map(|address| address.to_string()).unwrap_or_default()),
        "interactive" => Some((caller.channel == Channel::Ui).to_string()),
        "session" => Some(String::new()),
        "roles" => Some(serde_json::json!(*caller.roles).to_string()),
        _ => None,
    })?;
    if let Some(text) = simple {
        return Ok(Answer::Text(text));
    }
    let id = bench.with_caller(|caller| caller.user_id.clone())?;
    let text = bench.read(|session| {
        if what == "groups" {
            return Ok(serde_json::json!(session.my_groups()?).to_string());
        }
        let user = session.trusted(|session| session.find("sys_user", &id))?;
        let field = if what == "display" { "name" } else { what };
        Ok(user.map_or_else(String::new, |user| user.get(field).to_owned()))
    })?;
    Ok(Answer::Text(text))
}

/// By name or id.
fn is_member_of(bench: &Bench, group: &str) -> Outcome {
    let found = bench.read(|session| {
        let groups = session.my_groups()?;
        if groups.iter().any(|id| id == group) {
            return Ok(true);
        }
        let named = session.trusted(|session| session.find_by("sys_user_group", "name", group))?;
        Ok(named.is_some_and(|named| groups.iter().any(|id| id == named.sys_id())))
    })?;
    Ok(Answer::Flag(found))
}

fn own_preference(bench: &Bench, name: &str) -> Result<Query, Fault> {
    let user = bench.with_caller(|caller| caller.user_id.clone())?;
    Ok(Query::equals("name", name).and("user", Operator::Equals, &user))
}

fn preference(bench: &Bench, name: &str) -> Outcome {
    let query = own_preference(bench, name)?;
    let row = bench.read(|session| session.trusted(|session| session.first("sys_user_preference", query)))?;
    Ok(Answer::or_null(row.map(|row| row.get("value").to_owned())))
}

fn save_preference(bench: &Bench, name: &str, value: &str) -> Outcome {
    let query = own_preference(bench, name)?;
    let user = bench.with_caller(|caller| caller.user_id.clone())?;
    bench.write(|session| {
        session.trusted(|session| {
            let given = Values::new().with("name", name).with("value", value).with("user", user);
            match session.first("sys_user_preference", query)? {
                Some(row) => session.update(&row, &given),
                None => session.insert("sys_user_preference", &given),
            }
        })
    })?;
    Ok(Answer::Undefined)
}

fn includes(bench: &Bench, scope: &str) -> Outcome {
    let seen = bench.read(|session| Ok(session.scripts().includes_for(scope)))?;
    Ok(Answer::text(serde_json::json!(seen).to_string()))
}

/// A row of `sysevent`: nothing on this instance listens to events, but tests
/// and people can see them.
fn event(bench: &Bench, given: &str) -> Outcome {
    let given: serde_json::Value = serde_json::from_str(given).unwrap_or_default();
    let mut row = Values::new().with("state", "ready");
    for name in ["name", "table", "instance", "parm1", "parm2", "queue"] {
        row.set(name, given[name].as_str().unwrap_or_default());
    }
    bench.write(|session| {
        let caller = session.caller();
        let row = row.with("user_id", caller.user_id.as_str()).with("process_on", session.now_text());
        session.insert_plain("sysevent", &row)
    })?;
    Ok(Answer::Undefined)
}

/// A call that was to be made later is made now, because its answer is wanted.
fn call_now(bench: &Bench, id: &str) -> Outcome {
    let request = bench.write(|session| later::take_call(session, id))?;
    match request {
        Some(request) => outbound::call(bench, &request).map(Answer::Text),
        None => Err(Fault("the call has been made already; its answer is not kept".to_owned())),
    }
}
