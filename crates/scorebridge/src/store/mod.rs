//! The store: the only place with SQL. One file per aggregate, one SQL text for SQLite and PostgreSQL, what must
//! differ in `dialect.rs`. It knows no HTTP and decides nothing that a person sees.
//!
//! Methods that change more than one row do so in one transaction.

mod activity;
mod answers;
mod connections;
mod db;
mod dialect;
mod jobs;
mod kept_forms;
mod migrations;
mod people;
mod row;
mod scores;
mod seal;
mod sql;
mod state_names;
mod tally;
mod tickets;
mod tokens;
mod value;

pub use activity::{Activity, ActivityEntry};
pub use answers::Answer;
pub use connections::Secret;
pub use jobs::{Claimed, NewJob, QueueFigures};
pub use kept_forms::KeptForm;
pub use people::{ApiToken, Language, Person, Role, Session, Theme, Upserted};
pub use scores::{ActionChange, ActionCounts, ActionFilter, ActionSort, ScoreImport, StatusMark};
pub use seal::KeyRing;
pub use tally::counted;
pub use tickets::{
    Call, Counts, DeliveryFailure, DueFilter, Edited, Inserted, OpenCount, TaskEdit, TicketFilter, TicketSort,
};
pub use tokens::ConnectionTokens;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::ids::TenantId;
use db::Db;
use sql::sql;

/// Why the store could not do it. Never "not found": that is an `Option`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database refused or could not be reached.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The key file cannot be read or made.
    #[error("use the key file {path}: {reason}")]
    KeyFile {
        /// Which.
        path: std::path::PathBuf,
        /// Why.
        reason: String,
    },
    /// A migration failed.
    #[error("migrate the database: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The folder or file of a SQLite database cannot be used.
    #[error("use {path} for the database: {reason}")]
    Path {
        /// Which.
        path: std::path::PathBuf,
        /// Why.
        reason: String,
    },
    /// `DATABASE_URL` is of an unknown kind.
    #[error("database address {scheme:?}: use sqlite:// or postgres://")]
    Scheme {
        /// What stood there.
        scheme: String,
    },
    /// A stored value cannot be read.
    #[error("read {what}: {reason}")]
    Corrupt {
        /// Which column.
        what: &'static str,
        /// Why.
        reason: String,
    },
    /// A secret cannot be opened: wrong or missing key.
    #[error("open the secret {what} of {owner}: key {key_id} is missing or wrong")]
    Seal {
        /// Which secret.
        what: &'static str,
        /// Id of the connection or person.
        owner: String,
        /// Key that sealed it.
        key_id: String,
    },
}

impl StoreError {
    fn corrupt(what: &'static str, reason: impl Into<String>) -> Self {
        Self::Corrupt { what, reason: reason.into() }
    }

    /// Whether a transaction lost against another one and can be run again: a row that was free is taken now, or
    /// PostgreSQL ended one of two that waited for each other.
    fn is_conflict(&self) -> bool {
        let Self::Database(sqlx::Error::Database(error)) = self else { return false };
        error.is_unique_violation() || matches!(error.code().as_deref(), Some("40001" | "40P01"))
    }
}

/// Runs a transaction again when it lost against another one; more than a few times is a fault of its own.
macro_rules! again_on_conflict {
    ($transaction:expr) => {{
        let mut tries = 5;
        loop {
            match $transaction.await {
                Err(error) if error.is_conflict() && tries > 0 => tries -= 1,
                result => break result,
            }
        }
    }};
}
pub(crate) use again_on_conflict;

/// Result of a store method.
pub type Result<T> = std::result::Result<T, StoreError>;

/// One page of results.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// How many there are in all pages.
    pub total: u64,
}

/// A handle to the database; cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    db: Db,
    keys: KeyRing,
    statements: AtomicU64,
}

impl Store {
    /// Opens the database at `url` (`sqlite://PATH` or `postgres://...`) and brings its schema up to date.
    pub async fn open(url: &str, keys: KeyRing) -> Result<Self> {
        let db = Db::open(url).await?;
        Ok(Self(Arc::new(Inner { db, keys, statements: AtomicU64::new(0) })))
    }

    /// Makes sure the tenant exists.
    pub async fn ensure_tenant(&self, tenant: &TenantId, name: &str) -> Result<()> {
        sql("INSERT INTO tenants (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET name = excluded.name")
            .bind(tenant)
            .bind(name)
            .run(self.write())
            .await?;
        Ok(())
    }

    /// Answers when the database does and all migrations are in.
    pub async fn ping(&self) -> Result<()> {
        let row = sql("SELECT COUNT(*) AS migrations FROM _sqlx_migrations WHERE success")
            .first(self.read())
            .await?;
        let found: u64 = row.map_or(Ok(0), |row| row.get("migrations"))?;
        if usize::try_from(found).is_ok_and(|found| found >= migrations::COUNT) {
            return Ok(());
        }
        Err(StoreError::corrupt("the list of migrations", format!("{found} of {} are in", migrations::COUNT)))
    }

    /// Statements run since the store was opened; pages show how many they needed.
    pub fn statements(&self) -> u64 {
        self.0.statements.load(Ordering::Relaxed)
    }

    /// Closes every connection after what runs on it, so that a SQLite file can be moved. Other clones close too.
    pub async fn close(&self) {
        self.0.db.close().await;
    }
}

/// A new key of a row whose type has no id of its own; sorts by the time it was made.
fn row_key() -> String {
    uuid::Uuid::now_v7().to_string()
}
