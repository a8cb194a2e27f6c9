//! A newer package over an older one, and both ways of installing over each other.

use scorebridge::tickets::{Delivery, TicketKind};
use serde_json::{Value, json};

use super::exercised::assert_all_there;
use super::package::changed;
use super::site::{SCOPE, Site, USER, Way};
use crate::support::database::task;

/// The next version: another title, no module of the log, and a role that another build gave another id.
fn newer(role: &str) -> Vec<u8> {
    changed(|text| {
        let text = text
            .replace("<version>1.0.0</version>", "<version>1.1.0</version>")
            .replace("<title>Connection status</title>", "<title>Portals</title>")
            .replace(role, "0123456789abcdef0123456789abcdef");
        Some(text).filter(|text| !text.contains("<title>Log</title>"))
    })
}

/// S05
#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_changes_what_is_the_apps_and_keeps_what_is_the_instances() {
    let site = Site::with_app(Way::Package).await;
    let made = site.run_checklist().await;
    site.connect(&made).await;
    site.switch_webhook_on().await;
    let before = kept(&site).await;
    let ticket = site.send(task(TicketKind::Incident, Some("AdminMFAV2"))).await;
    let role =
        site.rows("sys_user_role", "name=x_scbr_m365ticket.integration").await.remove(0)["sys_id"].clone();

    site.install_package(newer(role.as_str().unwrap())).await;

    assert_eq!(site.rows("sys_app", &format!("scope={SCOPE}")).await[0]["version"], "1.1.0");
    let modules = site.rows("sys_app_module", "application.title=Ticketing connector^ORDERBYorder").await;
    let titles: Vec<&str> = modules.iter().map(|module| module["title"].as_str().unwrap()).collect();
    assert_eq!(
        titles[2..],
        ["Installation checklist", "Portals", "Settings"],
        "changed, and the log's is gone"
    );
    let roles = site.rows("sys_user_role", "name=x_scbr_m365ticket.integration").await;
    assert_eq!((roles.len(), &roles[0]["sys_id"]), (1, &role), "known by its name, under the id it has here");
    let links =
        site.rows("sys_security_acl_role", &format!("sys_user_role={}", role.as_str().unwrap())).await;
    assert_eq!(links.len(), 3, "access controls name the role by the id it has here");
    assert_eq!(kept(&site).await, before);
    let record = site.rows("incident", &format!("correlation_id={}", ticket.id)).await.remove(0);
    assert_eq!(record["x_scbr_m365ticket_action_id"], "AdminMFAV2", "columns keep what is in them");
    let next = site.send(task(TicketKind::Change, None)).await;
    assert_eq!(next.delivery, Delivery::Sent, "{:?}", next.problem);
    site.change("incident", &record["sys_id"], &json!({ "state": "2" })).await;
    site.run_note().await;
}

/// What an instance holds of its own: settings, results of the steps, the portal's row, the user's roles.
async fn kept(site: &Site) -> Vec<Value> {
    let mut kept = Vec::new();
    for (table, query, fields) in [
        ("sys_properties", "nameSTARTSWITHx_scbr_m365ticket.^ORDERBYname", ["name", "value"]),
        ("x_scbr_m365ticket_step", "ORDERBYorder", ["state", "message"]),
        ("x_scbr_m365ticket_connection", "", ["portal_url", "status"]),
        ("sys_user_has_role", &format!("user.user_name={USER}^ORDERBYrole"), ["user", "role"]),
    ] {
        let rows = site.rows(table, query).await;
        assert!(!rows.is_empty(), "{table}");
        kept.extend(rows.iter().map(|row| json!(fields.map(|name| &row[name]))));
    }
    kept
}

/// S05
#[tokio::test(flavor = "multi_thread")]
async fn the_two_ways_of_installing_make_nothing_twice() {
    let site = Site::with_app(Way::UpdateSet).await;
    site.install(Way::Package).await;
    assert_all_there(&site).await;
}
