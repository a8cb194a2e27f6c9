//! Rows for staging tables and what transform maps make of them (protocol 3.4).

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{Lab, body, record};

async fn import(lab: &Lab, staging: &str, fields: Value) -> Value {
    let path = format!("/api/now/import/{staging}");
    let answer = lab.request_as("itil", Method::POST, &path).json(&fields).send().await.unwrap();
    body(answer, StatusCode::CREATED).await
}

/// A map from `imp_incident` that finds incidents by their correlation id.
async fn map(lab: &Lab) {
    let fields =
        json!({ "name": "Incidents in", "source_table": "imp_incident", "target_table": "incident" });
    let map = lab.create("sys_transform_map", fields).await["sys_id"].take();
    for (field, coalesce) in [("correlation_id", true), ("short_description", false), ("state", false)] {
        let entry = json!({
            "map": map, "source_field": format!("u_{field}"), "target_field": field, "coalesce": coalesce,
        });
        lab.create("sys_transform_entry", entry).await;
    }
}

/// Proves P3.11.
#[tokio::test]
async fn a_row_becomes_a_record_and_finds_it_again() {
    let lab = Lab::new().await;
    map(&lab).await;
    let first =
        import(&lab, "imp_incident", json!({ "u_correlation_id": "c1", "u_short_description": "one" })).await;
    assert_eq!(first["staging_table"], "imp_incident");
    assert_eq!(first["import_set"], "ISET0010001");
    let made = &first["result"][0];
    for (member, value) in [
        ("status", "inserted"),
        ("table", "incident"),
        ("transform_map", "Incidents in"),
        ("display_name", "number"),
    ] {
        assert_eq!(made[member], value, "{member}");
    }
    let found = lab.show("incident", &made["sys_id"]).await;
    assert_eq!((&found["number"], &found["short_description"]), (&made["display_value"], &json!("one")));
    assert_eq!(made["record_link"], lab.url(&record("incident", &made["sys_id"])));

    let second =
        import(&lab, "imp_incident", json!({ "u_correlation_id": "c1", "u_short_description": "two" })).await;
    let changed = &second["result"][0];
    assert_eq!((&changed["status"], &changed["sys_id"]), (&json!("updated"), &made["sys_id"]));
    let third =
        import(&lab, "imp_incident", json!({ "u_correlation_id": "c1", "u_short_description": "two" })).await;
    assert_eq!(third["result"][0]["status"], "ignored");

    let rows = lab.list("/api/now/table/imp_incident?sys_import_state=inserted").await;
    let path = format!("/api/now/import/imp_incident/{}", rows[0]["sys_id"].as_str().unwrap());
    assert_eq!(lab.get(&path).await, first);
}

/// Proves P3.11.
#[tokio::test]
async fn several_rows_share_one_import_set() {
    let lab = Lab::new().await;
    map(&lab).await;
    let rows = json!({ "records": [{ "u_correlation_id": "a" }, { "u_correlation_id": "b" }] });
    let path = "/api/now/import/imp_incident/insertMultiple";
    let answer = lab.request_as("itil", Method::POST, path).json(&rows).send().await.unwrap();
    let told = body(answer, StatusCode::CREATED).await;
    let staged = lab.list("/api/now/table/imp_incident?sysparm_exclude_reference_link=true").await;
    assert_eq!(staged.len(), 2);
    assert!(staged.iter().all(|row| row["sys_import_set"] == told["import_set_id"]));
    assert!(staged.iter().all(|row| row["sys_import_state"] == "inserted"));
}

#[tokio::test]
async fn what_cannot_be_imported_says_why() {
    let lab = Lab::new().await;
    let row = import(&lab, "imp_incident", json!({ "u_short_description": "x" })).await;
    assert_eq!(row["result"][0]["status"], "ignored");
    assert_eq!(row["result"][0]["status_message"], "No transform map is defined for this table");
    let answer = lab.request(Method::POST, "/api/now/import/incident").json(&json!({})).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    lab.user("outsider", &[]).await;
    let request = lab.request_as("outsider", Method::POST, "/api/now/import/imp_incident");
    assert_eq!(request.json(&json!({})).send().await.unwrap().status(), StatusCode::FORBIDDEN);
}

/// A record that the target's rules refuse is the row's error.
#[tokio::test]
async fn a_refused_record_is_an_error_of_its_row() {
    let lab = Lab::new().await;
    map(&lab).await;
    let rule = json!({
        "name": "No imports", "collection": "incident", "when": "before", "action_insert": "true",
        "abort_action": "true", "active": "true",
    });
    lab.create("sys_script", rule).await;
    let row = import(&lab, "imp_incident", json!({ "u_correlation_id": "c9" })).await;
    assert_eq!(row["result"][0]["status"], "error");
    assert!(row["result"][0]["error_message"].as_str().unwrap().contains("No imports"), "{row}");
}

/// A transform writes past access rules, but not past data policies.
#[tokio::test]
async fn a_transform_keeps_data_policies() {
    let lab = Lab::new().await;
    map(&lab).await;
    let row = import(&lab, "imp_incident", json!({ "u_correlation_id": "c2", "u_state": "6" })).await;
    let told = &row["result"][0];
    assert_eq!(told["status"], "error");
    assert!(told["error_message"].as_str().unwrap().starts_with("Data Policy Exception"), "{row}");
    assert!(lab.list("/api/now/table/incident?correlation_id=c2").await.is_empty());

    lab.user("importer", &["import_admin"]).await;
    let path = "/api/now/import/imp_incident";
    let fields = json!({ "u_correlation_id": "c3", "u_short_description": "from outside" });
    let answer = lab.request_as("importer", Method::POST, path).json(&fields).send().await.unwrap();
    let row = body(answer, StatusCode::CREATED).await;
    assert_eq!(row["result"][0]["status"], "inserted", "{row}");
}
