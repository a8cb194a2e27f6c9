use proptest::prelude::*;
use scorebridge::ids::TicketId;
use scorebridge::message::Message;
use scorebridge::store::{Activity, DeliveryFailure, Inserted, NewJob, Store};
use scorebridge::tickets::{Delivery, EventKind, TicketKind};

use crate::support::database::{
    TestStore, at, new_ticket, observed, on_both_engines, send_job, task, tenant,
};

fn failure(delivery: Delivery, key: &str, second: i64) -> DeliveryFailure {
    DeliveryFailure {
        delivery,
        reason: Message::new(key),
        next_attempt_at: matches!(delivery, Delivery::Queued | Delivery::Unclear).then(|| at(second + 30)),
        at: at(second),
    }
}

async fn delivery(store: &Store, id: TicketId) -> Delivery {
    store.find_ticket(&tenant(), id).await.unwrap().unwrap().delivery
}

async fn queued(store: &TestStore) -> TicketId {
    let ticket = new_ticket(store.connection().await, task(TicketKind::Change, Some("AdminMFAV2")));
    assert_eq!(store.insert(&ticket).await, Inserted::New(ticket.id));
    ticket.id
}

on_both_engines! {
    /// S16, S18: from Send to the number, with its timeline.
    async fn a_ticket_is_sent_once_and_stays_sent(store: TestStore) {
        let id = queued(&store).await;
        assert!(store.begin_delivery(&tenant(), id, at(1)).await.unwrap());
        assert!(!store.begin_delivery(&tenant(), id, at(1)).await.unwrap(), "it is being sent");
        store.complete_delivery(&tenant(), id, &observed("CHG0030001"), (false, at(2))).await.unwrap();

        let ticket = store.find_ticket(&tenant(), id).await.unwrap().unwrap();
        assert_eq!((ticket.delivery, ticket.attempts, ticket.begun_at), (Delivery::Sent, 1, Some(at(1))));
        assert_eq!((ticket.observed, ticket.synced_at), (Some(observed("CHG0030001")), Some(at(2))));

        assert!(!store.begin_delivery(&tenant(), id, at(3)).await.unwrap());
        assert!(!store.retry_delivery(&tenant(), id, "Sam", &send_job(id)).await.unwrap());
        store.fail_delivery(&tenant(), id, &failure(Delivery::Refused, "no", 3)).await.unwrap();
        store.complete_delivery(&tenant(), id, &observed("CHG0030002"), (true, at(3))).await.unwrap();
        let after = store.find_ticket(&tenant(), id).await.unwrap().unwrap();
        assert_eq!((after.delivery, after.number()), (Delivery::Sent, Some("CHG0030001")));

        let events = store.list_ticket_events(&tenant(), id, 10).await.unwrap();
        let accepted =
            EventKind::Accepted { number: "CHG0030001".to_owned(), duration_ms: 2_000, found: false };
        assert_eq!(events.iter().map(|event| &event.kind).collect::<Vec<_>>(), [&accepted, &EventKind::Created]);
        assert_eq!(store.list_ticket_events(&tenant(), id, 1).await.unwrap().len(), 1);
    }

    async fn two_workers_cannot_begin_the_same_delivery(store: TestStore) {
        let id = queued(&store).await;
        let workers = (0..8).map(|_| {
            let store = store.store.clone();
            tokio::spawn(async move { store.begin_delivery(&tenant(), id, at(1)).await.unwrap() })
        });
        let mut begun = 0;
        for worker in workers.collect::<Vec<_>>() {
            begun += u32::from(worker.await.unwrap());
        }
        assert_eq!(begun, 1);
        assert_eq!(store.find_ticket(&tenant(), id).await.unwrap().unwrap().attempts, 1);
    }

    async fn a_reason_that_repeats_is_told_once(store: TestStore) {
        let id = queued(&store).await;
        for (second, key) in [(1, "unreachable"), (2, "unreachable"), (3, "limited"), (4, "unreachable")] {
            store.begin_delivery(&tenant(), id, at(second)).await.unwrap();
            store.fail_delivery(&tenant(), id, &failure(Delivery::Queued, key, second)).await.unwrap();
        }
        let ticket = store.find_ticket(&tenant(), id).await.unwrap().unwrap();
        assert_eq!((ticket.problem, ticket.next_attempt_at), (Some(Message::new("unreachable")), Some(at(34))));
        let events = store.list_ticket_events(&tenant(), id, 10).await.unwrap();
        assert_eq!(events.len(), 4, "created and three failures: {events:?}");
    }

    async fn a_refused_ticket_is_retried_by_a_person_at_once(store: TestStore) {
        let id = queued(&store).await;
        store.begin_delivery(&tenant(), id, at(1)).await.unwrap();
        store.fail_delivery(&tenant(), id, &failure(Delivery::Refused, "data-policy", 2)).await.unwrap();
        let counts = store.count_tickets(&tenant(), "2026-11-24".parse().unwrap(), at(3)).await.unwrap();
        assert_eq!((counts.not_sent, counts.failed_in_24_hours), (1, 1));
        let log = store.list_activity(&tenant(), (0, 1)).await.unwrap();
        assert!(matches!(log.items[0].activity, Activity::TicketFailed { .. }));

        let job = NewJob { run_at: at(9), ..send_job(id) };
        assert!(store.retry_delivery(&tenant(), id, "Sam de Vries", &job).await.unwrap());
        let ticket = store.find_ticket(&tenant(), id).await.unwrap().unwrap();
        assert_eq!((ticket.delivery, ticket.problem), (Delivery::Queued, None));
        let newest = store.list_ticket_events(&tenant(), id, 1).await.unwrap().remove(0);
        assert_eq!((newest.kind, newest.actor.as_deref()), (EventKind::Retried, Some("Sam de Vries")));
        let counts = store.count_tickets(&tenant(), "2026-11-24".parse().unwrap(), at(10)).await.unwrap();
        assert_eq!((counts.not_sent, counts.failed_in_24_hours), (1, 0));
    }

    async fn a_ticket_given_up_while_unclear_must_still_be_looked_for(store: TestStore) {
        let id = queued(&store).await;
        store.begin_delivery(&tenant(), id, at(1)).await.unwrap();
        store.fail_delivery(&tenant(), id, &failure(Delivery::Unclear, "timeout", 2)).await.unwrap();
        store.fail_delivery(&tenant(), id, &failure(Delivery::GivenUp, "timeout", 3)).await.unwrap();
        assert!(!store.delete_unsent_ticket(&tenant(), id).await.unwrap(), "a record may exist");
        assert!(store.retry_delivery(&tenant(), id, "Sam", &send_job(id)).await.unwrap());
        assert_eq!(delivery(&store, id).await, Delivery::Unclear);
        store.complete_delivery(&tenant(), id, &observed("CHG0030001"), (true, at(4))).await.unwrap();
        assert_eq!(delivery(&store, id).await, Delivery::Sent);
    }

    async fn only_a_ticket_without_a_record_is_deleted_and_its_slot_is_free(store: TestStore) {
        let id = queued(&store).await;
        assert!(store.delete_unsent_ticket(&tenant(), id).await.unwrap());
        assert!(store.find_ticket(&tenant(), id).await.unwrap().is_none());
        let id = queued(&store).await;
        store.begin_delivery(&tenant(), id, at(1)).await.unwrap();
        assert!(!store.delete_unsent_ticket(&tenant(), id).await.unwrap(), "it is being sent");
        store.fail_delivery(&tenant(), id, &failure(Delivery::Refused, "no", 2)).await.unwrap();
        assert!(store.delete_unsent_ticket(&tenant(), id).await.unwrap());
        assert!(!store.delete_unsent_ticket(&tenant(), id).await.unwrap(), "it is gone");
    }

    /// S20: removing keeps tickets as history, and nothing is sent over it any more.
    async fn removing_the_connection_ends_what_was_not_sent(store: TestStore) {
        let id = queued(&store).await;
        let connection = store.find_connection(&tenant()).await.unwrap().unwrap().id;
        let card = new_ticket(connection, task(TicketKind::Incident, None));
        let sent = store.sent(&card, &observed("INC0010001")).await;
        store.remove_connection(connection, at(5)).await.unwrap();

        assert_eq!(delivery(&store, id).await, Delivery::GivenUp);
        assert_eq!(delivery(&store, sent).await, Delivery::Sent);
        assert!(!store.begin_delivery(&tenant(), id, at(6)).await.unwrap());
        assert!(!store.retry_delivery(&tenant(), id, "Sam", &send_job(id)).await.unwrap());
        let counts = store.count_tickets(&tenant(), "2027-01-01".parse().unwrap(), at(6)).await.unwrap();
        assert!(counts.open.is_empty() && counts.overdue == 0 && counts.not_sent == 0, "{counts:?}");
        store.observe_ticket(&tenant(), sent, &observed("INC0010001"), at(7)).await.unwrap();
        let next = new_ticket(store.connection().await, task(TicketKind::Change, Some("AdminMFAV2")));
        assert_eq!(store.insert(&next).await, Inserted::New(next.id), "the slot is free");
    }

    async fn a_failed_try_cannot_end_as_sent(store: TestStore) {
        let id = queued(&store).await;
        let failed = store.fail_delivery(&tenant(), id, &failure(Delivery::Sent, "no", 1)).await;
        assert!(failed.is_err());
        assert_eq!(delivery(&store, id).await, Delivery::Queued);
    }

    async fn the_machine_does_what_the_model_says(store: TestStore) {
        let connection = store.connection().await;
        let runtime = tokio::runtime::Handle::current();
        tokio::task::spawn_blocking(move || {
            let config = ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() };
            proptest!(config, |(steps in prop::collection::vec(any_step(), 1..14))| {
                let ticket = new_ticket(connection, task(TicketKind::Change, None));
                runtime.block_on(async {
                    store.insert(&ticket).await;
                    follow(&store, ticket.id, &steps).await
                })?;
            });
        })
        .await
        .unwrap();
    }
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Begin,
    Complete,
    Fail(Delivery),
    Retry,
    Delete,
    Observe,
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => Just(Step::Begin),
        1 => Just(Step::Complete),
        4 => prop::sample::select(&[Delivery::Queued, Delivery::Unclear, Delivery::Refused, Delivery::GivenUp][..])
            .prop_map(Step::Fail),
        2 => Just(Step::Retry),
        1 => Just(Step::Delete),
        1 => Just(Step::Observe),
    ]
}

