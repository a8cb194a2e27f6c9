//! A list as rows of text: the columns of its page or those asked for, values as they are shown.

use std::sync::Arc;

use serde_json::Value;

use super::Export;
use crate::api::format::Format;
use crate::api::params::Display;
use crate::api::shape::{self, Shape};
use crate::api::views;
use crate::dictionary::Table;
use crate::engine::Session;
use crate::refusals::Refusal;
use crate::ui::{labels, layouts};

/// Rows under heads.
#[derive(Debug)]
pub(super) struct Sheet {
    /// What the list is called.
    pub(super) title: String,
    /// Names of the columns, dotted ones too.
    pub(super) names: Vec<String>,
    pub(super) labels: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

/// The records of an export.
pub(super) fn read(session: &Session, export: &Export) -> Result<Sheet, Refusal> {
    let dictionary = session.dictionary();
    let table = dictionary.require(&export.table)?;
    let records = session.select(&export.table, &export.selection(session))?;
    let mut names = columns(session, table, export)?;
    let shape = Shape {
        display: Display::Shown,
        links: false,
        format: Format::Json,
        base: String::new(),
        fields: Some(names.clone()),
    };
    let listed = shape::list(session, table, &records, &shape)?;
    let listed: Value = serde_json::from_str(&listed).map_err(|error| Refusal::internal(&error))?;
    let found = listed["result"].as_array().map(Vec::as_slice).unwrap_or_default();
    // What does not exist, or may not be read in any of the records, is no column.
    names.retain(|name| found.is_empty() || found.iter().any(|record| record.get(name).is_some()));
    let text = |record: &Value, name: &String| record[name].as_str().unwrap_or_default().to_owned();
    Ok(Sheet {
        title: labels::plural(&table.label),
        labels: names.iter().map(|name| label(session, table, name)).collect(),
        rows: found.iter().map(|record| names.iter().map(|name| text(record, name)).collect()).collect(),
        names,
    })
}

fn columns(session: &Session, table: &Arc<Table>, export: &Export) -> Result<Vec<String>, Refusal> {
    if export.params.get("sysparm_default_export_fields") == Some("all") {
        let all = table.fields.iter().filter(|field| layouts::is_listable(field));
        return Ok(all.map(|field| field.name.clone()).collect());
    }
    let chosen = views::fields(session, &export.table, &export.params)?;
    Ok(chosen.unwrap_or_else(|| layouts::columns(table)))
}

fn label(session: &Session, table: &Table, name: &str) -> String {
    labels::field_of_path(session, &table.name, name)
        .map_or_else(|| name.to_owned(), |field| field.label.clone())
}
