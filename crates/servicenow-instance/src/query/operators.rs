//! Operators of encoded queries and their spellings.

use std::fmt;

/// What a condition asks of a field. Aliases share one operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Operator {
    Equals,
    NotEquals,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
    Contains,
    DoesNotContain,
    StartsWith,
    EndsWith,
    IsEmpty,
    IsNotEmpty,
    Anything,
    EmptyString,
    Between,
    SameAs,
    NotSameAs,
    GreaterField,
    GreaterOrEqualField,
    LessField,
    LessOrEqualField,
    MoreThan,
    LessThan,
    On,
    NotOn,
    DatePart,
    RelativeGreater,
    RelativeGreaterOrEqual,
    RelativeEqual,
    RelativeLessOrEqual,
    RelativeLess,
    Dynamic,
    InstanceOf,
    MatchesPattern,
    MatchesRegex,
    /// Known to the platform, meaningless in a query over rows: `VALCHANGES`,
    /// `CHANGESFROM`, `CHANGESTO`, tag and hierarchy operators.
    Unsupported(&'static str),
}

use Operator as Op;

/// Every spelling. A spelling comes before those it starts with, because the
/// longest one wins (`NOT IN` before `IN`, `<=` before `<`).
pub(crate) const SPELLINGS: &[(&str, Operator)] = &[
    ("GT_OR_EQUALS_FIELD", Op::GreaterOrEqualField),
    ("LT_OR_EQUALS_FIELD", Op::LessOrEqualField),
    ("GT_FIELD", Op::GreaterField),
    ("LT_FIELD", Op::LessField),
    ("IN_HIERARCHY_DYNAMIC", Op::Unsupported("IN_HIERARCHY_DYNAMIC")),
    ("IN_HIERARCHY", Op::Unsupported("IN_HIERARCHY")),
    ("DOES NOT CONTAIN", Op::DoesNotContain),
    ("DOESNOTHAVE", Op::Unsupported("DOESNOTHAVE")),
    ("EXCLUDING", Op::Unsupported("EXCLUDING")),
    ("CHANGESFROM", Op::Unsupported("CHANGESFROM")),
    ("CHANGESTO", Op::Unsupported("CHANGESTO")),
    ("CHANGES", Op::Unsupported("CHANGES")),
    ("VALCHANGES", Op::Unsupported("VALCHANGES")),
    ("RELATIVEGT", Op::RelativeGreater),
    ("RELATIVEGE", Op::RelativeGreaterOrEqual),
    ("RELATIVEEE", Op::RelativeEqual),
    ("RELATIVELE", Op::RelativeLessOrEqual),
    ("RELATIVELT", Op::RelativeLess),
    ("INSTANCEOF", Op::InstanceOf),
    ("MATCH_PAT", Op::MatchesPattern),
    ("MATCH_RGX", Op::MatchesRegex),
    ("MORETHAN", Op::MoreThan),
    ("LESSTHAN", Op::LessThan),
    ("DATEPART", Op::DatePart),
    ("STARTSWITH", Op::StartsWith),
    ("ENDSWITH", Op::EndsWith),
    ("CONTAINS", Op::Contains),
    ("NOT LIKE", Op::DoesNotContain),
    ("NOTLIKE", Op::DoesNotContain),
    ("NOT IN", Op::NotIn),
    ("NOTIN", Op::NotIn),
    ("NOTON", Op::NotOn),
    ("NOT ON", Op::NotOn),
    ("NSAMEAS", Op::NotSameAs),
    ("SAMEAS", Op::SameAs),
    ("BETWEEN", Op::Between),
    ("DYNAMIC", Op::Dynamic),
    ("ANYTHING", Op::Anything),
    ("EMPTYSTRING", Op::EmptyString),
    ("ISNOTEMPTY", Op::IsNotEmpty),
    ("ISEMPTY", Op::IsEmpty),
    ("NOTEMPTY", Op::IsNotEmpty),
    ("LIKE", Op::Contains),
    ("IN", Op::In),
    ("IS", Op::Equals),
    ("ON", Op::On),
    ("!=", Op::NotEquals),
    ("<=", Op::LessOrEqual),
    (">=", Op::GreaterOrEqual),
    ("!*", Op::DoesNotContain),
    ("*", Op::Contains),
    ("%", Op::EndsWith),
    ("=", Op::Equals),
    ("<", Op::Less),
    (">", Op::Greater),
];

impl Operator {
    /// The spelling this operator is printed with.
    pub(crate) fn spelling(self) -> &'static str {
        match self {
            Self::Unsupported(spelling) => spelling,
            Self::Contains => "LIKE",
            Self::DoesNotContain => "NOT LIKE",
            Self::Equals => "=",
            _ => SPELLINGS
                .iter()
                .find(|(_, operator)| *operator == self)
                .map(|(spelling, _)| *spelling)
                .expect("every operator has a spelling"),
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.spelling())
    }
}
