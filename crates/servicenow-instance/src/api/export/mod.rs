//! Exports: `/{table}_list.do?CSV` and its kin write a list into a file, `/{table}.do?XML` a record
//! (protocol sections 0 and 7.1). JSON is [`super::jsonv2`]. Programs come with credentials, browsers
//! with their session.

mod csv;
mod pdf;
mod sheet;
mod xlsx;
mod xml;

use std::sync::Arc;

use axum::extract::{FromRequestParts as _, Request};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::jsonv2::table_of;
use super::params::Params;
use crate::app::App;
use crate::auth;
use crate::caller::Caller;
use crate::engine::{Selection, Session};
use crate::query::Query;
use crate::refusals::Refusal;
use crate::ui::Viewer;

/// What a list or record is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Csv,
    /// Every field of every record.
    Xml,
    /// As XML, with the action that a later import takes.
    Unload,
    Excel,
    Pdf,
}

impl Kind {
    /// The parameter that has a name and no value.
    pub(crate) fn asked(query: &str) -> Option<Self> {
        query.split('&').find_map(|pair| match pair.trim_end_matches('=') {
            "CSV" => Some(Self::Csv),
            "XML" => Some(Self::Xml),
            "UNL" => Some(Self::Unload),
            "EXCEL" | "XLS" | "XLSX" => Some(Self::Excel),
            "PDF" => Some(Self::Pdf),
            _ => None,
        })
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv;charset=UTF-8",
            Self::Xml | Self::Unload => "text/xml;charset=UTF-8",
            Self::Excel => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pdf => "application/pdf",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xml | Self::Unload => "xml",
            Self::Excel => "xlsx",
            Self::Pdf => "pdf",
        }
    }

    /// Property that limits the records of a file, and the limit without it.
    fn limit(self) -> (&'static str, u64) {
        match self {
            Self::Csv => ("glide.csv.export.limit", 10_000),
            Self::Xml | Self::Unload => ("glide.xml.export.limit", 10_000),
            Self::Excel => ("glide.excel.export.limit", 10_000),
            Self::Pdf => ("glide.pdf.export.limit", 1_000),
        }
    }
}

/// One file that is asked for.
#[derive(Debug, Clone)]
struct Export {
    kind: Kind,
    table: String,
    params: Params,
}

/// `GET /{page}` with one of the parameters.
pub(crate) async fn serve(app: &Arc<App>, page: &str, kind: Kind, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        return Refusal::method_not_supported().into_response();
    }
    let caller = match caller_of(app, &mut parts).await {
        Ok(caller) => caller,
        Err(answer) => return answer,
    };
    let table = table_of(app, page);
    let params = Params::parse(parts.uri.query().unwrap_or_default());
    let export = Export { kind, table, params };
    match app.engine.read(&caller, move |session| export.file(session)).await {
        Ok(answer) => answer,
        Err(refusal) => refusal.into_response(),
    }
}

/// By what came with the request; a browser that is not signed in is sent to sign in, a program is refused.
async fn caller_of(app: &Arc<App>, parts: &mut Parts) -> Result<Caller, Response> {
    let has = |name: header::HeaderName| parts.headers.contains_key(name);
    let shows_pages = parts
        .headers
        .get(header::ACCEPT)
        .is_some_and(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/html")));
    if has(header::AUTHORIZATION)
        || parts.headers.contains_key("x-sn-apikey")
        || !(shows_pages || has(header::COOKIE))
    {
        return auth::authenticate(app, &parts.headers, &parts.uri)
            .await
            .map_err(IntoResponse::into_response);
    }
    Ok(Viewer::from_request_parts(parts, app).await?.caller)
}

impl Export {
    fn file(&self, session: &Session) -> Result<Response, Refusal> {
        let content = match self.kind {
            Kind::Csv => csv::write(&self.sheet(session)?, session.properties().flag(csv::ESCAPE, true)),
            Kind::Excel => xlsx::write(&self.sheet(session)?)?,
            Kind::Pdf => pdf::write(&self.sheet(session)?),
            Kind::Xml => xml::write(session, self, xml::Root::Plain)?,
            Kind::Unload => xml::write(session, self, xml::Root::Unload)?,
        };
        let name = format!("attachment;filename={}.{}", self.table, self.kind.extension());
        let headers =
            [(header::CONTENT_TYPE, self.kind.media_type()), (header::CONTENT_DISPOSITION, name.as_str())];
        Ok((StatusCode::OK, headers, content).into_response())
    }

    fn sheet(&self, session: &Session) -> Result<sheet::Sheet, Refusal> {
        sheet::read(session, self)
    }

    /// The records: one that is named, or those that the query finds.
    fn selection(&self, session: &Session) -> Selection {
        let query = match self.params.get("sys_id").or_else(|| self.params.get("sysparm_sys_id")) {
            Some(id) => Query::equals("sys_id", id),
            None => Query::parse(self.params.get("sysparm_query").unwrap_or_default()),
        };
        let (property, usual) = self.kind.limit();
        let most = session.properties().number(property, usual);
        let asked = self.params.get("sysparm_record_count").and_then(|count| count.parse().ok());
        Selection::of(query).limited(asked.map_or(most, |asked: u64| asked.min(most)))
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn a_kind_is_a_parameter_without_a_value() {
        assert_eq!(Kind::asked("CSV&sysparm_query=a"), Some(Kind::Csv));
        assert_eq!(Kind::asked("sysparm_query=a&EXCEL="), Some(Kind::Excel));
        assert_eq!(Kind::asked("sysparm_query=CSV"), None);
        assert_eq!(Kind::asked(""), None);
    }
}
