//! The Change Management API: addresses, shapes and refusals (protocol 3.5).

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{BETH, Lab, NETWORK, NOW_WIRE, body, with};

const ROOT: &str = "/api/sn_chg_rest/change";
/// The template "Reboot Windows Server".
const REBOOT: &str = "52631b0cbfb3e9abbe43a473c2c0a0a0";

async fn call(lab: &Lab, user: &str, method: Method, path: &str, fields: Value) -> (StatusCode, Value) {
    let request = lab.request_as(user, method, &format!("{ROOT}{path}"));
    let answer = if fields.is_null() { request } else { request.json(&fields) }.send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// The `result` of a call as itil, which must be answered with `status`.
async fn done(lab: &Lab, method: Method, path: &str, fields: Value, status: StatusCode) -> Value {
    let (found, mut body) = call(lab, "itil", method, path, fields).await;
    assert_eq!(found, status, "{path}: {body}");
    body["result"].take()
}

async fn made(lab: &Lab, path: &str, fields: Value) -> Value {
    done(lab, Method::POST, path, fields, StatusCode::OK).await
}

fn id(record: &Value) -> &str {
    record["sys_id"]["value"].as_str().unwrap()
}

/// Proves P3.12.
#[tokio::test]
async fn every_field_has_both_values_and_numbers_and_booleans_are_such() {
    let lab = Lab::new().await;
    let change = made(&lab, "", json!({ "type": "normal", "short_description": "Patch" })).await;
    assert_eq!(change["state"], json!({ "display_value": "New", "value": -5.0 }));
    assert_eq!(change["priority"], json!({ "display_value": "4 - Low", "value": 4.0 }));
    assert_eq!(change["active"], json!({ "display_value": "true", "value": true }));
    assert_eq!(change["short_description"], json!({ "display_value": "Patch", "value": "Patch" }));
    assert_eq!(change["sys_id"]["display_value"], change["sys_id"]["value"]);
    assert_eq!(
        change["sys_created_on"],
        json!({ "display_value": NOW_WIRE, "value": NOW_WIRE, "display_value_internal": NOW_WIRE })
    );
    assert_eq!(change["due_date"], json!({ "display_value": "", "value": "", "display_value_internal": "" }));
    assert_eq!(change["sla_due"]["display_value"], "UNKNOWN");
    assert_eq!(change["chg_model"]["display_value"], "Normal");
    assert!(change["chg_model"].get("link").is_none());

    let path = format!("{ROOT}/{}", id(&change));
    let answer = lab.request_as("itil", Method::GET, &path).send().await.unwrap();
    assert!(answer.text().await.unwrap().contains("\"value\":3.0"), "numbers are printed as floats");
    let answer = lab.request_as("itil", Method::GET, &path).header("Accept", "application/xml");
    let text = answer.send().await.unwrap().text().await.unwrap();
    assert!(text.contains("<state><display_value>New</display_value><value>-5.0</value></state>"), "{text}");
}

#[tokio::test]
async fn moments_are_also_told_in_the_callers_zone() {
    let lab = Lab::new().await;
    let itil = lab.list("/api/now/table/sys_user?user_name=itil").await;
    lab.update("sys_user", &itil[0]["sys_id"], json!({ "time_zone": "Europe/Amsterdam" })).await;
    let change = made(&lab, "/normal", json!({})).await;
    assert_eq!(change["opened_at"]["value"], NOW_WIRE);
    assert_eq!(change["opened_at"]["display_value_internal"], "2026-11-02 10:30:00");
}

#[tokio::test]
async fn values_come_from_the_address_and_the_body_and_the_body_wins() {
    let lab = Lab::new().await;
    let path = "/normal?short_description=address&description=kept&no_such_field=test";
    let change = made(&lab, path, json!({ "short_description": "body", "other": "x" })).await;
    assert_eq!(change["short_description"]["value"], "body");
    assert_eq!(change["description"]["value"], "kept");
    assert_eq!(change["__meta"], json!({ "ignoredFields": ["no_such_field", "other"] }));
    let emergency = made(&lab, "/emergency", json!({ "type": "normal" })).await;
    assert_eq!(emergency["type"]["value"], "emergency");
    assert_eq!(emergency["chg_model"]["display_value"], "Emergency");
    let by_model = made(&lab, "?chg_model=Standard", Value::Null).await;
    assert_eq!(by_model["type"]["value"], "standard");
}

/// Proves P3.12.
#[tokio::test]
async fn lists_are_filtered_by_type_query_name_text_and_page() {
    let lab = Lab::new().await;
    for subject in ["Router one", "Router two", "Printer"] {
        made(&lab, "/normal", json!({ "short_description": subject })).await;
    }
    made(&lab, "/emergency", json!({ "short_description": "Router three" })).await;
    let list = |path: &'static str| {
        let lab = &lab;
        async move {
            let found = done(lab, Method::GET, path, Value::Null, StatusCode::OK).await;
            let names = found.as_array().unwrap().iter();
            names
                .map(|change| change["short_description"]["value"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        }
    };
    assert_eq!(list("").await, ["Router one", "Router two", "Printer", "Router three"]);
    assert_eq!(list("/emergency").await, ["Router three"]);
    assert_eq!(list("/standard").await, [""; 0]);
    assert_eq!(list("?type=emergency").await, ["Router three"]);
    assert_eq!(list("/normal?textSearch=router").await, ["Router one", "Router two"]);
    assert_eq!(
        list("?order=short_description&sysparm_limit=2&sysparm_offset=1").await,
        ["Router one", "Router three"]
    );
    assert_eq!(
        list("/normal?sysparm_query=short_descriptionLIKERouter^ORDERBYDESCnumber").await,
        ["Router two", "Router one"]
    );
    assert_eq!(
        list("/normal?sysparm_query=short_description=Printer^NQshort_description=Router three").await,
        ["Printer"]
    );
}

#[tokio::test]
async fn a_change_is_found_under_its_own_type_only() {
    let lab = Lab::new().await;
    let change = made(&lab, "/normal", json!({})).await;
    let id = id(&change);
    for (path, status) in [
        (format!("/{id}"), StatusCode::OK),
        (format!("/normal/{id}"), StatusCode::OK),
        (format!("/emergency/{id}"), StatusCode::NOT_FOUND),
        (format!("/standard/{id}"), StatusCode::NOT_FOUND),
        ("/0123456789abcdef0123456789abcdef".to_owned(), StatusCode::NOT_FOUND),
    ] {
        assert_eq!(call(&lab, "itil", Method::GET, &path, Value::Null).await.0, status, "{path}");
    }
    let (status, told) = call(&lab, "itil", Method::PUT, "/normal", json!({})).await;
    assert_eq!(
        (status, &told["error"]["message"]),
        (StatusCode::METHOD_NOT_ALLOWED, &json!("Method not supported"))
    );
    let path = format!("/api/sn_chg_rest/v1/change/{id}");
    let answer = lab.request_as("itil", Method::GET, &path).send().await.unwrap();
    assert_eq!(body(answer, StatusCode::OK).await["result"]["number"]["value"], "CHG0030001");
}

#[tokio::test]
async fn states_may_be_given_by_their_labels_and_ignored_fields_are_told() {
    let lab = Lab::new().await;
    let change = made(&lab, "/normal", json!({ "assignment_group": NETWORK })).await;
    let fields = json!({ "state": "assess", "no_such_field": "x", "sys_created_by": "me" });
    let moved = done(&lab, Method::PATCH, &format!("/{}", id(&change)), fields, StatusCode::OK).await;
    assert_eq!(moved["state"]["value"], json!(-4.0));
    assert_eq!(moved["__meta"]["ignoredFields"], json!(["no_such_field", "sys_created_by"]));
    let fields = json!({
        "encrypted_fields": "assigned_to,start_date", "assigned_to": "Beth Anglin", "start_date": "2026-12-01 08:00:00",
    });
    let changed = done(&lab, Method::PATCH, &format!("/{}", id(&change)), fields, StatusCode::OK).await;
    assert_eq!(changed["assigned_to"], json!({ "display_value": "Beth Anglin", "value": BETH }));
    assert_eq!(changed["start_date"]["value"], "2026-12-01 08:00:00");
}

#[tokio::test]
async fn what_a_rule_refuses_is_told_in_one_sentence() {
    let lab = Lab::new().await;
    let change = made(&lab, "/normal", json!({})).await;
    let (status, told) =
        call(&lab, "itil", Method::PATCH, &format!("/{}", id(&change)), json!({ "state": "-1" })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let message = told["error"]["message"].as_str().unwrap();
    let start = "Change Request record could not be updated. Operation against file 'change_request' was aborted by Business Rule 'Change Model: Check State Transition^";
    assert!(message.starts_with(start), "{message}");
    assert_eq!((&told["error"]["detail"], &told["status"]), (&json!(""), &json!("failure")));
}

#[tokio::test]
async fn roles_open_the_api_verb_by_verb() {
    let lab = Lab::new().await;
    lab.user("reader", &["sn_change_read"]).await;
    lab.user("manager", &["change_manager"]).await;
    lab.user("nobody", &[]).await;
    let change = made(&lab, "/normal", json!({})).await;
    let path = format!("/{}", id(&change));
    for (user, method, status) in [
        ("nobody", Method::GET, StatusCode::FORBIDDEN),
        ("reader", Method::GET, StatusCode::OK),
        ("reader", Method::PATCH, StatusCode::FORBIDDEN),
        ("itil", Method::DELETE, StatusCode::FORBIDDEN),
        ("manager", Method::PATCH, StatusCode::OK),
        ("manager", Method::DELETE, StatusCode::OK),
    ] {
        let fields = json!({ "description": user });
        let (found, told) = call(&lab, user, method.clone(), &path, fields).await;
        assert_eq!(found, status, "{user} {method}: {told}");
    }
    let (status, _) = call(&lab, "admin", Method::GET, &path, Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "it was deleted");
    let answer = lab.http.get(lab.url(ROOT)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

/// Proves P3.13.
#[tokio::test]
async fn a_standard_change_comes_from_its_template() {
    let lab = Lab::new().await;
    let templates = done(&lab, Method::GET, "/standard/template", Value::Null, StatusCode::OK).await;
    assert_eq!(templates.as_array().unwrap().len(), 6);
    let template =
        done(&lab, Method::GET, &format!("/standard/template/{REBOOT}"), Value::Null, StatusCode::OK).await;
    assert_eq!(template["template"]["display_value"], "Reboot Windows Server");

    let fields =
        json!({ "short_description": "Reboot WIN-001", "backout_plan": "none", "description": "mine" });
    let change = made(&lab, &format!("/standard/{REBOOT}"), fields).await;
    assert_eq!(change["type"]["value"], "standard");
    assert_eq!(change["chg_model"]["display_value"], "Standard");
    assert_eq!(change["short_description"]["value"], "Reboot WIN-001");
    assert_eq!(change["category"]["value"], "Hardware");
    assert_eq!(change["risk"]["display_value"], "Low");
    assert_ne!(change["backout_plan"]["value"], "none");
    assert_eq!(change["std_change_producer_version"]["display_value"], "Reboot Windows Server - 1");
    assert_eq!(change["__meta"]["ignoredFields"], json!(["backout_plan", "description"]));

    let path = format!("/standard/{}", id(&change));
    let (status, told) = call(&lab, "itil", Method::PATCH, &path, json!({ "backout_plan": "none" })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let message = told["error"]["message"].as_str().unwrap();
    assert!(message.contains("'Restrict fields from Standard Change^"), "{message}");
    let scheduled = done(&lab, Method::PATCH, &path, json!({ "state": "Scheduled" }), StatusCode::OK).await;
    assert_eq!(scheduled["state"]["value"], json!(-2.0));
    let assessed = done(&lab, Method::PATCH, &format!("{path}/risk"), Value::Null, StatusCode::OK).await;
    assert_eq!((&assessed["risk"]["value"], &assessed["impact"]["value"]), (&json!(4.0), &json!(3.0)));
    let (status, _) = call(&lab, "itil", Method::POST, &format!("/standard/{NETWORK}"), json!({})).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

/// Proves P3.13.
#[tokio::test]
async fn models_are_listed_and_shown() {
    let lab = Lab::new().await;
    let models = done(&lab, Method::GET, "/model", Value::Null, StatusCode::OK).await;
    let names: Vec<&Value> = models.as_array().unwrap().iter().map(|model| &model["name"]["value"]).collect();
    assert_eq!(names, ["Normal", "Standard", "Emergency"]);
    let path = format!("/model/{}", id(&models[0]));
    let model = done(&lab, Method::GET, &path, Value::Null, StatusCode::OK).await;
    assert_eq!(model["default_change_model"], json!({ "display_value": "true", "value": true }));
}

/// Proves P3.14.
#[tokio::test]
async fn next_states_tell_what_is_missing_for_each() {
    let lab = Lab::new().await;
    let change = made(&lab, "/normal", json!({ "assignment_group": NETWORK })).await;
    let path = format!("/{}/nextstates", id(&change));
    let found = done(&lab, Method::GET, &path, Value::Null, StatusCode::OK).await;
    assert_eq!(found["available_states"], json!(["-4", "4", "-5"]));
    assert_eq!(found["state_label"], json!({ "-4": "Assess", "4": "Canceled", "-5": "New" }));
    let first = &found["state_transitions"][0][0];
    for (member, value) in [
        ("display_value", json!("New to Assess")),
        ("from_state", json!("-5")),
        ("to_state", json!("-4")),
        ("transition_available", json!(true)),
        ("automatic_transition", json!(false)),
        ("conditions", json!([])),
    ] {
        assert_eq!(first[member], value, "{member}");
    }

    done(&lab, Method::PATCH, &format!("/{}", id(&change)), json!({ "state": "-4" }), StatusCode::OK).await;
    let found = done(&lab, Method::GET, &path, Value::Null, StatusCode::OK).await;
    assert_eq!(found["available_states"], json!(["4", "-5", "-4"]));
    let waits = &found["state_transitions"][0][0];
    assert_eq!(
        (&waits["transition_available"], &waits["automatic_transition"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(waits["conditions"][0]["passed"], false);
    assert_eq!(waits["conditions"][0]["condition"]["name"], "Approval is given");
}

/// Proves P3.14.
#[tokio::test]
async fn approvals_are_given_and_refused_by_the_approver() {
    let lab = Lab::new().await;
    lab.let_in("beth.anglin").await;
    let change = made(&lab, "/normal", json!({ "assignment_group": NETWORK })).await;
    let path = format!("/{}/approvals", id(&change));
    let (status, _) = call(&lab, "beth.anglin", Method::PATCH, &path, json!({ "state": "approved" })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "nothing was asked");
    done(&lab, Method::PATCH, &format!("/{}", id(&change)), json!({ "state": "-4" }), StatusCode::OK).await;
    let (_, told) = call(&lab, "admin", Method::PATCH, &path, json!({ "state": "approved" })).await;
    assert_eq!(told["result"]["state"]["display_value"], "Authorize");
    let (_, told) = call(&lab, "admin", Method::PATCH, &path, json!({ "state": "approved" })).await;
    assert_eq!(told["result"]["state"]["display_value"], "Scheduled");

    let other = made(&lab, "/normal", json!({ "assignment_group": NETWORK })).await;
    let path = format!("/{}/approvals", id(&other));
    done(&lab, Method::PATCH, &format!("/{}", id(&other)), json!({ "state": "-4" }), StatusCode::OK).await;
    for wrong in [json!({}), json!({ "state": "maybe" }), json!({ "state": "rejected" })] {
        let (status, _) = call(&lab, "admin", Method::PATCH, &path, wrong).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
    }
    let refused = json!({ "state": "rejected", "comments": "not this week" });
    let (_, told) = call(&lab, "admin", Method::PATCH, &path, refused).await;
    assert_eq!(told["result"]["state"]["display_value"], "New");
}

/// Proves P3.14.
#[tokio::test]
async fn tasks_belong_to_their_change() {
    let lab = Lab::new().await;
    let change = made(&lab, "/normal", json!({})).await;
    let other = made(&lab, "/normal", json!({})).await;
    let path = format!("/{}/task", id(&change));
    let task =
        made(&lab, &format!("{path}?short_description=Retire node&no_such_field=test"), Value::Null).await;
    assert_eq!(task["parent"]["value"], change["sys_id"]["value"]);
    assert_eq!(task["parent"]["display_value"], "CHG0030001");
    assert_eq!(task["__meta"]["ignoredFields"], json!(["no_such_field"]));
    let listed = done(&lab, Method::GET, &path, Value::Null, StatusCode::OK).await;
    assert_eq!(listed[0]["sys_id"], task["sys_id"]);
    let one = format!("{path}/{}", id(&task));
    let changed = done(&lab, Method::PATCH, &one, json!({ "state": "In Progress" }), StatusCode::OK).await;
    assert_eq!(changed["state"]["value"], json!(2.0));
    let elsewhere = format!("/{}/task/{}", id(&other), id(&task));
    assert_eq!(call(&lab, "itil", Method::GET, &elsewhere, Value::Null).await.0, StatusCode::NOT_FOUND);
    let (status, told) = call(&lab, "admin", Method::DELETE, &one, Value::Null).await;
    assert_eq!(
        (status, &told["result"]["short_description"]["value"]),
        (StatusCode::OK, &json!("Retire node"))
    );
    assert_eq!(call(&lab, "itil", Method::GET, &one, Value::Null).await.0, StatusCode::NOT_FOUND);
}

/// A server on which a service stands.
async fn server(lab: &Lab) -> (String, String) {
    let server = lab.create("cmdb_ci_server", json!({ "name": "WIN-900" })).await;
    let service = lab.create("cmdb_ci_service", json!({ "name": "Mail" })).await;
    let relation = json!({ "parent": service["sys_id"], "child": server["sys_id"] });
    lab.create("cmdb_rel_ci", relation).await;
    let id = |record: &Value| record["sys_id"].as_str().unwrap().to_owned();
    (id(&server), id(&service))
}

/// Proves P3.15.
#[tokio::test]
async fn items_are_associated_by_a_worker() {
    let lab = Lab::new().await;
    let (server, service) = server(&lab).await;
    let change = made(&lab, "/normal", json!({})).await;
    let path = format!("/{}/ci", id(&change));
    let fields = json!({
        "cmdb_ci_sys_ids": format!("{server},{NETWORK}"), "association_type": "affected", "refresh_impacted_services": true,
    });
    let told = done(&lab, Method::POST, &path, fields, StatusCode::ACCEPTED).await;
    assert_eq!(told["state"], json!({ "value": 1, "display_value": "Waiting" }));
    assert_eq!(told["type"], "affected");
    let request: Value = serde_json::from_str(told["request"].as_str().unwrap()).unwrap();
    assert_eq!(request["task"], change["sys_id"]["value"]);
    let worker = told["worker"]["sysId"].as_str().unwrap();
    assert_eq!(told["worker"]["link"], lab.url(&format!("{ROOT}/worker/{worker}")));
    let ended = done(&lab, Method::GET, &format!("/worker/{worker}"), Value::Null, StatusCode::OK).await;
    assert_eq!(ended["state"]["display_value"], "Error");
    assert_eq!(ended["ignored_cmdb_ci_sys_ids"], json!([NETWORK]));

    let affected = format!("{path}?association_type=affected");
    let found = done(&lab, Method::GET, &affected, Value::Null, StatusCode::OK).await;
    assert_eq!(found[0]["ci_item"], json!({ "display_value": "WIN-900", "value": server }));
    let impacted = format!("{path}?association_type=impacted");
    let found = done(&lab, Method::GET, &impacted, Value::Null, StatusCode::OK).await;
    assert_eq!(found[0]["cmdb_ci_service"]["value"], service.as_str());
    for wrong in [path.clone(), format!("{path}?association_type=other")] {
        assert_eq!(call(&lab, "itil", Method::GET, &wrong, Value::Null).await.0, StatusCode::BAD_REQUEST);
    }
}

/// Proves P3.15.
#[tokio::test]
async fn impacted_services_are_found_from_the_primary_item() {
    let lab = Lab::new().await;
    let (server, service) = server(&lab).await;
    let change = made(&lab, "/normal", json!({ "cmdb_ci": server })).await;
    let path = format!("/{}/refresh_impacted_services", id(&change));
    let told = done(&lab, Method::POST, &path, Value::Null, StatusCode::OK).await;
    assert_eq!((&told["type"], &told["state"]["value"]), (&json!("impacted"), &json!(1)));
    let worker = format!("/worker/{}", told["worker"]["sysId"].as_str().unwrap());
    let ended = done(&lab, Method::GET, &worker, Value::Null, StatusCode::OK).await;
    assert_eq!(ended["state"], json!({ "value": 3, "display_value": "Complete" }));
    let path = format!("/{}/ci?association_type=impacted", id(&change));
    let found = done(&lab, Method::GET, &path, Value::Null, StatusCode::OK).await;
    assert_eq!(found[0]["cmdb_ci_service"]["value"], service.as_str());
}

/// Proves P3.15.
#[tokio::test]
async fn conflicts_are_other_changes_of_the_item_at_the_time() {
    let lab = Lab::new().await;
    let (server, _) = server(&lab).await;
    let planned = |start: &str, end: &str| json!({ "cmdb_ci": server, "start_date": start, "end_date": end });
    let first = made(&lab, "/normal", planned("2026-12-01 08:00:00", "2026-12-01 12:00:00")).await;
    let second = made(&lab, "/normal", planned("2026-12-01 11:00:00", "2026-12-01 13:00:00")).await;
    let path = format!("/{}/conflict", id(&second));
    let before = done(&lab, Method::GET, &path, Value::Null, StatusCode::OK).await;
    assert_eq!((&before["status"], &before["conflicts"]), (&json!("Not Run"), &json!([])));
    assert_eq!(call(&lab, "itil", Method::DELETE, &path, Value::Null).await.0, StatusCode::FORBIDDEN);
    assert_eq!(call(&lab, "admin", Method::DELETE, &path, Value::Null).await.0, StatusCode::BAD_REQUEST);
    let process = done(&lab, Method::POST, &path, Value::Null, StatusCode::OK).await;
    assert_eq!(process.as_str().unwrap().len(), 32);
    let found = done(&lab, Method::GET, &path, Value::Null, StatusCode::OK).await;
    assert_eq!(found["status"], "Conflict");
    assert_eq!((&found["last_run"], &found["job_status"]), (&json!(NOW_WIRE), &json!("2")));
    let conflict = &found["conflicts"][0];
    assert_eq!(conflict["conflicting_change"]["value"], first["sys_id"]["value"]);
    assert_eq!(
        conflict["type"],
        json!({ "display_value": "CI Already Scheduled", "value": "ci_already_scheduled" })
    );
    assert_eq!(call(&lab, "admin", Method::DELETE, &path, Value::Null).await, (StatusCode::OK, Value::Null));
    let without_item = made(&lab, "/normal", json!({})).await;
    let path = format!("/{}/conflict", id(&without_item));
    assert_eq!(call(&lab, "itil", Method::POST, &path, Value::Null).await.0, StatusCode::BAD_REQUEST);
}

/// Proves P3.15.
#[tokio::test]
async fn slots_lie_between_the_other_changes_of_an_item() {
    let lab = Lab::new().await;
    let (server, _) = server(&lab).await;
    let busy =
        json!({ "cmdb_ci": server, "start_date": "2026-11-02 10:00:00", "end_date": "2026-11-02 18:00:00" });
    made(&lab, "/normal", busy).await;
    let path = format!("/ci/{server}/schedule?duration_in_seconds=3600");
    let told = done(&lab, Method::GET, &path, Value::Null, StatusCode::ACCEPTED).await;
    assert_eq!((&told["type"], &told["state"]["display_value"]), (&json!("schedule"), &json!("Waiting")));
    let worker = format!("/worker/{}", told["worker"]["sysId"].as_str().unwrap());
    let ended = done(&lab, Method::GET, &worker, Value::Null, StatusCode::OK).await;
    let spans = ended["payload"]["spans"].as_array().unwrap();
    assert_eq!(spans.len(), 1);
    assert_eq!(spans[0]["start"]["value"], "2026-11-02 18:00:00");
    assert_eq!(spans[0]["end"]["value"], "2026-11-02 19:00:00");
    for wrong in [
        "schedule",
        "schedule?duration_in_seconds=x",
        "schedule?duration_in_seconds=9&planned_start_time=soon",
    ] {
        let path = format!("/ci/{server}/{wrong}");
        assert_eq!(
            call(&lab, "itil", Method::GET, &path, Value::Null).await.0,
            StatusCode::BAD_REQUEST,
            "{wrong}"
        );
    }

    let change = made(&lab, "/normal", json!({ "cmdb_ci": server })).await;
    let path = format!("/{}/schedule/first_available", id(&change));
    let told =
        done(&lab, Method::PATCH, &path, json!({ "duration_in_seconds": "1800" }), StatusCode::ACCEPTED)
            .await;
    let worker = format!("/worker/{}", told["worker"]["sysId"].as_str().unwrap());
    let ended = done(&lab, Method::GET, &worker, Value::Null, StatusCode::OK).await;
    assert_eq!(ended["messages"]["infoMessages"], json!(["Change has been updated"]));
    let path = format!("/{}", id(&change));
    let now = done(&lab, Method::GET, &path, Value::Null, StatusCode::OK).await;
    assert_eq!(now["start_date"]["value"], NOW_WIRE);
    assert_eq!(now["end_date"]["value"], "2026-11-02 10:00:00");
    let path =
        format!("/{}/schedule?duration_in_seconds=1800&planned_start_time=2027-06-01 00:00:00", id(&change));
    let told = done(&lab, Method::GET, &path, Value::Null, StatusCode::ACCEPTED).await;
    let worker = format!("/worker/{}", told["worker"]["sysId"].as_str().unwrap());
    let ended = done(&lab, Method::GET, &worker, Value::Null, StatusCode::OK).await;
    assert_eq!(ended["messages"]["infoMessages"], json!(["No slots found for 90 days from now"]));
    assert!(ended.get("payload").is_none());
}

/// Proves P3.15.
#[tokio::test]
async fn blackouts_are_conflicts_and_leave_no_slots() {
    let lab = Lab::new().await;
    let (item, _) = server(&lab).await;
    let condition = format!("sys_id={item}^EQ");
    let blackout =
        lab.create("cmn_schedule_blackout", json!({ "name": "Year end", "condition": condition })).await;
    let span = json!({ "schedule": blackout["sys_id"], "start_date_time": "20261102T100000Z", "end_date_time": "20261102T120000Z" });
    lab.create("cmn_schedule_span", span).await;
    let others = json!({ "name": "Of others", "condition": "name=nothing has this name" });
    let others = lab.create("cmn_schedule_blackout", others).await;
    let span = json!({ "schedule": others["sys_id"], "start_date_time": "20261102T120000Z", "end_date_time": "20261103T120000Z" });
    lab.create("cmn_schedule_span", span).await;

    let path = format!("/ci/{item}/schedule?duration_in_seconds=3600");
    let told = done(&lab, Method::GET, &path, Value::Null, StatusCode::ACCEPTED).await;
    let worker = format!("/worker/{}", told["worker"]["sysId"].as_str().unwrap());
    let ended = done(&lab, Method::GET, &worker, Value::Null, StatusCode::OK).await;
    assert_eq!(ended["payload"]["spans"].as_array().unwrap().len(), 1);
    assert_eq!(ended["payload"]["spans"][0]["start"]["value"], "2026-11-02 12:00:00");

    for (start, end, found) in [("11:00:00", "13:00:00", "Conflict"), ("12:00:00", "13:00:00", "No Conflict")]
    {
        let planned = json!({ "cmdb_ci": item, "start_date": format!("2026-11-02 {start}"), "end_date": format!("2026-11-02 {end}") });
        let change = made(&lab, "/normal", planned).await;
        let path = format!("/{}/conflict", id(&change));
        done(&lab, Method::POST, &path, Value::Null, StatusCode::OK).await;
        let told = done(&lab, Method::GET, &path, Value::Null, StatusCode::OK).await;
        assert_eq!(told["status"], found, "{told}");
        if found == "Conflict" {
            assert_eq!(told["conflicts"][0]["type"]["value"], "blackout");
            assert_eq!(told["conflicts"][0]["schedule"]["value"], blackout["sys_id"]);
        }
        lab.request(Method::DELETE, &super::support::record("change_request", &change["sys_id"]["value"]))
            .send()
            .await
            .unwrap();
    }
}

/// As servicenow.itsm lists: no total in the headers, pages until one is empty.
#[tokio::test]
async fn a_client_that_pages_until_nothing_is_left_sees_every_change_once() {
    let lab = Lab::new().await;
    for _ in 0..5 {
        made(&lab, "/normal", json!({})).await;
    }
    let mut seen = Vec::new();
    loop {
        let path = with(&format!("{ROOT}/normal?sysparm_limit=2"), "sysparm_offset", seen.len());
        let answer = lab.request_as("itil", Method::GET, &path).send().await.unwrap();
        assert!(answer.headers().get("x-total-count").is_none());
        let page = body(answer, StatusCode::OK).await;
        let page = page["result"].as_array().unwrap();
        if page.is_empty() {
            break;
        }
        seen.extend(page.iter().map(|change| id(change).to_owned()));
    }
    let total = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!((total, seen.len()), (5, 5));
}
