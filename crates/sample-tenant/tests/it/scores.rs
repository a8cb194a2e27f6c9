//! `secureScores`: ninety days, their course, and the shapes that differ from the documentation.

use serde_json::{Value, json};

use crate::support::{DAY, Tenant, builder, by_id};

fn percentage(score: &Value) -> f64 {
    score["currentScore"].as_f64().unwrap() / score["maxScore"].as_f64().unwrap() * 100.0
}

#[tokio::test]
async fn keeps_ninety_days_newest_first() {
    let tenant = Tenant::start().await;
    let scores = tenant.read_all("secureScores").await;
    assert_eq!(scores.len(), 90);
    assert_eq!(scores[0]["id"], format!("{}_{DAY}", tenant.tenant.id()));
    assert_eq!(scores[0]["createdDateTime"], format!("{DAY}T00:00:00Z"));
    assert_eq!(scores[89]["createdDateTime"], "2026-08-27T00:00:00Z");
    let days: Vec<_> = scores.iter().map(|score| score["createdDateTime"].as_str().unwrap()).collect();
    assert!(days.is_sorted_by(|newer, older| newer > older));
}

#[tokio::test]
async fn rises_slowly_to_about_43_percent_with_a_dip_whatever_the_seed() {
    for seed in [1, 7, 2_026] {
        let tenant = Tenant::from(builder().seed(seed)).await;
        let scores = tenant.read_all("secureScores?$top=90").await;
        let (today, dip, before) = (percentage(&scores[0]), percentage(&scores[40]), percentage(&scores[50]));
        assert!((41.5..44.5).contains(&today), "seed {seed}: {today}");
        assert!(dip < before - 2.0, "seed {seed}: {dip} after {before}");
        let gain = today - percentage(&scores[89]);
        assert!((3.0..9.0).contains(&gain), "seed {seed}: {gain}");
    }
}

#[tokio::test]
async fn categories_differ() {
    let tenant = Tenant::start().await;
    let profiles = by_id(&tenant.read_all("secureScoreControlProfiles").await, "id");
    let latest = tenant.latest().await;
    let share = |category: &str| {
        let scores = latest["controlScores"].as_array().unwrap().iter();
        let of = scores.filter(|score| score["controlCategory"] == category).filter_map(|score| {
            let profile = profiles.get(score["controlName"].as_str()?)?;
            Some((score["score"].as_f64()?, profile["maxScore"].as_f64()?))
        });
        let (points, maximum) = of.fold((0.0, 0.0), |sum, of| (sum.0 + of.0, sum.1 + of.1));
        points / maximum
    };
    assert!(share("Identity") > share("Device"));
    assert!(share("Device") > share("Apps"));
}

#[tokio::test]
async fn the_latest_day_has_a_next_link_that_walks_back_day_by_day() {
    let tenant = Tenant::start().await;
    let (_, first) = tenant.read("secureScores?$top=1").await;
    assert_eq!(first["value"].as_array().unwrap().len(), 1);
    let next = first["@odata.nextLink"].as_str().unwrap();
    assert!(next.starts_with(&tenant.address("v1.0/security/secureScores?$top=1&$skiptoken=")), "{next}");
    let (_, second) = tenant.read(next).await;
    assert_eq!(second["value"][0]["createdDateTime"], "2026-11-23T00:00:00Z");
    let (_, week_ago) = tenant.read("secureScores?$top=1&$skip=7").await;
    assert_eq!(week_ago["value"][0]["createdDateTime"], "2026-11-17T00:00:00Z");
    let (_, day_before) = tenant.read(week_ago["@odata.nextLink"].as_str().unwrap()).await;
    assert_eq!(day_before["value"][0]["createdDateTime"], "2026-11-16T00:00:00Z");
}

#[tokio::test]
async fn filters_by_time_and_counts() {
    let tenant = Tenant::start().await;
    let path = "secureScores?$filter=createdDateTime ge 2026-11-20T00:00:00Z&$count=true&$top=2";
    let (status, page) = tenant.read(path).await;
    assert_eq!(status, 200, "{page}");
    assert_eq!(page["@odata.count"], 5);
    assert_eq!(page["value"].as_array().unwrap().len(), 2);
    assert_eq!(tenant.read_all(path).await.len(), 5);
    assert!(page["@odata.context"].as_str().unwrap().ends_with("/v1.0/$metadata#security/secureScores"));
}

#[tokio::test]
async fn refuses_bad_options_in_the_envelope() {
    let tenant = Tenant::start().await;
    let cases = [
        "secureScores?$top=many",
        "secureScores?$skip=-1",
        "secureScores?$skiptoken=abc",
        "secureScores?$count=maybe",
        "secureScores?$orderby=createdDateTime",
        "secureScores?$filter=currentStatus eq 1",
        "secureScores?$filter=createdDateTime ge",
        "secureScoresX",
    ];
    for path in cases {
        let (status, answer) = tenant.read(path).await;
        assert_eq!((status, &answer["error"]["code"]), (400, &json!("BadRequest")), "{path}: {answer}");
        assert!(!answer["error"]["message"].as_str().unwrap().is_empty(), "{path}");
    }
}

