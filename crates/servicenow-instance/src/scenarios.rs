//! Switchable troubles (protocol section 6), so that clients can be tried
//! against them. Faults that concern every request act here; those of sign-in
//! and OAuth are asked for in `auth` by [`Scenarios::is_on`].

mod effects;
mod faults;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

use jiff::Timestamp;
use serde_json::Value;

pub(crate) use faults::{Hangup, after, before, blocked};

/// A trouble that an instance can be put into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Scenario {
    /// The application registry table refuses other scopes (protocol 6.1).
    OauthEntityRestricted,
    /// The instance says it is a Jakarta, older than Kingston (section 8).
    OldRelease,
    /// Sign-in goes to an identity provider first (4.6).
    Sso,
    /// The caller's address is not allowed: 403 with a page (6.2).
    IpFilter,
    /// Every URL answers the page of a sleeping instance with 200 (6.4).
    Hibernating,
    /// Every URL answers 503 with a page (6.5).
    Maintenance,
    /// APIs answer 429 with `Retry-After` (6.3).
    RateLimit,
    /// Every answer comes seconds late.
    Slow,
    /// Connections are closed without an answer.
    Down,
    /// Writes are carried out, their answers never arrive (6.5).
    LostAnswer,
    /// Access tokens are refused until they are renewed.
    TokenExpired,
    /// Refresh tokens are refused (4.4).
    RefreshExpired,
    /// The session queue is full: 202 without content (6.6).
    SessionQueueFull,
    /// Incidents and changes have further mandatory fields (1.5).
    DataPolicy,
    /// Incidents and changes have further and renamed states.
    CustomStates,
    /// Access rules hide every record: lists are empty.
    AclEmpty,
}

/// The text is not the name of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no scenario \"{name}\"; known are {}", names())]
pub struct UnknownScenario {
    name: String,
}

impl Scenario {
    /// Every scenario, in the order of the documentation.
    pub const ALL: [Self; 16] = [
        Self::OauthEntityRestricted,
        Self::OldRelease,
        Self::Sso,
        Self::IpFilter,
        Self::Hibernating,
        Self::Maintenance,
        Self::RateLimit,
        Self::Slow,
        Self::Down,
        Self::LostAnswer,
        Self::TokenExpired,
        Self::RefreshExpired,
        Self::SessionQueueFull,
        Self::DataPolicy,
        Self::CustomStates,
        Self::AclEmpty,
    ];

    /// The name in URLs and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::OauthEntityRestricted => "oauth-entity-restricted",
            Self::OldRelease => "old-release",
            Self::Sso => "sso",
            Self::IpFilter => "ip-filter",
            Self::Hibernating => "hibernating",
            Self::Maintenance => "maintenance",
            Self::RateLimit => "rate-limit",
            Self::Slow => "slow",
            Self::Down => "down",
            Self::LostAnswer => "lost-answer",
            Self::TokenExpired => "token-expired",
            Self::RefreshExpired => "refresh-expired",
            Self::SessionQueueFull => "session-queue-full",
            Self::DataPolicy => "data-policy",
            Self::CustomStates => "custom-states",
            Self::AclEmpty => "acl-empty",
        }
    }

    /// One sentence for people who switch it.
    pub fn description(self) -> &'static str {
        match self {
            Self::OauthEntityRestricted => {
                "The application registry refuses reads from other application scopes."
            }
            Self::OldRelease => "The instance reports Jakarta, a release before Kingston.",
            Self::Sso => "Sign-in goes to the identity provider first.",
            Self::IpFilter => "The caller's address is not allowed: programs get 403 with a page.",
            Self::Hibernating => "Every URL answers 200 with the page of a sleeping instance.",
            Self::Maintenance => "Every URL answers 503 with a maintenance page.",
            Self::RateLimit => "APIs answer 429 with Retry-After.",
            Self::Slow => "Every answer comes some seconds late.",
            Self::Down => "Connections are closed without an answer.",
            Self::LostAnswer => "Writes are carried out but their answers never arrive.",
            Self::TokenExpired => "Access tokens issued so far are refused until renewed.",
            Self::RefreshExpired => "Refresh tokens are refused.",
            Self::SessionQueueFull => "APIs answer 202 without content.",
            Self::DataPolicy => "Incidents and changes demand further fields.",
            Self::CustomStates => "Incidents and changes have further and renamed states.",
            Self::AclEmpty => "Access rules hide every record from APIs.",
        }
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Scenario {
    type Err = UnknownScenario;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|scenario| scenario.name() == text)
            .ok_or_else(|| UnknownScenario { name: text.to_owned() })
    }
}

fn names() -> String {
    let names: Vec<&str> = Scenario::ALL.iter().map(|one| one.name()).collect();
    names.join(", ")
}

/// A scenario that is on.
#[derive(Debug, Clone)]
pub(crate) struct Active {
    pub(crate) since: Timestamp,
    /// As given when it was switched on, `null` for the defaults.
    pub(crate) settings: Value,
}

/// The scenarios of one instance.
#[derive(Debug, Default)]
pub(crate) struct Scenarios {
    active: RwLock<BTreeMap<Scenario, Active>>,
    /// Scenarios whose effect on the data is in place.
    settled: tokio::sync::Mutex<Vec<Scenario>>,
    /// Something was switched since the data was last brought in line.
    unsettled: AtomicBool,
    limiter: faults::Limiter,
}

impl Scenarios {
    pub(crate) fn is_on(&self, scenario: Scenario) -> bool {
        self.read().contains_key(&scenario)
    }

    pub(crate) fn get(&self, scenario: Scenario) -> Option<Active> {
        self.read().get(&scenario).cloned()
    }

    /// Those that are on.
    pub(crate) fn active(&self) -> Vec<Scenario> {
        self.read().keys().copied().collect()
    }

    /// Their names in one line, for people.
    pub(crate) fn active_names(&self) -> String {
        let names: Vec<&str> = self.active().into_iter().map(Scenario::name).collect();
        names.join(", ")
    }

    pub(crate) fn switch_on(&self, scenario: Scenario, settings: Value, now: Timestamp) {
        let active = Active { since: now, settings };
        if scenario == Scenario::RateLimit {
            self.limiter.exhaust();
        }
        self.write().insert(scenario, active);
        self.unsettled.store(true, Ordering::Release);
    }

    pub(crate) fn switch_off(&self, scenario: Scenario) {
        self.write().remove(&scenario);
        self.unsettled.store(true, Ordering::Release);
    }

    pub(crate) fn clear(&self) {
        self.write().clear();
        self.unsettled.store(true, Ordering::Release);
    }

    /// The data was made anew: nothing is in place any more.
    pub(crate) async fn forget_effects(&self) {
        self.settled.lock().await.clear();
    }

    fn take_unsettled(&self) -> bool {
        self.unsettled.load(Ordering::Acquire) && self.unsettled.swap(false, Ordering::AcqRel)
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, BTreeMap<Scenario, Active>> {
        self.active.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, BTreeMap<Scenario, Active>> {
        self.active.write().unwrap_or_else(PoisonError::into_inner)
    }
}
