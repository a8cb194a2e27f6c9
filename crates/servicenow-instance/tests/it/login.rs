//! Signing in and out, by page and by API.

use reqwest::{Method, StatusCode, header};
use serde_json::json;
use servicenow_instance::Scenario;

use crate::{
    browser::Browser,
    support::{Lab, body as json},
};

const ME: &str = "/api/now/ui/user/current_user";

/// Proves P0.7, P4.13.
#[tokio::test]
async fn a_page_leads_to_sign_in_and_back() {
    let lab = Lab::new().await;
    let browser = Browser::new(&lab);
    let page = browser.get("/incident_list.do?sysparm_query=active%3Dtrue").await;
    assert_eq!(page.url.path(), "/login.do");
    let page = browser.sign_in(&page, "admin", "admin").await;
    assert_eq!(page.url.path(), "/incident_list.do");
    assert_eq!(page.url.query(), Some("sysparm_query=active%3Dtrue"));
    assert_eq!(page.first("h1"), "Incidents");
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_the_name_is_kept() {
    let lab = Lab::new().await;
    let browser = Browser::new(&lab);
    let page = browser.get("/login.do").await;
    let page = browser.sign_in(&page, "admin", "wrong").await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert_eq!(page.first("[role=alert]"), "User name or password invalid");
    assert_eq!(page.attribute("#user_name", "value").as_deref(), Some("admin"));
    assert_eq!(page.attribute("#user_password", "value"), None);
    let page = browser.sign_in(&page, "nobody.at.all", "wrong").await;
    assert_eq!(page.first("[role=alert]"), "User name or password invalid");
}

#[tokio::test]
async fn signing_in_changes_the_session_and_never_leads_to_another_site() {
    let lab = Lab::new().await;
    let browser = Browser::new(&lab);
    let page = browser.get("/login.do?sysparm_goto_url=https%3A%2F%2Fevil.example%2F").await;
    let before = browser.cookie("JSESSIONID").unwrap();
    let page = browser
        .submit(
            &page,
            "form[name=login]",
            &[("user_name", "admin"), ("user_password", "admin"), ("sysparm_goto_url", "//evil.example/")],
        )
        .await;
    assert_eq!((page.url.path(), page.first("h1").as_str()), ("/", "Home"));
    assert_ne!(browser.cookie("JSESSIONID").unwrap(), before);
}

#[tokio::test]
async fn a_form_of_another_site_cannot_sign_anybody_in() {
    let lab = Lab::new().await;
    let form = [("user_name", "admin"), ("user_password", "admin")];
    let foreign =
        lab.http.post(lab.url("/login.do")).header(header::ORIGIN, "https://evil.example").form(&form);
    assert_eq!(foreign.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let program = lab.http.post(lab.url("/login.do")).form(&form).send().await.unwrap();
    assert_eq!(program.status(), StatusCode::FOUND, "programs that are no browsers may");
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let lab = Lab::new().await;
    let browser = Browser::signed_in(&lab, "admin", "admin").await;
    let page = browser.get("/").await;
    let page = browser.submit(&page, "form[action='/logout.do']", &[]).await;
    assert_eq!(page.url.path(), "/login.do");
    assert_eq!(browser.get("/").await.url.path(), "/login.do");
}

/// Proves P4.13.
#[tokio::test]
async fn the_time_of_idle_sessions_is_a_property() {
    let lab = Lab::new().await;
    let found = lab.list("/api/now/table/sys_properties?name=glide.ui.session_timeout").await;
    lab.update("sys_properties", &found[0]["sys_id"], serde_json::json!({ "value": "5" })).await;
    let browser = Browser::signed_in(&lab, "admin", "admin").await;
    lab.advance("PT4M").await;
    assert_eq!(browser.get("/").await.first("h1"), "Home");
    lab.advance("PT6M").await;
    assert_eq!(browser.get("/").await.url.path(), "/login.do");
}

/// Proves P4.13.
#[tokio::test]
async fn an_idle_session_ends_after_half_an_hour() {
    let lab = Lab::new().await;
    let browser = Browser::signed_in(&lab, "admin", "admin").await;
    lab.instance.set_now("2026-11-02T09:59:00Z".parse().unwrap());
    assert_eq!(browser.get("/").await.first("h1"), "Home");
    lab.instance.set_now("2026-11-02T10:30:00Z".parse().unwrap());
    assert_eq!(browser.get("/").await.url.path(), "/login.do");
}

#[tokio::test]
async fn users_who_may_not_come_in_are_told_why_only_with_the_right_password() {
    let lab = Lab::new().await;
    for (field, value, reason) in [
        ("locked_out", "true", "This user is locked out. Ask an administrator."),
        ("active", "false", "This user is not active. Ask an administrator."),
        ("web_service_access_only", "true", "This user may use web services only and cannot sign in here."),
    ] {
        let name = format!("user.{field}");
        let user = json!({ "user_name": name, "user_password": "a long secret", field: value });
        let made = lab.request(Method::POST, "/api/now/table/sys_user").json(&user).send().await.unwrap();
        json(made, StatusCode::CREATED).await;
        let browser = Browser::new(&lab);
        let page = browser.get("/login.do").await;
        let page = browser.sign_in(&page, &name, "a long secret").await;
        assert_eq!(page.first("[role=alert]"), reason);
        let page = browser.sign_in(&page, &name, "wrong").await;
        assert_eq!(page.first("[role=alert]"), "User name or password invalid");
        let basic = lab.http.get(lab.url(ME)).basic_auth(&name, Some("a long secret")).send().await.unwrap();
        let expected =
            if field == "web_service_access_only" { StatusCode::OK } else { StatusCode::UNAUTHORIZED };
        assert_eq!(basic.status(), expected, "{field}");
    }
}

#[tokio::test]
async fn passwords_are_never_given_out_or_kept_readable() {
    let lab = Lab::new().await;
    let user =
        lab.get("/api/now/table/sys_user?sysparm_query=user_name=admin&sysparm_display_value=all").await;
    assert!(!user.to_string().contains("pbkdf2"), "{user}");
    assert_eq!(user["result"][0]["user_password"]["value"], "");
}

#[tokio::test]
async fn a_changed_password_counts_at_once() {
    let lab = Lab::new().await;
    let me = |password: &'static str| lab.http.get(lab.url(ME)).basic_auth("itil", Some(password)).send();
    assert_eq!(me("itil").await.unwrap().status(), StatusCode::OK);
    let user = lab.get("/api/now/table/sys_user?sysparm_query=user_name=itil").await;
    let path = format!("/api/now/table/sys_user/{}", user["result"][0]["sys_id"].as_str().unwrap());
    let change = json!({ "user_password": "another long one" });
    json(lab.request(Method::PATCH, &path).json(&change).send().await.unwrap(), StatusCode::OK).await;
    assert_eq!(me("itil").await.unwrap().status(), StatusCode::UNAUTHORIZED);
    assert_eq!(me("another long one").await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn refusals_of_the_api_are_the_platforms() {
    let lab = Lab::new().await;
    for header in ["", "Basic !!!", "Basic YWRtaW46d3Jvbmc=", "Bearer nonsense", "Digest x"] {
        let answer = lab.http.get(lab.url(ME)).header(header::AUTHORIZATION, header).send().await.unwrap();
        assert_eq!(answer.headers()[header::WWW_AUTHENTICATE], "BASIC realm=\"Service-now\"");
        let body = json(answer, StatusCode::UNAUTHORIZED).await;
        assert_eq!(body["error"]["message"], "User Not Authenticated");
        assert_eq!(body["error"]["detail"], "Required to provide Auth information");
        assert_eq!(body["status"], "failure");
    }
}

/// Proves P1.41.
#[tokio::test]
async fn a_browser_session_calls_the_api_with_its_token_only() {
    let lab = Lab::new().await;
    let browser = Browser::signed_in(&lab, "admin", "admin").await;
    let page = browser.get("/").await;
    let token = page.attribute("input[name=sysparm_ck]", "value").unwrap();
    let cookie = format!("JSESSIONID={}", browser.cookie("JSESSIONID").unwrap());
    let call = |token: String| {
        lab.http.get(lab.url(ME)).header(header::COOKIE, &cookie).header("X-UserToken", token).send()
    };
    let me = json(call(token).await.unwrap(), StatusCode::OK).await;
    assert_eq!(me["result"]["user_name"], "admin");
    assert_eq!(call("wrong".to_owned()).await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

/// Proves P1.41.
#[tokio::test]
async fn an_api_key_stands_for_its_user_until_it_expires() {
    let lab = Lab::new().await;
    let itil = lab.get("/api/now/table/sys_user?sysparm_query=user_name=itil").await;
    let key = json!({ "name": "k", "token": "now_s3cret", "user": itil["result"][0]["sys_id"], "active": "true", "expires": "2026-11-03 00:00:00" });
    json(
        lab.request(Method::POST, "/api/now/table/sys_user_api_key").json(&key).send().await.unwrap(),
        StatusCode::CREATED,
    )
    .await;
    let call = |key: &'static str| lab.http.get(lab.url(ME)).header("x-sn-apikey", key).send();
    assert_eq!(json(call("now_s3cret").await.unwrap(), StatusCode::OK).await["result"]["user_name"], "itil");
    assert_eq!(call("now_other").await.unwrap().status(), StatusCode::UNAUTHORIZED);
    lab.instance.set_now("2026-11-03T00:00:01Z".parse().unwrap());
    assert_eq!(call("now_s3cret").await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

/// S27: single sign-on signs the administrator in silently; the side door still leads to the local form.
/// Proves P4.13, P4.14.
#[tokio::test]
async fn single_sign_on_offers_the_provider_first_and_the_side_door_stays_open() {
    let lab = Lab::of(Lab::builder().scenario(Scenario::Sso)).await;
    let browser = Browser::new(&lab);
    let page = browser.get("/incident_list.do").await;
    assert!(!page.has("#user_password"), "only the provider is offered first");
    let sso = page.link("Sign in with SSO").unwrap();
    let page = browser.get(&sso).await;
    assert_eq!(page.url.path(), "/incident_list.do");
    assert!(page.text.contains("System Administrator"));
    browser.get("/logout.do").await;
    let page = browser.get("/incident_list.do").await;
    assert_eq!(page.url.path(), "/incident_list.do", "a browser that used SSO goes straight to the provider");
    browser.get("/logout.do").await;
    let page = browser.get("/side_door.do?sysparm_goto_url=%2Fprofile.do").await;
    let page = browser.sign_in(&page, "itil", "itil").await;
    assert_eq!(page.first(".subtitle"), "ITIL User");
}

#[tokio::test]
async fn without_the_scenario_there_is_no_single_sign_on() {
    let lab = Lab::new().await;
    let browser = Browser::new(&lab);
    for path in [
        "/login_with_sso.do?glide_sso_id=5c0d1f0a2e6b4c1d9f3a7b8e6d5c4b3a",
        "/rehearsal_identity_provider.do",
    ] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(browser.cookie("JSESSIONID"), None);
}

#[tokio::test]
async fn an_administrator_impersonates_and_comes_back() {
    let lab = Lab::new().await;
    let browser = Browser::signed_in(&lab, "admin", "admin").await;
    let page = browser.get("/impersonate.do").await;
    let page = browser.submit(&page, "main form.page", &[("user_name", "itil")]).await;
    assert_eq!(page.first("button[popovertarget=user-menu]"), "IU ITIL User");
    assert_eq!(browser.get("/scenarios.do").await.status, StatusCode::FORBIDDEN);
    let page = browser.get("/impersonate.do").await;
    let page = browser.submit(&page, "main form.page", &[("stop", "true")]).await;
    assert_eq!(page.first("button[popovertarget=user-menu]"), "SA System Administrator");
}

#[tokio::test]
async fn people_without_the_role_cannot_impersonate() {
    let lab = Lab::new().await;
    let browser = Browser::signed_in(&lab, "itil", "itil").await;
    assert_eq!(browser.get("/impersonate.do").await.status, StatusCode::FORBIDDEN);
}

/// A certificate with its key, as a client has it, and alone.
fn certificate() -> (String, String) {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(vec!["client.example".to_owned()]).unwrap();
    params.not_after = rcgen::date_time_ymd(2026, 11, 3);
    let certificate = params.self_signed(&key).unwrap().pem();
    (format!("{certificate}{}", key.serialize_pem()), certificate)
}

/// Proves P1.42.
#[tokio::test]
async fn a_certificate_of_the_connection_stands_for_its_user() {
    let lab = Lab::of(Lab::builder().tls(true)).await;
    let client = |identity: &str| {
        let builder = reqwest::Client::builder().tls_danger_accept_invalid_certs(true);
        builder.identity(reqwest::Identity::from_pem(identity.as_bytes()).unwrap()).build().unwrap()
    };
    let ((mapped, pem), (unmapped, _)) = (certificate(), certificate());
    let itil = lab.list("/api/now/table/sys_user?user_name=itil").await[0]["sys_id"].clone();
    let mapping = lab
        .create("sys_user_certificate", json!({ "name": "c", "user": itil, "pem_certificate": pem }))
        .await;
    let status = async |client: &reqwest::Client| client.get(lab.url(ME)).send().await.unwrap().status();
    assert_eq!(status(&client(&mapped)).await, StatusCode::UNAUTHORIZED, "certificates are off");
    let property = lab.list("/api/now/table/sys_properties?name=glide.authenticate.mutual.enabled").await;
    lab.update("sys_properties", &property[0]["sys_id"], json!({ "value": "true" })).await;
    let known = client(&mapped);
    let me = json(known.get(lab.url(ME)).send().await.unwrap(), StatusCode::OK).await;
    assert_eq!(me["result"]["user_name"], "itil");
    let other = known.get(lab.url(ME)).basic_auth("admin", Some("admin")).send().await.unwrap();
    assert_eq!(json(other, StatusCode::OK).await["result"]["user_name"], "admin", "other proofs come first");
    let wrong = known.get(lab.url(ME)).basic_auth("admin", Some("wrong")).send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(status(&client(&unmapped)).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(&lab.http).await, StatusCode::UNAUTHORIZED, "without a certificate");
    lab.update("sys_user_certificate", &mapping["sys_id"], json!({ "active": "false" })).await;
    assert_eq!(status(&known).await, StatusCode::UNAUTHORIZED);
    lab.update("sys_user_certificate", &mapping["sys_id"], json!({ "active": "true" })).await;
    assert_eq!(status(&known).await, StatusCode::OK);
    lab.instance.set_now("2026-11-03T00:00:01Z".parse().unwrap());
    assert_eq!(status(&known).await, StatusCode::UNAUTHORIZED, "it expired");
}

async fn set(lab: &Lab, property: &str, value: &str) {
    let found = lab.list(&format!("/api/now/table/sys_properties?name={property}")).await;
    lab.update("sys_properties", &found[0]["sys_id"], json!({ "value": value })).await;
}

/// Proves P1.44.
#[tokio::test]
async fn passwords_can_be_limited_to_machine_users() {
    let lab = Lab::new().await;
    lab.user("person", &["itil"]).await;
    let machine = lab.user("machine", &["itil"]).await;
    lab.update("sys_user", &json!(machine), json!({ "web_service_access_only": "true" })).await;
    set(&lab, "glide.authenticate.basic.machine_users_only", "true").await;
    let status = async |user: &str| lab.request_as(user, Method::GET, ME).send().await.unwrap().status();
    assert_eq!(status("machine").await, StatusCode::OK);
    assert_eq!(status("person").await, StatusCode::UNAUTHORIZED);
    let browser = Browser::signed_in(&lab, "person", "person").await;
    assert_eq!(browser.get("/").await.status, StatusCode::OK, "pages stay open");
}

/// Proves P4.14.
#[tokio::test]
async fn properties_lead_to_and_from_single_sign_on() {
    let lab = Lab::of(Lab::builder().scenario(Scenario::Sso)).await;
    set(&lab, "glide.authenticate.sso.redirect.idp", "5c0d1f0a2e6b4c1d9f3a7b8e6d5c4b3a").await;
    set(&lab, "glide.authenticate.external.logout_redirect", "https://idp.example/out").await;
    set(&lab, "glide.authenticate.failed_redirect", "https://idp.example/failed").await;
    let browser = Browser::new(&lab);
    let page = browser.get("/incident_list.do").await;
    assert_eq!(page.url.path(), "/incident_list.do", "the first visit goes to the provider at once");
    assert_eq!(browser.get("/logout.do").await.url.as_str(), "https://idp.example/out");
    let name = json!({ "name": "devinstance.sso.user_name", "value": "nobody" });
    let found = lab.list("/api/now/table/sys_properties?name=devinstance.sso.user_name").await;
    match found.first() {
        Some(row) => drop(lab.update("sys_properties", &row["sys_id"], json!({ "value": "nobody" })).await),
        None => drop(lab.create("sys_properties", name).await),
    }
    assert_eq!(browser.get("/incident_list.do").await.url.as_str(), "https://idp.example/failed");
}
