//! `GET /api/v1/actions`, `GET /api/v1/actions/{id}`: improvement actions.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::cursor::{Listing, Window, word};
use super::extract::{Asked, Id};
use super::problem::{Failures, Problem, Result};
use super::vocabulary;
use crate::app::App;
use crate::ids::{ActionId, TicketId};
use crate::message::Message;
use crate::score::{ActionStatus, Category, ImprovementAction, html_to_text};
use crate::store::{ActionChange, ActionFilter, StatusMark};

/// Most changes of points shown with an action.
const CHANGES_MAX: u64 = 100;

/// Which actions; parameters that may repeat let through any of their values.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ActionsQuery {
    /// Part of the title.
    #[param(max_length = 200)]
    q: Option<String>,
    /// Category; may repeat.
    #[serde(default)]
    #[param(value_type = Vec<vocabulary::Category>)]
    category: Vec<CategoryWord>,
    /// Status; may repeat.
    #[serde(default)]
    #[param(value_type = Vec<vocabulary::ActionStatus>)]
    status: Vec<ActionStatus>,
    /// Product, such as `AzureAD`; may repeat.
    #[serde(default)]
    product: Vec<String>,
    /// With or without an open ticket.
    has_ticket: Option<bool>,
    /// True: only those that lost points in the last 30 days.
    regressed: Option<bool>,
    /// Only those whose points or status changed since.
    #[param(value_type = Option<String>, format = DateTime)]
    changed_since: Option<Timestamp>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Items of a page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u64>,
}

/// A category in any case.
#[derive(Debug, Clone, Copy)]
struct CategoryWord(Category);

impl<'de> Deserialize<'de> for CategoryWord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        word(deserializer, Category::parse).map(Self)
    }
}

impl ActionsQuery {
    fn filter(self) -> ActionFilter {
        ActionFilter {
            text: self.q,
            categories: self.category.into_iter().map(|word| word.0).collect(),
            statuses: self.status,
            services: self.product,
            has_ticket: self.has_ticket,
            regressed: self.regressed.unwrap_or(false),
            added_since: None,
            updated_since: None,
            changed_since: self.changed_since,
        }
    }
}

/// An improvement action. Points that Graph did not tell are null, never 0.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Action {
    /// Control id.
    id: String,
    /// Title; the id when Graph knows none.
    title: String,
    /// Null for a category Graph invented since.
    #[schema(value_type = Option<vocabulary::Category>)]
    category: Option<Category>,
    /// Product, such as `AzureAD`.
    product: String,
    /// Points reached.
    points: Option<f64>,
    /// Points at most.
    max_points: Option<f64>,
    /// Points that can still be won.
    points_left: Option<f64>,
    /// Effective status.
    #[schema(value_type = vocabulary::ActionStatus)]
    status: ActionStatus,
    /// Rank; not unique.
    rank: Option<i64>,
    /// `low`, `moderate` or `high`, when told.
    user_impact: Option<String>,
    /// As `user_impact`.
    implementation_cost: Option<String>,
    /// Points lost in the last 30 days, if any.
    regressed_by: Option<f64>,
    /// When the portal saw it first.
    #[schema(format = DateTime)]
    first_seen_at: String,
    /// When its points or status changed last.
    #[schema(format = DateTime)]
    changed_at: String,
    /// Its newest open ticket.
    ticket: Option<OpenTicket>,
}

/// An open ticket of an action.
#[derive(Debug, Serialize, ToSchema)]
struct OpenTicket {
    /// Our id.
    #[schema(format = "uuid")]
    id: String,
    /// Number in ServiceNow, once there is one.
    number: Option<String>,
}

/// An improvement action with its texts and history.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ActionDetails {
    #[serde(flatten)]
    action: Action,
    /// Why it matters, plain text.
    description: String,
    /// What to do, plain text.
    next_steps: String,
    /// What users notice, plain text.
    user_impact_text: String,
    /// How far it is, plain text.
    implementation_status: String,
    /// Where it is done.
    #[schema(format = "uri")]
    action_url: Option<String>,
    /// Threats it protects against, as Graph words them.
    threats: Vec<String>,
    /// What a person of the portal set.
    mark: Option<Mark>,
    /// Changes of its points, newest first.
    changes: Vec<Change>,
}

