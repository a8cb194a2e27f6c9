//! The engine: the only place that runs SQL. Requests of every kind (REST,
//! pages, OAuth, scripts) read and write through a [`Session`], which applies
//! access rules, defaults, business rules and auditing.

mod access;
mod calculate;
mod display;
mod fits;
mod functions;
mod generations;
mod metadata;
mod numbers;
mod page;
mod pool;
mod queue;
mod quota;
mod record;
mod schema;
mod seed;
mod select;
mod session;
mod structure;
mod template;
mod values;
mod write;

use std::mem;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task;

use crate::auth::Vault;
use crate::caller::Caller;
use crate::clock::Clock;
use crate::query::dates;
use crate::random::Random;
use crate::refusals::Refusal;
use crate::script;

pub(crate) use calculate::{Calculated, Calculation, Function, Measure, OrderBy};
pub(crate) use display::{Cell, Displays, duration, is_named_by_name, moment};
pub(crate) use fits::fits;
pub(crate) use metadata::{Metadata, Properties};
pub(crate) use pool::Storage;
pub(crate) use record::Record;
pub(crate) use schema::quoted;
pub(crate) use select::Selection;
pub(crate) use session::Session;
pub(crate) use values::Values;
pub(crate) use write::WriteOptions;

/// What a new instance is filled with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SeedOptions {
    /// Some hundred plausible records, not only what the platform ships.
    pub(crate) demo_data: bool,
    /// The ticketing connector, as if it had been installed.
    pub(crate) connector: bool,
}

/// All data of one instance. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Engine {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    pool: pool::Pool,
    metadata: RwLock<Arc<Metadata>>,
    sources: Sources,
    options: SeedOptions,
    hide_records: AtomicBool,
    generations: Arc<generations::Generations>,
    queue: queue::Queue,
    later: Notify,
    /// Logged by scripts of sessions that only read.
    left: Mutex<Vec<script::log::Entry>>,
}

/// Where moments, ids and the keys of secrets come from.
#[derive(Debug, Clone)]
pub(crate) struct Sources {
    pub(crate) clock: Arc<Clock>,
    pub(crate) random: Arc<Random>,
    pub(crate) vault: Arc<Vault>,
}

/// Why the data cannot be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    #[error("cannot create {path}")]
    Folder { path: PathBuf, source: std::io::Error },
    #[error("cannot open {path}")]
    Database { path: PathBuf, source: rusqlite::Error },
    #[error("cannot fill {path}: {reason}")]
    Seed { path: PathBuf, reason: String },
    #[error(
        "{path} was written by a later version of this program (format {format}): open it with that version, or name another file"
    )]
    Later { path: PathBuf, format: u32 },
    #[error("{path} is a database of another program, with a table {table}: name another file")]
    Foreign { path: PathBuf, table: String },
}

impl Engine {
    /// Opens `storage` and fills it when it is new. Blocks.
    pub(crate) fn open(storage: Storage, sources: Sources, options: SeedOptions) -> Result<Self, OpenError> {
        let path = storage.file();
        let failed = |source| OpenError::Database { path: path.clone(), source };
        let key = template::Key::new(options, &dates::to_wire(sources.clock.now()));
        let turn = template::turn();
        template::copy(&key, &path).map_err(|source| OpenError::Folder { path: path.clone(), source })?;
        let pool = pool::Pool::open(storage).map_err(failed)?;
        let found = seed::look(&pool.try_writer()).map_err(failed)?;
        match &found {
            seed::Found::Later(format) => return Err(OpenError::Later { path, format: *format }),
            seed::Found::Foreign(table) => return Err(OpenError::Foreign { path, table: table.clone() }),
            seed::Found::Nothing | seed::Found::Current | seed::Found::Earlier => {}
        }
        let engine = Self {
            shared: Arc::new(Shared {
                pool,
                metadata: RwLock::default(),
                sources,
                options,
                hide_records: AtomicBool::new(false),
                generations: Arc::default(),
                queue: queue::Queue::default(),
                later: Notify::new(),
                left: Mutex::default(),
            }),
        };
        engine.fill_if_new(key, &found).map_err(|refusal| OpenError::Seed {
            path,
            reason: refusal.detail.unwrap_or(refusal.message).into_owned(),
        })?;
        drop(turn);
        Ok(engine)
    }

