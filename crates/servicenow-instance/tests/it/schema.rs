//! Tables, columns and choices that clients make by writing dictionary rows.

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::support::{Lab, body};

/// Proves P5.11.
#[tokio::test]
async fn a_column_added_to_incident_is_usable_at_once() {
    let lab = Lab::new().await;
    let before = lab.create("incident", json!({ "u_colour": "red" })).await;
    assert!(before.get("u_colour").is_none());
    let column = json!({ "name": "incident", "element": "u_colour", "column_label": "Colour", "internal_type": "string", "max_length": "5" });
    lab.create("sys_dictionary", column).await;
    let made = lab.create("incident", json!({ "u_colour": "purple" })).await;
    assert_eq!(made["u_colour"], "purpl");
    let found = lab.list("/api/now/table/incident?sysparm_query=u_colour=PURPL").await;
    assert_eq!(found.len(), 1);
    assert_eq!(lab.show("incident", &before["sys_id"]).await["u_colour"], "");
}

/// Proves P5.11.
#[tokio::test]
async fn a_table_can_be_made_and_can_extend_task() {
    let lab = Lab::new().await;
    let task = &lab.list("/api/now/table/sys_db_object?name=task").await[0];
    let table = json!({ "name": "x_acme_ticket", "label": "Acme ticket", "super_class": task["sys_id"] });
    lab.create("sys_db_object", table).await;
    let column = json!({ "name": "x_acme_ticket", "element": "x_acme_size", "internal_type": "integer" });
    lab.create("sys_dictionary", column).await;
    let made = lab.create("x_acme_ticket", json!({ "x_acme_size": "7", "short_description": "s" })).await;
    assert_eq!(made["sys_class_name"], "x_acme_ticket");
    assert_eq!(made["x_acme_size"], "7");
    assert_eq!(made["number"], "TASK0020001");
    let seen = lab.show("task", &made["sys_id"]).await;
    assert_eq!(seen["short_description"], "s");
}

#[tokio::test]
async fn a_table_of_its_own_has_the_common_fields() {
    let lab = Lab::new().await;
    let made = lab.create("sys_db_object", json!({ "label": "Wine cellar" })).await;
    assert_eq!(made["name"], "u_wine_cellar");
    lab.create(
        "sys_dictionary",
        json!({ "name": "u_wine_cellar", "element": "u_name", "internal_type": "string" }),
    )
    .await;
    let bottle = lab.create("u_wine_cellar", json!({ "u_name": "Merlot" })).await;
    assert_eq!(bottle["u_name"], "Merlot");
    assert_eq!(bottle["sys_created_by"], "admin");
    assert_eq!(bottle["sys_mod_count"], "0");
    let fields = lab.list("/api/now/table/sys_dictionary?name=u_wine_cellar").await;
    assert!(fields.len() >= 9);
}

#[tokio::test]
async fn a_table_that_exists_or_has_no_proper_name_is_refused() {
    let lab = Lab::new().await;
    for (fields, status) in [
        (json!({ "name": "incident", "label": "Again" }), StatusCode::FORBIDDEN),
        (json!({ "name": "bad name; drop", "label": "Bad" }), StatusCode::BAD_REQUEST),
    ] {
        let answer =
            lab.request(Method::POST, "/api/now/table/sys_db_object").json(&fields).send().await.unwrap();
        body(answer, status).await;
    }
    lab.list("/api/now/table/incident").await;
}

/// Proves P5.11.
#[tokio::test]
async fn choices_are_read_and_extended_through_their_rows() {
    let lab = Lab::new().await;
    let path = "/api/now/table/sys_choice?sysparm_query=name=incident^element=close_code^language=en^inactive=false^ORDERBYsequence&sysparm_fields=value,label";
    let codes = lab.list(path).await;
    assert_eq!(codes[0], json!({ "value": "Duplicate", "label": "Duplicate" }));
    assert_eq!(codes.len(), 10);
    let choice = json!({ "name": "incident", "element": "close_code", "value": "magic", "label": "Magic", "sequence": "99" });
    lab.create("sys_choice", choice).await;
    let fields = json!({ "state": "6", "close_code": "magic", "close_notes": "abracadabra" });
    assert_eq!(lab.create("incident", fields).await["close_code"], "magic");
}

/// Proves P5.11.
#[tokio::test]
async fn a_default_can_be_overridden_for_one_table() {
    let lab = Lab::new().await;
    let change = json!({ "name": "problem", "element": "impact", "base_table": "task", "default_value_override": true, "default_value": "1" });
    lab.create("sys_dictionary_override", change).await;
    assert_eq!(lab.create("problem", json!({})).await["impact"], "1");
    assert_eq!(lab.create("incident", json!({})).await["impact"], "3");
}

/// Proves P5.18.
#[tokio::test]
async fn files_of_applications_are_named_for_update_sets() {
    let lab = Lab::new().await;
    let include = lab.create("sys_script_include", json!({ "name": "Tickets", "script": "1" })).await;
    let id = include["sys_id"].as_str().unwrap();
    let scope = &include["sys_scope"];
    assert_eq!(
        (scope["value"].as_str().or(scope.as_str()), &include["sys_name"]),
        (Some("global"), &json!("Tickets"))
    );
    assert_eq!(include["sys_update_name"], format!("sys_script_include_{id}"));
}
