//! `GET /secure-score/actions`: the table of improvement actions with filters, order and pages.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;

use super::query::{ActionsQuery, Column, PER_PAGE, Statuses};
use super::{Row, Scores, Tab, keys};
use crate::app::App;
use crate::i18n::Words;
use crate::ids::ActionId;
use crate::score::{ActionStatus, Category};
use crate::web::components::{Chip, Choice, Empty, MessageBar, Pager, SortHead};
use crate::web::error::Result;
use crate::web::shell::{self, Here, Shell};
use crate::web::viewer::Viewer;
use crate::web::{filters, urls};

#[derive(Template)]
#[template(path = "pages/secure_score/actions.html")]
struct ActionsView {
    shell: Shell,
    tab: Tab,
    freshness: Option<String>,
    bars: Vec<MessageBar>,
    asked: ActionsQuery,
    /// The rest of the address, for the field that filters by name.
    others: Vec<(String, String)>,
    csv: String,
    json: String,
    chips: Vec<Chip>,
    heads: Heads,
    rows: Vec<Row>,
    pager: Pager,
    empty: Empty,
}

/// Columns that sort.
struct Heads {
    rank: SortHead,
    title: SortHead,
    impact: SortHead,
    status: SortHead,
    category: SortHead,
}

impl Heads {
    fn new(words: &Words, asked: &ActionsQuery) -> Self {
        let query = asked.url();
        let head = |key: &str, column: Column| {
            let sorted = (asked.column.as_str(), asked.descending);
            SortHead::new(words.phrase(key), column.as_str(), sorted, &query)
        };
        Self {
            rank: head("column-rank", Column::Rank),
            title: head("column-action", Column::Title),
            impact: head("column-impact", Column::Impact),
            status: head("column-status", Column::Status),
            category: head("column-category", Column::Category),
        }
    }
}

/// The page.
pub(in crate::web) async fn get(
    viewer: Viewer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let (words, tenant) = (viewer.words(), viewer.tenant());
    let asked = ActionsQuery::parse(query.as_deref().unwrap_or_default());
    let shell =
        Shell::load(&app, &viewer, Here::SecureScore).await?.titled(words.phrase("score-actions-title"));
    let scores = Scores::load(&app, &viewer).await?;
    let window = Pager::window(asked.page, PER_PAGE);
    let page = app.store.list_actions(tenant, &asked.filter(viewer.now()), asked.sort(), window).await?;
    let ids: Vec<ActionId> = page.items.iter().map(|action| action.id.clone()).collect();
    let tickets = app.store.list_open_tickets_of(tenant, &ids).await?;
    let services = app.store.list_services(tenant).await?;
    let list = asked.url().to_string();
    let list = list.split_once('?').map_or("", |(_, query)| query);
    let row = |(action, index)| {
        let row: Row = Row::new(words, action, scores.max());
        row.with_ticket(tickets.get(&action.id)).at(list, index)
    };
    let view = ActionsView {
        tab: Tab::Actions,
        freshness: scores.freshness(words),
        bars: scores.bars(words),
        others: asked.url().without("q").pairs().to_vec(),
        csv: asked.on(urls::ACTIONS_CSV).to_string(),
        json: asked.on(urls::ACTIONS_JSON).to_string(),
        chips: chips(words, &asked, services),
        heads: Heads::new(words, &asked),
        rows: page.items.iter().zip(window.0..).map(row).collect(),
        pager: Pager::new(page.total, asked.page, PER_PAGE, &asked.url()),
        empty: empty(words, &asked),
        asked,
        shell,
    };
    shell::page(&viewer, &view)
}

fn empty(words: &Words, asked: &ActionsQuery) -> Empty {
    if asked.is_filtered() {
        let clear = words.phrase("filters-clear");
        return Empty::new("search", words.phrase("actions-empty-filtered"), "")
            .leading_to(urls::ACTIONS, &clear);
    }
    Empty::new("trophy", words.phrase("score-empty"), words.phrase("score-empty-text"))
}

fn chips(words: &Words, asked: &ActionsQuery, services: Vec<String>) -> Vec<Chip> {
    let query = asked.url();
    let yes_no = [(true, "answer-yes"), (false, "answer-no")];
    let ticket = yes_no.map(|(value, key)| Choice {
        value: if value { "yes" } else { "no" }.to_owned(),
        label: words.phrase(key).to_string(),
        chosen: asked.has_ticket == Some(value),
    });
    let mut chips = vec![
        Chip::many("category", words.phrase("column-category"), category_choices(words, asked), &query),
        status_chip(words, asked),
        Chip::many("product", words.phrase("column-product"), service_choices(asked, services), &query),
        Chip::one("ticket", words.phrase("filter-has-ticket"), ticket.to_vec(), &query),
    ];
    let flags = [
        ("regressed", asked.regressed, "counter-regressed"),
        ("added", asked.added, "counter-added"),
        ("updated", asked.updated, "counter-updated"),
    ];
    chips.extend(flags.into_iter().filter(|(_, on, _)| *on).map(|(name, _, key)| {
        let yes = words.phrase("answer-yes").to_string();
        let choice = Choice { value: "yes".to_owned(), label: yes, chosen: true };
        Chip::one(name, words.phrase(key), vec![choice], &query)
    }));
    chips
}

fn category_choices(words: &Words, asked: &ActionsQuery) -> Vec<Choice> {
    let choice = |category: Category| Choice {
        value: category.as_str().to_owned(),
        label: words.phrase(crate::web::keys::category(category)).to_string(),
        chosen: asked.categories.contains(&category),
    };
    Category::ALL.into_iter().map(choice).collect()
}

fn service_choices(asked: &ActionsQuery, services: Vec<String>) -> Vec<Choice> {
    let choice = |service: String| Choice {
        chosen: asked.services.contains(&service),
        label: service.clone(),
        value: service,
    };
    services.into_iter().map(choice).collect()
}

/// Says "open" by default; taking it off shows every status.
fn status_chip(words: &Words, asked: &ActionsQuery) -> Chip {
    let is_chosen = |status: ActionStatus| match &asked.statuses {
        Statuses::Open => status.is_open(),
        Statuses::All => false,
        Statuses::These(these) => these.contains(&status),
    };
    let choice = |status: ActionStatus| Choice {
        value: status.as_str().to_owned(),
        label: words.phrase(keys::status(status)).to_string(),
        chosen: is_chosen(status),
    };
    let choices = ActionStatus::ALL.into_iter().map(choice).collect();
    let chip = Chip::many("status", words.phrase("column-status"), choices, &asked.url());
    let all = ActionsQuery { statuses: Statuses::All, ..asked.clone() };
    let chip = chip.cleared_by(all.url());
    if asked.statuses == Statuses::Open { chip.saying(words.phrase("filter-open")) } else { chip }
}
