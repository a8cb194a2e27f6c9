//! JSONv2: the older web service under every table's page, `/{table}.do?JSONv2`
//! (protocol 3.7). Values are text, references bare ids, and each record tells
//! whether it succeeded. Addresses without that parameter are pages.

use std::sync::Arc;

use axum::extract::{FromRequest as _, Path, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::body::text;
use super::call::Call;
use super::format::Format;
use super::params::{Display, Params};
use super::shape::{self, Shape};
use super::unload;
use crate::app::App;
use crate::auth;
use crate::engine::{Record, Selection, Session, Values};
use crate::query::Query;
use crate::refusals::Refusal;
use crate::ui::tables;

/// Records of one answer, unless `glide.processor.json.row_limit` says otherwise.
const ROW_LIMIT: u64 = 10_000;

/// Any method on `/{page}`: the web service when it is asked for.
pub(crate) async fn or_page(
    State(app): State<Arc<App>>,
    Path(page): Path<String>,
    request: Request,
) -> Response {
    let params = Params::parse(request.uri().query().unwrap_or_default());
    let file = params.without(&[]).iter().find_map(|(name, _)| unload::Use::asked(name));
    if let (Some(table), Some(used)) = (page.strip_suffix(".do"), file) {
        return unload::serve(&app, table, used, request).await.unwrap_or_else(IntoResponse::into_response);
    }
    let asked = params.without(&[]).iter().any(|(name, _)| name == "JSONv2" || name == "JSON");
    let table = page.strip_suffix(".do").filter(|_| asked);
    match table {
        Some(table) => serve(&app, table, request).await.unwrap_or_else(IntoResponse::into_response),
        None => tables::page(State(app), Path(page), request).await,
    }
}

async fn serve(app: &Arc<App>, page: &str, mut request: Request) -> Result<Response, Refusal> {
    let caller = auth::authenticate(app, request.headers(), request.uri()).await?;
    request.extensions_mut().insert(caller);
    let call = Call::from_request(request, app).await?;
    let is_table = |name: &str| app.engine.metadata().dictionary.table(name).is_some();
    let table = page.strip_suffix("_list").filter(|table| is_table(table)).unwrap_or(page).to_owned();
    let body = match call.json()? {
        Value::Object(members) => members,
        Value::Null => Map::new(),
        _ => return Err(Refusal::invalid_json()),
    };
    let work = Work { call: Arc::new(call), table, body };
    let answer = work.answer().await.unwrap_or_else(|refusal| failure(&refusal));
    Ok(Format::Json.answer(StatusCode::OK, answer.to_string()))
}

/// One call of the web service.
struct Work {
    call: Arc<Call>,
    table: String,
    body: Map<String, Value>,
}

impl Work {
    async fn answer(self) -> Result<Value, Refusal> {
        self.call.app.engine.metadata().dictionary.require(&self.table)?;
        let action = self.parameter("sysparm_action");
        let reads = matches!(self.call.method, Method::GET | Method::HEAD);
        match (reads, action.as_deref()) {
            (true, Some("getKeys")) => self.keys().await,
            (_, None | Some("get" | "getRecords")) => self.records().await,
            (false, Some("insert" | "insertMultiple")) => self.insert().await,
            (false, Some("update")) => self.update().await,
            (false, Some("deleteRecord")) => self.delete_one().await,
            (false, Some("deleteMultiple")) => self.delete_many().await,
            _ => Err(Refusal::unknown_action(action.as_deref().unwrap_or_default())),
        }
    }

    /// Of the body, else of the address.
    fn parameter(&self, name: &str) -> Option<String> {
        let of_body = self.body.get(name).map(text).filter(|value| !value.is_empty());
        of_body.or_else(|| self.call.params.get(name).map(ToOwned::to_owned))
    }

    fn selection(&self) -> Selection {
        let mut query = Query::parse(&self.parameter("sysparm_query").unwrap_or_default());
        if let Some(id) = self.parameter("sysparm_sys_id") {
            query = Query::equals("sys_id", &id);
        }
        let allowed =
            self.call.app.engine.metadata().properties.number("glide.processor.json.row_limit", ROW_LIMIT);
        let asked = self.parameter("sysparm_record_count").and_then(|count| count.parse().ok());
        Selection::of(query).limited(asked.map_or(allowed, |asked: u64| asked.min(allowed)))
    }

    fn display(&self) -> Display {
        match self.parameter("displayvalue").as_deref() {
            Some("true") => Display::Shown,
            Some("all") => Display::Both,
            _ => Display::Raw,
        }
    }

    async fn records(self) -> Result<Value, Refusal> {
        let (selection, display, table) = (self.selection(), self.display(), self.table);
        let found = self.call.read(move |_, session| {
            let found = session.select(&table, &selection)?;
            written(session, &table, &found, display)
        });
        Ok(json!({ "records": found.await? }))
    }

    async fn keys(self) -> Result<Value, Refusal> {
        let (selection, table) = (self.selection(), self.table);
        let found = self.call.read(move |_, session| session.select(&table, &selection)).await?;
        let keys: Vec<&str> = found.iter().map(Record::sys_id).collect();
        Ok(json!({ "records": keys }))
    }

    /// Each record by itself: one that is refused does not undo the others.
    async fn insert(self) -> Result<Value, Refusal> {
        let records: Vec<Values> = match self.body.get("records") {
            Some(Value::Array(records)) => records.iter().filter_map(Value::as_object).map(values).collect(),
            _ => vec![values(&self.body)],
        };
        let (scope, display) = (self.parameter("sysparm_record_scope"), self.display());
        let mut answers = Vec::with_capacity(records.len());
        for mut values in records {
            if let Some(scope) = &scope {
                values.set("sys_scope", scope.as_str());
            }
            let table = self.table.clone();
            let made = self.call.write(move |_, session| {
                let record = session.insert(&table, &values)?;
                written(session, &table, &[record], display)
            });
            match made.await {
                Ok(made) => answers.extend(made),
                Err(refusal) => answers.push(failed(&refusal)),
            }
        }
        Ok(json!({ "records": answers }))
    }

    async fn update(self) -> Result<Value, Refusal> {
        let id = self.parameter("sysparm_sys_id");
        if self.parameter("sysparm_query").is_none() && id.is_none() {
            return Err(Refusal::empty_update_query());
        }
        let (display, given) = (self.display(), values(&self.body));
        let mut answers = Vec::new();
        for record in self.found().await? {
            let (table, given) = (self.table.clone(), given.clone());
            let changed = self.call.write(move |_, session| {
                let record = session.find(&table, record.sys_id())?.ok_or_else(Refusal::no_record)?;
                let record = session.update(&record, &given)?;
                written(session, &table, &[record], display)
            });
            match changed.await {
                Ok(changed) => answers.extend(changed),
                Err(refusal) => answers.push(failed(&refusal)),
            }
        }
        Ok(json!({ "records": answers }))
    }

    async fn delete_one(self) -> Result<Value, Refusal> {
        if self.parameter("sysparm_sys_id").is_none() {
            return Err(Refusal::missing_parameter("sysparm_sys_id"));
        }
        let mut answers = Vec::new();
        for record in self.found().await? {
            let table = self.table.clone();
            let gone = self.call.write(move |_, session| {
                let record = session.find(&table, record.sys_id())?.ok_or_else(Refusal::no_record)?;
                let gone = written(session, &table, std::slice::from_ref(&record), Display::Raw)?;
                session.delete(&record)?;
                Ok(gone)
            });
            match gone.await {
                Ok(gone) => answers.extend(gone),
                Err(refusal) => answers.push(failed(&refusal)),
            }
        }
        Ok(json!({ "records": answers }))
    }

    async fn delete_many(self) -> Result<Value, Refusal> {
        if self.parameter("sysparm_query").is_none() {
            return Err(Refusal::missing_parameter("sysparm_query"));
        }
        let found = self.found().await?;
        let count = found.len();
        self.call.write(move |_, session| found.iter().try_for_each(|record| session.delete(record))).await?;
        Ok(json!({ "records": [], "count": count }))
    }

    async fn found(&self) -> Result<Vec<Record>, Refusal> {
        let (table, selection) = (self.table.clone(), self.selection());
        self.call.read(move |_, session| session.select(&table, &selection)).await
    }
}

/// The fields of a body, without what steers the call.
fn values(body: &Map<String, Value>) -> Values {
    let fields = body.iter().filter(|(name, _)| !name.starts_with("sysparm_") && *name != "records");
    fields.map(|(name, value)| (name.as_str(), text(value))).collect()
}

/// Records with their status; with both forms, `dv_` comes before the name of
/// the displayed one.
fn written(
    session: &Session,
    table: &str,
    records: &[Record],
    display: Display,
) -> Result<Vec<Value>, Refusal> {
    let dictionary = session.dictionary();
    let shape = Shape { display, links: false, format: Format::Json, base: String::new(), fields: None };
    let listed = shape::list(session, dictionary.require(table)?, records, &shape)?;
    let mut listed: Value = serde_json::from_str(&listed).map_err(|error| Refusal::internal(&error))?;
    let Value::Array(records) = listed["result"].take() else {
        return Ok(Vec::new());
    };
    Ok(records.into_iter().map(|record| succeeded(&record)).collect())
}

fn succeeded(record: &Value) -> Value {
    let mut members = Map::new();
    for (name, value) in record.as_object().into_iter().flatten() {
        if value.is_object() {
            members.insert(name.clone(), value["value"].clone());
            members.insert(format!("dv_{name}"), value["display_value"].clone());
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    members.insert("__status".to_owned(), json!("success"));
    Value::Object(members)
}

fn failed(refusal: &Refusal) -> Value {
    json!({
        "__status": "failure",
        "__error": { "message": refusal.message, "reason": refusal.detail },
    })
}

fn failure(refusal: &Refusal) -> Value {
    json!({ "error": refusal.message, "reason": refusal.detail })
}
