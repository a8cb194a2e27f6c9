//! The connection to a ServiceNow instance: the authorization as integration user (S10, S11), its health, and the
//! recognition of what stands in the way. Types and rules only: nothing here calls the store; what is learned here
//! is saved by a job or a handler.

mod check;
mod model;

pub use check::{Check, CheckName, Outcome};
pub use model::{
    AppPresence, Authorization, Connection, ConnectionStatus, NewConnection, PendingAuthorization, SetupStep,
};
