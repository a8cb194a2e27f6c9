//! Header, navigation, sign-in and what surrounds every request.

use axum::body::Body;
use axum::http::Request;
use scorebridge::store::Role;

use crate::support::app::{NOW, TestApp};

const PAGES: [&str; 10] = [
    "/help",
    "/",
    "/secure-score",
    "/secure-score/actions",
    "/secure-score/history",
    "/secure-score/trends",
    "/search",
    "/search?q=mfa",
    "/activity",
    "/settings",
];

/// S30
#[tokio::test]
async fn every_page_is_whole_in_both_languages() {
    let mut app = TestApp::start().await.with_scores().await;
    app.with_connection().await;
    for language in ["en", "nl"] {
        app.with_cookie(&format!("scorebridge_language={language}"));
        for path in PAGES {
            let page = app.get(path).await;
            assert_eq!(page.status, 200, "{path}");
            assert_eq!(page.attributes("html", "lang"), [language], "{path}");
            assert_eq!(page.count("h1"), 1, "{path}");
            assert_eq!(page.count("main#main"), 1, "{path}");
            assert_eq!(page.count("[style], script:not([src]), [onclick]"), 0, "{path} has something inline");
            let ids = page.attributes("[id]", "id");
            let unique: std::collections::BTreeSet<_> = ids.iter().collect();
            assert_eq!(ids.len(), unique.len(), "{path} uses an id twice: {ids:?}");
        }
        app = app_again(app).await;
    }
}

/// Cookies are added up: the next language needs a fresh session.
async fn app_again(mut app: TestApp) -> TestApp {
    app.become_role(Role::Administrator).await;
    app
}

#[tokio::test]
async fn strangers_are_led_to_sign_in_and_back() {
    let mut app = TestApp::start().await;
    app.signed_out();
    let page = app.get("/tickets?status=all").await;
    assert_eq!(page.status, 303);
    assert_eq!(page.header("location"), "/signin?return_to=%2Ftickets%3Fstatus%3Dall");
    let signin = app.get(page.header("location")).await;
    assert_eq!(signin.one("h1"), "Sign in");
    assert_eq!(signin.attributes("a.primary", "href"), ["/signin/start?return_to=%2Ftickets%3Fstatus%3Dall"]);
    let evil = app.get("/signin?return_to=//evil.example").await;
    assert_eq!(evil.attributes("a.primary", "href"), ["/signin/start?return_to=%2F"]);
}

#[tokio::test]
async fn a_provider_that_does_not_answer_is_said_on_the_sign_in_page() {
    let mut app = TestApp::start().await;
    app.signed_out();
    let page = app.get("/signin/start?return_to=/").await;
    assert_eq!(page.status, 403);
    assert_eq!(page.one("[role=alert]"), "The identity provider does not answer. Try again in a minute.");
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let app = TestApp::start().await;
    let page = app.post("/signout", &[]).await;
    assert_eq!(page.header("location"), "/signin?done=yes");
    assert_eq!(app.get("/").await.status, 303, "the cookie is worth nothing any more");
}

#[tokio::test]
async fn navigation_marks_where_one_is() {
    let app = TestApp::start().await;
    assert_eq!(app.get("/").await.one(".side [aria-current=page]"), "Home");
    assert_eq!(app.get("/secure-score/actions").await.one(".side [aria-current=page]"), "Secure Score");
    let page = app.get("/activity").await;
    assert_eq!(page.count(".side [aria-current=page]"), 0);
    assert_eq!(page.one("[popovertarget=account-menu]"), "SV , account of Sam de Vries");
}

#[tokio::test]
async fn pages_keep_to_themselves() {
    let page = TestApp::start().await.get("/").await;
    let policy = page.header("content-security-policy");
    for part in ["default-src 'none'", "script-src 'self'", "form-action 'self'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"));
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    assert_eq!(page.header("x-request-id").len(), 12);
}

#[tokio::test]
async fn forms_without_the_sessions_secret_do_nothing() {
    let app = TestApp::start().await;
    for fields in [&[("language", "nl")][..], &[("language", "nl"), ("csrf", "wrong")][..]] {
        let page = app.post_unsigned("/settings/language", fields).await;
        assert_eq!(page.status, 403);
        assert!(page.one("main").contains("This form belongs to an earlier session."));
    }
    assert_eq!(app.get("/").await.attributes("html", "lang"), ["en"]);
}

#[tokio::test]
async fn forms_from_other_sites_do_nothing() {
    let app = TestApp::start().await;
    let body = format!("csrf={}&language=nl", app.csrf());
    let request = Request::post("/settings/language")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", "https://evil.example")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from(body))
        .unwrap();
    assert_eq!(app.send(request).await.status, 403);
    assert_eq!(app.get("/").await.attributes("html", "lang"), ["en"]);
}

#[tokio::test]
async fn other_hosts_get_nothing() {
    let app = TestApp::start().await;
    let ask = |path: &str| Request::get(path).header("host", "evil.example").body(Body::empty()).unwrap();
    assert_eq!(app.send(ask("/")).await.status, 421);
    assert_eq!(app.send(ask("/healthz")).await.status, 200, "probes ask under any name");
}

#[tokio::test]
async fn machines_can_watch() {
    let app = TestApp::start().await;
    assert_eq!(app.get("/healthz").await.text(), "ok\n");
    assert_eq!(app.get("/readyz").await.text(), "ready\n");
    app.get("/secure-score/actions/secret-id").await;
    let metrics = app.get("/metrics").await.text();
    assert!(metrics.contains("route=\"/secure-score/actions/{id}\""), "{metrics}");
    assert!(!metrics.contains("secret-id"));
    assert!(metrics.contains("scorebridge_jobs_waiting 0"));
    app.app.stopping.cancel();
    assert_eq!(app.get("/readyz").await.status, 503);
}

#[tokio::test]
async fn answers_tell_their_time_and_statements_only_where_that_is_set() {
    let silent = TestApp::start().await;
    assert_eq!(silent.get("/").await.header("server-timing"), "");
    let settings = [("SERVER__TIMING", "true")];
    let app = TestApp::start_with(Role::Administrator, NOW.parse().unwrap(), &settings).await;
    let (page, statements) = app.get_counted("/").await;
    let (total, counted) = page.header("server-timing").split_once(", ").unwrap();
    let milliseconds: f64 = total.strip_prefix("total;dur=").unwrap().parse().unwrap();
    assert!(milliseconds > 0.0);
    assert!(statements > 0);
    assert_eq!(counted, format!("statements;desc={statements}"));
}