/// All that must hold of a delivery, in the small.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Model {
    delivery: Option<Delivery>,
    attempts: i64,
    unclear: bool,
}

impl Model {
    /// Takes a step; tells what the store's method must answer.
    fn take(&mut self, step: Step) -> bool {
        use Delivery::{GivenUp, Queued, Refused, Sending, Sent, Unclear};
        let Some(before) = self.delivery else { return false };
        let waits = matches!(before, Queued | Unclear);
        match step {
            Step::Begin if waits => {
                self.delivery = Some(Sending);
                self.attempts += 1;
                true
            }
            Step::Complete | Step::Observe => {
                self.delivery = Some(Sent);
                before != Sent
            }
            Step::Fail(after) if waits || before == Sending => {
                self.unclear |= after == Unclear || (after == GivenUp && before != Queued);
                self.delivery = Some(after);
                true
            }
            Step::Retry if waits || matches!(before, Refused | GivenUp) => {
                let look = before == Unclear || (before == GivenUp && self.unclear);
                self.delivery = Some(if look { Unclear } else { Queued });
                true
            }
            Step::Delete => {
                let never = (before == Queued && self.attempts == 0) || matches!(before, Refused | GivenUp);
                let gone = never && !self.unclear;
                self.delivery = self.delivery.filter(|_| !gone);
                gone
            }
            Step::Begin | Step::Fail(_) | Step::Retry => false,
        }
    }
}

