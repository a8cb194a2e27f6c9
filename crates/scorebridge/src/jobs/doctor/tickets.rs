//! What tickets need, asked of the instance as the integration user, and what the portal's own tickets prove.

use futures::join;
use servicenow_client::{Client, Error, Page, Query, Record};

use super::Scope;
use super::access::{Access, if_wanted, wants_any};
use super::door::Look;
use crate::app::App;
use crate::connection::doctor::{
    Policy, Seen, TableAnswer, cannot_tell, choices_seen, failed, journal_seen, passed, policies_seen,
    rate_limit_seen, table_seen, waiting, warned,
};
use crate::connection::{Area, CheckName, Connection};
use crate::jobs::refresh_tickets::{SyncError, Synced, sync_connection};
use crate::message::Message;
use crate::store::{StoreError, TicketFilter};
use crate::tickets::{ConnectorColumns, Delivery, ObservedFields, Ticket, TicketKind};

/// Records looked at per table; some may be hidden for a good reason.
const LOOKED_AT: u32 = 5;
/// Tickets of ours that are looked at for what they prove.
const OURS: u64 = 50;
/// Fields that every ticket has; see `tickets::fields_of`.
const SENT: [&str; 10] = [
    "short_description",
    "description",
    "impact",
    "urgency",
    "priority",
    "due_date",
    "correlation_id",
    "correlation_display",
    "type",
    "category",
];

/// Looks at everything that the scope wants; cards and sharing are decided from the whole.
pub(super) async fn look(
    door: &Look<'_>,
    access: &Access,
    scope: Scope,
) -> Result<Vec<(CheckName, Seen)>, StoreError> {
    let mut seen: Vec<_> = Area::Tickets
        .checks()
        .filter(|name| *name != CheckName::CardsAndSharing)
        .map(|name| (name, waiting()))
        .collect();
    let mut set = |name, found| {
        if let Some(entry) = seen.iter_mut().find(|(known, _)| *known == name) {
            entry.1 = found;
        }
    };
    let ours = own_tickets(door.app, door.connection).await?;
    if scope.wants(CheckName::CreateTickets)
        && let Some(proof) = proven_by_tickets(&ours)
    {
        set(CheckName::CreateTickets, proof);
    }
    if let Some(client) = door.client.as_ref().filter(|_| access.reads) {
        let asked = Box::pin(Asked::of(client, &ours, scope)).await;
        for (name, found) in asked.seen(door, &ours) {
            set(name, found);
        }
        if let Some(choices) = &asked.choices {
            set(CheckName::Choices, named_choices(door, choices).await?);
        }
        if ours.iter().all(|ticket| proof_of(ticket).is_none()) {
            set(CheckName::CreateTickets, cannot_tell(Message::new("unknown-create")));
        }
    }
    if access.is_authorized && scope.wants(CheckName::FirstSync) {
        set(CheckName::FirstSync, first_sync(door.app, door.connection).await?);
    }
    Ok(seen)
}

/// How many of the states have names of their own here.
async fn named_choices(door: &Look<'_>, choices: &[(TicketKind, String)]) -> Result<Seen, StoreError> {
    let names = door.app.store.list_state_names(&door.connection.tenant).await?;
    let is_named = |(kind, value): &&(TicketKind, String)| {
        names.iter().any(|name| name.named && name.kind == *kind && name.value == *value)
    };
    let unnamed = choices.len() - choices.iter().filter(is_named).count();
    Ok(choices_seen(choices.len(), unnamed))
}

/// The newest tickets of this connection.
async fn own_tickets(app: &App, connection: &Connection) -> Result<Vec<Ticket>, StoreError> {
    let newest =
        app.store.list_tickets_before(&connection.tenant, &TicketFilter::default(), None, OURS).await?;
    Ok(newest.into_iter().filter(|ticket| ticket.connection == connection.id).collect())
}

/// What the newest ticket that says something says.
fn proven_by_tickets(ours: &[Ticket]) -> Option<Seen> {
    ours.iter().find_map(proof_of)
}

fn proof_of(ticket: &Ticket) -> Option<Seen> {
    match (ticket.delivery, ticket.number(), &ticket.problem) {
        (Delivery::Refused, _, Some(problem)) => Some(failed(problem.clone())),
        (Delivery::Unclear | Delivery::Queued | Delivery::GivenUp, _, Some(problem)) => {
            Some(warned(problem.clone()))
        }
        (Delivery::Sent, Some(number), _) => {
            Some(passed(Message::new("evidence-create").with("number", number)))
        }
        _ => None,
    }
}

async fn first_sync(app: &App, connection: &Connection) -> Result<Seen, StoreError> {
    match sync_connection(app, connection).await {
        Ok(Synced { seen, changed }) => {
            Ok(passed(Message::new("evidence-synced").with("seen", seen).with("changed", changed)))
        }
        Err(SyncError::Store(error)) => Err(error),
        Err(SyncError::Instance(problem)) => Ok(failed(problem)),
    }
}

/// What the instance answered to what was asked.
struct Asked {
    incidents: Option<Answer>,
    changes: Option<Answer>,
    tasks: Option<Answer>,
    journal: Option<Answer>,
    policies: Option<(usize, Vec<Policy>)>,
    choices: Option<Vec<(TicketKind, String)>>,
}

type Answer = Result<Page<Record>, Error>;

