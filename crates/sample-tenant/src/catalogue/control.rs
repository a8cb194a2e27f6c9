//! The controls as data: `seed/controls.json` holds facts gathered from public sources, `seed/texts.json` our
//! own wording. Both are compiled in.

use std::{collections::HashMap, sync::LazyLock};

use serde::Deserialize;

/// All controls in the order of the files.
pub(crate) static CATALOGUE: LazyLock<Vec<Control>> = LazyLock::new(|| {
    let facts: Vec<Facts> = serde_json::from_str(include_str!("../../seed/controls.json"))
        .expect("seed/controls.json is checked");
    let mut texts: HashMap<String, Text> =
        serde_json::from_str(include_str!("../../seed/texts.json")).expect("seed/texts.json is checked");
    facts
        .into_iter()
        .map(|facts| {
            let text = texts.remove(&facts.id).expect("every control of controls.json has its texts");
            Control { facts, text }
        })
        .collect()
});

/// One control: facts and wording. Dereferences to its facts.
pub(crate) struct Control {
    facts: Facts,
    pub(crate) text: Text,
}

impl std::ops::Deref for Control {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}

/// What public sources say about a control; spelling and case as the service returns them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Facts {
    pub(crate) id: String,
    pub(crate) title: Option<String>,
    pub(crate) control_category: String,
    /// The category it had until some weeks ago.
    pub(crate) category_before: Option<String>,
    pub(crate) service: String,
    pub(crate) max_score: f64,
    #[serde(default)]
    pub(crate) rank: u32,
    pub(crate) action_type: Option<String>,
    pub(crate) tier: Option<String>,
    pub(crate) user_impact: Option<String>,
    pub(crate) implementation_cost: Option<String>,
    #[serde(default)]
    pub(crate) threats: Vec<String>,
    #[serde(default)]
    pub(crate) deprecated: bool,
    #[serde(default)]
    pub(crate) listed_in: Listing,
    /// Marks of people from before the start; `None` stands for the usual single default mark.
    pub(crate) updates: Option<Vec<SeedUpdate>>,
}

impl Facts {
    pub(crate) fn has_profile(&self) -> bool {
        self.listed_in != Listing::Scores
    }

    pub(crate) fn is_scored(&self) -> bool {
        self.listed_in != Listing::Profile
    }

    /// Device controls are set in the device product; the security API refuses them.
    pub(crate) fn accepts_state(&self) -> bool {
        !self.id.starts_with("scid_") && self.control_category != "Device"
    }
}

/// Where a control appears: the service has scores without a profile and profiles without a score.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Listing {
    #[default]
    Both,
    Profile,
    Scores,
}

/// A mark from before the start, dated from the day of the start.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SeedUpdate {
    pub(crate) state: String,
    pub(crate) assigned_to: Option<String>,
    pub(crate) comment: Option<String>,
    pub(crate) updated_by: Option<String>,
    pub(crate) days_ago: Option<i32>,
}

/// Our own wording of a control. `remediation` and `impact` are HTML; `open` and `done` may hold `{open}`,
/// `{count}` and `{total}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text {
    pub(crate) description: String,
    pub(crate) remediation: String,
    pub(crate) impact: Option<String>,
    #[serde(rename = "actionUrl")]
    pub(crate) action_url: Option<String>,
    pub(crate) open: String,
    pub(crate) done: String,
    pub(crate) measure: Measure,
}

/// What a control counts.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Measure {
    /// So many accounts, devices or rules; points in proportion to those in order.
    Share(u32),
    /// A setting that is on or off.
    Switch,
    /// Neither: the service gives points only.
    Unmeasured,
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_text_belongs_to_a_control() {
        let texts: HashMap<String, Text> =
            serde_json::from_str(include_str!("../../seed/texts.json")).unwrap();
        let ids: HashSet<&str> = CATALOGUE.iter().map(|control| control.id.as_str()).collect();
        let stray: Vec<_> = texts.keys().filter(|id| !ids.contains(id.as_str())).collect();
        assert_eq!(stray, Vec::<&String>::new());
        assert_eq!(ids.len(), CATALOGUE.len(), "an id occurs twice");
    }

    #[test]
    fn no_two_controls_share_their_wording() {
        let mut seen = HashSet::new();
        for control in CATALOGUE.iter() {
            assert!(seen.insert(&control.text.description), "{} repeats a description", control.id);
        }
    }

    #[test]
    fn a_profile_has_a_title_and_a_deprecated_control_no_score() {
        for control in CATALOGUE.iter() {
            assert_eq!(control.title.is_some(), control.has_profile(), "{}", control.id);
            assert!(!(control.deprecated && control.is_scored()), "{}", control.id);
        }
    }
}
