//! Tickets through the API: made from tasks, listed, shown, changed, refreshed, tried again, noted on.

mod act;
mod create;
mod list;
mod view;

pub(super) use act::{edit, note, refresh, retry};
pub(super) use create::create;
pub(super) use list::{list, show};
pub(super) use view::Trouble;

// The macro that registers routes looks for what describes a handler beside it.
pub(super) use act::{__path_edit, __path_note, __path_refresh, __path_retry};
pub(super) use create::__path_create;
pub(super) use list::{__path_list, __path_show};
