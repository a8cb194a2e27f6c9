//! The controls of the tenant and how each stood on each day. Knows nothing of HTTP or of Graph's shapes.

mod control;
mod history;
mod ledger;

pub(crate) use control::{CATALOGUE, Control, Measure};
pub(crate) use history::{DAYS_KEPT, History};
pub(crate) use ledger::{Ledger, NewUpdate, StateUpdate};

use jiff::civil::Date;

/// How a control stood on one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Standing {
    pub(crate) points: f64,
    /// How many of the accounts, devices or rules that count are in order, and of how many.
    pub(crate) count: Option<(u32, u32)>,
}

impl Standing {
    fn full(control: &Control) -> Self {
        Self::of_share(control, 1.0)
    }

    fn of_share(control: &Control, share: f64) -> Self {
        match control.text.measure {
            Measure::Share(0) => Self { points: control.max_score, count: Some((0, 0)) },
            Measure::Share(total) => {
                let count = rounded(share * f64::from(total));
                let points = control.max_score * f64::from(count) / f64::from(total);
                Self { points: two_places(points), count: Some((count, total)) }
            }
            Measure::Switch | Measure::Unmeasured => {
                Self { points: if share >= 0.5 { control.max_score } else { 0.0 }, count: None }
            }
        }
    }

    fn of_points(control: &Control, points: f64) -> Self {
        let count = match control.text.measure {
            Measure::Share(total) => Some((rounded(points / control.max_score * f64::from(total)), total)),
            Measure::Switch | Measure::Unmeasured => None,
        };
        Self { points, count }
    }

    pub(crate) fn is_full(&self, control: &Control) -> bool {
        self.points >= control.max_score
    }
}

/// How `control` stood on `day`: a mark of a person counts before a set score, and that before the history.
pub(crate) fn standing(history: &History, ledger: &Ledger, control: &Control, day: Date) -> Standing {
    if ledger.is_marked_resolved(&control.id, day) {
        return Standing::full(control);
    }
    match ledger.points_set(&control.id, day) {
        Some(points) => Standing::of_points(control, points),
        None => Standing::of_share(control, history.share(control, day)),
    }
}

/// Rounded to cents, as the service gives scores.
pub(crate) fn two_places(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of accounts and devices: from 0 to a few hundred"
)]
fn rounded(number: f64) -> u32 {
    number.round() as u32
}
