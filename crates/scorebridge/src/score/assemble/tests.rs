use jiff::civil::date;
use serde_json::{Value, json};

use super::*;

fn now() -> Timestamp {
    "2026-11-24T08:00:00Z".parse().unwrap()
}

fn profile(extra: Value) -> ControlProfile {
    let mut json =
        json!({"id": "AdminMFAV2", "title": "Require MFA ", "controlCategory": "Identity", "maxScore": 10.0});
    json.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    serde_json::from_value(json).unwrap()
}

fn day(controls: Value) -> DayScores {
    serde_json::from_value(json!({
        "id": "t_2026-11-24", "createdDateTime": "2026-11-24T00:00:00Z", "currentScore": 815.22, "maxScore": 1376,
        "controlScores": controls,
    }))
    .unwrap()
}

fn only(profiles: &[ControlProfile], controls: Value) -> ImprovementAction {
    let mut actions = actions_of(profiles, &day(controls), now());
    assert_eq!(actions.len(), 1);
    actions.remove(0)
}

#[test]
fn a_control_that_is_not_scored_has_an_unknown_score() {
    let action = only(&[profile(json!({}))], json!([]));
    assert_eq!((action.score, action.max_score, action.status), (None, Some(10.0), ActionStatus::ToAddress));
    assert_eq!(action.points_left(), None);
}

#[test]
fn a_score_without_profile_shows_its_id() {
    let action = only(
        &[],
        json!([{"controlName": "scid_2003", "controlCategory": "Device", "score": "4.5", "scoreInPercentage": 50}]),
    );
    assert_eq!((action.title.as_str(), action.category), ("scid_2003", Some(Category::Devices)));
    assert_eq!((action.score, action.max_score), (Some(4.5), Some(9.0)));
}

#[test]
fn the_latest_decision_counts_and_completion_is_derived() {
    let states = |states: Value| profile(json!({"controlStateUpdates": states}));
    let full = || json!([{"controlName": "AdminMFAV2", "score": 10}]);
    let none = json!([{"state": "Default", "updatedDateTime": null}]);
    assert_eq!(only(&[states(none)], full()).status, ActionStatus::Completed);
    let history = json!([
        {"state": "thirdParty", "updatedDateTime": "2026-02-01T00:00:00Z"},
        {"state": "Ignored", "updatedDateTime": "2026-03-01T00:00:00Z"},
        {"state": "Default", "updatedDateTime": "2026-01-01T00:00:00Z"},
    ]);
    assert_eq!(only(&[states(history)], full()).status, ActionStatus::RiskAccepted);
    let alternate = json!([{"state": "ALTERNATEMITIGATION", "updatedDateTime": "2026-02-01T00:00:00Z"}]);
    assert_eq!(only(&[states(alternate)], json!([])).status, ActionStatus::AlternateMitigation);
    let percent = json!([{"controlName": "AdminMFAV2", "score": 9.99, "scoreInPercentage": "100"}]);
    assert_eq!(only(&[profile(json!({}))], percent).status, ActionStatus::Completed);
}

#[test]
fn the_quirks_of_profiles_are_smoothed() {
    let action = only(
        &[profile(json!({
            "userImpact": "Medium", "implementationCost": "Unknown", "threats": ["Account Breach ", 7], "rank": "12",
            "actionUrl": " https://security.microsoft.com/x\\", "service": null, "deprecated": "True", "tier": 3,
        }))],
        json!([{"controlName": "AdminMFAV2", "score": 0, "implementationStatus": "<p>5 of <b>7</b></p>"}]),
    );
    assert_eq!(action.title, "Require MFA");
    assert_eq!((action.user_impact.as_deref(), action.implementation_cost), (Some("moderate"), None));
    assert_eq!(action.threats, ["Account Breach"]);
    assert_eq!(action.rank, Some(12));
    assert_eq!(action.action_url.as_deref(), Some("https://security.microsoft.com/x"));
    assert_eq!(action.implementation_status, "5 of 7");
    assert_eq!(action.score, Some(0.0));
}

#[test]
fn retired_controls_and_unusable_ids_are_left_out_and_ids_come_once() {
    let retired = profile(json!({"deprecated": true}));
    assert!(actions_of(&[retired], &day(json!([])), now()).is_empty());
    let twice = [profile(json!({})), profile(json!({"title": "again"})), profile(json!({"id": ""}))];
    assert_eq!(only(&twice, json!([])).title, "Require MFA");
}

#[test]
fn a_script_address_is_no_link() {
    for address in ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://", ""] {
        assert_eq!(link(address), None, "{address}");
    }
}

#[test]
fn a_day_sums_its_categories_from_known_points_only() {
    let mut scores = day(json!([
        {"controlName": "AdminMFAV2", "controlCategory": "Identity", "score": 5},
        {"controlName": "unknown", "controlCategory": "Identity", "score": 3},
        {"controlName": "scid_1", "controlCategory": "Device", "score": 2, "scoreInPercentage": 50},
        {"controlName": "new", "controlCategory": "Robots", "score": 2, "scoreInPercentage": 50},
    ]));
    scores.average_comparative_scores = serde_json::from_value(json!([
        {"basis": "AllTenants", "averageScore": 52.86}, {"basis": "TotalSeats", "averageScore": -1},
    ]))
    .unwrap();
    let day = day_of(&scores, &[profile(json!({}))]).unwrap();
    assert_eq!((day.date, day.comparison), (date(2026, 11, 24), Some(52.86)));
    let sums: Vec<_> = day.categories.iter().map(|sum| (sum.category, sum.current, sum.max)).collect();
    assert_eq!(sums, [(Category::Identity, 5.0, 10.0), (Category::Devices, 2.0, 4.0)]);
}

#[test]
fn a_day_without_maximum_is_no_day_and_its_date_may_stand_in_the_id() {
    let broken = DayScores { max_score: Some(0.0), ..day(json!([])) };
    assert_eq!(day_of(&broken, &[]), None);
    let undated = DayScores { created_date_time: String::new(), ..day(json!([])) };
    assert_eq!(date_of(&undated), Some(date(2026, 11, 24)));
}
