//! `secureScoreControlProfiles`: pages, filters, and the oddities of the data.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use crate::support::{Tenant, by_id};

#[tokio::test]
async fn come_in_pages_with_an_absolute_next_link() {
    let tenant = Tenant::start().await;
    let (_, first) = tenant.read("secureScoreControlProfiles?$top=999").await;
    assert_eq!(first["value"].as_array().unwrap().len(), 50, "$top does not raise the page size");
    let next = first["@odata.nextLink"].as_str().unwrap();
    assert!(next.starts_with(tenant.tenant.url().as_str()) && next.contains("$skiptoken="), "{next}");
    let all = tenant.read_all("secureScoreControlProfiles").await;
    assert_eq!(all.len(), 82);
    let ids: HashSet<_> = all.iter().map(|profile| profile["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 82, "no profile comes twice");
}

#[tokio::test]
async fn are_filtered_by_category() {
    let tenant = Tenant::start().await;
    let data = tenant.read_all("secureScoreControlProfiles?$filter=controlCategory eq 'Data'&$top=2").await;
    assert_eq!(data.len(), 6);
    assert!(data.iter().all(|profile| profile["controlCategory"] == "Data"));
    let (status, answer) = tenant.read("secureScoreControlProfiles?$filter=controlName eq 'x'").await;
    assert_eq!(status, 400);
    assert_eq!(
        answer["error"]["message"],
        "Could not find a property named 'controlName' on type 'microsoft.graph.secureScoreControlProfile'."
    );
}

#[tokio::test]
async fn are_read_by_ids_with_dots_and_digits() {
    let tenant = Tenant::start().await;
    for id in ["11770.MDA_Google_EnableTwoFactorAuth", "scid_54", "meeting_autoadmitusers_v1"] {
        let (status, profile) = tenant.read(&format!("secureScoreControlProfiles/{id}")).await;
        assert_eq!((status, &profile["id"]), (200, &json!(id)));
    }
    for id in ["adminmfav2", "scid_96", "nothing%20here"] {
        let (status, _) = tenant.read(&format!("secureScoreControlProfiles/{id}")).await;
        assert_eq!(status, 404, "{id}: ids are case-sensitive, and a score alone makes no profile");
    }
}

#[tokio::test]
async fn have_the_oddities_of_live_tenants() {
    let tenant = Tenant::start().await;
    let all = tenant.read_all("secureScoreControlProfiles").await;
    let profiles = by_id(&all, "id");
    let mut titles: HashMap<&str, usize> = HashMap::new();
    for profile in &all {
        *titles.entry(profile["title"].as_str().unwrap()).or_default() += 1;
        assert_eq!(profile["lastModifiedDateTime"], Value::Null);
    }
    assert_eq!(titles["Enable multi-factor authentication (MFA)"], 3);
    assert!(titles.keys().any(|title| title.ends_with(' ')));
    let some = |predicate: &dyn Fn(&Value) -> bool| all.iter().any(predicate);
    assert!(some(&|profile| profile["maxScore"].is_u64()) && some(&|profile| profile["maxScore"].is_f64()));
    assert!(
        some(&|profile| profile["userImpact"].is_null()) && some(&|profile| profile["userImpact"] == "low")
    );
    assert!(
        some(&|profile| profile["userImpact"] == "Low")
            && some(&|profile| profile["userImpact"] == "Unknown")
    );
    assert!(some(&|profile| profile["actionUrl"].as_str().unwrap().starts_with(' ')));
    assert!(some(&|profile| profile["actionUrl"].as_str().unwrap().ends_with('\\')));
    assert!(
        some(&|profile| profile["remediationImpact"].is_null())
            && some(&|profile| profile["remediation"] == "")
    );
    assert!(
        some(&|profile| profile["threats"] == json!([])) && some(&|profile| profile["deprecated"] == true)
    );
    assert!(some(&|profile| profile["controlStateUpdates"] == json!([])));
    assert_eq!(profiles["DLPEnabled"]["maxScore"].as_f64(), Some(20.0));
    let usual = json!([{
        "assignedTo": null, "comment": null, "state": "Default", "updatedBy": null, "updatedDateTime": null,
    }]);
    assert_eq!(profiles["AdminMFAV2"]["controlStateUpdates"], usual);
    assert_eq!(profiles["IntegratedApps"]["controlStateUpdates"].as_array().unwrap().len(), 3);
    assert_eq!(profiles["spo_legacy_auth"]["controlStateUpdates"][0]["state"], "AlternateMitigation");
}

#[tokio::test]
async fn tell_in_two_to_five_steps_what_to_do() {
    let tenant = Tenant::start().await;
    for profile in tenant.read_all("secureScoreControlProfiles").await {
        let remediation = profile["remediation"].as_str().unwrap();
        let steps = remediation.matches("<li>").count();
        assert!((2..=5).contains(&steps) || remediation.is_empty(), "{}: {steps}", profile["id"]);
        assert_eq!(remediation.matches("<li>").count(), remediation.matches("</li>").count());
        let tags = ["<p>", "<ol>", "<li>", "<a ", "<b>", "<i>", "<span ", "</"];
        let opened = remediation.matches('<').count();
        assert_eq!(
            opened,
            tags.iter().map(|tag| remediation.matches(tag).count()).sum::<usize>(),
            "{remediation}"
        );
    }
}
