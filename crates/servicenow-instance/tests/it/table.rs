//! Table API.

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::support::{Lab, json};

#[tokio::test]
async fn an_empty_list_is_an_empty_array() {
    let lab = Lab::new().await;
    let answer = lab.get("/api/now/table/incident").await;
    assert_eq!(answer, json!({ "result": [] }));
}

#[tokio::test]
async fn a_record_lives_from_post_to_delete() {
    let lab = Lab::new().await;
    let made = lab
        .request(Method::POST, "/api/now/table/incident")
        .json(&json!({ "short_description": "Printer on fire", "impact": 2, "urgency": "2" }))
        .send()
        .await
        .unwrap();
    let location = made.headers()["location"].to_str().unwrap().to_owned();
    let made = json(made, StatusCode::CREATED).await;
    let record = &made["result"];
    assert_eq!(record["number"], "INC0010001");
    assert_eq!(record["opened_by"]["value"], "6816f79cc0a8016401c5a33be04be441");
    let id = record["sys_id"].as_str().unwrap();
    assert_eq!(location, lab.url(&format!("/api/now/table/incident/{id}")));

    let path = format!("/api/now/table/incident/{id}");
    let changed = lab
        .request(Method::PATCH, &path)
        .json(&json!({ "short_description": "Printer extinguished" }))
        .send()
        .await
        .unwrap();
    let changed = json(changed, StatusCode::OK).await;
    assert_eq!(changed["result"]["short_description"], "Printer extinguished");
    assert_eq!(changed["result"]["sys_mod_count"], "1");

    let shown = lab.get(&format!("{path}?sysparm_display_value=all")).await;
    println!("{shown:#}");
    let gone = lab.request(Method::DELETE, &path).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    let missing = lab.request(Method::GET, &path).send().await.unwrap();
    json(missing, StatusCode::NOT_FOUND).await;
}
