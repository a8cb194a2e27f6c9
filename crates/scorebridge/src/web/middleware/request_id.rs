//! Gives each request an id: in the log, in the answer's `x-request-id`, and as the reference on error pages.

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;
use uuid::Uuid;

/// Twelve hexadecimal digits: short enough to be read out on the telephone.
#[derive(Debug, Clone)]
pub(in crate::web) struct RequestId(pub(in crate::web) String);

pub(super) async fn give(mut request: Request, next: Next) -> Response {
    let id = Uuid::new_v4().simple().to_string()[..12].to_owned();
    request.extensions_mut().insert(RequestId(id.clone()));
    let span = tracing::info_span!(
        "request",
        request.id = id,
        http.method = request.method().as_str(),
        http.path = request.uri().path()
    );
    let mut response = next.run(request).instrument(span).await;
    let header = HeaderValue::from_str(&id).expect("hexadecimal digits are a header value");
    response.headers_mut().insert("x-request-id", header);
    response
}
