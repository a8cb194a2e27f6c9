//! The store: the only place with SQL. One file per aggregate, one SQL text for SQLite and PostgreSQL, what must
//! differ in `dialect.rs`. It knows no HTTP and decides nothing that a person sees.
//!
//! Methods that change more than one row do so in one transaction.

mod activity;
mod connections;
mod jobs;
mod people;
mod scores;
mod seal;
mod state_names;
mod tickets;
mod tokens;

pub use activity::{Activity, ActivityEntry};
pub use connections::Secret;
pub use jobs::{Claimed, NewJob, QueueFigures};
pub use people::{Language, Person, Role, Session, Theme, Upserted};
pub use scores::{ActionChange, ActionCounts, ActionFilter, ActionSort, ScoreImport, StatusMark};
pub use seal::KeyRing;
pub use tickets::{Call, Counts, DeliveryFailure, DueFilter, Inserted, OpenCount, TicketFilter, TicketSort};
pub use tokens::ConnectionTokens;

use crate::ids::{ConnectionId, TenantId};

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
    #[error("open the secret {what} of connection {connection}: key {key_id} is missing or wrong")]
    Seal {
        /// Which secret.
        what: &'static str,
        /// Whose.
        connection: ConnectionId,
        /// Key that sealed it.
        key_id: String,
    },
}

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
pub struct Store(std::sync::Arc<()>);

impl Store {
    /// Opens the database at `url` (`sqlite://PATH` or `postgres://...`) and brings its schema up to date.
    pub async fn open(url: &str, keys: KeyRing) -> Result<Self> {
        let _ = (url, keys);
        todo!()
    }

    /// Makes sure the tenant exists.
    pub async fn ensure_tenant(&self, tenant: &TenantId, name: &str) -> Result<()> {
        let _ = (tenant, name);
        todo!()
    }

    /// Answers when the database does and all migrations are in.
    pub async fn ping(&self) -> Result<()> {
        todo!()
    }

    /// Statements run since the store was opened; pages show how many they needed.
    pub fn statements(&self) -> u64 {
        todo!()
    }
}
