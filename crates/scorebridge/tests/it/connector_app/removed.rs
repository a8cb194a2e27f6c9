//! Uninstalling: nothing of the app is left, tickets are.

use std::collections::BTreeSet;

use reqwest::Method;
use scorebridge::connection::AppPresence;
use scorebridge::tickets::{ConnectorColumns, Delivery, TicketKind};

use super::site::{SCOPE, Site, Way};
use crate::support::database::task;

/// What tells of the past, and goes on telling of it.
const RECORDS_OF_THE_PAST: [&str; 9] = [
    "sys_audit",
    "sys_audit_delete",
    "sys_execution_tracker",
    "sys_remote_update_set",
    "sys_rollback_context",
    "sys_update_set",
    "sys_update_xml",
    "sys_upgrade_history",
    "syslog",
];

async fn remove(site: &Site) {
    let app = site.rows("sys_app", &format!("scope={SCOPE}")).await.remove(0);
    let path = format!("/api/now/table/sys_app/{}", app["sys_id"].as_str().unwrap());
    let answer = site.platform.call(("admin", "admin"), Method::DELETE, &path, None).await;
    assert_eq!(answer.status(), 204);
}

/// Every record of the instance, as table and id.
async fn everything(site: &Site) -> BTreeSet<(String, String)> {
    let mut all = BTreeSet::new();
    for table in site.rows("sys_db_object", "").await {
        let table = table["name"].as_str().unwrap();
        if RECORDS_OF_THE_PAST.contains(&table) {
            continue;
        }
        let path = format!("/api/now/table/{table}?sysparm_fields=sys_id&sysparm_limit=100000");
        let answer = site.platform.call(("admin", "admin"), Method::GET, &path, None).await;
        let answer: serde_json::Value = answer.json().await.unwrap();
        for row in answer["result"].as_array().into_iter().flatten() {
            all.insert((table.to_owned(), row["sys_id"].as_str().unwrap_or_default().to_owned()));
        }
    }
    all
}

async fn leaves_nothing_behind(way: Way) {
    let site = Site::bare().await;
    let before = everything(&site).await;
    site.install(way).await;
    assert!(everything(&site).await.len() > before.len() + 200);
    remove(&site).await;
    let after = everything(&site).await;
    let left: Vec<_> = after.difference(&before).collect();
    assert!(left.is_empty(), "{} are left: {left:?}", left.len());
    let lost: Vec<_> = before.difference(&after).collect();
    assert!(lost.is_empty(), "{} are lost: {lost:?}", lost.len());
}

/// S05
#[tokio::test(flavor = "multi_thread")]
async fn uninstalling_the_package_leaves_nothing_behind() {
    leaves_nothing_behind(Way::Package).await;
}

/// S05
#[tokio::test(flavor = "multi_thread")]
async fn uninstalling_what_an_update_set_brought_leaves_nothing_behind() {
    leaves_nothing_behind(Way::UpdateSet).await;
}

/// S05 S06 S08
#[tokio::test(flavor = "multi_thread")]
async fn tickets_stay_and_the_portal_goes_on_without_the_app() {
    let site = Site::with_app(Way::Package).await;
    let made = site.run_checklist().await;
    site.connect(&made).await;
    let ticket = site.send(task(TicketKind::Incident, Some("AdminMFAV2"))).await;
    remove(&site).await;
    let record = site.rows("incident", &format!("correlation_id={}", ticket.id)).await.remove(0);
    assert_eq!(record["short_description"], ticket.task.name);
    assert!(ConnectorColumns::NAMES.iter().all(|name| record.get(name).is_none()), "{record}");
    let user = site.rows("sys_user_has_role", "user.user_name=m365.integration").await;
    assert!(user.is_empty(), "the role went, and with it what it contained: {user:?}");
    let itil = site.rows("sys_user_role", "name=itil").await.remove(0);
    let user = site.rows("sys_user", "user_name=m365.integration").await.remove(0);
    let grant = serde_json::json!({ "user": user["sys_id"], "role": itil["sys_id"] });
    site.platform.create("sys_user_has_role", &grant).await;
    site.app.post("/ticketProvisioning", &[]).await;
    let connection = site.app.app.store.find_connection(site.app.tenant()).await.unwrap().unwrap();
    assert_eq!(connection.app, AppPresence::Missing);
    let page = site.app.get("/ticketProvisioning").await;
    assert!(page.one("main").contains("connector app"), "{}", page.one("main"));
    let next = site.send(task(TicketKind::Incident, Some("AdminMFAV2"))).await;
    assert_eq!(next.delivery, Delivery::Sent, "{:?}", next.problem);
    let record = site.rows("incident", &format!("correlation_id={}", next.id)).await.remove(0);
    let description = record["description"].as_str().unwrap();
    assert!(description.contains("sam@contoso.example"), "the facts are in the text then: {description}");
}
