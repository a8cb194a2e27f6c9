//! The first look at an instance, before anybody is authorized: does it answer, as ServiceNow, awake, in time, and
//! is its release high enough (S04).

use jiff::SignedDuration;
use servicenow_client::InstanceUrl;

use crate::message::Message;

/// What an instance told without credentials.
#[derive(Debug, Clone)]
pub struct InstanceFacts {
    /// The instance.
    pub instance: InstanceUrl,
    /// Name of its release, such as `Zurich`; `None` when it does not tell (hardened instances).
    pub release: Option<String>,
    /// How far its clock is ahead of ours, to the second; `None` when it does not tell.
    pub clock_ahead: Option<SignedDuration>,
    /// What works, but could be better: each a problem with its way out ([`super::way_out`]).
    pub warnings: Vec<Message>,
}