async fn follow(store: &Store, id: TicketId, steps: &[Step]) -> Result<(), TestCaseError> {
    let tenant = tenant();
    let mut model = Model { delivery: Some(Delivery::Queued), attempts: 0, unclear: false };
    for (step, second) in steps.iter().zip(1..) {
        let expected = model.take(*step);
        let number = format!("CHG{}", &id.to_string()[24..]);
        let answer = match step {
            Step::Begin => Some(store.begin_delivery(&tenant, id, at(second)).await.unwrap()),
            Step::Retry => Some(store.retry_delivery(&tenant, id, "Sam", &send_job(id)).await.unwrap()),
            Step::Delete => Some(store.delete_unsent_ticket(&tenant, id).await.unwrap()),
            Step::Observe => {
                Some(store.observe_ticket(&tenant, id, &observed(&number), at(second)).await.unwrap())
            }
            Step::Complete => {
                let outcome = (false, at(second));
                store.complete_delivery(&tenant, id, &observed(&number), outcome).await.unwrap();
                None
            }
            Step::Fail(after) => {
                store.fail_delivery(&tenant, id, &failure(*after, "reason", second)).await.unwrap();
                None
            }
        };
        if let Some(answer) = answer {
            prop_assert_eq!(answer, expected, "{:?} of {:?}", step, steps);
        }
        let ticket = store.find_ticket(&tenant, id).await.unwrap();
        let found = ticket.as_ref().map(|ticket| ticket.delivery);
        prop_assert_eq!(found, model.delivery, "after {:?} of {:?}", step, steps);
        if let Some(ticket) = ticket {
            prop_assert_eq!(ticket.attempts, model.attempts);
            prop_assert_eq!(ticket.observed.is_some(), ticket.delivery == Delivery::Sent);
        }
    }
    Ok(())
}
