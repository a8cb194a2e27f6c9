//! Ticket pages: the task form, the list, one ticket, and what can be done with them.

pub(crate) mod act;
pub(crate) mod bulk;
pub(crate) mod deed;
pub(crate) mod edit;
pub(crate) mod export;
pub(crate) mod form;
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod note;
pub(crate) mod prefill;
pub(crate) mod send;
pub(crate) mod show;
pub(crate) mod states;
mod timeline;
