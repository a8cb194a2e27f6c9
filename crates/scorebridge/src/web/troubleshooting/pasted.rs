//! An error text that a person pasted, and the topic it belongs to.

use crate::connection::{Topic, recognise_pasted};
use crate::i18n::Words;
use crate::message::Message;
use crate::web::{help, urls};

/// Longer texts are logs; the sign is near the beginning of what people copy.
const READ: usize = 4_000;

/// What was pasted, and what is known of it.
pub(super) struct Pasted {
    pub(super) text: String,
    found: Option<Topic>,
    /// Words of the topic's title.
    pub(super) title: String,
    /// What it means and what to do, where that is certain.
    pub(super) meaning: Option<(Message, Message)>,
}

impl Pasted {
    pub(super) fn read(words: &Words, text: &str) -> Self {
        let text: String = text.chars().take(READ).collect();
        let (found, meaning) =
            recognise_pasted(&text).map_or((None, None), |(topic, meaning)| (Some(topic), meaning));
        let title = found.map(|topic| help::troubleshooting(words.language, topic).title);
        Self { text, found, title: title.unwrap_or_default(), meaning }
    }

    pub(super) fn topic(&self) -> Option<Topic> {
        self.found
    }

    pub(super) fn topic_url(&self) -> String {
        self.found.map_or_else(|| urls::TROUBLESHOOTING.to_owned(), urls::topic)
    }
}
