//! A query bound to a table, a caller and a moment: every path leads to a
//! field, every value has the form in which it is stored. Made by [`Resolver`],
//! turned into SQL or tested against one record.

use std::sync::Arc;

use super::Comparison;
use super::dates::Unit;
use crate::dictionary::{Field, Table};

pub(crate) use super::resolve::{Resolver, boolean};

#[derive(Debug, Clone)]
pub(crate) enum Filter {
    Everything,
    Nothing,
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Test(Test),
    /// Some record of another table fits and has the same value.
    Exists(Box<Exists>),
    /// So many records of another table fit and point here.
    Counted(Box<Counted>),
}

/// One check on the field a path leads to.
#[derive(Debug, Clone)]
pub(crate) struct Test {
    pub(crate) path: Path,
    pub(crate) check: Check,
}

/// The way from a table over reference fields to a field.
#[derive(Debug, Clone)]
pub(crate) struct Path {
    pub(crate) steps: Vec<Step>,
    pub(crate) field: Arc<Field>,
    /// The table that holds the field.
    pub(crate) table: Arc<Table>,
}

/// From a reference field to the table it points to.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) field: Arc<Field>,
    pub(crate) target: Arc<Table>,
}

/// A comparison value in stored form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand {
    Text(String),
    Integer(i64),
    Real(f64),
}

#[derive(Debug, Clone)]
pub(crate) enum Check {
    Empty,
    NotEmpty,
    /// An empty field fits `!=` and nothing else.
    Compare(Comparison, Operand),
    In(Vec<Operand>),
    NotIn(Vec<Operand>),
    Like(Pattern),
    /// An empty field does not contain anything.
    NotLike(Pattern),
    Between(Operand, Operand),
    NotBetween(Operand, Operand),
    /// Compares with another field of the same record.
    Field(Comparison, Path),
    /// Both moments lie in the same unit of the calendar, in a zone.
    SameUnit {
        other: Path,
        unit: Unit,
        zone: String,
        negated: bool,
    },
    /// Seconds from the other field to this one lie in this range.
    Distance {
        other: Path,
        from: Option<i64>,
        to: Option<i64>,
    },
    /// A part of a moment (`dayofweek`), in a zone.
    Part {
        part: String,
        zone: String,
        comparison: Comparison,
        number: i64,
    },
}

/// Text to find, without wildcards of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    pub(crate) text: String,
    pub(crate) place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Anywhere,
    Start,
    End,
}

#[derive(Debug, Clone)]
pub(crate) struct Exists {
    pub(crate) here: Path,
    pub(crate) table: Arc<Table>,
    pub(crate) there: Arc<Field>,
    pub(crate) filter: Filter,
}

#[derive(Debug, Clone)]
pub(crate) struct Counted {
    pub(crate) table: Arc<Table>,
    /// The field of that table which holds this record's `sys_id`.
    pub(crate) field: Arc<Field>,
    pub(crate) comparison: Comparison,
    pub(crate) count: u64,
    pub(crate) filter: Filter,
}

/// An ordering that leads to a stored field.
#[derive(Debug, Clone)]
pub(crate) struct Ordering {
    pub(crate) path: Path,
    pub(crate) descending: bool,
}

impl Filter {
    /// Simplest form of a conjunction.
    pub(crate) fn all(mut parts: Vec<Filter>) -> Self {
        parts.retain(|part| !matches!(part, Self::Everything));
        if parts.iter().any(|part| matches!(part, Self::Nothing)) {
            return Self::Nothing;
        }
        match parts.len() {
            0 => Self::Everything,
            1 => parts.remove(0),
            _ => Self::All(parts),
        }
    }

    /// Simplest form of a disjunction.
    pub(crate) fn any(mut parts: Vec<Filter>) -> Self {
        if parts.iter().any(|part| matches!(part, Self::Everything)) {
            return Self::Everything;
        }
        parts.retain(|part| !matches!(part, Self::Nothing));
        match parts.len() {
            0 => Self::Nothing,
            1 => parts.remove(0),
            _ => Self::Any(parts),
        }
    }
}

impl Operand {
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Real(number) => number.to_string(),
        }
    }
}
