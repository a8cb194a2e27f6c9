//! Writes a note into the record of its ticket: exactly once, whatever is lost on the way.
//!
//! The intent is committed before the call (`Sending`). The platform keeps no key with a note, so the note's last line
//! carries one, and whoever finds a note in `Sending` or `Unclear` looks for that line before anything else. Where no
//! notes can be read a look proves nothing: then the note is not written again, and a person decides.

mod look;

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use servicenow_client::{Client, Error, Fields, Record, SysId};

use super::backoff::backoff;
use super::clients::client_of;
use super::connect::ConnectError;
use super::health;
use super::refresh_tickets::store_observations;
use super::runner::JobError;
use super::send_ticket::outcome::{Verdict, key_word, verdict};
use crate::app::App;
use crate::connection::{Connection, is_of_connection};
use crate::ids::{NoteId, TenantId};
use crate::live::LiveEvent;
use crate::message::Message;
use crate::store::{Call, Claimed, DeliveryFailure, NewJob, StoreError};
use crate::tickets::{Delivery, Note, Ticket};
use look::Seen;

/// First and longest pause before a note is tried again.
const PAUSES: (SignedDuration, SignedDuration) =
    (SignedDuration::from_secs(5), SignedDuration::from_mins(15));
/// A note that fails for its own sake is tried this long.
const TRIED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// Writes one note. Stored with it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct PostNote {
    /// Which.
    pub note: NoteId,
}

type Done = Result<(), JobError>;

impl PostNote {
    /// Name of the job type.
    pub const NAME: &'static str = "post-note";

    /// The job to store with a note: at most one of a note waits.
    pub fn job(tenant: &TenantId, note: NoteId, run_at: Timestamp) -> NewJob {
        let job = NewJob::new(tenant, Self::NAME, &Self { note }, run_at);
        job.deduplicated(format!("{}:{note}", Self::NAME))
    }

    /// Takes the note one step further: done, to be tried again, or ended.
    pub(super) async fn run(self, app: &App, job: &Claimed) -> Done {
        let lane = app.lanes().of(&job.tenant);
        let Some(_turn) = app.stopping.run_until_cancelled(lane.turn()).await else {
            return Err(JobError::retry(app.clock.now(), "the portal stops"));
        };
        let Some((note, ticket, connection)) = self.load(app, &job.tenant).await? else { return Ok(()) };
        let attempt = Attempt { app, job, note: &note, ticket: &ticket, connection: &connection };
        if connection.removed_at.is_some() {
            return attempt.end(Delivery::GivenUp, Message::new("problem-note-connection-removed")).await;
        }
        if let Some((until, problem)) = lane.closed(app.clock.now()) {
            return attempt.wait_for_connection(problem, until).await;
        }
        match client_of(app, &connection).await {
            Ok(client) => attempt.deliver(&client).await,
            Err(ConnectError::Store(error)) => Err(error.into()),
            Err(ConnectError::Problem(problem)) => {
                let until = lane.close(&problem, app.clock.now(), None);
                attempt.wait_for_connection(problem, until).await
            }
        }
    }

    /// The note, if it is still to be written, with its ticket and connection.
    async fn load(
        self,
        app: &App,
        tenant: &TenantId,
    ) -> Result<Option<(Note, Ticket, Connection)>, StoreError> {
        let Some(note) = app.store.find_note(tenant, self.note).await? else { return Ok(None) };
        if !matches!(note.delivery, Delivery::Queued | Delivery::Sending | Delivery::Unclear) {
            return Ok(None);
        }
        let Some(ticket) = app.store.find_ticket(tenant, note.ticket).await? else { return Ok(None) };
        let connection = app.store.find_connection_by_id(ticket.connection).await?;
        Ok(connection.map(|connection| (note, ticket, connection)))
    }

    /// The job failed again and again for a fault of ours.
    pub(super) async fn abandon(self, app: &App, job: &Claimed) -> Done {
        let failure = DeliveryFailure {
            delivery: Delivery::GivenUp,
            reason: Message::new("problem-internal"),
            next_attempt_at: None,
            at: app.clock.now(),
        };
        Ok(app.store.fail_note(&job.tenant, self.note, &failure).await?)
    }
}

