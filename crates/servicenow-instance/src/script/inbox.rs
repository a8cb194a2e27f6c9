//! What scripts say to the person behind a request, until a page shows it.

use std::sync::{Arc, Mutex, PoisonError};

use super::log::clipped;

/// Messages that one request keeps; a loop that adds more is no help to anybody.
const KEPT: usize = 20;
/// Characters of a message, and of an address.
const LONGEST: usize = 4000;

/// Shared by a request and the scripts it causes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Inbox(Arc<Mutex<Said>>);

/// Messages and where to go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) messages: Vec<Message>,
    /// A page of the instance, when a script chose one.
    pub(crate) redirect: Option<String>,
}

/// `gs.addInfoMessage` or `gs.addErrorMessage`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) is_error: bool,
    pub(crate) text: String,
}

impl Inbox {
    pub(crate) fn add(&self, is_error: bool, text: &str) {
        let mut said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if said.messages.len() < KEPT {
            said.messages.push(Message { is_error, text: clipped(text.to_owned(), LONGEST) });
        }
    }

    pub(crate) fn redirect(&self, address: &str) {
        let address = clipped(address.to_owned(), LONGEST);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).redirect = Some(address);
    }

    /// Everything said so far; the inbox is empty afterwards.
    pub(crate) fn take(&self) -> Said {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
