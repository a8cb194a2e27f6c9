//! Starting and stopping an instance.

mod certificate;
mod handshake;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use jiff::Timestamp;
use tokio::task::{JoinHandle, spawn_blocking};
use url::Url;

use crate::app::App;
use crate::auth::{Auth, Vault, key};
use crate::clock::Clock;
use crate::engine::{Engine, SeedOptions, Sources, Storage};
use crate::jobs::Jobs;
use crate::limits::Counters;
use crate::random::Random;
use crate::recorder::{RecordedRequest, Recorder};
use crate::router::router;
use crate::scenarios::{Scenario, Scenarios};
use crate::script::Worker;
use crate::serve;

/// Time given to open requests when an instance shuts down.
const GRACE: Duration = Duration::from_secs(5);

/// A running developer instance. Dropping it stops it at once.
#[derive(Debug)]
pub struct Instance {
    app: Arc<App>,
    addr: SocketAddr,
    handle: Handle<SocketAddr>,
    server: Option<JoinHandle<io::Result<()>>>,
    _worker: Worker,
}

/// Settings of an instance that is about to start.
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until it is started"]
pub struct InstanceBuilder {
    listen: SocketAddr,
    allow_remote: bool,
    data: Option<PathBuf>,
    tls: bool,
    seed: Option<u64>,
    now: Option<Timestamp>,
    scenarios: Vec<Scenario>,
    demo_data: bool,
    connector: bool,
}

/// Why an instance does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Another program listens there.
    #[error("the address {addr} is in use")]
    AddressInUse {
        /// The address asked for.
        addr: SocketAddr,
    },
    /// The address cannot be listened on for another reason.
    #[error("cannot listen on {addr}")]
    Listen {
        /// The address asked for.
        addr: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// Other machines could reach the instance, which was not allowed.
    #[error("{addr} is reachable from other machines; allow it explicitly")]
    RemoteAddress {
        /// The address asked for.
        addr: SocketAddr,
    },
    /// Other machines could sign in with the passwords everybody knows.
    #[error(
        "the users admin and itil still have their first passwords; change them before other machines can reach {addr}"
    )]
    DefaultPasswords {
        /// The address asked for.
        addr: SocketAddr,
    },
    /// The data cannot be opened or made.
    #[error("cannot use the data in {path}")]
    Data {
        /// The data file.
        path: PathBuf,
        /// What is wrong with it.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The certificate for TLS cannot be made, read or written.
    #[error("cannot use the certificate {path}")]
    Certificate {
        /// The certificate file.
        path: PathBuf,
        /// What is wrong with it.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Default for InstanceBuilder {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            allow_remote: false,
            data: None,
            tls: false,
            seed: None,
            now: None,
            scenarios: Vec::new(),
            demo_data: true,
            connector: true,
        }
    }
}

impl InstanceBuilder {
    /// Address to listen on; by default a free port of 127.0.0.1.
    pub fn listen(mut self, addr: SocketAddr) -> Self {
        self.listen = addr;
        self
    }

    /// Lets other machines reach the instance. Refused all the same while the
    /// first users have their first passwords.
    pub fn allow_remote(mut self, allow: bool) -> Self {
        self.allow_remote = allow;
        self
    }

    /// File that keeps the data; by default it is gone with the instance.
    pub fn data(mut self, path: impl Into<PathBuf>) -> Self {
        self.data = Some(path.into());
        self
    }

    /// Serves HTTPS with a self-signed certificate, written beside the data.
    pub fn tls(mut self, tls: bool) -> Self {
        self.tls = tls;
        self
    }

    /// Makes ids and tokens repeatable, and so guessable: for tests only.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Starts with the clock standing at this moment.
    pub fn now(mut self, now: Timestamp) -> Self {
        self.now = Some(now);
        self
    }

    /// Starts with this scenario on; may be called repeatedly.
    pub fn scenario(mut self, scenario: Scenario) -> Self {
        self.scenarios.push(scenario);
        self
    }

    /// Some hundred plausible records; on by default.
    pub fn demo_data(mut self, demo_data: bool) -> Self {
        self.demo_data = demo_data;
        self
    }

    /// The ticketing connector (`x_scbr_m365ticket`), as if it had been installed; on by default. Without it the
    /// connector can be installed as in any instance.
    pub fn connector(mut self, connector: bool) -> Self {
        self.connector = connector;
        self
    }

    /// Binds, fills an empty data file, and answers requests from then on.
    pub async fn start(self) -> Result<Instance, StartError> {
        if !self.listen.ip().is_loopback() && !self.allow_remote {
            return Err(StartError::RemoteAddress { addr: self.listen });
        }
        let listener = TcpListener::bind(self.listen).map_err(|source| self.bind_error(source))?;
        let addr = listener.local_addr().map_err(|source| self.bind_error(source))?;
        let app = Arc::new(self.app(addr).await?);
        let tls = if self.tls { Some(self.certificate(addr, &app.engine)?) } else { None };
        self.refuse_default_passwords(&app, addr).await?;
        let handle = Handle::new();
        let worker = Worker::start(&app);
        let served = serve::serve(listener, router(Arc::clone(&app)), tls, handle.clone());
        Ok(Instance { app, addr, handle, server: Some(tokio::spawn(served)), _worker: worker })
    }

