//! Pages for administrators that are no records: rehearsal scenarios, received requests, secrets.

mod requests;
mod scenarios;
mod secret;

pub(crate) use requests::requests;
pub(crate) use scenarios::{scenarios, switch};
pub(crate) use secret::secret;
