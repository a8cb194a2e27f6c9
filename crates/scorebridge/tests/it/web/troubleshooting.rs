//! `/troubleshooting`: the findings with their ways out, pasted error texts, topics, and the report (S20, S23 to S30).

use scorebridge::connection::{CheckName, Topic};
use scorebridge::store::Role;
use servicenow_instance::Scenario;

use crate::support::app::TestApp;
use crate::support::platform::{CLIENT_ID, CLIENT_SECRET, Platform, USER, refusal_of_first_step};

const PAGE: &str = "/troubleshooting";

#[tokio::test]
async fn before_the_first_round_the_page_explains_and_shows_the_topics() {
    let app = TestApp::start().await;
    let page = app.get(PAGE).await;
    assert_eq!(page.one("h1"), "Troubleshooting");
    assert_eq!(page.all(".page-head .button.primary"), ["Run diagnostics"]);
    assert_eq!(page.count(".topics details"), Topic::ALL.len());
    assert_eq!(page.count(".topics details[open], .topics .badge, .findings li"), 0);
    assert_eq!(page.all("nav a[aria-current=page]"), ["Troubleshooting"]);
}

/// S28: the cause, the way out with the menu path and our address, the topic, and checking again.
#[tokio::test]
async fn a_fault_is_shown_with_its_cause_its_way_out_and_its_topic() {
    let (app, platform) = Platform::beside_portal().await;
    app.authorized_at(&platform).await;
    platform.switch(Scenario::IpFilter, true);
    assert_eq!(app.post(PAGE, &[]).await.header("location"), PAGE);
    let page = app.get(PAGE).await;
    assert!(page.one("#doctor-counted").contains("2 failed"), "Graph is out of reach as well");
    let finding = page.one("#finding-address-allowed");
    assert!(finding.contains("does not accept calls from our address"), "{finding}");
    assert!(
        finding.contains("Allow 192.0.2.10 under System Security > IP Address Access Control"),
        "{finding}"
    );
    assert!(page.one("#finding-instance-reachable").contains("Follows from the fault"));
    let link = page.attributes("#finding-address-allowed a", "href").remove(0);
    assert_eq!(link, "/troubleshooting?topic=ip-filtering#topic-ip-filtering");
    let topics = page.all(".topics summary");
    assert!(topics[0].ends_with("Detected"), "{topics:?}");
    assert!(topics.iter().any(|topic| topic == "IP filtering Detected"));
    let opened = app.get(&link).await;
    assert_eq!(opened.attributes(".topics details[open]", "id"), ["topic-ip-filtering"]);
    assert_eq!(opened.all("#topic-ip-filtering .addresses li"), ["192.0.2.10"]);
    assert_eq!(opened.attributes("#topic-ip-filtering [data-copy]", "data-copy"), ["192.0.2.10"]);

    platform.switch(Scenario::IpFilter, false);
    let again = app.post(PAGE, &[("only", "address-allowed")]).await;
    assert_eq!(again.header("location"), "/troubleshooting#finding-address-allowed");
    let page = app.get(PAGE).await;
    assert!(page.one("#finding-address-allowed").contains("accepts calls from our address"));
}

/// S20: nothing in the report needs to be taken out before it is handed on.
#[tokio::test]
async fn the_report_holds_neither_secrets_nor_names() {
    let (app, platform) = Platform::beside_portal().await;
    app.authorized_at(&platform).await;
    app.post(PAGE, &[]).await;
    let tokens = platform.instance.requests();
    assert!(!tokens.is_empty());
    let text = app.get("/troubleshooting/report.txt").await;
    let json = app.get("/troubleshooting/report.json").await;
    assert_eq!(text.header("content-disposition"), "attachment; filename=\"scorebridge-report.txt\"");
    for report in [text.text(), json.text(), app.get(PAGE).await.raw("#report-text")] {
        for secret in [CLIENT_SECRET, CLIENT_ID, USER, "Sam de Vries", "sam@noordlicht.example"] {
            assert!(!report.contains(secret), "{secret} in {report}");
        }
        assert!(report.contains("•••"));
    }
    let json: serde_json::Value = serde_json::from_slice(&json.bytes).unwrap();
    let findings = json["findings"].as_array().unwrap();
    assert_eq!(findings.len(), CheckName::ALL.len());
    let authorization = findings.iter().find(|finding| finding["name"] == "authorization").unwrap();
    assert_eq!(authorization["outcome"], "passed");
    assert_eq!(authorization["code"], "evidence-authorized");
}

