//! A figure: what was measured, how much it is, and what it ought to be.

use std::time::Duration;

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Figure {
    pub(crate) what: String,
    pub(crate) value: f64,
    pub(crate) unit: Unit,
    /// Figures without an aim explain others.
    pub(crate) aim: Option<Aim>,
    /// How it was measured, and what else was seen.
    pub(crate) how: String,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Unit {
    Milliseconds,
    Megabytes,
    Mebibytes,
    Bytes,
    PerSecond,
    /// Counts and ratios.
    Number,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Aim {
    Below(f64),
    AtLeast(f64),
    Exactly(f64),
}

impl Figure {
    /// A figure without aim and explanation.
    pub(crate) fn new(what: impl Into<String>, value: f64, unit: Unit) -> Self {
        Self { what: what.into(), value, unit, aim: None, how: String::new() }
    }

    /// A time, in milliseconds.
    pub(crate) fn time(what: impl Into<String>, time: Duration) -> Self {
        Self::new(what, time.as_secs_f64() * 1_000.0, Unit::Milliseconds)
    }

    /// Memory of a process.
    pub(crate) fn memory(what: impl Into<String>, kibibytes: u64) -> Self {
        Self::new(what, number(kibibytes) / 1_024.0, Unit::Mebibytes)
    }

    pub(crate) fn aim(mut self, aim: Aim) -> Self {
        self.aim = Some(aim);
        self
    }

    pub(crate) fn how(mut self, how: impl Into<String>) -> Self {
        self.how = how.into();
        self
    }

    /// Whether the aim is met; `None` without one.
    pub(crate) fn is_met(&self) -> Option<bool> {
        self.aim.map(|aim| match aim {
            Aim::Below(limit) => self.value < limit,
            Aim::AtLeast(limit) => self.value >= limit,
            // Ratios of counts: two that differ do so by far more.
            Aim::Exactly(wanted) => (self.value - wanted).abs() < 1e-9,
        })
    }

    /// The value with its unit.
    pub(crate) fn shown(&self) -> String {
        self.unit.show(self.value)
    }

    /// The aim with its unit.
    pub(crate) fn aim_shown(&self) -> String {
        match self.aim {
            None => String::new(),
            Some(Aim::Below(limit)) => format!("< {}", self.unit.show(limit)),
            Some(Aim::AtLeast(limit)) => format!("≥ {}", self.unit.show(limit)),
            Some(Aim::Exactly(wanted)) => format!("= {}", self.unit.show(wanted)),
        }
    }
}

impl Unit {
    fn show(self, value: f64) -> String {
        let digits = match value {
            value if value.fract() == 0.0 || value >= 1_000.0 => 0,
            value if value >= 100.0 => 1,
            _ => 2,
        };
        let unit = match self {
            Self::Milliseconds => " ms",
            Self::Megabytes => " MB",
            Self::Mebibytes => " MiB",
            Self::Bytes => " bytes",
            Self::PerSecond => " /s",
            Self::Number => "",
        };
        format!("{value:.digits$}{unit}")
    }
}

/// Counts as values. Exact below 2^53.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub(crate) fn number(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_aim_is_met_missed_or_not_there() {
        let figure = |value, aim| Figure::new("start", value, Unit::Milliseconds).aim(aim);
        let met = [(50.0, Aim::Below(50.0)), (49.9, Aim::Below(50.0)), (0.5, Aim::AtLeast(0.5))];
        assert_eq!(
            met.map(|(value, aim)| figure(value, aim).is_met()),
            [Some(false), Some(true), Some(true)]
        );
        assert_eq!(figure(200.0 / 200.0, Aim::Exactly(1.0)).is_met(), Some(true));
        assert_eq!(figure(201.0 / 200.0, Aim::Exactly(1.0)).is_met(), Some(false));
        assert_eq!(Figure::new("start", 1.0, Unit::Number).is_met(), None);
    }

    #[test]
    fn values_have_as_many_digits_as_they_deserve() {
        let shown = [1.0, 0.256, 12.345, 123.45, 12_345.6].map(|value| Unit::Milliseconds.show(value));
        assert_eq!(shown, ["1 ms", "0.26 ms", "12.35 ms", "123.5 ms", "12346 ms"]);
        let figure = Figure::memory("idle", 1_536).aim(Aim::Below(60.0));
        assert_eq!((figure.shown(), figure.aim_shown()), ("1.50 MiB".to_owned(), "< 60 MiB".to_owned()));
    }
}
