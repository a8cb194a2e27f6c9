//! Access tokens are renewed in time, once, and found when another process renewed them.

use std::sync::Arc;

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret as _;
use serde_json::json;
use servicenow_client::{
    BoxFuture, Client, Credentials, ErrorKind, MemoryTokenStore, OAuthClient, Query, RetryPolicy, TokenSet,
    TokenStore, TokenStoreError,
};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{instance, refusal, requests, result};

fn now() -> Timestamp {
    "2026-11-24T10:00:00Z".parse().unwrap()
}

fn tokens(access: &str, seconds_left: i64) -> TokenSet {
    TokenSet {
        access_token: access.into(),
        refresh_token: Some("refresh-1".into()),
        access_expires_at: now() + SignedDuration::from_secs(seconds_left),
        refresh_expires_at: Some(now() + SignedDuration::from_hours(24)),
        scope: None,
    }
}

fn client(server: &MockServer, store: Arc<dyn TokenStore>) -> Client {
    let redirect = "https://portal.example.org/cb".parse().unwrap();
    let oauth = OAuthClient::new(instance(server), "id", Some("secret".into()), redirect).unwrap();
    Client::builder(instance(server))
        .credentials(Credentials::OAuth { oauth, tokens: store })
        .retry(RetryPolicy::none())
        .clock(now)
        .build()
        .unwrap()
}

/// Accepts only `access`, and gives `access-new` for a refresh.
async fn server_accepting(access: &str) -> MockServer {
    let server = MockServer::start().await;
    let renewed = json!({"access_token": "access-new", "refresh_token": "refresh-1", "token_type": "Bearer", "expires_in": 1799});
    Mock::given(method("POST"))
        .and(path("/oauth_token.do"))
        .respond_with(ResponseTemplate::new(200).set_body_json(renewed))
        .mount(&server)
        .await;
    Mock::given(path("/api/now/table/incident"))
        .and(header("authorization", format!("Bearer {access}").as_str()))
        .respond_with(result(json!([])))
        .mount(&server)
        .await;
    Mock::given(path("/api/now/table/incident"))
        .respond_with(refusal(401, "User Not Authenticated", None))
        .with_priority(9)
        .mount(&server)
        .await;
    server
}

async fn renewals(server: &MockServer) -> usize {
    requests(server).await.iter().filter(|request| request.url.path() == "/oauth_token.do").count()
}

async fn list(client: &Client) -> Result<(), servicenow_client::Error> {
    client.table("incident").list(&Query::new()).await.map(|_| ())
}

#[tokio::test]
async fn a_token_with_a_minute_left_is_used_and_one_with_less_is_renewed() {
    let server = server_accepting("access-old").await;
    list(&client(&server, Arc::new(MemoryTokenStore::new(tokens("access-old", 60))))).await.unwrap();
    assert_eq!(renewals(&server).await, 0);

    let server = server_accepting("access-new").await;
    let store = Arc::new(MemoryTokenStore::new(tokens("access-old", 59)));
    list(&client(&server, store.clone())).await.unwrap();
    assert_eq!(renewals(&server).await, 1);
    let saved = store.tokens().unwrap();
    assert_eq!(saved.access_token.expose_secret(), "access-new");
    assert_eq!(saved.access_expires_at, now() + SignedDuration::from_secs(1799));
    assert_eq!(
        saved.refresh_expires_at,
        Some(now() + SignedDuration::from_hours(24)),
        "a refresh extends nothing"
    );
}

#[tokio::test]
async fn many_requests_renew_once() {
    for seconds_left in [0, 1700] {
        // With time left it is the 401 that asks for the renewal.
        let server = server_accepting("access-new").await;
        let client = client(&server, Arc::new(MemoryTokenStore::new(tokens("access-old", seconds_left))));
        let done = join_all((0..12).map(|_| list(&client))).await;
        assert!(done.iter().all(Result::is_ok), "{done:?}");
        assert_eq!(renewals(&server).await, 1);
    }
}

#[tokio::test]
async fn a_token_that_another_process_renewed_is_taken_from_the_store() {
    let server = server_accepting("access-theirs").await;
    let store = Arc::new(MemoryTokenStore::new(tokens("access-old", 1700)));
    let client = client(&server, store.clone());
    // The client takes its first copy, which the instance refuses by now.
    store.save(&tokens("access-old", 1700)).await.unwrap();
    let refused = list(&client).await;
    assert!(refused.is_err(), "the renewed token is not accepted either");
    store.save(&tokens("access-theirs", 1700)).await.unwrap();
    let before = renewals(&server).await;
    list(&client).await.unwrap();
    assert_eq!(renewals(&server).await, before);
}

#[tokio::test]
async fn a_second_401_is_the_answer() {
    let server = server_accepting("none").await;
    let client = client(&server, Arc::new(MemoryTokenStore::new(tokens("access-old", 1700))));
    let error = list(&client).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unauthorized { .. }));
    assert_eq!(requests(&server).await.len(), 3, "refused, renewed, refused");
}

#[tokio::test]
async fn without_tokens_someone_must_authorise() {
    let server = server_accepting("access-new").await;
    let error = list(&client(&server, Arc::new(MemoryTokenStore::default()))).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unauthorized { .. }), "{error}");

    let mut only_access = tokens("access-old", 0);
    only_access.refresh_token = None;
    let error = list(&client(&server, Arc::new(MemoryTokenStore::new(only_access)))).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unauthorized { .. }), "{error}");
    assert!(requests(&server).await.is_empty());
}

struct Broken;

impl TokenStore for Broken {
    fn load(&self) -> BoxFuture<'_, Result<Option<TokenSet>, TokenStoreError>> {
        Box::pin(async { Err(TokenStoreError::new("disk full")) })
    }

    fn save<'a>(&'a self, _: &'a TokenSet) -> BoxFuture<'a, Result<(), TokenStoreError>> {
        Box::pin(async { Err(TokenStoreError::new("disk full")) })
    }
}

#[tokio::test]
async fn a_failing_store_is_named_with_its_reason() {
    let server = server_accepting("access-new").await;
    let error = list(&client(&server, Arc::new(Broken))).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TokenStore));
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "disk full");
}

/// Client credentials and assertions bring no refresh token: the grant itself is repeated.
#[tokio::test]
async fn a_grant_without_refresh_token_is_repeated() {
    let redirect: url::Url = "https://portal.example.org/cb".parse().unwrap();
    for (grant, field) in [
        ("client_credentials", "client_secret"),
        ("urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion"),
    ] {
        let server = server_accepting("access-new").await;
        let oauth =
            OAuthClient::new(instance(&server), "id", Some("secret".into()), redirect.clone()).unwrap();
        let oauth = match field {
            "assertion" => oauth.renew_with_assertions(|| "secret".into()),
            _ => oauth.renew_with_client_credentials(),
        };
        let ended = TokenSet { refresh_token: None, refresh_expires_at: None, ..tokens("access-old", -1) };
        let credentials = Credentials::OAuth { oauth, tokens: Arc::new(MemoryTokenStore::new(ended)) };
        let client = Client::builder(instance(&server)).credentials(credentials).clock(now).build().unwrap();
        list(&client).await.unwrap();
        let sent = requests(&server).await;
        let body = String::from_utf8(sent[0].body.clone()).unwrap();
        let form: Vec<(String, String)> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        assert!(form.contains(&("grant_type".to_owned(), grant.to_owned())), "{form:?}");
        assert!(form.contains(&(field.to_owned(), "secret".to_owned())), "{form:?}");
    }
}
