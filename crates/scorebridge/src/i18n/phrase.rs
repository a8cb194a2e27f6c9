//! A key of the catalogue with typed arguments and a language: words that are not written out yet.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::fluent_bundle::types::{FluentNumber, FluentNumberOptions};

use super::look_up;
use crate::message::Message;
use crate::store::Language;

/// Words to be: `Display` writes them out.
#[derive(Debug, Clone)]
pub(crate) struct Phrase {
    language: Language,
    key: Cow<'static, str>,
    args: HashMap<Cow<'static, str>, FluentValue<'static>>,
}

impl Phrase {
    /// The words of a key.
    pub(crate) fn new(language: Language, key: impl Into<String>) -> Self {
        Self { language, key: Cow::Owned(key.into()), args: HashMap::new() }
    }

    /// The words of a stored message. Its whole numbers choose plural forms but are written as they are: they may
    /// be years or ports.
    pub(crate) fn of(language: Language, message: &Message) -> Self {
        let args = message.args.iter().map(|(name, value)| (Cow::Owned(name.clone()), stored(value)));
        Self { language, key: Cow::Owned(message.key.clone()), args: args.collect() }
    }

    /// Adds an argument.
    #[must_use]
    pub(crate) fn arg(mut self, name: &str, value: impl Argument) -> Self {
        self.args.insert(Cow::Owned(name.to_owned()), value.into_fluent());
        self
    }

    /// The words as HTML: elements of the catalogue stay, arguments are escaped. The elements are ours; a test
    /// compares them between the languages.
    pub(crate) fn to_html(&self) -> String {
        let escaped = |value: &FluentValue<'static>| match value {
            FluentValue::String(text) => FluentValue::String(Cow::Owned(escape(text))),
            other => other.clone(),
        };
        let args = self.args.iter().map(|(name, value)| (name.clone(), escaped(value))).collect();
        look_up(self.language, &self.key, &args)
    }
}

impl Phrase {
    /// The words without the elements of the catalogue: for files.
    pub(crate) fn to_plain(&self) -> String {
        let mut plain = String::new();
        let mut inside = false;
        for c in self.to_string().chars() {
            match c {
                '<' => inside = true,
                '>' if inside => inside = false,
                other if !inside => plain.push(other),
                _ => {}
            }
        }
        plain
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&look_up(self.language, &self.key, &self.args))
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// `012`, `1.10` and `1e3` are texts; only what a number would print as itself is one.
fn stored(text: &str) -> FluentValue<'static> {
    match text.parse::<i64>() {
        Ok(number) if text == number.to_string() && text.len() < 10 => number_value(number, false),
        _ => FluentValue::String(Cow::Owned(text.to_owned())),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn number_value(number: i64, use_grouping: bool) -> FluentValue<'static> {
    let options = FluentNumberOptions { use_grouping, ..FluentNumberOptions::default() };
    FluentValue::Number(FluentNumber::new(number as f64, options))
}

/// What can stand in a phrase. Numbers choose the plural form and are grouped as the language does; other figures
/// (points, percentages, dates) are formatted before and come as text.
pub(crate) trait Argument {
    /// The value for the catalogue.
    fn into_fluent(self) -> FluentValue<'static>;
}

macro_rules! number_argument {
    ($($type:ty),*) => {$(
        impl Argument for $type {
            fn into_fluent(self) -> FluentValue<'static> {
                number_value(i64::try_from(self).unwrap_or(i64::MAX), true)
            }
        }
    )*};
}

number_argument!(i64, u64, u32, i32, usize);

macro_rules! text_argument {
    ($($type:ty),*) => {$(
        impl Argument for $type {
            fn into_fluent(self) -> FluentValue<'static> {
                FluentValue::String(Cow::Owned(self.to_string()))
            }
        }
    )*};
}

text_argument!(&str, String, Phrase, Cow<'_, str>);

/// Templates pass references, sometimes of references.
impl<T: Argument + Clone> Argument for &T {
    fn into_fluent(self) -> FluentValue<'static> {
        self.clone().into_fluent()
    }
}
