//! Shapes of values in answers (protocol 1.4).

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{ADMIN, BETH, Lab, body, record};

async fn shown(lab: &Lab, id: &Value, parameters: &str) -> Value {
    let path = format!("{}?{parameters}", record("incident", id));
    lab.get(&path).await["result"].take()
}

/// Proves P1.10, P1.11.
#[tokio::test]
async fn a_scalar_and_a_reference_in_every_mode() {
    let lab = Lab::new().await;
    let made = lab.create("incident", json!({ "assigned_to": BETH, "impact": "1", "urgency": "2" })).await;
    let id = &made["sys_id"];
    let link = lab.url(&format!("/api/now/table/sys_user/{BETH}"));
    let fields = "sysparm_fields=priority,assigned_to,caller_id,active";
    for (parameters, expected) in [
        (
            "",
            json!({ "priority": "2", "assigned_to": { "link": link, "value": BETH }, "caller_id": "", "active": "true" }),
        ),
        (
            "&sysparm_display_value=true",
            json!({ "priority": "2 - High", "assigned_to": { "display_value": "Beth Anglin", "link": link }, "caller_id": "", "active": "true" }),
        ),
        (
            "&sysparm_display_value=all",
            json!({
                "priority": { "display_value": "2 - High", "value": "2" },
                "assigned_to": { "display_value": "Beth Anglin", "link": link, "value": BETH },
                "caller_id": { "display_value": "", "value": "" },
                "active": { "display_value": "true", "value": "true" },
            }),
        ),
        (
            "&sysparm_exclude_reference_link=true",
            json!({ "priority": "2", "assigned_to": BETH, "caller_id": "", "active": "true" }),
        ),
        (
            "&sysparm_exclude_reference_link=true&sysparm_display_value=true",
            json!({ "priority": "2 - High", "assigned_to": "Beth Anglin", "caller_id": "", "active": "true" }),
        ),
        (
            "&sysparm_exclude_reference_link=True&sysparm_display_value=ALL",
            json!({
                "priority": { "display_value": "2 - High", "value": "2" },
                "assigned_to": { "display_value": "Beth Anglin", "value": BETH },
                "caller_id": { "display_value": "", "value": "" },
                "active": { "display_value": "true", "value": "true" },
            }),
        ),
    ] {
        let parameters = format!("{fields}{parameters}");
        assert_eq!(shown(&lab, id, &parameters).await, expected, "{parameters}");
    }
}

/// Proves P1.26.
#[tokio::test]
async fn every_value_is_text_and_the_fields_keep_the_recorded_order() {
    let lab = Lab::new().await;
    let made = lab.create("incident", json!({ "short_description": "x" })).await;
    let record = made.as_object().unwrap();
    assert!(record.values().all(Value::is_string), "{made:#}");
    let names: Vec<&str> = record.keys().map(String::as_str).collect();
    assert_eq!(
        names[..6],
        ["parent", "made_sla", "caused_by", "watch_list", "upon_reject", "sys_updated_on"]
    );
    let last: Vec<&str> =
        names.iter().copied().filter(|name| *name == "category" || *name == "location").collect();
    assert_eq!(last, ["location", "category"]);
    assert!(names.len() >= 88, "{}", names.len());
}

/// Proves P1.27.
#[tokio::test]
async fn journals_are_empty_raw_and_a_history_when_displayed() {
    let lab = Lab::new().await;
    let made = lab.create("incident", json!({ "comments": "first", "work_notes": "inside" })).await;
    assert_eq!(made["comments"], "");
    lab.advance("PT1M").await;
    lab.update("incident", &made["sys_id"], json!({ "comments": "second" })).await;
    let fields = "sysparm_fields=comments,work_notes,comments_and_work_notes&sysparm_display_value=all";
    let record = shown(&lab, &made["sys_id"], fields).await;
    let entry = |time: &str, kind: &str, text: &str| {
        format!("2026-11-02 {time} - System Administrator ({kind})\n{text}\n\n")
    };
    let first = entry("09:30:00", "Additional comments", "first");
    let second = entry("09:31:00", "Additional comments", "second");
    let note = entry("09:30:00", "Work notes", "inside");
    assert_eq!(record["comments"], json!({ "display_value": format!("{second}{first}"), "value": "" }));
    assert_eq!(record["work_notes"]["display_value"], note);
    let all = record["comments_and_work_notes"]["display_value"].as_str().unwrap();
    assert!(all.starts_with(&second) && all.contains(&note) && all.contains(&first));
    let rows = lab
        .list("/api/now/table/sys_journal_field?sysparm_query=name=incident^element=comments^ORDERBYsys_created_on&sysparm_fields=value,sys_created_by,element_id")
        .await;
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0], json!({ "value": "first", "sys_created_by": "admin", "element_id": made["sys_id"] }));
}

