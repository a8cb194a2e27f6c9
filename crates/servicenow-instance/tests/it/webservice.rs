//! The older web service under every table's page, `/{table}.do?JSONv2`
//! (protocol 3.7), and the page of statistics for machines (3.6).

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{ADMIN, BETH, Lab, body, with};

async fn send(lab: &Lab, user: &str, table: &str, parameters: &[(&str, &str)], fields: Value) -> Value {
    let start = format!("/{table}.do?JSONv2");
    let path = parameters.iter().fold(start, |path, (name, value)| with(&path, name, value));
    let answer = lab.request_as(user, Method::POST, &path).json(&fields).send().await.unwrap();
    body(answer, StatusCode::OK).await
}

async fn insert(lab: &Lab, fields: Value) -> Value {
    let mut answer = send(lab, "itil", "incident", &[("sysparm_action", "insert")], fields).await;
    answer["records"][0].take()
}

/// Proves P0.5, P3.19.
#[tokio::test]
async fn a_record_is_made_read_changed_and_deleted() {
    let lab = Lab::new().await;
    let made = insert(&lab, json!({ "short_description": "old style", "caller_id": ADMIN })).await;
    assert_eq!((&made["__status"], &made["caller_id"]), (&json!("success"), &json!(ADMIN)));
    let id = made["sys_id"].as_str().unwrap();
    let query = format!("sys_id={id}");

    let all = with(&with("/incident.do?JSONv2", "sysparm_query", &query), "displayvalue", "all");
    let found = lab.get(&all).await;
    assert_eq!(found["records"][0]["dv_caller_id"], "System Administrator");
    assert_eq!(
        (&found["records"][0]["active"], &found["records"][0]["state"]),
        (&json!("true"), &json!("1"))
    );
    let keys = with("/incident.do?JSONv2&sysparm_action=getKeys", "sysparm_query", &query);
    assert_eq!(lab.get(&keys).await, json!({ "records": [id] }));

    let update = [("sysparm_action", "update"), ("sysparm_query", query.as_str())];
    let changed = send(&lab, "itil", "incident", &update, json!({ "short_description": "changed" })).await;
    assert_eq!(changed["records"][0]["short_description"], "changed");
    let blind =
        send(&lab, "itil", "incident", &[("sysparm_action", "update")], json!({ "state": "2" })).await;
    assert_eq!(blind, json!({ "error": "Cannot update with empty sysparm_query", "reason": null }));

    let delete = [("sysparm_action", "deleteRecord"), ("sysparm_sys_id", id)];
    let refused = send(&lab, "itil", "incident", &delete, json!({})).await;
    assert_eq!(refused["records"][0]["__status"], "failure");
    assert_eq!(refused["records"][0]["__error"]["message"], "Operation Failed");
    let gone = send(&lab, "admin", "incident", &delete, json!({})).await;
    assert_eq!(
        (&gone["records"][0]["sys_id"], &gone["records"][0]["__status"]),
        (&json!(id), &json!("success"))
    );
    assert_eq!(lab.get(&all).await, json!({ "records": [] }));
}

/// Proves P3.19.
#[tokio::test]
async fn several_records_are_made_and_deleted_by_what_the_body_says() {
    let lab = Lab::new().await;
    let records = json!([{ "short_description": "many" }, { "short_description": "many" }]);
    let fields = json!({ "sysparm_action": "insertMultiple", "records": records });
    let made = send(&lab, "admin", "incident", &[("sysparm_action", "update")], fields).await;
    assert_eq!(made["records"].as_array().unwrap().len(), 2);
    let limited = "/incident.do?JSONv2&sysparm_record_count=1&sysparm_query=short_description=many";
    assert_eq!(lab.get(limited).await["records"].as_array().unwrap().len(), 1);
    let delete = [("sysparm_action", "deleteMultiple"), ("sysparm_query", "short_description=many")];
    let gone = send(&lab, "admin", "incident", &delete, json!({})).await;
    assert_eq!(gone, json!({ "records": [], "count": 2 }));
}

#[tokio::test]
async fn it_knows_its_callers_and_its_tables() {
    let lab = Lab::new().await;
    let answer = lab.http.get(lab.url("/incident.do?JSONv2")).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    let found = lab.get("/no_such.do?JSONv2").await;
    assert_eq!(found["error"], "Invalid table no_such");
    let page = lab.http.get(lab.url("/incident.do")).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::FOUND);
}

/// Proves P3.17.
#[tokio::test]
async fn statistics_are_there_for_machines() {
    let lab = Lab::new().await;
    let text = lab.http.get(lab.url("/xmlstats.do")).send().await.unwrap().text().await.unwrap();
    assert!(text.contains("<glide.build.name>Australia</glide.build.name>"), "{text}");
    let hardened = json!({ "name": "glide.security.diag_txns_acl", "value": "true" });
    lab.create("sys_properties", hardened).await;
    let answer = lab.http.get(lab.url("/xmlstats.do")).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    let answer = lab.request_as("itil", Method::GET, "/xmlstats.do").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    let answer = lab.request(Method::GET, "/xmlstats.do").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
}

