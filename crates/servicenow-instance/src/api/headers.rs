//! Headers that every answer carries (protocol 1.3).

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

use crate::app::App;

/// Adds them where the handler set none of its own.
pub(crate) fn common(app: &App, mut response: Response) -> Response {
    let id = hex::encode(app.random.bytes::<6>());
    let status = response.status();
    let headers = response.headers_mut();
    let mut put = |name: HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    let fixed = HeaderValue::from_static;
    put(HeaderName::from_static("server-timing"), fixed("sem_wait;dur=0, sesh_wait;dur=0"));
    put(HeaderName::from_static("x-is-logged-in"), fixed(if status == 401 { "false" } else { "true" }));
    put(
        HeaderName::from_static("x-transaction-id"),
        HeaderValue::from_str(&id).expect("hexadecimal digits make a header"),
    );
    put(header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff"));
    put(header::PRAGMA, fixed("no-store,no-cache"));
    put(header::CACHE_CONTROL, fixed("no-cache,no-store,must-revalidate,max-age=-1"));
    put(header::EXPIRES, fixed("0"));
    put(header::SERVER, fixed("ServiceNow"));
    put(header::STRICT_TRANSPORT_SECURITY, fixed("max-age=63072000; includeSubDomains"));
    response
}
