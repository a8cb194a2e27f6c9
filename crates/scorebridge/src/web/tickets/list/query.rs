//! What a person asks of the list, read from the address and written back into it: filters, order, page, columns.
//! Every view of the list is an address; a part that is not understood is named, never silently dropped.

use jiff::civil::Date;

use crate::ids::ActionId;
use crate::store::{DueFilter, TicketFilter, TicketSort};
use crate::tickets::{Priority, RecordPriority, TicketKind};
use crate::web::urls::{self, Query};

/// Rows per page that can be chosen.
pub(crate) const SIZES: [u64; 4] = [10, 25, 50, 100];
/// Rows per page unless chosen.
const SIZE: u64 = 25;
/// Longest text taken from one parameter, in characters.
const VALUE_MAX: usize = 200;
/// Last page that can be asked for; far beyond any list, and safe to multiply.
const PAGE_MAX: u64 = 1_000_000;

/// Which tickets by their state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Status {
    /// Open ones, also those not sent yet.
    #[default]
    Open,
    /// Closed ones.
    Closed,
    /// All.
    All,
    /// Those in these states.
    States(Vec<(TicketKind, String)>),
}

impl Status {
    /// The values of `status`.
    fn to_values(&self) -> Vec<String> {
        match self {
            Self::Open => vec!["open".to_owned()],
            Self::Closed => vec!["closed".to_owned()],
            Self::All => vec!["all".to_owned()],
            Self::States(states) => states.iter().map(|(kind, value)| state_value(*kind, value)).collect(),
        }
    }

    /// Takes one more value of `status`: states add up, the other words replace what was there.
    fn take(&mut self, text: &str) -> Option<()> {
        match (Self::parse(text)?, &mut *self) {
            (Self::States(more), Self::States(states)) => {
                for one in more {
                    push_once(states, one);
                }
            }
            (status, _) => *self = status,
        }
        Some(())
    }

    fn parse(text: &str) -> Option<Self> {
        match text {
            "open" => Some(Self::Open),
            "closed" => Some(Self::Closed),
            "all" => Some(Self::All),
            _ => {
                let (kind, value) = text.split_once(':')?;
                let known = !value.is_empty() && value.len() <= 40;
                known.then_some(Self::States(vec![(TicketKind::parse(kind)?, value.to_owned())]))
            }
        }
    }
}

/// A state as the address names it.
pub(crate) fn state_value(kind: TicketKind, value: &str) -> String {
    format!("{}:{value}", kind.as_str())
}

/// Which tickets by their due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// Before today.
    Overdue,
    /// Today and the next 7 days.
    Week,
    /// Today and the next 30 days.
    Month,
}

impl Due {
    /// All, in the order of the menu.
    pub(crate) const ALL: [Self; 3] = [Self::Overdue, Self::Week, Self::Month];

    /// Its name in the menu.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Overdue => "tickets-due-overdue",
            Self::Week => "tickets-due-7",
            Self::Month => "tickets-due-30",
        }
    }

    /// The value of `due`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Week => "7",
            Self::Month => "30",
        }
    }

    fn filter(self) -> DueFilter {
        match self {
            Self::Overdue => DueFilter::Overdue,
            Self::Week => DueFilter::Within(7),
            Self::Month => DueFilter::Within(30),
        }
    }
}

/// A column that can be added to the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    /// Improvement action.
    Action,
    /// Assignment group.
    Group,
    /// Assigned to.
    Assigned,
    /// Category.
    Category,
    /// Last sync.
    Synced,
}

impl Column {
    /// All, in the order of the table.
    pub(crate) const ALL: [Self; 5] =
        [Self::Action, Self::Group, Self::Assigned, Self::Category, Self::Synced];

    /// Its head.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Action => "tickets-column-action",
            Self::Group => "tickets-column-group",
            Self::Assigned => "tickets-column-assigned",
            Self::Category => "tickets-column-category",
            Self::Synced => "tickets-column-synced",
        }
    }

    /// The value of `column`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Action => "action",
            Self::Group => "group",
            Self::Assigned => "assigned",
            Self::Category => "category",
            Self::Synced => "synced",
        }
    }
}

