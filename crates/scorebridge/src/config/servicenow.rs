//! `[servicenow]`

/// How ServiceNow is called.
#[derive(Debug, Clone)]
pub struct ServiceNowConfig {
    /// Seconds between syncs, 5 to 3,600.
    pub sync_seconds: u32,
    /// Addresses the portal calls from, shown where an administrator must allow them (S28).
    pub egress_addresses: Vec<String>,
    /// Whether an instance may resolve to a private or loopback address (developer instance).
    pub allow_private_addresses: bool,
}
