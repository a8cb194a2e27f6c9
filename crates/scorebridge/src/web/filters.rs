//! Filters of the templates. The reader's [`Words`] travel as a runtime value beside the template, so that no view
//! and no component carries a language:
//!
//! - `{{ "home-title"|t }}`, `{{ "home-open"|t|arg("count", n) }}`, `{{ .. |html }}` for phrases with elements,
//! - `{{ message|say }}` for a stored message,
//! - `{{ date|day }}`, `{{ at|moment }}`, `{{ points|points }}` and so on,
//! - `{{ "ticket"|icon }}` for a picture of the sprite.

#![expect(
    unreachable_pub,
    clippy::inline_always,
    clippy::unused_self,
    clippy::unnecessary_wraps,
    clippy::trivially_copy_pass_by_ref,
    reason = "the attribute of askama asks for this signature and makes public types with such methods"
)]

use std::any::Any;
use std::borrow::Borrow;

use askama::Values;
use askama::filters::Safe;
use jiff::Timestamp;
use jiff::civil::Date;

use super::icons;
use crate::connection;
use crate::i18n::{Argument, Phrase, Words};
use crate::message::Message;

/// Name of the runtime value.
const WORDS: &str = "words";

impl Values for Words {
    fn get_value<'a>(&'a self, key: &str) -> Option<&'a dyn Any> {
        (key == WORDS).then_some(self)
    }
}

fn words(values: &dyn Values) -> askama::Result<&Words> {
    askama::get_value(values, WORDS)
}

/// The words of a key.
#[askama::filter_fn]
pub(crate) fn t(key: impl AsRef<str>, values: &dyn Values) -> askama::Result<Phrase> {
    Ok(words(values)?.phrase(key.as_ref()))
}

/// Adds an argument to a phrase.
#[askama::filter_fn]
pub(crate) fn arg<A: Argument>(
    phrase: Phrase,
    _: &dyn Values,
    name: &str,
    value: A,
) -> askama::Result<Phrase> {
    Ok(phrase.arg(name, value))
}

/// A phrase as HTML: its elements stay, its arguments are escaped.
#[askama::filter_fn]
pub(crate) fn html(phrase: impl Borrow<Phrase>, _: &dyn Values) -> askama::Result<Safe<String>> {
    Ok(Safe(phrase.borrow().to_html()))
}

/// Two decimals and a point, for attributes of SVG.
#[askama::filter_fn]
pub(crate) fn fixed(number: &f64, _: &dyn Values) -> askama::Result<String> {
    Ok(format!("{number:.2}"))
}

/// The day of a moment.
#[askama::filter_fn]
pub(crate) fn date(at: &Timestamp, values: &dyn Values) -> askama::Result<String> {
    let words = words(values)?;
    Ok(words.day_short(words.date_of(*at)))
}

/// A stored message.
#[askama::filter_fn]
pub(crate) fn say(message: &Message, values: &dyn Values) -> askama::Result<Phrase> {
    Ok(words(values)?.message(message))
}

/// The way out of a stored problem.
#[askama::filter_fn]
pub(crate) fn way_out(problem: &Message, values: &dyn Values) -> askama::Result<Phrase> {
    Ok(words(values)?.message(&connection::way_out(problem)))
}

/// A picture of the sprite, hidden from screen readers: words stand beside it or label its button.
#[askama::filter_fn]
pub(crate) fn icon(name: impl AsRef<str>, _: &dyn Values) -> askama::Result<Safe<String>> {
    icons::use_icon(name.as_ref()).map(Safe)
}

macro_rules! value_filters {
    ($($(#[$doc:meta])* $name:ident($type:ty) ;)*) => {$(
        $(#[$doc])*
        #[askama::filter_fn]
        pub(crate) fn $name(value: &$type, values: &dyn Values) -> askama::Result<String> {
            Ok(words(values)?.$name(*value))
        }
    )*};
}

value_filters! {
    /// `23 Nov 2026`
    day(Date);
    /// `23 Nov`
    day_short(Date);
    /// `14:32`
    time(Timestamp);
    /// `Today 14:32`
    moment(Timestamp);
    /// `23 Nov 2026 14:32`
    moment_full(Timestamp);
    /// `2 min ago`
    relative(Timestamp);
    /// `1,240`
    count(u64);
    /// `411.8`
    points(f64);
    /// `43.3%`
    percent(f64);
}