impl Asked {
    async fn of(client: &Client, ours: &[Ticket], scope: Scope) -> Self {
        let table = |name, table| if_wanted(scope.wants(name), records(client, table));
        let asks_tasks = wants_any(scope, [CheckName::ReadTasks, CheckName::RateLimit]);
        let (incidents, changes, tasks, journal, policies, choices) = join!(
            table(CheckName::ReadIncidents, TicketKind::Incident.table()),
            table(CheckName::ReadChanges, TicketKind::Change.table()),
            if_wanted(asks_tasks, records(client, "task")),
            if_wanted(scope.wants(CheckName::Journal), journal(client, ours)),
            if_wanted(scope.wants(CheckName::MandatoryFields), policies(client)),
            if_wanted(scope.wants(CheckName::Choices), choices(client)),
        );
        Self { incidents, changes, tasks, journal, policies, choices }
    }

    fn seen(&self, door: &Look<'_>, ours: &[Ticket]) -> Vec<(CheckName, Seen)> {
        let is_there = |ticket: &&Ticket| ticket.delivery == Delivery::Sent && ticket.missing_since.is_none();
        let holds = |kind: TicketKind| ours.iter().filter(is_there).any(|ticket| ticket.task.kind == kind);
        let table = |name, table: &str, answer: &Option<Answer>, holds_ours: bool| {
            let (page, fields) = (as_page(door, answer.as_ref()?), &ObservedFields::NAMES);
            let page = page.as_ref().map(|page| *page);
            Some((name, table_seen(&TableAnswer { table, fields, page, holds_ours })))
        };
        let any = TicketKind::ALL.into_iter().any(holds);
        let (incident, change) = (holds(TicketKind::Incident), holds(TicketKind::Change));
        let seen = [
            table(CheckName::ReadIncidents, "incident", &self.incidents, incident),
            table(CheckName::ReadChanges, "change_request", &self.changes, change),
            table(CheckName::ReadTasks, "task", &self.tasks, any),
            self.journal.as_ref().map(|answer| {
                (CheckName::Journal, journal_seen(as_page(door, answer).as_ref().map(|page| *page)))
            }),
            self.policies.as_ref().map(|(read, demanded)| {
                let sent: Vec<_> = SENT.iter().chain(&ConnectorColumns::NAMES).copied().collect();
                (CheckName::MandatoryFields, policies_seen(*read, demanded, &sent))
            }),
            self.tasks.as_ref().map(|answer| (CheckName::RateLimit, rate_limit(door, answer))),
        ];
        seen.into_iter().flatten().collect()
    }
}

fn as_page<'a>(door: &Look<'_>, answer: &'a Answer) -> Result<&'a Page<Record>, Message> {
    answer.as_ref().map_err(|error| door.place().problem(error))
}

/// By the headers of the call that the sync makes, or the refusal of it.
fn rate_limit(door: &Look<'_>, tasks: &Answer) -> Seen {
    let every = u64::from(door.app.config.servicenow.sync_seconds.max(1));
    match as_page(door, tasks) {
        Ok(page) => rate_limit_seen(page.hourly_limit(), 3600_u64.div_ceil(every)),
        Err(problem) if problem.key == "problem-rate-limited" => failed(problem),
        Err(_) => waiting(),
    }
}

async fn records(client: &Client, table: &str) -> Result<Page<Record>, Error> {
    client.table(table).list(&Query::new().fields(&ObservedFields::NAMES).limit(LOOKED_AT)).await
}

/// Notes of our own records where there are any, else of anybody's.
async fn journal(client: &Client, ours: &[Ticket]) -> Result<Page<Record>, Error> {
    let ids = ours.iter().filter_map(|ticket| Some(ticket.observed.as_ref()?.sys_id.as_str())).take(20);
    let ids: Vec<_> = ids.collect();
    let query = Query::new().fields(&["element", "element_id"]).limit(1);
    let query = if ids.is_empty() { query } else { query.is_in("element_id", ids) };
    let own = client.table("sys_journal_field").list(&query).await?;
    if !own.items().is_empty() || own.total().is_some_and(|total| total > 0) {
        return Ok(own);
    }
    client.table("sys_journal_field").list(&Query::new().fields(&["element"]).limit(1)).await
}

/// Values of states; none where they are hidden.
async fn choices(client: &Client) -> Vec<(TicketKind, String)> {
    let mut found = Vec::new();
    for kind in TicketKind::ALL {
        let choices = client.choices(kind.table(), "state").await.unwrap_or_default();
        found.extend(choices.into_iter().map(|choice| (kind, choice.value)));
    }
    found
}

/// How many active policies of our tables are shown, and the fields that they demand.
async fn policies(client: &Client) -> (usize, Vec<Policy>) {
    let tables = ["task"].into_iter().chain(TicketKind::ALL.map(TicketKind::table));
    let query = Query::new()
        .equals("active", true)
        .is_in("model_table", tables)
        .fields(&["active", "model_table", "conditions"])
        .limit(200);
    let Ok(found) = client.table("sys_data_policy2").list(&query).await else { return (0, Vec::new()) };
    let ids = found.items().iter().map(|policy| policy.sys_id().as_str());
    let query = Query::new()
        .is_in("sys_data_policy", ids)
        .equals("mandatory", "true")
        .fields(&["sys_data_policy", "field", "mandatory"])
        .limit(1000);
    if found.items().is_empty() {
        return (0, Vec::new());
    }
    let Ok(rules) = client.table("sys_data_policy_rule").list(&query).await else { return (0, Vec::new()) };
    let demanded = rules.items().iter().filter_map(|rule| demanded(rule, found.items()));
    (found.items().len(), demanded.collect())
}

fn demanded(rule: &Record, policies: &[Record]) -> Option<Policy> {
    let policy = policies.iter().find(|policy| policy.sys_id().as_str() == rule.value("sys_data_policy"))?;
    Some(Policy {
        table: policy.value("model_table").to_owned(),
        field: rule.value("field").to_owned(),
        is_unconditional: policy.value("conditions").is_empty(),
    })
}
