//! What is known of a class: its place in the hierarchy, its attributes, and
//! how its items are told apart.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::Method;
use axum::response::Response;
use serde_json::{Value, json};

use super::super::call::Call;
use super::{IDENTIFIERS, admit, require_class};
use crate::dictionary::{Dictionary, Table};
use crate::engine::Session;
use crate::refusals::Refusal;

/// `GET /cmdb/meta/{class}`
pub(crate) async fn class(Path(class): Path<String>, call: Call) -> Result<Response, Refusal> {
    admit(&call)?;
    if !matches!(call.method, Method::GET | Method::HEAD) {
        return Err(Refusal::method_not_supported());
    }
    let call = Arc::new(call);
    let body = call.read(move |_, session| described(session, &class)).await?;
    Ok(call.ok(&body))
}

fn described(session: &Session, class: &str) -> Result<Value, Refusal> {
    let table = require_class(session, class)?;
    let dictionary = session.dictionary();
    let children: Vec<&String> =
        table.classes.iter().filter(|child| is_child(&dictionary, child, class)).collect();
    let attributes: Vec<Value> = table.fields.iter().map(|field| attribute(&table, field)).collect();
    Ok(json!({ "result": {
        "name": table.name,
        "label": table.label,
        "icon_url": "",
        "is_extendable": !children.is_empty(),
        "parent": table.ancestors.first(),
        "children": children,
        "attributes": attributes,
        "relationship_rules": [],
        "identification_rules": rules(&table),
    } }))
}

fn is_child(dictionary: &Dictionary, child: &str, parent: &str) -> bool {
    let nearest = dictionary.table(child).and_then(|table| table.ancestors.first().cloned());
    nearest.as_deref() == Some(parent)
}

fn attribute(table: &Table, field: &crate::dictionary::Field) -> Value {
    let flag = |value: bool| if value { "true" } else { "false" };
    json!({
        "element": field.name,
        "label": field.label,
        "type": field.type_name,
        "max_length": field.max_length.to_string(),
        "default_value": field.default,
        "is_inherited": flag(field.table != table.name),
        "is_mandatory": flag(field.mandatory),
        "is_read_only": flag(field.read_only),
        "is_display": flag(table.display.as_deref() == Some(field.name.as_str())),
    })
}

/// The rule that the Instance API goes by.
fn rules(table: &Table) -> Value {
    let identifiers = IDENTIFIERS.iter().zip((100..).step_by(100)).filter(|(field, _)| table.has(field));
    let identifiers: Vec<Value> = identifiers
        .map(|(field, order): (&&str, i32)| {
            json!({
                "attributes": field,
                "order": order,
                "active": true,
                "condition": null,
                "table": null,
                "referenced_field": null,
                "exact_count_match": false,
                "allow_fallback": false,
                "allow_null_attribute": false,
            })
        })
        .collect();
    json!({
        "name": "Configuration Item Rule",
        "description": "Serial number, else name, within the class",
        "applies_to": "cmdb_ci",
        "active": true,
        "is_independent": true,
        "identifiers": identifiers,
        "related_rules": [],
    })
}
