//! The token endpoint for programs, and what Graph makes of the tokens.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use jiff::Timestamp;
use sample_tenant::Clock;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::support::{Tenant, builder};

fn claims(token: &str) -> Value {
    serde_json::from_slice(&BASE64URL.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

#[tokio::test]
async fn gives_an_application_token_with_its_permissions() {
    let tenant = Tenant::start().await;
    let claims = claims(&tenant.token_of(&tenant.writer()).await);
    assert_eq!(claims["roles"], json!(["SecurityEvents.ReadWrite.All"]));
    assert_eq!(claims["aud"], tenant.tenant.graph_root().as_str().trim_end_matches('/'));
    assert_eq!(claims["tid"], tenant.tenant.id());
    assert_eq!(claims["idtyp"], "app");
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 3_899);
}

#[tokio::test]
async fn a_client_without_permission_gets_a_token_without_roles_and_is_refused() {
    let tenant = Tenant::start().await;
    let token = tenant.token_of(&tenant.client(None)).await;
    assert_eq!(claims(&token).get("roles"), None);
    let address = tenant.address("v1.0/security/secureScores");
    let answer = tenant.http.get(address).bearer_auth(&token).send().await.unwrap();
    assert_eq!(answer.status(), 403);
    let request_id = answer.headers()["request-id"].to_str().unwrap().to_owned();
    let error = answer.json::<Value>().await.unwrap()["error"].clone();
    assert_eq!(error["code"], "Forbidden");
    assert_eq!(error["innerError"]["request-id"], request_id);
    assert_eq!(error["innerError"]["date"], "2026-11-24T09:30:00");
}

#[tokio::test]
async fn refuses_bad_requests_in_the_manner_of_entra() {
    let tenant = Tenant::start().await;
    let client = tenant.writer();
    let (id, secret) = (client.client_id.as_str(), client.client_secret.expose_secret());
    let scope = format!("{}.default", tenant.tenant.graph_root());
    let good = [
        ("grant_type", "client_credentials"),
        ("client_id", id),
        ("client_secret", secret),
        ("scope", scope.as_str()),
    ];
    let unknown = "11111111-2222-4333-8444-555555555555";
    let cases = [
        (("client_secret", Some("wrong")), 401, "invalid_client", 7_000_215),
        (("client_secret", None), 401, "invalid_client", 7_000_218),
        (("client_id", Some(unknown)), 400, "unauthorized_client", 700_016),
        (("client_id", None), 400, "invalid_request", 900_144),
        (("scope", Some("https://graph.example/.default")), 400, "invalid_scope", 70011),
        (("scope", None), 400, "invalid_request", 900_144),
        (("grant_type", Some("password")), 400, "unsupported_grant_type", 70003),
        (("grant_type", None), 400, "invalid_request", 900_144),
    ];
    for ((name, value), status, error, number) in cases {
        let others = good.into_iter().filter(|(known, _)| *known != name);
        let form: Vec<_> = others.chain(value.map(|value| (name, value))).collect();
        let answer = tenant.ask_for_token(&form).await;
        assert_eq!(answer.status(), status, "{name} {value:?}");
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer["error"], error, "{name} {value:?}");
        assert_eq!(answer["error_codes"], json!([number]), "{name} {value:?}");
        let description = answer["error_description"].as_str().unwrap();
        assert!(description.starts_with(&format!("AADSTS{number}: ")), "{description}");
        assert!(!description.contains(secret), "a secret must not come back");
    }
}

#[tokio::test]
async fn takes_the_tenant_by_domain_and_the_client_by_basic_authentication() {
    let tenant = Tenant::start().await;
    let client = tenant.writer();
    let address = tenant.address("sample.example/oauth2/v2.0/token");
    let answer = tenant
        .http
        .post(address)
        .basic_auth(&client.client_id, Some(client.client_secret.expose_secret()))
        .form(&[
            ("grant_type", "client_credentials"),
            ("scope", "00000003-0000-0000-c000-000000000000/.default"),
        ])
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn does_not_know_other_tenants() {
    let tenant = Tenant::start().await;
    let answer = tenant.http.post(tenant.address("common/oauth2/v2.0/token")).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    assert_eq!(answer.json::<Value>().await.unwrap()["error_codes"], json!([90002]));
}

#[tokio::test]
async fn graph_refuses_missing_foreign_and_expired_tokens() {
    let now = Arc::new(AtomicI64::new(1_795_000_000));
    let read = Arc::clone(&now);
    let clock = Clock::from_fn(move || Timestamp::from_second(read.load(Ordering::Relaxed)).unwrap());
    let tenant = Tenant::from(builder().clock(clock)).await;
    let stranger = Tenant::start().await;
    let token = tenant.token_of(&tenant.reader()).await;
    let foreign = stranger.token_of(&stranger.reader()).await;
    let address = tenant.address("v1.0/security/secureScores?$top=1");
    let status = async |token: &str| {
        let answer = tenant.http.get(&address).bearer_auth(token).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json::<Value>().await.unwrap()["error"]["code"].as_str().map(str::to_owned))
    };
    assert_eq!(status(&token).await, (200, None));
    let invalid = (401, Some("InvalidAuthenticationToken".to_owned()));
    assert_eq!(status("").await, invalid);
    assert_eq!(status(&foreign).await, invalid);
    now.fetch_add(3_900, Ordering::Relaxed);
    assert_eq!(status(&token).await, invalid);
}
