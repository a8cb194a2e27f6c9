//! Table API (protocol section 1).

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{OriginalUri, Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::format::Format;
use super::params::Params;
use super::shape::{self, Shape};
use super::{body, input, links, views};
use crate::app::App;
use crate::caller::Caller;
use crate::dictionary::Table;
use crate::engine::{Record, Selection, Session, Values, WriteOptions};
use crate::refusals::Refusal;

/// One call: what the path, the parameters and the headers ask for.
struct Call {
    app: Arc<App>,
    caller: Caller,
    method: Method,
    headers: HeaderMap,
    /// `http://host/api/now/v2`
    base: String,
    path: String,
    params: Params,
    format: Format,
    table: String,
    body: Bytes,
}

/// What comes with every request.
type Request = (State<Arc<App>>, Extension<Caller>, Method, HeaderMap, OriginalUri);

/// `/api/now/table/{table}`
pub(crate) async fn collection(
    request: Request,
    Path(table): Path<String>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let call = Call::of(request, table, body).await?;
    match call.method {
        Method::GET | Method::HEAD => call.list().await,
        Method::POST => call.create().await,
        _ => Err(Refusal::method_not_supported()),
    }
}

/// `/api/now/table/{table}/{sys_id}`
pub(crate) async fn single(
    request: Request,
    Path((table, sys_id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let call = Call::of(request, table, body).await?;
    match call.method {
        Method::GET | Method::HEAD => call.show(sys_id).await,
        Method::PUT | Method::PATCH => call.update(sys_id).await,
        Method::DELETE => call.delete(sys_id).await,
        _ => Err(Refusal::method_not_supported()),
    }
}

impl Call {
    async fn of(request: Request, table: String, body: Bytes) -> Result<Self, Refusal> {
        let (State(app), Extension(caller), method, headers, OriginalUri(uri)) = request;
        let mut params = Params::parse(uri.query().unwrap_or_default());
        if let Some(tiny) = params.get("sysparm_tiny") {
            params.extend(super::tiny::target(&app, tiny.to_owned()).await?);
        }
        let root = links::root(uri.path(), "/table/");
        Ok(Self {
            base: format!("{}{root}", links::base(&app, &headers)),
            path: uri.path()[root.len()..].to_owned(),
            method: overridden(method, &headers),
            format: Format::accepted(&headers)?,
            app,
            caller,
            headers,
            params,
            table,
            body,
        })
    }

    fn is_v1(&self) -> bool {
        self.base.ends_with("/v1")
    }

    fn shape(&self, fields: Option<Vec<String>>) -> Shape {
        Shape {
            display: self.params.display(),
            links: !self.params.flag("sysparm_exclude_reference_link"),
            format: self.format,
            base: self.base.clone(),
            fields,
        }
    }

    async fn list(self) -> Result<Response, Refusal> {
        let counts = !self.params.flag("sysparm_no_count");
        let (limit, offset) = (self.params.limit(), self.params.offset());
        let (app, caller) = (Arc::clone(&self.app), self.caller.clone());
        let call = Arc::new(self);
        let asked = Arc::clone(&call);
        let (body, shown, total) =
            app.engine.read(&caller, move |session| asked.page(session, counts)).await?;
        if shown == 0 && call.is_v1() {
            return Err(Refusal::no_record());
        }
        let mut response = call.format.answer(StatusCode::OK, call.with_messages(body));
        let headers = response.headers_mut();
        if let Some(total) = total {
            headers.insert("X-Total-Count", HeaderValue::from(total));
        }
        if !call.params.flag("sysparm_suppress_pagination_header") {
            let address = format!("{}{}", call.base, call.path);
            let pages = links::pages(&address, &call.params, (limit, offset), total);
            if let Ok(pages) = HeaderValue::from_str(&pages) {
                headers.insert(header::LINK, pages);
            }
        }
        Ok(response)
    }

    /// The body, how many records it shows, and how many there are.
    fn page(&self, session: &Session, counts: bool) -> Result<(String, usize, Option<u64>), Refusal> {
        let dictionary = session.dictionary();
        let table = dictionary.require(&self.table)?;
        let selection = Selection {
            query: self.params.query(&dictionary, table),
            limit: Some(self.params.limit()),
            offset: self.params.offset(),
        };
        let found = session.select_page(&self.table, &selection, counts)?;
        let fields = views::fields(session, &self.table, &self.params)?;
        let mut body = shape::list(session, table, &found.records, &self.shape(fields))?;
        if let Some(refusal) = found.cancelled {
            self.format.append(&mut body, &refusal);
        }
        Ok((body, found.records.len(), found.total))
    }

    async fn show(self, sys_id: String) -> Result<Response, Refusal> {
        let (app, caller) = (Arc::clone(&self.app), self.caller.clone());
        let format = self.format;
        let body = app
            .engine
            .read(&caller, move |session| {
                let record = session.find(&self.table, &sys_id)?.ok_or_else(Refusal::no_record)?;
                self.one(session, &record)
            })
            .await?;
        Ok(format.answer(StatusCode::OK, body))
    }

    /// The body of one record, with the fields of the table in the path.
    fn one(&self, session: &Session, record: &Record) -> Result<String, Refusal> {
        let dictionary = session.dictionary();
        let table = dictionary.require(&self.table)?;
        let fields = views::fields(session, &self.table, &self.params)?;
        Ok(self.with_messages(shape::single(session, table, record, &self.shape(fields))?))
    }

    async fn create(self) -> Result<Response, Refusal> {
        let values = self.values()?;
        let (app, caller) = (Arc::clone(&self.app), self.caller.clone());
        let call = Arc::new(self);
        let asked = Arc::clone(&call);
        let (body, sys_id) = app
            .engine
            .write_short(&caller, move |session| {
                let dictionary = session.dictionary();
                let values = asked.input(session, dictionary.require(&asked.table)?, values);
                let record = session.insert_with(&asked.table, &values, asked.options())?;
                Ok((asked.one(session, &record)?, record.sys_id().to_owned()))
            })
            .await?;
        let mut response = call.answer_write(StatusCode::CREATED, body);
        let location = format!("{}/table/{}/{sys_id}", call.base, call.table);
        if let Ok(location) = HeaderValue::from_str(&location) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        Ok(response)
    }

    async fn update(self, sys_id: String) -> Result<Response, Refusal> {
        let values = self.values()?;
        let (app, caller) = (Arc::clone(&self.app), self.caller.clone());
        let call = Arc::new(self);
        let asked = Arc::clone(&call);
        let body = app
            .engine
            .write_short(&caller, move |session| {
                let record = session.find(&asked.table, &sys_id)?.ok_or_else(Refusal::no_record)?;
                let values = asked.input(session, record.layout(), values);
                let record = session.update_with(&record, &values, asked.options())?;
                asked.one(session, &record)
            })
            .await?;
        Ok(call.answer_write(StatusCode::OK, body))
    }

    async fn delete(self, sys_id: String) -> Result<Response, Refusal> {
        let table = self.table;
        self.app
            .engine
            .write_short(&self.caller, move |session| {
                let record = session.find(&table, &sys_id)?.ok_or_else(Refusal::no_record)?;
                session.delete(&record)
            })
            .await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    }

    fn values(&self) -> Result<Values, Refusal> {
        let properties = self.app.engine.metadata().properties.clone();
        let allowed = properties.number("glide.rest.max_content_length", 10_485_760);
        body::check_length(self.body.len(), allowed)?;
        body::values(&self.headers, &self.body)
    }

    /// Values in stored form, when the client sends displayed ones.
    fn input(&self, session: &Session, table: &Arc<Table>, values: Values) -> Values {
        if self.params.flag("sysparm_input_display_value") {
            return input::stored(session, table, &values);
        }
        values
    }

    fn options(&self) -> WriteOptions {
        WriteOptions {
            keep_system_fields: self.params.flag("sysparm_suppress_auto_sys_field"),
            ..WriteOptions::default()
        }
    }

    /// Adds the messages of the session when the client asks for them (protocol 1.3): what scripts said
    /// to the person. Debugging of sessions is never on here, so that there are no logs of it.
    fn with_messages(&self, mut body: String) -> String {
        let wants = |name: &str| {
            self.headers.get(name).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"true"))
        };
        let notes = wants("x-wantsessionnotificationmessages").then(|| self.notifications());
        let logs = wants("x-wantsessiondebugmessages").then(|| json!([]));
        let members: Map<String, Value> = [("debug_logs", logs), ("notifications", notes)]
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect();
        if !members.is_empty() && self.format == Format::Json && body.ends_with('}') {
            body.pop();
            let _ = write!(body, ",\"session\":{}}}", Value::Object(members));
        }
        body
    }

    fn notifications(&self) -> Value {
        let said = self.caller.inbox.take().messages.into_iter();
        let told = said.map(|message| {
            json!({ "message": message.text, "type": if message.is_error { "error" } else { "info" } })
        });
        told.collect()
    }

    fn answer_write(&self, status: StatusCode, body: String) -> Response {
        let silent = self
            .headers
            .get("x-no-response-body")
            .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"true"));
        if silent {
            return status.into_response();
        }
        self.format.answer(status, body)
    }
}

/// A POST may stand for another verb (protocol 1.3).
pub(super) fn overridden(method: Method, headers: &HeaderMap) -> Method {
    if method != Method::POST {
        return method;
    }
    headers
        .get("x-http-method-override")
        .and_then(|name| name.to_str().ok())
        .and_then(|name| name.trim().to_ascii_uppercase().parse().ok())
        .unwrap_or(method)
}
