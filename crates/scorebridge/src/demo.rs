//! The demo: a configuration for the sample tenant, and the short way to a connected portal with tickets. It takes
//! the ways of every user: the instance is called over its public protocol only.

mod connect;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use sample_tenant::SampleTenant;

use crate::auth;
use crate::config::{
    AllowedHosts, Config, GraphConfig, NetworkConfig, ServerConfig, ServiceNowConfig, SigninConfig,
    default_base_url, default_database_url,
};
use crate::ids::TenantId;

pub use connect::{connect, set_up};

/// Name of the organisation in the sample tenant.
const ORGANISATION: &str = "Noordlicht Group";

/// The folder of a demo; a temporary one is removed when this is dropped.
pub struct DataFolder {
    path: PathBuf,
    temporary: bool,
}

impl DataFolder {
    /// Uses `path`, made when it does not exist, or a temporary folder of an unguessable name.
    pub fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let temporary = path.is_none();
        let path = path.map_or_else(
            || std::env::temp_dir().join(format!("scorebridge-demo-{}", auth::random())),
            Path::to_owned,
        );
        std::fs::create_dir_all(&path).with_context(|| format!("make the data folder {}", path.display()))?;
        Ok(Self { path, temporary })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for DataFolder {
    fn drop(&mut self) {
        if self.temporary
            && let Err(error) = std::fs::remove_dir_all(&self.path)
        {
            tracing::warn!(folder = %self.path.display(), error.message = %error, "the demo's folder was not removed");
        }
    }
}

/// A portal at `listen` whose people and scores come from the sample tenant.
pub fn config(listen: SocketAddr, data: &Path, tenant: &SampleTenant) -> anyhow::Result<Config> {
    let client = tenant
        .clients()
        .into_iter()
        .find(|client| {
            client.permissions.iter().any(|permission| permission.starts_with("SecurityEvents.Read"))
        })
        .context("find a client with permission in the sample tenant")?;
    Ok(Config {
        server: ServerConfig {
            listen,
            base_url: default_base_url(listen),
            data: data.to_owned(),
            database_url: default_database_url(data),
            timing: false,
        },
        signin: SigninConfig {
            issuer: tenant.url().join(&format!("{}/v2.0", tenant.id()))?,
            client_id: client.client_id.clone(),
            client_secret: client.client_secret.clone(),
        },
        graph: GraphConfig {
            tenant: TenantId::new(tenant.id()),
            organisation: ORGANISATION.to_owned(),
            root: tenant.graph_root().clone(),
            authority: tenant.authority().clone(),
            client_id: client.client_id,
            client_secret: client.client_secret,
            client_secret_ends: None,
            import_minutes: 60,
        },
        servicenow: ServiceNowConfig {
            sync_seconds: 2,
            settle_seconds: 5,
            egress_addresses: vec![listen.ip().to_string()],
            allowed_hosts: AllowedHosts::default(),
            allow_private_addresses: true,
        },
        network: NetworkConfig::default(),
    })
}
