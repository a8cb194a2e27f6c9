//! The two ticket cards: one for each kind, with counts per state and the most urgent tickets (S18, S19).

use crate::app::App;
use crate::i18n::Words;
use crate::store::{Counts, TicketFilter, TicketSort};
use crate::tickets::{Delivery, Ticket, TicketKind};
use crate::web::components::{Due, Empty, PriorityMark, StackedBar, StateMark};
use crate::web::error::Result;
use crate::web::shell::Shell;
use crate::web::tickets::states::States;
use crate::web::urls::{self, Query};
use crate::web::viewer::Viewer;

/// Rows of a card.
const ROWS: u64 = 5;

/// A card.
pub(super) struct TicketCard {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) count_words: &'static str,
    pub(super) open: u64,
    pub(super) bar: StackedBar,
    pub(super) rows: Vec<Row>,
    pub(super) not_sent: Vec<NotSent>,
    pub(super) empty: Empty,
    pub(super) create: String,
    pub(super) all: String,
    pub(super) export: String,
}

/// An open ticket that has a record.
pub(super) struct Row {
    pub(super) url: String,
    pub(super) name: String,
    pub(super) priority: PriorityMark,
    pub(super) state: StateMark,
    pub(super) due: Due,
}

/// A ticket that waits or failed.
pub(super) struct NotSent {
    pub(super) url: String,
    pub(super) name: String,
    pub(super) what: String,
}

/// Both cards, when cards are on (S29): three statements.
pub(super) async fn load(app: &App, viewer: &Viewer, shell: &Shell) -> Result<Vec<TicketCard>> {
    if !shell.is_provisioned() {
        return Ok(Vec::new());
    }
    let words = viewer.words();
    let states = States::new(app.store.list_state_names(viewer.tenant()).await?);
    let mut cards = Vec::new();
    for kind in TicketKind::ALL {
        let filter = TicketFilter { kind: Some(kind), open: Some(true), ..TicketFilter::default() };
        let tickets = app
            .store
            .top_tickets(viewer.tenant(), &filter, TicketSort::Urgency(viewer.today()), (0, ROWS))
            .await?;
        cards.push(card(words, kind, &states, &shell.counts, &tickets));
    }
    Ok(cards)
}

fn card(words: &Words, kind: TicketKind, states: &States, counts: &Counts, tickets: &[Ticket]) -> TicketCard {
    let (id, title, count_words, empty) = match kind {
        TicketKind::Change => ("card-change", "home-change-title", "home-open-change", "home-empty-change"),
        TicketKind::Incident => {
            ("card-incident", "home-incident-title", "home-open-incident", "home-empty-incident")
        }
    };
    TicketCard {
        id,
        title,
        count_words,
        open: counts.open.iter().filter(|open| open.kind == kind).map(|open| open.count).sum(),
        bar: states.bar(counts, Some(kind), words.language),
        rows: tickets.iter().filter_map(|ticket| row(words, states, ticket)).collect(),
        not_sent: tickets.iter().filter_map(|ticket| not_sent(words, ticket)).collect(),
        empty: Empty::new("ticket", words.phrase(empty), words.phrase("home-empty-text")),
        create: Query::new(urls::NEW_TICKET).with("type", kind.as_str()).to_string(),
        all: Query::new(urls::TICKETS).with("type", kind.as_str()).to_string(),
        export: Query::new(urls::TICKETS_CSV).with("type", kind.as_str()).to_string(),
    }
}

fn row(words: &Words, states: &States, ticket: &Ticket) -> Option<Row> {
    Some(Row {
        url: urls::ticket(ticket.id, ticket.number()),
        name: ticket.name().to_owned(),
        priority: PriorityMark::new(ticket.priority()),
        state: states.mark(ticket, words)?,
        due: Due::short(words, ticket.due(), true),
    })
}

/// "Not sent, next try 14:40"
fn not_sent(words: &Words, ticket: &Ticket) -> Option<NotSent> {
    let next = ticket.next_attempt_at.filter(|_| ticket.attempts > 0);
    let what = match (ticket.delivery, next) {
        (Delivery::Sent, _) => return None,
        (Delivery::Refused | Delivery::GivenUp, _) => words.phrase("home-not-sent"),
        (_, Some(next)) => words.phrase("home-not-sent-next").arg("time", words.time(next)),
        (Delivery::Queued | Delivery::Sending | Delivery::Unclear, None) => words.phrase("home-sending"),
    };
    let (url, name) = (urls::ticket(ticket.id, None), ticket.name().to_owned());
    Some(NotSent { url, name, what: what.to_string() })
}
