//! Operations over tables and files: aggregates, hierarchies, REST messages,
//! attachments.

use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::api::{aggregate, attachment};
use crate::engine::{Calculated, Calculation, Function, Measure, OrderBy, Selection, Session};
use crate::query::{Comparison, Operator, Query};
use crate::refusals::Refusal;
use crate::script::answer::{Answer, Fault, Outcome};
use crate::script::bench::Bench;
use crate::script::scope;

pub(super) fn run(bench: &Rc<Bench>, operation: &str, given: &[String]) -> Outcome {
    let argument = |at: usize| given.get(at).map_or("", String::as_str);
    let (first, second, third) = (argument(0), argument(1), argument(2));
    match operation {
        "aggregate" => aggregated(bench, (first, second), third),
        "tableExists" => {
            Ok(Answer::Flag(bench.read(|session| Ok(session.dictionary().table(first).is_some()))?))
        }
        "hierarchy" => hierarchy(bench, first, second),
        "restMessage" => rest_message(bench, first, second),
        "attach" => attach(bench, given),
        "detach" => detach(bench, first),
        "attachmentText" => Ok(Answer::text(String::from_utf8_lossy(&content(bench, first)?))),
        "attachmentBase64" => Ok(Answer::text(STANDARD.encode(content(bench, first)?))),
        _ => Err(Fault(format!("{operation} is not supported by this instance"))),
    }
}

#[derive(Debug, Deserialize)]
struct Asked {
    query: String,
    measures: Vec<(String, String)>,
    groups: Vec<String>,
    having: Vec<(String, String, String, String)>,
    ordering: Vec<(String, String)>,
}

fn measure(name: &str, field: &str) -> Option<Measure> {
    Some(Measure { function: Function::of(name)?, field: field.to_owned() })
}

impl Asked {
    fn calculation(&self) -> Result<Calculation, Fault> {
        let measures = self.measures.iter().map(|(name, field)| {
            measure(name, field)
                .ok_or_else(|| Fault(format!("the aggregate {name} is not supported by this instance")))
        });
        let having = self.having.iter().filter_map(|(name, field, operator, value)| {
            let comparison = Comparison::ALL.iter().find(|(symbol, _)| *symbol == operator.trim())?.1;
            Some((measure(name, field)?, comparison, value.clone()))
        });
        let query = Query::parse(&self.query);
        let by_measure = self
            .ordering
            .iter()
            .filter_map(|(name, field)| Some((OrderBy::Measure(measure(name, field)?), true)));
        let by_field =
            query.orders.iter().map(|order| (OrderBy::Field(order.path.clone()), order.descending));
        Ok(Calculation {
            measures: measures.collect::<Result<_, _>>()?,
            group_by: self.groups.clone(),
            having: having.collect(),
            order_by: by_measure.chain(by_field).collect(),
            query,
        })
    }
}

fn aggregated(bench: &Rc<Bench>, (table, scope_name): (&str, &str), asked: &str) -> Outcome {
    let asked: Asked = serde_json::from_str(asked)
        .map_err(|error| Fault(format!("the aggregate cannot be read: {error}")))?;
    scope::check(bench, "Read", table, scope_name)?;
    let calculation = asked.calculation()?;
    let rows = bench.read(|session| {
        session.apart(true, |session| {
            let found = session.calculate(table, &calculation)?;
            found.iter().map(|group| row(session, group)).collect::<Result<Vec<_>, Refusal>>()
        })
    })?;
    Ok(Answer::text(Value::from(rows).to_string()))
}

fn row(session: &Session, group: &Calculated) -> Result<Value, Refusal> {
    let mut values = Map::new();
    for (measure, value) in &group.values {
        values.insert(format!("{}:{}", measure.function.name(), measure.field), json!(value));
    }
    let mut groups = Map::new();
    for (name, table, field, value) in &group.groups {
        let display = aggregate::shown(session, table, field, value)?;
        groups.insert(name.clone(), json!({ "value": value, "display": display }));
    }
    Ok(json!({ "values": values, "groups": groups }))
}

fn hierarchy(bench: &Bench, table: &str, which: &str) -> Outcome {
    let names = bench.read(|session| {
        let dictionary = session.dictionary();
        let Some(table) = dictionary.table(table) else {
            return Ok(Vec::new());
        };
        Ok(match which {
            "lineage" => table.lineage().map(ToOwned::to_owned).collect(),
            _ => table.classes.clone(),
        })
    })?;
    Ok(Answer::text(json!(names).to_string()))
}

/// Method, address, headers and content of a function of a REST message.
fn rest_message(bench: &Bench, name: &str, function: &str) -> Outcome {
    let found = bench.read(|session| session.trusted(|session| {
        let Some(message) = session.find_by("sys_rest_message", "name", name)? else {
            return Ok(None);
        };
        let query = Query::equals("rest_message", message.sys_id()).and("function_name", Operator::Equals, function);
        let own = session.first("sys_rest_message_fn", query)?;
        let headers = Query::equals("rest_message", message.sys_id());
        let headers = session.select("sys_rest_message_headers", &Selection::of(headers))?;
        let headers: Map<String, Value> =
            headers.iter().map(|header| (header.get("name").to_owned(), json!(header.get("value")))).collect();
        let Some(own) = own else {
            return Ok(None);
        };
        let address = if own.is_empty("rest_endpoint") { message.get("rest_endpoint") } else { own.get("rest_endpoint") };
        Ok(Some(json!({
            "method": own.get("http_method").to_ascii_uppercase(), "endpoint": address, "headers": headers,
            "body": own.get("content"),
        })))
    }))?;
    found
        .map(|found| Answer::Text(found.to_string()))
        .ok_or_else(|| Fault(format!("there is no REST message {name} with a function {function}")))
}

fn attach(bench: &Bench, given: &[String]) -> Outcome {
    let [table, record, name, kind, content] = given else {
        return Err(Fault("an attachment needs a record, a name, a type and a content".to_owned()));
    };
    let bytes = STANDARD
        .decode(content.trim())
        .map_err(|error| Fault(format!("the content is no Base64: {error}")))?;
    let file = attachment::File { table, record, name, kind, bytes };
    let id = bench.write(|session| session.apart(true, |session| attachment::attach(session, file)))?;
    Ok(Answer::Text(id))
}

fn detach(bench: &Bench, id: &str) -> Outcome {
    bench.write(|session| session.apart(true, |session| attachment::detach(session, id)))?;
    Ok(Answer::Undefined)
}

fn content(bench: &Bench, id: &str) -> Result<Vec<u8>, Fault> {
    bench.read(|session| session.trusted(|session| attachment::bytes(session, id)))
}
