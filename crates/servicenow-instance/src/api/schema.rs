//! Tables and their columns as the platform's own pages ask for them
//! (protocol 3.6): `/doc/table/schema` and `/ui/meta/{table}`.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::Method;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::call::Call;
use crate::acl::{Operation, Verdict};
use crate::dictionary::{Dictionary, Field, Kind, Table};
use crate::engine::Session;
use crate::refusals::Refusal;

/// `GET /api/now/doc/table/schema`: tables the caller may read.
pub(crate) async fn tables(call: Call) -> Result<Response, Refusal> {
    only_get(&call)?;
    let call = Arc::new(call);
    let body = call.read(|_, session| {
        let dictionary = session.dictionary();
        let mut tables: Vec<&Arc<Table>> =
            dictionary.tables().filter(|table| may_read(session, table)).collect();
        tables.sort_by(|left, right| left.label.cmp(&right.label).then_with(|| left.name.cmp(&right.name)));
        let told: Vec<Value> =
            tables.iter().map(|table| json!({ "label": table.label, "value": table.name })).collect();
        Ok(json!({ "result": told }))
    });
    Ok(call.ok(&body.await?))
}

/// `GET /api/now/doc/table/schema/{table}`: its columns, by their labels.
pub(crate) async fn table(Path(table): Path<String>, call: Call) -> Result<Response, Refusal> {
    only_get(&call)?;
    let call = Arc::new(call);
    let body = call.read(move |_, session| {
        let dictionary = session.dictionary();
        let layout = require(session, &dictionary, &table)?;
        let columns: Vec<Value> = readable(session, layout)
            .map(|field| {
                json!({
                    "name": field.name,
                    "label": field.label,
                    "type": field.type_name,
                    "max_length": field.max_length.to_string(),
                    "reference": field.reference.as_deref().unwrap_or_default(),
                    "mandatory": field.mandatory,
                    "read_only": field.read_only,
                })
            })
            .collect();
        Ok(json!({ "result": { "name": layout.name, "label": layout.label, "columns": columns } }))
    });
    Ok(call.ok(&body.await?))
}

/// `GET /api/now/ui/meta/{table}`: its columns by name, with their choices.
pub(crate) async fn meta(Path(table): Path<String>, call: Call) -> Result<Response, Refusal> {
    only_get(&call)?;
    let call = Arc::new(call);
    let body = call.read(move |_, session| {
        let dictionary = session.dictionary();
        let layout = require(session, &dictionary, &table)?;
        let columns: Map<String, Value> = readable(session, layout)
            .map(|field| (field.name.clone(), column(session, &dictionary, layout, field)))
            .collect();
        Ok(json!({ "result": { "name": layout.name, "label": layout.label, "columns": columns } }))
    });
    Ok(call.ok(&body.await?))
}

fn only_get(call: &Call) -> Result<(), Refusal> {
    match call.method {
        Method::GET | Method::HEAD => Ok(()),
        _ => Err(Refusal::method_not_supported()),
    }
}

fn may_read(session: &Session, table: &Table) -> bool {
    session.acls().table(Operation::Read, table, session.caller()) != Verdict::Denied
}

fn require<'a>(session: &Session, dictionary: &'a Dictionary, name: &str) -> Result<&'a Arc<Table>, Refusal> {
    let table = dictionary.require(name)?;
    if may_read(session, table) { Ok(table) } else { Err(Refusal::query_denied()) }
}

fn readable<'a>(session: &'a Session, table: &'a Table) -> impl Iterator<Item = &'a Arc<Field>> {
    let fields = table.fields.iter().filter(|field| field.kind != Kind::Collection);
    fields.filter(|field| session.field_verdict(table, &field.name) != Verdict::Denied)
}

fn column(session: &Session, dictionary: &Dictionary, table: &Table, field: &Field) -> Value {
    let mut column = json!({
        "name": field.name,
        "label": field.label,
        "type": field.type_name,
        "internal_type": field.type_name,
        "max_length": field.max_length,
        "mandatory": field.mandatory,
        "read_only": field.read_only,
        "default_value": field.default,
        "filterable": field.kind.is_stored() && !field.kind.is_hidden(),
        "sortable": field.kind.is_stored() && !field.kind.is_hidden(),
        "cangroup": field.kind.is_stored() && !field.kind.is_hidden(),
    });
    if let Some(target) = &field.reference {
        column["reference"] = json!(target);
        let shown = dictionary.table(target).and_then(|target| target.display.clone());
        column["reference_display_field"] = json!(shown);
    }
    if field.has_choices {
        let language = session.caller().language.as_str();
        let own = dictionary.choices(table, &field.name).iter().filter(|choice| !choice.inactive);
        let mut choices: Vec<Value> = Vec::new();
        for choice in own.filter(|choice| choice.language == "en") {
            let label = dictionary.choice_label(table, &field.name, &choice.value, language);
            choices.push(json!({ "label": label.unwrap_or(&choice.label), "value": choice.value }));
        }
        column["choices"] = Value::Array(choices);
    }
    column
}
