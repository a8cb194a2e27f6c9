//! A meter with a name and a percentage, and a counter that leads to a list.

use askama::Template;

use crate::i18n::Words;
use crate::web::filters;

/// Name left, percentage right, a bar below; "No data" when it is unknown.
#[derive(Template)]
#[template(path = "components/meter.html")]
pub(crate) struct Meter {
    label: String,
    percent: Option<f64>,
    text: String,
}

impl Meter {
    /// `percent` from 0 to 100.
    pub(crate) fn new(words: &Words, label: impl ToString, percent: Option<f64>) -> Self {
        let text =
            percent.map_or_else(|| words.phrase("no-data").to_string(), |percent| words.percent(percent));
        Self { label: label.to_string(), percent: percent.map(|percent| percent.clamp(0.0, 100.0)), text }
    }
}

/// A figure with its name; the colour at its side has no meaning of its own.
#[derive(Template)]
#[template(path = "components/counter.html")]
pub(crate) struct Counter {
    pub(crate) url: String,
    pub(crate) key: &'static str,
    /// Class for the colour: `bad`, `neutral`, `work`, `decide`, `new`.
    pub(crate) tone: &'static str,
    pub(crate) count: u64,
}
