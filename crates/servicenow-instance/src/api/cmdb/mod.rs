//! CMDB Instance and CMDB Meta APIs: configuration items with their
//! relations, and what is known of their classes (protocol 0 and 3).

mod meta;
mod relations;

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Map, Value, json};

use super::body::text;
use super::call::Call;
use super::format::Format;
use super::params::Display;
use super::shape::{self, Shape};
use crate::dictionary::Table;
use crate::engine::{Record, Selection, Session, Values};
use crate::query::{Operator, Query};
use crate::refusals::Refusal;

pub(crate) use meta::class as meta;

/// Every class extends it.
const BASE: &str = "cmdb";
/// Fields that tell an item apart within its class, the best first.
const IDENTIFIERS: [&str; 2] = ["serial_number", "name"];

fn admit(call: &Call) -> Result<(), Refusal> {
    if ["itil", "cmdb_read", "asset"].iter().any(|role| call.caller.has_role(role)) {
        return Ok(());
    }
    Err(Refusal::not_authorized())
}

fn require_class(session: &Session, name: &str) -> Result<Arc<Table>, Refusal> {
    let dictionary = session.dictionary();
    let table = dictionary.require(name)?;
    if table.is_a(BASE) { Ok(Arc::clone(table)) } else { Err(Refusal::invalid_class(name)) }
}

fn require(session: &Session, class: &str, sys_id: &str) -> Result<Record, Refusal> {
    require_class(session, class)?;
    session.find(class, sys_id)?.ok_or_else(Refusal::no_record)
}

/// `/cmdb/instance/{class}`
pub(crate) async fn class(Path(class): Path<String>, call: Call) -> Result<Response, Refusal> {
    admit(&call)?;
    let call = Arc::new(call);
    let body = match call.method {
        Method::GET | Method::HEAD => call.read(move |call, session| list(call, session, &class)).await?,
        Method::POST => {
            let given = Given::of(&call)?;
            call.write(move |call, session| {
                let item = identify(session, &class, &given)?;
                relations::add(session, &item, &given.body)?;
                told(call, session, &item)
            })
            .await?
        }
        _ => return Err(Refusal::method_not_supported()),
    };
    Ok(call.ok(&body))
}

fn list(call: &Call, session: &Session, class: &str) -> Result<Value, Refusal> {
    let table = require_class(session, class)?;
    let dictionary = session.dictionary();
    let selection = Selection {
        query: call.params.query(&dictionary, &table),
        limit: Some(call.params.limit()),
        offset: call.params.offset(),
    };
    let found = session.select(class, &selection)?;
    let items: Vec<Value> =
        found.iter().map(|item| json!({ "sys_id": item.sys_id(), "name": item.get("name") })).collect();
    Ok(json!({ "result": items }))
}

/// What a write carries: attributes, relations, and who says so.
struct Given {
    attributes: Values,
    source: String,
    body: Value,
}

impl Given {
    fn of(call: &Call) -> Result<Self, Refusal> {
        let body = call.json()?;
        let source = text(&body["source"]);
        if source.is_empty() {
            return Err(Refusal::missing_parameter("source"));
        }
        let attributes = body["attributes"].as_object().into_iter().flatten();
        let attributes = attributes.map(|(name, value)| (name.as_str(), text(value))).collect();
        Ok(Self { attributes, source, body })
    }

    /// The attributes under the source.
    fn values(&self, session: &Session, table: &Table) -> Result<Values, Refusal> {
        let source = known_source(session, table, &self.source)?;
        Ok(self.attributes.clone().with("discovery_source", source))
    }
}

/// The value of a source, which must be one of the choices.
fn known_source(session: &Session, table: &Table, source: &str) -> Result<String, Refusal> {
    let dictionary = session.dictionary();
    let mut sources = dictionary.choices(table, "discovery_source").iter();
    let known = sources.find(|choice| {
        choice.value.eq_ignore_ascii_case(source) || choice.label.eq_ignore_ascii_case(source)
    });
    let known = known.ok_or_else(|| Refusal::invalid_parameter("source", source))?;
    Ok(known.value.clone())
}

