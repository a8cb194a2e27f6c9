//! Forms: saving, moves, look-up, activity, deletion.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{admin, made, sys_id};
use crate::{
    browser::{Browser, Page},
    support::{Lab, body as json_of},
};

async fn open(browser: &Browser<'_>, table: &str, record: &Value) -> Page {
    browser.get(&format!("/{table}.do?sys_id={}", sys_id(record))).await
}

#[tokio::test]
async fn a_new_incident_is_submitted_and_shown() {
    let lab = Lab::new().await;
    let browser = admin(&lab).await;
    let page = browser.get("/incident.do?sys_id=-1").await;
    let page = browser
        .submit(
            &page,
            "#record",
            &[
                ("short_description", "Printer <script>alert(1)</script>"),
                ("sys_display.caller_id", "ITIL User"),
                ("impact", "1"),
                ("urgency", "1"),
                ("sys_action", "sysverb_insert"),
            ],
        )
        .await;
    assert_eq!(page.first("h1"), "Incident");
    assert_eq!(page.first(".subtitle"), "INC0010001");
    assert_eq!(
        page.attribute("#field-short_description", "value").as_deref(),
        Some("Printer <script>alert(1)</script>")
    );
    assert!(!page.text.contains("<script>alert"), "what people type is escaped");
    assert_eq!(page.attribute("#field-caller_id", "value").as_deref(), Some("ITIL User"));
    assert_eq!(page.first("#field-priority option[selected]"), "1 - Critical");
    let record = lab.get("/api/now/table/incident?sysparm_query=number=INC0010001").await;
    assert_eq!(record["result"][0]["opened_by"]["value"], "6816f79cc0a8016401c5a33be04be441");
}

