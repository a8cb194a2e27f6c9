//! Connections to the SQLite file: one that writes, a few that read.

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

use super::functions;
use crate::random::Random;

/// Enough for the cores of a developer's machine; each costs a page cache.
const READERS: usize = 4;
/// Distinct statements kept prepared per connection.
const STATEMENTS: usize = 256;

/// Pages of the write-ahead log after which it is brought into the file.
const WAL_PAGES: u32 = 8_000;

/// Bytes of a page. Half of what is usual, because most writes change a few rows in many indexes, and every page that
/// was touched is written as a whole.
const PAGE: u32 = 2_048;

/// Where the data lives.
#[derive(Debug)]
pub(crate) enum Storage {
    /// A file that outlives the instance.
    File(PathBuf),
    /// A private folder, removed with the instance. A file and not SQLite's
    /// shared memory, because that locks whole tables against readers.
    Temporary(PathBuf),
}

impl Storage {
    pub(crate) fn temporary() -> std::io::Result<Self> {
        let name = format!("servicenow-instance-{}", Random::new(None).sys_id());
        let folder = std::env::temp_dir().join(name);
        private_folder(&folder)?;
        Ok(Self::Temporary(folder))
    }

    pub(crate) fn file(&self) -> PathBuf {
        match self {
            Self::File(path) => path.clone(),
            Self::Temporary(folder) => folder.join("instance.db"),
        }
    }

    fn is_durable(&self) -> bool {
        matches!(self, Self::File(_))
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        if let Self::Temporary(folder) = self {
            // A folder that cannot be removed is the system's to clean.
            let _ = fs::remove_dir_all(folder);
        }
    }
}

#[cfg(unix)]
fn private_folder(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn private_folder(path: &Path) -> std::io::Result<()> {
    fs::create_dir(path)
}

/// All connections of one instance. The storage is dropped after them.
#[derive(Debug)]
pub(crate) struct Pool {
    writer: Arc<AsyncMutex<Connection>>,
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
    _storage: Storage,
}

impl Pool {
    pub(crate) fn open(storage: Storage) -> rusqlite::Result<Self> {
        let file = storage.file();
        let writer = open_writer(&file, storage.is_durable())?;
        let readers = (0..READERS).map(|_| open_reader(&file)).collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(Self {
            writer: Arc::new(AsyncMutex::new(writer)),
            idle: Arc::new(Mutex::new(readers)),
            permits: Arc::new(Semaphore::new(READERS)),
            _storage: storage,
        })
    }

    pub(crate) async fn writer(&self) -> Lease {
        Lease::Writer(Arc::clone(&self.writer).lock_owned().await)
    }

    /// Waits on the current thread.
    pub(crate) fn blocking_writer(&self) -> Lease {
        Lease::Writer(Arc::clone(&self.writer).blocking_lock_owned())
    }

    /// For the start, when nobody else can hold it.
    pub(crate) fn try_writer(&self) -> Lease {
        let guard = Arc::clone(&self.writer).try_lock_owned();
        Lease::Writer(guard.expect("nothing else writes before the instance serves"))
    }

    pub(crate) async fn reader(&self) -> Lease {
        let permits = Arc::clone(&self.permits);
        let permit = permits.acquire_owned().await.expect("the semaphore is never closed");
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let connection = idle.pop().expect("one reader per permit");
        let reader = Reader { connection: Some(connection), home: Arc::clone(&self.idle), _permit: permit };
        Lease::Reader(Box::new(reader))
    }
}

/// A connection on loan.
#[derive(Debug)]
pub(crate) enum Lease {
    Writer(OwnedMutexGuard<Connection>),
    Reader(Box<Reader>),
}

#[derive(Debug)]
pub(crate) struct Reader {
    connection: Option<Connection>,
    home: Arc<Mutex<Vec<Connection>>>,
    _permit: OwnedSemaphorePermit,
}

impl Deref for Lease {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match self {
            Self::Writer(guard) => guard,
            Self::Reader(reader) => {
                reader.connection.as_ref().expect("the connection leaves only when the lease ends")
            }
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            let mut idle = self.home.lock().unwrap_or_else(PoisonError::into_inner);
            idle.push(connection);
        }
    }
}

/// WAL keeps readers and the writer apart. NORMAL loses nothing when the
/// process dies; a temporary store need not survive a power cut either.
fn open_writer(file: &Path, durable: bool) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "page_size", PAGE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "wal_autocheckpoint", WAL_PAGES)?;
    let synchronous = if durable { "NORMAL" } else { "OFF" };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "cache_size", -16_384)?;
    prepare(&connection)?;
    Ok(connection)
}

fn open_reader(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.pragma_update(None, "cache_size", -4096)?;
    prepare(&connection)?;
    Ok(connection)
}

/// Plans must not depend on bound values: SQLite would prepare a statement
/// anew for every other value of a limit or a pattern.
fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    functions::register(connection)
}
