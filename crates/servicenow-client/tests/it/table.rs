//! Records: what is sent, and how answers are read.

use futures::TryStreamExt as _;
use serde_json::{Value, json};
use servicenow_client::{ErrorKind, Fields, Query, Record, SysId};
use wiremock::matchers::{method, path, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{ID, always, client, parameter, requests, result};

fn incident(number: &str) -> Value {
    json!({
        "sys_id": {"value": ID, "display_value": ID},
        "number": {"value": number, "display_value": number},
        "state": {"value": "1", "display_value": "New"},
    })
}

fn id() -> SysId {
    ID.parse().unwrap()
}

#[tokio::test]
async fn gets_a_record_with_raw_and_display_values() {
    let server = always(result(incident("INC0010001"))).await;
    let record = client(&server).table("incident").get(&id()).await.unwrap();
    assert_eq!(
        (record.number(), record.value("state"), record.display_value("state")),
        ("INC0010001", "1", "New")
    );

    let request = &requests(&server).await[0];
    assert_eq!(request.url.path(), format!("/api/now/table/incident/{ID}"));
    assert_eq!(parameter(request, "sysparm_display_value").unwrap(), "all");
    assert_eq!(parameter(request, "sysparm_exclude_reference_link").unwrap(), "true");
    assert_eq!(request.headers["accept"], "application/json");
    assert_eq!(request.headers["authorization"], "Basic aXRpbDppdGls");
    assert!(request.headers.get("cookie").is_none());
}

#[tokio::test]
async fn lists_a_page_and_reads_its_shape_from_the_headers() {
    let answer =
        result(json!([incident("INC0010001"), incident("INC0010002")])).insert_header("x-total-count", "5");
    let server = always(answer).await;
    let query = Query::new().equals("state", 1).fields(&["number"]).limit(2).offset(2).order_by("number");
    let page = client(&server).table("incident").list(&query).await.unwrap();
    assert_eq!((page.items().len(), page.total(), page.next_offset()), (2, Some(5), Some(4)));

    let request = &requests(&server).await[0];
    assert_eq!(parameter(request, "sysparm_query").unwrap(), "state=1^ORDERBYnumber");
    assert_eq!(parameter(request, "sysparm_fields").unwrap(), "sys_id,number,state");
    assert_eq!(parameter(request, "sysparm_limit").unwrap(), "2");
    assert_eq!(parameter(request, "sysparm_offset").unwrap(), "2");
}

#[tokio::test]
async fn streams_all_pages_even_past_one_emptied_by_access_rules() {
    let server = MockServer::start().await;
    let pages = [
        (None, vec![incident("INC1"), incident("INC2")]),
        (Some("2"), vec![]),
        (Some("4"), vec![incident("INC5")]),
    ];
    for (offset, records) in pages {
        let mock = Mock::given(method("GET")).and(path("/api/now/table/incident"));
        let mock = match offset {
            Some(offset) => mock.and(query_param("sysparm_offset", offset)),
            None => mock.and(query_param_is_missing("sysparm_offset")),
        };
        let answer = result(json!(records)).insert_header("x-total-count", "5");
        mock.respond_with(answer).expect(1).mount(&server).await;
    }
    let records: Vec<_> =
        client(&server).table("incident").stream(Query::new().limit(2)).try_collect().await.unwrap();
    let numbers: Vec<_> = records.iter().map(Record::number).collect();
    assert_eq!(numbers, ["INC1", "INC2", "INC5"]);
    for request in requests(&server).await {
        assert_eq!(parameter(&request, "sysparm_query").unwrap(), "ORDERBYsys_id");
    }
}

#[tokio::test]
async fn a_dropped_filter_is_an_error_not_a_wrong_record() {
    let server = always(result(json!([incident("INC0010001")]))).await;
    let table = client(&server).table("incident");
    for error in [
        table.list(&Query::new().equals("numbr", "INC0010001")).await.unwrap_err(),
        table.first(&Query::new().equals("number", "INC0010002")).await.unwrap_err(),
        table.find_by_correlation_id("4711").await.unwrap_err(),
        table.get(&"00000000000000000000000000000000".parse().unwrap()).await.unwrap_err(),
    ] {
        assert!(
            matches!(error.kind(), ErrorKind::FilterIgnored { .. } | ErrorKind::Decode { .. }),
            "{error}"
        );
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn finds_the_first_of_several_with_one_correlation_id() {
    let found = json!({"sys_id": ID, "number": "INC0010001", "correlation_id": "sb-1"});
    let server = always(result(json!([found, {"sys_id": "a".repeat(32), "correlation_id": "sb-1"}]))).await;
    let record = client(&server).table("incident").find_by_correlation_id("sb-1").await.unwrap().unwrap();
    assert_eq!(record.number(), "INC0010001");
    let query = parameter(&requests(&server).await[0], "sysparm_query").unwrap();
    assert_eq!(query, "correlation_id=sb-1^ORDERBYsys_created_on");
}

#[tokio::test]
async fn an_empty_correlation_id_is_never_looked_for() {
    let server = always(result(json!([incident("INC0010001")]))).await;
    let error = client(&server).table("incident").find_by_correlation_id("  ").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::InvalidInput { .. }));
    assert!(requests(&server).await.is_empty());
}

#[tokio::test]
async fn creates_with_text_values_and_returns_what_was_stored() {
    let server = MockServer::start().await;
    let stored = json!({ "result": incident("INC0010001") });
    Mock::given(method("POST"))
        .and(path("/api/now/table/incident"))
        .respond_with(ResponseTemplate::new(201).set_body_json(stored))
        .expect(1)
        .mount(&server)
        .await;
    let fields = Fields::new().set("short_description", "Turn on MFA").set("impact", 2);
    let record = client(&server).table("incident").create(&fields).await.unwrap();
    assert_eq!(record.number(), "INC0010001");

    let request = &requests(&server).await[0];
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(body, json!({"short_description": "Turn on MFA", "impact": "2"}));
    assert_eq!(request.headers["content-type"], "application/json");
}

#[tokio::test]
async fn updates_with_patch_and_deletes() {
    let server = MockServer::start().await;
    let of_record = format!("/api/now/table/incident/{ID}");
    Mock::given(method("PATCH"))
        .and(path(of_record.as_str()))
        .respond_with(result(incident("INC0010001")))
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(method("DELETE"))
        .and(path(of_record.as_str()))
        .respond_with(ResponseTemplate::new(204))
        .expect(1)
        .mount(&server)
        .await;
    let table = client(&server).table("incident");
    let updated = table.update(&id(), &Fields::new().set("work_notes", "seen")).await.unwrap();
    assert_eq!(updated.sys_id(), &id());
    table.delete(&id()).await.unwrap();
}

#[tokio::test]
async fn counts_by_the_aggregate_api() {
    let server = always(result(json!({"stats": {"count": "42"}}))).await;
    let count = client(&server)
        .table("incident")
        .count(&Query::new().equals("active", true).order_by("number"))
        .await;
    assert_eq!(count.unwrap(), 42);
    let request = &requests(&server).await[0];
    assert_eq!(request.url.path(), "/api/now/stats/incident");
    assert_eq!(parameter(request, "sysparm_query").unwrap(), "active=true");
    assert_eq!(parameter(request, "sysparm_count").unwrap(), "true");
}

#[tokio::test]
async fn a_query_too_long_for_an_address_goes_by_a_short_one() {
    let server = MockServer::start().await;
    let tiny = json!("incident_list.do?sysparm_tiny=4f3c");
    Mock::given(method("POST")).and(path("/api/now/tinyurl")).respond_with(result(tiny)).mount(&server).await;
    Mock::given(method("GET"))
        .and(query_param("sysparm_tiny", "4f3c"))
        .and(query_param_is_missing("sysparm_query"))
        .respond_with(result(json!([incident("INC0010001")])))
        .mount(&server)
        .await;
    let numbers = (1..300).map(|number| format!("INC{number:07}")).chain(["INC0010001".to_owned()]);
    let query = Query::new().is_in("number", numbers);
    let page = client(&server).table("incident").list(&query).await.unwrap();
    assert_eq!(page.items()[0].number(), "INC0010001");

    let body: Value = serde_json::from_slice(&requests(&server).await[0].body).unwrap();
    assert!(
        body["url"].as_str().unwrap().starts_with("/api/now/table/incident?sysparm_query=numberININC0000001")
    );
}

#[tokio::test]
async fn names_that_would_leave_the_table_are_refused_before_anything_is_sent() {
    let server = always(result(json!([]))).await;
    let client = client(&server);
    for name in ["", "../stats/incident", "incident?x=1", "Incident", "a/b"] {
        let error = client.table(name).list(&Query::new()).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::InvalidInput { .. }), "{name}");
    }
    assert!(client.get_json("//evil.example/").await.is_err());
    assert!(requests(&server).await.is_empty());
}
