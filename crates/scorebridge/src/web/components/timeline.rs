//! What happened, newest first.

use askama::Template;
use jiff::Timestamp;

use crate::i18n::Phrase;
use crate::web::filters;

/// One line of a timeline.
pub(crate) struct Entry {
    icon: &'static str,
    sentence: Phrase,
    at: Timestamp,
    has_time: bool,
    source: Option<String>,
    quote: Option<Quote>,
}

/// What somebody wrote, and how far it is on its way.
pub(crate) struct Quote {
    /// Their words.
    pub(crate) text: String,
    /// Class of the colour, picture and sentence of where it is.
    pub(crate) state: (&'static str, &'static str, String),
    /// Where it is tried again, and the secret for the form.
    pub(crate) retry: Option<(String, String)>,
}

impl Entry {
    /// The sentence may hold links and emphasis (`to_html` escapes what is filled in).
    pub(crate) fn new(icon: &'static str, sentence: Phrase, at: Timestamp) -> Self {
        Self { icon, sentence, at, has_time: true, source: None, quote: None }
    }

    /// Who or what it came from.
    #[must_use]
    pub(crate) fn by(mut self, source: impl ToString) -> Self {
        self.source = Some(source.to_string());
        self
    }

    /// With somebody's words.
    #[must_use]
    pub(crate) fn quoting(mut self, quote: Quote) -> Self {
        self.quote = Some(quote);
        self
    }

    /// Only the day is known.
    #[must_use]
    pub(crate) fn day_only(mut self) -> Self {
        self.has_time = false;
        self
    }
}

/// A list of entries.
#[derive(Template)]
#[template(path = "components/timeline.html")]
pub(crate) struct Timeline {
    pub(crate) entries: Vec<Entry>,
}
