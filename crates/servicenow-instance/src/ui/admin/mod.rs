//! Pages for administrators that are no records: rehearsal scenarios, received requests, secrets,
//! update sets.

mod requests;
mod scenarios;
mod secret;
mod update_sets;

pub(crate) use requests::requests;
pub(crate) use scenarios::{scenarios, switch};
pub(crate) use secret::secret;
pub(crate) use update_sets::{act, export, update_sets, upload};
