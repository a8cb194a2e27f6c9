//! Brings changes of the instance in: what changed since the last time, whichever tickets that are. One call when
//! nothing changed, whatever the number of tickets.
//!
//! The cursor is the `sys_updated_on` of the last change taken over. It has whole seconds, and a transaction may
//! commit later than its time says, so each cycle reads a little of the past again. The cursor moves only when all
//! pages were stored.

use std::collections::BTreeMap;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use servicenow_client::{Client, Error, ErrorKind, Page, Query, Record};

use super::clients::client_of;
use super::connect::ConnectError;
use super::lanes::Lane;
use super::{health, states};
use crate::app::App;
use crate::connection::{Connection, SyncRun};
use crate::ids::TicketId;
use crate::live::LiveEvent;
use crate::message::Message;
use crate::store::StoreError;
use crate::tickets::{CORRELATION_DISPLAY, Observed, ObservedFields, TicketKind, observe, ticket_of};

/// How far back each cycle reads again.
const OVERLAP: SignedDuration = SignedDuration::from_secs(60);
/// The same for an instance that reads times in the zone of its user: no two zones are further apart.
const OVERLAP_OF_ZONES: SignedDuration = SignedDuration::from_hours(26);
/// How often it is asked whether an empty answer can be true.
const DOUBT_EVERY: SignedDuration = SignedDuration::from_hours(1);
/// A cursor that stood still this long has nothing older to come: transactions end within a minute or two.
const QUIET_AFTER: SignedDuration = SignedDuration::from_mins(10);
const PAGE_SIZE: u32 = 500;
/// 100,000 changes in one cycle; more is a fault.
const PAGES_MAX: usize = 200;

/// What a sync did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Synced {
    /// Records that came.
    pub seen: usize,
    /// Tickets that changed.
    pub changed: usize,
}

/// Why a sync did not end.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The instance could not be asked: the problem, with its way out.
    #[error("{}", .0.key)]
    Instance(Message),
}

impl From<ConnectError> for SyncError {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Store(error) => Self::Store(error),
            ConnectError::Problem(problem) => Self::Instance(problem),
        }
    }
}

/// Takes over what changed in the instance since the last sync, and remembers how that ended.
pub async fn sync_connection(app: &App, connection: &Connection) -> Result<Synced, SyncError> {
    let (began_at, clock) = (app.clock.now(), Instant::now());
    let ended = take_over_changes(app, connection).await;
    let (synced, problem) = match &ended {
        Ok(synced) => (*synced, None),
        Err(SyncError::Instance(problem)) => (Synced::default(), Some(problem.clone())),
        Err(SyncError::Store(_)) => return ended,
    };
    let run = SyncRun {
        times: 1,
        began_at,
        ended_at: app.clock.now(),
        took: clock.elapsed(),
        seen: synced.seen as u64,
        changed: synced.changed as u64,
        problem,
    };
    app.store.record_sync(connection.id, &run).await?;
    ended
}

async fn take_over_changes(app: &App, connection: &Connection) -> Result<Synced, SyncError> {
    let client = client_of(app, connection).await?;
    let lane = app.lanes().of(&connection.tenant);
    let mut cycle =
        Cycle { app, connection, client: &client, lane: &lane, synced: Synced::default(), newest: None };
    match cycle.run_in_any_zone().await {
        Ok(()) => {}
        Err(Interrupted::Store(error)) => return Err(error.into()),
        Err(Interrupted::Instance(error)) => {
            return Err(SyncError::Instance(health::failed(app, connection, &error).await?.problem));
        }
    }
    app.store.finish_sync(connection.id, cycle.newest, app.clock.now()).await?;
    health::succeeded(app, connection).await?;
    cycle.tell_pages();
    Ok(cycle.synced)
}

enum Interrupted {
    Store(StoreError),
    Instance(Error),
}

impl From<StoreError> for Interrupted {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

struct Cycle<'a> {
    app: &'a App,
    connection: &'a Connection,
    client: &'a Client,
    lane: &'a Lane,
    synced: Synced,
    newest: Option<Timestamp>,
}

/// Whether the condition that looks dropped is the one on time.
fn is_about_time(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::FilterIgnored { condition, .. } if condition.starts_with("sys_updated_on"))
}

