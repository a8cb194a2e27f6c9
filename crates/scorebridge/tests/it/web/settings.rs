//! `/settings` and the switches of the header: S30.

use crate::support::app::TestApp;

/// S30
#[tokio::test]
async fn the_language_switch_changes_the_language_and_stays_on_the_page() {
    let app = TestApp::start().await;
    let page = app.get("/activity").await;
    assert_eq!(page.attributes("#language-menu [name=return_to]", "value"), ["/activity"]);
    let sent = app.post("/settings/language", &[("language", "nl"), ("return_to", "/activity")]).await;
    assert_eq!((sent.status.as_u16(), sent.header("location")), (303, "/activity"));
    assert_eq!(app.get("/activity").await.one("h1"), "Activiteitenlogboek");
}

#[tokio::test]
async fn switches_never_lead_to_other_sites() {
    let app = TestApp::start().await;
    let sent =
        app.post("/settings/theme", &[("theme", "dark"), ("return_to", "https://evil.example/")]).await;
    assert_eq!(sent.header("location"), "/");
}

#[tokio::test]
async fn colours_are_known_before_the_page_is_drawn() {
    let app = TestApp::start().await;
    assert!(app.get("/").await.attributes("html", "data-theme").is_empty(), "the system decides");
    let sent = app.post("/settings/theme", &[("theme", "dark"), ("return_to", "/")]).await;
    assert!(sent.header("set-cookie").contains("scorebridge_theme=dark"));
    assert_eq!(app.get("/").await.attributes("html", "data-theme"), ["dark"]);
}

#[tokio::test]
async fn everything_is_saved_at_once() {
    let app = TestApp::start().await;
    let fields = [("language", "nl"), ("theme", "light"), ("time_zone", "America/New_York")];
    let sent = app.post("/settings", &fields).await;
    assert_eq!(sent.status, 303);
    let page = app.get("/settings?saved=yes").await;
    assert_eq!(page.one(".bar.ok"), "Uw instellingen zijn opgeslagen.");
    assert_eq!(page.attributes("#language [selected]", "value"), ["nl"]);
    assert_eq!(page.attributes("#time_zone", "value"), ["America/New_York"]);
    let cookies: Vec<_> =
        sent.headers.get_all("set-cookie").iter().map(|v| v.to_str().unwrap().to_owned()).collect();
    assert!(cookies.iter().any(|cookie| cookie.starts_with("scorebridge_shortcuts=off")), "{cookies:?}");
}

#[tokio::test]
async fn a_time_zone_that_does_not_exist_comes_back_with_what_was_typed() {
    let app = TestApp::start().await;
    let page = app.post("/settings", &[("theme", "dark"), ("time_zone", "Mars/Base")]).await;
    assert_eq!(page.status, 422);
    assert!(page.one("title").starts_with("Error: "));
    assert_eq!(page.attributes("#time_zone", "value"), ["Mars/Base"]);
    assert_eq!(page.attributes("#time_zone", "aria-invalid"), ["true"]);
    assert_eq!(page.attributes("[name=theme][checked]", "value"), ["dark"]);
}

#[tokio::test]
async fn shortcuts_can_be_switched_off() {
    let mut app = TestApp::start().await;
    assert!(app.get("/").await.attributes("body", "data-shortcuts").is_empty());
    app.with_cookie("scorebridge_shortcuts=off");
    assert_eq!(app.get("/").await.attributes("body", "data-shortcuts"), ["off"]);
}
