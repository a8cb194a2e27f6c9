//! GraphQL: records by table, what is known of their fields, and refusals of everything else
//! (protocol 0 and 3.6).

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{BETH, Lab, body};

async fn ask_as(lab: &Lab, user: &str, request: Value) -> Value {
    let answer = lab.request_as(user, Method::POST, "/api/now/graphql").json(&request).send().await.unwrap();
    body(answer, StatusCode::OK).await
}

async fn ask(lab: &Lab, query: &str) -> Value {
    ask_as(lab, "itil", json!({ "query": query })).await
}

async fn world() -> Lab {
    let lab = Lab::new().await;
    for (number, state) in [("INC1", "2"), ("INC2", "1"), ("INC3", "1")] {
        lab.create("incident", json!({ "number": number, "state": state, "caller_id": BETH })).await;
    }
    lab
}

/// Proves P0.8, P3.23.
#[tokio::test]
async fn records_of_a_table_are_counted_paged_and_walked() {
    let lab = world().await;
    let found = ask(
        &lab,
        "query { GlideRecord_Query { incident(queryConditions: \"numberSTARTSWITHINC^ORDERBYDESCnumber\", pagination: {limit: 1, offset: 2}) {
            _rowCount
            _results { number { value } shown: state { value displayValue } caller_id { displayValue _reference { email { value } company { _reference { name { value } } } } } }
        } } }",
    )
    .await;
    let email = lab.show("sys_user", &json!(BETH)).await["email"].clone();
    let expected = json!({ "data": { "GlideRecord_Query": { "incident": { "_rowCount": 3, "_results": [{
        "number": { "value": "INC1" }, "shown": { "value": "2", "displayValue": "In Progress" },
        "caller_id": { "displayValue": "Beth Anglin", "_reference": { "email": { "value": email }, "company": { "_reference": { "name": { "value": "Contoso" } } } } },
    }] } } }, "errors": [] });
    assert_eq!(found, expected);
}

/// Proves P3.23.
#[tokio::test]
async fn variables_aliases_fragments_and_conditions_work_together() {
    let lab = world().await;
    let query = "query Both($first: String = \"number=INC1\", $second: String, $more: Boolean!) {
        GlideRecord_Query {
            a: incident(queryConditions: $first) { _results { ...Named } }
            b: incident(queryConditions: $second) { _results { ...Named state @include(if: $more) { value } } }
        } }
        fragment Named on GlideRecord_incident { number { value } ... on GlideRecord_incident { number { label } } }
        query Other { __typename }";
    // The PowerShell module sends variables as text.
    let variables = json!({ "second": "number=INC2", "more": false }).to_string();
    let request = json!({ "query": query, "variables": variables, "operationName": "Both" });
    let named = |number: &str| json!({ "_results": [{ "number": { "value": number, "label": "Number" } }] });
    let found = ask_as(&lab, "itil", request).await;
    assert_eq!(found["data"]["GlideRecord_Query"], json!({ "a": named("INC1"), "b": named("INC2") }));
    let other = ask_as(&lab, "itil", json!({ "query": query, "operationName": "Other" })).await;
    assert_eq!(other["data"], json!({ "__typename": "Query" }));
    let undecided = ask(&lab, query).await;
    assert!(undecided["errors"][0]["message"].as_str().unwrap().contains("operation name"), "{undecided}");
}

/// Proves P3.23.
#[tokio::test]
async fn fields_tell_what_the_dictionary_and_access_rules_say() {
    let lab = world().await;
    let found = ask(
        &lab,
        "{ GlideRecord_Query { incident(queryConditions: \"number=INC1\") { _table_metadata { label plural canRead canDelete } _results {
            caller_id { label internalType referenceTableName canRead canWrite }
            state { _choices { value displayValue } }
        } } } }",
    )
    .await;
    let incident = &found["data"]["GlideRecord_Query"]["incident"];
    assert_eq!(
        (&incident["_table_metadata"]["plural"], &incident["_table_metadata"]["canRead"]),
        (&json!("Incidents"), &json!(true))
    );
    let caller = json!({ "label": "Caller", "internalType": "reference", "referenceTableName": "sys_user", "canRead": true, "canWrite": true });
    assert_eq!(incident["_results"][0]["caller_id"], caller);
    let choices = incident["_results"][0]["state"]["_choices"].as_array().unwrap();
    assert!(choices.contains(&json!({ "value": "6", "displayValue": "Resolved" })), "{choices:?}");
    let secret = ask_as(&lab, "admin", json!({ "query": "{ GlideRecord_Query { sys_user(queryConditions: \"user_name=admin\") { _results { user_password { value } } } } }" })).await;
    assert_eq!(secret["data"]["GlideRecord_Query"]["sys_user"]["_results"][0]["user_password"]["value"], "");
}

/// Proves P3.23.
#[tokio::test]
async fn what_is_not_in_the_schema_is_refused_and_what_may_not_be_read_is_named() {
    let lab = world().await;
    for (query, message) in [
        (
            "{ GlideRecord_Query { nothing { _rowCount } } }",
            "Field 'nothing' in type 'GlideRecord_QueryType' is undefined",
        ),
        (
            "{ GlideRecord_Query { incident { _results { nothing { value } } } } }",
            "Field 'nothing' in type 'GlideRecord_incident' is undefined",
        ),
        (
            "{ GlideRecord_Query { incident { _results { number { nothing } } } } }",
            "Field 'nothing' in type 'GlideRecord_Element' is undefined",
        ),
        (
            "{ GlideRecord_Query { incident { _results { number } } } }",
            "Subselection required for field 'number'",
        ),
        ("{ GlideRecord_Query { incident(nothing: 1) { _rowCount } } }", "Unknown field argument 'nothing'"),
        ("{ myapp { schema { x } } }", "Field 'myapp' in type 'Query' is undefined"),
        ("mutation { GlideRecord_Mutation { x } }", "Schema is not configured for mutations"),
        ("{ GlideRecord_Query { incident { ", "Invalid Syntax"),
        ("{ ...A } fragment A on Query { ...A }", "fragments nest too deep"),
    ] {
        let found = ask(&lab, query).await;
        assert_eq!(found["data"], Value::Null, "{query}");
        assert!(found["errors"][0]["message"].as_str().unwrap().contains(message), "{query}: {found}");
    }
    lab.user("nobody", &[]).await;
    let query = "{ GlideRecord_Query { closed: oauth_entity { _rowCount } } }";
    let found = ask_as(&lab, "nobody", json!({ "query": query })).await;
    assert_eq!(found["data"]["GlideRecord_Query"]["closed"], Value::Null);
    assert_eq!(found["errors"][0]["message"], "Insufficient rights to query records");
    assert_eq!(found["errors"][0]["path"], json!(["GlideRecord_Query", "closed"]));
    let empty = lab.request(Method::POST, "/api/now/graphql").json(&json!({})).send().await.unwrap();
    assert_eq!(empty.status(), StatusCode::BAD_REQUEST);
    let anonymous =
        lab.http.post(lab.url("/api/now/graphql")).json(&json!({ "query": query })).send().await.unwrap();
    assert_eq!(anonymous.status(), StatusCode::UNAUTHORIZED);
}
