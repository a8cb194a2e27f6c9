//! The tree of an encoded query and its printed form. Nothing here knows
//! tables: an unknown field is found out when the tree is resolved.

use std::fmt;

use super::Operator;

/// `group (^NQ group)*` with orderings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Query {
    /// Their union; no group at all means every record.
    pub(crate) groups: Vec<Group>,
    pub(crate) orders: Vec<Order>,
    pub(crate) group_by: Vec<String>,
}

/// All terms must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) terms: Vec<Term>,
}

/// One of the conditions must hold (`^OR` binds tighter than `^`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) conditions: Vec<Condition>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    Field {
        path: String,
        operator: Operator,
        value: String,
    },
    /// `123TEXTQUERY321=words`
    Text(String),
    /// `JOINtable.field=other.field!query`: a record of `other` fits.
    Join {
        field: String,
        table: String,
        other_field: String,
        query: Box<Query>,
    },
    /// `RLQUERYtable.field,>=1^…^ENDRLQUERY`: so many related records fit.
    Related(Related),
    /// Not a condition; kept so that the query can be printed as it came.
    Invalid(String),
}

/// How many records of `table` point here through `field`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Related {
    pub(crate) table: String,
    pub(crate) field: String,
    pub(crate) comparison: Comparison,
    pub(crate) count: u64,
    pub(crate) many_to_many: bool,
    pub(crate) query: Box<Query>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) path: String,
    pub(crate) descending: bool,
}

impl Query {
    /// Every record.
    pub(crate) fn all() -> Self {
        Self::default()
    }

    /// Never fails: what cannot be read becomes [`Condition::Invalid`].
    pub(crate) fn parse(text: &str) -> Self {
        super::parse::query(text)
    }

    /// `path = value`
    pub(crate) fn equals(path: &str, value: &str) -> Self {
        Self::all().and(path, Operator::Equals, value)
    }

    /// Narrows the last group.
    #[must_use]
    pub(crate) fn and(mut self, path: &str, operator: Operator, value: &str) -> Self {
        self.push(Term::of(Condition::Field { path: path.to_owned(), operator, value: value.to_owned() }));
        self
    }

    #[must_use]
    pub(crate) fn ordered_by(mut self, path: &str) -> Self {
        self.orders.push(Order { path: path.to_owned(), descending: false });
        self
    }

    #[must_use]
    pub(crate) fn ordered_by_descending(mut self, path: &str) -> Self {
        self.orders.push(Order { path: path.to_owned(), descending: true });
        self
    }

    /// Adds terms to every group, so that each result meets them too.
    pub(crate) fn narrow(&mut self, terms: &[Term]) {
        if self.groups.is_empty() && !terms.is_empty() {
            self.groups.push(Group::default());
        }
        for group in &mut self.groups {
            group.terms.extend(terms.iter().cloned());
        }
    }

    /// Adds a term to the last group.
    pub(crate) fn push(&mut self, term: Term) {
        match self.groups.last_mut() {
            Some(group) => group.terms.push(term),
            None => self.groups.push(Group { terms: vec![term] }),
        }
    }
}

impl Term {
    pub(crate) fn of(condition: Condition) -> Self {
        Self { conditions: vec![condition] }
    }

    /// `path = value`
    pub(crate) fn equals(path: &str, value: &str) -> Self {
        let (path, value) = (path.to_owned(), value.to_owned());
        Self::of(Condition::Field { path, operator: Operator::Equals, value })
    }
}

impl Comparison {
    pub(crate) const ALL: [(&'static str, Self); 7] = [
        (">=", Self::GreaterOrEqual),
        ("<=", Self::LessOrEqual),
        ("!=", Self::NotEqual),
        ("<>", Self::NotEqual),
        (">", Self::Greater),
        ("<", Self::Less),
        ("=", Self::Equal),
    ];

    pub(crate) fn symbol(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, comparison)| *comparison == self);
        found.expect("every comparison has a symbol").0
    }
}

/// Writes `text` with `^` doubled, as a value of a query needs it.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.replace('^', "^^"))
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, group) in self.groups.iter().enumerate() {
            if at > 0 {
                f.write_str("^NQ")?;
            }
            write!(f, "{group}")?;
        }
        for order in &self.orders {
            let direction = if order.descending { "DESC" } else { "" };
            write!(f, "^ORDERBY{direction}{}", order.path)?;
        }
        for field in &self.group_by {
            write!(f, "^GROUPBY{field}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, term) in self.terms.iter().enumerate() {
            if at > 0 {
                f.write_str("^")?;
            }
            write!(f, "{term}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, condition) in self.conditions.iter().enumerate() {
            if at > 0 {
                f.write_str("^OR")?;
            }
            write!(f, "{condition}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field { path, operator, value } => write!(f, "{path}{operator}{}", Escaped(value)),
            Self::Text(words) => write!(f, "123TEXTQUERY321={}", Escaped(words)),
            Self::Join { field, table, other_field, query } => {
                write!(f, "JOIN{field}={table}.{other_field}!{query}")
            }
            Self::Related(related) => write!(f, "{related}"),
            Self::Invalid(text) => write!(f, "{}", Escaped(text)),
        }
    }
}

impl fmt::Display for Related {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (symbol, count) = (self.comparison.symbol(), self.count);
        write!(f, "RLQUERY{}.{},{symbol}{count}", self.table, self.field)?;
        if self.many_to_many {
            f.write_str(",m2m")?;
        }
        let inner = self.query.to_string();
        if inner.starts_with('^') {
            // A leading caret would double the separator.
            write!(f, "^OR{inner}")?;
        } else if !inner.is_empty() {
            write!(f, "^{inner}")?;
        }
        f.write_str("^ENDRLQUERY")
    }
}
