//! S26: the integration user has the app's role and no other. What that opens is all that the portal needs, and
//! nothing beside it: `connector-app/README.md` lists the same.

use reqwest::{Method, StatusCode};
use scorebridge::tickets::{Delivery, TicketKind};
use serde_json::{Value, json};

use super::site::{SCOPE, Site, USER, Way};
use crate::support::database::task;

/// A site whose checklist was gone through, and the password of its integration user.
struct Rights {
    site: Site,
    password: String,
}

impl Rights {
    async fn new() -> Self {
        let site = Site::with_app(Way::Package).await;
        let made = site.run_checklist().await;
        site.connect(&made).await;
        Self { site, password: made.password }
    }

    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> (StatusCode, Value) {
        let answer = self.site.platform.call((USER, &self.password), method, path, body).await;
        let status = answer.status();
        (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default())
    }

    async fn read(&self, path: &str) -> Vec<Value> {
        let (status, mut answer) = self.call(Method::GET, &format!("/api/now/table/{path}"), None).await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        let Value::Array(rows) = answer["result"].take() else { panic!("no list: {answer}") };
        rows
    }

    /// A record that the user may make, as it sees it.
    async fn make(&self, table: &str, fields: &Value) -> Value {
        let path = format!("/api/now/table/{table}?sysparm_exclude_reference_link=true");
        let (status, mut answer) = self.call(Method::POST, &path, Some(fields)).await;
        assert_eq!(status, StatusCode::CREATED, "{table}: {answer}");
        answer["result"].take()
    }

    async fn id_of(&self, table: &str, query: &str) -> String {
        self.site.rows(table, query).await[0]["sys_id"].as_str().unwrap().to_owned()
    }
}

