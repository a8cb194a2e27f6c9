//! The catalogue: words in English and Dutch (S30), dates and numbers as the language writes them.
//! The only place that turns a [`Message`] into words.

use fluent_templates::{LanguageIdentifier, langid};
use fluent_templates::{Loader, fluent_bundle::FluentValue, static_loader};

use crate::message::Message;
use crate::store::Language;

static_loader! {
    static CATALOGUE = {
        locales: "./locales",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
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

/// The words of a key without arguments. A key that does not exist gives the key itself; a test keeps that from
/// happening.
pub fn text(language: Language, key: &str) -> String {
    CATALOGUE.try_lookup(identifier(language), key).unwrap_or_else(|| key.to_owned())
}

/// The words of a message.
pub fn message(language: Language, message: &Message) -> String {
    let args = message
        .args
        .iter()
        .map(|(name, value)| {
            let value = value.parse::<f64>().map_or_else(|_| value.clone().into(), FluentValue::from);
            (std::borrow::Cow::from(name.clone()), value)
        })
        .collect();
    CATALOGUE
        .try_lookup_with_args(identifier(language), &message.key, &args)
        .unwrap_or_else(|| message.key.clone())
}
