//! From a user's record to a [`Caller`] with all roles: own, of groups, and contained in those.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::{
    caller::{Caller, Channel},
    engine::{Record, Selection, Session},
    formats::Formats,
    query::{Operator, Query},
    refusals::Refusal,
    script::Inbox,
};

/// The caller that a user is.
pub(crate) fn caller_of(session: &Session, user: &Record, channel: Channel) -> Result<Caller, Refusal> {
    Ok(Caller {
        user_id: user.sys_id().to_owned(),
        user_name: user.get("user_name").to_owned(),
        roles: Arc::new(role_names(session, user.sys_id())?),
        time_zone: TimeZone::get(user.get("time_zone")).unwrap_or(TimeZone::UTC),
        language: language(user.get("preferred_language")),
        formats: formats_of(session, user),
        channel,
        scopes: None,
        address: None,
        inbox: Inbox::default(),
    })
}

/// The user's own formats, else the system's.
fn formats_of(session: &Session, user: &Record) -> Formats {
    let properties = session.properties();
    let pick = |own: &str, system: &str| match user.get(own) {
        "" => properties.get(system).map(str::to_owned),
        own => Some(own.to_owned()),
    };
    let date = pick("date_format", "glide.sys.date_format");
    let time = pick("time_format", "glide.sys.time_format");
    Formats::new(date.as_deref(), time.as_deref())
}

fn language(preferred: &str) -> String {
    if preferred.is_empty() { "en".to_owned() } else { preferred.to_owned() }
}

fn role_names(session: &Session, user_id: &str) -> Result<BTreeSet<String>, Refusal> {
    let mut roles = column(session, "sys_user_has_role", &active_roles_of(user_id), "role")?;
    let groups = column(session, "sys_user_grmember", &Query::equals("user", user_id), "group")?;
    if !groups.is_empty() {
        let of_groups = Query::all().and("group", Operator::In, &groups.join(","));
        roles.extend(column(session, "sys_group_has_role", &of_groups, "role")?);
    }
    let all = with_contained(session, roles)?;
    if all.is_empty() {
        return Ok(BTreeSet::new());
    }
    let ids: Vec<String> = all.into_iter().collect();
    let names =
        column(session, "sys_user_role", &Query::all().and("sys_id", Operator::In, &ids.join(",")), "name")?;
    Ok(names.into_iter().collect())
}

/// Only an active assignment counts; rows written by clients often leave the state empty.
fn active_roles_of(user_id: &str) -> Query {
    Query::equals("user", user_id).and("state", Operator::NotEquals, "inactive")
}

fn with_contained(session: &Session, roles: Vec<String>) -> Result<BTreeSet<String>, Refusal> {
    let rows = session.select("sys_user_role_contains", &everything(Query::all()))?;
    let mut contained: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in &rows {
        contained.entry(row.get("role")).or_default().push(row.get("contains"));
    }
    let mut all = BTreeSet::new();
    let mut pending = roles;
    while let Some(role) = pending.pop() {
        pending.extend(contained.get(role.as_str()).into_iter().flatten().map(|id| (*id).to_owned()));
        all.insert(role.clone());
        pending.retain(|id| !all.contains(id));
    }
    Ok(all)
}

fn column(session: &Session, table: &str, query: &Query, field: &str) -> Result<Vec<String>, Refusal> {
    let rows = session.select(table, &everything(query.clone()))?;
    Ok(rows.iter().map(|row| row.get(field).to_owned()).filter(|value| !value.is_empty()).collect())
}

fn everything(query: Query) -> Selection {
    Selection::of(query).limited(10_000)
}
