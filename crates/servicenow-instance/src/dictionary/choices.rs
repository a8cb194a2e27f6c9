//! Values a field may take, with their labels per language. Whether a wrong
//! value is refused is decided in `rules::values`.

use std::collections::HashMap;

/// One row of `sys_choice`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) language: String,
    /// Value of the field this choice depends on.
    pub(crate) dependent: Option<String>,
    pub(crate) inactive: bool,
}

/// All choices, in their sequence, by table and field.
#[derive(Debug, Default)]
pub(crate) struct Choices {
    by_table: HashMap<String, HashMap<String, Vec<Choice>>>,
}

impl Choices {
    /// Choices must come in their sequence.
    pub(crate) fn add(&mut self, table: String, field: String, choice: Choice) {
        let fields = self.by_table.entry(table).or_default();
        fields.entry(field).or_default().push(choice);
    }

    pub(crate) fn of(&self, table: &str, field: &str) -> Option<&[Choice]> {
        self.by_table.get(table)?.get(field).map(Vec::as_slice)
    }
}

/// The label of `value`: in `language`, else in English.
pub(crate) fn label<'a>(choices: &'a [Choice], value: &str, language: &str) -> Option<&'a str> {
    let find = |language: &str| {
        choices.iter().find(|choice| choice.value.eq_ignore_ascii_case(value) && choice.language == language)
    };
    let found = find(language).or_else(|| find("en"))?;
    Some(&found.label)
}