/// S23 to S29: error texts that people meet lead to their topic, without script.
#[tokio::test]
async fn pasted_error_texts_are_matched_to_topics() {
    let app = TestApp::start().await;
    for (text, topic) in [
        (
            "Read operation against 'oauth_entity' from scope 'x_mioms_m365ticket' has been refused due to the table's cross-scope access policy",
            "An error in the first step of the installation checklist",
        ),
        ("Invalid redirect_uri", "Validate the OAuth entity"),
        (
            "{\"error_description\":\"access_denied\",\"error\":\"server_error\"}",
            "Sign in as the integration user",
        ),
        ("User name or password invalid", "Validate the integration user"),
        ("SAML response was not accepted by the identity provider", "Single sign-on prevents the connection"),
        ("Access restricted: your IP address is not authorized", "IP filtering"),
        ("I don't see tickets and can't share", "No ticket cards, and sharing is not possible"),
        ("Instance Hibernating page", "The instance sleeps or is in maintenance"),
        (
            "ACL Exception Insert Failed due to security constraints",
            "The integration user may not read or make tickets",
        ),
        (
            "Data Policy Exception: The following fields are mandatory: Justification",
            "The instance demands fields that tickets do not have",
        ),
        (
            "Rate limit of 100 requests per hour for Table API exceeded",
            "The instance limits calls or has too much to do",
        ),
        ("AADSTS7000215: Invalid client secret provided", "Secure Score cannot be read"),
    ] {
        let query: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let page = app.get(&format!("{PAGE}?error={query}")).await;
        assert!(
            page.one("#pasted").starts_with(&format!("This is about: {topic}")),
            "{}",
            page.one("#pasted")
        );
        assert_eq!(page.raw("#error"), text);
        assert_eq!(page.count(".topics details[open]"), 1, "{text}");
    }
    let page = app.get(&format!("{PAGE}?error=aborted+by+Business+Rule")).await;
    assert!(page.one("#pasted").contains("A business rule of the instance stopped the ticket."));
    assert!(!page.one("#pasted").contains("“”"), "no name, no empty quotes");
    let page = app.get(&format!("{PAGE}?error=abracadabra")).await;
    assert!(page.one("#pasted").starts_with("No topic matches"));
}

/// S23, S30: what the instance's checklist said, pasted: explained in the reader's language.
#[tokio::test]
async fn the_refusal_of_the_checklist_is_explained_in_both_languages() {
    let (mut app, platform) = Platform::beside_portal().await;
    platform.switch(Scenario::OauthEntityRestricted, true);
    let said = refusal_of_first_step(&platform.instance).await;
    let query: String = url::form_urlencoded::byte_serialize(said.as_bytes()).collect();
    for (language, meaning, way_out) in [
        (
            "en",
            "The instance was customised",
            "set Accessible from to All application scopes and select Can read",
        ),
        (
            "nl",
            "De instantie is aangepast",
            "de optie Accessible from op All application scopes en selecteer Can read",
        ),
    ] {
        app.with_cookie(&format!("scorebridge_language={language}"));
        let page = app.get(&format!("{PAGE}?error={query}")).await;
        let pasted = page.one("#pasted");
        assert!(
            pasted.contains("oauth_entity") && pasted.contains(meaning) && pasted.contains(way_out),
            "{pasted}"
        );
    }
}

#[tokio::test]
async fn readers_see_the_findings_and_run_nothing() {
    let mut app = TestApp::start().await;
    app.post(PAGE, &[]).await;
    app.become_role(Role::Operator).await;
    let page = app.get(PAGE).await;
    assert_eq!(page.count("main form[method=post]"), 0);
    assert_eq!(page.count(".findings li"), CheckName::ALL.len());
    assert!(page.one(".page-head .secondary").contains("administrator role"));
    assert_eq!(app.post(PAGE, &[]).await.status, 403);
}

/// S30
#[tokio::test]
async fn the_page_is_in_dutch_too() {
    let mut app = TestApp::start().await;
    app.with_cookie("scorebridge_language=nl");
    app.post(PAGE, &[]).await;
    let page = app.get(PAGE).await;
    assert_eq!(page.one("h1"), "Problemen oplossen");
    assert!(page.one("#finding-graph-application").starts_with("Toepassing in Microsoft Entra Mislukt"));
    assert!(page.one("#topic-ip-filtering summary").starts_with("IP-filtering"));
    assert!(app.get("/troubleshooting/report.txt").await.text().contains("Microsoft Graph\n"));
}