/// A column the table can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SortBy {
    /// Number.
    Number,
    /// Name.
    Name,
    /// Priority.
    Priority,
    /// State.
    Status,
    /// Due date.
    Due,
    /// Last change.
    Updated,
}

impl SortBy {
    const ALL: [Self; 6] = [Self::Number, Self::Name, Self::Priority, Self::Status, Self::Due, Self::Updated];

    /// The head of its column.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Number => "tickets-column-number",
            Self::Name => "tickets-column-name",
            Self::Priority => "tickets-column-priority",
            Self::Status => "tickets-column-status",
            Self::Due => "tickets-column-due",
            Self::Updated => "tickets-column-updated",
        }
    }

    /// The value of `sort`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Name => "name",
            Self::Priority => "priority",
            Self::Status => "status",
            Self::Due => "due",
            Self::Updated => "updated",
        }
    }
}

/// The whole question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListQuery {
    /// Part of the name or number.
    pub(crate) text: String,
    /// By state.
    pub(crate) status: Status,
    /// By kind.
    pub(crate) kind: Option<TicketKind>,
    /// By priority; empty for any.
    pub(crate) priorities: Vec<Priority>,
    /// By due date.
    pub(crate) due: Option<Due>,
    /// By the sign-in name of who started it.
    pub(crate) started_by: String,
    /// Only those without a record.
    pub(crate) not_sent: bool,
    /// By improvement action.
    pub(crate) action: Option<ActionId>,
    /// Order.
    pub(crate) sort: SortBy,
    /// Largest first.
    pub(crate) descending: bool,
    /// From 1.
    pub(crate) page: u64,
    /// Rows per page.
    pub(crate) size: u64,
    /// Columns added.
    pub(crate) columns: Vec<Column>,
    /// Parts of the address that were not understood, as `name=value`.
    pub(crate) ignored: Vec<String>,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self {
            text: String::new(),
            status: Status::Open,
            kind: None,
            priorities: Vec::new(),
            due: None,
            started_by: String::new(),
            not_sent: false,
            action: None,
            sort: SortBy::Updated,
            descending: true,
            page: 1,
            size: SIZE,
            columns: Vec::new(),
            ignored: Vec::new(),
        }
    }
}

