//! A work note that a person adds to a ticket in the portal, and how it is known again in ServiceNow: the platform
//! keeps no key of ours with a note, so its last line carries one.

use jiff::Timestamp;

use super::Delivery;
use crate::ids::{NoteId, TenantId, TicketId};
use crate::message::Message;

/// Longest note, in characters: with its last line it stays below the 4,000 that ServiceNow takes.
pub const NOTE_MAX: usize = 3500;

/// What is stored when a person adds a note.
#[derive(Debug, Clone)]
pub struct NewNote {
    /// Chosen by the caller; part of the note's last line.
    pub id: NoteId,
    /// Whose.
    pub tenant: TenantId,
    /// The ticket that it is added to.
    pub ticket: TicketId,
    /// Plain text, as [`parse_note`] gave it.
    pub text: String,
    /// Sign-in name of the person, as sent to ServiceNow.
    pub author: String,
    /// How pages call the person.
    pub author_name: String,
    /// Key of the form or of the API call; a second insert under the same key changes nothing.
    pub idempotency_key: String,
    /// When.
    pub at: Timestamp,
}

/// A note and how far its delivery is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Ours.
    pub id: NoteId,
    /// The ticket that it is added to.
    pub ticket: TicketId,
    /// Plain text without the last line.
    pub text: String,
    /// Sign-in name of the person.
    pub author: String,
    /// How far it is; the same states as a ticket's.
    pub delivery: Delivery,
    /// Calls that were to write it, so far.
    pub attempts: i64,
    /// When the last of them began.
    pub begun_at: Option<Timestamp>,
    /// When it is tried next, if it waits.
    pub next_attempt_at: Option<Timestamp>,
    /// Why the last try failed.
    pub problem: Option<Message>,
    /// When it was added here.
    pub created_at: Timestamp,
    /// When ServiceNow took it.
    pub sent_at: Option<Timestamp>,
    /// Whether it was read in the record afterwards. An integration user may write notes that it cannot read.
    pub read_back: bool,
}

impl Note {
    /// The text to write: the note, and a line that says who added it and finds it again.
    pub fn full_text(&self) -> String {
        format!("{}\n\nAdded by {} in {}", self.text, self.author, self.mark())
    }

    /// What no other note holds.
    pub fn mark(&self) -> String {
        format!("Scorebridge, note {}", self.id)
    }
}

/// Reads a note as it was typed: plain text of 1 to 3,500 characters.
pub fn parse_note(text: &str) -> Result<String, Message> {
    let text = text.replace("\r\n", "\n");
    let text: String = text.trim().chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    match text.chars().count() {
        0 => Err(Message::new("note-error-empty")),
        length if length > NOTE_MAX => {
            Err(Message::new("note-error-long").with("max", NOTE_MAX).with("length", length))
        }
        _ => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_trimmed_and_keeps_its_lines() {
        assert_eq!(parse_note(" one\r\ntwo\u{7}\t3 \n").as_deref(), Ok("one\ntwo\t3"));
    }

    #[test]
    fn empty_and_long_notes_say_so() {
        assert_eq!(parse_note(" \r\n").unwrap_err().key, "note-error-empty");
        assert_eq!(parse_note(&"é".repeat(NOTE_MAX)).unwrap().chars().count(), NOTE_MAX);
        assert_eq!(parse_note(&"é".repeat(NOTE_MAX + 1)).unwrap_err().key, "note-error-long");
    }
}
