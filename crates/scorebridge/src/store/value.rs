//! Values as they stand in columns: integers, reals and texts, each of which can be missing. Times are Unix
//! milliseconds, days are `YYYY-MM-DD`, ids and key words are texts.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use servicenow_client::InstanceUrl;
use sqlx::Row as _;

use super::row::Row;
use super::{Language, Role, Theme};
use crate::connection::{AppPresence, CheckName, ConnectionStatus, Grant, Outcome, SetupStep};
use crate::ids::{ActionId, ConnectionId, JobId, NoteId, PersonId, TenantId, TicketId};
use crate::score::{ActionStatus, Category};
use crate::tickets::{Delivery, Priority, RecordPriority, Source, StateGroup, TicketKind};

/// A value on its way into the database. The kinds are all that both engines share without loss; `None` keeps its
/// kind, because PostgreSQL wants to know it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Integer(Option<i64>),
    Real(Option<f64>),
    Text(Option<String>),
}

/// The three kinds of values a column holds.
pub(super) trait Stored: Sized {
    fn into_value(value: Option<Self>) -> Value;

    fn read(row: &Row, column: &str) -> sqlx::Result<Option<Self>>;
}

macro_rules! stored {
    ($($type:ty => $kind:ident),+) => {$(
        impl Stored for $type {
            fn into_value(value: Option<Self>) -> Value {
                Value::$kind(value)
            }

            fn read(row: &Row, column: &str) -> sqlx::Result<Option<Self>> {
                match row {
                    Row::Sqlite(row) => row.try_get(column),
                    Row::Postgres(row) => row.try_get(column),
                }
            }
        }
    )+};
}

stored!(i64 => Integer, f64 => Real, String => Text);

/// A type that has its place in a column.
pub(super) trait Column: Sized {
    /// What the column holds.
    type Stored: Stored;

    fn to_stored(&self) -> Self::Stored;

    /// `None` when no value of this type is stored like that.
    fn from_stored(stored: Self::Stored) -> Option<Self>;
}

/// What can be bound to a marker.
pub(super) trait Bind {
    fn value(&self) -> Value;
}

impl<T: Column> Bind for T {
    fn value(&self) -> Value {
        T::Stored::into_value(Some(self.to_stored()))
    }
}

impl<T: Column> Bind for Option<T> {
    fn value(&self) -> Value {
        T::Stored::into_value(self.as_ref().map(Column::to_stored))
    }
}

impl Bind for str {
    fn value(&self) -> Value {
        Value::Text(Some(self.to_owned()))
    }
}

impl Bind for Option<&str> {
    fn value(&self) -> Value {
        Value::Text(self.map(str::to_owned))
    }
}

/// A value kept as JSON.
pub(super) struct Json<T>(pub(super) T);

impl<T: Serialize + DeserializeOwned> Column for Json<T> {
    type Stored = String;

    fn to_stored(&self) -> String {
        serde_json::to_string(&self.0).expect("stored types are plain data")
    }

    fn from_stored(stored: String) -> Option<Self> {
        serde_json::from_str(&stored).ok().map(Self)
    }
}

/// The JSON text of a value that is only written here.
pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("stored types are plain data")
}

/// A `LIKE` pattern (with `\\` as escape) that finds `text` anywhere in a lower-case column.
pub(super) fn contains_pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

macro_rules! as_it_is {
    ($($type:ty),+) => {$(
        impl Column for $type {
            type Stored = $type;

            fn to_stored(&self) -> $type {
                self.clone()
            }

            fn from_stored(stored: $type) -> Option<Self> {
                Some(stored)
            }
        }
    )+};
}

macro_rules! key_words {
    ($($type:ty),+ $(,)?) => {$(
        impl Column for $type {
            type Stored = String;

            fn to_stored(&self) -> String {
                self.as_str().to_owned()
            }

            fn from_stored(stored: String) -> Option<Self> {
                Self::parse(&stored)
            }
        }
    )+};
}

macro_rules! texts {
    ($($type:ty: $read:expr),+ $(,)?) => {$(
        impl Column for $type {
            type Stored = String;

            fn to_stored(&self) -> String {
                self.to_string()
            }

            fn from_stored(stored: String) -> Option<Self> {
                $read(&stored)
            }
        }
    )+};
}

as_it_is!(i64, f64, String);

key_words!(
    ActionStatus,
    Category,
    CheckName,
    ConnectionStatus,
    Delivery,
    Grant,
    Language,
    Outcome,
    Priority,
    Role,
    SetupStep,
    Source,
    StateGroup,
    Theme,
    TicketKind,
);

texts! {
    ActionId: |text: &str| Some(ActionId::new(text)),
    ConnectionId: ConnectionId::parse,
    Date: |text: &str| text.parse().ok(),
    InstanceUrl: |text: &str| InstanceUrl::from_str(text).ok(),
    JobId: JobId::parse,
    NoteId: NoteId::parse,
    PersonId: PersonId::parse,
    TenantId: |text: &str| Some(TenantId::new(text)),
    TicketId: TicketId::parse,
}

impl Column for AppPresence {
    type Stored = String;

    fn to_stored(&self) -> String {
        self.as_str().to_owned()
    }

    fn from_stored(stored: String) -> Option<Self> {
        Some(Self::parse(&stored))
    }
}

impl Column for bool {
    type Stored = i64;

    fn to_stored(&self) -> i64 {
        i64::from(*self)
    }

    fn from_stored(stored: i64) -> Option<Self> {
        Some(stored != 0)
    }
}

/// Counts and lengths, never negative.
impl Column for u64 {
    type Stored = i64;

    fn to_stored(&self) -> i64 {
        i64::try_from(*self).unwrap_or(i64::MAX)
    }

    fn from_stored(stored: i64) -> Option<Self> {
        Self::try_from(stored).ok()
    }
}

/// Statuses of HTTP.
impl Column for u16 {
    type Stored = i64;

    fn to_stored(&self) -> i64 {
        i64::from(*self)
    }

    fn from_stored(stored: i64) -> Option<Self> {
        Self::try_from(stored).ok()
    }
}

impl Column for Timestamp {
    type Stored = i64;

    fn to_stored(&self) -> i64 {
        self.as_millisecond()
    }

    fn from_stored(stored: i64) -> Option<Self> {
        Self::from_millisecond(stored).ok()
    }
}

impl Column for RecordPriority {
    type Stored = i64;

    fn to_stored(&self) -> i64 {
        Self::value(*self)
    }

    fn from_stored(stored: i64) -> Option<Self> {
        Self::from_value(stored)
    }
}
