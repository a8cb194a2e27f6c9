//! Counts and calculations over tables (protocol 3.1).

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{ADMIN, Lab, NETWORK, body, refusal, with};

/// Five incidents: three for Network, two for nobody.
async fn lab() -> Lab {
    let lab = Lab::new().await;
    for (impact, group) in [("1", NETWORK), ("2", NETWORK), ("3", NETWORK), ("3", ""), ("3", "")] {
        lab.create("incident", json!({ "impact": impact, "urgency": "3", "assignment_group": group })).await;
    }
    lab
}

async fn stats(lab: &Lab, parameters: &str) -> Value {
    let parameters = parameters.trim_start_matches('?');
    lab.get(&format!("/api/now/stats/incident?{parameters}")).await["result"].take()
}

/// Proves P3.1.
#[tokio::test]
async fn numbers_without_groups_are_text() {
    let lab = lab().await;
    let found = stats(
        &lab,
        "sysparm_count=True&sysparm_sum_fields=impact&sysparm_avg_fields=impact,no_such&sysparm_min_fields=impact&sysparm_max_fields=impact,number",
    )
    .await;
    let expected = json!({ "stats": {
        "count": "5",
        "sum": { "impact": "12" },
        "avg": { "impact": "2.4000" },
        "min": { "impact": "1" },
        "max": { "impact": "3", "number": "INC0010005" },
    } });
    assert_eq!(found, expected);
}

/// Proves P3.1.
#[tokio::test]
async fn a_query_and_field_parameters_narrow_the_count() {
    let lab = lab().await;
    assert_eq!(stats(&lab, "sysparm_count=true&impact=3").await["stats"]["count"], "3");
    assert_eq!(stats(&lab, "sysparm_count=true&no_field=1").await["stats"]["count"], "5");
    let query = "sysparm_count=true&sysparm_query=impact%3D3%5Eassignment_groupISEMPTY";
    assert_eq!(stats(&lab, query).await["stats"]["count"], "2");
    let query = "sysparm_count=true&sysparm_query=impact%3D9&sysparm_avg_fields=impact";
    assert_eq!(stats(&lab, query).await["stats"], json!({ "count": "0", "avg": { "impact": "" } }));
}

/// Proves P3.2.
#[tokio::test]
async fn groups_are_named_raw_shown_or_both() {
    let lab = lab().await;
    let raw = stats(&lab, "sysparm_count=true&sysparm_group_by=assignment_group").await;
    let group = |value: Value| json!([value]);
    let expected = json!([
        { "stats": { "count": "2" }, "groupby_fields": group(json!({ "field": "assignment_group", "value": "" })) },
        { "stats": { "count": "3" }, "groupby_fields": group(json!({ "field": "assignment_group", "value": NETWORK })) },
    ]);
    assert_eq!(raw, expected);
    let shown =
        stats(&lab, "sysparm_count=true&sysparm_group_by=assignment_group&sysparm_display_value=true").await;
    assert_eq!(shown[1]["groupby_fields"][0]["value"], "Network");
    let both = stats(&lab, "sysparm_count=true&sysparm_group_by=impact&sysparm_display_value=all").await;
    assert_eq!(
        both[0]["groupby_fields"][0],
        json!({ "field": "impact", "value": "1", "display_value": "1 - High" })
    );
    let walked = stats(&lab, "sysparm_count=true&sysparm_group_by=assignment_group.name,impact").await;
    assert_eq!(walked.as_array().unwrap().len(), 4);
    assert_eq!(
        walked[1]["groupby_fields"][0],
        json!({ "field": "assignment_group.name", "value": "Network" })
    );
}

/// Proves P3.2.
#[tokio::test]
async fn groups_are_chosen_and_ordered_by_their_numbers() {
    let lab = lab().await;
    let base = "?sysparm_count=true&sysparm_group_by=impact";
    let impacts = |found: Value| -> Vec<Value> {
        found.as_array().unwrap().iter().map(|group| group["groupby_fields"][0]["value"].clone()).collect()
    };
    let ordered = stats(&lab, &with(base, "sysparm_order_by", "COUNT^DESC")).await;
    assert_eq!(impacts(ordered), ["3", "1", "2"]);
    let ordered = stats(&lab, &with(base, "sysparm_order_by", "impact^DESC")).await;
    assert_eq!(impacts(ordered), ["3", "2", "1"]);
    let chosen = stats(&lab, &with(base, "sysparm_having", "count^impact^>^1")).await;
    assert_eq!(impacts(chosen), ["3"]);
    let by_query = "sysparm_count=true&sysparm_query=GROUPBYimpact";
    assert_eq!(impacts(stats(&lab, by_query).await), ["1", "2", "3"]);
}

#[tokio::test]
async fn an_answer_may_be_xml() {
    let lab = lab().await;
    let request = lab.request(Method::GET, "/api/now/v1/stats/incident?sysparm_count=true");
    let answer = request.header("Accept", "application/xml").send().await.unwrap();
    let text = answer.text().await.unwrap();
    assert!(
        text.ends_with("<response><result><stats><count>5</count></stats></result></response>"),
        "{text}"
    );
}

/// Proves P3.3.
#[tokio::test]
async fn what_cannot_be_calculated_is_refused() {
    let lab = Lab::new().await;
    let send = |path: &'static str| lab.request(Method::GET, path).send();
    let answer = send("/api/now/stats/incident?sysparm_group_by=state").await.unwrap();
    let message = "No request parameter for aggregate operation specified";
    refusal(answer, StatusCode::BAD_REQUEST, message, Value::Null).await;
    let answer = send("/api/now/stats/no_table?sysparm_count=true").await.unwrap();
    refusal(
        answer,
        StatusCode::BAD_REQUEST,
        "Invalid table no_table",
        json!("Table no_table does not exist"),
    )
    .await;
    let answer =
        lab.request(Method::POST, "/api/now/stats/incident?sysparm_count=true").send().await.unwrap();
    refusal(answer, StatusCode::METHOD_NOT_ALLOWED, "Method not supported", Value::Null).await;
}

/// Proves P3.3.
#[tokio::test]
async fn tables_and_fields_that_may_not_be_read_may_not_be_counted() {
    let lab = Lab::new().await;
    let send = |path: &'static str| lab.request_as("itil", Method::GET, path).send();
    let answer = send("/api/now/stats/sys_security_acl?sysparm_count=true").await.unwrap();
    refusal(answer, StatusCode::FORBIDDEN, "Insufficient rights to query records", Value::Null).await;
    let answer = send("/api/now/stats/sys_user?sysparm_count=true&sysparm_group_by=sys_id").await.unwrap();
    let found = body(answer, StatusCode::OK).await;
    assert!(
        found["result"].as_array().unwrap().iter().any(|group| group["groupby_fields"][0]["value"] == ADMIN)
    );
    let secret = "/api/now/stats/sys_user?sysparm_max_fields=user_password";
    let found = body(send(secret).await.unwrap(), StatusCode::OK).await;
    assert_eq!(found["result"]["stats"], json!({}));
}
