//! Every scenario does what section 6 of the protocol says.

use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use servicenow_instance::Scenario;

use super::support::{Lab, body, refusal};

async fn get(lab: &Lab, path: &str) -> reqwest::Response {
    lab.request(Method::GET, path).send().await.unwrap()
}

/// The media type and the text of an answer that is a page.
async fn page(answer: reqwest::Response, status: StatusCode) -> String {
    assert_eq!(answer.status(), status);
    let media_type = answer.headers()["content-type"].to_str().unwrap();
    assert!(media_type.to_lowercase().starts_with("text/html"), "{media_type}");
    answer.text().await.unwrap()
}

/// Proves P6.5.
#[tokio::test]
async fn a_hibernating_instance_answers_a_page_to_everything_but_dev() {
    let lab = Lab::new().await;
    lab.switch_on("hibernating").await;
    for path in ["/api/now/table/incident", "/oauth_token.do", "/", "/nothing"] {
        let text = page(get(&lab, path).await, StatusCode::OK).await;
        assert!(text.contains("<title>Instance Hibernating page</title>"));
    }
    lab.switch_off("hibernating").await;
    lab.list("/api/now/table/incident").await;
}

/// Proves P6.5.
#[tokio::test]
async fn maintenance_is_503_with_a_page() {
    let lab = Lab::new().await;
    lab.instance.switch(Scenario::Maintenance, true);
    let text = page(get(&lab, "/api/now/table/incident").await, StatusCode::SERVICE_UNAVAILABLE).await;
    assert!(text.contains("maintenance"));
    lab.instance.switch(Scenario::Maintenance, false);
    lab.list("/api/now/table/incident").await;
}

#[tokio::test]
async fn s28_a_filtered_address_gets_403_with_a_page_until_it_is_allowed() {
    let lab = Lab::new().await;
    lab.switch_on("ip-filter").await;
    for path in ["/api/now/table/incident", "/oauth_token.do"] {
        page(get(&lab, path).await, StatusCode::FORBIDDEN).await;
    }
    let rule = json!({ "ip_access": [{ "type": "allow", "range_start": "127.0.0.1", "range_end": "127.0.0.1", "direction": "inbound", "active": "true" }] });
    lab.http.post(lab.url("/dev/seed")).json(&rule).send().await.unwrap();
    lab.list("/api/now/table/incident").await;
}