/// The item that the attributes identify, updated; a new one otherwise.
fn identify(session: &Session, class: &str, given: &Given) -> Result<Record, Refusal> {
    let table = require_class(session, class)?;
    let values = given.values(session, &table)?;
    for field in IDENTIFIERS {
        let Some(value) = values.get(field).filter(|value| !value.is_empty()) else {
            continue;
        };
        let query = Query::equals(field, value).and("sys_class_name", Operator::Equals, class);
        if let Some(known) = session.first(class, query)? {
            return session.update(&known, &values);
        }
    }
    let now = session.now_text();
    session
        .insert(class, &values.with("first_discovered", now.as_str()).with("last_discovered", now.as_str()))
}

/// `/cmdb/instance/{class}/{sys_id}`
pub(crate) async fn item(
    Path((class, sys_id)): Path<(String, String)>,
    call: Call,
) -> Result<Response, Refusal> {
    admit(&call)?;
    let call = Arc::new(call);
    let body = match call.method {
        Method::GET | Method::HEAD => {
            call.read(move |call, session| told(call, session, &require(session, &class, &sys_id)?)).await?
        }
        Method::PUT | Method::PATCH => {
            let given = Given::of(&call)?;
            call.write(move |call, session| {
                let item = require(session, &class, &sys_id)?;
                let values = given.values(session, item.layout())?;
                told(call, session, &session.update(&item, &values)?)
            })
            .await?
        }
        _ => return Err(Refusal::method_not_supported()),
    };
    Ok(call.ok(&body))
}

/// `POST /cmdb/instance/{class}/{sys_id}/relation`
pub(crate) async fn relate(
    Path((class, sys_id)): Path<(String, String)>,
    call: Call,
) -> Result<Response, Refusal> {
    admit(&call)?;
    if call.method != Method::POST {
        return Err(Refusal::method_not_supported());
    }
    // Without `source` too: servicenow.itsm's own tests send none, and pass.
    let body = call.json()?;
    let source = text(&body["source"]);
    let call = Arc::new(call);
    let body = call.write(move |call, session| {
        let item = require(session, &class, &sys_id)?;
        if !source.is_empty() {
            known_source(session, item.layout(), &source)?;
        }
        relations::add(session, &item, &body)?;
        told(call, session, &item)
    });
    Ok(call.ok(&body.await?))
}

/// `DELETE /cmdb/instance/{class}/{sys_id}/relation/{relation}`
pub(crate) async fn unrelate(
    Path((class, sys_id, relation)): Path<(String, String, String)>,
    call: Call,
) -> Result<Response, Refusal> {
    admit(&call)?;
    if call.method != Method::DELETE {
        return Err(Refusal::method_not_supported());
    }
    let call = Arc::new(call);
    call.write(move |_, session| {
        let item = require(session, &class, &sys_id)?;
        relations::remove(session, &item, &relation)
    })
    .await?;
    Ok(StatusCode::OK.into_response())
}

/// An item with its attributes, and its relations in both directions.
fn told(call: &Call, session: &Session, item: &Record) -> Result<Value, Refusal> {
    let root = call.root("/cmdb/");
    Ok(json!({ "result": {
        "attributes": attributes(session, item, &root)?,
        "outbound_relations": relations::of(session, item, ("parent", "child"), &root)?,
        "inbound_relations": relations::of(session, item, ("child", "parent"), &root)?,
    } }))
}

/// References with name and link, everything else as it is stored.
fn attributes(session: &Session, item: &Record, root: &str) -> Result<Map<String, Value>, Refusal> {
    let shape = Shape {
        display: Display::Both,
        links: true,
        format: Format::Json,
        base: root.to_owned(),
        fields: None,
    };
    let text = shape::single(session, item.layout(), item, &shape)?;
    let mut body: Value = serde_json::from_str(&text).map_err(|error| Refusal::internal(&error))?;
    let members = body["result"].as_object_mut().map(std::mem::take).unwrap_or_default();
    let plain = |value: Value| match value.get("link") {
        Some(_) => value,
        None => value["value"].clone(),
    };
    Ok(members.into_iter().map(|(name, value)| (name, plain(value))).collect())
}
