//! The ticketing connector: installation checklist and connection status.

use reqwest::{Method, StatusCode, header};
use serde_json::json;
use servicenow_instance::Scenario;

use super::{admin, made, sys_id};
use crate::{
    browser::Browser,
    support::{Lab, body as json_of},
};

const CHECKLIST: &str = "/x_scbr_m365ticket_checklist.do";

/// S05, S24, S26: the whole checklist, then the values work.
#[tokio::test]
async fn the_checklist_makes_a_registration_and_a_user_that_work() {
    let lab = Lab::new().await;
    let browser = admin(&lab).await;
    let page = browser.get(CHECKLIST).await;
    assert!(page.all("main li")[0].contains("HI credentials"));
    assert_eq!(page.all(".steps .card-head .status"), ["Not run"; 4]);
    let step = [
        ("step", "oauth"),
        ("name", "Our connector"),
        ("redirect_url", "https://portal.example/servicenow/callback"),
    ];
    let page = browser.submit(&page, "#step-1 form", &step).await;
    assert_eq!(
        page.all(".steps .card-head .status"),
        ["Passed", "Not run", "Not run", "Not run"],
        "{}",
        page.text
    );
    let page = browser.submit(&page, "#step-2 form", &[("step", "user")]).await;
    assert_eq!(page.all(".steps .card-head .status"), ["Passed", "Passed", "Passed", "Not run"]);
    let password = page.first("#generated-password");
    assert_eq!(page.first("#value-user"), "m365.integration");
    assert!(!page.has("#value-secret"));
    let page = browser.submit(&page, "#step-3 form", &[("step", "show_secret")]).await;
    assert!(!page.has("#generated-password"), "a password is shown once");
    let form = [
        ("grant_type", "password"),
        ("username", "m365.integration"),
        ("password", &password),
        ("client_id", &page.first("#value-client-id")),
        ("client_secret", &page.first("#value-secret")),
    ];
    let token = lab.http.post(lab.url("/oauth_token.do")).form(&form).send().await.unwrap();
    let token = json_of(token, StatusCode::OK).await;
    let connection = json!({ "portal_url": "https://portal.example", "status": "connected", "integration_user": "m365.integration" });
    let request = lab.http.post(lab.url("/api/now/table/x_scbr_m365ticket_connection"));
    let reported =
        request.bearer_auth(token["access_token"].as_str().unwrap()).json(&connection).send().await.unwrap();
    json_of(reported, StatusCode::CREATED).await;
    let incident = json!({ "short_description": "T", "x_scbr_m365ticket_source": "microsoft", "x_scbr_m365ticket_category": "identity" });
    let request = lab
        .http
        .post(lab.url("/api/now/table/incident"))
        .bearer_auth(token["access_token"].as_str().unwrap());
    let ticket = json_of(request.json(&incident).send().await.unwrap(), StatusCode::CREATED).await;
    assert_eq!(ticket["result"]["x_scbr_m365ticket_category"], "identity");
    let page = browser.get(CHECKLIST).await;
    assert_eq!(page.all(".steps .card-head .status"), ["Passed"; 4]);
    let users = browser.get("/sys_user_list.do?sysparm_query=user_name=m365.integration").await;
    assert_eq!(users.all("tbody th"), ["m365.integration"]);
    let registry = browser.get("/oauth_entity_list.do?sysparm_query=ORDERBYname").await;
    assert_eq!(registry.all("tbody th"), ["Our connector", "ServiceNow SDK"]);
}

/// S23: the platform's words, the settings to restore, and success once they are.
#[tokio::test]
async fn a_restricted_registry_fails_the_first_step_until_its_settings_are_restored() {
    let lab = Lab::of(Lab::builder().scenario(Scenario::OauthEntityRestricted)).await;
    let browser = admin(&lab).await;
    let page = browser.get(CHECKLIST).await;
    let step = [("step", "oauth"), ("redirect_url", "https://portal.example/servicenow/callback")];
    let page = browser.submit(&page, "#step-1 form", &step).await;
    assert_eq!(page.first("#step-1 .status"), "Failed");
    assert_eq!(
        page.first("#step-1 code"),
        "Read operation against 'oauth_entity' from scope 'x_scbr_m365ticket' has been refused due to the table's cross-scope access policy"
    );
    let settings = browser.get(&page.link("Open the table settings of oauth_entity").unwrap()).await;
    assert_eq!(settings.attribute("#field-name", "value").as_deref(), Some("oauth_entity"));
    let restored = [
        ("access", "public"),
        ("read_access", "true"),
        ("create_access", "true"),
        ("sys_action", "sysverb_update"),
    ];
    let settings = browser.submit(&settings, "#record", &restored).await;
    assert_eq!(settings.first(".message.good"), "Table saved.");
    let page = browser.submit(&page, "#step-1 form", &step).await;
    assert_eq!(page.first("#step-1 .status"), "Passed", "{}", page.text);
}