impl Cycle<'_> {
    async fn run_in_any_zone(&mut self) -> Result<(), Interrupted> {
        let ended = self.run().await;
        if self.recognises_a_zone(&ended).await? { self.run().await } else { ended }
    }

    /// Reads page after page by the time of the last record rather than by number: records that change meanwhile move
    /// to the end, and would shift others over the edge of a numbered page.
    async fn run(&mut self) -> Result<(), Interrupted> {
        let (mut since, mut offset) = (self.since(), 0);
        for _ in 0..PAGES_MAX {
            let page = self.page(since, offset).await.map_err(Interrupted::Instance)?;
            let (more, count) = (page.next_offset().is_some(), page.items().len() as u64);
            let last = page.items().last().and_then(|record| record.timestamp("sys_updated_on"));
            self.take_over(page.items()).await?;
            match last {
                Some(last) if more && since.is_none_or(|since| last > since) => {
                    (since, offset) = (Some(last), 0);
                }
                Some(_) if more => offset += count,
                _ => return Ok(()),
            }
        }
        Ok(())
    }

    /// From where to read. A quiet cursor reads nothing twice.
    fn since(&self) -> Option<Timestamp> {
        let cursor = self.connection.sync_cursor?;
        if self.lane.reads_times_in_a_zone() {
            return Some(cursor - OVERLAP_OF_ZONES);
        }
        let now = self.app.clock.now();
        let quiet = now.duration_since(self.lane.cursor_since(cursor, now)) >= QUIET_AFTER;
        Some(if quiet { cursor + SignedDuration::from_secs(1) } else { cursor - OVERLAP })
    }

    async fn page(&self, since: Option<Timestamp>, offset: u64) -> Result<Page<Record>, Error> {
        let query = self.changed_since(since).order_by("sys_updated_on").order_by("sys_id");
        let query = query.limit(PAGE_SIZE).offset(offset).fields(&ObservedFields::NAMES);
        self.client.table("task").list(&query).await
    }

    fn changed_since(&self, since: Option<Timestamp>) -> Query {
        let ours = |query: Query| {
            query
                .equals("correlation_display", CORRELATION_DISPLAY)
                .is_in("sys_class_name", TicketKind::ALL.map(TicketKind::table))
        };
        match since {
            None => ours(Query::new()),
            // Records before the time asked for are right then, and must not be taken for a dropped condition.
            Some(since) if self.lane.reads_times_in_a_zone() => {
                ours(Query::raw(format!("sys_updated_on>={}", since.strftime("%Y-%m-%d %H:%M:%S"))))
            }
            Some(since) => ours(Query::new()).greater_or_equal("sys_updated_on", since),
        }
    }

    /// Some instances read the times of a query in the zone of the integration user. East of Greenwich they answer
    /// with too much, which looks like a dropped condition; west with too little: then even the last change that we
    /// know of is missing. Both are recognised here, and such an instance is asked with a margin from then on.
    async fn recognises_a_zone(&self, ended: &Result<(), Interrupted>) -> Result<bool, Interrupted> {
        if self.lane.reads_times_in_a_zone() {
            return Ok(false);
        }
        let found = match ended {
            Err(Interrupted::Instance(error)) => is_about_time(error),
            Err(Interrupted::Store(_)) => false,
            Ok(()) => self.synced.seen == 0 && self.misses_the_last_change().await?,
        };
        if found {
            tracing::warn!(
                instance.name = self.connection.instance.name(),
                "the instance reads times in the zone of the integration user: asked with a margin from now on"
            );
            self.lane.set_reads_times_in_a_zone();
        }
        Ok(found)
    }

    async fn misses_the_last_change(&self) -> Result<bool, Interrupted> {
        let Some(cursor) = self.connection.sync_cursor else { return Ok(false) };
        let now = self.app.clock.now();
        let read_again = self.since().is_some_and(|since| since <= cursor);
        if !read_again || !self.lane.is_due("zone", DOUBT_EVERY, now) {
            return Ok(false);
        }
        let newest = self.changed_since(None).order_by_descending("sys_updated_on");
        let newest = self.client.table("task").first(&newest.fields(&ObservedFields::NAMES)).await;
        let newest = newest.map_err(Interrupted::Instance)?;
        Ok(newest.and_then(|record| record.timestamp("sys_updated_on")).is_some_and(|at| at >= cursor))
    }

    async fn take_over(&mut self, records: &[Record]) -> Result<(), StoreError> {
        self.synced.seen += records.len();
        let changed = store_observations(self.app, self.connection, self.client, records).await?;
        self.synced.changed += changed;
        let newest = records.iter().filter_map(|record| record.timestamp("sys_updated_on")).max();
        self.newest = self.newest.max(newest);
        Ok(())
    }

    /// Open pages show when the last sync was; twice a minute is often enough.
    fn tell_pages(&self) {
        let slice = |at: Timestamp| at.as_second().div_euclid(30);
        let shown = self.connection.synced_at.map(slice);
        if self.synced.changed > 0 || shown != Some(slice(self.app.clock.now())) {
            self.app.live.publish(LiveEvent::Connection(self.connection.tenant.clone()));
        }
    }
}

/// Saves what records say of tickets of this connection; returns how many changed. Records that are not ours are
/// passed over: somebody may have copied our marks.
pub(super) async fn store_observations(
    app: &App,
    connection: &Connection,
    client: &Client,
    records: &[Record],
) -> Result<usize, StoreError> {
    let mut seen: BTreeMap<TicketId, (TicketKind, Observed)> = BTreeMap::new();
    for record in records {
        let (Some(id), Some(kind)) = (ticket_of(record), TicketKind::of_table(record.class())) else {
            continue;
        };
        match observe(record) {
            Ok(observed) => drop(seen.insert(id, (kind, observed))),
            Err(error) => tracing::warn!(ticket.id = %id, %error, "a record was passed over"),
        }
    }
    if seen.is_empty() {
        return Ok(0);
    }
    let ids: Vec<TicketId> = seen.keys().copied().collect();
    let own = app.store.list_ids_of_connection(connection.id, &ids).await?;
    seen.retain(|id, _| own.contains(id));
    let mut observations: Vec<_> = seen.values_mut().map(|(kind, observed)| (*kind, observed)).collect();
    states::settle(app, connection, client, &mut observations).await?;
    let seen: Vec<_> = seen.into_iter().map(|(id, (_, observed))| (id, observed)).collect();
    let changed = app.store.observe_tickets(&connection.tenant, &seen, app.clock.now()).await?;
    for &id in &changed {
        app.live.publish(LiveEvent::Ticket(connection.tenant.clone(), id));
    }
    Ok(changed.len())
}
