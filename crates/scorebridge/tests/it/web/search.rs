//! `/search` and `/activity`.

use crate::support::app::TestApp;
use crate::support::sample::Sample;

/// S22
#[tokio::test]
async fn tickets_and_actions_are_found_together() {
    let app = TestApp::start().await.with_scores().await;
    let connection = app.with_connection().await;
    app.with_ticket(connection, &Sample { name: "MFA for all", ..Sample::default() }).await;
    let page = app.get("/search?q=mfa").await;
    assert_eq!(page.all("[aria-labelledby=h-tickets] li a"), ["MFA for all"]);
    assert_eq!(page.all("[aria-labelledby=h-actions] li a"), ["Require MFA for administrative roles"]);
    assert_eq!(page.attributes("#search", "value"), ["mfa"]);
    assert_eq!(
        app.get("/search?q=CHG0030012").await.all("[aria-labelledby=h-tickets] li a"),
        ["MFA for all"]
    );
}

#[tokio::test]
async fn what_is_not_found_is_said_with_the_words_that_were_typed() {
    let page = TestApp::start().await.get("/search?q=%3Cb%3Enothing").await;
    assert!(page.one(".empty").starts_with("Nothing found for “<b>nothing”."));
}

#[tokio::test]
async fn the_log_tells_who_did_what() {
    let app = TestApp::start().await;
    let connection = app.with_connection().await;
    let id = app.with_ticket(connection, &Sample { name: "=Evil", ..Sample::default() }).await;
    let page = app.get("/activity").await;
    let rows = page.all("tbody tr");
    assert!(rows.iter().any(|row| row.contains("CHG0030012 created in ServiceNow")), "{rows:?}");
    assert!(
        rows.iter().any(|row| row.contains("Ticket =Evil sent off") && row.contains("Sam de Vries")),
        "{rows:?}"
    );
    assert!(page.attributes("tbody a", "href").contains(&format!("/tickets/{id}")));
    let csv = app.get("/activity.csv").await.text();
    assert!(csv.contains("Ticket =Evil sent off"), "{csv}");
    assert!(!csv.contains('<'), "{csv}");
}
