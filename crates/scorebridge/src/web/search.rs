//! `GET /search?q=`: tickets and improvement actions by name or number.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;

use super::components::{Empty, StateMark};
use super::error::Result;
use super::parameters::Parameters;
use super::secure_score;
use super::shell::{self, Here, Shell};
use super::tickets::states::States;
use super::viewer::Viewer;
use super::{filters, urls};
use crate::app::App;
use crate::i18n::Words;
use crate::store::{ActionFilter, ActionSort, TicketFilter, TicketSort};
use crate::tickets::Ticket;

/// Results of each group; the heading leads to the whole list.
const RESULTS: u64 = 10;
/// Longest text to search for, in characters.
const TEXT_MAX: usize = 200;

#[derive(Template)]
#[template(path = "pages/search.html")]
struct SearchView {
    shell: Shell,
    text: String,
    tickets: Vec<Found>,
    tickets_total: u64,
    tickets_url: String,
    actions: Vec<secure_score::Row>,
    actions_total: u64,
    actions_url: String,
    empty: Empty,
}

/// A ticket that was found.
struct Found {
    url: String,
    name: String,
    number: Option<String>,
    state: Option<StateMark>,
}

/// The page. Without text it is the form alone.
pub(super) async fn get(
    viewer: Viewer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let words = viewer.words();
    let text: String = Parameters::parse(query).get("q").unwrap_or_default().chars().take(TEXT_MAX).collect();
    let shell = Shell::load(&app, &viewer, Here::Elsewhere).await?;
    let shell = shell.titled(words.phrase("search-title")).searching(&text);
    let mut view = SearchView {
        shell,
        tickets: Vec::new(),
        tickets_total: 0,
        tickets_url: urls::Query::new(urls::TICKETS).with("q", &text).with("status", "all").to_string(),
        actions: Vec::new(),
        actions_total: 0,
        actions_url: urls::Query::new(urls::ACTIONS).with("q", &text).with("status", "all").to_string(),
        empty: Empty::new(
            "search",
            words.phrase("search-empty").arg("text", &text),
            words.phrase("search-empty-text"),
        ),
        text,
    };
    if !view.text.is_empty() {
        search(&app, &viewer, &mut view).await?;
    }
    shell::page(&viewer, &view)
}

async fn search(app: &App, viewer: &Viewer, view: &mut SearchView) -> Result<()> {
    let (words, tenant) = (viewer.words(), viewer.tenant());
    let text = Some(view.text.clone());
    let states = States::new(app.store.list_state_names(tenant).await?);
    let filter = TicketFilter { text: text.clone(), ..TicketFilter::default() };
    let tickets = app.store.list_tickets(tenant, &filter, TicketSort::Updated(true), (0, RESULTS)).await?;
    view.tickets = tickets.items.iter().map(|ticket| found(words, &states, ticket)).collect();
    view.tickets_total = tickets.total;
    let filter = ActionFilter { text, ..ActionFilter::default() };
    let actions = app.store.list_actions(tenant, &filter, ActionSort::Rank(false), (0, RESULTS)).await?;
    view.actions = actions.items.iter().map(|action| secure_score::Row::new(words, action, None)).collect();
    view.actions_total = actions.total;
    Ok(())
}

fn found(words: &Words, states: &States, ticket: &Ticket) -> Found {
    Found {
        url: urls::ticket(ticket.id, ticket.number()),
        name: ticket.name().to_owned(),
        number: ticket.number().map(str::to_owned),
        state: states.mark(ticket, words),
    }
}
