//! Access rules as records, roles, application access, data policies.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{ADMIN, Lab, body, record, refusal};

async fn get_as(lab: &Lab, user: &str, path: &str, status: StatusCode) -> Value {
    let answer = lab.request_as(user, Method::GET, path).send().await.unwrap();
    body(answer, status).await
}

/// Proves P1.34.
#[tokio::test]
async fn itil_reads_and_writes_incidents_but_does_not_delete_changes() {
    let lab = Lab::new().await;
    let made = lab.create_as("itil", "incident", json!({ "short_description": "x" })).await;
    let answer = lab.patch_as("itil", "incident", &made["sys_id"], json!({ "urgency": "1" })).await;
    body(answer, StatusCode::OK).await;
    let change = lab.create_as("itil", "change_request", json!({})).await;
    let path = record("change_request", &change["sys_id"]);
    let answer = lab.request_as("itil", Method::DELETE, &path).send().await.unwrap();
    let detail = "ACL Exception Delete Failed due to security constraints".into();
    refusal(answer, StatusCode::FORBIDDEN, "Operation Failed", detail).await;
}

/// Proves P1.33.
#[tokio::test]
async fn tables_closed_to_a_role_refuse_the_query() {
    let lab = Lab::new().await;
    for table in ["oauth_entity", "sys_security_acl", "sys_script", "sys_dictionary"] {
        let path = format!("/api/now/table/{table}");
        let answer = lab.request_as("itil", Method::GET, &path).send().await.unwrap();
        let message = "Insufficient rights to query records";
        refusal(answer, StatusCode::FORBIDDEN, message, Value::Null).await;
    }
}

#[tokio::test]
async fn people_without_roles_see_their_own_incidents_only() {
    let lab = Lab::new().await;
    let joe = lab.user("joe", &[]).await;
    lab.create("incident", json!({ "short_description": "foreign" })).await;
    let own = lab.create("incident", json!({ "short_description": "own", "caller_id": joe })).await;
    let answer = lab.request_as("joe", Method::GET, "/api/now/table/incident").send().await.unwrap();
    assert_eq!(answer.headers()["x-total-count"], "2", "counted before access rules");
    let list = body(answer, StatusCode::OK).await;
    let list = list["result"].as_array().unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(list[0]["sys_id"], own["sys_id"]);
    assert!(list[0].get("work_notes").is_none(), "work notes need a role");
    get_as(&lab, "joe", &record("incident", &own["sys_id"]), StatusCode::OK).await;
    let foreign = lab.list("/api/now/table/incident?short_description=foreign").await;
    get_as(&lab, "joe", &record("incident", &foreign[0]["sys_id"]), StatusCode::NOT_FOUND).await;
}

#[tokio::test]
async fn fields_without_write_access_are_left_out_silently() {
    let lab = Lab::new().await;
    let joe = lab.user("joe", &[]).await;
    let own = lab.create("incident", json!({ "caller_id": joe })).await;
    let fields = json!({ "state": "7", "comments": "please hurry" });
    let answer = lab.patch_as("joe", "incident", &own["sys_id"], fields).await;
    let changed = body(answer, StatusCode::OK).await;
    assert_eq!(changed["result"]["state"], "1");
    let notes = lab.list("/api/now/table/sys_journal_field").await;
    assert_eq!(notes[0]["value"], "please hurry");
    let answer = lab
        .request_as("joe", Method::POST, "/api/now/table/change_request")
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    let detail = "ACL Exception Insert Failed due to security constraints".into();
    refusal(answer, StatusCode::FORBIDDEN, "Operation Failed", detail).await;
}

/// Proves P5.12, P1.33.
#[tokio::test]
async fn rules_written_as_records_take_effect_at_once() {
    let lab = Lab::new().await;
    lab.create("incident", json!({ "correlation_id": "c" })).await;
    let rule = lab
        .create("sys_security_acl", json!({ "name": "incident.correlation_id", "operation": "read" }))
        .await;
    let role = json!({ "sys_security_acl": rule["sys_id"], "sys_user_role": "security_admin" });
    lab.create("sys_security_acl_role", role).await;
    let list = get_as(&lab, "itil", "/api/now/table/incident", StatusCode::OK).await;
    assert!(list["result"][0].get("correlation_id").is_none());
    let path = "/api/now/table/incident?sysparm_query=correlation_id%3Dc";
    let answer = lab.request_as("itil", Method::GET, path).send().await.unwrap();
    let detail = "Field(s) present in the query do not have permission to be read".into();
    refusal(answer, StatusCode::FORBIDDEN, "Insufficient rights to query records", detail).await;
    assert_eq!(lab.list(path).await.len(), 1, "administrators override");

    lab.update("sys_security_acl", &rule["sys_id"], json!({ "active": "false" })).await;
    let list = get_as(&lab, "itil", path, StatusCode::OK).await;
    assert_eq!(list["result"][0]["correlation_id"], "c");
}

/// Proves P5.12.
#[tokio::test]
async fn a_condition_limits_a_rule_to_some_records() {
    let lab = Lab::new().await;
    let rules = lab.list("/api/now/table/sys_security_acl?name=incident&operation=write").await;
    for rule in rules {
        lab.update("sys_security_acl", &rule["sys_id"], json!({ "active": "false" })).await;
    }
    let rule = json!({ "name": "incident", "operation": "write", "condition": "category=network" });
    lab.create("sys_security_acl", rule).await;
    let hardware = lab.create("incident", json!({ "category": "hardware" })).await;
    let network = lab.create("incident", json!({ "category": "network" })).await;
    let note = json!({ "work_notes": "seen" });
    let answer = lab.patch_as("itil", "incident", &hardware["sys_id"], note.clone()).await;
    let detail = "ACL Exception Update Failed due to security constraints".into();
    refusal(answer, StatusCode::FORBIDDEN, "Operation Failed", detail).await;
    let answer = lab.patch_as("itil", "incident", &network["sys_id"], note).await;
    body(answer, StatusCode::OK).await;
}