impl ListQuery {
    /// Reads the part of an address after `?`.
    pub(crate) fn parse(query: &str) -> Self {
        let mut asked = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            if !value.is_empty() && asked.take(&name, value).is_none() {
                let shown: String = value.chars().take(40).collect();
                asked.ignored.push(format!("{name}={shown}"));
            }
        }
        asked.ignored.truncate(5);
        asked
    }

    /// Takes over one parameter; `None` when its name or value is not known.
    fn take(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "q" => self.text = short(value)?,
            "status" => self.status.take(value)?,
            "type" => self.kind = Some(TicketKind::parse(value)?),
            "priority" => push_once(&mut self.priorities, Priority::parse(value)?),
            "due" => self.due = Some(Due::ALL.into_iter().find(|due| due.as_str() == value)?),
            "by" => self.started_by = short(value)?,
            "sent" => self.not_sent = (value == "no").then_some(true)?,
            "action" => self.action = Some(ActionId::new(short(value)?)),
            "sort" => self.sort = SortBy::ALL.into_iter().find(|sort| sort.as_str() == value)?,
            "dir" => self.descending = parse_direction(value)?,
            "page" => self.page = value.parse().ok().filter(|page| (1..=PAGE_MAX).contains(page))?,
            "size" => self.size = value.parse().ok().filter(|size| SIZES.contains(size))?,
            "column" => {
                push_once(
                    &mut self.columns,
                    Column::ALL.into_iter().find(|column| column.as_str() == value)?,
                );
            }
            // Added by pages of ours after an action; shown by them, not a filter.
            "notice" | "count" => {}
            _ => return None,
        }
        Some(())
    }

    /// The question to the store. `today` is the person's.
    pub(crate) fn filter(&self, today: Date) -> TicketFilter {
        let (open, states) = match &self.status {
            Status::Open => (Some(true), Vec::new()),
            Status::Closed => (Some(false), Vec::new()),
            Status::All => (None, Vec::new()),
            Status::States(states) => (None, states.clone()),
        };
        TicketFilter {
            ids: Vec::new(),
            text: Some(self.text.clone()).filter(|text| !text.is_empty()),
            kind: self.kind,
            open,
            states,
            priorities: self.priorities.iter().flat_map(|priority| shown_as(*priority)).collect(),
            due: self.due.map(|due| (due.filter(), today)),
            started_by: Some(self.started_by.clone()).filter(|by| !by.is_empty()),
            not_sent: self.not_sent,
            action: self.action.clone(),
            changed_since: None,
        }
    }

    /// The order asked of the store.
    pub(crate) fn order(&self) -> TicketSort {
        let descending = self.descending;
        match self.sort {
            SortBy::Number => TicketSort::Number(descending),
            SortBy::Name => TicketSort::Name(descending),
            SortBy::Priority => TicketSort::Priority(descending),
            SortBy::Status => TicketSort::State(descending),
            SortBy::Due => TicketSort::Due(descending),
            SortBy::Updated => TicketSort::Updated(descending),
        }
    }

    /// Offset and number of rows.
    pub(crate) fn window(&self) -> (u64, u64) {
        ((self.page - 1) * self.size, self.size)
    }

    /// Whether anything but the default is filtered.
    pub(crate) fn is_filtered(&self) -> bool {
        Self { status: Status::Open, ..Self::default() }
            != Self {
                sort: SortBy::Updated,
                descending: true,
                page: 1,
                size: SIZE,
                columns: Vec::new(),
                ignored: Vec::new(),
                ..self.clone()
            }
    }

    /// The parameters that say this, defaults left out.
    pub(crate) fn pairs(&self) -> Vec<(&'static str, String)> {
        let default = Self::default();
        let mut pairs = Vec::new();
        let mut say = |name, value: String, default: bool| {
            if !default {
                pairs.push((name, value));
            }
        };
        say("q", self.text.clone(), self.text.is_empty());
        for status in self.status.to_values() {
            say("status", status, self.status == default.status);
        }
        if let Some(kind) = self.kind {
            say("type", kind.as_str().to_owned(), false);
        }
        for priority in &self.priorities {
            say("priority", priority.as_str().to_owned(), false);
        }
        if let Some(due) = self.due {
            say("due", due.as_str().to_owned(), false);
        }
        say("by", self.started_by.clone(), self.started_by.is_empty());
        say("sent", "no".to_owned(), !self.not_sent);
        if let Some(action) = &self.action {
            say("action", action.as_str().to_owned(), false);
        }
        say("sort", self.sort.as_str().to_owned(), self.sort == default.sort);
        say("dir", direction(self.descending).to_owned(), self.descending == default.descending);
        say("page", self.page.to_string(), self.page == 1);
        say("size", self.size.to_string(), self.size == SIZE);
        for column in &self.columns {
            say("column", column.as_str().to_owned(), false);
        }
        pairs
    }

    /// The address that asks this of `path`.
    pub(crate) fn on(&self, path: &str) -> Query {
        self.pairs().into_iter().fold(Query::new(path), |query, (name, value)| query.with(name, value))
    }

    /// The address of the list.
    pub(crate) fn url(&self) -> Query {
        self.on(urls::TICKETS)
    }

    /// The same question from its first page, changed by `change`: for links.
    pub(crate) fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut changed = Self { page: 1, ignored: Vec::new(), ..self.clone() };
        change(&mut changed);
        changed
    }
}

/// The priorities of records that a priority of the form stands for: an instance may raise or lower one beyond the
/// three that can be set here.
fn shown_as(priority: Priority) -> Vec<RecordPriority> {
    match priority {
        Priority::Low => vec![RecordPriority::Low, RecordPriority::Planning],
        Priority::Medium => vec![RecordPriority::Medium],
        Priority::High => vec![RecordPriority::Critical, RecordPriority::High],
    }
}

