//! Several requests in one (protocol 3.3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{Lab, body, refusal};

async fn batch_as(lab: &Lab, user: &str, requests: Value) -> Value {
    let asked = json!({ "batch_request_id": 17, "rest_requests": requests });
    let answer = lab.request_as(user, Method::POST, "/api/now/v1/batch").json(&asked).send().await.unwrap();
    body(answer, StatusCode::OK).await
}

fn content(item: &Value) -> Value {
    let bytes = STANDARD.decode(item["body"].as_str().unwrap()).unwrap();
    serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{error}: {item}"))
}

fn get(id: &str, url: &str) -> Value {
    json!({ "id": id, "method": "GET", "url": url, "headers": [{ "name": "Accept", "value": "application/json" }] })
}

/// Proves P3.8.
#[tokio::test]
async fn each_request_is_answered_as_if_it_had_come_alone() {
    let lab = Lab::new().await;
    let made = STANDARD.encode(json!({ "short_description": "in a batch" }).to_string());
    let found = batch_as(
        &lab,
        "itil",
        json!([
            { "id": 1, "method": "POST", "url": "/api/now/table/incident", "body": made,
              "headers": [{ "name": "Content-Type", "value": "application/json" }] },
            get("2", "/api/now/v2/table/incident?sysparm_query=short_descriptionLIKEin a batch"),
            get("3", "/api/now/table/no_such"),
            get("4", "/api/now/table/sys_security_acl"),
        ]),
    )
    .await;
    assert_eq!(found["batch_request_id"], "17");
    assert_eq!(found["unserviced_requests"], json!([]));
    let items = found["serviced_requests"].as_array().unwrap();
    let codes: Vec<&Value> = items.iter().map(|item| &item["status_code"]).collect();
    assert_eq!(codes, [201, 200, 400, 403]);
    assert_eq!((&items[0]["id"], &items[0]["status_text"]), (&json!("1"), &json!("Created")));
    assert!(items[0]["headers"].as_array().unwrap().iter().any(|header| header["name"] == "location"));
    assert!(items[0]["execution_time"].is_u64());
    let made = content(&items[0]);
    assert_eq!(made["result"]["opened_by"]["value"], "681b365ec0a80164000fb0b05854a0cd");
    assert_eq!(content(&items[1])["result"][0]["number"], made["result"]["number"]);
    let link = content(&items[1])["result"][0]["opened_by"]["link"].as_str().unwrap().to_owned();
    assert!(link.starts_with(&lab.url("/api/now/v2/table/sys_user/")), "{link}");
    assert_eq!(content(&items[2])["error"]["message"], "Invalid table no_such");

    let id = made["result"]["sys_id"].as_str().unwrap();
    let url = format!("/api/now/table/incident/{id}");
    let removal = json!([{ "id": "9", "method": "DELETE", "url": url, "exclude_response_headers": true }]);
    let found = batch_as(&lab, "admin", removal).await;
    let item = &found["serviced_requests"][0];
    assert_eq!(
        (&item["status_code"], &item["body"], &item["headers"]),
        (&json!(204), &json!(""), &json!([]))
    );
}

#[tokio::test]
async fn wrong_requests_fail_alone() {
    let lab = Lab::new().await;
    let found = batch_as(
        &lab,
        "admin",
        json!([
            { "id": "a", "url": "/api/now/table/incident" },
            { "id": "b", "method": "GET", "url": "/login.do" },
            { "id": "c", "method": "POST", "url": "/api/now/batch" },
            { "id": "d", "method": "POST", "url": "/api/now/table/incident", "body": "*" },
            { "id": "e", "method": "POST", "url": "/api/now/table/incident", "body": STANDARD.encode(vec![b' '; 5 * 1024 * 1024 + 1]) },
            get("f", "/api/now/table/incident?sysparm_limit=1"),
        ]),
    )
    .await;
    let items = found["serviced_requests"].as_array().unwrap();
    let codes: Vec<&Value> = items.iter().map(|item| &item["status_code"]).collect();
    assert_eq!(codes, [400, 400, 400, 400, 413, 200]);
    assert_eq!(items[0]["error_message"], "method is required");
    assert_eq!(items[3]["error_message"], "body is not valid Base64");
}

/// Proves P3.9.
#[tokio::test]
async fn an_answer_over_the_clients_limit_is_left_out() {
    let lab = Lab::new().await;
    let asked = json!({ "batch_request_id": "1", "rest_requests": [get("1", "/api/now/table/sys_user")] });
    let request = lab.request(Method::POST, "/api/now/batch").header("X-BATCHREQUEST-MAX-OUTPUT-SIZE", "100");
    let found = body(request.json(&asked).send().await.unwrap(), StatusCode::OK).await;
    assert_eq!(found["serviced_requests"][0]["status_code"], 413);
    assert_eq!(found["serviced_requests"][0]["body"], "");
}

