//! What all requests share. One [`State`] per running tenant.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{ToSpan, civil::Date};
use url::Url;

use crate::{
    catalogue::{CATALOGUE, Control, History, Ledger},
    clients::TestClient,
    clock::Clock,
    entra::Codes,
    faults::{Fault, Faults},
    keys::SigningKey,
    noise::Noise,
    people::{DOMAIN, Person},
};

pub(crate) type Shared = Arc<State>;

pub(crate) struct State {
    /// The address the tenant is reached at, with a trailing slash.
    pub(crate) base: Url,
    pub(crate) id: String,
    pub(crate) clients: Vec<TestClient>,
    pub(crate) people: Vec<Person>,
    pub(crate) keys: SigningKey,
    pub(crate) clock: Clock,
    pub(crate) noise: Noise,
    pub(crate) history: History,
    pub(crate) faults: Faults,
    pub(crate) codes: Codes,
    pub(crate) fixed_day: Option<Date>,
    pub(crate) ledger: Mutex<Ledger>,
}

/// The control that [`Fault::LegacyRetired`] makes vanish.
const LEGACY_CONTROL: &str = "intune_mobile_device_encryption";

impl State {
    /// The changes made since the start. A panic elsewhere while holding them leaves them usable: every change
    /// is one insertion.
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The day of the newest score.
    pub(crate) fn today(&self) -> Date {
        let day = self.fixed_day.unwrap_or_else(|| self.clock.day());
        day.saturating_add(self.ledger().days_advanced.days())
    }

    /// The base address without its trailing slash: Graph's root, the sign-in authority, an audience.
    pub(crate) fn root(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// The `iss` of tokens.
    pub(crate) fn issuer(&self) -> String {
        format!("{}/{}/v2.0", self.root(), self.id)
    }

    /// Whether a path's tenant part means this tenant: its GUID or its domain.
    pub(crate) fn is_called(&self, tenant: &str) -> bool {
        tenant.eq_ignore_ascii_case(&self.id) || tenant.eq_ignore_ascii_case(DOMAIN)
    }

    pub(crate) fn client(&self, client_id: &str) -> Option<&TestClient> {
        self.clients.iter().find(|client| client.client_id.eq_ignore_ascii_case(client_id))
    }

    pub(crate) fn person(&self, oid: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.oid == oid)
    }

    /// Whether a control is gone from the service, in whatever way.
    pub(crate) fn is_gone(&self, control: &Control) -> bool {
        let legacy_gone = control.id == LEGACY_CONTROL && self.faults.is_on(Fault::LegacyRetired);
        legacy_gone || self.ledger().is_retired(&control.id)
    }

    /// A control that the service still lists, by its exact id.
    pub(crate) fn control(&self, id: &str) -> Option<&'static Control> {
        CATALOGUE.iter().find(|control| control.id == id && !self.is_gone(control))
    }
}