    /// Runs `work` on one consistent state of the data.
    pub(crate) async fn read<R, F>(&self, caller: &Caller, work: F) -> Result<R, Refusal>
    where
        R: Send + 'static,
        F: FnOnce(&Session) -> Result<R, Refusal> + Send + 'static,
    {
        let lease = self.shared.pool.reader().await;
        let (engine, caller) = (self.clone(), caller.clone());
        blocking(move || engine.look(lease, caller, 0, work)).await
    }

    /// Runs `work` in one transaction, kept when it answers `Ok`.
    pub(crate) async fn write<R, F>(&self, caller: &Caller, work: F) -> Result<R, Refusal>
    where
        R: Send + 'static,
        F: FnOnce(&Session) -> Result<R, Refusal> + Send + 'static,
    {
        self.queue_up(queue::Job::new(caller.clone(), false, work)).await
    }

    /// As [`Self::write`], for work on few records: such writes share a transaction when they come at
    /// the same time.
    pub(crate) async fn write_short<R, F>(&self, caller: &Caller, work: F) -> Result<R, Refusal>
    where
        R: Send + 'static,
        F: FnOnce(&Session) -> Result<R, Refusal> + Send + 'static,
    {
        self.queue_up(queue::Job::new(caller.clone(), true, work)).await
    }

    async fn queue_up<R>(&self, (job, answered): queue::Queued<R>) -> Result<R, Refusal> {
        if self.shared.queue.push(job) {
            let engine = self.clone();
            task::spawn_blocking(move || queue::serve(&engine));
        }
        answered.await.unwrap_or_else(|stopped| Err(Refusal::internal(&stopped)))
    }

    /// The next caller's turn in a transaction that is shared.
    fn pass(&self, session: Rc<Session>, caller: Caller) -> Rc<Session> {
        let hide_records = self.shared.hide_records.load(Ordering::Relaxed);
        let session = session.pass_to(caller, self.shared.sources.clock.now(), hide_records);
        session.workshop().open(0, true);
        session
    }

    /// Drops every record and fills the instance anew.
    pub(crate) async fn reset(&self) -> Result<(), Refusal> {
        let options = self.shared.options;
        let lease = self.shared.pool.writer().await;
        let engine = self.clone();
        blocking(move || engine.refill(&engine.session(lease, Caller::system()), options)).await
    }

    /// Hides every record from APIs, or shows them again.
    pub(crate) fn hide_records(&self, hide: bool) {
        self.shared.hide_records.store(hide, Ordering::Relaxed);
    }

    /// Dictionary, access rules and properties as of the last commit.
    pub(crate) fn metadata(&self) -> Arc<Metadata> {
        let metadata = self.shared.metadata.read();
        Arc::clone(&metadata.unwrap_or_else(PoisonError::into_inner))
    }

    fn publish(&self, metadata: Arc<Metadata>) {
        let mut current = self.shared.metadata.write().unwrap_or_else(PoisonError::into_inner);
        *current = metadata;
    }

    /// [`Self::read`] for a script that runs outside any transaction. Blocks;
    /// `generation` counts the asynchronous rules that led here.
    pub(crate) fn read_now<R>(
        &self,
        caller: &Caller,
        generation: u32,
        work: impl FnOnce(&Session) -> Result<R, Refusal>,
    ) -> Result<R, Refusal> {
        let lease = Handle::current().block_on(self.shared.pool.reader());
        self.look(lease, caller.clone(), generation, work)
    }