fn parse_direction(text: &str) -> Option<bool> {
    match text {
        "asc" => Some(false),
        "desc" => Some(true),
        _ => None,
    }
}

fn direction(descending: bool) -> &'static str {
    if descending { "desc" } else { "asc" }
}

fn short(value: &str) -> Option<String> {
    (value.chars().count() <= VALUE_MAX).then(|| value.to_owned())
}

fn push_once<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_empty_address_asks_for_open_tickets_newest_change_first() {
        let asked = ListQuery::parse("");
        assert_eq!(asked, ListQuery::default());
        assert_eq!(asked.filter("2026-11-23".parse().unwrap()).open, Some(true));
        assert_eq!(asked.order(), TicketSort::Updated(true));
        assert_eq!(asked.window(), (0, 25));
        assert!(!asked.is_filtered());
        assert_eq!(asked.url().to_string(), "/tickets");
    }

    #[test]
    fn reads_every_filter() {
        let asked = ListQuery::parse(
            "q=mfa&status=change%3A-5&status=incident%3A1&type=change&priority=high&priority=low&due=7&by=sam%40example.org\
             &sent=no&action=aad_mfa&sort=due&dir=asc&page=3&size=50&column=group",
        );
        let today = "2026-11-23".parse().unwrap();
        let filter = asked.filter(today);
        assert_eq!(filter.text.as_deref(), Some("mfa"));
        assert_eq!(
            filter.states,
            [(TicketKind::Change, "-5".to_owned()), (TicketKind::Incident, "1".to_owned())]
        );
        assert_eq!(filter.kind, Some(TicketKind::Change));
        assert_eq!(
            filter.priorities,
            [RecordPriority::Critical, RecordPriority::High, RecordPriority::Low, RecordPriority::Planning]
        );
        assert_eq!(filter.due, Some((DueFilter::Within(7), today)));
        assert_eq!(filter.started_by.as_deref(), Some("sam@example.org"));
        assert!(filter.not_sent);
        assert_eq!(filter.action, Some(ActionId::new("aad_mfa")));
        assert_eq!(asked.order(), TicketSort::Due(false));
        assert_eq!(asked.window(), (100, 50));
        assert_eq!(asked.columns, [Column::Group]);
        assert!(asked.is_filtered());
    }

    #[test]
    fn names_what_it_does_not_understand() {
        let asked = ListQuery::parse("status=lost&page=0&size=7&colour=red&type=change");
        assert_eq!(asked.ignored, ["status=lost", "page=0", "size=7", "colour=red"]);
        assert_eq!(asked.kind, Some(TicketKind::Change));
    }

    #[test]
    fn a_link_starts_at_the_first_page() {
        let asked = ListQuery::parse("page=4&q=mfa").with(|asked| asked.kind = Some(TicketKind::Incident));
        assert_eq!(asked.url().to_string(), "/tickets?q=mfa&type=incident");
    }

    fn read_again(asked: &ListQuery) -> ListQuery {
        let url = asked.url().to_string();
        ListQuery::parse(url.split_once('?').map_or("", |(_, query)| query))
    }

    proptest! {
        #[test]
        fn what_it_writes_it_reads_again(query in ".{0,120}") {
            let asked = ListQuery::parse(&query).with(|_| {});
            prop_assert_eq!(read_again(&asked), asked);
        }

        #[test]
        fn every_known_question_survives_the_address(
            text in "[a-z &=%+^]{0,20}", status in prop::sample::select(vec!["open", "closed", "all", "incident:6"]),
            page in 1_u64..1000, sort in prop::sample::select(SortBy::ALL.to_vec()), descending: bool,
        ) {
            let asked = ListQuery {
                text: text.trim().to_owned(), status: Status::parse(status).unwrap(), page, sort, descending,
                ..ListQuery::default()
            };
            prop_assert_eq!(read_again(&asked), asked);
        }
    }
}
