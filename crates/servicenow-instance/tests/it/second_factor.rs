//! What stands beside the password: one-time passwords, resets, and scopes
//! of tokens (protocol 1.3, 1.6 and 4.4).

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::browser::Browser;
use super::support::{Lab, body, refusal};

/// The secret of the examples in RFC 6238, appendix B.
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

async fn incidents(lab: &Lab, code: Option<&str>) -> Response {
    let request = lab.request_as("guarded", Method::GET, "/api/now/table/incident");
    let request = match code {
        Some(code) => request.header("X-MFA_TOKEN", code),
        None => request,
    };
    request.send().await.unwrap()
}

/// Proves P1.25.
#[tokio::test]
async fn a_second_factor_is_asked_for_in_a_header() {
    let lab = Lab::of(Lab::builder().now("2033-05-18T03:33:20Z".parse().unwrap())).await;
    let user = lab.user("guarded", &["itil"]).await;
    assert_eq!(incidents(&lab, None).await.status(), StatusCode::OK);
    lab.update("sys_user", &json!(user), json!({ "enable_multifactor_authn": "true" })).await;
    lab.create("user_multifactor_auth", json!({ "user_id": user, "multifactor_secret": SECRET })).await;
    for code in [None, Some("000000"), Some("")] {
        let answer = incidents(&lab, code).await;
        assert_eq!(answer.headers()["x-mfa_token"], "invalid");
        let detail = "Required to provide Auth information".into();
        refusal(answer, StatusCode::UNAUTHORIZED, "User Not Authenticated", detail).await;
    }
    assert_eq!(incidents(&lab, Some("279037")).await.status(), StatusCode::OK);
    let client = client(&lab, "client").await;
    for (code, status) in [("000000", StatusCode::UNAUTHORIZED), ("279037", StatusCode::OK)] {
        let form = token_form(&client, "guarded");
        let request = lab.http.post(lab.url("/oauth_token.do")).form(&form).header("X-MFA_TOKEN", code);
        assert_eq!(request.send().await.unwrap().status(), status, "{code}");
    }
    lab.advance("PT2M").await;
    assert_eq!(incidents(&lab, Some("279037")).await.status(), StatusCode::UNAUTHORIZED);
    let stored = lab.list("/api/now/table/user_multifactor_auth").await;
    assert_eq!(stored[0]["multifactor_secret"], "");
}

/// Proves P4.19.
#[tokio::test]
async fn a_second_factor_is_asked_for_on_a_page_after_the_password() {
    let lab = Lab::of(Lab::builder().now("2033-05-18T03:33:20Z".parse().unwrap())).await;
    let user = lab.user("guarded", &["itil"]).await;
    lab.update("sys_user", &json!(user), json!({ "enable_multifactor_authn": "true" })).await;
    lab.create("user_multifactor_auth", json!({ "user_id": user, "multifactor_secret": SECRET })).await;
    let browser = Browser::new(&lab);
    let page = browser.get("/incident_list.do").await;
    let page = browser.sign_in(&page, "guarded", "guarded").await;
    assert_eq!(page.url.path(), "/validate_multifactor_auth_code.do");
    let still_out = browser.get("/incident_list.do").await;
    assert_eq!(still_out.url.path(), "/login.do", "the password alone opens nothing");
    let wrong = browser.submit(&page, "form[name=code]", &[("code", "000000")]).await;
    assert_eq!(
        (wrong.status, wrong.first("[role=alert]")),
        (StatusCode::UNAUTHORIZED, "The one-time password is wrong.".into())
    );
    let page = browser.submit(&wrong, "form[name=code]", &[("code", "279 037")]).await;
    assert_eq!(page.url.path(), "/validate_multifactor_auth_code.do", "six digits, nothing else");
    let page = browser.submit(&page, "form[name=code]", &[("code", "279037")]).await;
    assert_eq!((page.status, page.url.path()), (StatusCode::OK, "/incident_list.do"));

    let other = Browser::new(&lab);
    let page = other.get("/login.do").await;
    let mut page = other.sign_in(&page, "guarded", "guarded").await;
    for _ in 0..4 {
        page = other.submit(&page, "form[name=code]", &[("code", "000000")]).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    }
    let page = other.submit(&page, "form[name=code]", &[("code", "000000")]).await;
    assert_eq!(page.url.path(), "/login.do", "after five wrong codes the password is asked for again");
}

