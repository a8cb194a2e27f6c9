//! Rules of incidents (protocol 5.2).

use serde_json::{Value, json};

use super::support::{ADMIN, BETH, Lab, NETWORK, NOW_WIRE};

/// Proves P5.2.
#[tokio::test]
async fn priority_follows_impact_and_urgency_and_cannot_be_set() {
    let lab = Lab::new().await;
    for (impact, row) in [(1, [1, 2, 3]), (2, [2, 3, 4]), (3, [3, 4, 5])] {
        for (urgency, priority) in (1..).zip(row) {
            let fields = json!({ "impact": impact, "urgency": urgency, "priority": 1 });
            let made = lab.create("incident", fields).await;
            assert_eq!(made["priority"], priority.to_string(), "{impact} x {urgency}");
        }
    }
    let made = lab.create("incident", json!({})).await;
    let kept = lab.update("incident", &made["sys_id"], json!({ "priority": "1" })).await;
    assert_eq!(kept["priority"], "5");
}

/// Proves P5.3.
#[tokio::test]
async fn the_two_state_fields_are_kept_equal() {
    let lab = Lab::new().await;
    let made = lab.create("incident", json!({ "state": "2" })).await;
    assert_eq!(made["incident_state"], "2");
    let changed = lab.update("incident", &made["sys_id"], json!({ "incident_state": "3" })).await;
    assert_eq!(changed["state"], "3");
}

fn resolution() -> Value {
    json!({ "state": "6", "close_code": "Solution provided", "close_notes": "Done" })
}

/// Proves P5.3.
#[tokio::test]
async fn resolving_closing_and_reopening_leave_their_marks() {
    let lab = Lab::new().await;
    let made = lab.create("incident", json!({})).await;
    lab.advance("PT2H").await;
    let resolved = lab.update("incident", &made["sys_id"], resolution()).await;
    assert_eq!(resolved["resolved_at"], "2026-11-02 11:30:00");
    assert_eq!(resolved["resolved_by"], ADMIN);
    assert_eq!(resolved["calendar_stc"], "7200");
    assert_eq!(resolved["active"], "true");

    let open = lab.update("incident", &made["sys_id"], json!({ "state": "2" })).await;
    assert_eq!(open["resolved_at"], "");
    assert_eq!(open["resolved_by"], "");
    assert_eq!(open["reopen_count"], "1");
    assert_eq!(open["reopened_by"], ADMIN);

    lab.update("incident", &made["sys_id"], resolution()).await;
    let closed = lab.update("incident", &made["sys_id"], json!({ "state": "7" })).await;
    assert_eq!(closed["active"], "false");
    assert_eq!(closed["closed_by"], ADMIN);
    assert_eq!(closed["closed_at"], "2026-11-02 11:30:00");
    assert_eq!(closed["calendar_duration"], "1970-01-01 02:00:00");

    let canceled = lab.create("incident", json!({ "state": "8" })).await;
    assert_eq!(canceled["active"], "false");
    assert_eq!(canceled["closed_at"], "2026-11-02 11:30:00");
}

/// Proves P5.4.
#[tokio::test]
async fn a_resolved_incident_is_closed_after_seven_days() {
    let lab = Lab::new().await;
    let made = lab.create("incident", resolution()).await;
    assert_eq!(made["state"], "6");
    lab.advance("PT167H").await;
    assert_eq!(lab.show("incident", &made["sys_id"]).await["state"], "6");
    lab.advance("PT2H").await;
    let closed = lab.show("incident", &made["sys_id"]).await;
    assert_eq!((&closed["state"], &closed["active"]), (&json!("7"), &json!("false")));
    assert_eq!(closed["sys_updated_by"], "system");
}

/// Proves P5.4.
#[tokio::test]
async fn a_comment_of_the_caller_ends_the_waiting() {
    let lab = Lab::new().await;
    let joe = lab.user("joe", &[]).await;
    let fields = json!({ "caller_id": joe, "state": "3", "hold_reason": "1" });
    let made = lab.create("incident", fields).await;
    lab.patch_as("joe", "incident", &made["sys_id"], json!({ "comments": "here I am" })).await;
    let record = lab.show("incident", &made["sys_id"]).await;
    assert_eq!(record["state"], "2");
    assert_eq!(record["hold_reason"], "");
}

