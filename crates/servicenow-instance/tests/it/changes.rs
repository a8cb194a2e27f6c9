//! The state model, approvals and tasks of changes (protocol 5.3 and 5.4).

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::support::{Lab, NETWORK, body, with};

async fn change(lab: &Lab, fields: Value) -> Value {
    lab.create_as("itil", "change_request", fields).await
}

/// Moves as itil; the status of the answer.
async fn moved(lab: &Lab, change: &Value, state: &str) -> StatusCode {
    let answer = lab.patch_as("itil", "change_request", &change["sys_id"], json!({ "state": state })).await;
    answer.status()
}

async fn state(lab: &Lab, change: &Value) -> Value {
    lab.show("change_request", &change["sys_id"]).await["state"].take()
}

/// Answers one of the open approvals of a change.
async fn decide(lab: &Lab, change: &Value, decision: &str) {
    let query = format!("sysapproval={}^state=requested", change["sys_id"].as_str().unwrap());
    let rows = lab.list(&with("/api/now/table/sysapproval_approver", "sysparm_query", query)).await;
    assert!(!rows.is_empty(), "nobody was asked");
    lab.update("sysapproval_approver", &rows[0]["sys_id"], json!({ "state": decision })).await;
}

/// Proves P5.6.
#[tokio::test]
async fn a_new_change_has_type_model_and_defaults() {
    let lab = Lab::new().await;
    let made = change(&lab, json!({})).await;
    for (field, value) in [
        ("state", "-5"),
        ("type", "normal"),
        ("category", "Other"),
        ("risk", "3"),
        ("priority", "4"),
        ("phase", "requested"),
        ("conflict_status", "Not Run"),
        ("number", "CHG0030001"),
    ] {
        assert_eq!(made[field], value, "{field}");
    }
    let by_name = change(&lab, json!({ "chg_model": "emergency" })).await;
    assert_eq!(by_name["type"], "emergency");
    assert_eq!(by_name["chg_model"], "62bc25bfc3a3101035ae3f52c1d3ae13");
    let by_type = change(&lab, json!({ "type": "standard" })).await;
    assert_eq!(by_type["chg_model"], "e55d0bfec343101035ae3f52c1d3ae49");
}

/// As servicenow.itsm makes them, through the Table API. Proves P5.6.
#[tokio::test]
async fn a_change_that_names_a_template_has_its_values() {
    let lab = Lab::new().await;
    let version = "/api/now/table/std_change_producer_version?name=Reboot Windows Server - 1";
    let version = lab.list(version).await[0]["sys_id"].take();
    let given = json!({
        "type": "standard",
        "std_change_producer_version": version,
        "short_description": "Reboot WIN-001",
        "category": "Network",
    });
    let made = change(&lab, given).await;
    assert_eq!(
        (&made["short_description"], &made["category"]),
        (&json!("Reboot WIN-001"), &json!("Network"))
    );
    assert_ne!(made["backout_plan"], "");
    assert_eq!(made["risk"], "4");
    let patch = |fields: Value| lab.patch_as("itil", "change_request", &made["sys_id"], fields);
    assert_eq!(patch(json!({ "category": "Hardware", "risk": "2" })).await.status(), StatusCode::OK);
    assert_eq!(patch(json!({ "backout_plan": "none" })).await.status(), StatusCode::FORBIDDEN);
}

/// Proves P5.6.
#[tokio::test]
async fn an_illegal_jump_is_refused_in_the_platforms_words() {
    let lab = Lab::new().await;
    let made = change(&lab, json!({})).await;
    for state in ["-2", "-1", "0", "3"] {
        let answer = lab.patch_as("itil", "change_request", &made["sys_id"], json!({ "state": state })).await;
        let found = body(answer, StatusCode::FORBIDDEN).await;
        assert_eq!(found["error"]["message"], "Operation Failed");
        let detail = found["error"]["detail"].as_str().unwrap();
        assert!(detail.starts_with("Operation against file 'change_request' was aborted by Business Rule 'Change Model: Check State Transition^"), "{detail}");
    }
    assert_eq!(state(&lab, &made).await, "-5");
}

