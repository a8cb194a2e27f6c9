//! Configuration items over the CMDB APIs, and tables as the platform's own
//! pages ask for them (protocol sections 0 and 3.6).

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{Lab, body};

const DEPENDS_ON: &str = "1a9cb166f1571100a92eb60da2bce5c5";

async fn call(lab: &Lab, user: &str, method: Method, path: &str, fields: Value) -> (StatusCode, Value) {
    let request = lab.request_as(user, method, path);
    let answer = if fields.is_null() { request } else { request.json(&fields) }.send().await.unwrap();
    let status = answer.status();
    (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap_or(Value::Null))
}

async fn made(lab: &Lab, name: &str) -> String {
    let fields = json!({ "attributes": { "name": name }, "source": "ServiceNow" });
    let path = "/api/now/cmdb/instance/cmdb_ci_linux_server";
    let (status, told) = call(lab, "itil", Method::POST, path, fields).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    told["result"]["attributes"]["sys_id"].as_str().unwrap().to_owned()
}

/// Proves P3.20.
#[tokio::test]
async fn an_item_is_told_with_attributes_and_relations_in_both_directions() {
    let lab = Lab::new().await;
    let target = made(&lab, "lnx-2").await;
    let company = lab.create("core_company", json!({ "name": "Iris" })).await;
    let fields = json!({
        "attributes": { "name": "lnx-1", "ram": "2048", "manufacturer": company["sys_id"] },
        "outbound_relations": [{ "type": DEPENDS_ON, "target": target }],
        "source": "ServiceNow",
    });
    let root = "/api/now/cmdb/instance/cmdb_ci_linux_server";
    let (_, made) = call(&lab, "itil", Method::POST, root, fields).await;
    let attributes = &made["result"]["attributes"];
    assert_eq!((&attributes["ram"], &attributes["operational_status"]), (&json!("2048"), &json!("1")));
    assert_eq!(attributes["discovery_source"], "ServiceNow");
    let id = company["sys_id"].as_str().unwrap();
    let link = lab.url(&format!("/api/now/table/core_company/{id}"));
    assert_eq!(attributes["manufacturer"], json!({ "display_value": "Iris", "link": link, "value": id }));
    let relation = &made["result"]["outbound_relations"][0];
    assert_eq!(relation["type"]["display_value"], "Depends on::Used by");
    assert_eq!(relation["target"]["display_value"], "lnx-2");
    assert_eq!(relation["target"]["link"], lab.url(&format!("/api/now/cmdb/instance/cmdb_ci/{target}")));
    assert_eq!(made["result"]["inbound_relations"], json!([]));

    let (_, other) = call(&lab, "itil", Method::GET, &format!("{root}/{target}"), Value::Null).await;
    assert_eq!(other["result"]["inbound_relations"][0]["target"]["display_value"], "lnx-1");
    let (_, listed) = call(&lab, "itil", Method::GET, &format!("{root}?name=lnx-2"), Value::Null).await;
    assert_eq!(listed, json!({ "result": [{ "sys_id": target, "name": "lnx-2" }] }));
}

