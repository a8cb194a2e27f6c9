//! Every error answer of the protocol: status, message and detail, in one
//! place. Clients compare these words, so they are not ours to improve.

mod apis;

use std::borrow::Cow;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::api::format::Format;

/// What a refusal is about, for pages that show their own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    NotAuthenticated,
    /// The one-time password is missing or wrong.
    SecondFactor,
    InvalidTable,
    NoRecord,
    /// An access rule forbids the operation.
    Denied,
    /// A data policy demands these fields (labels).
    Mandatory(Vec<String>),
    /// A business rule aborted the write (its name).
    Aborted(String),
    BadRequest,
    RateLimited {
        retry_after: u64,
    },
    Internal,
}

/// A write that access rules may forbid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Write {
    Insert,
    Update,
    Delete,
}

/// A request the instance does not carry out, with the words of the protocol.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) message: Cow<'static, str>,
    pub(crate) detail: Option<Cow<'static, str>>,
    pub(crate) kind: Kind,
}

const MISSING_RECORD: &str = "Record doesn't exist or ACL restricts the record retrieval";
const QUERY_DENIED: &str = "Insufficient rights to query records";
const OPERATION_FAILED: &str = "Operation Failed";
const UNREADABLE: &str = "Exception while reading request";
const CANCELLED: &str = "Transaction cancelled: maximum execution time exceeded";

impl Refusal {
    fn new(
        status: StatusCode,
        kind: Kind,
        message: impl Into<Cow<'static, str>>,
        detail: Option<Cow<'static, str>>,
    ) -> Self {
        Self { status, message: message.into(), detail, kind }
    }