/// A status or note that a person set.
#[derive(Debug, Serialize, ToSchema)]
struct Mark {
    /// Null keeps Graph's.
    #[schema(value_type = Option<vocabulary::ActionStatus>)]
    status: Option<ActionStatus>,
    /// Notes.
    notes: String,
    /// Sign-in name.
    by: String,
    /// When.
    #[schema(format = DateTime)]
    at: String,
}

/// A change of points.
#[derive(Debug, Serialize, ToSchema)]
struct Change {
    /// The day (UTC).
    #[schema(format = Date)]
    date: String,
    /// Null for the first that is known.
    points_before: Option<f64>,
    /// Points after.
    points: f64,
}

/// Improvement actions by rank
#[utoipa::path(get, path = "/api/v1/actions", tag = "score", operation_id = "listActions", params(ActionsQuery), responses(
    (status = 200, description = "A page of actions", body = Listing<Action>),
    Failures,
))]
pub(super) async fn list(
    caller: Caller,
    State(app): State<App>,
    Asked(asked): Asked<ActionsQuery>,
) -> Result<Json<Listing<Action>>> {
    let window = Window::new(asked.cursor.as_deref(), asked.limit)?;
    let after = window.after(|id| Some(ActionId::new(id)))?;
    let found = app
        .store
        .list_actions_after(caller.tenant(), &asked.filter(), after.as_ref(), window.wanted())
        .await?;
    let page = window.page(found, |action| action.id.to_string());
    let ids: Vec<_> = page.items.iter().map(|action| action.id.clone()).collect();
    let mut open = app.store.list_open_tickets_of(caller.tenant(), &ids).await?;
    Ok(Json(page.map(|action| Action::new(action, &mut open))))
}

/// One improvement action
#[utoipa::path(get, path = "/api/v1/actions/{id}", tag = "score", operation_id = "showAction",
    params(("id" = String, Path, description = "Control id")),
    responses(
        (status = 200, description = "The action", body = ActionDetails),
        Failures,
    )
)]
pub(super) async fn show(caller: Caller, State(app): State<App>, Id(id): Id) -> Result<Json<ActionDetails>> {
    let id = ActionId::new(id);
    let Some(action) = app.store.find_action(caller.tenant(), &id).await? else {
        return Err(Problem::not_found(Message::new("task-unknown-action").with("id", id)));
    };
    let mut open = app.store.list_open_tickets_of(caller.tenant(), std::slice::from_ref(&id)).await?;
    let mark = app.store.find_mark(caller.tenant(), &id).await?;
    let changes = app.store.list_action_changes(caller.tenant(), Some(&id), CHANGES_MAX).await?;
    Ok(Json(ActionDetails {
        description: action.description.clone(),
        next_steps: html_to_text(&action.remediation_html),
        user_impact_text: html_to_text(&action.impact_html),
        implementation_status: action.implementation_status.clone(),
        action_url: action.action_url.clone(),
        threats: action.threats.clone(),
        mark: mark.map(Mark::new),
        changes: changes.iter().map(Change::new).collect(),
        action: Action::new(action, &mut open),
    }))
}

impl Action {
    fn new(action: ImprovementAction, open: &mut BTreeMap<ActionId, (TicketId, Option<String>)>) -> Self {
        let ticket = open.remove(&action.id);
        Self {
            points_left: action.points_left(),
            ticket: ticket.map(|(id, number)| OpenTicket { id: id.to_string(), number }),
            id: action.id.to_string(),
            title: action.title,
            category: action.category,
            product: action.service,
            points: action.score,
            max_points: action.max_score,
            status: action.status,
            rank: action.rank,
            user_impact: action.user_impact,
            implementation_cost: action.implementation_cost,
            regressed_by: action.regressed_by,
            first_seen_at: action.first_seen.to_string(),
            changed_at: action.changed_at.to_string(),
        }
    }
}

impl Mark {
    fn new(mark: StatusMark) -> Self {
        Self { status: mark.status, notes: mark.notes, by: mark.by, at: mark.at.to_string() }
    }
}

impl Change {
    fn new(change: &ActionChange) -> Self {
        Self { date: change.date.to_string(), points_before: change.before, points: change.after }
    }
}
