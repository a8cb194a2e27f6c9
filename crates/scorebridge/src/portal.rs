//! The running portal: store, workers and web server, started and stopped together.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::app::{App, Parts};
use crate::clock::Clock;
use crate::config::Config;
use crate::jobs::{self, Workers};
use crate::live::Live;
use crate::store::{KeyRing, Store, StoreError};

/// How long jobs and requests may take to end after a stop was asked for; they end side by side.
const STOP_WITHIN: Duration = Duration::from_millis(9_500);

/// Why the portal did not start. Each text says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Somebody else listens there.
    #[error("the address {0} is in use: stop the other program or choose another address")]
    AddressInUse(SocketAddr),
    /// The address cannot be listened on.
    #[error("listen on {0}: {1}")]
    Listen(SocketAddr, #[source] io::Error),
    /// The data folder cannot be used.
    #[error("write to the data folder {}: {source}; choose another folder or change its permissions", path.display())]
    Data {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The HTTP client cannot be made.
    #[error("prepare TLS: {0}")]
    Http(#[from] reqwest::Error),
}

/// A running portal. Dropping it stops its server; [`Portal::shutdown`] stops it in good order.
pub struct Portal {
    app: App,
    workers: Option<Workers>,
    server: JoinHandle<()>,
}

impl Portal {
    /// Starts store, workers and server. A port of 0 takes a free one and puts it into the base URL.
    pub async fn start(mut config: Config, clock: Clock) -> Result<Self, StartError> {
        let listener = listen(config.server.listen).await?;
        if config.server.listen.port() == 0 {
            let port = listener
                .local_addr()
                .map_err(|error| StartError::Listen(config.server.listen, error))?
                .port();
            config.server.listen.set_port(port);
            config.server.base_url = crate::config::default_base_url(config.server.listen);
        }
        let app = assemble(config, clock).await?;
        let left_behind = app.store.release_left_behind().await?;
        if left_behind > 0 {
            tracing::info!(
                jobs = left_behind,
                "the portal had not been stopped in good order: its jobs go on"
            );
        }
        let workers = jobs::start(app.clone());
        let server = tokio::spawn(serve(listener, app.clone()));
        Ok(Self { app, workers: Some(workers), server })
    }

    /// Where it answers.
    pub fn url(&self) -> &Url {
        &self.app.config.server.base_url
    }

    /// What its parts share.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Ends open requests and streams, finishes or hands back running jobs.
    pub async fn shutdown(mut self) {
        let deadline = Instant::now() + STOP_WITHIN;
        self.app.stopping.cancel();
        if let Some(workers) = self.workers.take() {
            workers.shutdown().await;
        }
        if tokio::time::timeout_at(deadline, &mut self.server).await.is_err() {
            tracing::warn!("requests were still open when the portal stopped");
        }
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        self.app.stopping.cancel();
        self.server.abort();
    }
}

/// Opens the store and puts the parts together, without serving: for administration on the machine itself.
pub async fn assemble(config: Config, clock: Clock) -> Result<App, StartError> {
    let data = &config.server.data;
    let fault = |source| StartError::Data { path: data.clone(), source };
    std::fs::create_dir_all(data).map_err(fault)?;
    let keys = KeyRing::open_file(&config.server.key_file())?;
    let store = Store::open(&config.server.database_url, keys).await?;
    store.ensure_tenant(&config.graph.tenant, &config.graph.organisation).await?;
    let http = crate::http::of_portal(&config.network)?.build()?;
    Ok(App::new(Parts {
        config,
        store,
        clock,
        live: Live::new(),
        http,
        jobs: Notify::new(),
        sync: Notify::new(),
        stopping: CancellationToken::new(),
    }))
}

async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => StartError::AddressInUse(address),
        _ => StartError::Listen(address, error),
    })
}

async fn serve(listener: TcpListener, app: App) {
    let stopping = app.stopping.clone();
    let service = crate::web::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(stopping.cancelled_owned()).await;
    if let Err(error) = served {
        tracing::error!(error.message = %error, "the web server ended");
    }
}
