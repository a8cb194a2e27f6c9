//! From what Graph sent to what the portal keeps: controls joined with their scores, statuses, days, points.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use url::Url;

use super::graph::{ControlProfile, ControlScore, ControlState, DayScores};
use super::{ActionPoints, ActionStatus, Category, CategoryScore, ImprovementAction, ScoreDay, html_to_text};
use crate::ids::ActionId;

/// Longest id Graph sends is 70; longer ones are not taken.
const ID_MAX: usize = 200;

/// All controls of now: those with a profile, and those that are scored without one.
///
/// A control that is not scored here has an unknown score, not 0. One that is retired and not scored is left out.
pub fn actions_of(profiles: &[ControlProfile], latest: &DayScores, now: Timestamp) -> Vec<ImprovementAction> {
    let scores: BTreeMap<&str, &ControlScore> =
        latest.control_scores.iter().map(|score| (score.control_name.as_str(), score)).collect();
    let mut seen = BTreeSet::new();
    let mut actions = Vec::with_capacity(profiles.len());
    for profile in profiles {
        let score = scores.get(profile.id.as_str()).copied();
        let retired = profile.deprecated && score.is_none();
        if is_id(&profile.id) && !retired && seen.insert(profile.id.as_str()) {
            actions.push(action_of(profile, score, now));
        }
    }
    for (&name, &score) in &scores {
        if is_id(name) && seen.insert(name) {
            let profile = ControlProfile {
                id: name.to_owned(),
                control_category: score.control_category.clone(),
                ..ControlProfile::default()
            };
            actions.push(action_of(&profile, Some(score), now));
        }
    }
    actions
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.chars().count() <= ID_MAX && !id.chars().any(char::is_control)
}

fn action_of(profile: &ControlProfile, score: Option<&ControlScore>, now: Timestamp) -> ImprovementAction {
    let points = score.and_then(|score| score.score);
    let text = |field: fn(&ControlScore) -> &str| score.map(field).map(html_to_text).unwrap_or_default();
    ImprovementAction {
        id: ActionId::new(&profile.id),
        title: if profile.title.is_empty() { profile.id.clone() } else { profile.title.clone() },
        category: Category::parse(&profile.control_category),
        service: profile.service.clone(),
        score: points,
        max_score: max_of(profile.max_score, score),
        status: status_of(profile, score),
        rank: profile.rank,
        user_impact: level(&profile.user_impact),
        implementation_cost: level(&profile.implementation_cost),
        threats: profile.threats.iter().map(|threat| threat.trim().to_owned()).collect(),
        action_url: link(&profile.action_url),
        description: text(|score| &score.description),
        remediation_html: profile.remediation.clone(),
        impact_html: profile.remediation_impact.clone(),
        implementation_status: text(|score| &score.implementation_status),
        last_synced: score.and_then(|score| score.last_synced.parse().ok()),
        regressed_by: None,
        first_seen: now,
        changed_at: now,
    }
}

/// A control without profile tells its maximum through its percentage, unless that is 0.
fn max_of(max: Option<f64>, score: Option<&ControlScore>) -> Option<f64> {
    let told = max.filter(|max| *max > 0.0);
    told.or_else(|| {
        let score = score?;
        let percentage = score.score_in_percentage.filter(|percentage| *percentage > 0.0)?;
        Some((score.score? * 100.0 / percentage * 100.0).round() / 100.0)
    })
}

/// What somebody decided counts before what was measured: a third party's measure gives all points too.
fn status_of(profile: &ControlProfile, score: Option<&ControlScore>) -> ActionStatus {
    match latest_state(&profile.control_state_updates).as_str() {
        "ignored" => ActionStatus::RiskAccepted,
        "thirdparty" => ActionStatus::ThirdParty,
        "reviewed" | "alternatemitigation" => ActionStatus::AlternateMitigation,
        _ if is_complete(profile, score) => ActionStatus::Completed,
        _ => ActionStatus::ToAddress,
    }
}

