//! Headers that every answer carries (protocol 1.3), and the cookies of API
//! sessions.

use std::sync::{Arc, LazyLock};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use jiff::fmt::rfc2822;

use crate::app::App;
use crate::auth::SessionLifetime;
use crate::queue;
use crate::random::named_id;

/// Life of the session of a caller with a password, as recorded.
const SESSION_SECONDS: u64 = 1800;

/// Headers of an answer, cookies included, with some to spare.
const HEADERS: usize = 24;

/// Room for all headers at once, so that the map need not grow with each of them.
fn make_room(headers: &mut HeaderMap) {
    headers.reserve(HEADERS.saturating_sub(headers.len()));
}

/// Adds them where the handler set none of its own.
pub(crate) fn common(app: &App, mut response: Response) -> Response {
    let id = hex::encode(app.random.bytes::<6>());
    let status = response.status();
    let headers = response.headers_mut();
    make_room(headers);
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
    if let Some(date) = date(app) {
        put(header::DATE, date);
    }
    put(header::SERVER, fixed("ServiceNow"));
    put(header::STRICT_TRANSPORT_SECURITY, fixed("max-age=63072000; includeSubDomains"));
    response
}

/// By the instance's clock, so that a client sees one time throughout. Absent
/// for years that the header cannot name.
fn date(app: &App) -> Option<HeaderValue> {
    let text = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&app.clock.now()).ok()?;
    HeaderValue::from_str(&text).ok()
}

/// Around every API: a caller without a session gets one.
/// Clients that send the cookie back are served one request at a time.
pub(crate) async fn session(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let is_new = queue::session_of(request.headers()).is_none();
    let mut response = next.run(request).await;
    if is_new && response.status() != StatusCode::UNAUTHORIZED {
        let lifetime = response.extensions().get::<SessionLifetime>().map(|lifetime| lifetime.0);
        let headers = response.headers_mut();
        make_room(headers);
        for cookie in cookies(&app, lifetime.unwrap_or(SESSION_SECONDS)) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
    response
}

fn cookies(app: &App, seconds: u64) -> [HeaderValue; 5] {
    static NODE: LazyLock<String> = LazyLock::new(|| named_id("node:devinstance"));
    let ids = hex::encode_upper(app.random.bytes::<32>());
    let (session, store) = ids.split_at(32);
    // Browsers take SameSite=None only together with Secure.
    let end =
        if app.is_secure() { "; Path=/; HttpOnly; SameSite=None; Secure" } else { "; Path=/; HttpOnly" };
    let past = "Max-Age=0; Expires=Thu, 01-Jan-1970 00:00:10 GMT";
    [
        format!("JSESSIONID={session}{end}"),
        format!("glide_user=; {past}{end}"),
        format!("glide_user_session=; {past}{end}"),
        format!("glide_user_route=glide.{}; Max-Age=2147483647{end}", *NODE),
        format!("glide_session_store={store}; Max-Age={seconds}{end}"),
    ]
    .map(|cookie| HeaderValue::try_from(cookie).expect("letters and digits make a header"))
}
