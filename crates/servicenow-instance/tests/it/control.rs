//! `/dev/*`: reset, seed, clock, scenarios, recorded requests.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{Lab, body};

async fn dev(lab: &Lab, method: Method, path: &str, sent: Value) -> reqwest::Response {
    lab.http.request(method, lab.url(path)).json(&sent).send().await.unwrap()
}

#[tokio::test]
async fn reset_brings_back_the_first_state() {
    let lab = Lab::new().await;
    lab.create("incident", json!({})).await;
    lab.switch_on("custom-states").await;
    lab.list("/api/now/table/incident").await;
    let answer = lab.http.post(lab.url("/dev/reset")).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert!(lab.list("/api/now/table/incident").await.is_empty());
    assert_eq!(lab.create("incident", json!({})).await["number"], "INC0010001");
    let labels = lab.list("/api/now/table/sys_choice?name=incident&element=state&value=2").await;
    assert_eq!(labels[0]["label"], "In Progress");
    let scenarios = lab.get("/dev/scenarios").await;
    assert!(scenarios.as_array().unwrap().iter().all(|one| one["active"] == false));
}

#[tokio::test]
async fn seeding_writes_past_all_rules() {
    let lab = Lab::new().await;
    let rows =
        json!({ "incident": [{ "state": "7", "priority": "1", "sys_created_on": "2001-01-01 00:00:00" }] });
    let ids = body(dev(&lab, Method::POST, "/dev/seed", rows).await, StatusCode::OK).await;
    let made = lab.show("incident", &ids["incident"][0]).await;
    assert_eq!((&made["state"], &made["priority"]), (&json!("7"), &json!("1")));
    assert_eq!(made["sys_created_on"], "2001-01-01 00:00:00");
    let answer = dev(&lab, Method::POST, "/dev/seed", json!({ "nothing": [{}] })).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let answer = dev(&lab, Method::POST, "/dev/seed", json!([])).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_clock_stands_moves_and_runs() {
    let lab = Lab::new().await;
    let clock = lab.get("/dev/clock").await;
    assert_eq!(clock, json!({ "now": "2026-11-02T09:30:00Z", "frozen": true }));
    let moved = dev(&lab, Method::PUT, "/dev/clock", json!({ "advance": "PT31M" })).await;
    let moved = body(moved, StatusCode::OK).await;
    assert_eq!(moved["now"], "2026-11-02T10:01:00Z");
    let set = json!({ "now": "2030-01-01T00:00:00Z" });
    dev(&lab, Method::PUT, "/dev/clock", set).await;
    let made = lab.create("incident", json!({})).await;
    assert_eq!(made["sys_created_on"], "2030-01-01 00:00:00");
    dev(&lab, Method::DELETE, "/dev/clock", Value::Null).await;
    assert_eq!(lab.get("/dev/clock").await["frozen"], false);
    let answer = dev(&lab, Method::PUT, "/dev/clock", json!({ "now": "yesterday" })).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn scenarios_are_listed_switched_and_unknown_ones_refused() {
    let lab = Lab::new().await;
    let list = lab.get("/dev/scenarios").await;
    let names: Vec<&str> = list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 16);
    assert!(names.contains(&"lost-answer"));
    lab.switch_on("slow").await;
    let list = lab.get("/dev/scenarios").await;
    let slow = list.as_array().unwrap().iter().find(|one| one["name"] == "slow").unwrap();
    assert_eq!(slow["active"], true);
    assert_eq!(slow["since"], "2026-11-02T09:30:00Z");
    let answer = dev(&lab, Method::PUT, "/dev/scenarios/nothing", Value::Null).await;
    let found = body(answer, StatusCode::NOT_FOUND).await;
    assert!(found["error"].as_str().unwrap().contains("acl-empty"));
}

#[tokio::test]
async fn requests_are_recorded_without_credentials() {
    let lab = Lab::new().await;
    lab.create("incident", json!({ "short_description": "seen" })).await;
    let requests = lab.instance.requests();
    let last = requests.last().unwrap();
    assert_eq!((last.method.as_str(), last.path.as_str()), ("POST", "/api/now/table/incident"));
    assert_eq!(last.query, "sysparm_exclude_reference_link=true");
    assert_eq!(last.status, Some(201));
    assert!(last.body.contains("seen"));
    let credentials = last.headers.iter().find(|(name, _)| name == "authorization").unwrap();
    assert_eq!(credentials.1, "Basic ***");
    let listed = lab.get("/dev/requests").await;
    assert_eq!(listed.as_array().unwrap().len(), requests.len());
    dev(&lab, Method::DELETE, "/dev/requests", Value::Null).await;
    assert!(lab.instance.requests().is_empty());
}