/// Proves P7.5.
#[tokio::test]
async fn records_are_exported_as_xml_to_read_and_to_load() {
    let lab = Lab::new().await;
    let made =
        lab.create("incident", json!({ "short_description": "Tom & <Jerry>", "assigned_to": BETH })).await;
    let id = made["sys_id"].as_str().unwrap();
    let text = async |query: &str| {
        let answer = lab.request(Method::GET, &format!("/incident.do?{query}")).send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "text/xml;charset=UTF-8");
        (answer.status(), answer.text().await.unwrap())
    };
    let (status, read) = text(&format!("XML&sys_id={id}")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        read.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?><xml><incident><active>true</active>"),
        "{read}"
    );
    assert!(read.contains("<short_description>Tom &amp; &lt;Jerry&gt;</short_description>"), "{read}");
    assert!(
        read.contains(&format!("<assigned_to display_value=\"Beth Anglin\">{BETH}</assigned_to>")),
        "{read}"
    );
    assert!(read.ends_with("</incident></xml>"), "{read}");
    let (_, load) = text(&format!("UNL&sysparm_query=sys_id={id}")).await;
    assert!(
        load.contains("<unload unload_date=\"2026-11-02 09:30:00\"><incident action=\"INSERT_OR_UPDATE\">"),
        "{load}"
    );
    let (_, none) = text("XML&sysparm_query=number=none").await;
    assert!(none.ends_with("<xml></xml>"), "{none}");
    let refused = lab.request_as("itil", Method::GET, "/oauth_entity.do?XML").send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let nobody = lab.http.get(lab.url("/incident.do?XML")).send().await.unwrap();
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
}

/// Proves P0.9.
#[tokio::test]
async fn lists_are_exported_as_text_with_commas_and_as_xml() {
    let lab = Lab::new().await;
    let made = insert(&lab, json!({ "short_description": "say \"hi\" & <go>", "caller_id": ADMIN })).await;
    let id = made["sys_id"].as_str().unwrap();
    let export = async |user: &str, path: &str| {
        let answer = lab.request_as(user, Method::GET, path).send().await.unwrap();
        let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
        (answer.status(), kind, answer.text().await.unwrap())
    };
    let path = with(
        "/incident_list.do?CSV&sysparm_fields=short_description,caller_id,state",
        "sysparm_query",
        format!("sys_id={id}"),
    );
    let lines = "\"short_description\",\"caller_id\",\"state\"\r\n\"say \"\"hi\"\" & <go>\",\"System Administrator\",\"New\"\r\n";
    assert_eq!(
        export("itil", &path).await,
        (StatusCode::OK, "text/csv;charset=UTF-8".to_owned(), lines.to_owned())
    );
    let (_, kind, text) = export("itil", &format!("/incident.do?XML&sys_id={id}")).await;
    assert_eq!(kind, "text/xml;charset=UTF-8");
    assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?><xml><incident>"), "{text}");
    let caller = format!("<caller_id display_value=\"System Administrator\">{ADMIN}</caller_id>");
    assert!(text.contains(&caller) && text.contains("&amp; &lt;go&gt;</short_description>"), "{text}");

    let all = export("itil", "/incident_list.do?CSV&sysparm_default_export_fields=all").await.2;
    assert!(all.lines().next().unwrap().contains("\"correlation_id\""), "{all}");
    let (status, _, _) = export("itil", "/no_such_table.do?CSV").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    lab.user("nobody", &[]).await;
    let (status, _, _) = export("nobody", "/oauth_entity_list.do?XML").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

/// Proves P3.19.
#[tokio::test]
async fn a_view_selects_the_fields_of_records() {
    let lab = Lab::new().await;
    lab.create("incident", json!({ "short_description": "one" })).await;
    let view = lab.create("sys_ui_view", json!({ "name": "brief", "title": "Brief" })).await;
    let list = lab.create("sys_ui_list", json!({ "name": "incident", "view": view["sys_id"] })).await;
    lab.create(
        "sys_ui_list_element",
        json!({ "list_id": list["sys_id"], "element": "short_description", "position": "0" }),
    )
    .await;
    let answer = lab.request(Method::GET, "/incident.do?JSONv2&sysparm_view=brief").send().await.unwrap();
    let found = body(answer, StatusCode::OK).await;
    let names: Vec<&String> = found["records"][0].as_object().unwrap().keys().collect();
    assert_eq!(names, ["short_description", "sys_id", "__status"]);
}
