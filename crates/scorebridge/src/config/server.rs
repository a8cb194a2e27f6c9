//! `[server]`

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use url::Url;

use super::Settings;

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
    /// Whether answers carry a `Server-Timing` header.
    pub timing: bool,
}

/// Where the portal listens and keeps its data.
#[derive(confique::Config)]
#[expect(dead_code, reason = "read through its metadata")]
pub(super) struct Schema {
    /// Address to listen on.
    #[config(default = "127.0.0.1:8080")]
    listen: String,
    /// Address that browsers use, such as `https://scorebridge.example.org`. Without it: `http://` and the address
    /// listened on.
    base_url: Option<String>,
    /// Folder for the SQLite database and the key file; made when it does not exist.
    #[config(default = "data")]
    data: String,
    /// sqlite://PATH or postgres://USER:PASSWORD@HOST/DATABASE; also read from DATABASE_URL. Without it: a SQLite
    /// database in the data folder.
    database_url: Option<String>,
    /// Whether answers tell in a `Server-Timing` header how long the portal worked on them and with how many SQL
    /// statements. For measuring; browsers show it in their network tools.
    #[config(default = false)]
    timing: bool,
}

impl ServerConfig {
    /// The keys that seal secrets.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.data.join("secret.key")
    }

    pub(super) fn read(settings: &mut Settings) -> Option<Self> {
        let listen: Option<SocketAddr> =
            settings.required("server.listen", "an address and a port, such as 127.0.0.1:8080");
        let base_url = settings.optional("server.base_url", "an http or https address");
        let data: Option<PathBuf> = settings.required("server.data", "a folder");
        let database_url = settings.optional("server.database_url", "sqlite://PATH or postgres://...");
        let timing = settings.required("server.timing", "true or false");
        let (listen, data, timing) = (listen?, data?, timing?);
        Some(Self {
            base_url: base_url.unwrap_or_else(|| default_base_url(listen)),
            database_url: database_url.unwrap_or_else(|| default_database_url(&data)),
            listen,
            data,
            timing,
        })
    }

    pub(super) fn show(&self) -> String {
        let database = self.database_url.parse::<Url>().map_or_else(
            |_| self.database_url.clone(),
            |mut url| {
                // Only an address that cannot carry a password refuses to have one removed.
                let _ = url.set_password(None);
                url.to_string()
            },
        );
        format!(
            "[server]\nlisten = {:?}\nbase_url = {:?}\ndata = {:?}\ndatabase_url = {database:?}\ntiming = {}\n",
            self.listen.to_string(),
            self.base_url.as_str(),
            self.data.display().to_string(),
            self.timing,
        )
    }
}

/// The address itself, where nothing stands between browser and portal.
pub(crate) fn default_base_url(listen: SocketAddr) -> Url {
    format!("http://{listen}").parse().expect("a socket address makes a URL")
}

/// The database in the data folder.
pub(crate) fn default_database_url(data: &Path) -> String {
    format!("sqlite://{}", data.join("scorebridge.db").display())
}
