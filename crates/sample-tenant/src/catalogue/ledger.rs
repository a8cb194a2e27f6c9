//! What has been changed in the tenant since it started: marks of people, scores set for a test, retired
//! controls. The history stays as it was for the days before a change.

use std::collections::{HashMap, HashSet};

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use crate::catalogue::Control;

/// States that give a control its full points (what the portal shows for them is in the comparison of states
/// in the Secure Score documentation).
const RESOLVED: [&str; 3] = ["thirdparty", "reviewed", "alternatemitigation"];

/// One line of a control's mark history, as Graph gives it.
#[derive(Clone, Debug)]
pub(crate) struct StateUpdate {
    pub(crate) state: String,
    pub(crate) assigned_to: Option<String>,
    pub(crate) comment: Option<String>,
    pub(crate) updated_by: Option<String>,
    pub(crate) updated_at: Option<Timestamp>,
    /// The first day whose score it affects.
    counts_from: Option<Date>,
}

/// A mark that someone asks for; what is absent stays as it was.
#[derive(Debug)]
pub(crate) struct NewUpdate {
    pub(crate) state: Option<String>,
    pub(crate) assigned_to: Option<String>,
    pub(crate) comment: Option<String>,
    pub(crate) updated_by: String,
    pub(crate) updated_at: Timestamp,
}

/// All changes of one tenant.
#[derive(Default)]
pub(crate) struct Ledger {
    updates: HashMap<String, Vec<StateUpdate>>,
    points: HashMap<String, Vec<(Date, f64)>>,
    retired: HashSet<String>,
    pub(crate) days_advanced: i32,
}

impl Ledger {
    /// The ledger at the start: the marks of the seed data, dated back from `today`.
    pub(crate) fn at_start(today: Date, controls: &[Control]) -> Self {
        let updates = controls.iter().map(|control| (control.id.clone(), seeded_updates(control, today)));
        Self { updates: updates.collect(), ..Self::default() }
    }

    pub(crate) fn updates(&self, id: &str) -> &[StateUpdate] {
        self.updates.get(id).map_or(&[], Vec::as_slice)
    }

    /// Adds a line, even when nothing changes, as the service does.
    pub(crate) fn mark(&mut self, id: &str, new: NewUpdate, today: Date) {
        let latest = latest(self.updates(id)).cloned();
        let before = |field: fn(StateUpdate) -> Option<String>| latest.clone().and_then(field);
        let update = StateUpdate {
            state: new.state.or_else(|| before(|u| Some(u.state))).unwrap_or_else(|| "Default".into()),
            assigned_to: new.assigned_to.or_else(|| before(|u| u.assigned_to)),
            comment: new.comment.or_else(|| before(|u| u.comment)),
            updated_by: Some(new.updated_by),
            updated_at: Some(new.updated_at),
            counts_from: Some(today),
        };
        self.updates.entry(id.to_owned()).or_default().push(update);
    }

    pub(crate) fn set_points(&mut self, id: &str, points: f64, today: Date) {
        self.points.entry(id.to_owned()).or_default().push((today, points));
    }

    pub(crate) fn points_set(&self, id: &str, day: Date) -> Option<f64> {
        let set = self.points.get(id)?;
        set.iter().rev().find(|(from, _)| *from <= day).map(|(_, points)| *points)
    }

    pub(crate) fn retire(&mut self, id: &str) {
        self.retired.insert(id.to_owned());
    }

    pub(crate) fn is_retired(&self, id: &str) -> bool {
        self.retired.contains(id)
    }

    pub(crate) fn is_marked_resolved(&self, id: &str, day: Date) -> bool {
        let counting = self.updates(id).iter().filter(|u| u.counts_from.is_none_or(|from| from <= day));
        counting
            .max_by_key(|update| update.updated_at)
            .is_some_and(|update| RESOLVED.contains(&update.state.to_lowercase().as_str()))
    }
}

fn latest(updates: &[StateUpdate]) -> Option<&StateUpdate> {
    updates.iter().max_by_key(|update| update.updated_at)
}

fn seeded_updates(control: &Control, today: Date) -> Vec<StateUpdate> {
    let Some(seeds) = &control.updates else { return vec![default_update()] };
    let dated = seeds.iter().map(|seed| {
        let day = seed.days_ago.map(|days| today.saturating_sub(days.days()));
        let updated_at = day.and_then(|day| {
            let noonish = day.at(10, 41, 7, 0).to_zoned_datetime(TimeZone::UTC).ok()?;
            Some(noonish.timestamp())
        });
        StateUpdate {
            state: seed.state.clone(),
            assigned_to: seed.assigned_to.clone(),
            comment: seed.comment.clone(),
            updated_by: seed.updated_by.clone(),
            updated_at,
            counts_from: day,
        }
    });
    dated.collect()
}

/// The line that nearly every control has: `Default`, everything else null.
fn default_update() -> StateUpdate {
    StateUpdate {
        state: "Default".into(),
        assigned_to: None,
        comment: None,
        updated_by: None,
        updated_at: None,
        counts_from: None,
    }
}
