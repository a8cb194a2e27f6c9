//! Who asks: the identity every read and write of the engine is made with.
//! How an identity is proved lives in `auth`.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::formats::Formats;
use crate::script::Inbox;

/// The way a request reaches the engine. Rules differ: forms enforce mandatory
/// fields, REST does not; `System` is bound by no access rule and no policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channel {
    Rest,
    Ui,
    /// A script that runs by itself: an asynchronous rule, a scheduled job.
    Script,
    System,
}

/// A user with everything that access rules and display values depend on.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) user_id: String,
    pub(crate) user_name: String,
    /// Shared, because callers are passed on often and never change.
    pub(crate) roles: Arc<BTreeSet<String>>,
    pub(crate) time_zone: TimeZone,
    pub(crate) language: String,
    pub(crate) formats: Formats,
    pub(crate) channel: Channel,
    /// Scopes of the token that the caller came with; `None` without a token.
    pub(crate) scopes: Option<Vec<String>>,
    /// Where the request came from, when it came over the network.
    pub(crate) address: Option<IpAddr>,
    /// What scripts say to the person.
    pub(crate) inbox: Inbox,
}

impl Caller {
    /// The instance itself: jobs, seeds and rules.
    pub(crate) fn system() -> Self {
        Self {
            user_id: String::new(),
            user_name: "system".to_owned(),
            roles: Arc::new(BTreeSet::from(["admin".to_owned()])),
            time_zone: TimeZone::UTC,
            language: "en".to_owned(),
            formats: Formats::default(),
            channel: Channel::System,
            scopes: None,
            address: None,
            inbox: Inbox::default(),
        }
    }

    /// `admin` has every role.
    pub(crate) fn has_role(&self, role: &str) -> bool {
        self.is_admin() || self.roles.contains(role)
    }

    pub(crate) fn is_admin(&self) -> bool {
        self.roles.contains("admin")
    }

    pub(crate) fn is_system(&self) -> bool {
        self.channel == Channel::System
    }
}