struct Attempt<'a> {
    app: &'a App,
    job: &'a Claimed,
    note: &'a Note,
    ticket: &'a Ticket,
    connection: &'a Connection,
}

impl Attempt<'_> {
    fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// Looks first where it must, then writes.
    async fn deliver(&self, client: &Client) -> Done {
        let Some(sys_id) = self.sys_id() else {
            return self.end(Delivery::GivenUp, Message::new("problem-note-no-record")).await;
        };
        if self.note.delivery.must_look_first() {
            match self.look(client, &sys_id).await {
                Ok(Seen::There) => return self.complete(true).await,
                Ok(Seen::Absent | Seen::Doubtful) if self.settles_at().is_some() => {
                    return self.wait_for_answer().await;
                }
                Ok(Seen::Doubtful) => {
                    return self.end(Delivery::GivenUp, Message::new("problem-note-unclear")).await;
                }
                Ok(Seen::Absent) => {}
                Err(error) => return self.look_failed(&error).await,
            }
            if self.note.delivery == Delivery::Sending {
                self.fail(Delivery::Unclear, lost(), None).await?;
            }
        }
        if !self.app.store.begin_note(&self.ticket.tenant, self.note.id, self.now()).await? {
            return Ok(());
        }
        match self.write(client, &sys_id).await {
            Ok(record) => self.accept(client, &sys_id, &record).await,
            Err(error) => self.write_failed(&error).await,
        }
    }

    fn sys_id(&self) -> Option<SysId> {
        SysId::parse(&self.ticket.observed.as_ref()?.sys_id).ok()
    }

    /// When a lost call can no longer take effect, if that is still to come.
    fn settles_at(&self) -> Option<Timestamp> {
        let settles_after = SignedDuration::from_secs(self.app.config.servicenow.settle_seconds.into());
        let settled = self.note.begun_at? + settles_after;
        (settled > self.now()).then_some(settled)
    }

    async fn look(&self, client: &Client, sys_id: &SysId) -> Result<Seen, Error> {
        let (began, clock) = (self.now(), Instant::now());
        let seen = look::look(client, self.ticket, self.note, sys_id).await;
        let word = match &seen {
            Ok(Seen::There) => ("found", Some(200)),
            Ok(Seen::Absent) => ("not-found", Some(200)),
            Ok(Seen::Doubtful) => ("doubtful", Some(200)),
            Err(error) => key_word(error),
        };
        self.record_call("look-note", word, began, clock).await;
        seen
    }

    async fn write(&self, client: &Client, sys_id: &SysId) -> Result<Record, Error> {
        let fields = Fields::new().set("work_notes", self.note.full_text());
        let (began, clock) = (self.now(), Instant::now());
        let written = client.table(self.ticket.task.kind.table()).update(sys_id, &fields).await;
        let word = written.as_ref().map_or_else(key_word, |_| ("written", Some(200)));
        self.record_call("note", word, began, clock).await;
        written
    }

    /// The ledger is written beside the call: that it cannot be written must not change what is known of the call.
    async fn record_call(
        &self,
        what: &'static str,
        (outcome, status): (&str, Option<u16>),
        began: Timestamp,
        clock: Instant,
    ) {
        let duration_ms = i64::try_from(clock.elapsed().as_millis()).unwrap_or(i64::MAX);
        let call = Call { what, outcome: outcome.to_owned(), status, duration_ms, at: began };
        metrics::counter!("scorebridge_servicenow_calls_total", "what" => what, "outcome" => call.outcome.clone())
            .increment(1);
        if let Err(error) = self.app.store.record_call(&self.ticket.tenant, self.ticket.id, &call).await {
            tracing::warn!(ticket.id = %self.ticket.id, %error, "an outside call was not written down");
        }
    }

    /// The instance took it. Its answer shows the notes of the record, where the integration user may read them.
    async fn accept(&self, client: &Client, sys_id: &SysId, record: &Record) -> Done {
        let shown = record.display_value("work_notes").contains(&self.note.mark());
        let read_back = shown || matches!(self.look(client, sys_id).await, Ok(Seen::There));
        self.complete(read_back).await?;
        // The note changed the record: taken over now, so that the next sync has nothing to tell.
        store_observations(self.app, self.connection, client, std::slice::from_ref(record)).await?;
        Ok(health::succeeded(self.app, self.connection).await?)
    }

    async fn complete(&self, read_back: bool) -> Done {
        let (tenant, note) = (&self.ticket.tenant, self.note.id);
        self.app.store.complete_note(tenant, note, read_back, self.now()).await?;
        tracing::info!(ticket.id = %self.ticket.id, note.id = %note, read_back, "note written");
        self.publish();
        Ok(())
    }

    /// A look that failed clears no doubt.
    async fn look_failed(&self, error: &Error) -> Done {
        let failure = health::failed(self.app, self.connection, error).await?;
        match failure.closed_until {
            Some(until) => self.wait_for_connection(failure.problem, until).await,
            None => self.try_again(Delivery::Unclear, failure.problem).await,
        }
    }

    async fn write_failed(&self, error: &Error) -> Done {
        let failure = health::failed(self.app, self.connection, error).await?;
        match (verdict(error), failure.closed_until) {
            (Verdict::Refused, _) => self.end(Delivery::Refused, failure.problem).await,
            (Verdict::Unclear, _) => self.try_again(Delivery::Unclear, in_doubt(failure.problem)).await,
            (Verdict::NoEffect, Some(until)) => self.wait(Delivery::Queued, failure.problem, until).await,
            (Verdict::NoEffect, None) => self.try_again(Delivery::Queued, failure.problem).await,
        }
    }

    /// Waits until the connection works again. Nothing was called: a doubt stays one.
    async fn wait_for_connection(&self, problem: Message, until: Timestamp) -> Done {
        let rest = if self.note.delivery.must_look_first() { Delivery::Unclear } else { Delivery::Queued };
        self.wait(rest, problem, until).await
    }

    async fn wait(&self, rest: Delivery, problem: Message, until: Timestamp) -> Done {
        let at = self.next_attempt().max(until);
        self.fail(rest, problem, Some(at)).await?;
        Err(JobError::retry(at, "the connection does not work"))
    }

    /// Looks again soon, and at the latest when the lost call can no longer take effect.
    async fn wait_for_answer(&self) -> Done {
        let settled = self.settles_at().unwrap_or_else(|| self.now());
        let at = self.next_attempt().min(settled);
        self.fail(Delivery::Unclear, lost(), Some(at)).await?;
        Err(JobError::retry(at, "the answer to the call was lost"))
    }

    async fn try_again(&self, rest: Delivery, problem: Message) -> Done {
        let own_fault = !is_of_connection(&problem);
        if own_fault && self.now().duration_since(self.job.created_at) >= TRIED_FOR {
            return self.end(Delivery::GivenUp, problem).await;
        }
        let (at, reason) = (self.next_attempt(), problem.key.clone());
        self.fail(rest, problem, Some(at)).await?;
        Err(JobError::retry(at, reason))
    }

    fn next_attempt(&self) -> Timestamp {
        let failures = u32::try_from(self.job.attempts).unwrap_or(u32::MAX);
        self.now() + backoff(failures, PAUSES.0, PAUSES.1, self.note.id)
    }

    async fn end(&self, delivery: Delivery, problem: Message) -> Done {
        tracing::warn!(
            ticket.id = %self.ticket.id,
            note.id = %self.note.id,
            delivery = delivery.as_str(),
            reason = %problem.key,
            "note not written"
        );
        Ok(self.fail(delivery, problem, None).await?)
    }

    async fn fail(
        &self,
        delivery: Delivery,
        reason: Message,
        next_attempt_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let failure = DeliveryFailure { delivery, reason, next_attempt_at, at: self.now() };
        self.app.store.fail_note(&self.ticket.tenant, self.note.id, &failure).await?;
        self.publish();
        Ok(())
    }

    fn publish(&self) {
        self.app.live.publish(LiveEvent::Ticket(self.ticket.tenant.clone(), self.ticket.id));
    }
}

fn lost() -> Message {
    Message::new("problem-note-lost")
}

/// A call without an answer is this note's matter: whether the connection works, a read tells.
fn in_doubt(problem: Message) -> Message {
    match problem.key.as_str() {
        "problem-timeout" | "problem-interrupted" => lost(),
        _ => problem,
    }
}
