//! Switches and changes for tests, under `/dev` and in the library's face.

use sample_tenant::Fault;
use serde_json::{Value, json};

use crate::support::{Tenant, by_id};

#[tokio::test]
async fn lists_the_registered_clients() {
    let tenant = Tenant::start().await;
    let clients: Vec<Value> =
        tenant.http.get(tenant.address("dev/clients")).send().await.unwrap().json().await.unwrap();
    let permissions: Vec<_> = clients.iter().map(|client| client["permissions"].clone()).collect();
    assert!(permissions.contains(&json!(["SecurityEvents.ReadWrite.All"])));
    assert!(permissions.contains(&json!([])));
    for client in &clients {
        let mut keys: Vec<_> = client.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys, ["client_id", "client_secret", "permissions", "tenant"]);
        assert_eq!(client["tenant"], tenant.tenant.id());
    }
}

async fn switch(tenant: &Tenant, name: &str, setting: Value) -> u16 {
    let address = tenant.address(&format!("dev/faults/{name}"));
    tenant.http.put(address).json(&setting).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn throttles_for_as_many_requests_as_asked() {
    let tenant = Tenant::start().await;
    let setting = json!({ "times": 2, "retry_after_seconds": 9 });
    assert_eq!(switch(&tenant, "throttled", setting).await, 204);
    let address = tenant.address("v1.0/security/secureScores?$top=1");
    for _ in 0..2 {
        let answer = tenant.as_reader(tenant.http.get(&address)).await;
        assert_eq!(answer.status(), 429);
        assert_eq!(answer.headers()["retry-after"], "9");
        assert_eq!(answer.json::<Value>().await.unwrap()["error"]["code"], "TooManyRequests");
    }
    assert_eq!(tenant.as_reader(tenant.http.get(&address)).await.status(), 200);
}

#[tokio::test]
async fn every_fault_shows_and_ends() {
    let tenant = Tenant::start().await;
    let cases = [
        (Fault::Throttled, 429),
        (Fault::ThrottledWithoutRetryAfter, 429),
        (Fault::Partial, 206),
        (Fault::Unavailable, 503),
        (Fault::BadRequest, 400),
        (Fault::TokensExpired, 401),
    ];
    let status = async || tenant.read("secureScores?$top=1").await.0;
    for (fault, expected) in cases {
        tenant.tenant.set_fault(fault);
        assert_eq!(status().await, expected, "{}", fault.name());
        let address = tenant.address(&format!("dev/faults/{}", fault.name()));
        assert_eq!(tenant.http.delete(address).send().await.unwrap().status(), 204);
        assert_eq!(status().await, 200, "after {}", fault.name());
    }
}

#[tokio::test]
async fn a_partial_answer_names_the_provider_and_keeps_its_data() {
    let tenant = Tenant::start().await;
    tenant.tenant.set_fault(Fault::Partial);
    let address = tenant.address("v1.0/security/secureScores?$top=1");
    let answer = tenant.as_reader(tenant.http.get(address)).await;
    assert_eq!(answer.status(), 206);
    assert_eq!(answer.headers()["warning"], "199 - \"Microsoft/SecureScore/504/10000\"");
    assert_eq!(answer.json::<Value>().await.unwrap()["value"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_opaque_refusal_has_an_empty_code() {
    let tenant = Tenant::start().await;
    tenant.tenant.set_fault_times(Fault::BadRequest, 1);
    let (status, answer) = tenant.read("secureScores").await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!("")));
    assert_eq!(answer["error"]["message"], "Http request failed with statusCode=BadRequest");
}

#[tokio::test]
async fn data_faults_change_the_data() {
    let tenant = Tenant::start().await;
    tenant.tenant.set_fault(Fault::NoComparison);
    assert_eq!(tenant.latest().await["averageComparativeScores"][0]["averageScore"], -1.0);
    tenant.tenant.set_fault(Fault::LegacyRetired);
    assert_eq!(tenant.control_score("intune_mobile_device_encryption").await, Value::Null);
    assert_eq!(tenant.read("secureScoreControlProfiles/intune_mobile_device_encryption").await.0, 404);
    tenant.tenant.clear_fault(Fault::LegacyRetired);
    assert_eq!(tenant.read("secureScoreControlProfiles/intune_mobile_device_encryption").await.0, 200);
    tenant.tenant.set_fault(Fault::Empty);
    assert_eq!(tenant.read("secureScores").await.1["value"], json!([]));
}

#[tokio::test]
async fn an_ignored_write_is_accepted_without_effect() {
    let tenant = Tenant::start().await;
    tenant.tenant.set_fault(Fault::WriteIgnored);
    let address = tenant.address("v1.0/security/secureScoreControlProfiles/OneAdmin");
    let body = json!({ "state": "Ignored", "vendorInformation": { "provider": "SecureScore", "vendor": "Microsoft" } });
    assert_eq!(tenant.as_writer(tenant.http.patch(address).json(&body)).await.status(), 204);
    let (_, profile) = tenant.read("secureScoreControlProfiles/OneAdmin").await;
    assert_eq!(profile["controlStateUpdates"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_token_endpoint_can_fail_too() {
    let tenant = Tenant::start().await;
    tenant.tenant.set_fault_times(Fault::TokenUnavailable, 1);
    let answer = tenant.ask_for_token(&[]).await;
    assert_eq!(answer.status(), 503);
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    assert_eq!(tenant.ask_for_token(&[]).await.status(), 400);
}

#[tokio::test]
async fn points_can_be_set_and_controls_retired_from_today_on() {
    let tenant = Tenant::start().await;
    let control = tenant.address("dev/controls/scid_2003");
    let set = async |points: Value| {
        let answer = tenant.http.put(&control).json(&json!({ "points": points })).send().await.unwrap();
        answer.status().as_u16()
    };
    assert_eq!(set(json!(8)).await, 204);
    let score = tenant.control_score("scid_2003").await;
    assert_eq!(score["score"].as_f64(), Some(8.0));
    assert_eq!(score["count"], "212");
    assert_eq!((set(json!(8.5)).await, set(json!(-1)).await, set(json!("8")).await), (400, 400, 400));
    assert_eq!(tenant.http.delete(&control).send().await.unwrap().status(), 204);
    assert_eq!(tenant.http.delete(&control).send().await.unwrap().status(), 404);
    assert_eq!(tenant.control_score("scid_2003").await, Value::Null);
    let (_, yesterday) = tenant.read("secureScores?$top=1&$skip=1").await;
    assert!(
        by_id(yesterday["value"][0]["controlScores"].as_array().unwrap(), "controlName")
            .contains_key("scid_2003")
    );
}

#[tokio::test]
async fn mistakes_are_told() {
    let tenant = Tenant::start().await;
    assert_eq!(switch(&tenant, "nothing", json!({})).await, 404);
    assert_eq!(switch(&tenant, "throttled", json!({ "times": 0 })).await, 400);
    assert_eq!(switch(&tenant, "throttled", json!({ "tmes": 1 })).await, 400);
    assert_eq!(
        tenant.tenant.retire("nothing").unwrap_err().to_string(),
        "the tenant lists no control \"nothing\""
    );
}

#[tokio::test]
async fn the_day_can_be_moved_on() {
    let tenant = Tenant::start().await;
    let address = tenant.address("dev/day");
    let moved: Value =
        tenant.http.post(&address).json(&json!({ "days": 3 })).send().await.unwrap().json().await.unwrap();
    assert_eq!(moved, json!({ "today": "2026-11-27" }));
    assert_eq!(tenant.tenant.today().to_string(), "2026-11-27");
}