#[tokio::test]
async fn mandatory_fields_are_marked_and_named_when_empty() {
    let lab = Lab::new().await;
    let browser = admin(&lab).await;
    let page = browser.get("/oauth_entity.do?sys_id=-1").await;
    assert_eq!(page.first("label[for=field-name]"), "*Mandatory: Name");
    let page =
        browser.submit(&page, "#record", &[("client_id", "kept"), ("sys_action", "sysverb_insert")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.first("title"), "Error: Application Registries New record - devinstance");
    assert_eq!(page.all(".message li a"), ["Name: enter a value"]);
    assert_eq!(page.attribute("#field-name", "aria-invalid").as_deref(), Some("true"));
    assert_eq!(page.attribute("#field-client_id", "value").as_deref(), Some("kept"), "{}", page.text);
}

#[tokio::test]
async fn a_change_moves_along_its_model_and_no_other_way() {
    let lab = Lab::new().await;
    let change = made(
        &lab,
        "change_request",
        &json!({ "short_description": "C", "type": "standard", "assignment_group": "Network" }),
    )
    .await;
    let browser = admin(&lab).await;
    let page = open(&browser, "change_request", &change).await;
    assert_eq!(
        page.all(".process li"),
        ["New", "Assess", "Authorize", "Scheduled", "Implement", "Review", "Closed"]
    );
    assert_eq!(page.first(".process [aria-current=step]"), "New");
    assert_eq!(page.all("button[value^='move:']"), ["Schedule", "Cancel change"]);
    assert_eq!(page.all("#field-state option"), ["New", "Scheduled", "Canceled"]);
    let page = browser.submit(&page, "#record", &[("sys_action", "move:-2")]).await;
    assert_eq!(page.first(".process [aria-current=step]"), "Scheduled", "{}", page.text);
    let page = browser.submit(&page, "#record", &[("sys_action", "move:3")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.first("[role=alert] li").contains("Change Model: Check State Transition"), "{}", page.text);
}

#[tokio::test]
async fn approvals_of_a_change_are_given_on_their_form() {
    let lab = Lab::new().await;
    let group = made(&lab, "sys_user_group", &json!({ "name": "Board" })).await;
    let member = json!({ "group": sys_id(&group), "user": "6816f79cc0a8016401c5a33be04be441" });
    made(&lab, "sys_user_grmember", &member).await;
    let change = json!({ "short_description": "C", "type": "normal", "assignment_group": "Board" });
    let change = made(&lab, "change_request", &change).await;
    let browser = admin(&lab).await;
    let page = open(&browser, "change_request", &change).await;
    let page = browser.submit(&page, "#record", &[("sys_action", "move:-4")]).await;
    let approval = page.attribute("section[aria-label=Approvals] tbody a", "href").unwrap();
    let page = browser.get(&approval).await;
    assert_eq!(page.all("button[value^='move:']"), ["Approve", "Reject"]);
    let page = browser.submit(&page, "#record", &[("sys_action", "move:approved")]).await;
    assert_eq!(page.first("#field-state option[selected]"), "Approved", "{}", page.text);
    let page = open(&browser, "change_request", &change).await;
    assert_eq!(page.first(".process [aria-current=step]"), "Authorize");
}

#[tokio::test]
async fn work_notes_and_changes_are_in_the_activity_stream() {
    let lab = Lab::new().await;
    let incident =
        made(&lab, "incident", &json!({ "short_description": "I", "caller_id": "Beth Anglin" })).await;
    let browser = admin(&lab).await;
    let page = open(&browser, "incident", &incident).await;
    let page = browser
        .submit(&page, "#record", &[("work_notes", "Looking\ninto it"), ("sys_action", "sysverb_update")])
        .await;
    assert_eq!(page.first(".message.good"), "Incident saved.");
    assert!(page.first(".activity .note").contains("System Administrator Work notes · 2026-11-02 09:30:00"));
    assert!(page.first(".activity .note").ends_with("Looking into it"));
    assert_eq!(page.first("#field-work_notes"), "");
    lab.instance.set_now("2026-11-02T09:31:00Z".parse().unwrap());
    let page = browser.submit(&page, "#record", &[("sys_action", "move:2")]).await;
    assert!(
        page.first(".activity li").contains("State: In Progress was New"),
        "{:?}",
        page.all(".activity li")
    );
}

#[tokio::test]
async fn a_data_policy_names_the_fields_it_wants() {
    let lab = Lab::new().await;
    let policy = json!({ "model_table": "incident", "conditions": "state=6", "active": "true" });
    let policy = made(&lab, "sys_data_policy2", &policy).await;
    let rule = json!({ "sys_data_policy": sys_id(&policy), "table": "incident", "field": "close_notes", "mandatory": "true" });
    made(&lab, "sys_data_policy_rule", &rule).await;
    let incident =
        made(&lab, "incident", &json!({ "short_description": "I", "caller_id": "Beth Anglin" })).await;
    let browser = admin(&lab).await;
    let page = open(&browser, "incident", &incident).await;
    let page = browser.submit(&page, "#record", &[("sys_action", "move:6")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text);
    let problems = page.all("[role=alert] li");
    assert!(
        problems[0].contains("Data Policy Exception: The following fields are mandatory"),
        "{problems:?}"
    );
    assert!(page.attribute("#field-close_notes", "aria-invalid").is_some());
}

#[tokio::test]
async fn a_reference_is_looked_up_without_losing_what_was_typed() {
    let lab = Lab::new().await;
    let browser = admin(&lab).await;
    let page = browser.get("/incident.do?sys_id=-1").await;
    let page = browser
        .submit(
            &page,
            "#record",
            &[
                ("short_description", "Half typed"),
                ("sys_display.caller_id", "beth"),
                ("sys_action", "lookup:caller_id"),
            ],
        )
        .await;
    assert_eq!(page.first("h1"), "Look up: Caller");
    assert_eq!(page.all("tbody th"), ["Beth Anglin"]);
    let pick = page.attribute("tbody th button", "value").unwrap();
    let page = browser.submit(&page, "main form", &[("sys_action", &pick)]).await;
    assert_eq!(page.attribute("#field-caller_id", "value").as_deref(), Some("Beth Anglin"));
    assert_eq!(page.attribute("#field-short_description", "value").as_deref(), Some("Half typed"));
    let page = browser
        .submit(
            &page,
            "#record",
            &[("sys_display.caller_id", "Nobody At All"), ("sys_action", "sysverb_insert")],
        )
        .await;
    assert!(page.first("#error-caller_id").contains("nothing is named \"Nobody At All\""));
}

#[tokio::test]
async fn two_people_do_not_overwrite_each_other_unseen() {
    let lab = Lab::new().await;
    let incident =
        made(&lab, "incident", &json!({ "short_description": "First", "caller_id": "Beth Anglin" })).await;
    let browser = admin(&lab).await;
    let page = open(&browser, "incident", &incident).await;
    let path = format!("/api/now/table/incident/{}", sys_id(&incident));
    let theirs = json!({ "short_description": "Theirs" });
    json_of(lab.request(Method::PATCH, &path).json(&theirs).send().await.unwrap(), StatusCode::OK).await;
    let page = browser
        .submit(&page, "#record", &[("short_description", "Mine"), ("sys_action", "sysverb_update")])
        .await;
    assert!(page.first("[role=alert] li").contains("changed this record while you edited it"));
    let page = browser.submit(&page, "#record", &[("sys_action", "sysverb_update")]).await;
    assert_eq!(page.attribute("#field-short_description", "value").as_deref(), Some("Mine"));
}

#[tokio::test]
async fn deleting_asks_first() {
    let lab = Lab::new().await;
    let incident =
        made(&lab, "incident", &json!({ "short_description": "I", "caller_id": "Beth Anglin" })).await;
    let browser = admin(&lab).await;
    let page = open(&browser, "incident", &incident).await;
    let page = browser.get(&page.link("Delete").unwrap()).await;
    assert!(page.first("h1").starts_with("Delete Incident INC"));
    let page = browser.submit(&page, "form.page", &[("sys_action", "sysverb_delete")]).await;
    assert_eq!(page.url.path(), "/incident_list.do");
    assert_eq!(page.first(".none-found"), "No records to display.");
}

#[tokio::test]
async fn a_form_beyond_the_limit_is_refused() {
    let lab = Lab::new().await;
    let browser = admin(&lab).await;
    let page = browser.get("/incident.do?sys_id=-1").await;
    let long = "x".repeat(1024 * 1024);
    let page =
        browser.submit(&page, "#record", &[("description", &long), ("sys_action", "sysverb_insert")]).await;
    assert_eq!((page.status, page.first("h1").as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "Form too large"));
}

#[tokio::test]
async fn forms_of_other_sessions_are_refused() {
    let lab = Lab::new().await;
    let browser = admin(&lab).await;
    let page = browser.get("/incident.do?sys_id=-1").await;
    let page =
        browser.submit(&page, "#record", &[("sysparm_ck", ""), ("sys_action", "sysverb_insert")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let rows = lab.get("/api/now/table/incident").await;
    assert_eq!(rows["result"], json!([]));
}

#[tokio::test]
async fn moments_are_shown_and_read_in_the_persons_zone() {
    let lab = Lab::new().await;
    let user = "/api/now/table/sys_user/6816f79cc0a8016401c5a33be04be441";
    let zone = json!({ "time_zone": "Europe/Amsterdam" });
    json_of(lab.request(Method::PATCH, user).json(&zone).send().await.unwrap(), StatusCode::OK).await;
    let incident =
        made(&lab, "incident", &json!({ "short_description": "I", "caller_id": "Beth Anglin" })).await;
    let browser = admin(&lab).await;
    let page = open(&browser, "incident", &incident).await;
    let page = browser
        .submit(&page, "#record", &[("due_date", "2026-12-24 18:00:00"), ("sys_action", "sysverb_update")])
        .await;
    assert_eq!(page.attribute("#field-due_date", "value").as_deref(), Some("2026-12-24 18:00:00"));
    let stored = lab.get(&format!("/api/now/table/incident/{}", sys_id(&incident))).await;
    assert_eq!(stored["result"]["due_date"], "2026-12-24 17:00:00");
    let page =
        browser.submit(&page, "#record", &[("due_date", "soon"), ("sys_action", "sysverb_update")]).await;
    assert_eq!(page.first("#error-due_date"), "Due date: enter a date and time as YYYY-MM-DD HH:MM:SS");
}

/// S24
#[tokio::test]
async fn a_client_secret_is_behind_a_lock() {
    let lab = Lab::new().await;
    let entity =
        made(&lab, "oauth_entity", &json!({ "name": "E", "client_id": "c", "client_secret": "very secret" }))
            .await;
    let browser = admin(&lab).await;
    let page = open(&browser, "oauth_entity", &entity).await;
    assert!(!page.text.contains("very secret"));
    let lock = page.attribute("a[aria-label='Show Client Secret']", "href").unwrap();
    assert_eq!(browser.get(&lock).await.first("#secret"), "very secret");
    let itil = Browser::signed_in(&lab, "itil", "itil").await;
    assert_eq!(itil.get(&lock).await.status, StatusCode::FORBIDDEN);
}

/// What a field's rules hide is neither on the form nor in the list nor in the activity stream.
#[tokio::test]
async fn fields_that_may_not_be_read_are_not_shown() {
    let lab = Lab::new().await;
    let acl = json!({ "name": "incident.cause", "operation": "read", "type": "record", "active": "true" });
    let acl = made(&lab, "sys_security_acl", &acl).await;
    let role = lab.get("/api/now/table/sys_user_role?sysparm_query=name=problem_manager").await;
    let needed = json!({ "sys_security_acl": sys_id(&acl), "sys_user_role": sys_id(&role["result"][0]) });
    made(&lab, "sys_security_acl_role", &needed).await;
    let incident = json!({ "short_description": "I", "caller_id": "Beth Anglin", "cause": "a secret cause" });
    let incident = made(&lab, "incident", &incident).await;
    let browser = Browser::signed_in(&lab, "itil", "itil").await;
    let page = browser.get("/incident_list.do?sysparm_fields=number,cause").await;
    assert_eq!(page.all("tbody tr").len(), 1);
    assert!(!page.text.contains("a secret cause"));
    let page = open(&browser, "incident", &incident).await;
    assert!(!page.text.contains("a secret cause"));
    let page = admin(&lab).await.get("/incident_list.do?sysparm_fields=number,cause").await;
    assert!(page.text.contains("a secret cause"));
}

/// S24: a registration made by hand gets its id and secret.
#[tokio::test]
async fn a_new_registration_gets_an_id_and_a_secret() {
    let lab = Lab::new().await;
    let browser = admin(&lab).await;
    let page = browser.get("/oauth_entity.do?sys_id=-1").await;
    let page =
        browser.submit(&page, "#record", &[("name", "By hand"), ("sys_action", "sysverb_insert")]).await;
    assert_eq!(page.attribute("#field-client_id", "value").unwrap().len(), 32);
    let lock = page.attribute("a[aria-label='Show Client Secret']", "href").unwrap();
    assert_eq!(browser.get(&lock).await.first("#secret").len(), 32);
}
