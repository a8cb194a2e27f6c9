//! One condition of an encoded query, and how its value is kept a value.

use std::fmt;

use crate::field::check_name;
use crate::{Error, FieldValue};

/// One condition: a field, an operator, a value (protocol section 2.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub(super) field: String,
    pub(super) test: Test,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Test {
    Compare(Operator, String),
    In(Vec<String>),
    NotIn(Vec<String>),
    Empty,
    NotEmpty,
    /// Evaluated by the instance, on purpose.
    Script(Operator, String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equals,
    NotEquals,
    Contains,
    NotContains,
    StartsWith,
    EndsWith,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

impl Operator {
    fn token(self) -> &'static str {
        match self {
            Self::Equals => "=",
            Self::NotEquals => "!=",
            Self::Contains => "LIKE",
            Self::NotContains => "NOT LIKE",
            Self::StartsWith => "STARTSWITH",
            Self::EndsWith => "ENDSWITH",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
        }
    }
}

macro_rules! comparisons {
    ($($(#[$doc:meta])* $name:ident = $operator:ident;)*) => {
        impl Condition {
            $($(#[$doc])*
            pub fn $name(field: &str, value: impl Into<FieldValue>) -> Self {
                Self::compare(field, Operator::$operator, &value.into())
            })*
        }
    };
}

comparisons! {
    /// The field has this value; for a reference, the `sys_id`. An empty value means: has no value.
    equals = Equals;
    /// The field has another value, or none.
    not_equals = NotEquals;
    /// The text, or the display value of a reference, contains this.
    contains = Contains;
    /// The text, or the display value of a reference, does not contain this.
    not_contains = NotContains;
    /// The text, or the display value of a reference, starts with this.
    starts_with = StartsWith;
    /// The text, or the display value of a reference, ends with this.
    ends_with = EndsWith;
    /// The number, date or text is greater.
    greater_than = Greater;
    /// The number, date or text is this or greater.
    greater_or_equal = GreaterOrEqual;
    /// The number, date or text is less.
    less_than = Less;
    /// The number, date or text is this or less.
    less_or_equal = LessOrEqual;
}

impl Condition {
    fn new(field: &str, test: Test) -> Self {
        Self { field: field.to_owned(), test }
    }

    fn compare(field: &str, operator: Operator, value: &FieldValue) -> Self {
        let test = match (operator, value.as_str()) {
            (Operator::Equals, "") => Test::Empty,
            (Operator::NotEquals, "") => Test::NotEmpty,
            (operator, value) => Test::Compare(operator, value.to_owned()),
        };
        Self::new(field, test)
    }

    /// The field has one of these values; no values match nothing that has a value.
    pub fn is_in<V: Into<FieldValue>>(field: &str, values: impl IntoIterator<Item = V>) -> Self {
        Self::new(field, Test::In(owned(values)))
    }

    /// The field has none of these values.
    pub fn not_in<V: Into<FieldValue>>(field: &str, values: impl IntoIterator<Item = V>) -> Self {
        Self::new(field, Test::NotIn(owned(values)))
    }

    /// The field has no value.
    pub fn is_empty(field: &str) -> Self {
        Self::new(field, Test::Empty)
    }

    /// The field has a value.
    pub fn is_not_empty(field: &str) -> Self {
        Self::new(field, Test::NotEmpty)
    }

    /// The field equals what the instance computes, such as `gs.getUserID()` (protocol section 2.3).
    ///
    /// Never build `expression` from outside text.
    pub fn script(field: &str, expression: &str) -> Self {
        Self::new(field, Test::Script(Operator::Equals, expression.to_owned()))
    }

    /// The field is at or after what the instance computes, such as `gs.daysAgoStart(7)`.
    ///
    /// Never build `expression` from outside text.
    pub fn since_script(field: &str, expression: &str) -> Self {
        Self::new(field, Test::Script(Operator::GreaterOrEqual, expression.to_owned()))
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        check_name(&self.field)?;
        let values: &[String] = match &self.test {
            Test::Compare(_, value) => std::slice::from_ref(value),
            Test::In(values) | Test::NotIn(values) if values.is_empty() => {
                return Err(Error::invalid(format!("no values are given for `{}`", self.field)));
            }
            Test::NotIn(values) if values.iter().any(|value| stands_alone(value)) => {
                let field = &self.field;
                return Err(Error::invalid(format!(
                    "a value for `{field}` that is empty or holds a comma cannot be in a list"
                )));
            }
            Test::In(values) | Test::NotIn(values) => values,
            Test::Empty | Test::NotEmpty | Test::Script(..) => &[],
        };
        values.iter().try_for_each(|value| check_value(&self.field, value))
    }

    /// The field that is needed to check a record against this condition.
    pub(super) fn checked_field(&self) -> Option<&str> {
        match &self.test {
            Test::Script(..) => None,
            _ => Some(&self.field),
        }
    }
}

fn owned<V: Into<FieldValue>>(values: impl IntoIterator<Item = V>) -> Vec<String> {
    values.into_iter().map(|value| value.into().as_str().to_owned()).collect()
}

fn check_value(field: &str, value: &str) -> Result<(), Error> {
    const RUN_BY_THE_INSTANCE: &str = "javascript:";
    let start = value.trim_start().get(..RUN_BY_THE_INSTANCE.len()).unwrap_or_default();
    if start.eq_ignore_ascii_case(RUN_BY_THE_INSTANCE) {
        return Err(Error::invalid(format!("the value for `{field}` begins with `javascript:`")));
    }
    if value.contains('\0') {
        return Err(Error::invalid(format!("the value for `{field}` holds a null character")));
    }
    Ok(())
}

/// `^` separates conditions, and doubled it is itself (protocol section 2.1).
fn escape(value: &str) -> String {
    value.replace('^', "^^")
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = &self.field;
        match &self.test {
            Test::Compare(operator, value) => write!(f, "{field}{}{}", operator.token(), escape(value)),
            Test::In(values) => f.write_str(&print_in(field, values)),
            Test::NotIn(values) => write!(f, "{field}NOT IN{}", print_list(values.iter())),
            Test::Empty => write!(f, "{field}ISEMPTY"),
            Test::NotEmpty => write!(f, "{field}ISNOTEMPTY"),
            Test::Script(operator, script) => {
                write!(f, "{field}{}javascript:{}", operator.token(), escape(script))
            }
        }
    }
}

/// A comma cannot be escaped in a list.
fn stands_alone(value: &str) -> bool {
    value.is_empty() || value.contains(',')
}

fn print_in(field: &str, values: &[String]) -> String {
    let (apart, together): (Vec<_>, Vec<_>) = values.iter().partition(|value| stands_alone(value));
    let list = (!together.is_empty()).then(|| format!("{field}IN{}", print_list(together.into_iter())));
    let apart = apart.into_iter().map(|value| format!("{field}={}", escape(value)));
    list.into_iter().chain(apart).collect::<Vec<_>>().join("^OR")
}

fn print_list<'a>(values: impl Iterator<Item = &'a String>) -> String {
    values.map(|value| escape(value)).collect::<Vec<_>>().join(",")
}
