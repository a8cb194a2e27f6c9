//! The database behind the store: SQLite with one writer and several readers, or a PostgreSQL pool.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::Ordering;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Postgres, Sqlite};

use super::dialect::Engine;
use super::{Result, Store, StoreError, migrations, tally};

/// How long a writer waits for the writer of another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Readers of a SQLite file; each is a thread with its own page cache.
const SQLITE_READERS: u32 = 4;
/// Connections to PostgreSQL of one process; a server allows 100 by default, shared by all replicas.
const POSTGRES_CONNECTIONS: u32 = 16;

pub(super) enum Db {
    Sqlite { write: SqlitePool, read: SqlitePool },
    Postgres(PgPool),
}

impl Db {
    pub(super) async fn open(url: &str) -> Result<Self> {
        match url.split_once(':') {
            Some(("sqlite", path)) => Self::open_sqlite(Path::new(path.trim_start_matches("//"))).await,
            Some(("postgres" | "postgresql", _)) => Self::open_postgres(url).await,
            // The rest of the address may hold a password.
            scheme => Err(StoreError::Scheme { scheme: scheme.map_or(url, |parts| parts.0).to_owned() }),
        }
    }

    pub(super) fn engine(&self) -> Engine {
        match self {
            Self::Sqlite { .. } => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    async fn open_sqlite(path: &Path) -> Result<Self> {
        make_file(path).map_err(|(path, error)| StoreError::Path { path, reason: error.to_string() })?;
        // FULL: a delivery that was begun must be on the disk before its call is made, or a power cut could
        // send it twice. WAL alone would keep only what the last checkpoint wrote.
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true)
            .pragma("temp_store", "memory");
        let write = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        migrations::run_sqlite(&write).await?;
        let read = SqlitePoolOptions::new()
            .max_connections(SQLITE_READERS)
            .connect_with(options.pragma("query_only", "on"))
            .await?;
        Ok(Self::Sqlite { write, read })
    }

    async fn open_postgres(url: &str) -> Result<Self> {
        let options = PgConnectOptions::from_str(url)?.application_name("scorebridge");
        let pool = PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).connect_with(options).await?;
        migrations::run_postgres(&pool).await?;
        Ok(Self::Postgres(pool))
    }

    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// Makes the folder and an empty file that only its owner can read; SQLite gives its side files the same mode.
fn make_file(path: &Path) -> std::result::Result<(), (PathBuf, std::io::Error)> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| (folder.to_owned(), error))?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| (path.to_owned(), error))
}

/// A transaction. Dropped without [`Tx::commit`], it undoes what it did.
pub(super) struct Tx<'a> {
    transaction: Transaction,
    store: &'a Store,
}

pub(super) enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Tx<'_> {
    pub(super) async fn commit(self) -> Result<()> {
        match self.transaction {
            Transaction::Sqlite(transaction) => transaction.commit().await?,
            Transaction::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    pub(super) fn engine(&self) -> Engine {
        self.store.0.db.engine()
    }
}

/// Where a statement runs.
pub(super) enum Target<'a> {
    /// A reader: sees what is committed.
    Read(&'a Store),
    /// The writer, in a transaction of its own.
    Write(&'a Store),
    /// A transaction that goes on.
    Within(&'a mut Transaction, &'a Store),
}

/// The same with its engine.
pub(super) enum Place<'a> {
    Sqlite(&'a SqlitePool),
    SqliteTx(&'a mut sqlx::Transaction<'static, Sqlite>),
    Postgres(&'a PgPool),
    PostgresTx(&'a mut sqlx::Transaction<'static, Postgres>),
}

impl<'a> Target<'a> {
    /// Resolves it, and counts the statement that is about to run there.
    pub(super) fn place(self) -> Place<'a> {
        let (Self::Read(store) | Self::Write(store) | Self::Within(_, store)) = &self;
        store.0.statements.fetch_add(1, Ordering::Relaxed);
        tally::add_one();
        match self {
            Self::Within(Transaction::Sqlite(tx), _) => Place::SqliteTx(tx),
            Self::Within(Transaction::Postgres(tx), _) => Place::PostgresTx(tx),
            Self::Read(store) | Self::Write(store) => match (&self, &store.0.db) {
                (_, Db::Postgres(pool)) => Place::Postgres(pool),
                (Self::Read(_), Db::Sqlite { read, .. }) => Place::Sqlite(read),
                (_, Db::Sqlite { write, .. }) => Place::Sqlite(write),
            },
        }
    }
}

impl<'a> From<&'a mut Tx<'_>> for Target<'a> {
    fn from(tx: &'a mut Tx<'_>) -> Self {
        Self::Within(&mut tx.transaction, tx.store)
    }
}

impl Store {
    /// Begins a transaction that may write.
    pub(super) async fn begin(&self) -> Result<Tx<'_>> {
        let transaction = match &self.0.db {
            Db::Sqlite { write, .. } => Transaction::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Db::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
        };
        Ok(Tx { transaction, store: self })
    }

    pub(super) fn engine(&self) -> Engine {
        self.0.db.engine()
    }

    pub(super) fn read(&self) -> Target<'_> {
        Target::Read(self)
    }

    pub(super) fn write(&self) -> Target<'_> {
        Target::Write(self)
    }
}
