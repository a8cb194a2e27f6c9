//! The doctor's types and rules: what is checked, what an answer of the instance means for a check, and which topic
//! of the help goes with it. One engine for the troubleshooting page, the command, the API and provisioning.
//!
//! Not here: asking. `jobs/doctor` asks instance, Graph and store, and hands the answers in.

mod access;
mod finding;
mod names;
mod records;
mod report;
mod topics;
mod way;

pub(crate) use access::{
    Redirect, authorized, integration_user, interactive, redirect_url, registered, roles, sign_in_page,
    single_sign_on, table_access,
};
pub use access::{Registration, SignInPage, UserAnswer};
pub use finding::{Check, Outcome};
pub(crate) use finding::{Seen, cannot_tell, failed, passed, waiting, warned};
pub use names::{Area, CheckName};
pub(crate) use records::{
    Policy, TableAnswer, choices_seen, journal_seen, policies_seen, rate_limit_seen, table_seen,
};
pub use report::{Counted, Finding, Found, Report};
pub use topics::{Topic, recognise_pasted};
pub(crate) use way::{Door, way_seen};
