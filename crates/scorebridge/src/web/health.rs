//! For machines that watch: is the process up, is it ready, how is it doing.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::app::App;
use crate::store::counted;

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// Upper bounds of answer times, in seconds.
const BUCKETS: [f64; 8] = [0.005, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// One recorder per process, however many routers there are.
static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

fn recorder() -> &'static PrometheusHandle {
    RECORDER.get_or_init(|| {
        let builder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &BUCKETS)
            .expect("the buckets are not empty");
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder of metrics is installed: /metrics stays empty");
        }
        handle
    })
}

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers, its schema is up to date, and the workers run.
pub(super) async fn ready(State(app): State<App>) -> Response {
    let stopping = app.stopping.is_cancelled();
    match app.store.ping().await {
        Ok(()) if !stopping && app.workers_run() => "ready\n".into_response(),
        Ok(()) if !stopping => (StatusCode::SERVICE_UNAVAILABLE, "a worker has ended\n").into_response(),
        Ok(()) => (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

/// `GET /metrics`: Prometheus text format 0.0.4.
pub(super) async fn metrics(State(app): State<App>) -> Response {
    let recorder = recorder();
    if let Ok(queue) = app.store.queue_figures(app.clock.now()).await {
        set("scorebridge_jobs_waiting", queue.waiting);
        set("scorebridge_jobs_dead", queue.dead);
        set("scorebridge_jobs_oldest_due_milliseconds", queue.oldest_due_ms.unsigned_abs());
    }
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], recorder.render()).into_response()
}

#[expect(clippy::cast_precision_loss, reason = "figures stay far below 2^52")]
fn set(name: &'static str, value: u64) {
    metrics::gauge!(name).set(value as f64);
}

/// Counts requests and their times by route, never by path: ids stay out of the figures. Where the configuration says
/// so, the answer tells its own.
pub(super) async fn measure(State(app): State<App>, request: Request, next: Next) -> Response {
    recorder();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = request.method().as_str().to_owned();
    let begun = Instant::now();
    let (mut response, statements) = counted(next.run(request)).await;
    let taken = begun.elapsed();
    let status = response.status().as_u16().to_string();
    let labels = [("method", method), ("route", route), ("status", status)];
    metrics::counter!("scorebridge_http_requests_total", &labels).increment(1);
    metrics::histogram!("scorebridge_http_request_seconds", &labels).record(taken.as_secs_f64());
    if app.config.server.timing {
        response.headers_mut().insert(SERVER_TIMING, timing(taken, statements));
    }
    response
}

/// Milliseconds until the answer began, and SQL statements (W3C Server Timing).
fn timing(taken: Duration, statements: u64) -> HeaderValue {
    let text = format!("total;dur={:.3}, statements;desc={statements}", taken.as_secs_f64() * 1_000.0);
    HeaderValue::from_str(&text).expect("digits and letters are a header value")
}
