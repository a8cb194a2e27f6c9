//! A client of a scripted server, and the answers an instance gives.

use std::time::Duration;

use serde_json::{Value, json};
use servicenow_client::{Client, ClientBuilder, Credentials, InstanceUrl, RetryPolicy};
use wiremock::{Mock, MockServer, ResponseTemplate};

pub(crate) const ID: &str = "57af7aec73d423002728660c4cf6a71c";
pub(crate) const HIBERNATING: &str =
    "<html><head><title>Instance Hibernating page</title></head><body></body></html>";

pub(crate) fn instance(server: &MockServer) -> InstanceUrl {
    server.uri().parse().unwrap()
}

pub(crate) fn builder(server: &MockServer) -> ClientBuilder {
    Client::builder(instance(server))
        .credentials(Credentials::Basic { user_name: "itil".to_owned(), password: "itil".into() })
        .timeout(Duration::from_secs(10))
        .retry(RetryPolicy::none())
}

pub(crate) fn client(server: &MockServer) -> Client {
    builder(server).build().unwrap()
}

/// Retries without pauses, so that tests need not wait.
pub(crate) fn eager() -> RetryPolicy {
    RetryPolicy::default().first_pause(Duration::ZERO)
}

/// Takes a `Value`, so that calls read `result(json!(..))`.
#[expect(clippy::needless_pass_by_value, reason = "callers make the value in place")]
pub(crate) fn result(value: Value) -> ResponseTemplate {
    ResponseTemplate::new(200)
        .set_body_raw(json!({ "result": value }).to_string(), "application/json;charset=UTF-8")
}

pub(crate) fn refusal(status: u16, message: &str, detail: Option<&str>) -> ResponseTemplate {
    let body = json!({"error": {"message": message, "detail": detail}, "status": "failure"});
    ResponseTemplate::new(status).set_body_raw(body.to_string(), "application/json;charset=UTF-8")
}

pub(crate) fn page(status: u16, html: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(html, "text/html;charset=UTF-8")
}

/// Answers every request alike.
pub(crate) async fn always(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(wiremock::matchers::any()).respond_with(answer).mount(&server).await;
    server
}

pub(crate) async fn requests(server: &MockServer) -> Vec<wiremock::Request> {
    server.received_requests().await.unwrap()
}

/// The parameters of a request, decoded.
pub(crate) fn parameter(request: &wiremock::Request, name: &str) -> Option<String> {
    request.url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}