#[tokio::test]
async fn one_day_is_read_by_its_id() {
    let tenant = Tenant::start().await;
    let id = format!("{}_2026-11-20", tenant.tenant.id());
    let (status, score) = tenant.read(&format!("secureScores/{id}")).await;
    assert_eq!((status, &score["id"]), (200, &json!(id)));
    assert!(score["@odata.context"].as_str().unwrap().ends_with("#security/secureScores/$entity"));
    let (status, answer) = tenant.read("secureScores/nothing").await;
    assert_eq!((status, &answer["error"]["code"]), (404, &json!("ResourceNotFound")));
}

#[tokio::test]
async fn beta_answers_the_same() {
    let tenant = Tenant::start().await;
    let (_, beta) = tenant.read(&tenant.address("beta/security/secureScores?$top=1")).await;
    assert_eq!(beta["value"][0], tenant.latest().await);
    assert!(beta["@odata.nextLink"].as_str().unwrap().contains("/beta/security/secureScores?"));
}

#[tokio::test]
async fn control_scores_have_the_shapes_of_live_tenants() {
    let tenant = Tenant::start().await;
    let latest = tenant.latest().await;
    let scores = latest["controlScores"].as_array().unwrap();
    let with = |field: &str| scores.iter().filter(|score| score.get(field).is_some()).count();
    for sometimes in ["count", "total", "on", "scoreInPercentage", "lastSynced"] {
        assert!(with(sometimes) > 5 && with(sometimes) < scores.len(), "{sometimes} {}", with(sometimes));
    }
    assert!(with("count") > with("total"), "some counts have no total");
    for score in scores {
        for text in ["count", "total", "on", "implementationStatus"] {
            assert!(score.get(text).is_none_or(Value::is_string), "{text} of {score}");
        }
        let status = score["implementationStatus"].as_str().unwrap();
        assert!(!status.contains('{'), "a number is missing in {status}");
    }
    assert!(scores.iter().any(|score| score["implementationStatus"] == ""));
    assert!(scores.iter().any(|score| score["implementationStatus"].as_str().unwrap().starts_with("<p>")));
    assert!(scores.iter().any(|score| score["score"].is_u64()));
    assert!(scores.iter().any(|score| score["score"].as_f64().unwrap().fract() != 0.0));
    let spooler = tenant.control_score("AATP_PrintSpooler").await;
    assert_eq!((&spooler["count"], &spooler["total"]), (&json!("0"), &json!("0")));
    assert_eq!(latest["licensedUserCount"], 0);
    assert_eq!(latest["vendorInformation"]["providerVersion"], Value::Null);
}

#[tokio::test]
async fn some_scores_have_no_profile_and_some_profiles_no_score() {
    let tenant = Tenant::start().await;
    let scores = by_id(tenant.latest().await["controlScores"].as_array().unwrap(), "controlName");
    let profiles = by_id(&tenant.read_all("secureScoreControlProfiles").await, "id");
    assert!(scores.contains_key("scid_96") && !profiles.contains_key("scid_96"));
    assert!(profiles.contains_key("DLPEnabled") && !scores.contains_key("DLPEnabled"));
    for (id, score) in &scores {
        if let Some(profile) = profiles.get(id) {
            assert!(score["score"].as_f64() <= profile["maxScore"].as_f64(), "{id}");
        }
    }
}

#[tokio::test]
async fn some_controls_changed_category_and_one_day_has_no_averages() {
    let tenant = Tenant::start().await;
    let scores = tenant.read_all("secureScores?$top=90").await;
    let category = |ago: usize| {
        let day = by_id(scores[ago]["controlScores"].as_array().unwrap(), "controlName");
        day["aad_admin_consent_workflow"]["controlCategory"].as_str().unwrap().to_owned()
    };
    assert_eq!((category(0).as_str(), category(60).as_str()), ("Identity", "Apps"));
    let averages = |ago: usize| scores[ago]["averageComparativeScores"].as_array().unwrap().clone();
    assert!(averages(60).iter().all(|basis| basis["averageScore"] == -1.0 && basis["appsScoreMax"] == -1.0));
    let seats = averages(0).into_iter().find(|basis| basis["basis"] == "TotalSeats").unwrap();
    assert_eq!(seats["SeatSizeRangeLowerValue"], "100");
    assert!(seats["averageScore"].as_f64().unwrap() < 100.0);
}

#[tokio::test]
async fn a_new_day_brings_a_new_record_and_leaves_the_past_alone() {
    let tenant = Tenant::start().await;
    let before = tenant.latest().await;
    tenant.tenant.advance_days(1);
    let (_, page) = tenant.read("secureScores?$top=2").await;
    assert_eq!(page["value"][0]["createdDateTime"], "2026-11-25T00:00:00Z");
    assert_eq!(page["value"][1], before);
    assert_eq!(tenant.read_all("secureScores").await.len(), 90);
}
