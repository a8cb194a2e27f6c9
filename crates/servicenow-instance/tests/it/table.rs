//! Table API: verbs, paging, headers, writes.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{ADMIN, Lab, NETWORK, NOW_WIRE, body, record, refusal};

/// Proves P1.1, P1.2.
#[tokio::test]
async fn a_record_lives_from_post_to_delete() {
    let lab = Lab::new().await;
    let made = lab
        .request(Method::POST, "/api/now/table/incident")
        .json(&json!({ "short_description": "Printer on fire", "impact": 2, "urgency": "2" }))
        .send()
        .await
        .unwrap();
    let location = made.headers()["location"].to_str().unwrap().to_owned();
    let made = body(made, StatusCode::CREATED).await;
    let made = &made["result"];
    assert_eq!(made["number"], "INC0010001");
    assert_eq!(made["opened_by"]["value"], ADMIN);
    assert_eq!(made["sys_created_on"], NOW_WIRE);
    assert_eq!(made["sys_mod_count"], "0");
    let path = record("incident", &made["sys_id"]);
    assert_eq!(location, lab.url(&path));

    let changed = json!({ "short_description": "Printer extinguished" });
    let changed = lab.update("incident", &made["sys_id"], changed).await;
    assert_eq!(changed["short_description"], "Printer extinguished");
    assert_eq!(changed["urgency"], "2", "a field that is not sent keeps its value");
    assert_eq!(changed["sys_mod_count"], "1");

    let gone = lab.request(Method::DELETE, &path).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    assert_eq!(gone.text().await.unwrap(), "");
    let missing = lab.request(Method::GET, &path).send().await.unwrap();
    let detail = "Record doesn't exist or ACL restricts the record retrieval";
    refusal(missing, StatusCode::NOT_FOUND, "No Record found", detail.into()).await;
}

/// Proves P1.3.
#[tokio::test]
async fn put_is_not_a_full_replacement() {
    let lab = Lab::new().await;
    let made = lab.create("incident", json!({ "short_description": "a", "description": "b" })).await;
    let answer = lab
        .request(Method::PUT, &record("incident", &made["sys_id"]))
        .json(&json!({ "short_description": "c" }))
        .send()
        .await
        .unwrap();
    let changed = body(answer, StatusCode::OK).await;
    assert_eq!(changed["result"]["description"], "b");
    assert_eq!(changed["result"]["short_description"], "c");
}

/// Proves P5.10.
#[tokio::test]
async fn a_write_that_changes_nothing_leaves_no_trace() {
    let lab = Lab::new().await;
    let made = lab.create("incident", json!({ "short_description": "a" })).await;
    lab.advance("PT1H").await;
    let same = lab.update("incident", &made["sys_id"], json!({ "short_description": "a" })).await;
    assert_eq!(same["sys_mod_count"], "0");
    assert_eq!(same["sys_updated_on"], NOW_WIRE);
    let noted = lab.update("incident", &made["sys_id"], json!({ "work_notes": "seen" })).await;
    assert_eq!(noted["sys_mod_count"], "1");
    assert_eq!(noted["sys_updated_on"], "2026-11-02 10:30:00");
    assert_eq!(noted["work_notes"], "");
}

/// Proves P1.40.
#[tokio::test]
async fn unknown_fields_and_wrong_values_are_ignored() {
    let lab = Lab::new().await;
    let fields = json!({
        "no_such_field": "x",
        "state": "99",
        "impact": "high",
        "due_date": "tomorrow",
        "short_description": "kept",
        "sys_created_on": "2001-01-01 00:00:00",
        "sys_mod_count": 7,
    });
    let made = lab.create("incident", fields).await;
    assert_eq!(made["short_description"], "kept");
    assert_eq!(made["state"], "1");
    assert_eq!(made["impact"], "3");
    assert_eq!(made["due_date"], "");
    assert_eq!(made["sys_created_on"], NOW_WIRE);
    assert_eq!(made["sys_mod_count"], "0");
    assert!(made.get("no_such_field").is_none());
}

#[tokio::test]
async fn choices_out_of_the_list_pass_when_the_property_says_so() {
    let lab = Lab::new().await;
    let name = "glide.rest.choice.allow_non_existing_value";
    let row = &lab.list(&format!("/api/now/table/sys_properties?name={name}")).await[0];
    lab.update("sys_properties", &row["sys_id"], json!({ "value": "true" })).await;
    let made = lab.create("incident", json!({ "category": "made up" })).await;
    assert_eq!(made["category"], "made up");
}

