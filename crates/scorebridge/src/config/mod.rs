//! Configuration: flags, then environment (`SCOREBRIDGE_SECTION__KEY`), then the file, then defaults. One file per
//! section, with the keys' documentation and defaults; every fault is reported at once.

mod graph;
mod hosts;
mod network;
mod server;
mod servicenow;
mod settings;
mod signin;

use std::path::Path;

use confique::Config as _;

pub use graph::GraphConfig;
pub use hosts::AllowedHosts;
pub use network::NetworkConfig;
pub use server::ServerConfig;
pub use servicenow::ServiceNowConfig;
pub use settings::{Fault, Faults, Origin};
pub use signin::SigninConfig;

pub(crate) use server::{default_base_url, default_database_url};
use settings::Settings;

/// The whole configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the portal listens and keeps its data.
    pub server: ServerConfig,
    /// Who may sign in.
    pub signin: SigninConfig,
    /// Where Secure Score comes from.
    pub graph: GraphConfig,
    /// How ServiceNow is called.
    pub servicenow: ServiceNowConfig,
    /// The way out.
    pub network: NetworkConfig,
}

/// Scorebridge configuration. Each key can also be set by the environment: `SCOREBRIDGE_` + section + `__` + key,
/// in capitals.
#[derive(confique::Config)]
#[expect(dead_code, reason = "read through its metadata: names, documentation, defaults")]
struct Schema {
    #[config(nested)]
    server: server::Schema,
    #[config(nested)]
    signin: signin::Schema,
    #[config(nested)]
    graph: graph::Schema,
    #[config(nested)]
    servicenow: servicenow::Schema,
    #[config(nested)]
    network: network::Schema,
}

impl Config {
    /// Reads the environment and, where named, the file. Unknown keys and unreadable values are all reported.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Faults> {
        let mut settings = Settings::new(&Schema::META);
        if let Some(file) = file {
            settings.add_file(file);
        }
        settings.add_environment(environment);
        let config = Self::read(&mut settings);
        settings.finish().map(|()| config.expect("a value that is missing is a fault"))
    }

    fn read(settings: &mut Settings) -> Option<Self> {
        let (server, signin, graph, servicenow, network) = (
            ServerConfig::read(settings),
            SigninConfig::read(settings),
            GraphConfig::read(settings),
            ServiceNowConfig::read(settings),
            NetworkConfig::read(settings),
        );
        Some(Self { server: server?, signin: signin?, graph: graph?, servicenow: servicenow?, network })
    }

    /// The configuration as it is in force, as a file; secrets are left out.
    pub fn show(&self) -> String {
        let (graph, servicenow) = (self.graph.show(), self.servicenow.show());
        [self.server.show(), self.signin.show(), graph, servicenow, self.network.show()].join("\n")
    }

    /// Every key with its documentation and default, as a file to start from.
    pub fn reference() -> String {
        let mut options = confique::toml::FormatOptions::default();
        options.general.env_keys = false;
        confique::toml::template::<Schema>(options)
    }
}

#[cfg(test)]
mod tests;