#[tokio::test]
async fn a_password_that_must_be_changed_opens_no_api() {
    let lab = Lab::new().await;
    let user = lab.user("guarded", &["itil"]).await;
    lab.update("sys_user", &json!(user), json!({ "password_needs_reset": "true" })).await;
    assert_eq!(incidents(&lab, None).await.status(), StatusCode::UNAUTHORIZED);
    lab.update("sys_user", &json!(user), json!({ "password_needs_reset": "false" })).await;
    assert_eq!(incidents(&lab, None).await.status(), StatusCode::OK);
}

fn token_form<'a>(client: &'a Value, user: &'a str) -> [(&'static str, &'a str); 5] {
    [
        ("grant_type", "password"),
        ("client_id", client["client_id"].as_str().unwrap()),
        ("client_secret", "a secret of a client"),
        ("username", user),
        ("password", user),
    ]
}

async fn token(lab: &Lab, client: &Value) -> String {
    let answer =
        lab.http.post(lab.url("/oauth_token.do")).form(&token_form(client, "itil")).send().await.unwrap();
    let told = body(answer, StatusCode::OK).await;
    told["access_token"].as_str().unwrap().to_owned()
}

async fn client(lab: &Lab, name: &str) -> Value {
    let fields = json!({ "name": name, "client_id": name, "client_secret": "a secret of a client" });
    lab.create("oauth_entity", fields).await
}

/// The status of a GET with a token.
async fn with_token(lab: &Lab, token: &str, path: &str) -> StatusCode {
    let request = lab.http.get(lab.url(path)).bearer_auth(token);
    request.send().await.unwrap().status()
}

/// Proves P4.17.
#[tokio::test]
async fn an_api_with_scopes_opens_to_tokens_that_have_one_of_them() {
    let lab = Lab::new().await;
    let scope = lab.create("sys_auth_scope", json!({ "name": "tickets" })).await;
    let access = json!({ "name": "Tables", "scope": scope["sys_id"], "rest_api": "Table API", "http_method": "GET", "active": "true" });
    lab.create("sys_api_access_scope", access).await;
    let (whole, within, outside) =
        (client(&lab, "whole").await, client(&lab, "within").await, client(&lab, "outside").await);
    for (client, name) in [(&within, "tickets"), (&outside, "other")] {
        let scope = json!({ "name": name, "oauth_entity": client["sys_id"], "oauth_entity_scope": name });
        lab.create("oauth_entity_scope", scope).await;
    }
    let (incidents, counts) = ("/api/now/table/incident", "/api/now/stats/incident?sysparm_count=true");
    for (client, expected) in
        [(&whole, StatusCode::OK), (&within, StatusCode::OK), (&outside, StatusCode::FORBIDDEN)]
    {
        let token = token(&lab, client).await;
        assert_eq!(with_token(&lab, &token, incidents).await, expected, "{client}");
        assert_eq!(with_token(&lab, &token, counts).await, StatusCode::OK, "an API without scopes");
    }
    let answer = lab.request_as("itil", Method::GET, incidents).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "no scope is asked of a password");
}

/// Proves P5.9.
#[tokio::test]
async fn an_update_leaves_lines_in_the_history_of_its_record() {
    let lab = Lab::new().await;
    let incident = lab.create("incident", json!({ "short_description": "one" })).await;
    let changes = json!({ "state": "2", "work_notes": "looked at it" });
    lab.patch_as("itil", "incident", &incident["sys_id"], changes).await;
    let id = incident["sys_id"].as_str().unwrap();
    let sets = lab.list(&format!("/api/now/table/sys_history_set?id={id}")).await;
    assert_eq!((sets.len(), &sets[0]["table"]), (1, &json!("incident")));
    let path = format!("/api/now/table/sys_history_line?set={}", sets[0]["sys_id"].as_str().unwrap());
    let lines = lab.list(&path).await;
    let find = |field: &str| lines.iter().find(|line| line["field"] == field).unwrap();
    let state = find("state");
    assert_eq!((&state["old"], &state["new"]), (&json!("New"), &json!("In Progress")));
    assert_eq!((&state["label"], &state["user_name"]), (&json!("State"), &json!("itil")));
    assert_eq!(find("work_notes")["new"], "looked at it");
    lab.user("reader", &["sn_change_read"]).await;
    let answer = lab.request_as("reader", Method::GET, &path).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}
