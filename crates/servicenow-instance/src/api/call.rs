//! A request as the smaller APIs meet it: who asks, the parameters, the body,
//! and answers in the client's format. The Table API has a call of its own.

use std::sync::Arc;

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts as _, OriginalUri, Request};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use serde_json::Value;

use super::format::Format;
use super::params::Params;
use super::{body, links, table, xml};
use crate::app::App;
use crate::caller::Caller;
use crate::engine::{Session, Values};
use crate::refusals::Refusal;

/// What every handler needs. Put last in a handler's arguments.
pub(crate) struct Call {
    pub(crate) app: Arc<App>,
    pub(crate) caller: Caller,
    /// After `X-HTTP-Method-Override`.
    pub(crate) method: Method,
    pub(crate) headers: HeaderMap,
    pub(crate) params: Params,
    /// `http://host`
    pub(crate) base: String,
    pub(crate) path: String,
    pub(crate) body: Bytes,
    format: Format,
}

impl FromRequest<Arc<App>> for Call {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let caller = parts.extensions.get::<Caller>().cloned().ok_or_else(Refusal::not_authenticated)?;
        let body = to_bytes(body, usize::MAX)
            .await
            .map_err(|error| Refusal::unreadable(format!("The payload cannot be read: {error}")))?;
        let uri = match OriginalUri::from_request_parts(&mut parts, app).await {
            Ok(OriginalUri(uri)) => uri,
            Err(never) => match never {},
        };
        Ok(Self {
            app: Arc::clone(app),
            caller,
            method: table::overridden(parts.method, &parts.headers),
            params: Params::parse(uri.query().unwrap_or_default()),
            base: links::base(app, &parts.headers),
            path: uri.path().to_owned(),
            // Types that are not spoken were refused before.
            format: Format::accepted(&parts.headers).unwrap_or(Format::Json),
            headers: parts.headers,
            body,
        })
    }
}

impl Call {
    /// Runs `work` on one state of the data.
    pub(crate) async fn read<R, F>(self: &Arc<Self>, work: F) -> Result<R, Refusal>
    where
        R: Send + 'static,
        F: FnOnce(&Self, &Session) -> Result<R, Refusal> + Send + 'static,
    {
        let call = Arc::clone(self);
        self.app.engine.read(&self.caller, move |session| work(&call, session)).await
    }

    /// Runs `work` in one transaction.
    pub(crate) async fn write<R, F>(self: &Arc<Self>, work: F) -> Result<R, Refusal>
    where
        R: Send + 'static,
        F: FnOnce(&Self, &Session) -> Result<R, Refusal> + Send + 'static,
    {
        let call = Arc::clone(self);
        self.app.engine.write(&self.caller, move |session| work(&call, session)).await
    }

    pub(crate) fn answer(&self, status: StatusCode, body: &Value) -> Response {
        let text = match self.format {
            Format::Json => body.to_string(),
            Format::Xml => document(body),
        };
        self.format.answer(status, text)
    }

    pub(crate) fn ok(&self, body: &Value) -> Response {
        self.answer(StatusCode::OK, body)
    }

    /// The body as JSON; an empty one is `null`.
    pub(crate) fn json(&self) -> Result<Value, Refusal> {
        self.check_length()?;
        if self.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&self.body).map_err(|_| Refusal::invalid_json())
    }

    /// The fields of one record in the body, JSON or XML.
    pub(crate) fn values(&self) -> Result<Values, Refusal> {
        self.check_length()?;
        body::values(&self.headers, &self.body)
    }

    /// The start of the path up to `resource`, as an absolute address.
    pub(crate) fn root(&self, resource: &str) -> String {
        format!("{}{}", self.base, links::root(&self.path, resource))
    }

    /// A header with a value that is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok().map(str::trim).filter(|value| !value.is_empty())
    }

    fn check_length(&self) -> Result<(), Refusal> {
        let metadata = self.app.engine.metadata();
        body::check_length(
            self.body.len(),
            metadata.properties.number("glide.rest.max_content_length", 10_485_760),
        )
    }
}

/// The XML form of a JSON answer: members become elements, a list repeats its
/// element.
fn document(body: &Value) -> String {
    let mut text = format!("{}<response>", xml::DECLARATION);
    members(&mut text, body);
    text.push_str("</response>");
    text
}

fn members(out: &mut String, value: &Value) {
    for (name, value) in value.as_object().into_iter().flatten() {
        element(out, name, value);
    }
}

fn element(out: &mut String, name: &str, value: &Value) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| element(out, name, item)),
        Value::Object(_) => {
            out.extend(["<", name, ">"]);
            members(out, value);
            out.extend(["</", name, ">"]);
        }
        scalar => xml::element(out, name, &body::text(scalar)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::document;

    #[test]
    fn json_answers_have_an_xml_form() {
        let body = json!({ "result": [{ "stats": { "count": "2" }, "empty": "" }, { "n": 1 }] });
        assert_eq!(
            document(&body),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><response><result><stats><count>2</count></stats><empty/></result><result><n>1</n></result></response>"
        );
    }
}
