//! The way to the instance and the first look at it, without credentials.

use std::time::Duration;

use servicenow_client::{Client, Release};

use crate::app::App;
use crate::connection::doctor::{Door, Seen, way_seen};
use crate::connection::{Area, CheckName, Connection, InstanceFacts, Place, probe};
use crate::jobs::clients::{client_of, http_for, place};
use crate::jobs::connect::ConnectError;
use crate::message::Message;
use crate::store::StoreError;

/// A name server that takes longer is as good as none.
const LOOKUP_TIMEOUT: Duration = Duration::from_secs(5);

/// What was seen from outside.
pub(super) struct Look<'a> {
    pub(super) app: &'a App,
    pub(super) connection: &'a Connection,
    /// The client with our tokens, once somebody authorized.
    pub(super) client: Option<Client>,
    /// The HTTP client without, unless the address is refused.
    pub(super) http: Option<reqwest::Client>,
    pub(super) facts: Result<InstanceFacts, Message>,
    addresses: Option<usize>,
    /// Told with a token, where the statistics page is closed.
    pub(super) told_release: Option<Release>,
}

impl<'a> Look<'a> {
    pub(super) async fn at(app: &'a App, connection: &'a Connection) -> Result<Self, StoreError> {
        let client = match client_of(app, connection).await {
            Ok(client) => Some(client),
            Err(ConnectError::Store(error)) => return Err(error),
            Err(ConnectError::Problem(_)) => None,
        };
        let http = http_for(app, &connection.instance).await;
        let facts = match &http {
            Ok(http) => probe(http, place(app, connection), app.clock.now()).await,
            Err(problem) => Err(problem.clone()),
        };
        let is_direct = place(app, connection).proxy.is_none();
        let addresses = if is_direct { addresses_of(connection).await } else { None };
        let told_release = match (&facts, &client) {
            (Ok(InstanceFacts { release: None, .. }), Some(client)) => client.release().await.ok().flatten(),
            _ => None,
        };
        Ok(Self { app, connection, client, http: http.ok(), facts, addresses, told_release })
    }

    pub(super) fn place(&self) -> Place<'_> {
        place(self.app, self.connection)
    }

    /// Whether the instance answers as ServiceNow. One that is too old does, and is asked nothing further.
    pub(super) fn is_open(&self) -> bool {
        self.facts.is_ok()
    }

    /// The release name to remember.
    pub(super) fn release(&self) -> Option<String> {
        let told = || self.told_release.as_ref().map(|release| release.family().to_string());
        self.facts.as_ref().ok().and_then(|facts| facts.release.clone()).or_else(told)
    }

    /// The checks of the way.
    pub(super) fn seen(&self) -> Vec<(CheckName, Seen)> {
        let door = Door {
            place: self.place(),
            addresses: self.addresses,
            facts: &self.facts,
            told_release: self.told_release.clone(),
        };
        Area::Way.checks().filter_map(|name| Some((name, way_seen(&door, name)?))).collect()
    }
}

/// How many addresses the name has; `None` for an address in figures. A name that is not known is told by the call.
async fn addresses_of(connection: &Connection) -> Option<usize> {
    let url::Host::Domain(host) = connection.instance.as_url().host()? else { return None };
    let found = tokio::time::timeout(LOOKUP_TIMEOUT, tokio::net::lookup_host((host, 443))).await;
    Some(found.ok().and_then(Result::ok).map_or(0, Iterator::count))
}
