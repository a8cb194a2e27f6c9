//! Starting and stopping a tenant, and changing it from a test in the same process.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::{Arc, Mutex},
};

use jiff::civil::Date;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::{CancellationToken, DropGuard};
use url::Url;

use crate::{
    catalogue::{CATALOGUE, History, Ledger},
    clients::{self, TestClient},
    clock::Clock,
    entra::Codes,
    faults::{Fault, Faults, Setting},
    keys::SigningKey,
    noise::Noise,
    people, router,
    state::{Shared, State},
};

/// A running sample tenant. Dropping it stops it; [`SampleTenant::shutdown`] also waits for open requests.
pub struct SampleTenant {
    state: Shared,
    server: JoinHandle<()>,
    stop: CancellationToken,
    _stop_on_drop: DropGuard,
}

/// How a tenant is to be started. Made by [`SampleTenant::builder`].
#[derive(Debug)]
pub struct SampleTenantBuilder {
    listen: SocketAddr,
    public_url: Option<Url>,
    seed: u64,
    today: Option<Date>,
    clock: Clock,
    redirect_uris: Vec<Url>,
}

/// Why a tenant did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Another program listens there already.
    #[error("address {addr} is taken by another program")]
    AddressInUse {
        /// The address that was tried.
        addr: SocketAddr,
    },
    /// The address cannot be listened on for another reason.
    #[error("cannot listen on {addr}")]
    Listen {
        /// The address that was tried.
        addr: SocketAddr,
        /// What the operating system said.
        source: io::Error,
    },
    /// The system's random source failed while the signing key was made.
    #[error("cannot generate the key that signs tokens")]
    SigningKey,
}

/// No control of that id is listed by the tenant.
#[derive(Debug, thiserror::Error)]
#[error("the tenant lists no control {id:?}")]
pub struct UnknownControl {
    /// The id that was asked for.
    pub id: String,
}

impl Default for SampleTenantBuilder {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8082)),
            public_url: None,
            seed: 1,
            today: None,
            clock: Clock::system(),
            redirect_uris: Vec::new(),
        }
    }
}

impl SampleTenantBuilder {
    /// The address to listen on; port 0 takes a free one. Default: 127.0.0.1:8082.
    #[must_use]
    pub fn listen(mut self, addr: SocketAddr) -> Self {
        self.listen = addr;
        self
    }

    /// The address clients use, when it differs from the one listened on (behind a proxy, say). It becomes
    /// the issuer and the audience of tokens and the start of every `nextLink`.
    #[must_use]
    pub fn public_url(mut self, url: Url) -> Self {
        self.public_url = Some(url);
        self
    }

    /// Decides ids, secrets and scores. Default: 1.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Holds the day of the newest score. Default: the clock's day in UTC, moving on at midnight.
    #[must_use]
    pub fn today(mut self, day: Date) -> Self {
        self.today = Some(day);
        self
    }

    /// The clock for the lifetimes of tokens, and for the day unless that is held. Default: the system's.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Registers one more address that a sign-in may return to. `/signin/callback` on any port of a loopback
    /// host is registered already.
    #[must_use]
    pub fn redirect_uri(mut self, uri: Url) -> Self {
        self.redirect_uris.push(uri);
        self
    }

    /// Starts the tenant; when this returns it answers.
    pub async fn start(self) -> Result<SampleTenant, StartError> {
        let addr = self.listen;
        let listener = TcpListener::bind(addr).await.map_err(|source| start_error(addr, source))?;
        let bound = listener.local_addr().map_err(|source| start_error(addr, source))?;
        let state = Arc::new(self.into_state(bound)?);
        let stop = CancellationToken::new();
        let serve = axum::serve(listener, router::routes(Arc::clone(&state)))
            .with_graceful_shutdown(stop.clone().cancelled_owned());
        let server = tokio::spawn(async move {
            if let Err(error) = serve.await {
                tracing::error!(%error, "sample tenant stopped serving");
            }
        });
        Ok(SampleTenant { state, server, _stop_on_drop: stop.clone().drop_guard(), stop })
    }

