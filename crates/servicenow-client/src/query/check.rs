//! Whether a record that came back agrees with a condition, as far as this side can tell.
//!
//! The database of an instance ignores case and, for some letters, accents; references are compared
//! by display value for some operators; dates depend on zones. Where any of this could matter, the
//! verdict is `Unknown`: only a sure contradiction is one.

use std::cmp::Ordering;

use super::condition::{Condition, Operator, Test};
use crate::{Record, time};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Agrees,
    Fails,
    Unknown,
}

pub(super) fn verdict(condition: &Condition, record: &Record) -> Verdict {
    if !record.has(&condition.field) {
        // A dot-walked field comes only where it was asked for. Any other that is missing is one the
        // instance does not know or does not show, and whose condition it drops.
        return if condition.field.contains('.') { Verdict::Unknown } else { Verdict::Fails };
    }
    let value = record.value(&condition.field);
    match &condition.test {
        Test::Empty => agree(value.is_empty()),
        // The raw value of a journal is always empty.
        Test::NotEmpty if value.is_empty() && !record.display_value(&condition.field).is_empty() => {
            Verdict::Unknown
        }
        Test::NotEmpty => agree(!value.is_empty()),
        Test::In(wanted) => any(wanted.iter().map(|wanted| equal(value, wanted))),
        Test::NotIn(unwanted) => not(any(unwanted.iter().map(|unwanted| equal(value, unwanted)))),
        Test::Compare(operator, wanted) => compare(*operator, value, wanted),
        Test::Script(..) => Verdict::Unknown,
    }
}

fn compare(operator: Operator, value: &str, wanted: &str) -> Verdict {
    let ordered =
        |accept: fn(Ordering) -> bool| order(value, wanted).map_or(Verdict::Unknown, |o| agree(accept(o)));
    match operator {
        Operator::Equals => equal(value, wanted),
        Operator::NotEquals => not(equal(value, wanted)),
        Operator::Greater => ordered(Ordering::is_gt),
        Operator::GreaterOrEqual => ordered(Ordering::is_ge),
        Operator::Less => ordered(Ordering::is_lt),
        Operator::LessOrEqual => ordered(Ordering::is_le),
        // For a reference these look at the display value of another record.
        Operator::Contains | Operator::NotContains | Operator::StartsWith | Operator::EndsWith => {
            Verdict::Unknown
        }
    }
}

fn equal(value: &str, wanted: &str) -> Verdict {
    if value.trim_end().eq_ignore_ascii_case(wanted.trim_end()) {
        Verdict::Agrees
    } else if has_other_spelling(value, wanted) || !(value.is_ascii() && wanted.is_ascii()) || is_date(value)
    {
        Verdict::Unknown
    } else {
        Verdict::Fails
    }
}

/// `NULL` asks for no value, `1` and `0` may ask for a boolean, and a number has several spellings.
fn has_other_spelling(value: &str, wanted: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    let same_number = number(value).is_some_and(|value| number(wanted) == Some(value));
    let same_boolean = matches!(value, "true" | "false") && matches!(wanted, "0" | "1");
    // A boolean that was never set is false.
    let unset = value.is_empty() && matches!(wanted, "false" | "0");
    wanted == "NULL" || same_number || same_boolean || unset
}

fn is_date(value: &str) -> bool {
    time::parse(value).is_some()
}

/// Numbers and whole timestamps have an order that both sides see alike.
fn order(value: &str, wanted: &str) -> Option<Ordering> {
    let numbers = value.parse::<i64>().ok().zip(wanted.parse::<i64>().ok());
    let moments = || time::parse(value).zip(time::parse(wanted));
    numbers.map(|(a, b)| a.cmp(&b)).or_else(|| moments().map(|(a, b)| a.cmp(&b)))
}

fn agree(holds: bool) -> Verdict {
    if holds { Verdict::Agrees } else { Verdict::Fails }
}

fn not(verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Agrees => Verdict::Fails,
        Verdict::Fails => Verdict::Agrees,
        Verdict::Unknown => Verdict::Unknown,
    }
}

fn any(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    verdicts.fold(Verdict::Fails, |sum, verdict| match (sum, verdict) {
        (Verdict::Agrees, _) | (_, Verdict::Agrees) => Verdict::Agrees,
        (Verdict::Unknown, _) | (_, Verdict::Unknown) => Verdict::Unknown,
        _ => Verdict::Fails,
    })
}
