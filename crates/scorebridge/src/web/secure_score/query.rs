//! The address of the list of actions: what it filters and how it sorts. The same reading serves list, export and
//! the arrows of an action's page.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::recently;
use crate::score::{ActionStatus, Category};
use crate::store::{ActionFilter, ActionSort};
use crate::web::urls::{self, Query};

/// Rows of a page.
pub(super) const PER_PAGE: u64 = 25;
/// Longest text to filter by, in characters.
const TEXT_MAX: usize = 200;

/// Which statuses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Statuses {
    /// Those on which points can be won; the default.
    #[default]
    Open,
    /// Every one.
    All,
    /// Only these.
    These(Vec<ActionStatus>),
}

/// A column to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Column {
    #[default]
    Rank,
    Title,
    Impact,
    Status,
    Category,
}

impl Column {
    const ALL: [Self; 5] = [Self::Rank, Self::Title, Self::Impact, Self::Status, Self::Category];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Rank => "rank",
            Self::Title => "title",
            Self::Impact => "impact",
            Self::Status => "status",
            Self::Category => "category",
        }
    }
}

/// What the address asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ActionsQuery {
    pub(super) text: String,
    pub(super) categories: Vec<Category>,
    pub(super) statuses: Statuses,
    pub(super) services: Vec<String>,
    pub(super) has_ticket: Option<bool>,
    pub(super) regressed: bool,
    pub(super) added: bool,
    pub(super) updated: bool,
    pub(super) column: Column,
    pub(super) descending: bool,
    /// From 1.
    pub(super) page: u64,
}

impl ActionsQuery {
    /// Every action.
    pub(super) fn all() -> Self {
        Self { statuses: Statuses::All, ..Self::default() }
    }

    /// Actions of one status.
    pub(super) fn with_status(status: ActionStatus) -> Self {
        Self { statuses: Statuses::These(vec![status]), ..Self::default() }
    }

    /// Reads an address; what it cannot read is passed over.
    pub(super) fn parse(query: &str) -> Self {
        let mut asked = Self { page: 1, ..Self::default() };
        let mut statuses = BTreeSet::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            match &*name {
                "q" => asked.text = value.chars().take(TEXT_MAX).collect(),
                "category" => asked.categories.extend(Category::parse(value)),
                "status" if value == "all" => asked.statuses = Statuses::All,
                "status" => statuses.extend(ActionStatus::parse(value)),
                "product" if !value.is_empty() && asked.services.len() < 50 => {
                    asked.services.push(value.to_owned());
                }
                "ticket" => asked.has_ticket = yes_or_no(value),
                "regressed" => asked.regressed = value == "yes",
                "added" => asked.added = value == "yes",
                "updated" => asked.updated = value == "yes",
                "sort" => {
                    asked.column = Column::ALL.into_iter().find(|c| c.as_str() == value).unwrap_or_default();
                }
                "dir" => asked.descending = value == "desc",
                "page" => asked.page = value.parse().unwrap_or(1).clamp(1, 1_000_000),
                _ => {}
            }
        }
        if !statuses.is_empty() && asked.statuses != Statuses::All {
            asked.statuses = Statuses::These(statuses.into_iter().collect());
        }
        asked
    }

    /// The address, without the page.
    pub(super) fn url(&self) -> Query {
        self.on(urls::ACTIONS)
    }

    /// The same question to another address.
    pub(super) fn on(&self, path: &str) -> Query {
        let mut query = Query::new(path);
        if !self.text.is_empty() {
            query = query.with("q", &self.text);
        }
        query =
            self.categories.iter().fold(query, |query, category| query.with("category", category.as_str()));
        query = match &self.statuses {
            Statuses::Open => query,
            Statuses::All => query.with("status", "all"),
            Statuses::These(these) => {
                these.iter().fold(query, |query, status| query.with("status", status.as_str()))
            }
        };
        query = self.services.iter().fold(query, |query, service| query.with("product", service));
        if let Some(has_ticket) = self.has_ticket {
            query = query.with("ticket", if has_ticket { "yes" } else { "no" });
        }
        for (name, on) in [("regressed", self.regressed), ("added", self.added), ("updated", self.updated)] {
            if on {
                query = query.with(name, "yes");
            }
        }
        if (self.column, self.descending) != (Column::default(), false) {
            query = query.with("sort", self.column.as_str());
            query = query.with("dir", if self.descending { "desc" } else { "asc" });
        }
        query
    }

    /// Whether it asks for anything but the default list.
    pub(super) fn is_filtered(&self) -> bool {
        let plain =
            Self { column: self.column, descending: self.descending, page: self.page, ..Self::default() };
        *self != plain
    }

    /// For the store.
    pub(super) fn filter(&self, now: Timestamp) -> ActionFilter {
        let statuses = match &self.statuses {
            Statuses::Open => ActionStatus::ALL.into_iter().filter(|status| status.is_open()).collect(),
            Statuses::All => Vec::new(),
            Statuses::These(these) => these.clone(),
        };
        ActionFilter {
            text: Some(self.text.clone()).filter(|text| !text.is_empty()),
            categories: self.categories.clone(),
            statuses,
            services: self.services.clone(),
            has_ticket: self.has_ticket,
            regressed: self.regressed,
            added_since: self.added.then(|| recently(now)),
            changed_since: None,
            updated_since: self.updated.then(|| recently(now)),
        }
    }

    /// For the store.
    pub(super) fn sort(&self) -> ActionSort {
        match self.column {
            Column::Rank => ActionSort::Rank(self.descending),
            Column::Title => ActionSort::Title(self.descending),
            Column::Impact => ActionSort::Impact(self.descending),
            Column::Status => ActionSort::Status(self.descending),
            Column::Category => ActionSort::Category(self.descending),
        }
    }
}

fn yes_or_no(value: &str) -> Option<bool> {
    match value {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_default_list_is_open_actions_by_rank() {
        let asked = ActionsQuery::parse("");
        assert_eq!(asked.url().to_string(), "/secure-score/actions");
        assert!(!asked.is_filtered());
        let filter = asked.filter(Timestamp::UNIX_EPOCH);
        assert_eq!(filter.statuses, [ActionStatus::ToAddress, ActionStatus::Planned]);
    }

    #[test]
    fn nonsense_is_passed_over() {
        let asked = ActionsQuery::parse("status=%00&category=x&page=-3&sort=;drop&ticket=maybe&dir=up");
        assert_eq!(asked, ActionsQuery::parse(""));
    }

    proptest! {
        #[test]
        fn an_address_asks_for_what_it_was_made_from(
            text in "[^\\s\\p{C}]{0,20}",
            statuses in prop::collection::btree_set(prop::sample::select(&ActionStatus::ALL[..]), 0..6),
            services in prop::collection::vec("[A-Za-z&=+ ]{1,8}[a-z]", 0..3),
            has_ticket in any::<Option<bool>>(),
            flags in any::<(bool, bool, bool, bool)>(),
            column in prop::sample::select(&Column::ALL[..]),
        ) {
            let services = services.iter().map(|service| service.trim().to_owned()).collect();
            let statuses = if statuses.is_empty() { Statuses::Open } else { Statuses::These(statuses.into_iter().collect()) };
            let (regressed, added, updated, descending) = flags;
            let asked = ActionsQuery {
                text, statuses, services, has_ticket, regressed, added, updated, column, descending,
                categories: vec![Category::Apps], page: 1,
            };
            let url = asked.url().to_string();
            prop_assert_eq!(ActionsQuery::parse(url.split_once('?').map_or("", |(_, query)| query)), asked);
        }
    }
}