/// S26
#[tokio::test(flavor = "multi_thread")]
async fn the_integration_user_has_one_role_and_what_it_contains() {
    let rights = Rights::new().await;
    let mut roles: Vec<String> = rights
        .site
        .rows("sys_user_has_role", &format!("user.user_name={USER}"))
        .await
        .iter()
        .map(|row| row["role"].as_str().unwrap().to_owned())
        .collect();
    let mut held = Vec::new();
    for role in roles.drain(..) {
        held.extend(rights.site.rows("sys_user_role", &format!("sys_id={role}")).await);
    }
    let mut names: Vec<&str> = held.iter().map(|role| role["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    let contained = ["sn_change_read", "sn_change_write", "sn_incident_read", "sn_incident_write"];
    assert_eq!((&names[..4], names[4]), (&contained[..], "x_scbr_m365ticket.integration"));
}

/// S08 S19 S20 S26
#[tokio::test(flavor = "multi_thread")]
async fn the_role_opens_everything_that_the_portal_needs() {
    let rights = Rights::new().await;
    for kind in TicketKind::ALL {
        let ticket = rights.site.send(task(kind, Some("AdminMFAV2"))).await;
        assert_eq!(ticket.delivery, Delivery::Sent, "{:?}", ticket.problem);
        let id = ticket.observed.unwrap().sys_id;
        let path = format!("/api/now/table/{}/{id}", kind.table());
        let fields =
            json!({ "work_notes": "From the portal", "short_description": "Changed", "priority": "2" });
        let (status, answer) = rights.call(Method::PATCH, &path, Some(&fields)).await;
        assert_eq!((status, &answer["result"]["short_description"]), (StatusCode::OK, &json!("Changed")));
        let notes = rights.read(&format!("sys_journal_field?sysparm_query=element_id={id}")).await;
        assert_eq!((notes.len(), &notes[0]["value"]), (1, &json!("From the portal")), "{kind:?}");
        let seen = rights.read(&format!("task?sysparm_query=sys_id={id}")).await;
        assert_eq!(seen[0]["correlation_id"], ticket.id.to_string(), "the base table shows it too");
        let states = format!("sys_choice?sysparm_query=name={}^element=state", kind.table());
        assert!(!rights.read(&states).await.is_empty());
    }
    let own = rights.read(&format!("sys_user?sysparm_query=user_name={USER}")).await;
    assert_eq!(own.len(), 1, "the portal asks who it is");
    let rows = rights.read("x_scbr_m365ticket_connection").await;
    assert_eq!(rows[0]["status"], "connected");
}

/// S26
#[tokio::test(flavor = "multi_thread")]
async fn the_role_shows_nothing_of_the_instances_administration() {
    let rights = Rights::new().await;
    for table in [
        "oauth_entity",
        "sys_script",
        "sys_script_include",
        "sys_security_acl",
        "sys_update_xml",
        "sys_scope_privilege",
        "syslog",
        "problem",
        "x_scbr_m365ticket_step",
        "x_scbr_m365ticket_log",
    ] {
        let (status, answer) = rights.call(Method::GET, &format!("/api/now/table/{table}"), None).await;
        let hidden = status == StatusCode::FORBIDDEN || answer["result"] == json!([]);
        assert!(hidden, "{table}: {status} {answer}");
    }
    let tokens =
        rights.read("oauth_credential?sysparm_display_value=true&sysparm_exclude_reference_link=true").await;
    let own = |row: &Value| row["token"] == "" && row["user"] == "Microsoft 365 Integration";
    assert!(tokens.iter().all(own), "its own tokens, and nothing that could be used: {tokens:?}");
    let settings = format!("/api/now/table/sys_properties?sysparm_query=nameSTARTSWITH{SCOPE}");
    let (_, answer) = rights.call(Method::GET, &settings, None).await;
    assert!(answer["result"].as_array().is_none_or(Vec::is_empty), "{answer}");
}

/// S26
#[tokio::test(flavor = "multi_thread")]
async fn the_role_makes_nothing_but_tickets_and_its_own_row() {
    let rights = Rights::new().await;
    let user = rights.id_of("sys_user", &format!("user_name={USER}")).await;
    let admin = rights.id_of("sys_user_role", "name=admin").await;
    let refused = [
        ("problem", json!({ "short_description": "x" })),
        ("sc_request", json!({ "short_description": "x" })),
        ("task", json!({ "short_description": "x" })),
        ("cmdb_ci", json!({ "name": "x" })),
        ("sys_user", json!({ "user_name": "x" })),
        ("sys_user_group", json!({ "name": "x" })),
        ("sys_user_has_role", json!({ "user": user, "role": admin })),
        ("sys_user_role", json!({ "name": "x" })),
        ("sys_properties", json!({ "name": "x" })),
        ("oauth_entity", json!({ "name": "x" })),
        ("sys_script", json!({ "name": "x", "collection": "incident" })),
        ("sys_script_include", json!({ "name": "x" })),
        ("sys_choice", json!({ "name": "incident", "element": "state", "value": "9" })),
        ("sys_db_object", json!({ "name": "u_x" })),
        ("sys_dictionary", json!({ "name": "incident", "element": "u_x" })),
        ("sys_journal_field", json!({ "name": "incident", "element": "comments", "value": "x" })),
        ("x_scbr_m365ticket_step", json!({ "code": "x" })),
        ("x_scbr_m365ticket_log", json!({ "message": "x" })),
    ];
    for (table, fields) in refused {
        let (status, answer) =
            rights.call(Method::POST, &format!("/api/now/table/{table}"), Some(&fields)).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{table}: {answer}");
    }
}

/// S26
#[tokio::test(flavor = "multi_thread")]
async fn the_role_raises_nobody_and_deletes_nothing() {
    let rights = Rights::new().await;
    let foreign =
        rights.site.platform.create("incident", &json!({ "short_description": "Somebody's" })).await;
    let foreign = foreign["sys_id"].as_str().unwrap().to_owned();
    let own = rights.make("incident", &json!({ "short_description": "Ours" })).await;
    let changes = [
        ("sys_user", rights.id_of("sys_user", "user_name=admin").await, json!({ "user_password": "x" })),
        (
            "x_scbr_m365ticket_step",
            rights.id_of("x_scbr_m365ticket_step", "code=oauth").await,
            json!({ "code": "x" }),
        ),
        (
            "sys_properties",
            rights.id_of("sys_properties", &format!("name={SCOPE}.portal_url")).await,
            json!({ "value": "x" }),
        ),
    ];
    for (table, id, fields) in changes {
        let (status, answer) =
            rights.call(Method::PATCH, &format!("/api/now/table/{table}/{id}"), Some(&fields)).await;
        let kept = status == StatusCode::FORBIDDEN || status == StatusCode::NOT_FOUND;
        assert!(kept, "{table}: {status} {answer}");
    }
    let own_user = rights.id_of("sys_user", &format!("user_name={USER}")).await;
    let path = format!("/api/now/table/sys_user/{own_user}");
    rights.call(Method::PATCH, &path, Some(&json!({ "roles": "admin" }))).await;
    let held = format!("user={own_user}^role.name=admin");
    assert!(rights.site.rows("sys_user_has_role", &held).await.is_empty());
    let row = rights.id_of("x_scbr_m365ticket_connection", "").await;
    for (table, id) in [
        ("incident", own["sys_id"].as_str().unwrap()),
        ("incident", &foreign),
        ("x_scbr_m365ticket_connection", &row),
    ] {
        let (status, answer) =
            rights.call(Method::DELETE, &format!("/api/now/table/{table}/{id}"), None).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{table}: {answer}");
    }
}
