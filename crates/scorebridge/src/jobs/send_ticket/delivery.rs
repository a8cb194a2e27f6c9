//! One attempt at a delivery: look where a record may exist, create where none does, and write down what became of
//! it.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use servicenow_client::{Client, Error, Query, Record};

use super::outcome::{Verdict, key_word, verdict};
use crate::app::App;
use crate::connection::{Connection, is_of_connection};
use crate::jobs::backoff::backoff;
use crate::jobs::runner::JobError;
use crate::jobs::{health, states};
use crate::live::LiveEvent;
use crate::message::Message;
use crate::store::{Call, Claimed, DeliveryFailure, StoreError};
use crate::tickets::{
    CORRELATION_DISPLAY, Delivery, Event, EventKind, Observed, ObservedFields, Ticket, fields_of, observe,
    ticket_of,
};

/// First pause before a ticket is tried again.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// Longest pause.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(15);
/// A ticket that fails for its own sake is tried this long. Time in which the connection did not work does not count.
const TRIED_FOR: SignedDuration = SignedDuration::from_hours(24);
/// Timeline entries looked through for the last failure of the connection: more than a day of them.
const EVENTS_READ: u64 = 1000;

/// One attempt.
pub(super) struct Attempt<'a> {
    pub(super) app: &'a App,
    pub(super) job: &'a Claimed,
    pub(super) ticket: &'a Ticket,
    pub(super) connection: &'a Connection,
    /// `None` only where nothing is called.
    pub(super) client: Option<Client>,
}

type Done = Result<(), JobError>;

