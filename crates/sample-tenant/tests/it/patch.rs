//! Marks on controls.

use serde_json::{Value, json};

use crate::support::Tenant;

fn change(state: &str) -> Value {
    json!({
        "state": state,
        "comment": "Done elsewhere",
        "assignedTo": "sam.devries@sample.example",
        "vendorInformation": { "provider": "SecureScore", "vendor": "Microsoft" },
    })
}

async fn patch(tenant: &Tenant, id: &str, body: &Value) -> (u16, String) {
    let address = tenant.address(&format!("v1.0/security/secureScoreControlProfiles/{id}"));
    let answer = tenant.as_writer(tenant.http.patch(address).json(body)).await;
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn updates(tenant: &Tenant, id: &str) -> Vec<Value> {
    let (_, profile) = tenant.read(&format!("secureScoreControlProfiles/{id}")).await;
    profile["controlStateUpdates"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_mark_adds_a_line_each_time_even_when_nothing_changes() {
    let tenant = Tenant::start().await;
    let before = updates(&tenant, "OneAdmin").await.len();
    for _ in 0..2 {
        assert_eq!(patch(&tenant, "OneAdmin", &change("ignored")).await, (204, String::new()));
    }
    let after = updates(&tenant, "OneAdmin").await;
    assert_eq!(after.len(), before + 2);
    let line = after.last().unwrap();
    assert_eq!(line["state"], "Ignored");
    assert_eq!(line["comment"], "Done elsewhere");
    assert_eq!(line["assignedTo"], "sam.devries@sample.example");
    assert_eq!(line["updatedBy"], tenant.writer().client_id);
    assert_eq!(line["updatedDateTime"], "2026-11-24T09:30:00Z");
}

#[tokio::test]
async fn returns_the_profile_when_preferred() {
    let tenant = Tenant::start().await;
    let address = tenant.address("v1.0/security/secureScoreControlProfiles/OneAdmin");
    let request = tenant.http.patch(address).header("Prefer", "return=representation");
    let answer = tenant.as_writer(request.json(&change("Reviewed"))).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["preference-applied"], "return=representation");
    let profile: Value = answer.json().await.unwrap();
    assert_eq!(profile["id"], "OneAdmin");
    assert_eq!(profile["controlStateUpdates"].as_array().unwrap().last().unwrap()["state"], "Reviewed");
}

#[tokio::test]
async fn third_party_gives_full_points_today_and_not_before() {
    let tenant = Tenant::start().await;
    tenant.tenant.set_points("mcas_mda_enabled", 1.0).unwrap();
    assert_eq!(tenant.control_score("mcas_mda_enabled").await["score"].as_f64(), Some(1.0));
    let yesterday = tenant.read("secureScores?$top=1&$skip=1").await.1["value"][0].clone();
    assert_eq!(patch(&tenant, "mcas_mda_enabled", &change("thirdParty")).await.0, 204);
    assert_eq!(tenant.control_score("mcas_mda_enabled").await["score"].as_f64(), Some(5.0));
    assert_eq!(tenant.read("secureScores?$top=1&$skip=1").await.1["value"][0], yesterday);
}

#[tokio::test]
async fn device_controls_and_bad_bodies_are_refused() {
    let tenant = Tenant::start().await;
    let no_vendor = json!({ "state": "Ignored" });
    let other_vendor =
        json!({ "state": "Ignored", "vendorInformation": { "provider": "x", "vendor": "Microsoft" } });
    let long = json!({
        "comment": "x".repeat(2_001),
        "vendorInformation": { "provider": "SecureScore", "vendor": "Microsoft" },
    });
    let cases = [
        ("scid_2003", change("Ignored"), 400, "belongs to another product"),
        ("OneAdmin", change("Done"), 400, "'Done' is not a state"),
        ("OneAdmin", no_vendor, 400, "vendorInformation"),
        ("OneAdmin", other_vendor, 400, "vendorInformation"),
        ("OneAdmin", long, 400, "comment is longer"),
        ("OneAdmin", json!([1]), 400, "Unable to read"),
        ("OneAdmin", json!("x".repeat(70_000)), 413, "64 KiB"),
        ("nothing", change("Ignored"), 404, "nothing"),
    ];
    for (id, body, status, part) in cases {
        let (answered, text) = patch(&tenant, id, &body).await;
        assert_eq!(answered, status, "{id} {text}");
        assert!(text.contains(part), "{text}");
    }
    assert_eq!(updates(&tenant, "OneAdmin").await.len(), 1, "a refused mark leaves no line");
}

#[tokio::test]
async fn a_reader_may_not_mark() {
    let tenant = Tenant::start().await;
    let address = tenant.address("v1.0/security/secureScoreControlProfiles/OneAdmin");
    let answer = tenant.as_reader(tenant.http.patch(address).json(&change("Ignored"))).await;
    assert_eq!(answer.status(), 403);
    let message = answer.json::<Value>().await.unwrap()["error"]["message"].to_string();
    assert!(message.contains("SecurityEvents.ReadWrite.All"), "{message}");
}
