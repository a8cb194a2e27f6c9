//! What every part of the running portal shares.

use std::sync::{Arc, OnceLock};

use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::clock::Clock;
use crate::config::Config;
use crate::jobs::{Clients, Lanes, NoteLimit, Rounds};
use crate::live::Live;
use crate::score::graph::Graph;
use crate::store::Store;

/// The running portal; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Shared>);

struct Shared {
    parts: Parts,
    clients: Clients,
    lanes: Lanes,
    notes: NoteLimit,
    rounds: Rounds,
    graph: Graph,
    worker: String,
    workers: OnceLock<Vec<AbortHandle>>,
}

/// The parts, read through [`App`].
pub struct Parts {
    /// Configuration as loaded.
    pub config: Config,
    /// The store.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// Live updates.
    pub live: Live,
    /// For calls to ServiceNow, Graph and the identity provider: no redirects, no cookies, time limits, proxy and
    /// CA of the configuration.
    pub http: reqwest::Client,
    /// Wakes the job runner after a job was stored.
    pub jobs: Notify,
    /// Wakes the ticket reconciler.
    pub sync: Notify,
    /// Cancelled when the portal stops: long answers (event streams) end then.
    pub stopping: CancellationToken,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        let graph = Graph::new(parts.http.clone(), parts.config.graph.clone(), parts.clock.clone());
        let (clients, lanes, rounds) = (Clients::default(), Lanes::default(), Rounds::default());
        let worker = Uuid::new_v4().to_string();
        let (notes, workers) = (NoteLimit::default(), OnceLock::new());
        Self(Arc::new(Shared { parts, clients, lanes, notes, rounds, graph, worker, workers }))
    }

    /// Clients of connections.
    pub(crate) fn clients(&self) -> &Clients {
        &self.0.clients
    }

    /// Whether and how much connections may be called.
    pub(crate) fn lanes(&self) -> &Lanes {
        &self.0.lanes
    }

    /// How many notes of webhooks may come.
    pub(crate) fn notes(&self) -> &NoteLimit {
        &self.0.notes
    }

    /// Rounds of the doctor that are under way.
    pub(crate) fn rounds(&self) -> &Rounds {
        &self.0.rounds
    }

    /// Microsoft Graph.
    pub(crate) fn graph(&self) -> &Graph {
        &self.0.graph
    }

    /// Remembers the workers of this process, to tell whether they run.
    pub(crate) fn watch_workers(&self, workers: Vec<AbortHandle>) {
        // Started a second time, as tests do: the first ones are watched on.
        let _ = self.0.workers.set(workers);
    }

    /// Whether all workers run that were started.
    pub(crate) fn workers_run(&self) -> bool {
        self.0.workers.get().is_none_or(|workers| workers.iter().all(|worker| !worker.is_finished()))
    }

    /// What this process is called where it holds jobs and leases.
    pub(crate) fn worker(&self) -> &str {
        &self.0.worker
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}
