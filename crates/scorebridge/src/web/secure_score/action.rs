//! `GET /secure-score/actions/{id}`: one improvement action, with Manage, Share and its status (S01, S14).

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::history::{Change, entry};
use super::query::ActionsQuery;
use super::row::points_of;
use super::share::ShareMenu;
use super::status::StatusForm;
use super::{Row, Scores, keys};
use crate::app::App;
use crate::i18n::Words;
use crate::ids::ActionId;
use crate::message::Message;
use crate::score::{ActionStatus, ImprovementAction};
use crate::store::{StatusMark, TicketFilter, TicketSort};
use crate::web::components::{Badge, Due, Entry, Meter, PriorityMark, StateMark, Timeline, Tone};
use crate::web::error::{Error, Result};
use crate::web::parameters::Parameters;
use crate::web::shell::{self, Here, Shell};
use crate::web::tickets::states::States;
use crate::web::viewer::Viewer;
use crate::web::{filters, kept, urls};

/// Tickets of the card.
const TICKETS: u64 = 5;
/// Lines of the history.
const CHANGES: u64 = 8;

#[derive(Template)]
#[template(path = "pages/secure_score/action.html")]
struct ActionView {
    shell: Shell,
    action: ImprovementAction,
    row: Row,
    status: Badge,
    share: ShareMenu,
    steps: Steps,
    next_steps: String,
    impact: String,
    progress: Option<Meter>,
    mark: Option<StatusMark>,
    tickets: Vec<TicketLine>,
    history: Timeline,
    /// Open for editing.
    form: Option<StatusForm>,
    saved: bool,
}

impl ActionView {
    /// What a person wrote down, if anything.
    fn notes(&self) -> Option<&str> {
        self.mark.as_ref().map(|mark| mark.notes.as_str()).filter(|notes| !notes.is_empty())
    }
}

/// The actions before and after this one in the list it was opened from.
#[derive(Default)]
struct Steps {
    list: Option<String>,
    previous: Option<String>,
    next: Option<String>,
}

/// A ticket of this action.
struct TicketLine {
    url: String,
    name: String,
    state: Option<StateMark>,
    priority: PriorityMark,
    due: Due,
}