/// As servicenow.itsm adds and removes relations.
/// Proves P3.20.
#[tokio::test]
async fn relations_are_added_once_and_removed() {
    let lab = Lab::new().await;
    let (server, target) = (made(&lab, "linux_0").await, made(&lab, "linux_1").await);
    let kinds = lab.list("/api/now/table/cmdb_rel_type?sys_name=Cools::Cooled By").await;
    let path = format!("/api/now/cmdb/instance/cmdb_ci_linux_server/{server}/relation");
    let fields = json!({
        "source": "ServiceNow", "outbound_relations": [{ "type": kinds[0]["sys_id"], "target": target }],
    });
    for _ in 0..2 {
        let (_, told) = call(&lab, "itil", Method::POST, &path, fields.clone()).await;
        assert_eq!(told["result"]["outbound_relations"].as_array().unwrap().len(), 1, "{told}");
    }
    let item = format!("/api/now/cmdb/instance/cmdb_ci_linux_server/{server}");
    let (_, told) = call(&lab, "itil", Method::GET, &item, Value::Null).await;
    let relation = told["result"]["outbound_relations"][0]["sys_id"].as_str().unwrap();
    let one = format!("{path}/{relation}");
    assert_eq!(call(&lab, "itil", Method::DELETE, &one, Value::Null).await.0, StatusCode::OK);
    assert_eq!(call(&lab, "itil", Method::DELETE, &one, Value::Null).await.0, StatusCode::NOT_FOUND);
    let wrong =
        json!({ "source": "ServiceNow", "inbound_relations": [{ "type": DEPENDS_ON, "target": "x" }] });
    assert_eq!(call(&lab, "itil", Method::POST, &path, wrong).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_item_that_is_known_is_updated_and_its_source_must_be_known() {
    let lab = Lab::new().await;
    let first = made(&lab, "lnx-1").await;
    assert_eq!(made(&lab, "lnx-1").await, first);
    let path = format!("/api/now/cmdb/instance/cmdb_ci_linux_server/{first}");
    let fields = json!({ "attributes": { "ram": "4096" }, "source": "Manual Entry" });
    let (status, told) = call(&lab, "itil", Method::PATCH, &path, fields).await;
    assert_eq!((status, &told["result"]["attributes"]["ram"]), (StatusCode::OK, &json!("4096")));
    for wrong in [json!({ "attributes": {} }), json!({ "attributes": {}, "source": "rumour" })] {
        assert_eq!(call(&lab, "itil", Method::PATCH, &path, wrong).await.0, StatusCode::BAD_REQUEST);
    }
    let incidents = "/api/now/cmdb/instance/incident";
    assert_eq!(call(&lab, "itil", Method::GET, incidents, Value::Null).await.0, StatusCode::BAD_REQUEST);
    lab.user("nobody", &[]).await;
    assert_eq!(call(&lab, "nobody", Method::GET, &path, Value::Null).await.0, StatusCode::FORBIDDEN);
}

/// Proves P3.20.
#[tokio::test]
async fn a_class_tells_its_attributes_children_and_identifiers() {
    let lab = Lab::new().await;
    let told = lab.get("/api/now/cmdb/meta/cmdb_ci_server").await;
    let class = &told["result"];
    assert_eq!((&class["name"], &class["label"]), (&json!("cmdb_ci_server"), &json!("Server")));
    let children = class["children"].as_array().unwrap();
    assert!(children.contains(&json!("cmdb_ci_linux_server")), "{children:?}");
    assert!(!children.contains(&json!("cmdb_ci_aix_server")), "a grandchild: {children:?}");
    let find = |name: &str| {
        let attributes = class["attributes"].as_array().unwrap();
        attributes.iter().find(|attribute| attribute["element"] == name).unwrap().clone()
    };
    assert_eq!(find("name")["is_display"], "true");
    assert_eq!(
        (&find("name")["is_inherited"], &find("classification")["is_inherited"]),
        (&json!("true"), &json!("false"))
    );
    assert_eq!((&find("ram")["type"], &find("ram")["max_length"]), (&json!("string"), &json!("40")));
    assert_eq!(class["identification_rules"]["identifiers"][0]["attributes"], "serial_number");
}

/// Proves P3.22.
#[tokio::test]
async fn tables_and_columns_are_told_as_far_as_they_may_be_read() {
    let lab = Lab::new().await;
    let tables = lab.list("/api/now/doc/table/schema").await;
    assert!(tables.contains(&json!({ "label": "Incident", "value": "incident" })));
    let answer = lab.request_as("itil", Method::GET, "/api/now/doc/table/schema").send().await.unwrap();
    let told = body(answer, StatusCode::OK).await;
    let readable = told["result"].as_array().unwrap();
    assert!(readable.iter().all(|table| table["value"] != "oauth_entity"));
    assert!(readable.iter().any(|table| table["value"] == "incident"));

    let columns = lab.get("/api/now/ui/meta/incident").await["result"]["columns"].take();
    assert_eq!(columns["caller_id"]["reference"], "sys_user");
    assert_eq!(columns["caller_id"]["label"], "Caller");
    assert_eq!(columns["state"]["choices"][0], json!({ "label": "New", "value": "1" }));
    assert_eq!(columns["short_description"]["max_length"], 160);
    let described = lab.get("/api/now/doc/table/schema/incident").await;
    assert_eq!(described["result"]["name"], "incident");
    let (status, _) = call(&lab, "itil", Method::GET, "/api/now/ui/meta/no_such", Value::Null).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}
