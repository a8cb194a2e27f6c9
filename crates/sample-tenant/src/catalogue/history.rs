//! Ninety plausible days of scores, made from the seed and the day of the start.
//!
//! Each category has a level that rises slowly, with one dip; each control has a threshold, spread evenly over
//! its category by points. A control is in order once the level has passed its threshold, so that the sum of a
//! category follows its level whatever the seed.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::{catalogue::Control, noise::Noise};

/// How many days the service keeps, today included.
pub(crate) const DAYS_KEPT: i32 = 90;

/// Share of points that a category gains in the days kept.
const GAIN: f64 = 0.06;
/// After the start the level goes on rising for at most this many days, so that a long-lived tenant stays
/// imperfect.
const RISING_DAYS: i32 = 120;
/// Days, counted from the start, between which the level dips, and how deep.
const DIP: (i32, i32, f64) = (-47, -33, 0.05);
/// How far around its threshold a control that counts things moves from nothing to all.
const SPREAD: f64 = 0.5;
/// The day, counted from the start, on which some controls changed category.
const CATEGORY_CHANGE: i32 = -45;

/// The past and future course of every control.
pub(crate) struct History {
    start: Date,
    thresholds: HashMap<&'static str, f64>,
}

impl History {
    pub(crate) fn new(noise: Noise, start: Date, controls: &'static [Control]) -> Self {
        let mut by_category: HashMap<&str, Vec<&'static Control>> = HashMap::new();
        for control in controls.iter().filter(|control| control.is_scored()) {
            by_category.entry(&control.control_category).or_default().push(control);
        }
        let thresholds = by_category.into_values().flat_map(|group| spread(noise, group)).collect();
        Self { start, thresholds }
    }

    /// How far `control` was on `day`: from 0, nothing, to 1, all in order.
    pub(crate) fn share(&self, control: &Control, day: Date) -> f64 {
        let level = level(&control.control_category, self.days_from_start(day));
        let threshold = self.thresholds.get(control.id.as_str()).copied().unwrap_or(1.0);
        (0.5 + (level - threshold) / SPREAD).clamp(0.0, 1.0)
    }

    /// The category of `control` on `day`; a few have moved.
    pub(crate) fn category<'a>(&self, control: &'a Control, day: Date) -> &'a str {
        match &control.category_before {
            Some(before) if self.days_from_start(day) < CATEGORY_CHANGE => before,
            _ => &control.control_category,
        }
    }

    pub(crate) fn days_from_start(&self, day: Date) -> i32 {
        let days = day.duration_since(self.start).as_hours() / 24;
        i32::try_from(days).expect("two dates of the calendar are less than eight million days apart")
    }
}

/// Thresholds of the controls of one category: each at the middle of its own points, in an order the seed
/// decides.
fn spread(noise: Noise, mut group: Vec<&'static Control>) -> Vec<(&'static str, f64)> {
    group.sort_by(|a, b| noise.unit(&a.id, "order").total_cmp(&noise.unit(&b.id, "order")));
    let total: f64 = group.iter().map(|control| control.max_score).sum();
    let mut passed = 0.0;
    group
        .into_iter()
        .map(|control| {
            let middle = (passed + control.max_score / 2.0) / total;
            passed += control.max_score;
            (control.id.as_str(), middle)
        })
        .collect()
}

fn level(category: &str, day: i32) -> f64 {
    let today = match category {
        "Identity" => 0.58,
        "Device" => 0.42,
        "Apps" => 0.29,
        _ => 0.50,
    };
    today + GAIN * f64::from(day.min(RISING_DAYS)) / f64::from(DAYS_KEPT) - dip(day)
}

fn dip(day: i32) -> f64 {
    let (first, last, depth) = DIP;
    if !(first..=last).contains(&day) {
        return 0.0;
    }
    let half = f64::from(last - first) / 2.0;
    let from_edge = f64::from((day - first).min(last - day));
    depth * from_edge / half
}
