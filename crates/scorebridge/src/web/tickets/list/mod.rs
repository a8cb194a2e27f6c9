//! `GET /tickets`: the table of tickets with its filters, order, pages and columns (S03, S22).

mod chips;
mod query;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use url::Url;

use query::{Column, SIZES, SortBy};
pub(crate) use query::{ListQuery, Status};

use super::states::States;
use crate::app::App;
use crate::i18n::Words;
use crate::store::Page;
use crate::tickets::{Delivery, Ticket, TicketKind};
use crate::web::components::{
    Badge, Chip, Due, Empty, Pager, PriorityMark, SortHead, StackedBar, StateMark, Tone,
};
use crate::web::error::Result;
use crate::web::notice::Notice;
use crate::web::parameters::Parameters;
use crate::web::shell::{self, Here, Shell};
use crate::web::viewer::Viewer;
use crate::web::{filters, instance_links, keys, urls};

/// One ticket of the table.
struct Row {
    ticket: Ticket,
    url: String,
    priority: PriorityMark,
    /// `None` until the record exists.
    state: Option<StateMark>,
    due: Due,
    /// The list of what the same person started.
    starter_url: String,
}

impl Row {
    fn new(ticket: Ticket, states: &States, words: &Words) -> Self {
        let by = ListQuery { started_by: ticket.started_by.clone(), ..ListQuery::default() };
        Self {
            url: urls::ticket(ticket.id, ticket.number()),
            priority: PriorityMark::new(ticket.priority()),
            state: states.mark(&ticket, words),
            due: Due::full(words, ticket.due(), ticket.open),
            starter_url: by.url().to_string(),
            ticket,
        }
    }

    /// The badge of a ticket without a record.
    fn badge(&self, words: &Words) -> Badge {
        let text = words.phrase(keys::delivery(self.ticket.delivery));
        match self.ticket.delivery {
            Delivery::Refused | Delivery::GivenUp => Badge::new(Tone::Bad, text),
            Delivery::Queued | Delivery::Sending | Delivery::Unclear | Delivery::Sent => {
                Badge::new(Tone::Warn, text).with_icon("clock")
            }
        }
    }

    /// The sign-in name in two parts, to be broken before the at sign.
    fn starter(&self) -> Vec<&str> {
        let name = &self.ticket.started_by;
        let (local, domain) = name.split_at(name.find('@').unwrap_or(name.len()));
        [local, domain].into_iter().filter(|part| !part.is_empty()).collect()
    }

    fn assigned_to(&self) -> &str {
        self.ticket.observed.as_ref().map_or("", |observed| &observed.assigned_to)
    }

    fn group(&self) -> &str {
        self.ticket.observed.as_ref().map_or("", |observed| &observed.assignment_group)
    }
}

#[derive(Template)]
#[template(path = "pages/tickets/list.html")]
struct ListView {
    shell: Shell,
    words: Words,
    asked: ListQuery,
    rows: Vec<Row>,
    bar: StackedBar,
    chips: Vec<Chip>,
    pager: Pager,
    empty: Empty,
    /// The same tickets in the instance.
    instance_list: Option<Url>,
    notice: Option<Notice>,
}

/// The list.
pub(crate) async fn get(
    viewer: Viewer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let words = viewer.words();
    let asked = ListQuery::parse(query.as_deref().unwrap_or_default());
    let shell = Shell::load(&app, &viewer, Here::Tickets).await?.titled(words.phrase("tickets-title"));
    let states = States::new(app.store.list_state_names(viewer.tenant()).await?);
    let (asked, page) = load(&app, &viewer, asked).await?;
    let view = ListView {
        bar: states.bar(&shell.counts, None, words.language),
        chips: chips::of(&asked, &states, words, &viewer.person.user_name),
        pager: Pager::new(page.total, asked.page, asked.size, &asked.url()),
        empty: empty(&asked, &shell, words),
        rows: page.items.into_iter().map(|ticket| Row::new(ticket, &states, words)).collect(),
        instance_list: instance_list(&shell, &asked),
        notice: Notice::parse(&Parameters::parse(query)),
        words: words.clone(),
        asked,
        shell,
    };
    shell::page(&viewer, &view)
}

/// Why there are no rows, and what to do.
fn empty(asked: &ListQuery, shell: &Shell, words: &Words) -> Empty {
    if asked.is_filtered() {
        let clear = words.phrase("tickets-clear-filters");
        return Empty::new("search", words.phrase("tickets-empty-filtered"), "")
            .leading_to(urls::TICKETS, &clear);
    }
    let empty = Empty::new("ticket", words.phrase("tickets-empty"), words.phrase("tickets-empty-text"));
    match (&shell.connection, shell.operates) {
        (Some(_), true) => empty.leading_to(urls::NEW_TICKET, &words.phrase("tickets-create")),
        (None, _) => empty.leading_to(urls::CONNECTION, &words.phrase("task-not-connected-go")),
        (Some(_), false) => empty,
    }
}

/// The tickets asked for. A page behind the last, as it is left when tickets close, becomes the last.
async fn load(app: &App, viewer: &Viewer, mut asked: ListQuery) -> Result<(ListQuery, Page<Ticket>)> {
    let filter = asked.filter(viewer.today());
    let page = app.store.list_tickets(viewer.tenant(), &filter, asked.order(), asked.window()).await?;
    if page.items.is_empty() && page.total > 0 {
        asked.page = page.total.div_ceil(asked.size);
        let page = app.store.list_tickets(viewer.tenant(), &filter, asked.order(), asked.window()).await?;
        return Ok((asked, page));
    }
    Ok((asked, page))
}

/// The list of the instance that shows what this one shows, as far as its fields can say it.
fn instance_list(shell: &Shell, asked: &ListQuery) -> Option<Url> {
    let connection = shell.connection.as_ref()?;
    let query = match &asked.status {
        Status::Open => instance_links::open_tickets(),
        Status::Closed => instance_links::ours().equals("active", "false"),
        Status::All => instance_links::ours(),
        Status::States(states) => {
            instance_links::ours().is_in("state", states.iter().map(|(_, value)| value.as_str()))
        }
    };
    let kind = match &asked.status {
        Status::States(states) if states.iter().all(|(kind, _)| *kind == states[0].0) => Some(states[0].0),
        _ => asked.kind,
    };
    Some(instance_links::list(&connection.instance, kind, &query))
}

impl ListView {
    fn has_unsent(&self) -> bool {
        self.rows.iter().any(|row| row.ticket.delivery != Delivery::Sent)
    }

    fn head(&self, by: SortBy) -> SortHead {
        let label = self.words.phrase(by.key());
        let sorted = (self.asked.sort.as_str(), self.asked.descending);
        SortHead::new(label, by.as_str(), sorted, &self.asked.url())
    }

    fn overdue_url() -> String {
        ListQuery { due: Some(query::Due::Overdue), ..ListQuery::default() }.url().to_string()
    }

    fn unsent_url() -> String {
        ListQuery { not_sent: true, ..ListQuery::default() }.url().to_string()
    }

    fn create_url(&self) -> String {
        let kind = self.asked.kind.unwrap_or(TicketKind::Change);
        urls::Query::new(urls::NEW_TICKET).with("type", kind.as_str()).to_string()
    }

    fn export_url(&self, path: &str) -> String {
        self.asked.on(path).without("page").without("size").without("column").to_string()
    }

    /// The parameters that a form keeps when it changes one of them.
    fn kept(&self, name: &str) -> Vec<(&'static str, String)> {
        let mut pairs = self.asked.pairs();
        pairs.retain(|(pair, _)| *pair != name && *pair != "page");
        pairs
    }
}
