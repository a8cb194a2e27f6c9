//! What surrounds pages: navigator, search, scenarios, policy, logs.

use reqwest::{StatusCode, header};
use serde_json::{Value, json};
use servicenow_instance::Scenario;

use super::{admin, made, sys_id};
use crate::{browser::Browser, support::Lab};

#[tokio::test]
async fn addresses_of_the_platforms_frame_lead_to_the_page() {
    let lab = Lab::new().await;
    let browser = admin(&lab).await;
    for path in [
        "/nav_to.do?uri=incident_list.do%3Fsysparm_query%3Dactive%253Dtrue",
        "/now/nav/ui/classic/params/target/incident_list.do%3Fsysparm_query%3Dactive%253Dtrue",
    ] {
        let page = browser.get(path).await;
        assert_eq!(
            (page.url.path(), page.url.query()),
            ("/incident_list.do", Some("sysparm_query=active%3Dtrue")),
            "{path}"
        );
    }
    assert_eq!(browser.get("/nav_to.do?uri=//evil.example").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn pages_allow_nothing_inline_and_assets_are_kept() {
    let lab = Lab::new().await;
    let browser = admin(&lab).await;
    let page = browser.get("/").await;
    assert!(page.policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self';"));
    assert!(
        !page.has("style")
            && !page.has("script:not([src])")
            && !page.has("[style]")
            && !page.has("[onclick]")
    );
    for selector in ["link[rel=stylesheet]", "script"] {
        let attribute = if selector == "script" { "src" } else { "href" };
        let path = page.attribute(selector, attribute).unwrap();
        let asset = lab.http.get(lab.url(&path)).send().await.unwrap();
        assert_eq!(asset.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    }
}

#[tokio::test]
async fn the_navigator_shows_what_a_person_may_use_and_what_was_installed() {
    let lab = Lab::new().await;
    let menu = made(&lab, "sys_app_application", &json!({ "title": "My app", "roles": "itil, asset" })).await;
    let module = json!({
        "title": "My problems", "application": sys_id(&menu), "link_type": "LIST", "name": "problem", "filter": "priority=1",
    });
    made(&lab, "sys_app_module", &module).await;
    let browser = Browser::signed_in(&lab, "itil", "itil").await;
    let page = browser.get("/").await;
    let applications = page.all("#navigator summary");
    assert!(applications.contains(&"My app".to_owned()) && applications.contains(&"Change".to_owned()));
    assert!(!applications.contains(&"System OAuth".to_owned()));
    assert_eq!(page.link("My problems").as_deref(), Some("/problem_list.do?sysparm_query=priority%3D1"));
}

#[tokio::test]
async fn the_navigator_is_filtered_by_name() {
    let lab = Lab::new().await;
    let browser = admin(&lab).await;
    let page = browser.get("/").await;
    let page = browser.submit(&page, "#navigator form", &[("filter", "checklist")]).await;
    assert_eq!(page.all(".home-grid a"), ["Installation checklist"]);
}

#[tokio::test]
async fn opened_pages_are_in_the_history_and_can_become_favorites() {
    let lab = Lab::new().await;
    let browser = admin(&lab).await;
    browser.get("/incident_list.do?sysparm_query=active%3Dtrue").await;
    browser.get("/problem_list.do").await;
    let page = browser.get("/history.do").await;
    assert_eq!(page.all("tbody th"), ["Problems", "Incidents"]);
    let address = "/incident_list.do?sysparm_query=active%3Dtrue";
    let page = browser.submit(&page, "main form", &[("add", address)]).await;
    assert_eq!(page.first(".message.good"), "Added to favorites.");
    let page = browser.get("/favorites.do").await;
    assert_eq!(page.attribute("tbody a", "href").as_deref(), Some(address));
    let other = Browser::signed_in(&lab, "itil", "itil").await;
    assert!(!other.get("/favorites.do").await.has("tbody"));
    let page = browser.submit(&page, "main form", &[("remove", address)]).await;
    assert_eq!(page.first(".none-found"), "No favorites yet. Add pages under History.");
}

#[tokio::test]
async fn a_number_leads_to_its_record() {
    let lab = Lab::new().await;
    let incident = made(&lab, "incident", &json!({ "short_description": "Flux capacitor" })).await;
    let browser = admin(&lab).await;
    let page = browser.get("/").await;
    let found =
        browser.submit(&page, ".find", &[("sysparm_search", incident["number"].as_str().unwrap())]).await;
    assert_eq!(found.first(".subtitle"), incident["number"].as_str().unwrap());
    let found = browser.submit(&page, ".find", &[("sysparm_search", "capacitor")]).await;
    assert_eq!(found.all("main li"), [format!("{} Flux capacitor", incident["number"].as_str().unwrap())]);
}

#[tokio::test]
async fn scenarios_are_switched_by_administrators_and_named_in_the_ribbon() {
    let lab = Lab::new().await;
    let browser = admin(&lab).await;
    let page = browser.get("/scenarios.do").await;
    assert_eq!(page.all("tbody tr").len(), Scenario::ALL.len());
    let page = browser.submit(&page, "main form", &[("on", "old-release")]).await;
    assert!(page.first(".ribbon").ends_with("rehearsing: old-release"));
    let listed = lab.http.get(lab.url("/dev/scenarios")).send().await.unwrap().json::<Value>().await.unwrap();
    assert!(listed.as_array().unwrap().iter().any(|s| s["name"] == "old-release" && s["active"] == true));
    let page = browser.submit(&page, "main form", &[("off", "old-release")]).await;
    assert!(!page.first(".ribbon").contains("old-release"));
    let itil = Browser::signed_in(&lab, "itil", "itil").await;
    assert_eq!(itil.get("/scenarios.do").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_request_log_hides_secrets() {
    let lab = Lab::new().await;
    let browser = admin(&lab).await;
    lab.http.get(lab.url("/oauth_revoke_token.do?token=topsecret")).send().await.unwrap();
    let page = browser.get("/requests.do?text=revoke").await;
    assert!(page.all("tbody code").contains(&"/oauth_revoke_token.do?token=***".to_owned()));
    assert!(!page.text.contains("topsecret"));
}
