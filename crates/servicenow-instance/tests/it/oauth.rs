//! OAuth (protocol section 4): authorization with consent, tokens of every grant, refresh, revocation.

use aws_lc_rs::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_2048_8192_SHA256,
        RsaPublicKeyComponents,
    },
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use servicenow_instance::Scenario;

use crate::{
    browser::{Browser, Page},
    support::{Lab, body as json_of},
};

const ME: &str = "/api/now/ui/user/current_user";
const REDIRECT: &str = "http://127.0.0.1:9/servicenow/callback";

/// An instance with a registered application.
struct Setup {
    lab: Lab,
    client: Value,
}

impl Setup {
    async fn new() -> Self {
        Self::of(Lab::new().await, json!({})).await
    }

    async fn of(lab: Lab, more: Value) -> Self {
        let mut entity = json!({
            "name": "Connector", "type": "client", "client_id": "c1", "client_secret": "s1", "active": "true",
            "redirect_url": format!("{REDIRECT},https://second.example/cb"),
            "access_token_lifespan": "1800", "refresh_token_lifespan": "8640000",
        });
        for (name, value) in more.as_object().unwrap() {
            entity[name] = value.clone();
        }
        let made =
            lab.request(Method::POST, "/api/now/table/oauth_entity").json(&entity).send().await.unwrap();
        let client = json_of(made, StatusCode::CREATED).await["result"].clone();
        Self { lab, client }
    }

    fn authorize(more: &str) -> String {
        let redirect = url::form_urlencoded::byte_serialize(REDIRECT.as_bytes()).collect::<String>();
        format!("/oauth_auth.do?response_type=code&client_id=c1&redirect_uri={redirect}{more}")
    }

