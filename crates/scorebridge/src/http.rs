//! HTTP clients for what leaves the portal: no redirects, no cookies, limits on time, the configured way out.

use std::time::Duration;

use reqwest::{Client, ClientBuilder};

use crate::config::NetworkConfig;

/// Begins a client that takes its proxy from the environment, as the commands do that talk to a portal.
fn begin() -> ClientBuilder {
    Client::builder()
        .user_agent(concat!("Scorebridge/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_mins(1))
}

/// A client for a portal, called from a terminal.
pub(crate) fn of_terminal() -> reqwest::Result<Client> {
    begin().build()
}

/// Begins a client of the portal.
pub(crate) fn of_portal(network: &NetworkConfig) -> reqwest::Result<ClientBuilder> {
    network.apply(begin())
}
