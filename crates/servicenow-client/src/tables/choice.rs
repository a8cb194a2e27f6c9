//! `sys_choice`: the values a field may have, and their labels (protocol section 5.6).

use crate::{Client, Error, Query, Record};

/// One value a choice field may have.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Choice {
    /// The raw value.
    pub value: String,
    /// What people see.
    pub label: String,
    /// The place in the list.
    pub sequence: Option<i64>,
    /// The value of the field on which this choice depends; empty if on none.
    pub dependent_value: String,
}

impl From<&Record> for Choice {
    fn from(record: &Record) -> Self {
        Self {
            value: record.value("value").to_owned(),
            label: record.value("label").to_owned(),
            sequence: record.integer("sequence"),
            dependent_value: record.value("dependent_value").to_owned(),
        }
    }
}

/// Deeper than any hierarchy of tables.
const MAX_DEPTH: usize = 8;
/// More than any list that people choose from.
const MAX_CHOICES: u32 = 1000;

impl Client {
    /// The active choices of a field in English, in their order.
    ///
    /// A table without choices of its own has those of the table it extends.
    pub async fn choices(&self, table: &str, element: &str) -> Result<Vec<Choice>, Error> {
        self.choices_in(table, element, "en").await
    }

    /// The active choices of a field in a language, such as `nl`, in their order.
    pub async fn choices_in(&self, table: &str, element: &str, language: &str) -> Result<Vec<Choice>, Error> {
        let mut owner = table.to_owned();
        for _ in 0..MAX_DEPTH {
            let choices = self.own_choices(&owner, element, language).await?;
            if !choices.is_empty() {
                return Ok(choices);
            }
            match self.parent_of(&owner).await? {
                Some(parent) => owner = parent,
                None => break,
            }
        }
        Ok(Vec::new())
    }

    async fn own_choices(&self, table: &str, element: &str, language: &str) -> Result<Vec<Choice>, Error> {
        let query = Query::new()
            .equals("name", table)
            .equals("element", element)
            .equals("language", language)
            .equals("inactive", false)
            .order_by("sequence")
            .fields(&["value", "label", "sequence", "dependent_value"])
            .limit(MAX_CHOICES);
        Ok(self.table("sys_choice").list(&query).await?.items().iter().map(Choice::from).collect())
    }

    /// The table which `table` extends. Reading it needs rights that many users lack; then the base
    /// of all tickets is assumed.
    async fn parent_of(&self, table: &str) -> Result<Option<String>, Error> {
        const BASE: &str = "task";
        let query = Query::new().equals("name", table).fields(&["super_class.name"]);
        let found = match self.table("sys_db_object").first(&query).await {
            Ok(Some(found)) => found.value("super_class.name").to_owned(),
            Ok(None) => BASE.to_owned(),
            Err(error) if error.is_authorization() || error.is_not_found() => BASE.to_owned(),
            Err(error) => return Err(error),
        };
        Ok(Some(found).filter(|parent| !parent.is_empty() && parent != table))
    }
}
