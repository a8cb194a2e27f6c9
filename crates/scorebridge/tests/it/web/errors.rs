//! Failed requests: each with its own words, in the shell, with a reference.

use axum::body::Body;
use axum::http::Request;
use scorebridge::store::Role;

use crate::support::app::TestApp;

#[tokio::test]
async fn an_unknown_page_keeps_the_shell_and_gives_a_reference() {
    let page = TestApp::start().await.get("/nowhere").await;
    assert_eq!(page.status, 404);
    assert_eq!(page.one("h1"), "Page not found");
    assert_eq!(page.one("main code"), page.header("x-request-id"));
    assert_eq!(page.count("nav.side"), 1);
}

/// S30
#[tokio::test]
async fn problems_are_said_in_the_persons_language() {
    let mut app = TestApp::start().await;
    app.with_cookie("scorebridge_language=nl");
    let page = app.get("/nowhere").await;
    assert_eq!(page.one("h1"), "Pagina niet gevonden");
    app.signed_out();
    let request = Request::get("/nowhere").header("accept-language", "nl-NL,nl;q=0.9,en;q=0.8");
    let page = app.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!((page.status.as_u16(), page.one("h1").as_str()), (404, "Pagina niet gevonden"));
    assert_eq!(page.count("nav.side"), 0, "strangers see no shell");
}

#[tokio::test]
async fn a_method_that_an_address_does_not_have_is_said() {
    let page = TestApp::start().await.post("/activity", &[]).await;
    assert_eq!(page.status, 405);
    assert!(page.one("main").contains("cannot be used in this way"));
}

#[tokio::test]
async fn too_much_is_refused() {
    let app = TestApp::start().await;
    let notes = "x".repeat(300_000);
    let page = app.post("/settings", &[("notes", &notes)]).await;
    assert_eq!(page.status, 413);
    assert_eq!(page.one("h1"), "Too large");
}

#[tokio::test]
async fn a_form_that_is_none_is_refused() {
    let app = TestApp::start().await;
    let request =
        Request::post("/settings").header("content-type", "application/json").body(Body::from("{}"));
    let page = app.send(request.unwrap()).await;
    assert_eq!(page.status, 400);
    assert!(page.one("main").contains("could not read this form"));
}

#[tokio::test]
async fn rights_that_are_missing_are_named() {
    let app = TestApp::start_as(Role::Reader).await.with_scores().await;
    let page = app.post("/secure-score/actions/AdminMFAV2/status", &[("status", "planned")]).await;
    assert_eq!(page.status, 403);
    assert_eq!(page.one("h1"), "You cannot do this");
    assert!(page.one("main").contains("This needs the role Operator."));
}

#[tokio::test]
async fn programs_get_no_page() {
    let page = TestApp::start().await.get("/assets/nothing.js").await;
    assert_eq!((page.status.as_u16(), page.text().as_str()), (404, ""));
}
