//! Configuration items that a change affects, and the services it impacts.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::super::body::text;
use super::super::call::Call;
use super::workers::{self, Outcome};
use super::{Kind, admit, listed, require};
use crate::engine::{Record, Selection, Session, Values};
use crate::query::{Operator, Query};
use crate::refusals::{Refusal, Write};

/// Items of one request.
const MOST: usize = 1_000;
/// Steps from an item up to the services that stand on it.
const DEEPEST: usize = 5;

/// How an item belongs to a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Association {
    Affected,
    Impacted,
    Offering,
}

impl Association {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "affected" => Self::Affected,
            "impacted" => Self::Impacted,
            "offering" => Self::Offering,
            _ => return None,
        })
    }

    /// The table of associations, its field, and the table the field leads to.
    fn places(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Affected => ("task_ci", "ci_item", "cmdb_ci"),
            Self::Impacted => ("task_cmdb_ci_service", "cmdb_ci_service", "cmdb_ci_service"),
            Self::Offering => ("task_service_offering", "service_offering", "service_offering"),
        }
    }
}

/// `/change/{sys_id}/ci`
pub(crate) async fn items(Path(change): Path<String>, call: Call) -> Result<Response, Refusal> {
    admit(&call)?;
    match call.method {
        Method::GET | Method::HEAD => list(change, Arc::new(call)).await,
        Method::POST => associate(change, Arc::new(call)).await,
        _ => Err(Refusal::method_not_supported()),
    }
}

fn association(name: Option<&str>) -> Result<Association, Refusal> {
    let name = name.ok_or_else(|| Refusal::missing_parameter("association_type"))?;
    Association::of(name).ok_or_else(|| Refusal::invalid_parameter("association_type", name))
}

async fn list(change: String, call: Arc<Call>) -> Result<Response, Refusal> {
    let (table, ..) = association(call.params.get("association_type"))?.places();
    let body = call.read(move |call, session| {
        require(session, Kind::Any, &change)?;
        listed(call, session, table, &[("task", &change)])
    });
    Ok(call.ok(&body.await?))
}

async fn associate(change: String, call: Arc<Call>) -> Result<Response, Refusal> {
    let given = call.json()?;
    let kind = association(given["association_type"].as_str())?;
    let ids: Vec<String> = text(&given["cmdb_ci_sys_ids"])
        .split(',')
        .map(|id| id.trim().to_owned())
        .filter(|id| !id.is_empty())
        .collect();
    if ids.is_empty() {
        return Err(Refusal::missing_parameter("cmdb_ci_sys_ids"));
    }
    if ids.len() > MOST {
        return Err(Refusal::too_many_rows(ids.len(), MOST));
    }
    let refresh = text(&given["refresh_impacted_services"]) == "true";
    let body = call
        .write(move |call, session| {
            let change = require(session, Kind::Any, &change)?;
            session.check_write(Write::Update, &change)?;
            let request = json!({
                "cmdb_ci_sys_ids": ids,
                "association_type": given["association_type"],
                "task": change.sys_id(),
            });
            let worker = workers::start(session, text(&given["association_type"]).as_str(), &request)?;
            let told = workers::told(call, session, &worker)?;
            let mut outcome = add(session, &change, kind, &ids)?;
            if refresh && kind == Association::Affected {
                let services = services_above(session, &ids)?;
                outcome.infos.extend(add(session, &change, Association::Impacted, &services)?.infos);
            }
            workers::finish(session, &worker, outcome)?;
            Ok(told)
        })
        .await?;
    Ok(call.answer(StatusCode::ACCEPTED, &body))
}

fn add(
    session: &Session,
    change: &Record,
    association: Association,
    ids: &[String],
) -> Result<Outcome, Refusal> {
    let (table, field, target) = association.places();
    let mut outcome = Outcome::default();
    let mut ignored = Vec::new();
    session.trusted(|session| {
        for id in ids {
            let known = Query::equals("task", change.sys_id()).and(field, Operator::Equals, id);
            if session.find(target, id)?.is_none() {
                outcome.errors.push(format!("Invalid CMDB_CI sys_id provided: {id}"));
                ignored.push(json!(id));
            } else if session.first(table, known)?.is_some() {
                outcome
                    .infos
                    .push(format!("CMDB_CI sys_id already associated to {}: {id}", change.get("number")));
            } else {
                session
                    .insert(table, &Values::new().with("task", change.sys_id()).with(field, id.as_str()))?;
            }
        }
        Ok::<_, Refusal>(())
    })?;
    if !ignored.is_empty() {
        outcome.more.insert("ignored_cmdb_ci_sys_ids".to_owned(), Value::Array(ignored));
    }
    Ok(outcome)
}

/// `POST /change/{sys_id}/refresh_impacted_services`
pub(crate) async fn refresh_services(Path(change): Path<String>, call: Call) -> Result<Response, Refusal> {
    if call.method != Method::POST {
        return Err(Refusal::method_not_supported());
    }
    admit(&call)?;
    let call = Arc::new(call);
    let body = call
        .write(move |call, session| {
            let change = require(session, Kind::Any, &change)?;
            session.check_write(Write::Update, &change)?;
            let worker = workers::start(session, "impacted", &json!({ "task": change.sys_id() }))?;
            let told = workers::told(call, session, &worker)?;
            let items = [change.get("cmdb_ci").to_owned()];
            let services = services_above(session, &items)?;
            let outcome = add(session, &change, Association::Impacted, &services)?;
            workers::finish(session, &worker, outcome)?;
            Ok(told)
        })
        .await?;
    Ok(call.ok(&body))
}

/// Services that stand on the items, directly or over other items.
fn services_above(session: &Session, items: &[String]) -> Result<Vec<String>, Refusal> {
    session.trusted(|session| {
        let mut seen: Vec<String> = items.to_vec();
        let mut level = items.to_vec();
        let mut services = Vec::new();
        for _ in 0..DEEPEST {
            let query = Query::all().and("child", Operator::In, &level.join(","));
            let relations = session.select("cmdb_rel_ci", &Selection::of(query))?;
            level.clear();
            for parent in relations.iter().map(|relation| relation.get("parent").to_owned()) {
                if parent.is_empty() || seen.contains(&parent) {
                    continue;
                }
                if session.find("cmdb_ci_service", &parent)?.is_some() {
                    services.push(parent.clone());
                }
                seen.push(parent.clone());
                level.push(parent);
            }
            if level.is_empty() {
                break;
            }
        }
        Ok(services)
    })
}