    /// [`Self::write`] for a script that runs outside any transaction. Blocks.
    pub(crate) fn write_now<R>(
        &self,
        caller: &Caller,
        generation: u32,
        work: impl FnOnce(&Session) -> Result<R, Refusal>,
    ) -> Result<R, Refusal> {
        let lease = self.shared.pool.blocking_writer();
        self.transact(lease, caller.clone(), generation, work)
    }

    /// Wakes whoever waits for work that scripts left for later.
    pub(crate) fn later(&self) -> &Notify {
        &self.shared.later
    }

    fn look<R>(
        &self,
        lease: pool::Lease,
        caller: Caller,
        generation: u32,
        work: impl FnOnce(&Session) -> Result<R, Refusal>,
    ) -> Result<R, Refusal> {
        let session = self.session(lease, caller);
        session.workshop().open(generation, false);
        session.begin_read()?;
        let result = work(&session);
        session.end_read()?;
        let left = session.workshop().take_log();
        if !left.is_empty() {
            self.shared.left.lock().unwrap_or_else(PoisonError::into_inner).extend(left);
            self.shared.later.notify_one();
        }
        result
    }

    fn transact<R>(
        &self,
        lease: pool::Lease,
        caller: Caller,
        generation: u32,
        work: impl FnOnce(&Session) -> Result<R, Refusal>,
    ) -> Result<R, Refusal> {
        let session = self.session(lease, caller);
        session.workshop().open(generation, true);
        session.begin_write()?;
        let result = work(&session);
        let log = session.workshop().take_log();
        if result.is_err() {
            if log.is_empty() {
                return result;
            }
            session.settle(false, false)?;
        }
        script::log::write(&session, &log)?;
        if let Some(metadata) = session.commit()? {
            self.publish(metadata);
        }
        if session.workshop().left_work() {
            self.shared.later.notify_one();
        }
        result
    }

    /// Writes what scripts logged while they could not write.
    pub(crate) async fn write_left_log(&self) -> Result<(), Refusal> {
        let left = mem::take(&mut *self.shared.left.lock().unwrap_or_else(PoisonError::into_inner));
        if left.is_empty() {
            return Ok(());
        }
        self.write(&Caller::system(), move |session| script::log::write(session, &left)).await
    }

    fn session(&self, lease: pool::Lease, caller: Caller) -> Rc<Session> {
        let start = session::Start {
            metadata: self.metadata(),
            sources: self.shared.sources.clone(),
            hide_records: self.shared.hide_records.load(Ordering::Relaxed),
            generations: Arc::clone(&self.shared.generations),
        };
        Session::new(lease, caller, start)
    }

    fn fill_if_new(&self, key: template::Key, found: &seed::Found) -> Result<(), Refusal> {
        let lease = self.shared.pool.try_writer();
        let session = self.session(lease, Caller::system());
        match found {
            seed::Found::Nothing => {
                self.refill(&session, self.shared.options)?;
                if let Err(error) = template::keep(key, session.connection()) {
                    tracing::debug!(%error, "the filled database is not kept for later instances");
                }
            }
            seed::Found::Earlier => {
                tracing::info!("the data is of an earlier version; what came since is added");
                session.begin_write()?;
                seed::bring_up(&session, self.shared.options)?;
                session.commit()?;
                self.publish(session.load_metadata()?);
            }
            _ => self.publish(session.load_metadata()?),
        }
        self.shared.sources.random.start_run(schema::next_run(session.connection())?);
        Ok(())
    }

    fn refill(&self, session: &Session, options: SeedOptions) -> Result<(), Refusal> {
        session.begin_write()?;
        seed::fill(session, options)?;
        session.commit()?;
        self.shared.generations.forget();
        self.publish(session.load_metadata()?);
        Ok(())
    }
}

async fn blocking<R: Send + 'static>(
    work: impl FnOnce() -> Result<R, Refusal> + Send + 'static,
) -> Result<R, Refusal> {
    match task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(stopped) => Err(Refusal::internal(&stopped)),
    }
}
