//! Relations of an item: rows of `cmdb_rel_ci` that name it as parent or child.

use serde_json::{Value, json};

use super::super::body::text;
use crate::engine::{Record, Selection, Session, Values};
use crate::query::{Operator, Query};
use crate::refusals::Refusal;

const TABLE: &str = "cmdb_rel_ci";
/// Relations of one request.
const MOST: usize = 500;

/// In one direction: the field of the item, and that of the other end.
pub(super) fn of(
    session: &Session,
    item: &Record,
    (own, other): (&str, &str),
    root: &str,
) -> Result<Vec<Value>, Refusal> {
    let found = session.select(TABLE, &Selection::of(Query::equals(own, item.sys_id())))?;
    let told = found.iter().map(|relation| {
        let end = |field: &str, place: &str| -> Result<Value, Refusal> {
            let id = relation.get(field);
            Ok(json!({
                "display_value": session.display(relation, field)?,
                "link": format!("{root}/{place}/{id}"),
                "value": id,
            }))
        };
        Ok(json!({
            "sys_id": relation.sys_id(),
            "type": end("type", "table/cmdb_rel_type")?,
            "target": end(other, "cmdb/instance/cmdb_ci")?,
        }))
    });
    told.collect()
}

/// Makes the relations of a body, as far as they are not there yet.
pub(super) fn add(session: &Session, item: &Record, body: &Value) -> Result<(), Refusal> {
    for (member, own, other) in
        [("outbound_relations", "parent", "child"), ("inbound_relations", "child", "parent")]
    {
        let wanted: Vec<&Value> = match &body[member] {
            Value::Array(items) => items.iter().collect(),
            Value::Null => Vec::new(),
            single => vec![single],
        };
        if wanted.len() > MOST {
            return Err(Refusal::too_many_rows(wanted.len(), MOST));
        }
        for relation in wanted {
            let (target, kind) = (text(&relation["target"]), text(&relation["type"]));
            if session.find("cmdb_ci", &target)?.is_none() {
                return Err(Refusal::invalid_parameter("target", &target));
            }
            if session.find("cmdb_rel_type", &kind)?.is_none() {
                return Err(Refusal::invalid_parameter("type", &kind));
            }
            make(session, [(own, item.sys_id()), (other, &target), ("type", &kind)])?;
        }
    }
    Ok(())
}

fn make(session: &Session, ends: [(&str, &str); 3]) -> Result<(), Refusal> {
    let query = ends.iter().fold(Query::all(), |query, (field, id)| query.and(field, Operator::Equals, id));
    if session.first(TABLE, query)?.is_some() {
        return Ok(());
    }
    let values: Values = ends.into_iter().collect();
    session.insert(TABLE, &values).map(drop)
}

/// Deletes a relation that has the item at one of its ends.
pub(super) fn remove(session: &Session, item: &Record, relation: &str) -> Result<(), Refusal> {
    let found = session.find(TABLE, relation)?;
    let own = found.filter(|found| [found.get("parent"), found.get("child")].contains(&item.sys_id()));
    session.delete(&own.ok_or_else(Refusal::no_record)?)
}
