//! What the two engines do not say alike. Everything else is one text for both.

/// Which database is behind the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// Whether several processes work on one database.
    pub(super) fn is_shared(self) -> bool {
        matches!(self, Self::Postgres)
    }

    /// Ends a select whose rows this transaction is about to change. SQLite has one writer at a time, which began
    /// with `BEGIN IMMEDIATE` and sees what no one else can change.
    pub(super) fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// As [`Engine::for_update`], passing over rows that another transaction is about to change.
    pub(super) fn for_update_skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }
}
