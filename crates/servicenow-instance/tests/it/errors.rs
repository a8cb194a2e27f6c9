//! The error table of the protocol (1.5), word for word.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{Lab, body, refusal};

/// Proves P1.30.
#[tokio::test]
async fn a_call_without_or_with_wrong_credentials_is_401() {
    let lab = Lab::new().await;
    let url = lab.url("/api/now/table/incident");
    let calls = [
        lab.http.get(&url),
        lab.http.get(&url).basic_auth("admin", Some("wrong")),
        lab.http.get(&url).basic_auth("nobody", Some("x")),
        lab.http.get(&url).bearer_auth("unknown"),
    ];
    for call in calls {
        let answer = call.send().await.unwrap();
        assert_eq!(answer.headers()["www-authenticate"], "BASIC realm=\"Service-now\"");
        assert_eq!(answer.headers()["x-is-logged-in"], "false");
        let detail = "Required to provide Auth information".into();
        refusal(answer, StatusCode::UNAUTHORIZED, "User Not Authenticated", detail).await;
    }
}

/// Proves P1.31.
#[tokio::test]
async fn an_unknown_table_is_400() {
    let lab = Lab::new().await;
    for method in [Method::GET, Method::POST] {
        let answer = lab.request(method, "/api/now/table/no_such_table").send().await.unwrap();
        let detail = "Table no_such_table does not exist".into();
        refusal(answer, StatusCode::BAD_REQUEST, "Invalid table no_such_table", detail).await;
    }
}

/// Proves P1.32.
#[tokio::test]
async fn an_unknown_record_is_404_for_every_verb() {
    let lab = Lab::new().await;
    for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE] {
        let path = "/api/now/table/incident/INC0010001";
        let answer = lab.request(method, path).send().await.unwrap();
        let detail = "Record doesn't exist or ACL restricts the record retrieval".into();
        refusal(answer, StatusCode::NOT_FOUND, "No Record found", detail).await;
    }
}

/// Proves P1.38.
#[tokio::test]
async fn an_unknown_api_is_400_and_a_wrong_verb_405() {
    let lab = Lab::new().await;
    let answer = lab.request(Method::GET, "/api/now/nothing/here").send().await.unwrap();
    let detail = "/api/now/nothing/here".into();
    refusal(answer, StatusCode::BAD_REQUEST, "Requested URI does not represent any resource", detail).await;
    for (method, path) in [
        (Method::DELETE, "/api/now/table/incident"),
        (Method::POST, "/api/now/table/incident/aaaabbbbccccdddd0000111122223333"),
    ] {
        let answer = lab.request(method, path).send().await.unwrap();
        refusal(answer, StatusCode::METHOD_NOT_ALLOWED, "Method not supported", Value::Null).await;
    }
}

/// Proves P1.45.
#[tokio::test]
async fn odd_spellings_of_an_address_reach_the_same_resource() {
    let lab = Lab::new().await;
    lab.create("incident", json!({})).await;
    for path in [
        "/api/now/table/incident/?sysparm_limit=1",
        "/api//now/table/incident?sysparm_limit=1",
        "/api/now/table/incident;jsessionid=0A1B?sysparm_limit=1",
    ] {
        assert_eq!(lab.list(path).await.len(), 1, "{path}");
    }
}

/// Proves P1.37.
#[tokio::test]
async fn a_body_that_cannot_be_read_is_400() {
    let lab = Lab::new().await;
    for (media_type, text, detail) in [
        ("application/json", "{\"a\":", "The payload is not valid JSON."),
        ("application/xml", "<a><b></a>", "The payload is not valid XML."),
    ] {
        let answer = lab
            .request(Method::POST, "/api/now/table/incident")
            .header("Content-Type", media_type)
            .body(text)
            .send()
            .await
            .unwrap();
        refusal(answer, StatusCode::BAD_REQUEST, "Exception while reading request", detail.into()).await;
    }
}

/// Proves P1.21.
#[tokio::test]
async fn media_types_that_are_not_spoken_are_refused() {
    let lab = Lab::new().await;
    let answer = lab
        .request(Method::GET, "/api/now/table/incident")
        .header("Accept", "text/csv")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_ACCEPTABLE);
    let answer = lab
        .request(Method::POST, "/api/now/table/incident")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body("short_description=x")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

