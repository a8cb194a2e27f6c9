//! S05, S07, S08, S13, S17, S24, S26: what the app brings is there and does its work.

use scorebridge::tickets::{CHANGE_CATEGORY, ConnectorColumns, Delivery, TicketKind};
use serde_json::{Value, json};

use super::site::{SCOPE, Site, USER, Way};
use crate::support::app::BASE;
use crate::support::database::task;

/// Everything that the sources list, by the table it is in and a query for it, with how many there are.
const BROUGHT: &[(&str, &str, usize)] = &[
    ("sys_scope", "scope=x_scbr_m365ticket", 1),
    ("sys_db_object", "nameSTARTSWITHx_scbr_m365ticket", 3),
    ("sys_dictionary", "name=incident^elementSTARTSWITHx_scbr_m365ticket", 4),
    ("sys_dictionary", "name=change_request^elementSTARTSWITHx_scbr_m365ticket", 4),
    ("sys_choice", "name=change_request^element=category^valueSTARTSWITHMicrosoft 365", 2),
    ("sys_choice", "name=incident^elementSTARTSWITHx_scbr_m365ticket^language=en", 7),
    ("sys_choice", "name=change_request^elementSTARTSWITHx_scbr_m365ticket^language=nl", 7),
    ("sys_choice", "nameSTARTSWITHx_scbr_m365ticket^language=en", 8),
    ("sys_user_role", "name=x_scbr_m365ticket.integration", 1),
    ("sys_user_role_contains", "role.name=x_scbr_m365ticket.integration", 2),
    ("sys_security_acl", "nameSTARTSWITHx_scbr_m365ticket", 8),
    ("sys_app_application", "title=Ticketing connector", 1),
    ("sys_app_module", "application.title=Ticketing connector", 6),
    ("sys_properties", "nameSTARTSWITHx_scbr_m365ticket.", 5),
    ("sys_script", "name=Tell the portal of a changed ticket", 2),
    ("sys_script_include", "api_nameSTARTSWITHx_scbr_m365ticket.", 4),
    ("sys_ui_action", "action_name=x_scbr_m365ticket_run", 1),
    ("sys_scope_privilege", "source_scope.scope=x_scbr_m365ticket", 9),
    ("x_scbr_m365ticket_step", "", 5),
];

pub(super) async fn assert_all_there(site: &Site) {
    for (table, query, count) in BROUGHT {
        let rows = site.rows(table, query).await;
        assert_eq!(rows.len(), *count, "{table} {query}: {rows:?}");
    }
    let mut browser = site.platform.administrator().await;
    let checklist = browser.visit("/x_scbr_m365ticket_checklist.do").await;
    assert_eq!(checklist.all("main tbody tr").len(), 5, "the address that the portal links to");
}

/// S05 S08 S13 S17
#[tokio::test(flavor = "multi_thread")]
async fn the_package_brings_everything_that_its_sources_list() {
    assert_all_there(&Site::with_app(Way::Package).await).await;
}

/// S05 S08 S13 S17
#[tokio::test(flavor = "multi_thread")]
async fn the_update_set_brings_the_same() {
    assert_all_there(&Site::with_app(Way::UpdateSet).await).await;
}

/// S05 S07 S24 S26
#[tokio::test(flavor = "multi_thread")]
async fn from_the_package_to_a_ticket_whose_change_is_told() {
    the_whole_way(Way::Package).await;
}

/// S05 S07 S24 S26
#[tokio::test(flavor = "multi_thread")]
async fn from_the_update_set_to_a_ticket_whose_change_is_told() {
    the_whole_way(Way::UpdateSet).await;
}

async fn the_whole_way(way: Way) {
    let site = Site::with_app(way).await;
    let made = site.run_checklist().await;
    site.connect(&made).await;
    assert_heartbeat(&site).await;
    site.switch_webhook_on().await;
    let mut browser = site.platform.administrator().await;
    for code in ["webhook", "finish"] {
        site.run_step(&mut browser, code, &[]).await;
        let (state, message) = site.step(code).await;
        assert_eq!(state, "passed", "{code}: {message} {:?}", site.log().await);
    }
    for kind in TicketKind::ALL {
        let ticket = site.send(task(kind, Some("AdminMFAV2"))).await;
        assert_eq!(ticket.delivery, Delivery::Sent, "{:?}", ticket.problem);
        let record = record_of(&site, kind, &ticket.id.to_string()).await;
        assert_carries_columns(kind, &record);
        assert_eq!(site.run_jobs().await, 0, "what the portal writes itself is no news to it");
        let moved = if kind == TicketKind::Incident { "2" } else { "-4" };
        site.change(kind.table(), &record["sys_id"], &json!({ "state": moved })).await;
        site.run_note().await;
        assert_eq!(site.ticket(ticket.id).await.observed.unwrap().state, moved);
    }
    let connection = site.app.app.store.find_connection(site.app.tenant()).await.unwrap().unwrap();
    assert_eq!(connection.webhook.unwrap().noted_at, Some(site.app.now()));
}

/// S13
async fn assert_heartbeat(site: &Site) {
    let rows = site.rows("x_scbr_m365ticket_connection", "").await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    let seen = ["portal_url", "status", "integration_user", "last_error", "sys_created_by"]
        .map(|name| &rows[0][name]);
    assert_eq!(seen, [BASE, "connected", USER, "", USER], "{rows:?}");
}

async fn record_of(site: &Site, kind: TicketKind, correlation: &str) -> Value {
    site.rows(kind.table(), &format!("correlation_id={correlation}")).await.remove(0)
}

/// S08 S17
fn assert_carries_columns(kind: TicketKind, record: &Value) {
    let seen = ConnectorColumns::NAMES.map(|name| record[name].as_str().unwrap_or("no such column"));
    assert_eq!(seen, ["microsoft", "identity", "sam@contoso.example", "AdminMFAV2"], "{kind:?}");
    assert_eq!(record["sys_created_by"], USER);
    if kind == TicketKind::Change {
        assert_eq!(record["category"], CHANGE_CATEGORY);
    }
    assert!(ConnectorColumns::NAMES.iter().all(|name| name.starts_with(SCOPE)));
}
