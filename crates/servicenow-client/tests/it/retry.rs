//! Repetition, parallelism and pacing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures::future::join_all;
use serde_json::json;
use servicenow_client::{ErrorKind, Fields, Query, RetryPolicy};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::support::{HIBERNATING, builder, eager, page, refusal, requests, result};

/// Fails a number of times, then answers an empty list.
async fn failing(times: u64, failure: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(failure).up_to_n_times(times).mount(&server).await;
    Mock::given(any()).respond_with(result(json!([]))).mount(&server).await;
    server
}

#[tokio::test]
async fn a_read_is_repeated_until_it_succeeds() {
    for failure in [
        page(503, "busy"),
        ResponseTemplate::new(202),
        refusal(429, "Rate limit exceeded", None).insert_header("retry-after", "0"),
        refusal(500, "Transaction cancelled: maximum execution time exceeded", None),
    ] {
        let server = failing(3, failure).await;
        let client = builder(&server).retry(eager()).build().unwrap();
        assert!(client.table("incident").list(&Query::new()).await.is_ok());
        assert_eq!(requests(&server).await.len(), 4);
    }
}

#[tokio::test]
async fn a_read_is_given_up_after_the_attempts() {
    let server = failing(9, page(503, "busy")).await;
    let client = builder(&server).retry(eager().attempts(3)).build().unwrap();
    let error = client.table("incident").list(&Query::new()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Maintenance { .. }));
    assert_eq!(requests(&server).await.len(), 3);
}

#[tokio::test]
async fn what_a_person_must_change_is_not_repeated() {
    for failure in [
        page(200, HIBERNATING),
        page(403, "blocked"),
        refusal(401, "User Not Authenticated", None),
        refusal(400, "Invalid table x", None),
    ] {
        let server = failing(9, failure).await;
        let client = builder(&server).retry(eager()).build().unwrap();
        assert!(client.table("incident").list(&Query::new()).await.is_err());
        assert_eq!(requests(&server).await.len(), 1);
    }
}

#[tokio::test]
async fn a_write_is_never_repeated() {
    let server = failing(9, page(503, "busy")).await;
    let client = builder(&server).retry(eager()).build().unwrap();
    let table = client.table("incident");
    let id = "57af7aec73d423002728660c4cf6a71c".parse().unwrap();
    assert!(table.create(&Fields::new()).await.is_err());
    assert!(table.update(&id, &Fields::new()).await.is_err());
    assert!(table.delete(&id).await.is_err());
    assert_eq!(requests(&server).await.len(), 3);
}

#[tokio::test]
async fn waits_as_long_as_the_instance_asks() {
    let server =
        failing(1, refusal(429, "Rate limit exceeded", None).insert_header("retry-after", "1")).await;
    let client = builder(&server).retry(RetryPolicy::default()).build().unwrap();
    let started = Instant::now();
    client.table("incident").list(&Query::new()).await.unwrap();
    assert!(started.elapsed() >= Duration::from_millis(900));
}

#[tokio::test]
async fn a_long_closing_is_told_at_once_and_spares_the_instance() {
    let server =
        failing(1, refusal(429, "Rate limit exceeded", None).insert_header("retry-after", "3600")).await;
    let client = builder(&server).retry(RetryPolicy::default()).build().unwrap();
    for _ in 0..3 {
        let error = client.table("incident").list(&Query::new()).await.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::RateLimited { retry_after: Some(wait), .. } if wait.as_secs() > 3500)
        );
    }
    assert_eq!(requests(&server).await.len(), 1);
}

struct Crowd {
    now: Arc<AtomicUsize>,
}

impl Respond for Crowd {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        self.now.fetch_add(1, Ordering::SeqCst);
        result(json!([])).set_delay(Duration::from_millis(200))
    }
}

#[tokio::test]
async fn no_more_requests_run_at_a_time_than_allowed() {
    let server = MockServer::start().await;
    let arrived = Arc::new(AtomicUsize::new(0));
    Mock::given(any()).respond_with(Crowd { now: arrived.clone() }).mount(&server).await;
    let client = builder(&server).concurrency(2).build().unwrap();
    let table = client.table("incident");
    let query = Query::new();
    let started = Instant::now();
    let answers = join_all((0..6).map(|_| table.list(&query))).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(arrived.load(Ordering::SeqCst), 6);
    // Three rounds of two; without the limit it would be one.
    assert!(started.elapsed() >= Duration::from_millis(550), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_limit_of_parallel_requests_out_of_range_is_refused() {
    let server = MockServer::start().await;
    assert!(builder(&server).concurrency(0).build().is_err());
    assert!(builder(&server).concurrency(65).build().is_err());
}
