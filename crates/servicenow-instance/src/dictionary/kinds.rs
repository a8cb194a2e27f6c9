//! Kinds of fields: how values of an internal type are stored, compared and
//! shown. The text forms of each kind are made in `api::shape`.

/// What a field's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Text,
    Integer,
    Decimal,
    Boolean,
    DateTime,
    Date,
    Time,
    /// Stored as 1970-01-01 plus the duration.
    Duration,
    Reference,
    /// `sys_domain`: a reference that may hold `global`.
    Domain,
    /// Comma-separated `sys_id`s.
    List,
    /// Write-only text that appends an entry (`comments`, `work_notes`).
    Journal,
    /// Read-only union of journals (`comments_and_work_notes`).
    JournalList,
    Guid,
    ClassName,
    /// Stored as a one-way digest, never shown.
    Password,
    /// Stored so that the instance can use it, never shown.
    Secret,
    /// The table row of `sys_dictionary` itself.
    Collection,
}

/// How SQLite keeps the values of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Affinity {
    Text,
    Integer,
    Numeric,
}

impl Kind {
    /// Unknown internal types behave as text, as the platform's do over REST.
    pub(crate) fn of(internal_type: &str) -> Self {
        match internal_type {
            "integer" | "longint" | "order_index" | "percent_complete" => Self::Integer,
            "decimal" | "float" | "currency" | "price" => Self::Decimal,
            "boolean" => Self::Boolean,
            "glide_date_time" | "due_date" => Self::DateTime,
            "glide_date" => Self::Date,
            "glide_time" => Self::Time,
            "glide_duration" | "timer" => Self::Duration,
            "reference" => Self::Reference,
            "domain_id" => Self::Domain,
            "glide_list" => Self::List,
            "journal_input" | "journal" => Self::Journal,
            "journal_list" => Self::JournalList,
            "GUID" => Self::Guid,
            "sys_class_name" => Self::ClassName,
            "password" => Self::Password,
            "password2" => Self::Secret,
            "collection" => Self::Collection,
            _ => Self::Text,
        }
    }

    pub(crate) fn affinity(self) -> Affinity {
        match self {
            Self::Integer => Affinity::Integer,
            Self::Decimal => Affinity::Numeric,
            _ => Affinity::Text,
        }
    }

    pub(crate) fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal)
    }

    pub(crate) fn is_moment(self) -> bool {
        matches!(self, Self::DateTime | Self::Date)
    }

    pub(crate) fn is_reference(self) -> bool {
        matches!(self, Self::Reference | Self::Domain)
    }

    /// Kept in the record's own row; journals live in `sys_journal_field`.
    pub(crate) fn is_stored(self) -> bool {
        !matches!(self, Self::Journal | Self::JournalList | Self::Collection)
    }

    /// Values are never given out.
    pub(crate) fn is_hidden(self) -> bool {
        matches!(self, Self::Password | Self::Secret)
    }

    /// Length in characters of fields whose dictionary row names none.
    pub(crate) fn default_length(self) -> usize {
        match self {
            Self::Reference | Self::Domain | Self::Guid => 32,
            Self::List | Self::Journal | Self::JournalList => 4000,
            Self::Password | Self::Secret => 255,
            Self::ClassName => 80,
            _ => 40,
        }
    }
}