/// Proves P1.8.
#[tokio::test]
async fn the_clients_own_sys_id_is_kept_and_is_unique() {
    let lab = Lab::new().await;
    let id = "aaaabbbbccccdddd0000111122223333";
    let made = lab.create("incident", json!({ "sys_id": id })).await;
    assert_eq!(made["sys_id"], id);
    let second = lab
        .request(Method::POST, "/api/now/table/incident")
        .json(&json!({ "sys_id": id }))
        .send()
        .await
        .unwrap();
    assert_eq!(second.status(), StatusCode::FORBIDDEN);
    assert_eq!(lab.list("/api/now/table/incident").await.len(), 1);
}

/// Proves P1.17.
#[tokio::test]
async fn imports_may_set_the_system_fields() {
    let lab = Lab::new().await;
    let path = "/api/now/table/incident?sysparm_suppress_auto_sys_field=true";
    let fields = json!({
        "sys_created_on": "2001-02-03 04:05:06",
        "sys_created_by": "importer",
        "sys_updated_on": "2002-02-03 04:05:06",
        "sys_mod_count": "5",
    });
    let answer = lab.request(Method::POST, path).json(&fields).send().await.unwrap();
    let made = body(answer, StatusCode::CREATED).await;
    for (field, value) in fields.as_object().unwrap() {
        assert_eq!(&made["result"][field], value, "{field}");
    }
}

/// Proves P1.40.
#[tokio::test]
async fn values_are_cut_to_the_length_of_their_field() {
    let lab = Lab::new().await;
    let made = lab.create("incident", json!({ "short_description": "é".repeat(200) })).await;
    assert_eq!(made["short_description"], "é".repeat(160));
}

/// Proves P5.14.
#[tokio::test]
async fn references_are_understood_by_name() {
    let lab = Lab::new().await;
    let fields = json!({
        "assignment_group": "Network",
        "assigned_to": "beth.anglin",
        "caller_id": "Joe Employee",
        "cmdb_ci": "no such item",
    });
    let made = lab.create("incident", fields).await;
    assert_eq!(made["assignment_group"], NETWORK);
    assert_eq!(made["assigned_to"], super::support::BETH);
    assert_eq!(made["caller_id"], "681ccaf9c0a8016400b98a06818d57c7");
    assert_eq!(made["cmdb_ci"], "");
}

/// Proves P1.16.
#[tokio::test]
async fn displayed_values_are_accepted_on_request() {
    let lab = Lab::new().await;
    let admin = json!(ADMIN);
    let zone = json!({ "time_zone": "Europe/Amsterdam", "date_format": "dd-MM-yyyy" });
    lab.update("sys_user", &admin, zone).await;
    let path = "/api/now/table/incident?sysparm_input_display_value=true&sysparm_fields=state,due_date,impact,assignment_group.name";
    let fields = json!({
        "state": "In Progress",
        "impact": "1 - High",
        "due_date": "15-01-2027 12:00:00",
        "assignment_group": "Network",
    });
    let answer = lab.request(Method::POST, path).json(&fields).send().await.unwrap();
    let made = body(answer, StatusCode::CREATED).await;
    let expected = json!({
        "state": "2",
        "due_date": "2027-01-15 11:00:00",
        "impact": "1",
        "assignment_group.name": "Network",
    });
    assert_eq!(made["result"], expected);
}

/// Proves P1.7.
#[tokio::test]
async fn only_the_first_of_several_records_is_made() {
    let lab = Lab::new().await;
    let two = json!([{ "short_description": "one" }, { "short_description": "two" }]);
    let made = lab.create("incident", two).await;
    assert_eq!(made["short_description"], "one");
    assert_eq!(lab.list("/api/now/table/incident").await.len(), 1);
}

/// Proves P1.7.
#[tokio::test]
async fn an_empty_body_makes_a_record() {
    let lab = Lab::new().await;
    let answer = lab.request(Method::POST, "/api/now/table/incident").send().await.unwrap();
    let made = body(answer, StatusCode::CREATED).await;
    assert_eq!(made["result"]["number"], "INC0010001");
    assert_eq!(made["result"]["priority"], "5");
}

