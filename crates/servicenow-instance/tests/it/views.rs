//! Database views: joins that are read like tables (protocol 1.1).

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{BETH, Lab, refusal, with};

const PATH: &str = "/api/now/table/u_incident_caller";

/// Incidents with those who called, of whom one exists.
async fn world() -> Lab {
    let lab = Lab::new().await;
    let rows = json!({ "incident": [
        { "number": "INC1", "state": "2", "caller_id": BETH, "category": "network" },
        { "number": "INC2", "state": "1", "caller_id": "" },
    ], "problem": [{ "number": "PRB1" }] });
    assert_eq!(
        lab.http.post(lab.url("/dev/seed")).json(&rows).send().await.unwrap().status(),
        StatusCode::OK
    );
    lab
}

async fn view(lab: &Lab, caller: Value) -> Value {
    let made = lab.create("sys_db_view", json!({ "name": "u_incident_caller", "label": "Calls" })).await;
    let incidents =
        json!({ "view": made["sys_id"], "table": "incident", "variable_prefix": "inc", "order": "100" });
    lab.create("sys_db_view_table", incidents).await;
    let mut users = json!({ "view": made["sys_id"], "table": "sys_user", "variable_prefix": "usr", "order": "200",
        "where_clause": "inc_caller_id = usr_sys_id" });
    for (name, value) in caller.as_object().unwrap() {
        users[name] = value.clone();
    }
    lab.create("sys_db_view_table", users).await
}

/// Proves P1.43.
#[tokio::test]
async fn a_view_joins_tables_and_is_read_like_one() {
    let lab = world().await;
    view(&lab, json!({})).await;
    let path = format!(
        "{PATH}?sysparm_display_value=all&sysparm_exclude_reference_link=true&sysparm_fields=inc_number,inc_state,usr_name,inc_caller_id.email,inc_caller_id"
    );
    let rows = lab.list(&path).await;
    let both = |value: &str, shown: &str| json!({ "display_value": shown, "value": value });
    let email = lab.show("sys_user", &json!(BETH)).await["email"].as_str().unwrap().to_owned();
    let expected = json!([{
        "inc_number": both("INC1", "INC1"), "inc_state": both("2", "In Progress"),
        "usr_name": both("Beth Anglin", "Beth Anglin"), "inc_caller_id.email": both(&email, &email),
        "inc_caller_id": both(BETH, "Beth Anglin"),
    }]);
    assert_eq!(Value::Array(rows), expected);
    let found = async |query: &str| {
        let rows = lab.list(&with(PATH, "sysparm_query", query)).await;
        rows.iter().map(|row| row["inc_number"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("usr_user_nameSTARTSWITHbeth^inc_category=network").await, ["INC1"]);
    assert!(found("inc_category=software").await.is_empty());
    let row = lab.list(PATH).await.remove(0);
    assert!(row.get("usr_user_password").is_none() && row.get("inc_work_notes").is_none(), "{row}");
    let single = lab.get(&format!("{PATH}/{}", row["sys_id"].as_str().unwrap())).await;
    assert_eq!(single["result"]["inc_number"], "INC1");
    let total = async || {
        let answer = lab.request(Method::GET, &format!("{PATH}?sysparm_limit=1")).send().await.unwrap();
        answer.headers()["x-total-count"].to_str().unwrap().to_owned()
    };
    assert_eq!(total().await, "1");
    lab.create("incident", json!({ "caller_id": BETH })).await;
    assert_eq!(total().await, "2", "counts follow the joined tables");
    let counted =
        lab.get("/api/now/stats/u_incident_caller?sysparm_count=true&sysparm_group_by=usr_name").await;
    assert_eq!(counted["result"][0]["stats"]["count"], "2");
}

/// Proves P1.43.
#[tokio::test]
async fn left_joins_keep_rows_without_a_match_and_fields_can_be_chosen() {
    let lab = world().await;
    let users = view(&lab, json!({ "left_join": "true" })).await;
    lab.create("sys_db_view_table_field", json!({ "view_table": users["sys_id"], "field": "name" })).await;
    let rows = lab.list(&with(PATH, "sysparm_query", "ORDERBYinc_number")).await;
    let names: Vec<&Value> = rows.iter().map(|row| &row["usr_name"]).collect();
    assert_eq!(names, ["Beth Anglin", ""]);
    assert!(rows[0].get("usr_email").is_none() && rows[0].get("inc_number").is_some());
    lab.update("sys_db_view_table", &users["sys_id"], json!({ "where_clause": "no such thing" })).await;
    let answer = lab.request(Method::GET, PATH).send().await.unwrap();
    let detail = "Table u_incident_caller does not exist".into();
    refusal(answer, StatusCode::BAD_REQUEST, "Invalid table u_incident_caller", detail).await;
}

/// Proves P1.43.
#[tokio::test]
async fn a_view_is_never_written_and_read_only_by_its_own_rules() {
    let lab = world().await;
    let users = view(&lab, json!({})).await;
    let row = lab.list(PATH).await.remove(0);
    let one = format!("{PATH}/{}", row["sys_id"].as_str().unwrap());
    for (method, path, detail) in [
        (Method::POST, PATH, "ACL Exception Insert Failed due to security constraints"),
        (Method::PATCH, &one, "ACL Exception Update Failed due to security constraints"),
        (Method::DELETE, &one, "ACL Exception Delete Failed due to security constraints"),
    ] {
        let answer = lab.request(method, path).json(&json!({ "inc_number": "X" })).send().await.unwrap();
        refusal(answer, StatusCode::FORBIDDEN, "Operation Failed", detail.into()).await;
    }
    let as_itil = async || lab.request_as("itil", Method::GET, PATH).send().await.unwrap().status();
    assert_eq!(as_itil().await, StatusCode::FORBIDDEN);
    let rule =
        json!({ "name": "u_incident_caller", "operation": "read", "type": "record", "active": "true" });
    lab.create("sys_security_acl", rule).await;
    assert_eq!(as_itil().await, StatusCode::OK);
    let field =
        json!({ "name": "incident.category", "operation": "read", "type": "record", "active": "true" });
    let field = lab.create("sys_security_acl", field).await;
    lab.create(
        "sys_security_acl_role",
        json!({ "sys_security_acl": field["sys_id"], "sys_user_role": "admin" }),
    )
    .await;
    let shown = lab.request_as("itil", Method::GET, PATH).send().await.unwrap();
    let shown = super::support::body(shown, StatusCode::OK).await;
    assert!(shown["result"][0].get("inc_category").is_none(), "the field's own rule holds: {shown}");
    let closed = json!({ "table": "oauth_entity", "where_clause": "" });
    lab.update("sys_db_view_table", &users["sys_id"], closed).await;
    assert_eq!(as_itil().await, StatusCode::FORBIDDEN, "a table of the view is closed");
    let reset = lab.http.post(lab.url("/dev/reset")).send().await.unwrap();
    assert!(reset.status().is_success());
    assert_eq!(lab.request(Method::GET, PATH).send().await.unwrap().status(), StatusCode::BAD_REQUEST);
}
