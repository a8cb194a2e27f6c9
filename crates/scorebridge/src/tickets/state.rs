//! States of tickets: their values in ServiceNow, the group that gives colour and open or closed, and the names
//! shown for them, which an administrator can change (S21).

use serde::{Deserialize, Serialize};

use super::TicketKind;
use crate::store::Language;

/// What a state means to the portal: its colour, and whether the ticket is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StateGroup {
    /// Just made.
    New,
    /// Somebody decides on it: Assess, Authorize.
    Deciding,
    /// Somebody works on it.
    Work,
    /// It waits for something: On Hold, Review.
    Waiting,
    /// It ended well. Resolved counts as open until it is closed: see [`StateName::open`].
    Done,
    /// It was canceled.
    Canceled,
}

impl StateGroup {
    /// All groups, in the order of the model.
    pub const ALL: [Self; 6] =
        [Self::New, Self::Deciding, Self::Work, Self::Waiting, Self::Done, Self::Canceled];

    /// Key word, also the CSS class suffix.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Deciding => "decide",
            Self::Work => "work",
            Self::Waiting => "wait",
            Self::Done => "done",
            Self::Canceled => "void",
        }
    }

    /// Reads the key word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.as_str() == text)
    }
}

/// One state of one kind of tickets, with the names shown for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateName {
    /// Whose state.
    pub kind: TicketKind,
    /// The value in ServiceNow, such as `-5`.
    pub value: String,
    /// The label in the instance.
    pub instance_name: String,
    /// The name shown in English, 1 to 40 characters.
    pub name_en: String,
    /// The name shown in Dutch, 1 to 40 characters.
    pub name_nl: String,
    /// What it means.
    pub group: StateGroup,
    /// Whether a ticket in it counts as open.
    pub open: bool,
    /// Place in the order of the model.
    pub position: i64,
    /// False for a state found in the instance that nobody named yet.
    pub named: bool,
}

impl StateName {
    /// The name shown in a language.
    pub fn name_in(&self, language: Language) -> &str {
        match language {
            Language::En => &self.name_en,
            Language::Nl => &self.name_nl,
        }
    }
}

type Row = (&'static str, &'static str, &'static str, StateGroup, bool);

/// Stock states of change requests (protocol section 5.3).
const CHANGE: [Row; 8] = [
    ("-5", "New", "Nieuw", StateGroup::New, true),
    ("-4", "Assess", "Beoordelen", StateGroup::Deciding, true),
    ("-3", "Authorize", "Goedkeuren", StateGroup::Deciding, true),
    ("-2", "Scheduled", "Ingepland", StateGroup::Work, true),
    ("-1", "Implement", "Uitvoeren", StateGroup::Work, true),
    ("0", "Review", "Evalueren", StateGroup::Waiting, true),
    ("3", "Closed", "Gesloten", StateGroup::Done, false),
    ("4", "Canceled", "Geannuleerd", StateGroup::Canceled, false),
];

/// Stock states of incidents (protocol section 5.2).
const INCIDENT: [Row; 6] = [
    ("1", "New", "Nieuw", StateGroup::New, true),
    ("2", "In Progress", "In behandeling", StateGroup::Work, true),
    ("3", "On Hold", "In de wacht", StateGroup::Waiting, true),
    ("6", "Resolved", "Opgelost", StateGroup::Done, true),
    ("7", "Closed", "Gesloten", StateGroup::Done, false),
    ("8", "Canceled", "Geannuleerd", StateGroup::Canceled, false),
];

/// The states a stock instance has, with the default names of both languages.
pub fn default_states(kind: TicketKind) -> Vec<StateName> {
    let rows: &[Row] = match kind {
        TicketKind::Change => &CHANGE,
        TicketKind::Incident => &INCIDENT,
    };
    rows.iter()
        .zip(0..)
        .map(|(&(value, en, nl, group, open), position)| StateName {
            kind,
            value: value.to_owned(),
            instance_name: en.to_owned(),
            name_en: en.to_owned(),
            name_nl: nl.to_owned(),
            group,
            open,
            position,
            named: true,
        })
        .collect()
}
