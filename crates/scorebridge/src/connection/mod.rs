//! The connection to a ServiceNow instance: the authorization as integration user (S10, S11), its health, and the
//! recognition of what stands in the way. Types and rules only: nothing here calls the store; what is learned here
//! is saved by a job or a handler.

mod check;
mod diagnosis;
mod grant;
mod model;
mod probe;

pub use check::{Check, CheckName, Outcome};
pub use diagnosis::way_out;
pub use grant::{Callback, CallbackOutcome, CallbackParams, Identity, Step, identify, read_callback};
pub use model::{
    AppPresence, Authorization, Connection, ConnectionStatus, NewConnection, PendingAuthorization, SetupStep,
};
pub use probe::InstanceFacts;