/// Proves P5.7.
#[tokio::test]
async fn a_normal_change_goes_its_way_through_approvals_and_tasks() {
    let lab = Lab::new().await;
    let made = change(&lab, json!({ "assignment_group": NETWORK })).await;
    assert_eq!(moved(&lab, &made, "-4").await, StatusCode::OK);
    assert_eq!(moved(&lab, &made, "-3").await, StatusCode::FORBIDDEN, "only approval leads there");
    decide(&lab, &made, "approved").await;
    assert_eq!(state(&lab, &made).await, "-3");
    decide(&lab, &made, "approved").await;
    let scheduled = lab.show("change_request", &made["sys_id"]).await;
    assert_eq!((&scheduled["state"], &scheduled["approval"]), (&json!("-2"), &json!("approved")));

    assert_eq!(moved(&lab, &made, "-1").await, StatusCode::OK);
    let path = with("/api/now/table/change_task", "change_request", made["sys_id"].as_str().unwrap());
    let tasks = lab.list(&path).await;
    assert_eq!(tasks.len(), 2);
    assert_eq!(moved(&lab, &made, "0").await, StatusCode::FORBIDDEN, "tasks are open");
    for task in &tasks {
        lab.update("change_task", &task["sys_id"], json!({ "state": "3" })).await;
    }
    assert_eq!(state(&lab, &made).await, "0");
    let fields = json!({ "state": "3", "close_code": "successful", "close_notes": "Done" });
    let answer = lab.patch_as("itil", "change_request", &made["sys_id"], fields).await;
    let closed = body(answer, StatusCode::OK).await;
    assert_eq!(closed["result"]["active"], "false");
    assert_ne!(closed["result"]["closed_at"], "");
    assert_eq!(moved(&lab, &made, "4").await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_refused_change_is_new_again() {
    let lab = Lab::new().await;
    let made = change(&lab, json!({ "assignment_group": NETWORK })).await;
    moved(&lab, &made, "-4").await;
    decide(&lab, &made, "rejected").await;
    let record = lab.show("change_request", &made["sys_id"]).await;
    assert_eq!((&record["state"], &record["approval"]), (&json!("-5"), &json!("rejected")));
}

/// Proves P5.7.
#[tokio::test]
async fn every_type_has_its_own_way() {
    let lab = Lab::new().await;
    for (kind, allowed, refused) in
        [("standard", "-2", "-4"), ("emergency", "-3", "-4"), ("normal", "-4", "-3")]
    {
        let made = change(&lab, json!({ "type": kind })).await;
        assert_eq!(moved(&lab, &made, refused).await, StatusCode::FORBIDDEN, "{kind}");
        assert_eq!(moved(&lab, &made, allowed).await, StatusCode::OK, "{kind}");
    }
}

#[tokio::test]
async fn canceling_withdraws_approvals_and_tasks() {
    let lab = Lab::new().await;
    let made = change(&lab, json!({ "assignment_group": NETWORK })).await;
    moved(&lab, &made, "-4").await;
    assert_eq!(moved(&lab, &made, "4").await, StatusCode::OK);
    let rows = lab.list("/api/now/table/sysapproval_approver?sysparm_fields=state").await;
    assert!(rows.iter().all(|row| row["state"] == "cancelled"), "{rows:?}");
}

#[tokio::test]
async fn the_type_changes_only_while_the_change_is_new() {
    let lab = Lab::new().await;
    let made = change(&lab, json!({})).await;
    let answer =
        lab.patch_as("itil", "change_request", &made["sys_id"], json!({ "type": "emergency" })).await;
    let changed = body(answer, StatusCode::OK).await;
    assert_eq!(changed["result"]["chg_model"], "62bc25bfc3a3101035ae3f52c1d3ae13");
    moved(&lab, &made, "-3").await;
    let answer = lab.patch_as("itil", "change_request", &made["sys_id"], json!({ "type": "normal" })).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn another_persons_approval_cannot_be_given() {
    let lab = Lab::new().await;
    lab.let_in("david.loo").await;
    let made = change(&lab, json!({ "assignment_group": "Database" })).await;
    moved(&lab, &made, "-4").await;
    let rows = lab.list("/api/now/table/sysapproval_approver?state=requested").await;
    let answer = lab
        .patch_as("david.loo", "sysapproval_approver", &rows[0]["sys_id"], json!({ "state": "approved" }))
        .await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}