/// Proves P1.37.
#[tokio::test]
async fn a_large_body_is_refused_by_the_property() {
    let lab = Lab::new().await;
    let text = "x".repeat(11 * 1024 * 1024);
    let answer = lab
        .request(Method::POST, "/api/now/table/incident")
        .json(&json!({ "description": text }))
        .send()
        .await
        .unwrap();
    let length = text.len() + "{\"description\":\"\"}".len();
    let detail = format!(
        "Rejected large REST payload with content-length = {length} bytes. Max allowed: 10485760 bytes."
    );
    refusal(answer, StatusCode::BAD_REQUEST, "Exception while reading request", detail.into()).await;
}

/// Proves P1.39.
#[tokio::test]
async fn a_transaction_over_its_quota_is_cancelled() {
    let lab = Lab::of(Lab::builder().demo_data(true)).await;
    let path = "/api/now/table/sys_properties?name=glide.rest.transaction_quota_seconds";
    let row = &lab.list(path).await[0];
    lab.update("sys_properties", &row["sys_id"], json!({ "value": "0" })).await;
    // Sorted, so that nothing is found before the end.
    let path = "/api/now/table/sys_dictionary?sysparm_query=ORDERBYcolumn_label&sysparm_fields=name";
    let answer = lab.request(Method::GET, path).send().await.unwrap();
    let message = "Transaction cancelled: maximum execution time exceeded";
    let detail = format!(
        "{message}. Check logs for error trace or enable glide.rest.debug property to verify REST request processing"
    );
    refusal(answer, StatusCode::INTERNAL_SERVER_ERROR, message, detail.into()).await;
}

/// Proves P1.39.
#[tokio::test]
async fn a_cancelled_list_tells_what_was_found_and_then_the_error() {
    let lab = Lab::new().await;
    let path = "/api/now/table/sys_properties?name=glide.rest.transaction_quota_seconds";
    let row = &lab.list(path).await[0];
    lab.update("sys_properties", &row["sys_id"], json!({ "value": "0" })).await;
    let path = "/api/now/table/sys_dictionary?sysparm_display_value=all";
    let answer = lab.request(Method::GET, path).send().await.unwrap();
    assert!(!answer.headers().contains_key("x-total-count"));
    let found = body(answer, StatusCode::OK).await;
    assert_eq!(found.as_object().unwrap().keys().collect::<Vec<_>>(), ["result", "error", "status"]);
    assert!(!found["result"].as_array().unwrap().is_empty());
    assert_eq!(found["error"]["message"], "Transaction cancelled: maximum execution time exceeded");
    assert_eq!(found["status"], "failure");
    let answer = lab.request(Method::GET, path).header("Accept", "application/xml").send().await.unwrap();
    let text = answer.text().await.unwrap();
    assert!(text.contains("</result><error><message>Transaction cancelled") && text.ends_with("</response>"));
}

/// Proves P1.39.
#[tokio::test]
async fn a_cancelled_write_may_have_been_committed() {
    let lab = Lab::new().await;
    let on = lab.http.put(lab.url("/dev/scenarios/lost-answer")).json(&json!({ "answer": "cancelled" }));
    assert_eq!(on.send().await.unwrap().status(), StatusCode::NO_CONTENT);
    let made =
        lab.request(Method::POST, "/api/now/table/incident").json(&json!({ "correlation_id": "once" }));
    let answer = body(made.send().await.unwrap(), StatusCode::INTERNAL_SERVER_ERROR).await;
    assert_eq!(answer["error"]["message"], "Transaction cancelled: maximum execution time exceeded");
    lab.switch_off("lost-answer").await;
    assert_eq!(lab.list("/api/now/table/incident?correlation_id=once").await.len(), 1);
}

/// Proves P6.7.
#[tokio::test]
async fn an_endless_address_is_refused() {
    let lab = Lab::new().await;
    let path = format!("/api/now/table/incident?sysparm_query=number%3D{}", "x".repeat(20_000));
    let answer = lab.request(Method::GET, &path).send().await.unwrap();
    let found = body(answer, StatusCode::URI_TOO_LONG).await;
    assert_eq!(found["status"], "failure");
}

#[tokio::test]
async fn refusals_come_in_xml_too() {
    let lab = Lab::new().await;
    let answer = lab
        .request(Method::GET, "/api/now/table/no_such_table")
        .header("Accept", "application/xml")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><response><error><message>Invalid table no_such_table</message><detail>Table no_such_table does not exist</detail></error><status>failure</status></response>";
    assert_eq!(answer.text().await.unwrap(), expected);
    let answer = lab
        .http
        .get(lab.url("/api/now/table/incident"))
        .header("Accept", "application/xml")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert!(answer.text().await.unwrap().contains("<message>User Not Authenticated</message>"));
}
