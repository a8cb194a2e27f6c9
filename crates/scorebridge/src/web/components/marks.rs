//! Small marks: priority, state, due date, badge, message bar, empty state. Colour never stands alone.

use askama::Template;
use jiff::civil::Date;

use crate::i18n::Phrase;
use crate::i18n::Words;
use crate::store::Language;
use crate::tickets::{RecordPriority, StateGroup, StateName, TicketKind};
use crate::web::filters;

/// What a mark means: gives its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Neutral,
    Ok,
    Info,
    Warn,
    Bad,
}

impl Tone {
    /// The class.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Ok => "ok",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Neutral => "clock",
            Self::Ok => "success",
            Self::Info => "info",
            Self::Warn => "warning",
            Self::Bad => "alert",
        }
    }
}

/// A pill with icon and word, for exceptions only.
#[derive(Template)]
#[template(path = "components/badge.html")]
pub(crate) struct Badge {
    tone: Tone,
    icon: &'static str,
    text: String,
}

impl Badge {
    /// A badge with the icon of its tone.
    pub(crate) fn new(tone: Tone, text: impl ToString) -> Self {
        Self { tone, icon: tone.icon(), text: text.to_string() }
    }

    /// Another icon.
    #[must_use]
    pub(crate) fn with_icon(mut self, icon: &'static str) -> Self {
        self.icon = icon;
        self
    }
}

/// A message about the whole page or card, with at most one way on.
#[derive(Template)]
#[template(path = "components/message_bar.html")]
pub(crate) struct MessageBar {
    tone: Tone,
    strong: String,
    text: String,
    action: Option<(String, String)>,
}

impl MessageBar {
    /// A bar whose first sentence is bold.
    pub(crate) fn new(tone: Tone, strong: impl ToString, text: impl ToString) -> Self {
        Self { tone, strong: strong.to_string(), text: text.to_string(), action: None }
    }

    /// A button that leads on.
    #[must_use]
    pub(crate) fn leading_to(mut self, url: impl ToString, label: &Phrase) -> Self {
        self.action = Some((url.to_string(), label.to_string()));
        self
    }
}

/// Nothing to show: why, and what to do.
#[derive(Template)]
#[template(path = "components/empty.html")]
pub(crate) struct Empty {
    icon: &'static str,
    why: String,
    what: String,
    action: Option<(String, String)>,
}

impl Empty {
    /// One sentence why, one what to do.
    pub(crate) fn new(icon: &'static str, why: impl ToString, what: impl ToString) -> Self {
        Self { icon, why: why.to_string(), what: what.to_string(), action: None }
    }

    /// A button that does it.
    #[must_use]
    pub(crate) fn leading_to(mut self, url: impl ToString, label: &Phrase) -> Self {
        self.action = Some((url.to_string(), label.to_string()));
        self
    }
}

/// Three squares and a word.
#[derive(Template)]
#[template(path = "components/priority.html")]
pub(crate) struct PriorityMark {
    squares: u8,
    key: &'static str,
}

impl PriorityMark {
    /// `None` for a priority outside ServiceNow's five.
    pub(crate) fn new(priority: Option<RecordPriority>) -> Self {
        Self {
            squares: priority.map_or(0, RecordPriority::squares),
            key: match priority {
                Some(RecordPriority::Critical) => "priority-critical",
                Some(RecordPriority::High) => "priority-high",
                Some(RecordPriority::Medium) => "priority-medium",
                Some(RecordPriority::Low) => "priority-low",
                Some(RecordPriority::Planning) => "priority-planning",
                None => "priority-unknown",
            },
        }
    }
}

/// A dot in the colour of the group, and the name of the state.
#[derive(Debug, Clone, Template)]
#[template(path = "components/state.html")]
pub(crate) struct StateMark {
    pub(crate) group: &'static str,
    pub(crate) name: String,
}

/// The mark of a raw state value; a state nobody named yet goes by the instance's label.
pub(crate) fn state_mark(
    names: &[StateName],
    language: Language,
    kind: TicketKind,
    value: &str,
    label: &str,
) -> StateMark {
    let known = names.iter().find(|name| name.kind == kind && name.value == value);
    match known {
        Some(known) => StateMark { group: known.group.as_str(), name: known.name_in(language).to_owned() },
        None => StateMark { group: StateGroup::New.as_str(), name: label.to_owned() },
    }
}

/// A due date, and how late it is.
#[derive(Template)]
#[template(path = "components/due.html")]
pub(crate) struct Due {
    date: Option<Date>,
    text: String,
    late: Option<String>,
}

impl Due {
    /// Without the year while it is near; late only as long as the ticket is open.
    pub(crate) fn short(words: &Words, date: Option<Date>, is_open: bool) -> Self {
        let text = date.map_or_else(|| "\u{2013}".to_owned(), |date| words.day_short(date));
        Self { date, text, late: late(words, date, is_open) }
    }

    /// With the year.
    pub(crate) fn full(words: &Words, date: Option<Date>, is_open: bool) -> Self {
        let text = date.map_or_else(|| "\u{2013}".to_owned(), |date| words.day(date));
        Self { date, text, late: late(words, date, is_open) }
    }
}

fn late(words: &Words, date: Option<Date>, is_open: bool) -> Option<String> {
    date.filter(|_| is_open).and_then(|date| words.late(date))
}
