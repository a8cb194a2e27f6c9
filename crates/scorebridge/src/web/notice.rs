//! What was done, said on the page that a form leads to. The address carries a word of this list and at most a
//! number, never a sentence: nobody can put words into our mouth with a link.

use super::parameters::Parameters;
use super::urls::Query;

/// Something that was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Notice {
    word: &'static str,
    /// How many it was done to.
    pub(crate) count: u64,
}

/// Word in the address, key of the first sentence, key of the rest if there is one.
const NOTICES: [(&str, &str, Option<&str>); 18] = [
    ("refreshed", "ticket-refreshed", None),
    ("retried", "ticket-retried", None),
    ("nothing-to-retry", "ticket-nothing-to-retry", None),
    ("edited", "ticket-edited", None),
    ("noted", "ticket-noted", Some("ticket-noted-text")),
    ("note-retried", "ticket-note-retried", None),
    ("deleted", "ticket-deleted", None),
    ("many-refreshed", "tickets-refreshed", None),
    ("many-retried", "tickets-retried", None),
    ("none-selected", "tickets-nothing-selected", Some("tickets-nothing-selected-text")),
    ("sync-started", "connection-sync-started", Some("connection-sync-started-text")),
    ("webhook-removed", "connection-webhook-removed", Some("connection-webhook-removed-text")),
    ("checked", "connection-checked-good", Some("connection-checked-good-text")),
    ("authorized", "provisioning-authorized", None),
    ("names-saved", "configuration-saved", None),
    ("names-reset", "configuration-was-reset", None),
    ("removed", "configuration-removed", Some("configuration-removed-text")),
    ("removed-unrevoked", "configuration-removed", Some("configuration-removed-unrevoked-text")),
];

impl Notice {
    /// Reads `notice` and `count`.
    pub(crate) fn parse(parameters: &Parameters) -> Option<Self> {
        let asked = parameters.get("notice")?;
        let (word, ..) = NOTICES.iter().find(|(word, ..)| *word == asked)?;
        Some(Self { word, count: parameters.get("count").and_then(|count| count.parse().ok()).unwrap_or(0) })
    }

    /// The address of a page that shall say it.
    pub(crate) fn on(word: &'static str, query: Query) -> String {
        debug_assert!(NOTICES.iter().any(|(known, ..)| *known == word), "{word} is in the list");
        query.set("notice", word).to_string()
    }

    /// Key of the first sentence; takes `count`.
    pub(crate) fn key(&self) -> &'static str {
        self.entry().1
    }

    /// Key of the rest.
    pub(crate) fn text_key(&self) -> Option<&'static str> {
        self.entry().2
    }

    /// Whether it is a hint and not a success.
    pub(crate) fn is_hint(&self) -> bool {
        matches!(self.word, "nothing-to-retry" | "none-selected")
    }

    fn entry(&self) -> &'static (&'static str, &'static str, Option<&'static str>) {
        NOTICES.iter().find(|(word, ..)| *word == self.word).expect("made from an entry of the list")
    }
}