    fn bind_error(&self, source: io::Error) -> StartError {
        let addr = self.listen;
        match source.kind() {
            io::ErrorKind::AddrInUse => StartError::AddressInUse { addr },
            _ => StartError::Listen { addr, source },
        }
    }

    fn certificate(&self, addr: SocketAddr, engine: &Engine) -> Result<RustlsConfig, StartError> {
        let beside = self.data.as_deref().and_then(Path::parent);
        certificate::load_or_make(beside, addr, engine)
    }

    async fn app(&self, addr: SocketAddr) -> Result<App, StartError> {
        let clock = Arc::new(self.now.map_or_else(Clock::running, Clock::frozen));
        let random = Arc::new(Random::new(self.seed));
        let vault = Arc::new(Vault::new(&self.key(&random)?));
        let engine = self.engine(&clock, &random, &vault).await?;
        let base_url = base_url(addr, self.tls);
        let scenarios = Scenarios::default();
        for scenario in &self.scenarios {
            scenarios.switch_on(*scenario, serde_json::Value::Null, clock.now());
        }
        Ok(App {
            engine,
            clock,
            random,
            scenarios,
            recorder: Recorder::default(),
            auth: Auth::new(vault, &base_url),
            counters: Counters::default(),
            jobs: Jobs::default(),
            queue: Arc::default(),
            base_url,
        })
    }

    /// Secrets in a data file are sealed with a key beside it.
    fn key(&self, random: &Random) -> Result<[u8; key::KEY_BYTES], StartError> {
        let Some(data) = &self.data else { return Ok(random.bytes()) };
        let path = key::beside(data);
        key::load_or_make(&path, random).map_err(|source| StartError::Data { path, source: Box::new(source) })
    }

    async fn engine(
        &self,
        clock: &Arc<Clock>,
        random: &Arc<Random>,
        vault: &Arc<Vault>,
    ) -> Result<Engine, StartError> {
        let storage = match &self.data {
            Some(path) => Storage::File(path.clone()),
            None => Storage::temporary().map_err(|source| StartError::Data {
                path: std::env::temp_dir(),
                source: Box::new(source),
            })?,
        };
        let path = storage.file();
        let options = SeedOptions { demo_data: self.demo_data, connector: self.connector };
        let sources =
            Sources { clock: Arc::clone(clock), random: Arc::clone(random), vault: Arc::clone(vault) };
        let opened = spawn_blocking(move || Engine::open(storage, sources, options)).await;
        let failed = |source: Box<dyn std::error::Error + Send + Sync>| StartError::Data { path, source };
        match opened {
            Ok(Ok(engine)) => Ok(engine),
            Ok(Err(error)) => Err(failed(Box::new(error))),
            Err(stopped) => Err(failed(Box::new(stopped))),
        }
    }

    async fn refuse_default_passwords(&self, app: &App, addr: SocketAddr) -> Result<(), StartError> {
        if addr.ip().is_loopback() || !crate::auth::has_default_passwords(&app.engine).await {
            return Ok(());
        }
        Err(StartError::DefaultPasswords { addr })
    }
}

impl Instance {
    /// Starts from the defaults: a free local port, data in memory only.
    pub fn builder() -> InstanceBuilder {
        InstanceBuilder::default()
    }

    /// The address of the instance, ending with `/`.
    pub fn url(&self) -> &Url {
        &self.app.base_url
    }

    /// Where it listens, with the port that was free.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The last requests (at most 500), oldest first, without those to `/dev`.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.app.recorder.all()
    }

    /// Puts the instance into a trouble or takes it out; holds for the next
    /// request.
    pub fn switch(&self, scenario: Scenario, on: bool) {
        let scenarios = &self.app.scenarios;
        if on {
            scenarios.switch_on(scenario, serde_json::Value::Null, self.app.clock.now());
        } else {
            scenarios.switch_off(scenario);
        }
    }

    /// Stops the instance's clock at this moment.
    pub fn set_now(&self, now: Timestamp) {
        self.app.clock.freeze_at(now);
    }

    /// Finishes open requests, for at most five seconds, then stops.
    pub async fn shutdown(mut self) {
        self.handle.graceful_shutdown(Some(GRACE));
        if let Some(server) = self.server.take() {
            // A server that failed has stopped as well.
            let _ = server.await;
        }
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.handle.shutdown();
    }
}

fn base_url(addr: SocketAddr, tls: bool) -> Url {
    let scheme = if tls { "https" } else { "http" };
    Url::parse(&format!("{scheme}://{addr}/")).expect("a socket address makes a URL")
}
