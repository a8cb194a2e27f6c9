//! What the network does: each failure is told apart, and writes know whether they may have happened.

use std::time::Duration;

use servicenow_client::{Client, Credentials, Error, ErrorKind, Fields, Query, RetryPolicy, TransportCause};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use wiremock::matchers::{any, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{builder, client, requests, result};

fn cause(error: &Error) -> TransportCause {
    match error.kind() {
        ErrorKind::Transport { cause, .. } => *cause,
        other => panic!("{other}"),
    }
}

fn client_of(address: &str) -> Client {
    Client::builder(address.parse().unwrap())
        .credentials(Credentials::Bearer("token".into()))
        .retry(RetryPolicy::none())
        .timeout(Duration::from_secs(5))
        .build()
        .unwrap()
}

async fn write(client: &Client) -> Error {
    client.table("incident").create(&Fields::new().set("impact", 1)).await.unwrap_err()
}

/// A server that reads a request, writes `answer` and closes.
async fn raw_server(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = socket.read(&mut request).await;
            let _ = socket.write_all(answer).await;
        }
    });
    address
}

#[tokio::test]
async fn a_refused_connection_took_no_write() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = write(&client_of(&address)).await;
    assert_eq!(cause(&error), TransportCause::Connect);
    assert!(error.is_retryable() && !error.may_have_taken_effect());
}

#[tokio::test]
async fn a_name_without_an_address_is_a_dns_failure() {
    let error = write(&client_of("https://no-such-instance.invalid")).await;
    assert_eq!(cause(&error), TransportCause::Dns, "{error:?}");
    assert!(!error.may_have_taken_effect());
}

#[tokio::test]
async fn a_server_without_tls_is_a_tls_failure() {
    let address = raw_server(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.replace("http://", "https://");
    let error = write(&client_of(&address)).await;
    assert_eq!(cause(&error), TransportCause::Tls, "{error:?}");
    assert!(!error.is_retryable() && !error.may_have_taken_effect());
}

#[tokio::test]
async fn an_answer_that_never_comes_leaves_a_write_unsure() {
    let server = MockServer::start().await;
    let late = ResponseTemplate::new(201).set_delay(Duration::from_secs(30));
    Mock::given(any()).respond_with(late).mount(&server).await;
    let client = builder(&server).timeout(Duration::from_millis(100)).build().unwrap();
    let error = write(&client).await;
    assert_eq!(cause(&error), TransportCause::Timeout);
    assert!(error.is_retryable() && error.may_have_taken_effect());
}

#[tokio::test]
async fn a_connection_that_breaks_leaves_a_write_unsure() {
    for answer in [
        &b""[..],
        b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{\"res",
    ] {
        let address = raw_server(answer).await;
        let error = write(&client_of(&address)).await;
        assert_eq!(cause(&error), TransportCause::Interrupted, "{error:?}");
        assert!(error.may_have_taken_effect());
    }
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off_at_the_limit() {
    let server = MockServer::start().await;
    let huge = ResponseTemplate::new(200).set_body_raw(vec![b' '; 26 * 1024 * 1024], "application/json");
    Mock::given(any()).respond_with(huge).mount(&server).await;
    let error = client(&server).table("incident").list(&Query::new()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLarge { limit: 26_214_400, .. }), "{error}");
}

#[tokio::test]
async fn follows_a_redirect_within_the_instance_only() {
    let server = MockServer::start().await;
    let other = MockServer::start().await;
    let redirect = |to: String| ResponseTemplate::new(302).insert_header("location", to);
    Mock::given(path("/api/now/near"))
        .respond_with(redirect("/api/now/there".to_owned()))
        .mount(&server)
        .await;
    Mock::given(path("/api/now/there")).respond_with(result(serde_json::json!(1))).mount(&server).await;
    Mock::given(path("/api/now/far"))
        .respond_with(redirect(format!("{}/x", other.uri())))
        .mount(&server)
        .await;
    let client = client(&server);
    assert_eq!(client.get_json("/api/now/near").await.unwrap()["result"], 1);
    let error = client.get_json("/api/now/far").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotServiceNow { status: 302, .. }), "{error}");
    assert!(requests(&other).await.is_empty());
}

#[tokio::test]
async fn a_write_is_never_redirected() {
    let server = MockServer::start().await;
    let away = ResponseTemplate::new(307).insert_header("location", "/elsewhere");
    Mock::given(any()).respond_with(away).mount(&server).await;
    let error = write(&client(&server)).await;
    assert!(matches!(error.kind(), ErrorKind::NotServiceNow { status: 307, .. }));
    assert_eq!(requests(&server).await.len(), 1);
}

#[tokio::test]
async fn an_endless_redirect_ends() {
    let server = MockServer::start().await;
    let around = ResponseTemplate::new(302).insert_header("location", "/api/now/x");
    Mock::given(any()).respond_with(around).mount(&server).await;
    let error = client(&server).get_json("/api/now/x").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotServiceNow { status: 302, .. }));
    assert!(requests(&server).await.len() <= 6);
}