    async fn token(&self, form: &[(&str, &str)]) -> (StatusCode, Value) {
        let mut form = form.to_vec();
        if !form.iter().any(|(name, _)| *name == "client_id") {
            form.extend([("client_id", "c1"), ("client_secret", "s1")]);
        }
        let answer = self.lab.http.post(self.lab.url("/oauth_token.do")).form(&form).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    async fn by_password(&self) -> Value {
        let (status, answer) =
            self.token(&[("grant_type", "password"), ("username", "itil"), ("password", "itil")]).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer
    }

    async fn me(&self, token: &Value) -> (StatusCode, Value) {
        let answer =
            self.lab.http.get(self.lab.url(ME)).bearer_auth(token.as_str().unwrap()).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    async fn property(&self, name: &str, value: &str) {
        let found = self.lab.get(&format!("/api/now/table/sys_properties?sysparm_query=name={name}")).await;
        let path =
            format!("/api/now/table/sys_properties/{}", found["result"][0]["sys_id"].as_str().unwrap());
        let change = json!({ "value": value });
        json_of(self.lab.request(Method::PATCH, &path).json(&change).send().await.unwrap(), StatusCode::OK)
            .await;
    }

    async fn client_user(&self, user_name: &str) {
        let user =
            self.lab.get(&format!("/api/now/table/sys_user?sysparm_query=user_name={user_name}")).await;
        let path = format!("/api/now/table/oauth_entity/{}", self.client["sys_id"].as_str().unwrap());
        let change = json!({ "user": user["result"][0]["sys_id"] });
        json_of(self.lab.request(Method::PATCH, &path).json(&change).send().await.unwrap(), StatusCode::OK)
            .await;
    }
}

fn param(page: &Page, name: &str) -> Option<String> {
    page.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn denied(answer: &(StatusCode, Value)) {
    assert_eq!(answer.0, StatusCode::UNAUTHORIZED, "{}", answer.1);
    assert_eq!(answer.1, json!({ "error_description": "access_denied", "error": "server_error" }));
}

/// S10, S25
/// Proves P4.1, P1.41.
#[tokio::test]
async fn a_person_signs_in_allows_and_the_application_gets_working_tokens() {
    let setup = Setup::new().await;
    let browser = Browser::new(&setup.lab);
    let page = browser.get(&Setup::authorize("&state=abc123")).await;
    assert_eq!(page.url.path(), "/login.do");
    let page = browser.sign_in(&page, "itil", "itil").await;
    assert_eq!(page.url.path(), "/oauth_auth.do");
    assert_eq!(page.first("h1"), "Connector would like to connect to your account");
    assert_eq!(page.first(".who"), "Signed in as ITIL User · Not you?");
    assert_eq!(page.first(".returns"), format!("Returns to {REDIRECT}"));
    assert_eq!(page.all("button[name=decision]"), ["Allow", "Deny"]);
    assert!(page.policy.contains("form-action 'self' http://127.0.0.1:9;"), "{}", page.policy);

    let page = browser.submit(&page, "button[value=allow]", &[("decision", "allow")]).await;
    assert!(page.url.as_str().starts_with(REDIRECT), "{}", page.url);
    assert_eq!(param(&page, "state").as_deref(), Some("abc123"));
    let code = param(&page, "code").unwrap();
    let exchange =
        [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", REDIRECT)];
    let (status, answer) = setup.token(&exchange).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let names: Vec<&String> = answer.as_object().unwrap().keys().collect();
    assert_eq!(names, ["access_token", "refresh_token", "scope", "token_type", "expires_in"]);
    assert_eq!(
        (&answer["scope"], &answer["token_type"], &answer["expires_in"]),
        (&json!("useraccount"), &json!("Bearer"), &json!(1799))
    );
    assert_eq!(answer["access_token"].as_str().unwrap().len(), 86);
    let (status, me) = setup.me(&answer["access_token"]).await;
    assert_eq!((status, &me["result"]["user_name"]), (StatusCode::OK, &json!("itil")));
    denied(&setup.token(&exchange).await);
}

/// S11, S25
/// Proves P4.2.
#[tokio::test]
async fn not_you_leads_through_sign_in_back_to_the_same_request() {
    let setup = Setup::new().await;
    let browser = Browser::signed_in(&setup.lab, "admin", "admin").await;
    let page = browser.get(&Setup::authorize("&state=s")).await;
    assert!(page.first(".message.warn").starts_with("This is not the integration user."));
    assert_eq!(page.first(".message.warn code"), "m365.integration");
    let not_you = page.link("Not you?").unwrap();
    let page = browser.get(&not_you).await;
    assert_eq!(page.url.path(), "/login.do");
    let page = browser.sign_in(&page, "itil", "itil").await;
    assert_eq!(page.first(".who strong"), "ITIL User");
    assert_eq!(param(&page, "state").as_deref(), Some("s"));
}

/// S27: SSO would sign the administrator in again at once, "Not you?" must not.
/// Proves P4.14.
#[tokio::test]
async fn under_single_sign_on_the_administrator_is_there_at_once_and_not_you_still_works() {
    let setup = Setup::of(Lab::of(Lab::builder().scenario(Scenario::Sso)).await, json!({})).await;
    let browser = Browser::new(&setup.lab);
    let page = browser.get(&Setup::authorize("&state=s")).await;
    let page = browser.get(&page.link("Sign in with SSO").unwrap()).await;
    assert_eq!(page.first(".who strong"), "System Administrator");
    let page = browser.get(&page.link("Not you?").unwrap()).await;
    let page =
        browser.get(&page.link("Sign in with a user name and password of this instance").unwrap()).await;
    let page = browser.sign_in(&page, "itil", "itil").await;
    assert_eq!((page.url.path(), page.first(".who strong").as_str()), ("/oauth_auth.do", "ITIL User"));
}

/// Proves P4.2.
#[tokio::test]
async fn deny_tells_the_application() {
    let setup = Setup::new().await;
    let browser = Browser::signed_in(&setup.lab, "itil", "itil").await;
    let page = browser.get(&Setup::authorize("&state=s")).await;
    let page = browser.submit(&page, "button[value=deny]", &[("decision", "deny")]).await;
    assert_eq!(page.url.as_str(), format!("{REDIRECT}?error=access_denied&state=s"));
}

#[tokio::test]
async fn a_decision_needs_the_token_of_the_page() {
    let setup = Setup::new().await;
    let browser = Browser::signed_in(&setup.lab, "itil", "itil").await;
    let page = browser.get(&Setup::authorize("&state=s")).await;
    let page =
        browser.submit(&page, "button[value=allow]", &[("decision", "allow"), ("sysparm_ck", "x")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert_eq!(page.first("h1"), "Form expired");
}

/// Proves P4.3.
#[tokio::test]
async fn faulty_requests_are_refused_on_a_page_and_never_redirected() {
    let setup = Setup::new().await;
    let browser = Browser::signed_in(&setup.lab, "itil", "itil").await;
    for (request, heading, text) in [
        (Setup::authorize(""), "Invalid request", "Missing State parameter in request"),
        (
            Setup::authorize("&state=%3Cb%3E"),
            "Invalid request",
            "State parameter in request has special characters",
        ),
        (
            Setup::authorize("&state=s").replace("client_id=c1", "client_id=c2"),
            "Invalid client_id",
            "No active application registry",
        ),
        (
            Setup::authorize("&state=s").replace("callback", "callback%2F"),
            "Invalid redirect_uri",
            "is not registered",
        ),
    ] {
        let page = browser.get(&request).await;
        assert_eq!((page.status, page.first("h1").as_str()), (StatusCode::BAD_REQUEST, heading));
        assert!(page.first("[role=alert]").contains(text), "{}", page.text);
        assert!(!page.text.contains("<b>"), "what was sent is escaped");
    }
}

/// Proves P4.3.
#[tokio::test]
async fn properties_choose_the_behaviour_of_other_releases() {
    let setup = Setup::new().await;
    let browser = Browser::signed_in(&setup.lab, "itil", "itil").await;
    setup.property("glide.oauth.state.parameter.required", "false").await;
    assert_eq!(browser.get(&Setup::authorize("")).await.status, StatusCode::OK);
    setup.property("glide.oauth.redirect.matching", "docs").await;
    let page = browser.get(&Setup::authorize("&state=s").replace("callback", "other")).await;
    assert_eq!(page.first(".returns"), format!("Returns to {REDIRECT}"));
    setup.property("glide.oauth.error.codes", "rfc").await;
    let wrong = [("grant_type", "password"), ("username", "itil"), ("password", "x")];
    let (status, answer) = setup.token(&wrong).await;
    assert_eq!((status, &answer["error"]), (StatusCode::UNAUTHORIZED, &json!("invalid_grant")));
    let (status, answer) = setup.token(&[("grant_type", "magic")]).await;
    assert_eq!((status, &answer["error"]), (StatusCode::BAD_REQUEST, &json!("unsupported_grant_type")));
}

#[tokio::test]
async fn a_code_is_bound_to_its_redirect_address_client_and_time() {
    let setup = Setup::new().await;
    let browser = Browser::signed_in(&setup.lab, "itil", "itil").await;
    let code = || async {
        let page = browser.get(&Setup::authorize("&state=s")).await;
        let page = browser.submit(&page, "button[value=allow]", &[("decision", "allow")]).await;
        param(&page, "code").unwrap()
    };
    let first = code().await;
    denied(
        &setup
            .token(&[
                ("grant_type", "authorization_code"),
                ("code", &first),
                ("redirect_uri", "https://second.example/cb"),
            ])
            .await,
    );
    denied(
        &setup
            .token(&[("grant_type", "authorization_code"), ("code", &first), ("redirect_uri", REDIRECT)])
            .await,
    );
    let second = code().await;
    denied(
        &setup
            .token(&[
                ("grant_type", "authorization_code"),
                ("code", &second),
                ("redirect_uri", REDIRECT),
                ("client_id", "c1"),
                ("client_secret", "wrong"),
            ])
            .await,
    );
    setup.lab.instance.set_now("2026-11-02T09:32:01Z".parse().unwrap());
    denied(
        &setup
            .token(&[("grant_type", "authorization_code"), ("code", &second), ("redirect_uri", REDIRECT)])
            .await,
    );
}

/// Proves P4.4.
#[tokio::test]
async fn a_public_client_proves_itself_by_its_verifier() {
    let setup = Setup::of(Lab::new().await, json!({ "public_client": "true", "client_secret": "" })).await;
    let browser = Browser::signed_in(&setup.lab, "itil", "itil").await;
    let page = browser.get(&Setup::authorize("&state=s")).await;
    assert_eq!(param(&page, "error").as_deref(), Some("invalid_request"), "{}", page.url);
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    let request =
        Setup::authorize(&format!("&state=s&code_challenge={challenge}&code_challenge_method=S256"));
    for (sent, status) in [("x".repeat(43), StatusCode::UNAUTHORIZED), (verifier.to_owned(), StatusCode::OK)]
    {
        let page = browser.get(&request).await;
        let page = browser.submit(&page, "button[value=allow]", &[("decision", "allow")]).await;
        let code = param(&page, "code").unwrap();
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT),
            ("client_id", "c1"),
            ("code_verifier", &sent),
        ];
        assert_eq!(setup.token(&form).await.0, status);
    }
}

/// Proves P4.5.
#[tokio::test]
async fn the_implicit_flow_puts_the_token_into_the_fragment() {
    let setup = Setup::new().await;
    let browser = Browser::signed_in(&setup.lab, "itil", "itil").await;
    let page =
        browser.get(&Setup::authorize("&state=s").replace("response_type=code", "response_type=token")).await;
    let page = browser.submit(&page, "button[value=allow]", &[("decision", "allow")]).await;
    let fragment: Vec<(String, String)> =
        url::form_urlencoded::parse(page.url.fragment().unwrap().as_bytes()).into_owned().collect();
    let names: Vec<&str> = fragment.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["access_token", "token_type", "expires_in", "scope", "state"]);
    assert_eq!(setup.me(&json!(fragment[0].1)).await.0, StatusCode::OK);
}

/// Proves P4.6.
#[tokio::test]
async fn the_password_grant_repeats_the_current_tokens_while_they_live() {
    let setup = Setup::new().await;
    let first = setup.by_password().await;
    setup.lab.instance.set_now("2026-11-02T09:40:00Z".parse().unwrap());
    let second = setup.by_password().await;
    assert_eq!((&second["access_token"], &second["expires_in"]), (&first["access_token"], &json!(1199)));
    assert_eq!(second["refresh_token"], first["refresh_token"]);
    setup.lab.instance.set_now("2026-11-02T10:00:00Z".parse().unwrap());
    assert_eq!(setup.me(&first["access_token"]).await.0, StatusCode::UNAUTHORIZED);
    let third = setup.by_password().await;
    assert_ne!(third["access_token"], first["access_token"]);
    assert_eq!(third["refresh_token"], first["refresh_token"]);
}

/// Proves P4.7.
#[tokio::test]
async fn refreshing_gives_a_new_access_token_and_the_same_refresh_token_for_100_days() {
    let setup = Setup::new().await;
    let first = setup.by_password().await;
    let form = [("grant_type", "refresh_token"), ("refresh_token", first["refresh_token"].as_str().unwrap())];
    let (status, second) = setup.token(&form).await;
    assert_eq!(status, StatusCode::OK);
    assert_ne!(second["access_token"], first["access_token"]);
    assert_eq!((&second["refresh_token"], &second["expires_in"]), (&first["refresh_token"], &json!(1799)));
    assert_eq!(setup.me(&first["access_token"]).await.0, StatusCode::OK, "the old one lives on");
    setup.lab.instance.set_now("2027-02-10T09:29:59Z".parse().unwrap());
    assert_eq!(setup.token(&form).await.0, StatusCode::OK);
    setup.lab.instance.set_now("2027-02-10T09:30:00Z".parse().unwrap());
    denied(&setup.token(&form).await);
}

/// Proves P4.12.
#[tokio::test]
async fn lifetimes_are_those_of_the_registration() {
    let setup = Setup::of(
        Lab::new().await,
        json!({ "access_token_lifespan": "60", "refresh_token_lifespan": "120" }),
    )
    .await;
    let answer = setup.by_password().await;
    assert_eq!(answer["expires_in"], 59);
    setup.lab.instance.set_now("2026-11-02T09:31:00Z".parse().unwrap());
    assert_eq!(setup.me(&answer["access_token"]).await.0, StatusCode::UNAUTHORIZED);
    setup.lab.instance.set_now("2026-11-02T09:32:00Z".parse().unwrap());
    denied(
        &setup
            .token(&[
                ("grant_type", "refresh_token"),
                ("refresh_token", answer["refresh_token"].as_str().unwrap()),
            ])
            .await,
    );
}

/// Proves P4.8.
#[tokio::test]
async fn client_credentials_act_as_the_application_user_once_switched_on() {
    let setup = Setup::new().await;
    setup.client_user("itil").await;
    setup.property("glide.oauth.inbound.client.credential.grant_type.enabled", "false").await;
    denied(&setup.token(&[("grant_type", "client_credentials")]).await);
    setup.property("glide.oauth.inbound.client.credential.grant_type.enabled", "true").await;
    let basic = setup.lab.http.post(setup.lab.url("/oauth_token.do")).basic_auth("c1", Some("s1"));
    let answer =
        json_of(basic.form(&[("grant_type", "client_credentials")]).send().await.unwrap(), StatusCode::OK)
            .await;
    assert_eq!(answer.get("refresh_token"), None);
    assert_eq!(setup.me(&answer["access_token"]).await.1["result"]["user_name"], "itil");
}

/// Proves P4.10.
#[tokio::test]
async fn refused_token_requests_look_alike() {
    let setup = Setup::new().await;
    let password = [("grant_type", "password"), ("username", "itil")];
    for form in [
        vec![],
        vec![("grant_type", "magic")],
        [&password[..], &[("password", "wrong")]].concat(),
        [&password[..], &[("password", "itil"), ("client_id", "c1"), ("client_secret", "wrong")]].concat(),
        [&password[..], &[("password", "itil"), ("client_id", "c2"), ("client_secret", "s1")]].concat(),
        [&password[..], &[("password", "itil"), ("client_id", "c1")]].concat(),
        vec![("grant_type", "refresh_token"), ("refresh_token", "nonsense")],
        vec![("grant_type", "client_credentials")],
    ] {
        denied(&setup.token(&form).await);
    }
    let body = json!({ "grant_type": "password", "username": "itil", "password": "itil", "client_id": "c1", "client_secret": "s1" });
    let json_body = setup.lab.http.post(setup.lab.url("/oauth_token.do")).json(&body).send().await.unwrap();
    assert_eq!(json_body.status(), StatusCode::UNAUTHORIZED, "a JSON body is not a form");
    let address =
        "/oauth_token.do?grant_type=password&username=itil&password=itil&client_id=c1&client_secret=s1";
    let in_address = setup.lab.http.post(setup.lab.url(address)).send().await.unwrap();
    assert_eq!(in_address.status(), StatusCode::UNAUTHORIZED);
    setup.property("glide.oauth.allow.parameters.in.post.body.only", "false").await;
    let in_address = setup.lab.http.post(setup.lab.url(address)).send().await.unwrap();
    assert_eq!(in_address.status(), StatusCode::OK);
}

#[tokio::test]
async fn tokens_of_users_who_may_no_longer_come_in_are_worth_nothing() {
    let setup = Setup::new().await;
    let answer = setup.by_password().await;
    let user = setup.lab.get("/api/now/table/sys_user?sysparm_query=user_name=itil").await;
    let path = format!("/api/now/table/sys_user/{}", user["result"][0]["sys_id"].as_str().unwrap());
    let locked = json!({ "locked_out": "true" });
    json_of(setup.lab.request(Method::PATCH, &path).json(&locked).send().await.unwrap(), StatusCode::OK)
        .await;
    assert_eq!(setup.me(&answer["access_token"]).await.0, StatusCode::UNAUTHORIZED);
    denied(
        &setup
            .token(&[
                ("grant_type", "refresh_token"),
                ("refresh_token", answer["refresh_token"].as_str().unwrap()),
            ])
            .await,
    );
}

/// Proves P4.11.
#[tokio::test]
async fn revoking_needs_the_token_only() {
    let setup = Setup::new().await;
    let answer = setup.by_password().await;
    let token = answer["access_token"].as_str().unwrap();
    let revoked = setup
        .lab
        .http
        .get(setup.lab.url(&format!("/oauth_revoke_token.do?token={token}")))
        .send()
        .await
        .unwrap();
    assert_eq!(revoked.status(), StatusCode::OK);
    assert_eq!(setup.me(&answer["access_token"]).await.0, StatusCode::UNAUTHORIZED);
    let refresh = answer["refresh_token"].as_str().unwrap();
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
    let (_, renewed) = setup.token(&form).await;
    let revoked = setup
        .lab
        .http
        .post(setup.lab.url("/oauth_revoke_token.do"))
        .form(&[("token", refresh)])
        .send()
        .await
        .unwrap();
    assert_eq!(revoked.status(), StatusCode::OK);
    denied(&setup.token(&form).await);
    assert_eq!(setup.me(&renewed["access_token"]).await.0, StatusCode::UNAUTHORIZED);
}

/// Proves P4.12.
#[tokio::test]
async fn tokens_and_secrets_are_kept_unreadable() {
    let setup = Setup::new().await;
    let answer = setup.by_password().await;
    let rows = setup.lab.get("/api/now/table/oauth_credential?sysparm_display_value=all").await;
    assert_eq!(rows["result"].as_array().unwrap().len(), 2);
    for secret in ["access_token", "refresh_token"] {
        assert!(!rows.to_string().contains(answer[secret].as_str().unwrap()));
    }
    let entity = setup.lab.get("/api/now/table/oauth_entity?sysparm_query=client_id=c1").await;
    assert_ne!(entity["result"][0]["client_secret"], "s1");
}

#[tokio::test]
async fn an_expired_token_works_again_after_a_refresh() {
    let setup = Setup::of(Lab::of(Lab::builder().scenario(Scenario::TokenExpired)).await, json!({})).await;
    let answer = setup.by_password().await;
    assert_eq!(setup.me(&answer["access_token"]).await.0, StatusCode::UNAUTHORIZED);
    let form =
        [("grant_type", "refresh_token"), ("refresh_token", answer["refresh_token"].as_str().unwrap())];
    let (_, renewed) = setup.token(&form).await;
    assert_eq!(setup.me(&renewed["access_token"]).await.0, StatusCode::OK);
    assert_eq!(setup.me(&answer["access_token"]).await.0, StatusCode::UNAUTHORIZED);
    setup.lab.instance.switch(Scenario::TokenExpired, false);
    assert_eq!(setup.me(&answer["access_token"]).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_client_that_signs_in_again_after_the_refusal_gets_a_working_token() {
    let setup = Setup::of(Lab::of(Lab::builder().scenario(Scenario::TokenExpired)).await, json!({})).await;
    let first = setup.by_password().await;
    assert_eq!(setup.me(&first["access_token"]).await.0, StatusCode::UNAUTHORIZED);
    let second = setup.by_password().await;
    assert_ne!(second["access_token"], first["access_token"]);
    assert_eq!(setup.me(&second["access_token"]).await.0, StatusCode::OK);
}

#[tokio::test]
async fn with_expired_refresh_tokens_only_a_new_consent_helps() {
    let setup = Setup::of(Lab::of(Lab::builder().scenario(Scenario::RefreshExpired)).await, json!({})).await;
    let answer = setup.by_password().await;
    assert_eq!(setup.me(&answer["access_token"]).await.0, StatusCode::OK);
    denied(
        &setup
            .token(&[
                ("grant_type", "refresh_token"),
                ("refresh_token", answer["refresh_token"].as_str().unwrap()),
            ])
            .await,
    );
}

/// Proves P4.9.
#[tokio::test]
async fn a_signed_assertion_is_exchanged_once() {
    let setup = Setup::of(Lab::new().await, json!({ "type": "oauth_jwt" })).await;
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref()).unwrap();
    let header = hex::decode("3059301306072a8648ce3d020106082a8648ce3d030107034200").unwrap();
    let spki = [header.as_slice(), pair.public_key().as_ref()].concat();
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", STANDARD.encode(spki));
    let key =
        json!({ "alias": "k1", "oauth_entity": setup.client["sys_id"], "public_key": pem, "active": "true" });
    json_of(
        setup
            .lab
            .request(Method::POST, "/api/now/table/jwt_keystore_aliases")
            .json(&key)
            .send()
            .await
            .unwrap(),
        StatusCode::CREATED,
    )
    .await;

    let now = 1_793_611_800; // the clock of the instance
    let signed = |claims: Value| {
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", part(json!({ "alg": "ES256", "kid": "k1" })), part(claims));
        let signature = pair.sign(&random, text.as_bytes()).unwrap();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    };
    let claims = |jti: &str| json!({ "iss": "c1", "aud": "c1", "sub": "itil", "exp": now + 300, "jti": jti });
    let grant = |assertion: String| async move { assertion };
    let good = grant(signed(claims("1"))).await;
    let form = [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", good.as_str())];
    let (status, answer) = setup.token(&form).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(answer.get("refresh_token"), None);
    assert_eq!(setup.me(&answer["access_token"]).await.1["result"]["user_name"], "itil");
    denied(&setup.token(&form).await);
    let mut expired = claims("2");
    expired["exp"] = json!(now - 61);
    let mut foreign = claims("3");
    foreign["aud"] = json!("c2");
    let mut unknown = claims("4");
    unknown["sub"] = json!("nobody");
    let tampered = format!("{}x", signed(claims("5")));
    for bad in
        [signed(expired), signed(foreign), signed(unknown), tampered, "a.b.c".to_owned(), String::new()]
    {
        denied(&setup.token(&[form[0], ("assertion", &bad)]).await);
    }
}

/// S27: the second way out, a directory user who is the integration user.
#[tokio::test]
async fn the_provider_may_know_the_browser_as_the_integration_user() {
    let setup = Setup::of(Lab::of(Lab::builder().scenario(Scenario::Sso)).await, json!({})).await;
    let user = json!({ "user_name": "m365.integration", "last_name": "Integration", "internal_integration_user": "true" });
    let made = setup.lab.request(Method::POST, "/api/now/table/sys_user").json(&user).send().await.unwrap();
    json_of(made, StatusCode::CREATED).await;
    setup.property("devinstance.sso.user_name", "m365.integration").await;
    let browser = Browser::new(&setup.lab);
    let page = browser.get(&Setup::authorize("&state=s")).await;
    let page = browser.get(&page.link("Sign in with SSO").unwrap()).await;
    assert_eq!(page.first(".who strong"), "Integration");
    assert!(!page.has(".message.warn"), "this is the integration user");
}

/// Proves P4.15.
#[tokio::test]
async fn tokens_in_addresses_are_accepted_only_where_a_property_says_so() {
    let setup = Setup::new().await;
    let answer = setup.by_password().await;
    let address = format!("{ME}?access_token={}", answer["access_token"].as_str().unwrap());
    let call = || setup.lab.http.get(setup.lab.url(&address)).send();
    assert_eq!(call().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    setup.property("glide.rest.access_token_in_url", "true").await;
    assert_eq!(call().await.unwrap().status(), StatusCode::OK);
    let recorded = setup.lab.instance.requests();
    assert!(recorded.iter().all(|request| !request.query.contains(answer["access_token"].as_str().unwrap())));
}

#[tokio::test]
async fn tokens_and_secrets_outlive_a_restart_with_a_data_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("instance.db");
    let setup = Setup::of(Lab::of(Lab::builder().data(&data)).await, json!({})).await;
    let before = setup.by_password().await;
    setup.lab.instance.shutdown().await;
    let lab = Lab::of(Lab::builder().data(&data)).await;
    let setup = Setup { lab, client: setup.client };
    assert_eq!(setup.me(&before["access_token"]).await.0, StatusCode::OK);
    let after = setup.by_password().await;
    assert_eq!(after["access_token"], before["access_token"]);
    let bytes = std::fs::read(&data).unwrap();
    for secret in [before["access_token"].as_str().unwrap(), before["refresh_token"].as_str().unwrap()] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
}

#[tokio::test]
async fn recorded_requests_hold_no_credentials() {
    let setup = Setup::new().await;
    setup.by_password().await;
    let recorded = setup.lab.instance.requests();
    let token = recorded.iter().find(|request| request.path == "/oauth_token.do").unwrap();
    assert!(
        token.body.contains("password=***") && token.body.contains("client_secret=***"),
        "{}",
        token.body
    );
    assert!(token.body.contains("username=itil"));
}

#[tokio::test]
async fn a_registration_that_is_switched_off_takes_its_tokens_along() {
    let setup = Setup::new().await;
    let answer = setup.by_password().await;
    let path = format!("/api/now/table/oauth_entity/{}", setup.client["sys_id"].as_str().unwrap());
    let off = json!({ "active": "false" });
    json_of(setup.lab.request(Method::PATCH, &path).json(&off).send().await.unwrap(), StatusCode::OK).await;
    assert_eq!(setup.me(&answer["access_token"]).await.0, StatusCode::UNAUTHORIZED);
    let refresh =
        [("grant_type", "refresh_token"), ("refresh_token", answer["refresh_token"].as_str().unwrap())];
    denied(&setup.token(&refresh).await);
}

#[tokio::test]
async fn expired_tokens_do_not_pile_up() {
    let setup = Setup::new().await;
    let first = setup.by_password().await;
    let refresh =
        [("grant_type", "refresh_token"), ("refresh_token", first["refresh_token"].as_str().unwrap())];
    for hour in 10..15 {
        setup.lab.instance.set_now(format!("2026-11-02T{hour}:30:00Z").parse().unwrap());
        assert_eq!(setup.token(&refresh).await.0, StatusCode::OK);
    }
    let rows = setup.lab.get("/api/now/table/oauth_credential").await;
    assert_eq!(rows["result"].as_array().unwrap().len(), 2, "one access and one refresh token");
}

/// The parts of a token in JWT format.
fn parts_of(token: &Value) -> (Value, Value) {
    let part = |at: usize| {
        let text = token.as_str().unwrap().split('.').nth(at).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
    };
    (part(0), part(1))
}

/// Whether a key of the set made the signature, as an API gateway in front of the instance checks it.
fn is_signed_by(token: &Value, keys: &Value) -> bool {
    let (header, _) = parts_of(token);
    let key = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == header["kid"]).unwrap();
    let number = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
    let public = RsaPublicKeyComponents { n: number("n"), e: number("e") };
    let (signed, signature) = token.as_str().unwrap().rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    public.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature).is_ok()
}

/// Proves P4.16.
#[tokio::test]
async fn tokens_in_jwt_format_are_verified_with_the_published_keys() {
    let setup =
        Setup::of(Lab::new().await, json!({ "token_format": "jwt", "subject_claim": "user_name" })).await;
    let lab = &setup.lab;
    let about: Value = lab
        .http
        .get(lab.url("/.well-known/openid-configuration"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let issuer = lab.instance.url().as_str().trim_end_matches('/');
    assert_eq!(about["issuer"], issuer);
    assert_eq!(about["token_endpoint"], format!("{issuer}/oauth_token.do"));

    let given = setup.by_password().await;
    assert_eq!((&given["format"], &given["expires_in"]), (&json!("jwt"), &json!(1799)));
    let token = &given["access_token"];
    let (header, claims) = parts_of(token);
    assert_eq!((&header["alg"], &header["typ"]), (&json!("RS256"), &json!("JWT")));
    assert_eq!((&claims["iss"], &claims["aud"]), (&json!(issuer), &json!("c1")));
    assert_eq!((&claims["sub"], &claims["scope"]), (&json!("itil"), &json!("useraccount")));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 1800);
    let keys: Value =
        lab.http.get(about["jwks_uri"].as_str().unwrap()).send().await.unwrap().json().await.unwrap();
    assert!(is_signed_by(token, &keys), "{keys}");

    assert_eq!(setup.me(token).await.1["result"]["user_name"], "itil");
    assert_eq!(setup.by_password().await["access_token"], *token, "the current token is given again");
    assert_eq!(given["refresh_token"].as_str().unwrap().len(), 86, "only access tokens are signed");
    let (signed, _) = token.as_str().unwrap().rsplit_once('.').unwrap();
    let forged = json!(format!("{signed}.{}", URL_SAFE_NO_PAD.encode([7; 256])));
    assert_eq!(setup.me(&forged).await.0, StatusCode::UNAUTHORIZED);
    let stored = lab.get("/api/now/table/sys_kmf_module_key").await;
    assert_eq!(stored["result"][0]["private_key"], "", "{stored}");
}

/// Proves P4.16.
#[tokio::test]
async fn a_replaced_key_stays_published_until_its_tokens_are_gone() {
    let setup = Setup::of(Lab::new().await, json!({ "token_format": "jwt" })).await;
    let lab = &setup.lab;
    let keys = async || -> Value {
        lab.http.get(lab.url("/api/now/oauth/jwks")).send().await.unwrap().json().await.unwrap()
    };
    let old = setup.by_password().await["access_token"].clone();
    let key = keys().await["keys"][0]["kid"].clone();
    lab.update("sys_kmf_module_key", &key, json!({ "active": "false" })).await;
    let new = setup.by_password().await["access_token"].clone();
    assert_ne!(parts_of(&old).0["kid"], parts_of(&new).0["kid"]);
    let both = keys().await;
    assert!(is_signed_by(&old, &both) && is_signed_by(&new, &both));
    lab.advance("PT2544H").await;
    assert_eq!(keys().await["keys"].as_array().unwrap().len(), 1);
}

/// Proves P4.16.
#[tokio::test]
async fn an_id_token_comes_with_the_scope_openid() {
    let setup = Setup::new().await;
    assert_eq!(setup.by_password().await["id_token"], Value::Null);
    let scope =
        json!({ "name": "openid", "oauth_entity": setup.client["sys_id"], "oauth_entity_scope": "openid" });
    setup.lab.create("oauth_entity_scope", scope).await;
    let (_, claims) = parts_of(&setup.by_password().await["id_token"]);
    assert_eq!((&claims["preferred_username"], &claims["aud"]), (&json!("itil"), &json!("c1")));
}

/// Proves P4.18.
#[tokio::test]
async fn sessions_of_applications_last_by_their_client_type() {
    let setup = Setup::of(Lab::new().await, json!({ "client_type": "integration_as_a_service" })).await;
    setup.property("glide.session_timeout.integration_as_a_service", "2").await;
    let token = setup.by_password().await["access_token"].clone();
    let lives = |answer: &reqwest::Response| -> String {
        let cookies = answer.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
        let stored = cookies.into_iter().find(|cookie| cookie.starts_with("glide_session_store=")).unwrap();
        stored.split("; ").find(|part| part.starts_with("Max-Age")).unwrap().to_owned()
    };
    let by_token = setup.lab.http.get(setup.lab.url(ME)).bearer_auth(token.as_str().unwrap());
    assert_eq!(lives(&by_token.send().await.unwrap()), "Max-Age=120");
    let by_password = setup.lab.request(Method::GET, ME).send().await.unwrap();
    assert_eq!(lives(&by_password), "Max-Age=1800");
}

#[tokio::test]
async fn an_answer_of_a_provider_belongs_to_no_flow_of_this_instance() {
    let lab = Lab::new().await;
    let answer = lab.http.get(lab.url("/oauth_redirect.do?code=c&state=s")).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert!(answer.text().await.unwrap().contains("waits for an answer with this state"));
}