    fn into_state(self, bound: SocketAddr) -> Result<State, StartError> {
        let noise = Noise::new(self.seed);
        let id = noise.guid("tenant");
        let start = self.today.unwrap_or_else(|| self.clock.day());
        Ok(State {
            base: self.public_url.unwrap_or_else(|| loopback_url(bound)),
            clients: clients::registered(noise, &id, &self.redirect_uris),
            people: people::everyone(noise),
            keys: SigningKey::generate().map_err(|_| StartError::SigningKey)?,
            history: History::new(noise, start, &CATALOGUE),
            faults: Faults::default(),
            codes: Codes::default(),
            fixed_day: self.today,
            ledger: Mutex::new(Ledger::at_start(start, &CATALOGUE)),
            clock: self.clock,
            noise,
            id,
        })
    }
}

impl SampleTenant {
    /// Begins to describe a tenant.
    pub fn builder() -> SampleTenantBuilder {
        SampleTenantBuilder::default()
    }

    /// Where the tenant is reached, with a trailing slash.
    pub fn url(&self) -> &Url {
        &self.state.base
    }

    /// The tenant's GUID.
    pub fn id(&self) -> &str {
        &self.state.id
    }

    /// The registered applications, that with the most permissions first.
    pub fn clients(&self) -> Vec<TestClient> {
        self.state.clients.clone()
    }

    /// Graph's root: `{root}v1.0/security/secureScores` and scope `{root}.default`.
    pub fn graph_root(&self) -> &Url {
        &self.state.base
    }

    /// The sign-in authority: `{authority}{tenant}/oauth2/v2.0/token`.
    pub fn authority(&self) -> &Url {
        &self.state.base
    }

    /// The `iss` of ID tokens, to which `/.well-known/openid-configuration` is added for discovery.
    pub fn issuer(&self) -> String {
        self.state.issuer()
    }

    /// The day of the newest score.
    pub fn today(&self) -> Date {
        self.state.today()
    }

    /// Lets `days` pass; each day adds a score. Token lifetimes follow the clock, not this.
    pub fn advance_days(&self, days: u16) {
        self.state.ledger().days_advanced += i32::from(days);
    }

    /// Sets what a control reaches from today on, from 0 up to its maximum; more is cut to that.
    pub fn set_points(&self, control_id: &str, points: f64) -> Result<(), UnknownControl> {
        let control = self.state.control(control_id).ok_or_else(|| unknown(control_id))?;
        let today = self.state.today();
        self.state.ledger().set_points(control_id, points.clamp(0.0, control.max_score), today);
        Ok(())
    }

    /// Makes a control vanish from profiles and from today's score.
    pub fn retire(&self, control_id: &str) -> Result<(), UnknownControl> {
        self.state.control(control_id).ok_or_else(|| unknown(control_id))?;
        self.state.ledger().retire(control_id);
        Ok(())
    }

    /// Switches a fault on until it is cleared.
    pub fn set_fault(&self, fault: Fault) {
        self.state.faults.set(fault, Setting::default());
    }

    /// Switches a fault on for the next `times` requests it concerns.
    pub fn set_fault_times(&self, fault: Fault, times: u32) {
        if times > 0 {
            self.state.faults.set(fault, Setting { times: Some(times), ..Setting::default() });
        }
    }

    /// Switches a fault off.
    pub fn clear_fault(&self, fault: Fault) {
        self.state.faults.clear(fault);
    }

    /// Stops listening and waits until the open requests are answered.
    pub async fn shutdown(self) {
        self.stop.cancel();
        if let Err(error) = self.server.await {
            tracing::error!(%error, "sample tenant ended badly");
        }
    }
}

fn unknown(id: &str) -> UnknownControl {
    UnknownControl { id: id.to_owned() }
}

fn start_error(addr: SocketAddr, source: io::Error) -> StartError {
    match source.kind() {
        io::ErrorKind::AddrInUse => StartError::AddressInUse { addr },
        _ => StartError::Listen { addr, source },
    }
}

/// The address for a browser on this machine: an unspecified address is reached through loopback.
fn loopback_url(mut bound: SocketAddr) -> Url {
    match bound.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => bound.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => bound.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    Url::parse(&format!("http://{bound}/")).expect("a socket address is a valid authority")
}
