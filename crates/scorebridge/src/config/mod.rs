//! Configuration: flags, then environment (`SCOREBRIDGE_SECTION__KEY`), then the file, then defaults. One file per
//! section; every fault is reported at once.

mod graph;
mod server;
mod servicenow;
mod signin;

pub use graph::GraphConfig;
pub use server::ServerConfig;
pub use servicenow::ServiceNowConfig;
pub use signin::SigninConfig;

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
}