    pub(crate) fn not_authenticated() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            Kind::NotAuthenticated,
            "User Not Authenticated",
            Some("Required to provide Auth information".into()),
        )
    }

    /// As [`Self::not_authenticated`], with a header that asks for the one-time password.
    pub(crate) fn second_factor() -> Self {
        Self { kind: Kind::SecondFactor, ..Self::not_authenticated() }
    }

    /// A role stands before the whole resource.
    pub(crate) fn not_authorized() -> Self {
        let text = "User Not Authorized";
        Self::new(StatusCode::FORBIDDEN, Kind::Denied, text, Some(text.into()))
    }

    pub(crate) fn invalid_table(name: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            Kind::InvalidTable,
            format!("Invalid table {name}"),
            Some(format!("Table {name} does not exist").into()),
        )
    }

    pub(crate) fn no_record() -> Self {
        Self::new(StatusCode::NOT_FOUND, Kind::NoRecord, "No Record found", Some(MISSING_RECORD.into()))
    }

    /// The whole table may not be read.
    pub(crate) fn query_denied() -> Self {
        Self::new(StatusCode::FORBIDDEN, Kind::Denied, QUERY_DENIED, None)
    }

    /// The query tests a field that may not be read.
    pub(crate) fn query_field_denied() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            Kind::Denied,
            QUERY_DENIED,
            Some("Field(s) present in the query do not have permission to be read".into()),
        )
    }

    pub(crate) fn write_denied(write: Write) -> Self {
        let detail = match write {
            Write::Insert => "ACL Exception Insert Failed due to security constraints",
            Write::Update => "ACL Exception Update Failed due to security constraints",
            Write::Delete => "ACL Exception Delete Failed due to security constraints",
        };
        Self::new(StatusCode::FORBIDDEN, Kind::Denied, OPERATION_FAILED, Some(detail.into()))
    }

    /// `rule` with its `sys_id` stopped a write on `table`.
    pub(crate) fn aborted(table: &str, rule: &str, rule_id: &str) -> Self {
        Self::aborted_within(table, (rule, rule_id), rule)
    }

    /// `stack`: the rule and those whose scripts caused the write, by name.
    pub(crate) fn aborted_within(table: &str, (rule, rule_id): (&str, &str), stack: &str) -> Self {
        let detail = format!(
            "Operation against file '{table}' was aborted by Business Rule '{rule}^{rule_id}'. Business Rule Stack:{stack}"
        );
        Self::new(
            StatusCode::FORBIDDEN,
            Kind::Aborted(rule.to_owned()),
            OPERATION_FAILED,
            Some(detail.into()),
        )
    }

    /// A record with this `sys_id`, or another unique value, exists already.
    pub(crate) fn duplicate(table: &str, key: &str) -> Self {
        let detail = format!("Unique Key violation detected by database (table {table}, key {key})");
        Self::new(StatusCode::FORBIDDEN, Kind::Denied, OPERATION_FAILED, Some(detail.into()))
    }

    /// `labels` of the fields a data policy makes mandatory.
    pub(crate) fn mandatory(labels: Vec<String>) -> Self {
        let detail =
            format!("Data Policy Exception: The following fields are mandatory: {}", labels.join(", "));
        Self::new(StatusCode::FORBIDDEN, Kind::Mandatory(labels), OPERATION_FAILED, Some(detail.into()))
    }

    /// `labels` of the fields a data policy makes read only.
    pub(crate) fn read_only(labels: &[String]) -> Self {
        let detail =
            format!("Data Policy Exception: The following fields are read only: {}", labels.join(", "));
        Self::new(StatusCode::FORBIDDEN, Kind::Denied, OPERATION_FAILED, Some(detail.into()))
    }

    /// A table's application access refuses another scope (protocol 6.1).
    pub(crate) fn cross_scope(operation: &str, table: &str, scope: &str) -> Self {
        let message = format!(
            "{operation} operation against '{table}' from scope '{scope}' has been refused due to the table's cross-scope access policy"
        );
        Self::new(StatusCode::FORBIDDEN, Kind::Denied, message, None)
    }

    /// The table is closed to web services (`ws_access`).
    pub(crate) fn no_web_service_access(table: &str) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            Kind::Denied,
            OPERATION_FAILED,
            Some(format!("Table {table} is not accessible through web services").into()),
        )
    }

    /// The access rules of a scripted REST API admit nobody with these roles.
    pub(crate) fn api_denied() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            Kind::Denied,
            "User Not Authorized",
            Some("Failed API level ACL Validation".into()),
        )
    }

    /// A script that answers a request came to no end; its log has the rest.
    pub(crate) fn script_failed(cause: &dyn std::fmt::Display) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            Kind::Internal,
            "Script execution error: Script Identifier: Check the system log for details",
            Some(cause.to_string().into()),
        )
    }

    pub(crate) fn too_large(length: u64, allowed: u64) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            Kind::BadRequest,
            UNREADABLE,
            Some(
                format!(
                    "Rejected large REST payload with content-length = {length} bytes. Max allowed: {allowed} bytes."
                )
                .into(),
            ),
        )
    }

    pub(crate) fn invalid_json() -> Self {
        Self::unreadable("The payload is not valid JSON.")
    }

    pub(crate) fn invalid_xml() -> Self {
        Self::unreadable("The payload is not valid XML.")
    }

    /// The body cannot be read, for the stated reason.
    pub(crate) fn unreadable(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, Kind::BadRequest, UNREADABLE, Some(reason.into()))
    }

    pub(crate) fn bad_request(
        message: impl Into<Cow<'static, str>>,
        detail: Option<Cow<'static, str>>,
    ) -> Self {
        Self::new(StatusCode::BAD_REQUEST, Kind::BadRequest, message, detail)
    }

    /// No resource answers at this path: 400, not 404.
    pub(crate) fn no_resource(path: &str) -> Self {
        Self::bad_request("Requested URI does not represent any resource", Some(path.to_owned().into()))
    }

    pub(crate) fn method_not_supported() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, Kind::BadRequest, "Method not supported", None)
    }

    pub(crate) fn not_acceptable(accept: &str) -> Self {
        Self::new(
            StatusCode::NOT_ACCEPTABLE,
            Kind::BadRequest,
            "Not acceptable response media type",
            Some(format!("Accept header \"{accept}\" is not supported").into()),
        )
    }

    pub(crate) fn unsupported_media_type(content_type: &str) -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Kind::BadRequest,
            "Unsupported request media type",
            Some(format!("Content-Type \"{content_type}\" is not supported").into()),
        )
    }

    pub(crate) fn url_too_long(length: usize, allowed: usize) -> Self {
        Self::new(
            StatusCode::URI_TOO_LONG,
            Kind::BadRequest,
            "Request URI too long",
            Some(format!("The URI has {length} bytes. Max allowed: {allowed} bytes.").into()),
        )
    }

    pub(crate) fn cancelled() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            Kind::Internal,
            CANCELLED,
            Some(
                format!(
                    "{CANCELLED}. Check logs for error trace or enable glide.rest.debug property to verify REST request processing"
                )
                .into(),
            ),
        )
    }

    /// The time of the transaction was used up.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.message == CANCELLED
    }

    /// A rule allows `limit` requests an hour to `api`.
    pub(crate) fn rate_limited(limit: u64, api: &str, retry_after: u64) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            Kind::RateLimited { retry_after },
            "Rate limit exceeded",
            Some(format!("Rate limit of {limit} requests per hour for {api} exceeded").into()),
        )
    }

    /// A fault of the instance itself.
    pub(crate) fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "request failed inside the instance");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            Kind::Internal,
            "com.glide.db.DatabaseException",
            Some(cause.to_string().into()),
        )
    }

    /// The body of a JSON answer.
    pub(crate) fn body(&self) -> Value {
        json!({
            "error": { "message": self.message, "detail": self.detail },
            "status": "failure",
        })
    }

    /// Headers that belong to this refusal whatever the format of its body.
    pub(crate) fn add_headers(&self, response: &mut Response) {
        let headers = response.headers_mut();
        match self.kind {
            Kind::NotAuthenticated | Kind::SecondFactor => {
                if self.kind == Kind::SecondFactor {
                    headers.insert("X-MFA_TOKEN", HeaderValue::from_static("invalid"));
                }
                let challenge = HeaderValue::from_static("BASIC realm=\"Service-now\"");
                headers.insert(header::WWW_AUTHENTICATE, challenge);
            }
            Kind::RateLimited { retry_after } => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
            }
            _ => {}
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = Format::Json.answer(self.status, self.body().to_string());
        self.add_headers(&mut response);
        response.extensions_mut().insert(self);
        response
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::OperationInterrupted) => Self::cancelled(),
            _ => Self::internal(&error),
        }
    }
}