/// The page; `edit=yes` opens the form of status and notes.
pub(in crate::web) async fn get(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response> {
    let parameters = Parameters::parse(query);
    let action = find(&app, &viewer, &ActionId::new(id)).await?;
    let editing = viewer.operates() && parameters.get("edit").is_some();
    let mark = app.store.find_mark(viewer.tenant(), &action.id).await?;
    let typed = if editing { kept::take(&app, &viewer, &headers).await? } else { None };
    let form = editing.then(|| match typed {
        Some(typed) => StatusForm::typed(&action, typed),
        None => StatusForm::of(&action, mark.as_ref()),
    });
    let asked = Asked { form, mark, parameters };
    page(&app, &viewer, action, asked).await
}

/// The action of an address.
pub(super) async fn find(app: &App, viewer: &Viewer, id: &ActionId) -> Result<ImprovementAction> {
    let found = app.store.find_action(viewer.tenant(), id).await?;
    found.ok_or_else(|| Error::not_found(Message::new("action-unknown").with("id", id.as_str())))
}

/// What the page shows beside the action.
pub(super) struct Asked {
    pub(super) form: Option<StatusForm>,
    pub(super) mark: Option<StatusMark>,
    pub(super) parameters: Parameters,
}

/// Writes the page.
pub(super) async fn page(
    app: &App,
    viewer: &Viewer,
    action: ImprovementAction,
    asked: Asked,
) -> Result<Response> {
    let (words, tenant) = (viewer.words(), viewer.tenant());
    let shell = load_shell(app, viewer, &action, &asked).await?;
    let scores = Scores::load(app, viewer).await?;
    let filter = TicketFilter { action: Some(action.id.clone()), ..TicketFilter::default() };
    let tickets = app.store.top_tickets(tenant, &filter, TicketSort::Updated(true), (0, TICKETS)).await?;
    let states = States::new(app.store.list_state_names(tenant).await?);
    let changes = app.store.list_action_changes(tenant, Some(&action.id), CHANGES).await?;
    let steps = steps(app, viewer, &asked.parameters).await?;
    let mut history: Vec<_> = asked.mark.iter().map(|mark| marked(words, mark)).collect();
    history.extend(changes.iter().map(|change| entry(words, &Change::of(change))));
    let view = ActionView {
        row: Row::new(words, &action, scores.max()),
        status: status_badge(words, action.status),
        share: ShareMenu::new(app, &shell, words, &action),
        steps,
        next_steps: clean(&action.remediation_html),
        impact: clean(&action.impact_html),
        progress: progress(words, &action),
        tickets: tickets.iter().map(|ticket| line(words, &states, ticket)).collect(),
        history: Timeline { entries: history },
        form: asked.form,
        saved: asked.parameters.get("saved").is_some(),
        mark: asked.mark,
        action,
        shell,
    };
    shell::page(viewer, &view)
}

async fn load_shell(app: &App, viewer: &Viewer, action: &ImprovementAction, asked: &Asked) -> Result<Shell> {
    let words = viewer.words();
    let shell = Shell::load(app, viewer, Here::SecureScore).await?.titled(&action.title);
    let failed = asked.form.as_ref().is_some_and(|form| !form.errors.is_empty());
    let shell = shell.under(urls::SECURE_SCORE, &words.phrase("nav-secure-score"));
    Ok(shell.under(urls::ACTIONS, &words.phrase("score-tab-actions")).failed(failed))
}

/// The neighbours in the list whose address came along (`in`, `at`).
async fn steps(app: &App, viewer: &Viewer, parameters: &Parameters) -> Result<Steps> {
    let Some(at) = parameters.get("at").and_then(|at| at.parse::<u64>().ok()) else {
        return Ok(Steps::default());
    };
    let list = parameters.get("in").unwrap_or_default();
    let asked = ActionsQuery::parse(list);
    let from = at.saturating_sub(1);
    let window = (from, at - from + 2);
    let actions =
        app.store.top_actions(viewer.tenant(), &asked.filter(viewer.now()), asked.sort(), window).await?;
    let link = |index: u64| {
        let offset = usize::try_from(index.checked_sub(from)?).ok()?;
        let action = actions.get(offset)?;
        let query = urls::Query::new(urls::action(&action.id)).with("at", index);
        Some(if list.is_empty() { query.to_string() } else { query.with("in", list).to_string() })
    };
    Ok(Steps {
        list: Some(asked.url().to_string()),
        previous: at.checked_sub(1).and_then(link),
        next: link(at + 1),
    })
}

fn status_badge(words: &Words, status: ActionStatus) -> Badge {
    let text = words.phrase(keys::status(status));
    match status {
        ActionStatus::ToAddress => Badge::new(Tone::Warn, text),
        ActionStatus::Planned => Badge::new(Tone::Info, text).with_icon("calendar"),
        ActionStatus::RiskAccepted => Badge::new(Tone::Neutral, text).with_icon("ban"),
        ActionStatus::ThirdParty | ActionStatus::AlternateMitigation => {
            Badge::new(Tone::Neutral, text).with_icon("check")
        }
        ActionStatus::Completed => Badge::new(Tone::Ok, text),
    }
}

/// How far it is, by points; nothing when Graph did not tell them.
fn progress(words: &Words, action: &ImprovementAction) -> Option<Meter> {
    let (score, max) = (action.score?, action.max_score.filter(|max| *max > 0.0)?);
    let label = words.phrase("action-progress").arg("points", points_of(words, action));
    Some(Meter::new(words, label, Some(score / max * 100.0)))
}

fn marked(words: &Words, mark: &StatusMark) -> Entry {
    let phrase = match mark.status {
        Some(status) => words.phrase("history-marked").arg("status", words.phrase(keys::status(status))),
        None => words.phrase("history-noted"),
    };
    Entry::new("pencil", phrase, mark.at).by(&mark.by)
}

fn line(words: &Words, states: &States, ticket: &crate::tickets::Ticket) -> TicketLine {
    let not_sent = || words.phrase("ticket-not-sent").to_string();
    TicketLine {
        url: urls::ticket(ticket.id, ticket.number()),
        name: ticket.number().map_or_else(not_sent, str::to_owned),
        state: states.mark(ticket, words),
        priority: PriorityMark::new(ticket.priority()),
        due: Due::full(words, ticket.due(), ticket.open),
    }
}

/// HTML from outside: text, lists, emphasis and links to the web; no headings, pictures, classes or scripts.
fn clean(html: &str) -> String {
    let tags = ["a", "b", "br", "code", "em", "i", "li", "ol", "p", "strong", "ul"];
    ammonia::Builder::default()
        .tags(tags.into())
        .url_schemes(["http", "https"].into())
        .link_rel(Some("noopener noreferrer"))
        .clean(html)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_from_outside_loses_everything_that_acts() {
        let dirty = "<h1>x</h1><p onclick=\"a()\" style=\"color:red\">Open <a href=\"javascript:a()\">this</a> and \
            <a href=\"https://learn.example/a\" target=\"_top\">that</a><script>a()</script><img src=x onerror=a()></p>";
        assert_eq!(
            clean(dirty),
            "x<p>Open <a rel=\"noopener noreferrer\">this</a> and \
             <a href=\"https://learn.example/a\" rel=\"noopener noreferrer\">that</a></p>"
        );
    }
}