/// Proves P1.22.
#[tokio::test]
async fn a_post_can_stand_for_another_verb() {
    let lab = Lab::new().await;
    let made = lab.create("incident", json!({})).await;
    let answer = lab
        .request(Method::POST, &record("incident", &made["sys_id"]))
        .header("X-HTTP-Method-Override", "PATCH")
        .json(&json!({ "short_description": "patched" }))
        .send()
        .await
        .unwrap();
    let changed = body(answer, StatusCode::OK).await;
    assert_eq!(changed["result"]["short_description"], "patched");
}

/// Proves P1.22.
#[tokio::test]
async fn an_answer_without_body_can_be_asked_for() {
    let lab = Lab::new().await;
    let answer = lab
        .request(Method::POST, "/api/now/table/incident")
        .header("X-no-response-body", "true")
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    assert!(answer.headers().contains_key("location"));
    assert_eq!(answer.text().await.unwrap(), "");
}

/// Proves P1.4.
#[tokio::test]
async fn head_answers_like_get_without_a_body() {
    let lab = Lab::new().await;
    lab.create("incident", json!({})).await;
    let answer = lab.request(Method::HEAD, "/api/now/table/incident").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["x-total-count"], "1");
    assert_eq!(answer.text().await.unwrap(), "");
}

/// Proves P1.21.
#[tokio::test]
async fn xml_comes_in_and_goes_out() {
    let lab = Lab::new().await;
    let answer = lab
        .request(Method::POST, "/api/now/table/incident?sysparm_fields=short_description,parent,opened_by")
        .header("Accept", "application/xml")
        .header("Content-Type", "application/xml")
        .body("<request><entry><short_description>a &lt; b</short_description></entry></request>")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    assert_eq!(answer.headers()["content-type"], "application/xml;charset=UTF-8");
    let link = lab.url(&format!("/api/now/table/sys_user/{ADMIN}"));
    let expected = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><response><result><short_description>a &lt; b</short_description><parent/><opened_by><link>{link}</link><value>{ADMIN}</value></opened_by></result></response>"
    );
    assert_eq!(answer.text().await.unwrap(), expected);

    let list = lab
        .request(Method::GET, "/api/now/table/incident?sysparm_fields=state")
        .header("Accept", "text/xml")
        .send()
        .await
        .unwrap();
    let list = list.text().await.unwrap();
    assert!(list.ends_with("<response><result><state>1</state></result></response>"), "{list}");
}

async fn three(lab: &Lab) {
    for name in ["one", "two", "three"] {
        lab.create("incident", json!({ "short_description": name })).await;
    }
}

/// Proves P1.13.
#[tokio::test]
async fn pages_are_linked_and_counted() {
    let lab = Lab::new().await;
    three(&lab).await;
    let path = "/api/now/table/incident?sysparm_fields=number&sysparm_limit=1&sysparm_offset=1";
    let answer = lab.request(Method::GET, path).send().await.unwrap();
    assert_eq!(answer.headers()["x-total-count"], "3");
    let links = answer.headers()["link"].to_str().unwrap().to_owned();
    let base = lab.url("/api/now/table/incident");
    let link = |offset: u32, rel: &str| {
        format!("<{base}?sysparm_fields=number&sysparm_limit=1&sysparm_offset={offset}>;rel=\"{rel}\"")
    };
    let expected = [link(0, "first"), link(0, "prev"), link(2, "next"), link(2, "last")];
    assert_eq!(links, expected.join(","));
    let page = body(answer, StatusCode::OK).await;
    assert_eq!(page["result"], json!([{ "number": "INC0010002" }]));
}

/// Proves P1.15.
#[tokio::test]
async fn counting_and_links_can_be_switched_off() {
    let lab = Lab::new().await;
    three(&lab).await;
    let answer = lab
        .request(Method::GET, "/api/now/table/incident?sysparm_no_count=true&sysparm_limit=2")
        .send()
        .await
        .unwrap();
    assert!(!answer.headers().contains_key("x-total-count"));
    assert!(!answer.headers()["link"].to_str().unwrap().contains("last"));
    let answer = lab
        .request(Method::GET, "/api/now/table/incident?sysparm_suppress_pagination_header=True")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.headers()["x-total-count"], "3");
    assert!(!answer.headers().contains_key("link"));
}

