//! Tests a filter against one record in memory, for conditions of access
//! rules and data policies, whose records may not be saved yet.

use std::cmp::Ordering;

use super::Comparison;
use super::dates;
use super::filter::{Check, Filter, Operand, Path, Pattern, Place, Test};
use crate::dictionary::Kind;

/// Where the values of a record come from.
pub(crate) trait Lookup {
    /// The stored value at the end of a path, empty when there is none.
    fn value(&self, path: &Path) -> String;
}

/// Conditions over other tables (`JOIN`, `RLQUERY`) do not fit: they are not
/// allowed where a single record is tested.
pub(crate) fn matches(filter: &Filter, record: &dyn Lookup) -> bool {
    match filter {
        Filter::Everything => true,
        Filter::Nothing | Filter::Exists(_) | Filter::Counted(_) => false,
        Filter::All(parts) => parts.iter().all(|part| matches(part, record)),
        Filter::Any(parts) => parts.iter().any(|part| matches(part, record)),
        Filter::Test(test) => fits(test, record),
    }
}

fn fits(test: &Test, record: &dyn Lookup) -> bool {
    let kind = test.path.field.kind;
    let value = record.value(&test.path);
    match &test.check {
        Check::Empty => value.is_empty(),
        Check::NotEmpty => !value.is_empty(),
        Check::Compare(Comparison::NotEqual, operand) => !equal(kind, &value, operand),
        Check::Compare(comparison, operand) => {
            !value.is_empty() && holds(*comparison, order(kind, &value, &operand.text()))
        }
        Check::In(operands) => operands.iter().any(|one| equal(kind, &value, one)),
        Check::NotIn(operands) => !operands.iter().any(|one| equal(kind, &value, one)),
        Check::Like(pattern) => found(&value, pattern),
        Check::NotLike(pattern) => !found(&value, pattern),
        Check::Between(low, high) => inside(kind, &value, low, high),
        Check::NotBetween(low, high) => !inside(kind, &value, low, high),
        Check::Field(comparison, other) => holds(*comparison, order(kind, &value, &record.value(other))),
        Check::SameUnit { other, unit, zone, negated } => {
            let floor = |value: &str| dates::floor(value, unit.name(), zone);
            (floor(&value) == floor(&record.value(other))) != *negated
        }
        Check::Distance { other, from, to } => within(seconds(&value, &record.value(other)), *from, *to),
        Check::Part { part, zone, comparison, number } => {
            dates::part(&value, part, zone).is_some_and(|found| holds(*comparison, found.cmp(number)))
        }
    }
}

fn equal(kind: Kind, value: &str, operand: &Operand) -> bool {
    !value.is_empty() && order(kind, value, &operand.text()) == Ordering::Equal
}

fn inside(kind: Kind, value: &str, low: &Operand, high: &Operand) -> bool {
    !value.is_empty()
        && order(kind, value, &low.text()) != Ordering::Less
        && order(kind, value, &high.text()) != Ordering::Greater
}

fn order(kind: Kind, left: &str, right: &str) -> Ordering {
    if kind.is_number()
        && let (Ok(left), Ok(right)) = (left.parse::<f64>(), right.parse::<f64>())
    {
        return left.total_cmp(&right);
    }
    let (left, right) = (left.to_ascii_lowercase(), right.to_ascii_lowercase());
    left.cmp(&right)
}

fn holds(comparison: Comparison, order: Ordering) -> bool {
    match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    }
}

fn found(value: &str, pattern: &Pattern) -> bool {
    let value = value.to_ascii_lowercase();
    let text = pattern.text.to_ascii_lowercase();
    match pattern.place {
        Place::Anywhere => value.contains(&text),
        Place::Start => value.starts_with(&text),
        Place::End => value.ends_with(&text),
    }
}

fn seconds(value: &str, other: &str) -> Option<i64> {
    let (here, there) = (dates::from_wire(value)?, dates::from_wire(other)?);
    Some(here.as_second() - there.as_second())
}

fn within(seconds: Option<i64>, from: Option<i64>, to: Option<i64>) -> bool {
    seconds
        .is_some_and(|seconds| from.is_none_or(|from| seconds >= from) && to.is_none_or(|to| seconds <= to))
}