#[tokio::test]
async fn faulty_values_are_named_and_nothing_is_made() {
    let lab = Lab::new().await;
    let browser = admin(&lab).await;
    let page = browser.get(CHECKLIST).await;
    let page = browser
        .submit(&page, "#step-1 form", &[("step", "oauth"), ("name", ""), ("redirect_url", "nonsense")])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.has("#name-error") && page.has("#redirect_url-error"));
    let page = browser.submit(&page, "#step-2 form", &[("step", "user"), ("user_name", "admin")]).await;
    assert!(page.first("#user_name-error").contains("belongs to somebody who is not an integration user"));
    assert_eq!(
        lab.get("/api/now/table/oauth_entity?sysparm_query=name!=ServiceNow SDK").await["result"],
        json!([])
    );
}

#[tokio::test]
async fn only_administrators_run_steps() {
    let lab = Lab::new().await;
    let browser = Browser::signed_in(&lab, "itil", "itil").await;
    let page = browser.get(CHECKLIST).await;
    assert!(page.first("main").contains("You do not have them: sign in as an administrator."));
    assert!(!page.has("main form"));
    let token = page.attribute("input[name=sysparm_ck]", "value").unwrap();
    let cookie = format!("JSESSIONID={}", browser.cookie("JSESSIONID").unwrap());
    let form =
        [("step", "oauth"), ("name", "X"), ("redirect_url", "https://a.example/"), ("sysparm_ck", &token)];
    let answer =
        lab.http.post(lab.url(CHECKLIST)).header(header::COOKIE, cookie).form(&form).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}

/// S13
#[tokio::test]
async fn the_status_page_shows_what_the_portal_reported() {
    let lab = Lab::new().await;
    let browser = admin(&lab).await;
    let page = browser.get("/x_scbr_m365ticket_status.do").await;
    assert!(page.first(".message").contains("No portal has connected"));
    let row = json!({
        "portal_url": "https://portal.example", "status": "connected", "integration_user": "m365.integration",
        "last_call_in": "2026-11-02 09:00:00", "last_call_out": "2026-11-02 09:01:00",
    });
    let row = made(&lab, "x_scbr_m365ticket_connection", &row).await;
    let page = browser.get("/x_scbr_m365ticket_status.do").await;
    assert_eq!(
        (page.first(".card h2").as_str(), page.first(".card .status").as_str()),
        ("https://portal.example", "Connected")
    );
    assert_eq!(
        page.all(".facts dd")[..4],
        ["https://portal.example", "m365.integration", "2026-11-02 09:00:00", "2026-11-02 09:01:00"]
    );
    assert!(page.first(".card").contains("No errors were reported."));
    let path = format!("/api/now/table/x_scbr_m365ticket_connection/{}", sys_id(&row));
    for error in ["first failure", "second failure"] {
        let change = json!({ "status": "error", "last_error": error });
        json_of(lab.request(Method::PATCH, &path).json(&change).send().await.unwrap(), StatusCode::OK).await;
    }
    let page = browser.get("/x_scbr_m365ticket_status.do").await;
    assert_eq!(page.first(".card .status"), "Needs attention");
    let mut errors = page.all(".card td");
    errors.sort();
    assert_eq!(errors, ["first failure", "second failure"]);
}

/// S30
#[tokio::test]
async fn the_connector_speaks_dutch_to_dutch_browsers_and_dutch_users() {
    let lab = Lab::new().await;
    let mut browser = admin(&lab).await;
    browser.language = "nl-NL,nl;q=0.9";
    let page = browser.get(CHECKLIST).await;
    assert_eq!(page.first("h1"), "Installatiechecklist");
    assert_eq!(page.attribute(".page", "lang").as_deref(), Some("nl"));
    assert_eq!(browser.get("/x_scbr_m365ticket_status.do").await.first("h1"), "Verbindingsstatus");
    browser.language = "en";
    assert_eq!(browser.get(CHECKLIST).await.first("h1"), "Installation checklist");
    let user = "/api/now/table/sys_user/6816f79cc0a8016401c5a33be04be441";
    let dutch = json!({ "preferred_language": "nl" });
    json_of(lab.request(Method::PATCH, user).json(&dutch).send().await.unwrap(), StatusCode::OK).await;
    assert_eq!(browser.get(CHECKLIST).await.first("h1"), "Installatiechecklist");
}

/// Without the connector nothing of it is there: it can be installed as anywhere else.
#[tokio::test]
async fn an_instance_can_start_without_the_connector() {
    let lab = Lab::of(Lab::builder().connector(false)).await;
    let table = lab.request(Method::GET, "/api/now/table/x_scbr_m365ticket_connection").send().await.unwrap();
    assert_eq!(table.status(), StatusCode::BAD_REQUEST);
    let none: [serde_json::Value; 0] = [];
    for rows in [
        "sys_dictionary?sysparm_query=elementSTARTSWITHx_scbr_m365ticket",
        "sys_choice?sysparm_query=labelLIKEMicrosoft 365 Security",
        "sys_app_module?sysparm_query=titleLIKEMicrosoft 365",
        "sys_user_role?sysparm_query=nameSTARTSWITHx_scbr",
    ] {
        assert_eq!(lab.list(&format!("/api/now/table/{rows}")).await, none, "{rows}");
    }
    let browser = admin(&lab).await;
    for page in [CHECKLIST, "/x_scbr_m365ticket_status.do"] {
        assert_eq!(browser.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
    }
}
