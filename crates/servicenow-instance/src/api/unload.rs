//! Records as files: `/{table}.do?XML`, and `?UNL` in the form that other instances load again (protocol 7.1).

use std::sync::Arc;

use axum::extract::{FromRequest as _, Request};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

use super::call::Call;
use super::format::Format;
use super::params::Display;
use super::shape::{self, Shape};
use super::xml::{self, DECLARATION};
use crate::app::App;
use crate::auth;
use crate::dictionary::{Kind, Table};
use crate::engine::{Selection, Session};
use crate::query::Query;
use crate::refusals::Refusal;

/// Records of one file, unless `glide.ui.export.limit` says otherwise.
const ROW_LIMIT: u64 = 10_000;

/// What the file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// To be read.
    Reading,
    /// To be loaded by an instance: each record says what is to be done with it.
    Loading,
}

impl Use {
    /// The use that an address asks for by its parameters.
    pub(super) fn asked(name: &str) -> Option<Self> {
        match name {
            "XML" => Some(Self::Reading),
            "UNL" => Some(Self::Loading),
            _ => None,
        }
    }
}

/// `GET`; `sys_id` or `sysparm_query` choose the records.
pub(super) async fn serve(
    app: &Arc<App>,
    page: &str,
    used: Use,
    mut request: Request,
) -> Result<Response, Refusal> {
    let caller = auth::authenticate(app, request.headers(), request.uri()).await?;
    request.extensions_mut().insert(caller);
    let call = Call::from_request(request, app).await?;
    let known = |name: &str| app.engine.metadata().dictionary.table(name).is_some();
    let table = page.strip_suffix("_list").filter(|table| known(table)).unwrap_or(page).to_owned();
    let selection = chosen(app, &call);
    let text = Arc::new(call).read(move |_, session| file(session, &table, &selection, used)).await?;
    Ok(([(header::CONTENT_TYPE, "text/xml;charset=UTF-8")], text).into_response())
}

fn chosen(app: &App, call: &Call) -> Selection {
    let limit = app.engine.metadata().properties.number("glide.ui.export.limit", ROW_LIMIT);
    let query = match call.params.get("sys_id") {
        Some(id) => Query::equals("sys_id", id),
        None => Query::parse(call.params.get("sysparm_query").unwrap_or_default()),
    };
    Selection::of(query).limited(limit)
}

fn file(session: &Session, table: &str, selection: &Selection, used: Use) -> Result<String, Refusal> {
    let dictionary = session.dictionary();
    let table = dictionary.require(table)?;
    let found = session.select(&table.name, selection)?;
    let shape = Shape {
        display: Display::Both,
        links: false,
        format: Format::Json,
        base: String::new(),
        fields: None,
    };
    let shown = shape::list(session, table, &found, &shape)?;
    let shown: Value = serde_json::from_str(&shown).map_err(|error| Refusal::internal(&error))?;
    let (root, end) = match used {
        Use::Reading => ("xml".to_owned(), "xml"),
        Use::Loading => (format!("unload unload_date=\"{}\"", session.now_text()), "unload"),
    };
    let mut text = [DECLARATION, "<", &root, ">"].concat();
    for record in shown["result"].as_array().into_iter().flatten() {
        write(&mut text, table, record, used);
    }
    text.push_str(&["</", end, ">"].concat());
    Ok(text)
}

/// Fields in the order of their names, references with what they show.
fn write(text: &mut String, table: &Table, record: &Value, used: Use) {
    let name = record["sys_class_name"]["value"].as_str().filter(|name| !name.is_empty());
    let name = name.unwrap_or(&table.name);
    let action = if used == Use::Loading { " action=\"INSERT_OR_UPDATE\"" } else { "" };
    text.push_str(&["<", name, action, ">"].concat());
    let mut fields: Vec<_> = record.as_object().into_iter().flatten().collect();
    fields.sort_by_key(|(name, _)| name.as_str());
    for (name, shown) in fields {
        let value = shown["value"].as_str().unwrap_or_default();
        if table.field(name).is_some_and(|field| field.kind == Kind::Reference) && !value.is_empty() {
            let display = xml::escaped(shown["display_value"].as_str().unwrap_or_default());
            let value = xml::escaped(value);
            text.push_str(
                &["<", name, " display_value=\"", &display, "\">", &value, "</", name, ">"].concat(),
            );
        } else {
            xml::element(text, name, value);
        }
    }
    text.push_str(&["</", name, ">"].concat());
}
