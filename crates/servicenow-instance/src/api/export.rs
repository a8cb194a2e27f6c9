//! Exports of a list under its table's page, `/{table}_list.do?CSV` and `?XML`: every record the query finds, as
//! programs fetch them with a password or a token. Spreadsheets and PDF are not made.

use std::sync::Arc;

use axum::extract::{FromRequest as _, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

use super::call::Call;
use super::format::Format;
use super::jsonv2::table_of;
use super::params::Display;
use super::shape::{self, Shape};
use super::xml;
use crate::app::App;
use crate::dictionary::{Kind, Table};
use crate::engine::{Selection, Session};
use crate::query::Query;
use crate::refusals::Refusal;
use crate::ui::layouts;

/// Records of one export, as the platform's properties have it by default.
const ROW_LIMIT: u64 = 10_000;

/// What the address asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Export {
    Csv,
    Xml,
}

impl Export {
    /// A parameter without a value names it.
    pub(super) fn asked(name: &str) -> Option<Self> {
        match name {
            "CSV" => Some(Self::Csv),
            "XML" => Some(Self::Xml),
            _ => None,
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv;charset=UTF-8",
            Self::Xml => "text/xml;charset=UTF-8",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xml => "xml",
        }
    }
}

/// Answers for the caller that the request carries.
pub(super) async fn serve(
    app: &Arc<App>,
    page: &str,
    export: Export,
    request: Request,
) -> Result<Response, Refusal> {
    let name = table_of(app, page);
    let call = Arc::new(Call::from_request(request, app).await?);
    let table = name.clone();
    let text = call.read(move |call, session| written(call, session, &table, export)).await?;
    let mut response = (StatusCode::OK, text).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(export.media_type()));
    let file = format!("attachment; filename={name}.{}", export.extension());
    if let Ok(file) = HeaderValue::from_str(&file) {
        headers.insert(header::CONTENT_DISPOSITION, file);
    }
    Ok(response)
}

fn written(call: &Call, session: &Session, name: &str, export: Export) -> Result<String, Refusal> {
    let dictionary = session.dictionary();
    let table = dictionary.require(name)?;
    let records = session.select(name, &selection(call))?;
    let shape = Shape {
        display: Display::Both,
        links: false,
        format: Format::Json,
        base: String::new(),
        fields: (export == Export::Csv).then(|| columns(call, table)).flatten(),
    };
    let listed = shape::list(session, table, &records, &shape)?;
    let listed: Value = serde_json::from_str(&listed).map_err(|error| Refusal::internal(&error))?;
    let rows = listed["result"].as_array().map_or(&[][..], Vec::as_slice);
    Ok(match export {
        Export::Csv => csv(&shape.fields.unwrap_or_else(|| all(table)), rows),
        Export::Xml => document(table, rows),
    })
}

fn selection(call: &Call) -> Selection {
    let query = match call.params.get("sys_id").or_else(|| call.params.get("sysparm_sys_id")) {
        Some(id) => Query::equals("sys_id", id),
        None => Query::parse(call.params.get("sysparm_query").unwrap_or_default()),
    };
    let asked = call.params.get("sysparm_record_count").and_then(|count| count.parse::<u64>().ok());
    Selection::of(query).limited(asked.map_or(ROW_LIMIT, |asked| asked.min(ROW_LIMIT)))
}

/// Those asked for; every one on request; else those of the list.
fn columns(call: &Call, table: &Table) -> Option<Vec<String>> {
    if let Some(fields) = call.params.fields() {
        return Some(fields.into_iter().map(ToOwned::to_owned).collect());
    }
    let every = call.params.get("sysparm_default_export_fields") == Some("all");
    (!every).then(|| layouts::columns(table))
}

fn all(table: &Table) -> Vec<String> {
    table.fields.iter().map(|field| field.name.clone()).collect()
}

/// Names in the first line, then what is shown of each value (RFC 4180). Columns that nobody may see are empty.
fn csv(columns: &[String], rows: &[Value]) -> String {
    let mut out = String::new();
    line(&mut out, columns.iter().map(String::as_str));
    for row in rows {
        line(&mut out, columns.iter().map(|name| row[name]["display_value"].as_str().unwrap_or_default()));
    }
    out
}

fn line<'a>(out: &mut String, values: impl Iterator<Item = &'a str>) {
    for (at, value) in values.enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.extend(["\"", &value.replace('"', "\"\""), "\""]);
    }
    out.push_str("\r\n");
}

/// `<xml><incident>…</incident></xml>`, each reference with what is shown for it.
fn document(table: &Table, rows: &[Value]) -> String {
    let mut out = format!("{}<xml>", xml::DECLARATION);
    for row in rows {
        out.extend(["<", &table.name, ">"]);
        for (name, value) in row.as_object().into_iter().flatten() {
            let part = |part: &str| value[part].as_str().unwrap_or_default();
            let is_reference = table.field(name).is_some_and(|field| field.kind == Kind::Reference);
            if is_reference && !part("value").is_empty() {
                let (shown, id) = (xml::escaped(part("display_value")), xml::escaped(part("value")));
                out.extend(["<", name, " display_value=\"", &shown, "\">", &id, "</", name, ">"]);
            } else {
                xml::element(&mut out, name, part("value"));
            }
        }
        out.extend(["</", &table.name, ">"]);
    }
    out.push_str("</xml>");
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::csv;

    #[test]
    fn values_are_quoted_and_missing_ones_empty() {
        let rows = [json!({ "a": { "display_value": "say \"no\",\nthen", "value": "x" } })];
        let columns = ["a".to_owned(), "b".to_owned()];
        assert_eq!(csv(&columns, &rows), "\"a\",\"b\"\r\n\"say \"\"no\"\",\nthen\",\"\"\r\n");
        assert_eq!(csv(&columns, &[]), "\"a\",\"b\"\r\n");
    }
}
