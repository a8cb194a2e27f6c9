//! Several requests in one, and rows for import sets.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use servicenow_client::{Batch, ErrorKind, Fields, ImportStatus};
use wiremock::ResponseTemplate;

use crate::support::{ID, always, client, page, requests};

const JSON: [(&str, &str); 1] = [("Content-Type", "application/json;charset=UTF-8")];

fn item(id: &str, status: u16, headers: &[(&str, &str)], body: &str) -> Value {
    let headers: Vec<_> = headers.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    json!({"id": id, "status_code": status, "status_text": "", "headers": headers, "body": STANDARD.encode(body)})
}

#[tokio::test]
async fn answers_come_in_the_order_of_the_requests() {
    let answer = json!({"batch_request_id": "1", "unserviced_requests": ["3"], "serviced_requests": [
        item("2", 204, &[], ""),
        item("1", 403, &JSON, r#"{"error":{"message":"Operation Failed","detail":"x"},"status":"failure"}"#),
        item("0", 200, &JSON, r#"{"result":[]}"#),
    ]});
    let server = always(ResponseTemplate::new(200).set_body_json(answer)).await;
    let batch = Batch::new()
        .get("/api/now/table/incident?sysparm_limit=1")
        .create("incident", &Fields::new().set("impact", 2))
        .delete("incident", &ID.parse().unwrap())
        .update("incident", &ID.parse().unwrap(), &Fields::new().set("impact", 1));
    let answer = client(&server).batch(&batch).await.unwrap();
    let items = answer.items();
    assert_eq!(items[0].as_ref().unwrap(), &json!({"result": []}));
    let error = items[1].as_ref().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Refused { status: 403, .. }));
    assert!(error.to_string().starts_with("POST /api/now/table/incident: "), "{error}");
    assert_eq!(items[2].as_ref().unwrap(), &Value::Null);
    let error = items[3].as_ref().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::QueueFull) && !error.may_have_taken_effect());
    assert_eq!(answer.unserviced(), [3]);

    let sent: Value = serde_json::from_slice(&requests(&server).await[0].body).unwrap();
    assert_eq!(sent["batch_request_id"], "1");
    assert_eq!(sent["rest_requests"][0]["method"], "GET");
    assert_eq!(sent["rest_requests"][1]["id"], "1");
    let body = STANDARD.decode(sent["rest_requests"][1]["body"].as_str().unwrap()).unwrap();
    assert_eq!(body, br#"{"impact":"2"}"#);
}

#[tokio::test]
async fn a_batch_that_failed_whole_knows_whether_it_wrote() {
    let server = always(page(503, "busy")).await;
    let reading = Batch::new().get("/api/now/table/incident");
    let error = client(&server).batch(&reading).await.unwrap_err();
    assert!(error.is_retryable() && !error.may_have_taken_effect());
    let writing = reading.create("incident", &Fields::new());
    assert!(client(&server).batch(&writing).await.unwrap_err().may_have_taken_effect());
}

#[tokio::test]
async fn a_batch_that_cannot_be_sent_is_refused() {
    let server = always(page(200, "")).await;
    let many = (0..101).fold(Batch::new(), |batch, _| batch.get("/api/now/table/incident"));
    for batch in [
        Batch::new(),
        many,
        Batch::new().get("//evil.example/x"),
        Batch::new().create("a/b", &Fields::new()),
        Batch::new().create("incident", &Fields::new().set("A", "x")),
    ] {
        let error = client(&server).batch(&batch).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::InvalidInput { .. }), "{error}");
    }
    assert!(requests(&server).await.is_empty());
}

#[tokio::test]
async fn an_item_of_another_shape_names_its_place() {
    let answer = json!({"serviced_requests": [{"id": "0", "status_code": 200, "body": "%%%"}], "unserviced_requests": []});
    let server = always(ResponseTemplate::new(200).set_body_json(answer)).await;
    let answer = client(&server).batch(&Batch::new().get("/api/now/x")).await.unwrap();
    let error = answer.items()[0].as_ref().unwrap_err();
    assert!(error.to_string().contains("serviced_requests[0].body"), "{error}");
}

#[tokio::test]
async fn a_row_of_an_import_set_tells_what_became_of_it() {
    let answer = json!({"import_set": "ISET0010001", "staging_table": "imp_user", "result": [
        {"transform_map": "User", "table": "sys_user", "display_name": "name", "display_value": "Ann",
         "record_link": "https://x/api/now/table/sys_user/1", "status": "inserted", "sys_id": ID},
        {"transform_map": "Group", "table": "sys_user_group", "status": "error", "error_message": "no such manager"},
    ]});
    let server = always(ResponseTemplate::new(201).set_body_json(answer)).await;
    let result =
        client(&server).import_set("imp_user").insert(&Fields::new().set("name", "Ann")).await.unwrap();
    assert_eq!(result.import_set, "ISET0010001");
    assert_eq!(
        (&result.rows[0].status, result.rows[0].sys_id.as_ref().unwrap().as_str()),
        (&ImportStatus::Inserted, ID)
    );
    assert_eq!(
        (&result.rows[1].status, result.rows[1].message.as_deref()),
        (&ImportStatus::Error, Some("no such manager"))
    );
    assert_eq!(requests(&server).await[0].url.path(), "/api/now/import/imp_user");
}
