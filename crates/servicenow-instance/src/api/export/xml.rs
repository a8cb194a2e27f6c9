//! Records in XML as the platform exports and imports them: an element for each record, one within for
//! each field, by name; references hold the id and tell what is shown for it (protocol 7.1, last paragraph).

use std::fmt::Write as _;

use serde_json::Value;

use super::Export;
use crate::api::format::Format;
use crate::api::params::Display;
use crate::api::shape::{self, Shape};
use crate::api::xml::{self, DECLARATION, escaped};
use crate::dictionary::Table;
use crate::engine::Session;
use crate::refusals::Refusal;

/// What holds the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Root {
    Plain,
    /// With the action that an import takes.
    Unload,
}

pub(super) fn write(session: &Session, export: &Export, root: Root) -> Result<Vec<u8>, Refusal> {
    let dictionary = session.dictionary();
    let table = dictionary.require(&export.table)?;
    let records = session.select(&export.table, &export.selection(session))?;
    let fields = export.params.fields().map(|names| names.into_iter().map(ToOwned::to_owned).collect());
    let shape =
        Shape { display: Display::Both, links: false, format: Format::Json, base: String::new(), fields };
    let listed = shape::list(session, table, &records, &shape)?;
    let listed: Value = serde_json::from_str(&listed).map_err(|error| Refusal::internal(&error))?;
    let mut out = DECLARATION.to_owned();
    let _ = match root {
        Root::Plain => write!(out, "<xml>"),
        Root::Unload => write!(out, "<unload unload_date=\"{}\">", session.now_text()),
    };
    for (record, told) in records.iter().zip(listed["result"].as_array().into_iter().flatten()) {
        let name = record.table();
        let action = if root == Root::Unload { " action=\"INSERT_OR_UPDATE\"" } else { "" };
        out.extend(["<", name, action, ">"]);
        let mut fields: Vec<_> = told.as_object().into_iter().flatten().collect();
        fields.sort_by_key(|(name, _)| name.as_str());
        for (field, value) in fields {
            element(&mut out, table, field, value);
        }
        out.extend(["</", name, ">"]);
    }
    out.push_str(if root == Root::Unload { "</unload>" } else { "</xml>" });
    Ok(out.into_bytes())
}

fn element(out: &mut String, table: &Table, name: &str, value: &Value) {
    let text = value["value"].as_str().unwrap_or_default();
    let shown = value["display_value"].as_str().unwrap_or_default();
    // A dotted name is no name of an element that other programs expect.
    let name = name.replace('.', "_");
    let is_reference = table.field(&name).is_some_and(|field| field.kind.is_reference());
    if !is_reference || text.is_empty() {
        return xml::element(out, &name, text);
    }
    let shown = escaped(shown).replace('"', "&quot;");
    let _ = write!(out, "<{name} display_value=\"{shown}\">{}</{name}>", escaped(text));
}