/// Proves P5.8.
#[tokio::test]
async fn an_empty_journal_text_adds_nothing() {
    let lab = Lab::new().await;
    let made = lab.create("incident", json!({ "comments": "" })).await;
    lab.update("incident", &made["sys_id"], json!({ "comments": "" })).await;
    assert!(lab.list("/api/now/table/sys_journal_field").await.is_empty());
}

#[tokio::test]
async fn moments_are_shown_in_the_users_zone_and_format() {
    let lab = Lab::new().await;
    let settings =
        json!({ "time_zone": "America/New_York", "date_format": "MM/dd/yyyy", "time_format": "hh:mm:ss a" });
    lab.update("sys_user", &json!(ADMIN), settings).await;
    let made = lab.create("incident", json!({ "due_date": "2026-07-01 16:00:00" })).await;
    assert_eq!(made["due_date"], "2026-07-01 16:00:00");
    let record =
        shown(&lab, &made["sys_id"], "sysparm_fields=due_date,opened_at&sysparm_display_value=all").await;
    let expected = json!({ "display_value": "07/01/2026 12:00:00 PM", "value": "2026-07-01 16:00:00" });
    assert_eq!(record["due_date"], expected);
    assert_eq!(record["opened_at"]["display_value"], "11/02/2026 04:30:00 AM");
}

/// Proves P1.28.
#[tokio::test]
async fn lists_durations_counts_and_classes_are_displayed() {
    let lab = Lab::new().await;
    let fields = json!({
        "watch_list": format!("{BETH},{ADMIN},someone@example.com"),
        "calendar_duration": "1970-01-02 04:23:17",
        "business_stc": "102197",
    });
    let made = lab.create("incident", fields).await;
    let fields = "sysparm_fields=watch_list,calendar_duration,business_stc,sys_class_name,sla_due,sys_domain,sys_domain_path";
    let raw = shown(&lab, &made["sys_id"], fields).await;
    assert_eq!(raw["watch_list"], format!("{BETH},{ADMIN},someone@example.com"));
    assert_eq!(
        raw["sys_domain"],
        json!({ "link": lab.url("/api/now/table/sys_user_group/global"), "value": "global" })
    );
    let seen = shown(
        &lab,
        &made["sys_id"],
        &format!("{fields}&sysparm_display_value=true&sysparm_exclude_reference_link=true"),
    )
    .await;
    let expected = json!({
        "watch_list": "Beth Anglin, System Administrator, someone@example.com",
        "calendar_duration": "1 Day 4 Hours 23 Minutes",
        "business_stc": "102,197",
        "sys_class_name": "Incident",
        "sla_due": "UNKNOWN",
        "sys_domain": "global",
        "sys_domain_path": "/",
    });
    assert_eq!(seen, expected);
}

/// Proves P1.29.
#[tokio::test]
async fn a_reference_to_nothing_keeps_its_value() {
    let lab = Lab::new().await;
    let lost = "ffffffffffffffffffffffffffffffff";
    let made = lab.create("incident", json!({ "assigned_to": lost })).await;
    let record = shown(&lab, &made["sys_id"], "sysparm_fields=assigned_to&sysparm_display_value=all").await;
    assert_eq!(record["assigned_to"]["value"], lost);
    assert_eq!(record["assigned_to"]["display_value"], "");
    assert!(record["assigned_to"]["link"].as_str().unwrap().ends_with(lost));
}

/// Proves P1.12, P1.29.
#[tokio::test]
async fn dotted_fields_are_flat_keys() {
    let lab = Lab::new().await;
    let made = lab.create("incident", json!({ "assigned_to": BETH })).await;
    let fields = "sysparm_fields=assigned_to.name,assigned_to.department.name,assigned_to.location,caller_id.name,assigned_to.nothing,nothing.name";
    let raw = shown(&lab, &made["sys_id"], fields).await;
    assert_eq!(raw["assigned_to.name"], "Beth Anglin");
    assert_eq!(raw["assigned_to.department.name"], "IT");
    assert_eq!(raw["caller_id.name"], "");
    assert!(raw["assigned_to.location"]["link"].is_string());
    assert_eq!(raw.as_object().unwrap().len(), 4);
}