impl Attempt<'_> {
    fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    fn client(&self) -> Result<&Client, JobError> {
        self.client.as_ref().ok_or_else(|| JobError::fail("a delivery without a client"))
    }

    /// Looks first where it must, then creates.
    pub(super) async fn deliver(&self) -> Done {
        if self.ticket.delivery.must_look_first() {
            match self.look().await {
                Ok(Some(record)) => return self.accept(&record, true).await,
                Ok(None) => {}
                Err(error) => return self.look_failed(&error).await,
            }
            if let Some(settled) = self.settles_at() {
                return self.wait_for_answer(settled).await;
            }
            if self.ticket.delivery == Delivery::Sending {
                self.fail(Delivery::Unclear, Message::new("problem-unclear"), None).await?;
            }
        }
        if !self.app.store.begin_delivery(&self.ticket.tenant, self.ticket.id, self.now()).await? {
            return Ok(());
        }
        // From here on nobody changes the task; until now somebody may have.
        let begun = self.app.store.find_ticket(&self.ticket.tenant, self.ticket.id).await?;
        let Some(ticket) = &begun else { return Ok(()) };
        Attempt { ticket, client: self.client.clone(), ..*self }.send().await
    }

    async fn send(&self) -> Done {
        match self.create().await {
            Ok(record) => self.accept(&record, false).await,
            Err(error) => self.create_failed(&error).await,
        }
    }

    /// When a lost call can no longer take effect, if that is still to come.
    fn settles_at(&self) -> Option<Timestamp> {
        let settles_after = SignedDuration::from_secs(self.app.config.servicenow.settle_seconds.into());
        let settled = self.ticket.begun_at? + settles_after;
        (settled > self.now()).then_some(settled)
    }

    /// The record that carries our marks. Of several, as instances that copy records make them, the first.
    async fn look(&self) -> Result<Option<Record>, Error> {
        let query = Query::new()
            .equals("correlation_id", self.ticket.id.to_string())
            .equals("correlation_display", CORRELATION_DISPLAY)
            .order_by("sys_created_on")
            .fields(&ObservedFields::NAMES)
            .limit(1);
        let (began, clock) = (self.now(), Instant::now());
        let client = self.client.as_ref().expect("only attempts with a client look");
        let found = client.table(self.ticket.task.kind.table()).list(&query).await;
        let found = found.map(|page| page.into_items().into_iter().find(|record| self.is_ours(record)));
        let word = match &found {
            Ok(Some(_)) => ("found", Some(200)),
            Ok(None) => ("not-found", Some(200)),
            Err(error) => key_word(error),
        };
        self.record_call("look", word, began, clock).await;
        found
    }

    fn is_ours(&self, record: &Record) -> bool {
        ticket_of(record) == Some(self.ticket.id)
    }

    async fn create(&self) -> Result<Record, Error> {
        let fields = fields_of(self.ticket, self.connection.app);
        let (began, clock) = (self.now(), Instant::now());
        let client = self.client.as_ref().expect("only attempts with a client create");
        let created = client.table(self.ticket.task.kind.table()).create(&fields).await;
        let word = created.as_ref().map_or_else(key_word, |_| ("created", Some(201)));
        self.record_call("create", word, began, clock).await;
        created
    }

    /// The ledger is written beside the call: that it cannot be written must not change what is known of the call.
    async fn record_call(
        &self,
        what: &'static str,
        word: (&str, Option<u16>),
        began: Timestamp,
        clock: Instant,
    ) {
        let call = Call {
            what,
            outcome: word.0.to_owned(),
            status: word.1,
            duration_ms: i64::try_from(clock.elapsed().as_millis()).unwrap_or(i64::MAX),
            at: began,
        };
        metrics::counter!("scorebridge_servicenow_calls_total", "what" => what, "outcome" => call.outcome.clone())
            .increment(1);
        if let Err(error) = self.app.store.record_call(&self.ticket.tenant, self.ticket.id, &call).await {
            tracing::warn!(ticket.id = %self.ticket.id, %error, "an outside call was not written down");
        }
    }

    /// The record exists.
    async fn accept(&self, record: &Record, found: bool) -> Done {
        if !self.is_ours(record) {
            tracing::warn!(
                ticket.id = %self.ticket.id,
                ticket.number = record.number(),
                "the instance did not keep the correlation id: the record is refreshed by its sys_id only"
            );
        }
        let mut observed = match observe(record) {
            Ok(observed) => observed,
            Err(error) => {
                let problem = Message::new("problem-record-unreadable").with("field", error.field);
                return self.try_again(Delivery::Unclear, problem).await;
            }
        };
        states::settle(
            self.app,
            self.connection,
            self.client()?,
            &mut [(self.ticket.task.kind, &mut observed)],
        )
        .await?;
        self.complete(&observed, found).await?;
        Ok(health::succeeded(self.app, self.connection).await?)
    }

    async fn complete(&self, observed: &Observed, found: bool) -> Result<(), StoreError> {
        let outcome = (found, self.now());
        self.app.store.complete_delivery(&self.ticket.tenant, self.ticket.id, observed, outcome).await?;
        tracing::info!(
            ticket.id = %self.ticket.id,
            ticket.number = observed.number,
            instance.name = self.connection.instance.name(),
            found,
            "ticket sent"
        );
        self.publish();
        Ok(())
    }

    /// A look that failed clears no doubt.
    async fn look_failed(&self, error: &Error) -> Done {
        let failure = health::failed(self.app, self.connection, error).await?;
        match failure.closed_until {
            Some(until) => self.wait_for(Delivery::Unclear, failure.problem, until).await,
            None => self.try_again(Delivery::Unclear, failure.problem).await,
        }
    }

    async fn create_failed(&self, error: &Error) -> Done {
        let failure = health::failed(self.app, self.connection, error).await?;
        match (verdict(error), failure.closed_until) {
            (Verdict::Refused, _) => self.end(Delivery::Refused, failure.problem).await,
            (Verdict::Unclear, _) => self.try_again(Delivery::Unclear, in_doubt(failure.problem)).await,
            (Verdict::NoEffect, Some(until)) => self.wait_for(Delivery::Queued, failure.problem, until).await,
            (Verdict::NoEffect, None) => self.try_again(Delivery::Queued, failure.problem).await,
        }
    }

    /// Waits until the connection works again, however long that takes. Nothing was called: a doubt stays one.
    pub(super) async fn wait_for_connection(&self, problem: Message, until: Timestamp) -> Done {
        let rest = if self.ticket.delivery.must_look_first() { Delivery::Unclear } else { Delivery::Queued };
        self.wait_for(rest, problem, until).await
    }

    async fn wait_for(&self, rest: Delivery, problem: Message, until: Timestamp) -> Done {
        let at = self.next_attempt().max(until);
        self.fail(rest, problem, Some(at)).await?;
        Err(JobError::retry(at, "the connection does not work"))
    }

    /// Looks again soon, and at the latest when the lost call can no longer take effect.
    async fn wait_for_answer(&self, settled: Timestamp) -> Done {
        let at = self.next_attempt().min(settled);
        self.fail(Delivery::Unclear, Message::new("problem-unclear"), Some(at)).await?;
        Err(JobError::retry(at, "the answer to the create call was lost"))
    }

    async fn try_again(&self, rest: Delivery, problem: Message) -> Done {
        if self.was_tried_long_enough().await? {
            return self.end(Delivery::GivenUp, problem).await;
        }
        let at = self.next_attempt();
        let reason = problem.key.clone();
        self.fail(rest, problem, Some(at)).await?;
        Err(JobError::retry(at, reason))
    }

    fn next_attempt(&self) -> Timestamp {
        let failures = u32::try_from(self.job.attempts).unwrap_or(u32::MAX);
        self.now() + backoff(failures, FIRST_PAUSE, LONGEST_PAUSE, self.ticket.id)
    }

    /// Whether the ticket fails for its own sake since a day: since the first failure after the connection last stood
    /// in its way.
    async fn was_tried_long_enough(&self) -> Result<bool, StoreError> {
        let long_ago = |since: Timestamp| self.now().duration_since(since) >= TRIED_FOR;
        let connection_failed = self.ticket.problem.as_ref().is_some_and(is_of_connection);
        if connection_failed || !long_ago(self.job.created_at) {
            return Ok(false);
        }
        let (tenant, id) = (&self.ticket.tenant, self.ticket.id);
        let events = self.app.store.list_ticket_events(tenant, id, EVENTS_READ).await?;
        let own =
            |event: &&Event| !matches!(&event.kind, EventKind::Failed { reason } if is_of_connection(reason));
        let failed = |event: &&Event| matches!(event.kind, EventKind::Failed { .. });
        let since = events.iter().take_while(own).filter(failed).map(|event| event.at).min();
        Ok(long_ago(since.unwrap_or(self.job.created_at)))
    }

    /// Ends the delivery without a record.
    pub(super) async fn give_up(&self, problem: Message) -> Done {
        self.end(Delivery::GivenUp, problem).await
    }

    async fn end(&self, delivery: Delivery, problem: Message) -> Done {
        tracing::warn!(
            ticket.id = %self.ticket.id,
            instance.name = self.connection.instance.name(),
            delivery = delivery.as_str(),
            reason = %problem.key,
            "ticket not sent"
        );
        self.fail(delivery, problem, None).await?;
        Ok(())
    }

    async fn fail(
        &self,
        delivery: Delivery,
        reason: Message,
        next_attempt_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let failure = DeliveryFailure { delivery, reason, next_attempt_at, at: self.now() };
        self.app.store.fail_delivery(&self.ticket.tenant, self.ticket.id, &failure).await?;
        self.publish();
        Ok(())
    }

    fn publish(&self) {
        self.app.live.publish(LiveEvent::Ticket(self.ticket.tenant.clone(), self.ticket.id));
    }
}

/// A create call without an answer is this ticket's matter: whether the connection works, a read tells.
fn in_doubt(problem: Message) -> Message {
    match problem.key.as_str() {
        "problem-timeout" | "problem-interrupted" => Message::new("problem-unclear"),
        _ => problem,
    }
}
