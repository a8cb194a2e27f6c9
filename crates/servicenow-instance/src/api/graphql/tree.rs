//! A GraphQL document as read from text (GraphQL specification, October 2021, section 2).

use serde_json::Value;

/// Operations and the fragments they share.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Document {
    pub(super) operations: Vec<Operation>,
    pub(super) fragments: Vec<Fragment>,
}

/// `query Name($a: String = "x") { … }`, or a selection alone.
#[derive(Debug, PartialEq)]
pub(super) struct Operation {
    pub(super) kind: String,
    pub(super) name: String,
    /// Names of variables with their defaults.
    pub(super) variables: Vec<(String, Option<Input>)>,
    pub(super) selections: Vec<Selection>,
}

#[derive(Debug, PartialEq)]
pub(super) struct Fragment {
    pub(super) name: String,
    pub(super) selections: Vec<Selection>,
}

#[derive(Debug, PartialEq)]
pub(super) enum Selection {
    Field(Field),
    /// `...Name`
    Spread(String),
    /// `... on Type { … }`
    Inline(Vec<Selection>),
}

#[derive(Debug, PartialEq)]
pub(super) struct Field {
    /// The alias, else the name.
    pub(super) key: String,
    pub(super) name: String,
    pub(super) arguments: Vec<(String, Input)>,
    /// `@include` and `@skip` with their arguments.
    pub(super) directives: Vec<(String, Vec<(String, Input)>)>,
    pub(super) selections: Vec<Selection>,
}

/// A value in a document.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Input {
    Variable(String),
    /// Text, number, truth value, `null` or the name of an enumeration.
    Plain(Value),
    List(Vec<Input>),
    Object(Vec<(String, Input)>),
}