#[tokio::test]
async fn dictionary_types_link_by_name() {
    let lab = Lab::new().await;
    let path = "/api/now/table/sys_dictionary?sysparm_query=name=incident^element=caller_id&sysparm_fields=internal_type,reference&sysparm_display_value=all";
    let row = &lab.list(path).await[0];
    let expected = json!({
        "internal_type": { "display_value": "Reference", "link": lab.url("/api/now/table/sys_glide_object?name=reference"), "value": "reference" },
        "reference": { "display_value": "User", "link": lab.url("/api/now/table/sys_db_object?name=sys_user"), "value": "sys_user" },
    });
    assert_eq!(*row, expected);
    let followed = lab.get("/api/now/table/sys_glide_object?name=reference").await;
    assert_eq!(followed["result"].as_array().unwrap().len(), 1);
}

/// Proves P5.13.
#[tokio::test]
async fn passwords_are_never_shown() {
    let lab = Lab::new().await;
    let rows = lab
        .list("/api/now/table/sys_user?sysparm_query=user_name=admin&sysparm_fields=user_name,user_password")
        .await;
    assert_ne!(rows[0].get("user_password").and_then(Value::as_str).unwrap_or_default(), "admin");
    assert!(!rows[0].to_string().contains('$'));
}

/// Proves P1.14.
#[tokio::test]
async fn a_view_selects_fields() {
    let lab = Lab::new().await;
    let view = lab.create("sys_ui_view", json!({ "name": "brief", "title": "Brief" })).await;
    let list = lab.create("sys_ui_list", json!({ "name": "incident", "view": view["sys_id"] })).await;
    for (position, element) in ["number", "caller_id.name"].iter().enumerate() {
        lab.create(
            "sys_ui_list_element",
            json!({ "list_id": list["sys_id"], "element": element, "position": position }),
        )
        .await;
    }
    lab.create("incident", json!({})).await;
    let rows = lab.list("/api/now/table/incident?sysparm_view=brief").await;
    let names: Vec<&String> = rows[0].as_object().unwrap().keys().collect();
    assert_eq!(names, ["number", "caller_id.name", "sys_id"]);
    let rows = lab.list("/api/now/table/incident?sysparm_view=brief&sysparm_fields=state").await;
    assert_eq!(rows[0], json!({ "state": "1" }));
    let rows = lab.list("/api/now/table/incident?sysparm_view=unknown").await;
    assert!(rows[0].as_object().unwrap().len() > 80);
}

/// Proves P1.24.
#[tokio::test]
async fn session_messages_are_added_on_request() {
    let lab = Lab::new().await;
    let answer = lab
        .request(Method::GET, "/api/now/table/incident")
        .header("X-WantSessionNotificationMessages", "true")
        .header("X-WantSessionDebugMessages", "true")
        .send()
        .await
        .unwrap();
    let expected = json!({ "result": [], "session": { "debug_logs": [], "notifications": [] } });
    assert_eq!(body(answer, StatusCode::OK).await, expected);
}

/// Proves P1.24.
#[tokio::test]
async fn session_messages_are_what_scripts_said() {
    let lab = Lab::new().await;
    let rule = json!({ "name": "Tells", "collection": "incident", "when": "before", "action_insert": true,
        "advanced": true, "script": "gs.addInfoMessage('Thank you'); gs.addErrorMessage('Look \"here\"');" });
    lab.create("sys_script", rule).await;
    let post = || lab.request(Method::POST, "/api/now/table/incident").json(&json!({}));
    let answer = post().header("X-WantSessionNotificationMessages", "true").send().await.unwrap();
    let told = body(answer, StatusCode::CREATED).await;
    let expected = json!({ "notifications": [
        { "message": "Thank you", "type": "info" }, { "message": "Look \"here\"", "type": "error" },
    ] });
    assert_eq!(told["session"], expected);
    assert_eq!(body(post().send().await.unwrap(), StatusCode::CREATED).await["session"], Value::Null);
}

/// Proves P1.23.
#[tokio::test]
async fn answers_carry_the_recorded_headers() {
    let lab = Lab::new().await;
    let answer = lab.request(Method::GET, "/api/now/table/incident").send().await.unwrap();
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/json;charset=UTF-8");
    assert_eq!(header("server"), "ServiceNow");
    assert_eq!(header("x-is-logged-in"), "true");
    assert_eq!(header("x-transaction-id").len(), 12);
    assert_eq!(header("cache-control"), "no-cache,no-store,must-revalidate,max-age=-1");
    assert_eq!(header("pragma"), "no-store,no-cache");
    assert!(!answer.headers().contains_key("x-ratelimit-limit"));
    body(answer, StatusCode::OK).await;
}
