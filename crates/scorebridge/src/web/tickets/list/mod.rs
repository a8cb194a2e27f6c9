//! `GET /tickets`: the table of tickets with its filters, order, pages and columns (S03, S22).

mod chips;
mod query;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use jiff::civil::Date;
use url::Url;

pub(crate) use query::{Column, ListQuery, SIZES, SortBy, Status};

use super::states::{Segment, StateView, States};
use crate::app::App;
use crate::i18n::Words;
use crate::tickets::{Delivery, Ticket, TicketKind};
use crate::web::error::Result;
use crate::web::notice::Notice;
use crate::web::parameters::Parameters;
use crate::web::shell::{self, Here, Shell};
use crate::web::viewer::Viewer;
use crate::web::{filters, instance_links, urls};

use chips::Chip;

/// One ticket of the table.
struct Row {
    ticket: Ticket,
    url: String,
    /// `None` until the record exists.
    state: Option<StateView>,
    /// "5 days late"
    late: Option<String>,
}

impl Row {
    fn new(ticket: Ticket, states: &States, words: &Words) -> Self {
        let late = |due: Date| if states.is_open(&ticket) { words.late(due) } else { None };
        Self {
            url: urls::ticket(ticket.id, ticket.number()),
            state: states.of_ticket(&ticket, words),
            late: ticket.due().and_then(late),
            ticket,
        }
    }

    fn is_waiting(&self) -> bool {
        matches!(self.ticket.delivery, Delivery::Queued | Delivery::Sending | Delivery::Unclear)
    }

    fn is_gone(&self) -> bool {
        self.ticket.missing_since.is_some()
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
    asked: ListQuery,
    rows: Vec<Row>,
    total: u64,
    segments: Vec<Segment>,
    chips: Vec<Chip>,
    /// The same tickets in the instance.
    instance_list: Option<Url>,
    notice: Option<Notice>,
    me: String,
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
        rows: page.items.into_iter().map(|ticket| Row::new(ticket, &states, words)).collect(),
        total: page.total,
        segments: states.segments(&shell.counts, words.language),
        chips: chips::of(&asked, &states, words),
        instance_list: instance_list(&shell, &asked),
        notice: Notice::parse(&Parameters::parse(query)),
        me: viewer.person.user_name.clone(),
        asked,
        shell,
    };
    shell::page(&viewer, &view)
}

/// The tickets asked for. A page behind the last, as it is left when tickets close, becomes the last.
async fn load(
    app: &App,
    viewer: &Viewer,
    mut asked: ListQuery,
) -> Result<(ListQuery, crate::store::Page<Ticket>)> {
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
        Status::State(_, value) => instance_links::ours().equals("state", value.as_str()),
    };
    let kind = match &asked.status {
        Status::State(kind, _) => Some(*kind),
        _ => asked.kind,
    };
    Some(instance_links::list(&connection.instance, kind, &query))
}

impl ListView {
    fn first(&self) -> u64 {
        (self.asked.page - 1) * self.asked.size + 1
    }

    fn last(&self) -> u64 {
        (self.first() + u64::try_from(self.rows.len()).unwrap_or(0)).saturating_sub(1)
    }

    fn has(&self, column: &Column) -> bool {
        self.asked.columns.contains(column)
    }

    fn has_unsent(&self) -> bool {
        self.rows.iter().any(|row| row.ticket.delivery != Delivery::Sent)
    }

    /// `aria-sort` of a column, if it is the one sorted by.
    fn sorted(&self, by: &SortBy) -> Option<&'static str> {
        let direction = if self.asked.descending { "descending" } else { "ascending" };
        (self.asked.sort == *by).then_some(direction)
    }

    /// The address that sorts by a column, the other way round when it is sorted by it already.
    fn sort_url(&self, by: &SortBy) -> String {
        let sorted = self.asked.with(|asked| {
            asked.descending = asked.sort == *by && !asked.descending;
            asked.sort = *by;
        });
        sorted.url().to_string()
    }

    fn segment_url(&self, segment: &Segment) -> String {
        let status = Status::State(segment.kind, segment.value.clone());
        ListQuery { status, ..ListQuery::default() }.url().to_string()
    }

    fn overdue_url(&self) -> String {
        ListQuery { due: Some(query::Due::Overdue), ..ListQuery::default() }.url().to_string()
    }

    fn unsent_url(&self) -> String {
        ListQuery { not_sent: true, ..ListQuery::default() }.url().to_string()
    }

    fn create_url(&self) -> String {
        let kind = self.asked.kind.unwrap_or(TicketKind::Change);
        urls::Query::new(urls::NEW_TICKET).with("type", kind.as_str()).to_string()
    }

    fn open_count(&self) -> u64 {
        self.shell.open_tickets()
    }
}