#[tokio::test]
async fn a_rate_limit_names_a_time_after_which_requests_pass() {
    let lab = Lab::new().await;
    let settings = json!({ "seconds": 1, "requests": 2 });
    let answer = lab.http.put(lab.url("/dev/scenarios/rate-limit")).json(&settings).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let answer = get(&lab, "/api/now/table/incident").await;
    let wait: u64 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=2).contains(&wait));
    let detail = "Rate limit of 100 requests per hour for Table API exceeded".into();
    refusal(answer, StatusCode::TOO_MANY_REQUESTS, "Rate limit exceeded", detail).await;
    tokio::time::sleep(Duration::from_secs(wait)).await;
    lab.list("/api/now/table/incident").await;
    lab.list("/api/now/table/incident").await;
    let third = get(&lab, "/api/now/table/incident").await;
    assert_eq!(third.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_slow_instance_answers_late() {
    let lab = Lab::new().await;
    let settings = json!({ "seconds": 0.3 });
    lab.http.put(lab.url("/dev/scenarios/slow")).json(&settings).send().await.unwrap();
    let started = Instant::now();
    lab.list("/api/now/table/incident").await;
    assert!(started.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn a_dead_instance_closes_the_connection() {
    let lab = Lab::new().await;
    lab.switch_on("down").await;
    let failed = lab.request(Method::GET, "/api/now/table/incident").send().await.unwrap_err();
    assert!(failed.is_request(), "{failed:?}");
    assert!(failed.status().is_none());
    lab.switch_off("down").await;
    lab.list("/api/now/table/incident").await;
}

/// Proves P6.8.
#[tokio::test]
async fn a_lost_answer_leaves_the_record_behind() {
    let lab = Lab::new().await;
    lab.switch_on("lost-answer").await;
    let failed = lab
        .request(Method::POST, "/api/now/table/incident")
        .json(&json!({ "correlation_id": "once" }))
        .send()
        .await;
    assert!(failed.is_err());
    let found = lab.list("/api/now/table/incident?correlation_id=once").await;
    assert_eq!(found.len(), 1, "reads are answered, and the write was kept");
    let lost = lab.instance.requests();
    assert_eq!(lost.iter().filter(|one| one.method == "POST" && one.status.is_none()).count(), 1);
}

/// Proves P6.6.
#[tokio::test]
async fn a_full_session_queue_is_202_without_content() {
    let lab = Lab::new().await;
    lab.switch_on("session-queue-full").await;
    let answer = get(&lab, "/api/now/table/incident").await;
    assert_eq!(answer.status(), StatusCode::ACCEPTED);
    assert_eq!(answer.text().await.unwrap(), "");
}

/// Proves P3.17.
#[tokio::test]
async fn s04_an_old_release_says_jakarta_everywhere() {
    let lab = Lab::new().await;
    let path = "/api/now/table/sys_properties?sysparm_query=nameINglide.war,glide.buildtag,glide.buildname^ORDERBYname&sysparm_fields=value";
    let new = lab.list(path).await;
    assert_eq!(new[0]["value"], "Australia");
    assert!(new[2]["value"].as_str().unwrap().starts_with("glide-australia-02-11-2026"));
    lab.switch_on("old-release").await;
    let old = lab.list(path).await;
    assert_eq!(old[0]["value"], "Jakarta");
    assert!(
        old.iter().skip(1).all(|row| row["value"].as_str().unwrap().starts_with("glide-jakarta-05-03-2017"))
    );
    let stats = page(lab.http.get(lab.url("/stats.do")).send().await.unwrap(), StatusCode::OK).await;
    assert!(stats.contains("Build name: Jakarta<br"), "{stats}");
    lab.switch_off("old-release").await;
    assert_eq!(lab.list(path).await, new);
}

#[tokio::test]
async fn a_data_policy_demands_further_fields() {
    let lab = Lab::new().await;
    lab.switch_on("data-policy").await;
    for (table, labels) in
        [("incident", "Assignment group, Channel"), ("change_request", "Assignment group, Justification")]
    {
        let answer = lab
            .request(Method::POST, &format!("/api/now/table/{table}"))
            .json(&json!({ "short_description": "x" }))
            .send()
            .await
            .unwrap();
        let detail = format!("Data Policy Exception: The following fields are mandatory: {labels}");
        refusal(answer, StatusCode::FORBIDDEN, "Operation Failed", detail.into()).await;
    }
    lab.create("incident", json!({ "assignment_group": "Network", "contact_type": "email" })).await;
    lab.switch_off("data-policy").await;
    lab.create("incident", json!({})).await;
}

#[tokio::test]
async fn custom_states_have_further_values_and_other_labels() {
    let lab = Lab::new().await;
    lab.switch_on("custom-states").await;
    let made = lab.create("incident", json!({ "state": "10" })).await;
    assert_eq!(made["state"], "10");
    let path = format!(
        "/api/now/table/incident/{}?sysparm_display_value=true&sysparm_fields=state",
        made["sys_id"].as_str().unwrap()
    );
    assert_eq!(lab.get(&path).await["result"]["state"], "Awaiting Security Review");
    let labels = async || {
        lab.list("/api/now/table/sys_choice?sysparm_query=name=change_request^element=state^value=-4&sysparm_fields=label").await
    };
    assert_eq!(labels().await[0]["label"], "Under assessment");
    lab.switch_off("custom-states").await;
    assert_eq!(labels().await[0]["label"], "Assess");
    assert_eq!(lab.create("incident", json!({ "state": "10" })).await["state"], "1");
}

#[tokio::test]
async fn empty_access_rules_hide_every_record_without_an_error() {
    let lab = Lab::new().await;
    let made = lab.create("incident", json!({})).await;
    lab.switch_on("acl-empty").await;
    let answer = get(&lab, "/api/now/table/incident").await;
    assert_eq!(body(answer, StatusCode::OK).await, json!({ "result": [] }));
    let one = get(&lab, &format!("/api/now/table/incident/{}", made["sys_id"].as_str().unwrap())).await;
    assert_eq!(one.status(), StatusCode::NOT_FOUND);
    lab.switch_off("acl-empty").await;
    assert_eq!(lab.list("/api/now/table/incident").await.len(), 1);
}

/// Proves P6.1.
#[tokio::test]
async fn s23_the_registry_can_be_closed_to_other_scopes_and_opened_again() {
    let lab = Lab::new().await;
    lab.switch_on("oauth-entity-restricted").await;
    let path =
        "/api/now/table/sys_db_object?name=oauth_entity&sysparm_fields=sys_id,label,access,read_access";
    let table = &lab.list(path).await[0];
    assert_eq!(table["label"], "Application Registries");
    assert_eq!((&table["access"], &table["read_access"]), (&json!("package_private"), &json!("false")));
    lab.update("sys_db_object", &table["sys_id"], json!({ "access": "public", "read_access": "true" })).await;
    assert_eq!(lab.list(path).await[0]["access"], "public", "the scenario does not put it back");
}

#[tokio::test]
async fn scenarios_can_be_on_from_the_start() {
    let lab = Lab::of(Lab::builder().scenario(Scenario::CustomStates).scenario(Scenario::OldRelease)).await;
    let rows = lab.list("/api/now/table/sys_properties?name=glide.buildname").await;
    assert_eq!(rows[0]["value"], "Jakarta");
    let names: Vec<Value> = lab.list("/api/now/table/sys_choice?value=10&element=state").await;
    assert_eq!(names.len(), 1);
}