/// Proves P5.5.
#[tokio::test]
async fn company_and_location_come_from_the_caller() {
    let lab = Lab::new().await;
    let made = lab.create("incident", json!({ "caller_id": BETH })).await;
    let beth = lab.show("sys_user", &json!(BETH)).await;
    assert_eq!(made["company"], beth["company"]);
    assert_eq!(made["location"], beth["location"]);
    assert_ne!(made["company"], "");
}

/// Proves P5.5.
#[tokio::test]
async fn moves_between_groups_and_children_are_counted() {
    let lab = Lab::new().await;
    let parent = lab.create("incident", json!({ "assignment_group": NETWORK })).await;
    assert_eq!(parent["reassignment_count"], "0");
    let moved = lab.update("incident", &parent["sys_id"], json!({ "assignment_group": "Database" })).await;
    assert_eq!(moved["reassignment_count"], "1");
    let child = lab.create("incident", json!({ "parent_incident": parent["sys_id"] })).await;
    assert_eq!(lab.show("incident", &parent["sys_id"]).await["child_incidents"], "1");
    lab.update("incident", &child["sys_id"], json!({ "parent_incident": "" })).await;
    assert_eq!(lab.show("incident", &parent["sys_id"]).await["child_incidents"], "0");
}

#[tokio::test]
async fn a_new_incident_has_the_platforms_defaults() {
    let lab = Lab::new().await;
    let made = lab.create("incident", json!({})).await;
    for (field, value) in [
        ("state", "1"),
        ("incident_state", "1"),
        ("category", "inquiry"),
        ("impact", "3"),
        ("urgency", "3"),
        ("severity", "3"),
        ("approval", "not requested"),
        ("upon_approval", "proceed"),
        ("upon_reject", "cancel"),
        ("notify", "1"),
        ("made_sla", "true"),
        ("knowledge", "false"),
        ("contact_type", ""),
        ("task_effective_number", "INC0010001"),
        ("opened_at", NOW_WIRE),
        ("opened_by", ADMIN),
        ("sys_domain_path", "/"),
        ("sys_created_by", "admin"),
    ] {
        assert_eq!(made[field], value, "{field}");
    }
}

/// Proves P5.1.
#[tokio::test]
async fn tables_count_their_own_numbers() {
    let lab = Lab::new().await;
    for (table, number) in [
        ("incident", "INC0010001"),
        ("incident", "INC0010002"),
        ("change_request", "CHG0030001"),
        ("change_task", "CTASK0010001"),
        ("problem", "PRB0040001"),
        ("task", "TASK0020001"),
    ] {
        assert_eq!(lab.create(table, json!({})).await["number"], number);
    }
    let own = lab.create("incident", json!({ "number": "OWN1" })).await;
    assert_eq!(own["number"], "OWN1");
}

/// Proves P1.26, P5.15.
#[tokio::test]
async fn shipped_records_say_true_or_false_and_never_nothing() {
    let lab = Lab::of(Lab::builder().demo_data(true)).await;
    for table in
        ["incident", "change_request", "problem", "sys_user", "sys_user_role", "cmdb_ci", "chg_model"]
    {
        let columns = lab.get(&format!("/api/now/ui/meta/{table}")).await["result"]["columns"].clone();
        let columns = columns.as_object().unwrap().values().filter(|column| column["type"] == "boolean");
        let names: Vec<&str> = columns.map(|column| column["name"].as_str().unwrap()).collect();
        for row in lab.list(&format!("/api/now/table/{table}")).await {
            let wrong = names.iter().find(|name| row[**name] != "true" && row[**name] != "false");
            assert_eq!(wrong, None, "{table}: {row}");
        }
    }
}

/// Proves P5.15.
#[tokio::test]
async fn demo_data_has_records_in_every_state() {
    let lab = Lab::of(Lab::builder().demo_data(true)).await;
    for (table, states) in [("incident", 6), ("change_request", 8), ("problem", 6)] {
        let path = format!("/api/now/table/{table}?sysparm_fields=state,number,active,closed_at");
        let rows = lab.list(&path).await;
        let mut seen: Vec<&Value> = rows.iter().map(|row| &row["state"]).collect();
        seen.sort_by_key(|state| state.as_str());
        seen.dedup();
        assert_eq!(seen.len(), states, "{table}: {seen:?}");
        assert!(rows.len() >= 24);
    }
    assert!(lab.list("/api/now/table/incident").await.len() >= 60);
    assert!(lab.list("/api/now/table/sys_user").await.len() >= 100);
    assert!(lab.list("/api/now/table/cmdb_ci").await.len() >= 60);
    let made = lab.create("incident", json!({})).await;
    assert_eq!(made["number"], "INC0010001");
}