/// The list is a history without order; an entry without time is the one nobody set.
fn latest_state(updates: &[ControlState]) -> String {
    let at = |update: &&ControlState| update.updated_date_time.parse::<Timestamp>().ok();
    updates.iter().max_by_key(at).map(|update| update.state.to_ascii_lowercase()).unwrap_or_default()
}

fn is_complete(profile: &ControlProfile, score: Option<&ControlScore>) -> bool {
    let Some(score) = score else { return false };
    let all_points = profile.max_score.zip(score.score).is_some_and(|(max, score)| max > 0.0 && score >= max);
    all_points || score.score_in_percentage.is_some_and(|percentage| percentage >= 100.0)
}

fn level(word: &str) -> Option<String> {
    match word.to_ascii_lowercase().as_str() {
        "low" => Some("low".to_owned()),
        "medium" | "moderate" => Some("moderate".to_owned()),
        "high" => Some("high".to_owned()),
        _ => None,
    }
}

/// Some addresses come with blanks before them or a stray backslash behind.
fn link(address: &str) -> Option<String> {
    let url = Url::parse(address.trim().trim_end_matches('\\')).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then(|| url.into())
}

/// The day's record; `None` when it tells no score or no day.
pub fn day_of(day: &DayScores, profiles: &[ControlProfile]) -> Option<ScoreDay> {
    let max = day.max_score.filter(|max| *max > 0.0)?;
    Some(ScoreDay {
        date: date_of(day)?,
        current: day.current_score?,
        max,
        active_users: day.active_user_count.filter(|count| *count > 0),
        comparison: comparison_of(day),
        categories: categories_of(day, profiles),
    })
}

/// The day of a record: of its time stamp, else of its id.
pub fn date_of(day: &DayScores) -> Option<Date> {
    let stamped: Option<Timestamp> = day.created_date_time.parse().ok();
    let by_id = || day.id.rsplit_once('_').and_then(|(_, date)| date.parse().ok());
    stamped.map(|moment| moment.to_zoned_datetime(TimeZone::UTC).date()).or_else(by_id)
}

/// Organisations of the same size, else all. Negative means no data; above 100 it is no percentage.
fn comparison_of(day: &DayScores) -> Option<f64> {
    let of = |basis: &str| {
        let found =
            day.average_comparative_scores.iter().find(|other| other.basis.eq_ignore_ascii_case(basis));
        found.and_then(|other| other.average_score).filter(|percent| (0.0..=100.0).contains(percent))
    };
    of("TotalSeats").or_else(|| of("AllTenants"))
}

/// Sums of the controls whose score and maximum are both known.
fn categories_of(day: &DayScores, profiles: &[ControlProfile]) -> Vec<CategoryScore> {
    let known: BTreeMap<&str, &ControlProfile> =
        profiles.iter().map(|profile| (profile.id.as_str(), profile)).collect();
    let mut sums: BTreeMap<&str, CategoryScore> = BTreeMap::new();
    for score in &day.control_scores {
        let profile = known.get(score.control_name.as_str());
        let category =
            Category::parse(&score.control_category).or_else(|| Category::parse(&profile?.control_category));
        let max = max_of(profile.and_then(|profile| profile.max_score), Some(score));
        if let (Some(category), Some(max), Some(current)) = (category, max, score.score) {
            let sum =
                sums.entry(category.as_str()).or_insert(CategoryScore { category, current: 0.0, max: 0.0 });
            sum.current += current;
            sum.max += max;
        }
    }
    Category::ALL.iter().filter_map(|category| sums.remove(category.as_str())).collect()
}

/// Points of each control on a day.
pub fn points_of(day: &DayScores) -> Vec<ActionPoints> {
    let Some(date) = date_of(day) else { return Vec::new() };
    let mut points: BTreeMap<&str, f64> = BTreeMap::new();
    for control in &day.control_scores {
        if let Some(score) = control.score.filter(|_| is_id(&control.control_name)) {
            points.insert(&control.control_name, score);
        }
    }
    points.into_iter().map(|(id, score)| ActionPoints { action: ActionId::new(id), date, score }).collect()
}
