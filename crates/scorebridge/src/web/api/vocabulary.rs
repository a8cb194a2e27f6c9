//! The key words of the API as the document lists them, taken from the types that read and write them.

use std::borrow::Cow;

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::connection::{Area, CheckName, ConnectionStatus, Outcome, SetupStep};
use crate::score;
use crate::store;
use crate::tickets;

fn words(words: impl Iterator<Item = &'static str>) -> RefOr<Schema> {
    let words: Vec<_> = words.collect();
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).build().into()
}

macro_rules! vocabulary {
    ($($(#[$meta:meta])* $name:ident: $all:expr;)+) => {$(
        $(#[$meta])*
        pub(in crate::web) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                words($all.into_iter().map(|word| word.as_str()))
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )+};
}

vocabulary! {
    /// What a task becomes in ServiceNow.
    TicketType: tickets::TicketKind::ALL;
    /// How far a ticket is on its way.
    Delivery: tickets::Delivery::ALL;
    /// Priority as a person sets it.
    TaskPriority: tickets::Priority::ALL;
    /// Priority as a record carries it.
    Priority: tickets::RecordPriority::ALL;
    /// Who recommends it.
    Source: [tickets::Source::Microsoft, tickets::Source::User];
    /// Category of a recommendation.
    Category: score::Category::ALL;
    /// Status of an improvement action.
    ActionStatus: score::ActionStatus::ALL;
    /// What a person may do.
    Role: [store::Role::Reader, store::Role::Operator, store::Role::Administrator];
    /// Language of a person.
    Language: [store::Language::En, store::Language::Nl];
    /// First step of set-up that is not finished.
    Step: SetupStep::ALL;
    /// What is checked.
    Check: CheckName::ALL;
    /// How a check ended.
    CheckOutcome: Outcome::ALL;
    /// The part of the way that a check belongs to.
    CheckArea: Area::ALL;
}

/// Status of the connection; `not-connected` when there is none.
pub(super) struct Status;

/// What [`Status`] says without a connection.
pub(super) const NOT_CONNECTED: &str = "not-connected";

impl PartialSchema for Status {
    fn schema() -> RefOr<Schema> {
        words(ConnectionStatus::ALL.into_iter().map(ConnectionStatus::as_str).chain([NOT_CONNECTED]))
    }
}

impl ToSchema for Status {
    fn name() -> Cow<'static, str> {
        "ConnectionStatus".into()
    }
}
