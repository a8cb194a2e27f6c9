//! Single records for ServiceNow's SDK (`now-sdk transform --ids`, `--table --id`), alone or with those that belong to
//! them. What belongs together is in the graphs that the SDK sends: each table names the field that leads to it.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::{Extension, Json};
use serde_json::{Value, json};

use super::{current, remove};
use crate::app::App;
use crate::caller::Caller;
use crate::engine::{Record, Selection, Session};
use crate::query::Query;
use crate::refusals::Refusal;

/// Records of one answer.
const MOST: usize = 2_000;
/// Levels of a graph that are followed.
const DEEPEST: usize = 12;

/// `POST /api/sn_glider/metadata/unload/{scope}` with a list of ids: those in the scope.
pub(crate) async fn records(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(scope): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let asked = asked(&caller, &body)?;
    let found = app.engine.read(&caller, move |session| {
        let ids: BTreeSet<&str> = asked.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut unload = Unload::new(session);
        for (table, id) in remove::in_scope(session, &scope)? {
            if ids.contains(id.as_str()) {
                unload.add(&table, &id)?;
            }
        }
        Ok(unload.answer())
    });
    found.await.map(Json)
}

/// `POST /api/sn_glider/fluent_support/table_relationship_exporter`: records of tables with what belongs to them,
/// many at once (`records`, `graphs`) or one (`table`, `sysId`, `tableGraphs`).
pub(crate) async fn related(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let asked = asked(&caller, &body)?;
    let found = app.engine.read(&caller, move |session| {
        let mut unload = Unload::new(session);
        if let Some(records) = asked["records"].as_array() {
            for one in records {
                let graphs: Vec<&Value> = texts(&one["graphIds"]).map(|id| &asked["graphs"][id]).collect();
                for id in texts(&one["sysIds"]) {
                    unload.with_related(one["table"].as_str().unwrap_or_default(), id, &graphs)?;
                }
            }
        } else {
            let graphs: Vec<&Value> = asked["tableGraphs"].as_array().into_iter().flatten().collect();
            let text = |name: &str| asked[name].as_str().filter(|text| !text.is_empty());
            let (Some(table), Some(id)) = (text("table"), text("sysId")) else {
                return Err(Refusal::missing_parameter("table, sysId"));
            };
            unload.with_related(table, id, &graphs)?;
        }
        Ok(unload.answer())
    });
    found.await.map(Json)
}

fn asked(caller: &Caller, body: &[u8]) -> Result<Value, Refusal> {
    if !caller.is_admin() {
        return Err(Refusal::query_denied());
    }
    serde_json::from_slice(body).map_err(|_| Refusal::invalid_json())
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

struct Unload<'a> {
    session: &'a Session,
    seen: BTreeSet<(String, String)>,
    records: Vec<Value>,
}

impl<'a> Unload<'a> {
    fn new(session: &'a Session) -> Self {
        Self { session, seen: BTreeSet::new(), records: Vec::new() }
    }

    fn answer(self) -> Value {
        json!({ "result": { "xmlRecords": self.records } })
    }

    /// The record, when it exists and was not there before.
    fn add(&mut self, table: &str, id: &str) -> Result<Option<Record>, Refusal> {
        if self.session.dictionary().table(table).is_none() || self.records.len() >= MOST {
            return Ok(None);
        }
        let found = self.session.trusted(|session| session.find(table, id))?;
        let found = found.filter(|found| self.seen.insert((found.table().to_owned(), id.to_owned())));
        if let Some(found) = &found {
            let content = current::whole(found).to_text();
            self.records.push(json!({ "tableName": found.table(), "sysId": id, "content": content }));
        }
        Ok(found)
    }

    fn with_related(&mut self, table: &str, id: &str, graphs: &[&Value]) -> Result<(), Refusal> {
        let Some(record) = self.add(table, id)? else { return Ok(()) };
        for graph in graphs {
            if let Some(node) = node_of(graph, table, DEEPEST) {
                self.descend(&record, &node["relationships"], DEEPEST)?;
            }
        }
        Ok(())
    }

    fn descend(&mut self, parent: &Record, relations: &Value, left: usize) -> Result<(), Refusal> {
        for (table, node) in relations.as_object().into_iter().flatten() {
            for id in self.ids_of(parent, table, node)? {
                if let Some(found) = self.add(table, &id)?
                    && left > 0
                {
                    self.descend(&found, &node["relationships"], left - 1)?;
                }
            }
        }
        Ok(())
    }

    /// The field is the child's and holds the parent's id; where the relation is inverse, the other way round.
    fn ids_of(&self, parent: &Record, table: &str, node: &Value) -> Result<Vec<String>, Refusal> {
        let (field, dictionary) =
            (node["via"]["value"].as_str().unwrap_or_default(), self.session.dictionary());
        if node["inverse"] == json!(true) {
            let id = parent.get(field);
            return Ok(if id.is_empty() { Vec::new() } else { vec![id.to_owned()] });
        }
        if !dictionary.table(table).is_some_and(|table| table.has(field)) {
            return Ok(Vec::new());
        }
        let children = Selection::of(Query::equals(field, parent.sys_id()));
        let children = self.session.trusted(|session| session.select(table, &children))?;
        Ok(children.iter().map(|child| child.sys_id().to_owned()).collect())
    }
}

/// The part of a graph that begins at a table.
fn node_of<'g>(graph: &'g Value, table: &str, left: usize) -> Option<&'g Value> {
    let nodes = graph.as_object()?;
    if let Some(node) = nodes.get(table) {
        return Some(node);
    }
    if left == 0 {
        return None;
    }
    nodes.values().find_map(|node| node_of(&node["relationships"], table, left - 1))
}
