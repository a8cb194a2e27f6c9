//! What nobody gets to see: secrets in answers, queries and records of
//! requests, files of records that are closed to the caller (protocol 3.2, 5.5).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{Lab, body, record, with};

/// An incident with a file; their ids.
async fn with_file(lab: &Lab) -> (Value, String) {
    let incident = lab.create("incident", json!({ "short_description": "closed to others" })).await;
    let id = incident["sys_id"].as_str().unwrap();
    let path = format!("/api/now/attachment/file?table_name=incident&table_sys_id={id}&file_name=plan.txt");
    let request = lab.request(Method::POST, &path).header("Content-Type", "text/plain").body("secret plan");
    let told = body(request.send().await.unwrap(), StatusCode::CREATED).await;
    (incident["sys_id"].clone(), told["result"]["sys_id"].as_str().unwrap().to_owned())
}

async fn list_as(lab: &Lab, user: &str, path: &str) -> Vec<Value> {
    let answer = lab.request_as(user, Method::GET, path).send().await.unwrap();
    let told = body(answer, StatusCode::OK).await;
    told["result"].as_array().unwrap().clone()
}

#[tokio::test]
async fn files_are_seen_by_those_who_see_their_record() {
    let lab = Lab::new().await;
    let (_, file) = with_file(&lab).await;
    lab.user("outsider", &[]).await;
    for path in ["/api/now/table/sys_attachment", "/api/now/attachment"] {
        assert_eq!(list_as(&lab, "itil", path).await.len(), 1, "{path}");
        assert!(list_as(&lab, "outsider", path).await.is_empty(), "{path}");
    }
    for path in [format!("/api/now/table/sys_attachment/{file}"), format!("/api/now/attachment/{file}/file")]
    {
        let answer = lab.request_as("outsider", Method::GET, &path).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let key = json!({ "origin": "scan" });
    let path = format!("/api/now/attachment/{file}/attributes");
    lab.request(Method::POST, &path).json(&key).send().await.unwrap();
    let path = "/api/now/table/sys_attachment_attribute";
    assert_eq!(list_as(&lab, "itil", path).await.len(), 1);
    assert!(list_as(&lab, "outsider", path).await.is_empty());
}

#[tokio::test]
async fn chunks_of_files_are_for_administrators_only() {
    let lab = Lab::new().await;
    with_file(&lab).await;
    let path = "/api/now/table/sys_attachment_doc";
    assert_eq!(lab.list(path).await.len(), 1);
    let answer = lab.request_as("itil", Method::GET, path).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn files_are_changed_by_those_who_may_change_their_record() {
    let lab = Lab::new().await;
    let (incident, file) = with_file(&lab).await;
    lab.user("reader", &["sn_incident_read"]).await;
    let one = format!("/api/now/attachment/{file}");
    let answer = lab.request_as("reader", Method::GET, &one).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let answer = lab.request_as("reader", Method::DELETE, &one).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    let rename = json!({ "file_name": "other.txt" });
    let answer = lab.request_as("reader", Method::PATCH, &one).json(&rename).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    let path = format!(
        "/api/now/attachment/file?table_name=incident&table_sys_id={}&file_name=x.txt",
        incident.as_str().unwrap()
    );
    let request = lab.request_as("reader", Method::POST, &path).header("Content-Type", "text/plain");
    assert_eq!(request.body("x").send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let request = lab.request_as("itil", Method::POST, &path).header("Content-Type", "text/plain");
    assert_eq!(request.body("x").send().await.unwrap().status(), StatusCode::CREATED);

    let caller = lab.user("caller", &[]).await;
    let own = lab.create("incident", json!({ "caller_id": caller })).await;
    let path = format!(
        "/api/now/attachment/file?table_name=incident&table_sys_id={}&file_name=x.txt",
        own["sys_id"].as_str().unwrap()
    );
    let request = lab.request_as("caller", Method::POST, &path).header("Content-Type", "text/plain");
    assert_eq!(request.body("x").send().await.unwrap().status(), StatusCode::CREATED);
}

#[tokio::test]
async fn files_go_with_their_record() {
    let lab = Lab::new().await;
    let (incident, file) = with_file(&lab).await;
    let path = format!("/api/now/attachment/{file}/attributes");
    lab.request(Method::POST, &path).json(&json!({ "k": "v" })).send().await.unwrap();
    let answer = lab.request(Method::DELETE, &record("incident", &incident)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    for table in ["sys_attachment", "sys_attachment_doc", "sys_attachment_attribute"] {
        assert!(lab.list(&format!("/api/now/table/{table}")).await.is_empty(), "{table}");
    }
}

#[tokio::test]
async fn a_file_deleted_as_a_record_leaves_no_chunks() {
    let lab = Lab::new().await;
    let (_, file) = with_file(&lab).await;
    let answer = lab.request(Method::DELETE, &record("sys_attachment", &json!(file))).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert!(lab.list("/api/now/table/sys_attachment_doc").await.is_empty());
}

#[tokio::test]
async fn passwords_and_secrets_are_in_no_answer() {
    let lab = Lab::new().await;
    let user = lab.user("keeper", &["itil"]).await;
    lab.update("sys_user", &json!(user), json!({ "user_password": "changed" })).await;
    let property = json!({ "name": "x_app.webhook_secret", "type": "password2", "value": "s3cret-value" });
    let property = lab.create("sys_properties", property).await;
    assert_eq!(property["value"], "");
    let entity = lab.create("oauth_entity", json!({ "name": "app", "client_secret": "s3cret-value" })).await;
    assert_eq!(entity["client_secret"], "");
    let query = format!("sys_id={user}");
    for path in [
        format!("/api/now/table/sys_user/{user}?sysparm_display_value=all"),
        with("/sys_user.do?JSONv2&displayvalue=all", "sysparm_query", &query),
        "/api/now/table/sys_properties?name=x_app.webhook_secret&sysparm_display_value=all".to_owned(),
        "/api/now/table/sys_audit?fieldname=user_password".to_owned(),
        with(
            "/api/now/stats/sys_user?sysparm_count=true&sysparm_group_by=user_password",
            "sysparm_query",
            &query,
        ),
        "/api/now/table/oauth_entity?sysparm_query=name=app".to_owned(),
    ] {
        let text = lab.request(Method::GET, &path).send().await.unwrap().text().await.unwrap();
        let leaks = ["s3cret-value", "pbkdf2", "$argon", "changed"];
        assert!(leaks.iter().all(|leak| !text.to_lowercase().contains(leak)), "{path}: {text}");
    }
    let audit = lab.list("/api/now/table/sys_audit?fieldname=user_password").await;
    assert_eq!((&audit[0]["oldvalue"], &audit[0]["newvalue"]), (&json!("***"), &json!("***")));
}

/// Neither by comparing nor by sorting can a digest be found out.
/// Proves P5.13.
#[tokio::test]
async fn no_query_tests_a_password() {
    let lab = Lab::new().await;
    lab.user("keeper", &[]).await;
    for query in
        ["user_passwordSTARTSWITH$", "user_passwordNOT LIKEzzzz", "user_password!=x", "user_password>0"]
    {
        let path = with("/api/now/table/sys_user", "sysparm_query", query);
        assert!(lab.list(&path).await.is_empty(), "{query}");
    }
    let path = "/api/now/table/sys_user?sysparm_query=user_passwordISNOTEMPTY^user_name=keeper";
    assert_eq!(lab.list(path).await.len(), 1);
}

#[tokio::test]
async fn dotted_names_do_not_lead_around_access_rules() {
    let lab = Lab::new().await;
    let caller = lab.user("caller", &[]).await;
    let problem = lab.create("problem", json!({ "short_description": "not yours" })).await;
    let item = lab.create("cmdb_ci_server", json!({ "name": "WIN-1" })).await;
    let fields = json!({ "caller_id": caller, "problem_id": problem["sys_id"], "cmdb_ci": item["sys_id"] });
    lab.create("incident", fields).await;
    let path = "/api/now/table/incident?sysparm_fields=number,problem_id.short_description,cmdb_ci.name,caller_id.user_name";
    let found = list_as(&lab, "caller", path).await;
    assert_eq!(found[0]["caller_id.user_name"], "caller");
    assert!(found[0].get("problem_id.short_description").is_none());
    assert!(found[0].get("cmdb_ci.name").is_none());
    let seen = list_as(&lab, "itil", path).await;
    assert_eq!(seen[0]["problem_id.short_description"], "not yours");
    for query in ["cmdb_ci.nameSTARTSWITHW", "RLQUERYsys_audit.documentkey,>0^newvalueLIKEx^ENDRLQUERY"] {
        let path = with("/api/now/table/incident", "sysparm_query", query);
        let answer = lab.request_as("caller", Method::GET, &path).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{query}");
    }
}

#[tokio::test]
async fn recorded_requests_hold_no_credentials_in_any_part() {
    let lab = Lab::new().await;
    lab.create("sys_user", json!({ "user_name": "u", "user_password": "hunter2" })).await;
    let form = [
        ("grant_type", "password"),
        ("username", "admin"),
        ("password", "hunter2"),
        ("client_secret", "hunter2"),
    ];
    lab.http.post(lab.url("/oauth_token.do")).form(&form).send().await.unwrap();
    let inner = STANDARD.encode(r#"{"user_password":"hunter2"}"#);
    let batch = json!({ "batch_request_id": "1", "rest_requests": [{
        "id": "1", "method": "POST", "url": "/api/now/table/sys_user", "body": inner,
        "headers": [{ "name": "X-UserToken", "value": "hunter2" }],
    }] });
    lab.request(Method::POST, "/api/now/v1/batch").json(&batch).send().await.unwrap();
    let request = lab.request(Method::GET, "/api/now/table/incident?access_token=hunter2");
    request.header("X-MFA_TOKEN", "hunter2").header("X-sn-apikey", "hunter2").send().await.unwrap();
    let xml = "<request><user_password>hunter2</user_password></request>";
    let request =
        lab.request(Method::POST, "/api/now/table/sys_user").header("Content-Type", "application/xml");
    request.body(xml).send().await.unwrap();
    let recorded = lab.get("/dev/requests").await.to_string();
    assert!(!recorded.contains("hunter2") && !recorded.contains(&inner), "{recorded}");
    assert!(recorded.contains("user_name"), "the rest is kept");
}

#[tokio::test]
async fn the_date_header_follows_the_instances_clock() {
    let lab = Lab::new().await;
    let answer = lab.request(Method::GET, "/api/now/table/incident").send().await.unwrap();
    assert_eq!(answer.headers()["date"], "Mon, 02 Nov 2026 09:30:00 GMT");
    lab.advance("PT1H").await;
    let answer = lab.http.get(lab.url("/login.do")).send().await.unwrap();
    assert_eq!(answer.headers()["date"], "Mon, 02 Nov 2026 10:30:00 GMT");
}

#[tokio::test]
async fn notes_and_audits_are_seen_by_those_who_see_their_record() {
    let lab = Lab::new().await;
    let incident = lab.create("incident", json!({ "work_notes": "of the team" })).await;
    lab.update("incident", &incident["sys_id"], json!({ "urgency": "1" })).await;
    let change = lab.create("change_request", json!({ "work_notes": "of the board" })).await;
    lab.update("change_request", &change["sys_id"], json!({ "risk": "2" })).await;
    lab.user("changer", &["sn_change_read"]).await;
    let path = "/api/now/table/sys_journal_field?sysparm_fields=name,value";
    assert_eq!(list_as(&lab, "itil", path).await.len(), 2);
    let seen = list_as(&lab, "changer", path).await;
    assert_eq!(seen, [json!({ "name": "change_request", "value": "of the board" })]);
}
