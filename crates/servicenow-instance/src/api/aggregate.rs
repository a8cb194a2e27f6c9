//! Aggregate API: counts and calculations over a table (protocol 3.1).

use std::sync::Arc;

use axum::extract::Path;
use axum::http::Method;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::call::Call;
use super::params::{Display, Params};
use crate::dictionary::{Field, Table};
use crate::engine::{Calculated, Calculation, Cell, Displays, Function, Measure, OrderBy, Record, Session};
use crate::query::Comparison;
use crate::refusals::Refusal;

/// `GET /api/now/stats/{table}`
pub(crate) async fn stats(Path(table): Path<String>, call: Call) -> Result<Response, Refusal> {
    if !matches!(call.method, Method::GET | Method::HEAD) {
        return Err(Refusal::method_not_supported());
    }
    let call = Arc::new(call);
    let result = call.read(move |call, session| result(session, &table, &call.params)).await?;
    Ok(call.ok(&json!({ "result": result })))
}

fn result(session: &Session, table: &str, params: &Params) -> Result<Value, Refusal> {
    let dictionary = session.dictionary();
    let known = dictionary.require(table)?;
    let mut asked = asked(params).ok_or_else(Refusal::no_aggregate)?;
    asked.query = params.query(&dictionary, known);
    if asked.group_by.is_empty() {
        asked.group_by.clone_from(&asked.query.group_by);
    }
    let found = session.calculate(table, &asked)?;
    if asked.group_by.is_empty() {
        let stats = found.first().map(stats_of).unwrap_or_default();
        return Ok(json!({ "stats": stats }));
    }
    found.iter().map(|group| grouped(session, group, params.display())).collect()
}

/// `None` when nothing is to be calculated.
fn asked(params: &Params) -> Option<Calculation> {
    let mut measures = Vec::new();
    if params.flag("sysparm_count") {
        measures.push(Measure { function: Function::Count, field: String::new() });
    }
    for (name, function) in Function::ALL {
        let fields = names(params, &format!("sysparm_{name}_fields"));
        measures.extend(fields.map(|field| Measure { function, field: field.to_owned() }));
    }
    if measures.is_empty() {
        return None;
    }
    Some(Calculation {
        measures,
        group_by: names(params, "sysparm_group_by").map(ToOwned::to_owned).collect(),
        having: names(params, "sysparm_having").filter_map(having).collect(),
        order_by: names(params, "sysparm_order_by").map(order_by).collect(),
        ..Calculation::default()
    })
}

fn names<'a>(params: &'a Params, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    let list = params.get(name).unwrap_or_default();
    list.split(',').map(str::trim).filter(|name| !name.is_empty())
}

/// `count^state^>^3`
fn having(text: &str) -> Option<(Measure, Comparison, String)> {
    let mut parts = text.split('^');
    let function = Function::of(parts.next()?)?;
    let field = parts.next()?.to_owned();
    let symbol = parts.next()?;
    let (_, comparison) = Comparison::ALL.into_iter().find(|(known, _)| *known == symbol)?;
    Some((Measure { function, field }, comparison, parts.next()?.to_owned()))
}

/// `AVG^state`, `COUNT`, `state^DESC`
fn order_by(text: &str) -> (OrderBy, bool) {
    let mut parts: Vec<&str> = text.split('^').collect();
    let last = parts.last().copied().unwrap_or_default();
    let descending = last.eq_ignore_ascii_case("desc");
    if descending || last.eq_ignore_ascii_case("asc") {
        parts.pop();
    }
    let first = parts.first().copied().unwrap_or_default();
    let order = match Function::of(first) {
        Some(function) => {
            let field = parts.get(1).copied().unwrap_or_default().to_owned();
            OrderBy::Measure(Measure { function, field })
        }
        None => OrderBy::Field(first.to_owned()),
    };
    (order, descending)
}

/// `{"count": "2", "avg": {"priority": "3.5000"}}`
fn stats_of(found: &Calculated) -> Value {
    let mut stats = Map::new();
    for (measure, value) in &found.values {
        let name = measure.function.name();
        if measure.function == Function::Count && measure.field.is_empty() {
            stats.insert(name.to_owned(), json!(value));
            continue;
        }
        let by_field = stats.entry(name).or_insert_with(|| json!({}));
        by_field[&measure.field] = json!(value);
    }
    Value::Object(stats)
}

fn grouped(session: &Session, group: &Calculated, display: Display) -> Result<Value, Refusal> {
    let fields = group.groups.iter().map(|(name, table, field, value)| {
        let shown = match display {
            Display::Raw => String::new(),
            _ => shown(session, table, field, value)?,
        };
        Ok(match display {
            Display::Raw => json!({ "field": name, "value": value }),
            Display::Shown => json!({ "field": name, "value": shown }),
            Display::Both => json!({ "field": name, "value": value, "display_value": shown }),
        })
    });
    let fields: Vec<Value> = fields.collect::<Result<_, Refusal>>()?;
    Ok(json!({ "stats": stats_of(group), "groupby_fields": fields }))
}

/// The display value of a group, which no one record stands for.
pub(crate) fn shown(
    session: &Session,
    table: &Arc<Table>,
    field: &Field,
    value: &str,
) -> Result<String, Refusal> {
    let mut record = Record::empty(Arc::clone(table));
    record.put(&field.name, value);
    let cell = Cell { record: &record, field };
    let displays = Displays::load(session, std::slice::from_ref(&cell))?;
    Ok(displays.show(&session.dictionary(), session.caller(), &cell).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_and_conditions_are_read() {
        let avg = Measure { function: Function::Avg, field: "state".to_owned() };
        assert_eq!(order_by("AVG^state"), (OrderBy::Measure(avg), false));
        assert_eq!(order_by("state^DESC"), (OrderBy::Field("state".to_owned()), true));
        let (measure, comparison, value) = having("count^state^>=^3").unwrap();
        assert_eq!(
            (measure.function, comparison, value.as_str()),
            (Function::Count, Comparison::GreaterOrEqual, "3")
        );
        for wrong in ["", "count", "count^state", "count^state^~^3", "nothing^state^>^3"] {
            assert!(having(wrong).is_none(), "{wrong}");
        }
    }
}
