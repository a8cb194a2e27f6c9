//! Failures that can be switched on, for as long as wanted or for the next few requests. This module keeps the
//! switches; the routers act on them.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};

macro_rules! faults {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// A failure of the tenant that can be switched on.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Fault {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Fault {
            /// Every fault.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name under `/dev/faults`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// One sentence on what happens while it is on.
            pub fn description(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }

            pub(crate) fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|fault| fault.name() == name)
            }
        }
    };
}

faults! {
    /// Graph answers 429 with `Retry-After`.
    Throttled = "throttled",
    /// Graph answers 429 without saying how long to wait.
    ThrottledWithoutRetryAfter = "throttled-without-retry-after",
    /// Graph reads answer 206 with a `Warning` header naming the provider that failed.
    Partial = "partial",
    /// Graph answers 503.
    Unavailable = "unavailable",
    /// Graph answers 400 with an empty code and a message that says nothing.
    BadRequest = "bad-request",
    /// No score exists yet, as in a new tenant.
    Empty = "empty",
    /// Comparison averages are -1 everywhere: no data.
    NoComparison = "no-comparison",
    /// A PATCH is accepted and then has no effect.
    WriteIgnored = "write-ignored",
    /// The control intune_mobile_device_encryption is gone from profiles and scores.
    LegacyRetired = "legacy-retired",
    /// Graph answers 401 to every token, as if it had expired.
    TokensExpired = "tokens-expired",
    /// The token endpoint refuses every secret as expired.
    SecretExpired = "secret-expired",
    /// The token endpoint answers 503 with a page instead of JSON.
    TokenUnavailable = "token-unavailable",
}

/// How a fault behaves while it is on.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Setting {
    /// The fault ends after so many requests; absent: when it is switched off.
    pub(crate) times: Option<u32>,
    /// The `Retry-After` of a throttled answer, in seconds; absent: 1.
    pub(crate) retry_after_seconds: Option<u32>,
}

/// The switches of one tenant.
#[derive(Default)]
pub(crate) struct Faults(Mutex<BTreeMap<Fault, Setting>>);

impl Faults {
    fn switches(&self) -> MutexGuard<'_, BTreeMap<Fault, Setting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set(&self, fault: Fault, setting: Setting) {
        self.switches().insert(fault, setting);
    }

    pub(crate) fn clear(&self, fault: Fault) {
        self.switches().remove(&fault);
    }

    pub(crate) fn setting(&self, fault: Fault) -> Option<Setting> {
        self.switches().get(&fault).copied()
    }

    pub(crate) fn is_on(&self, fault: Fault) -> bool {
        self.setting(fault).is_some()
    }

    /// The setting if the fault is on; counts this request against its number of times.
    pub(crate) fn strike(&self, fault: Fault) -> Option<Setting> {
        let mut switches = self.switches();
        let setting = *switches.get(&fault)?;
        match setting.times {
            Some(0 | 1) => drop(switches.remove(&fault)),
            Some(left) => {
                switches.insert(fault, Setting { times: Some(left - 1), ..setting });
            }
            None => {}
        }
        Some(setting)
    }
}