/// Proves P1.5.
#[tokio::test]
async fn version_one_calls_an_empty_list_missing() {
    let lab = Lab::new().await;
    let empty = lab.get("/api/now/v2/table/incident").await;
    assert_eq!(empty, json!({ "result": [] }));
    let answer = lab.request(Method::GET, "/api/now/v1/table/incident").send().await.unwrap();
    let found = body(answer, StatusCode::NOT_FOUND).await;
    assert_eq!(found["error"]["message"], "No Record found");
    lab.create("incident", json!({})).await;
    let full = lab.get("/api/now/v1/table/incident").await;
    assert_eq!(full["result"].as_array().unwrap().len(), 1);
}

/// Proves P1.6.
#[tokio::test]
async fn links_repeat_the_version_of_the_request() {
    let lab = Lab::new().await;
    lab.create("incident", json!({})).await;
    for version in ["/v1", "/v2", ""] {
        let path = format!("/api/now{version}/table/incident?sysparm_fields=opened_by");
        let link = lab.list(&path).await[0]["opened_by"]["link"].clone();
        assert_eq!(link, lab.url(&format!("/api/now{version}/table/sys_user/{ADMIN}")));
    }
}

#[tokio::test]
async fn a_child_is_found_through_its_base_table() {
    let lab = Lab::new().await;
    let made = lab.create("incident", json!({ "category": "network" })).await;
    let task = lab.show("task", &made["sys_id"]).await;
    assert_eq!(task["sys_class_name"], "incident");
    assert!(task.get("category").is_none());
    let changed = lab.update("task", &made["sys_id"], json!({ "category": "database" })).await;
    assert!(changed.get("category").is_none());
    let answer = lab.request(Method::GET, &record("problem", &made["sys_id"])).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let listed = lab.list("/api/now/table/task").await;
    assert_eq!(listed[0]["number"], "INC0010001");
}

/// Proves P1.18, P3.18.
#[tokio::test]
async fn a_short_address_stands_for_its_parameters() {
    let lab = Lab::new().await;
    three(&lab).await;
    let long =
        "/api/now/table/incident?sysparm_query=short_description%3Dtwo&sysparm_fields=short_description";
    let answer =
        lab.request(Method::POST, "/api/now/tinyurl").json(&json!({ "url": long })).send().await.unwrap();
    let tiny = body(answer, StatusCode::OK).await["result"].as_str().unwrap().to_owned();
    let (page, query) = tiny.split_once('?').unwrap();
    assert_eq!(page, "incident_list.do");
    let found = lab.list(&format!("/api/now/table/incident?{query}")).await;
    assert_eq!(Value::from(found), json!([{ "short_description": "two" }]));
}

/// Proves P3.16.
#[tokio::test]
async fn the_current_user_is_told() {
    let lab = Lab::new().await;
    let user = lab.get("/api/now/ui/user/current_user").await;
    assert_eq!(user["result"]["user_sys_id"], ADMIN);
    assert_eq!(user["result"]["user_name"], "admin");
    assert_eq!(user["result"]["user_display_name"], "System Administrator");
}

/// Proves P5.17.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_write_takes_no_other_with_it() {
    let lab = Lab::new().await;
    let write = |number: usize| {
        let refused = number.is_multiple_of(3);
        let state = if refused { "7" } else { "2" };
        let body = json!({ "state": state, "correlation_id": format!("w{number}"), "work_notes": "noted" });
        let call = lab.request(Method::POST, "/api/now/table/incident").json(&body).send();
        async move { (number, refused, call.await.unwrap().status()) }
    };
    for (number, refused, status) in futures::future::join_all((0..60).map(write)).await {
        let expected = if refused { StatusCode::FORBIDDEN } else { StatusCode::CREATED };
        assert_eq!(status, expected, "write {number}");
    }
    let kept = lab.list("/api/now/table/incident?sysparm_fields=number,state").await;
    assert_eq!(kept.len(), 40);
    assert!(kept.iter().all(|row| row["state"] == "2"), "{kept:?}");
    let numbers: BTreeSet<&str> = kept.iter().map(|row| row["number"].as_str().unwrap()).collect();
    assert_eq!(numbers.len(), 40, "each write draws its own number");
    let notes = lab.list("/api/now/table/sys_journal_field?sysparm_fields=sys_id").await;
    assert_eq!(notes.len(), 40, "notes of refused writes are undone");
}
