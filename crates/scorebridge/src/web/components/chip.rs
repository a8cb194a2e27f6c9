//! A filter: a chip that says its value, opens its choices and can be taken off. A plain form with GET.

use askama::Template;

use crate::web::filters;
use crate::web::urls::Query;

/// One choice of a filter.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

/// A filter of a list.
#[derive(Template)]
#[template(path = "components/chip.html")]
pub(crate) struct Chip {
    name: &'static str,
    label: String,
    /// The chosen labels; `None` when it does not filter.
    value: Option<String>,
    clear: String,
    many: bool,
    choices: Vec<Choice>,
    path: String,
    others: Vec<(String, String)>,
}

impl Chip {
    /// A filter of which several values can be chosen. `query` is the address of the list as it is.
    pub(crate) fn many(
        name: &'static str,
        label: impl ToString,
        choices: Vec<Choice>,
        query: &Query,
    ) -> Self {
        Self::new(name, label, choices, query, true)
    }

    /// A filter with one value.
    pub(crate) fn one(name: &'static str, label: impl ToString, choices: Vec<Choice>, query: &Query) -> Self {
        Self::new(name, label, choices, query, false)
    }

    fn new(
        name: &'static str,
        label: impl ToString,
        choices: Vec<Choice>,
        query: &Query,
        many: bool,
    ) -> Self {
        let chosen: Vec<_> =
            choices.iter().filter(|choice| choice.chosen).map(|choice| choice.label.as_str()).collect();
        let value = (!chosen.is_empty()).then(|| chosen.join(", "));
        let rest = query.clone().without(name).without("page");
        Self {
            name,
            label: label.to_string(),
            value,
            clear: rest.to_string(),
            many,
            path: query.path().to_owned(),
            others: rest.pairs().to_vec(),
            choices,
        }
    }

    /// Taking it off leads here instead: for filters whose absence means a default.
    #[must_use]
    pub(crate) fn cleared_by(mut self, url: impl ToString) -> Self {
        self.clear = url.to_string();
        self
    }

    /// Says this instead of the list of what is chosen.
    #[must_use]
    pub(crate) fn saying(mut self, value: impl ToString) -> Self {
        self.value = Some(value.to_string());
        self
    }
}
