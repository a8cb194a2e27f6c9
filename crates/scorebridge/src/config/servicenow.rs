//! `[servicenow]`

use super::{AllowedHosts, Settings};

/// How ServiceNow is called.
#[derive(Debug, Clone)]
pub struct ServiceNowConfig {
    /// Seconds between syncs, 1 to 3,600.
    pub sync_seconds: u32,
    /// Seconds after which a call whose answer was lost can no longer take effect, 1 to 600.
    pub settle_seconds: u32,
    /// Addresses the portal calls from, shown where an administrator must allow them (S28).
    pub egress_addresses: Vec<String>,
    /// Which hosts an instance may have.
    pub allowed_hosts: AllowedHosts,
    /// Whether an instance may resolve to a private or loopback address (developer instance).
    pub allow_private_addresses: bool,
}

/// How ServiceNow is called.
#[derive(confique::Config)]
#[expect(dead_code, reason = "read through its metadata")]
pub(super) struct Schema {
    /// Seconds between syncs, 1 to 3600. One call each when nothing changed.
    #[config(default = 30)]
    sync_seconds: u32,
    /// Seconds after which a call whose answer was lost can no longer take effect, 1 to 600. ServiceNow ends REST
    /// transactions after 60 s; they may have waited in its queue before.
    #[config(default = 90)]
    settle_seconds: u32,
    /// Addresses that the portal calls from, as an instance sees them; shown where they must be allowed.
    #[config(default = [])]
    egress_addresses: Vec<String>,
    /// Hosts that an instance may have: `acme.service-now.com`, or `*.service-now.com` for everything below it. Without
    /// it: any that has a public address.
    #[config(default = [])]
    allowed_hosts: Vec<String>,
    /// Whether an instance may have a private or loopback address: for developer instances, and instances in your own
    /// network. Name their hosts in `allowed_hosts` then.
    #[config(default = false)]
    allow_private_addresses: bool,
}

impl ServiceNowConfig {
    pub(super) fn read(settings: &mut Settings) -> Option<Self> {
        let sync_seconds = settings.number("servicenow.sync_seconds", 1..=3600);
        let settle_seconds = settings.number("servicenow.settle_seconds", 1..=600);
        let allow_private_addresses =
            settings.required("servicenow.allow_private_addresses", "true or false");
        let egress_addresses = settings.list("servicenow.egress_addresses");
        let allowed_hosts = AllowedHosts::parse(&settings.list("servicenow.allowed_hosts"))
            .map_err(|reason| settings.refuse("servicenow.allowed_hosts", reason));
        Some(Self {
            sync_seconds: sync_seconds?,
            settle_seconds: settle_seconds?,
            egress_addresses,
            allowed_hosts: allowed_hosts.ok()?,
            allow_private_addresses: allow_private_addresses?,
        })
    }

    pub(super) fn show(&self) -> String {
        format!(
            "[servicenow]\nsync_seconds = {}\nsettle_seconds = {}\negress_addresses = {:?}\nallowed_hosts = {:?}\nallow_private_addresses = {}\n",
            self.sync_seconds,
            self.settle_seconds,
            self.egress_addresses,
            self.allowed_hosts.as_slice(),
            self.allow_private_addresses,
        )
    }
}
