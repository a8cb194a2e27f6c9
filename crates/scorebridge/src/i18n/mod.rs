//! The catalogue: words in English and Dutch (S30), dates and numbers as the language writes them.
//! The only place that turns keys and values into words.

mod format;
mod phrase;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, langid, static_loader};

use crate::message::Message;
use crate::store::Language;

pub(crate) use format::Words;
pub(crate) use phrase::{Argument, Phrase};

static_loader! {
    static CATALOGUE = {
        locales: "./locales",
        fallback_language: "en",
        customise: |bundle| {
            bundle.set_use_isolating(false);
            let dutch = bundle.locales.iter().any(|locale| locale.language.as_str() == "nl");
            bundle.set_formatter(Some(if dutch { |value, _| format::dutch(value) } else { |value, _| format::english(value) }));
        },
    };
}

static EN: LanguageIdentifier = langid!("en");
static NL: LanguageIdentifier = langid!("nl");

fn identifier(language: Language) -> &'static LanguageIdentifier {
    match language {
        Language::En => &EN,
        Language::Nl => &NL,
    }
}

/// The words of a key. A key that does not exist gives the key itself; a test keeps that from happening.
fn look_up(language: Language, key: &str, args: &HashMap<Cow<'static, str>, FluentValue<'_>>) -> String {
    CATALOGUE.try_lookup_with_args(identifier(language), key, args).unwrap_or_else(|| key.to_owned())
}

/// The words of a key without arguments.
pub fn text(language: Language, key: &str) -> String {
    Phrase::new(language, key).to_string()
}

/// The words of a message.
pub fn message(language: Language, message: &Message) -> String {
    Phrase::of(language, message).to_string()
}
