//! `$filter` as far as these resources need it: comparisons of a property with a literal, joined by `and`, `or`
//! and parentheses (OData 4.01 part 2, section 5.1.1). Functions such as `startswith` are refused.

mod parse;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

use crate::graph::GraphError;

/// Something a filter can be applied to.
pub(crate) trait Item {
    /// The value of a property that the resource allows in filters.
    fn property(&self, name: &str) -> Option<Scalar>;
}

/// A property's value or a literal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scalar {
    Text(String),
    Time(Timestamp),
    Number(f64),
    Boolean(bool),
    Null,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

#[derive(Debug)]
enum Expression {
    All(Vec<Self>),
    Any(Vec<Self>),
    Compare { property: String, comparison: Comparison, literal: Scalar },
}

/// A filter that has been read and whose properties exist.
#[derive(Debug)]
pub(crate) struct Filter(Expression);

impl Filter {
    /// Reads a filter; `fields` are the properties it may name and `kind` the type's name in errors.
    pub(crate) fn parse(text: &str, kind: &str, fields: &[&str]) -> Result<Self, GraphError> {
        parse::expression(text, kind, fields).map(Self).map_err(GraphError::bad_request)
    }

    pub(crate) fn accepts(&self, item: &impl Item) -> bool {
        accepts(&self.0, item)
    }
}

fn accepts(expression: &Expression, item: &impl Item) -> bool {
    match expression {
        Expression::All(parts) => parts.iter().all(|part| accepts(part, item)),
        Expression::Any(parts) => parts.iter().any(|part| accepts(part, item)),
        Expression::Compare { property, comparison, literal } => {
            let value = item.property(property).unwrap_or(Scalar::Null);
            holds(&value, *comparison, literal)
        }
    }
}

/// Whether the comparison holds; values that cannot be compared are unequal and in no order.
fn holds(value: &Scalar, comparison: Comparison, literal: &Scalar) -> bool {
    let order = match (value, literal) {
        (Scalar::Text(a), Scalar::Text(b)) => Some(a.cmp(b)),
        (Scalar::Time(a), Scalar::Time(b)) => Some(a.cmp(b)),
        // People put dates in quotes, though OData has none there.
        (Scalar::Time(a), Scalar::Text(b)) => parse::time(b).map(|b| a.cmp(&b)),
        (Scalar::Number(a), Scalar::Number(b)) => a.partial_cmp(b),
        (Scalar::Boolean(a), Scalar::Boolean(b)) => Some(a.cmp(b)),
        (Scalar::Null, Scalar::Null) => Some(std::cmp::Ordering::Equal),
        _ => None,
    };
    let Some(order) = order else { return comparison == Comparison::NotEqual };
    match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
    }
}
