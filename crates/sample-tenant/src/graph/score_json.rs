//! A `secureScore` as Graph writes it, with the shapes that differ from its documentation: counts and switches
//! as text, fields that come and go, whole numbers with and without a decimal point.

use jiff::{ToSpan, civil::Date};
use serde_json::{Map, Value, json};

use crate::{
    catalogue::{CATALOGUE, Control, Measure, Standing, standing, two_places},
    faults::Fault,
    state::State,
};

/// Accounts in use; the count of licences is 0, as the service often has it.
const ACTIVE_USERS: u32 = 145;
/// The day, counted from the start, whose averages the service does not know.
const DAY_WITHOUT_AVERAGES: i32 = -60;

/// The record of one day.
pub(crate) fn record(state: &State, id: &str, day: Date) -> Value {
    let scored = scored(state, day);
    let points: f64 = scored.iter().map(|(_, standing)| standing.points).sum();
    let maximum: f64 = scored.iter().map(|(control, _)| control.max_score).sum();
    let control_scores: Vec<Value> =
        scored.iter().map(|(control, standing)| control_score(state, control, *standing, day)).collect();
    json!({
        "id": id,
        "azureTenantId": state.id,
        "activeUserCount": ACTIVE_USERS,
        "createdDateTime": format!("{day}T00:00:00Z"),
        "currentScore": two_places(points),
        "enabledServices": [
            "HasAADP2", "HasEOP", "HasEXOP2", "HasSPOP2", "HasMDOP2", "HasMDEP2", "HasMCAS", "HasAATP", "HasAIPP2",
        ],
        "licensedUserCount": 0,
        "maxScore": maximum,
        "vendorInformation": vendor(),
        "averageComparativeScores": averages(state, day),
        "controlScores": control_scores,
    })
}

/// Who provides the data, on scores and on profiles.
pub(crate) fn vendor() -> Value {
    json!({ "provider": "SecureScore", "providerVersion": null, "subProvider": null, "vendor": "Microsoft" })
}

fn scored(state: &State, day: Date) -> Vec<(&'static Control, Standing)> {
    let today = state.today();
    let counted = CATALOGUE.iter().filter(|control| control.is_scored());
    let counted: Vec<_> = counted.filter(|control| day < today || !state.is_gone(control)).collect();
    let ledger = state.ledger();
    let standings = counted.iter().map(|control| standing(&state.history, &ledger, control, day));
    counted.iter().copied().zip(standings).collect()
}

fn control_score(state: &State, control: &Control, standing: Standing, day: Date) -> Value {
    let rarely = |aspect| state.noise.unit(&control.id, aspect) < 0.08;
    let mut score = Map::new();
    let mut set = |name: &str, value: Value| drop(score.insert(name.to_owned(), value));
    set("controlCategory", state.history.category(control, day).into());
    set("controlName", control.id.as_str().into());
    set("description", control.text.description.as_str().into());
    set("score", number(standing.points, state.noise.unit(&control.id, "whole") < 0.5));
    let status = if rarely("no status") { String::new() } else { status(control, standing) };
    set("implementationStatus", status.into());
    if !rarely("no percentage") {
        set("scoreInPercentage", two_places(standing.points / control.max_score * 100.0).into());
    }
    if !rarely("never synced") {
        set("lastSynced", format!("{}T00:00:00Z", last_synced(state, control, day)).into());
    }
    if let Some((count, total)) = standing.count {
        set("count", count.to_string().into());
        if total == 0 || !rarely("no total") {
            set("total", total.to_string().into());
        }
    }
    if control.text.measure == Measure::Switch {
        set("on", standing.is_full(control).to_string().into());
    }
    score.into()
}

/// The status sentence with its numbers filled in.
fn status(control: &Control, standing: Standing) -> String {
    let template = if standing.is_full(control) { &control.text.done } else { &control.text.open };
    let (count, total) = standing.count.unwrap_or_default();
    template
        .replace("{open}", &total.saturating_sub(count).to_string())
        .replace("{count}", &count.to_string())
        .replace("{total}", &total.to_string())
}

/// Teams settings are read about monthly and directory settings weekly, the rest daily.
fn last_synced(state: &State, control: &Control, day: Date) -> Date {
    let period = match control.service.as_str() {
        "MS Teams" => 28,
        "AzureAD" => 7,
        _ => return day,
    };
    let age = state.history.days_from_start(day)
        - i32::try_from(state.noise.below(period, &control.id, "sync")).unwrap_or(0);
    day.saturating_sub(age.rem_euclid(i32::try_from(period).unwrap_or(1)).days())
}

/// A number the way the service happens to write it: `5` or `5.0`.
pub(crate) fn number(value: f64, without_point: bool) -> Value {
    let text = value.to_string();
    match text.parse::<u64>() {
        Ok(whole) if without_point => whole.into(),
        _ => value.into(),
    }
}

fn averages(state: &State, day: Date) -> Value {
    let offset = state.history.days_from_start(day);
    let unknown = offset == DAY_WITHOUT_AVERAGES || state.faults.is_on(Fault::NoComparison);
    let drift = f64::from(offset) / 90.0;
    let all = basis("AllTenants", 46.9 + drift, unknown);
    let mut seats = basis("TotalSeats", 41.2 + drift * 1.5, unknown);
    seats.insert("SeatSizeRangeLowerValue".into(), "100".into());
    seats.insert("SeatSizeRangeUpperValue".into(), "300".into());
    json!([all, seats])
}

fn basis(name: &str, percentage: f64, unknown: bool) -> Map<String, Value> {
    let known = |value: f64| if unknown { -1.0 } else { two_places(value) };
    let mut basis = Map::new();
    basis.insert("basis".into(), name.into());
    basis.insert("averageScore".into(), known(percentage).into());
    let categories = [
        ("apps", 66.1, 168.0),
        ("data", 3.4, 8.0),
        ("device", 71.9, 146.0),
        ("identity", 61.8, 106.0),
        ("infrastructure", 0.0, 0.0),
    ];
    for (category, score, maximum) in categories {
        basis.insert(format!("{category}Score"), known(score * percentage / 46.9).into());
        basis.insert(format!("{category}ScoreMax"), known(maximum).into());
    }
    basis
}