/// Proves P5.12.
#[tokio::test]
async fn a_role_brings_the_roles_it_contains_and_takes_them_along() {
    let lab = Lab::new().await;
    let user = lab.user("carla", &["itil"]).await;
    let path =
        format!("/api/now/table/sys_user_has_role?user={user}&sysparm_fields=role.name,inherited,sys_id");
    let rows = lab.list(&path).await;
    let inherited = rows.iter().filter(|row| row["inherited"] == "true").count();
    assert!(rows.iter().any(|row| row["role.name"] == "sn_incident_write") && inherited >= 6);
    let own = rows.iter().find(|row| row["role.name"] == "itil").unwrap();
    let gone = record("sys_user_has_role", &own["sys_id"]);
    let answer = lab.request(Method::DELETE, &gone).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert!(lab.list(&path).await.is_empty());
}

#[tokio::test]
async fn passwords_and_names_of_users_belong_to_user_administrators() {
    let lab = Lab::new().await;
    let answer = lab.patch_as("itil", "sys_user", &json!(ADMIN), json!({ "user_password": "x" })).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    get_as(&lab, "admin", "/api/now/table/incident", StatusCode::OK).await;
    let answer = lab
        .request(Method::POST, "/api/now/table/sys_user")
        .json(&json!({ "user_name": "itil" }))
        .send()
        .await
        .unwrap();
    let found = body(answer, StatusCode::FORBIDDEN).await;
    assert!(found["error"]["detail"].as_str().unwrap().contains("Unique Key violation"));
}

/// Proves P6.2.
#[tokio::test]
async fn a_table_can_be_closed_to_web_services() {
    let lab = Lab::new().await;
    let table = &lab.list("/api/now/table/sys_db_object?name=problem").await[0];
    lab.update("sys_db_object", &table["sys_id"], json!({ "ws_access": "false" })).await;
    let answer = lab.request(Method::GET, "/api/now/table/problem").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    lab.update("sys_db_object", &table["sys_id"], json!({ "ws_access": "true" })).await;
    lab.list("/api/now/table/problem").await;
}

/// Proves P1.36.
#[tokio::test]
async fn closing_an_incident_demands_a_resolution() {
    let lab = Lab::new().await;
    let made = lab.create("incident", json!({})).await;
    for state in ["6", "7"] {
        let answer = lab.patch_as("itil", "incident", &made["sys_id"], json!({ "state": state })).await;
        let detail =
            "Data Policy Exception: The following fields are mandatory: Resolution code, Resolution notes";
        refusal(answer, StatusCode::FORBIDDEN, "Operation Failed", detail.into()).await;
    }
    let fields = json!({ "state": "6", "close_code": "Solution provided", "close_notes": "Done" });
    let answer = lab.patch_as("itil", "incident", &made["sys_id"], fields).await;
    body(answer, StatusCode::OK).await;
}

/// Proves P1.35.
#[tokio::test]
async fn a_rule_that_aborts_is_named_with_its_id() {
    let lab = Lab::new().await;
    let rule = json!({
        "name": "No network incidents",
        "collection": "incident",
        "when": "before",
        "action_insert": true,
        "abort_action": true,
        "filter_condition": "category=network",
    });
    let rule = lab.create("sys_script", rule).await;
    lab.create("incident", json!({ "category": "hardware" })).await;
    let answer = lab
        .request(Method::POST, "/api/now/table/incident")
        .json(&json!({ "category": "network" }))
        .send()
        .await
        .unwrap();
    let id = rule["sys_id"].as_str().unwrap();
    let detail = format!(
        "Operation against file 'incident' was aborted by Business Rule 'No network incidents^{id}'. Business Rule Stack:No network incidents"
    );
    refusal(answer, StatusCode::FORBIDDEN, "Operation Failed", detail.into()).await;
    assert_eq!(lab.list("/api/now/table/incident").await.len(), 1);
}

/// Proves P5.9.
#[tokio::test]
async fn changes_are_audited_and_deletions_too() {
    let lab = Lab::new().await;
    let made = lab.create("incident", json!({ "urgency": "3" })).await;
    lab.update("incident", &made["sys_id"], json!({ "urgency": "1", "work_notes": "n" })).await;
    let path = "/api/now/table/sys_audit?sysparm_fields=tablename,fieldname,oldvalue,newvalue,user,record_checkpoint&sysparm_query=ORDERBYfieldname";
    let rows = lab.list(path).await;
    let names: Vec<&str> = rows.iter().map(|row| row["fieldname"].as_str().unwrap()).collect();
    assert_eq!(names, ["priority", "urgency", "work_notes"]);
    let expected = json!({ "tablename": "incident", "fieldname": "urgency", "oldvalue": "3", "newvalue": "1", "user": "admin", "record_checkpoint": "1" });
    assert_eq!(rows[1], expected);
    lab.request(Method::DELETE, &record("incident", &made["sys_id"])).send().await.unwrap();
    let rows = lab.list("/api/now/table/sys_audit_delete").await;
    assert_eq!(rows[0]["display_value"], made["number"]);
}
