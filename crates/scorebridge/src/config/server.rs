//! `[server]`

use std::net::SocketAddr;
use std::path::PathBuf;

use url::Url;

/// Where the portal listens and keeps its data.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Address that browsers use, without path; also the base of redirect URIs.
    pub base_url: Url,
    /// Folder for the database and the key file.
    pub data: PathBuf,
    /// `sqlite://...` or `postgres://...`
    pub database_url: String,
}