/// Proves P3.9.
#[tokio::test]
async fn requests_for_which_no_time_is_left_are_named() {
    let lab = Lab::new().await;
    lab.create("sys_properties", json!({ "name": "glide.batch.max_seconds", "value": "0" })).await;
    let found = batch_as(&lab, "admin", json!([get("x", "/api/now/table/incident")])).await;
    assert_eq!(found["serviced_requests"], json!([]));
    assert_eq!(found["unserviced_requests"], json!(["x"]));
}

#[tokio::test]
async fn a_body_that_is_no_batch_is_refused() {
    let lab = Lab::new().await;
    let answer = lab.request(Method::POST, "/api/now/batch").json(&json!({})).send().await.unwrap();
    let detail = json!("rest_requests is required");
    refusal(answer, StatusCode::BAD_REQUEST, "Invalid batch request", detail).await;
    let answer = lab.request(Method::GET, "/api/now/batch").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
}

/// Proves P3.10.
#[tokio::test]
async fn an_answer_comes_in_parts_on_request() {
    let lab = Lab::new().await;
    let asked = json!({ "batch_request_id": "b", "rest_requests": [
        get("1", "/api/now/table/incident?sysparm_limit=1"), get("2", "/api/now/table/no_such_table"),
    ] });
    let request = lab.request(Method::POST, "/api/now/v1/batch").header("Accept", "multipart/mixed");
    let answer = request.json(&asked).send().await.unwrap();
    let media_type = answer.headers()["content-type"].to_str().unwrap().to_owned();
    let boundary = media_type.strip_prefix("multipart/mixed;boundary=").unwrap();
    let text = answer.text().await.unwrap();
    let (parts, after) = text.split_once(&format!("--{boundary}--\r\n")).unwrap();
    assert_eq!(after, "");
    let parts: Vec<Value> = parts
        .split(&format!("--{boundary}\r\n"))
        .skip(1)
        .map(|part| {
            let (head, content) = part.split_once("\r\n\r\n").unwrap();
            assert_eq!(head, "Content-Type: application/json;charset=UTF-8");
            serde_json::from_str(content).unwrap()
        })
        .collect();
    assert_eq!(parts.len(), 3);
    assert_eq!((&parts[0]["id"], &parts[0]["status_code"]), (&json!("1"), &json!(200)));
    assert_eq!(content(&parts[0]), json!({ "result": [] }));
    assert_eq!((&parts[1]["id"], &parts[1]["status_code"]), (&json!("2"), &json!(400)));
    assert_eq!(parts[2], json!({ "batch_request_id": "b", "unserviced_requests": [] }));
}

/// Proves P3.10.
#[tokio::test]
async fn a_batch_is_asked_in_json_and_answered_in_json_or_parts() {
    let lab = Lab::new().await;
    let batch = || lab.request(Method::POST, "/api/now/batch");
    let parts = batch().header("Content-Type", "multipart/mixed; boundary=x").body("--x--");
    assert_eq!(parts.send().await.unwrap().status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let xml = batch().header("Accept", "application/xml").json(&json!({ "rest_requests": [] }));
    assert_eq!(xml.send().await.unwrap().status(), StatusCode::NOT_ACCEPTABLE);
    let any = batch().header("Accept", "text/html, */*;q=0.1").json(&json!({ "rest_requests": [] }));
    assert_eq!(any.send().await.unwrap().headers()["content-type"], "application/json;charset=UTF-8");
}

/// Proves P3.9.
#[tokio::test]
async fn sizes_of_requests_and_answers_are_properties() {
    let lab = Lab::new().await;
    lab.create("sys_properties", json!({ "name": "glide.rest.batch.max.inputSize", "value": "1" })).await;
    lab.create("sys_properties", json!({ "name": "glide.rest.batch.max.outputSize", "value": "0" })).await;
    let large = STANDARD.encode(vec![b' '; 1024 * 1024 + 1]);
    let post = json!({ "id": "1", "method": "POST", "url": "/api/now/table/incident", "body": large });
    let found = batch_as(&lab, "admin", json!([post, get("2", "/api/now/table/incident")])).await;
    let items = found["serviced_requests"].as_array().unwrap();
    assert_eq!(items[0]["error_message"], "body has 1048577 bytes. Max allowed: 1048576 bytes.");
    assert_eq!(items[1]["error_message"], "response is too large. Max allowed: 0 bytes.");
}
