//! `/webhooks/servicenow/{connection}`, and the card that makes its secret: S07, S30.

use axum::body::Body;
use axum::http::Request;
use scorebridge::store::Role;

use crate::support::app::{Page, TestApp};
use crate::support::note;

const PAGE: &str = "/servicenow";
const PING: &str = r#"{"event":"ping"}"#;

/// Address (path) and secret, as the page shows them once.
async fn make(app: &TestApp) -> (String, String) {
    let page = app.post("/servicenow/webhook", &[]).await;
    assert_eq!(page.status, 200);
    let value = |id: &str| page.attributes(id, "value").remove(0);
    let path = value("#webhook-url").strip_prefix("http://127.0.0.1:8080").unwrap().to_owned();
    (path, value("#webhook-secret"))
}

async fn send(app: &TestApp, path: &str, secret: &str, body: &str) -> Page {
    let time = app.now().as_second().to_string();
    let request = Request::post(path)
        .header("content-type", "application/json")
        .header("cookie", "")
        .header("x-scorebridge-signature", note::signature(secret, &time, body))
        .header("x-scorebridge-timestamp", time);
    app.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

#[tokio::test]
async fn the_secret_is_shown_once_and_then_sealed() {
    let app = TestApp::start().await;
    app.with_connection().await;
    assert_eq!(app.get(PAGE).await.all("#webhook .button"), ["Make a webhook secret"]);
    let (_, secret) = make(&app).await;
    assert_eq!(secret.len(), 44, "32 bytes in Base64");
    let page = app.get(PAGE).await;
    assert!(!page.text().contains(&secret));
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.all("#webhook .button"), ["Make a new webhook secret", "Switch off"]);
    assert!(app.get("/activity").await.one("main").contains("Webhook secret made for noordlicht-dev"));
}

#[tokio::test]
async fn a_signed_note_is_taken_without_a_session() {
    let app = TestApp::start().await;
    app.with_connection().await;
    let (path, secret) = make(&app).await;
    let page = send(&app, &path, &secret, PING).await;
    assert_eq!((page.status.as_u16(), page.text().as_str()), (204, ""));
    assert!(app.get(PAGE).await.one("#webhook").contains("Last note"));
    assert_eq!(send(&app, &path, &secret, PING).await.status, 409, "the same note again");
}

#[tokio::test]
async fn every_other_note_has_its_own_refusal() {
    let app = TestApp::start().await;
    app.with_connection().await;
    let (path, secret) = make(&app).await;
    let other = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    assert_eq!(send(&app, &path, other, PING).await.status, 401);
    assert_eq!(send(&app, &path, &secret, "{}").await.status, 400);
    assert_eq!(send(&app, &path, &secret, &"x".repeat(5000)).await.status, 413);
    assert_eq!(send(&app, "/webhooks/servicenow/none", &secret, PING).await.status, 404);
    let unsigned = Request::post(&path).body(Body::from(PING)).unwrap();
    let page = app.send(unsigned).await;
    assert_eq!((page.status.as_u16(), page.text().as_str()), (401, ""));
    assert_eq!(app.get(&path).await.status, 405);
}

#[tokio::test]
async fn a_flood_of_notes_is_turned_away() {
    let app = TestApp::start().await;
    app.with_connection().await;
    let (path, _) = make(&app).await;
    let other = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    for _ in 0..300 {
        assert_eq!(send(&app, &path, other, PING).await.status, 401);
    }
    let page = send(&app, &path, other, PING).await;
    assert_eq!(page.status, 429);
    assert_eq!(page.header("retry-after"), "60");
}

#[tokio::test]
async fn a_webhook_that_is_off_takes_nothing() {
    let app = TestApp::start().await;
    app.with_connection().await;
    let (path, secret) = make(&app).await;
    let page = app.post("/servicenow/webhook/remove", &[]).await;
    assert_eq!(page.header("location"), "/servicenow?notice=webhook-removed");
    assert_eq!(send(&app, &path, &secret, PING).await.status, 404);
    assert!(app.get("/servicenow?notice=webhook-removed").await.one("main").contains("The webhook is off."));
}

#[tokio::test]
async fn readers_see_no_button() {
    let mut app = TestApp::start().await;
    app.with_connection().await;
    app.become_role(Role::Reader).await;
    assert_eq!(app.get(PAGE).await.count("#webhook .button"), 0);
}
