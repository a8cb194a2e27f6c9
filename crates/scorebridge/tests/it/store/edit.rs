//! Tasks that are changed before they are sent.

use scorebridge::ids::{ActionId, TicketId};
use scorebridge::message::Message;
use scorebridge::store::{DeliveryFailure, Edited, Inserted, TaskEdit};
use scorebridge::tickets::{Delivery, EventKind, Priority, Task, TicketKind};

use crate::support::database::{
    TestStore, at, new_ticket, observed, on_both_engines, send_job, task, tenant,
};

const ACTION: &str = "AdminMFAV2";

fn changed(kind: TicketKind) -> TaskEdit {
    let task = Task {
        kind,
        name: "Number matching for administrators".to_owned(),
        description: "Turn it on.".to_owned(),
        priority: Priority::Low,
        due: "2027-01-04".parse().unwrap(),
        ..task(kind, Some(ACTION))
    };
    TaskEdit { task, another: false, by: "Sam de Vries".to_owned() }
}

async fn waiting(store: &TestStore, kind: TicketKind) -> TicketId {
    let connection = match store.find_connection(&tenant()).await.unwrap() {
        Some(connection) => connection.id,
        None => store.connection().await,
    };
    let ticket = new_ticket(connection, task(kind, Some(ACTION)));
    assert_eq!(store.insert(&ticket).await, Inserted::New(ticket.id));
    ticket.id
}

async fn fail(store: &TestStore, id: TicketId, delivery: Delivery) {
    assert!(store.begin_delivery(&tenant(), id, at(1)).await.unwrap());
    let reason = Message::new("problem-refused");
    let failure = DeliveryFailure { delivery, reason, next_attempt_at: None, at: at(2) };
    store.fail_delivery(&tenant(), id, &failure).await.unwrap();
}

async fn edit(store: &TestStore, id: TicketId, edit: &TaskEdit) -> Edited {
    let mut job = send_job(id);
    job.run_at = at(60);
    store.edit_unsent_ticket(&tenant(), id, edit, &job).await.unwrap()
}

on_both_engines! {
    /// S15
    async fn a_refused_ticket_is_changed_under_its_id_and_queued_anew(store: TestStore) {
        let id = waiting(&store, TicketKind::Change).await;
        fail(&store, id, Delivery::Refused).await;
        let wanted = changed(TicketKind::Change);
        assert_eq!(edit(&store, id, &wanted).await, Edited::Saved);
        let ticket = store.find_ticket(&tenant(), id).await.unwrap().unwrap();
        assert_eq!((ticket.id, &ticket.task), (id, &wanted.task));
        assert_eq!((ticket.delivery, ticket.problem.clone()), (Delivery::Queued, None));
        assert_eq!((ticket.name(), ticket.due()), (wanted.task.name.as_str(), Some(wanted.task.due)));
        assert!(ticket.open);
        let due = store.claim_jobs("w", at(60), jiff::SignedDuration::from_secs(60), 10).await.unwrap();
        assert_eq!(due.len(), 1, "its job waits once, also when the first one is still there: {due:?}");
        let events = store.list_ticket_events(&tenant(), id, 10).await.unwrap();
        assert_eq!((&events[0].kind, events[0].actor.as_deref()), (&EventKind::Edited, Some("Sam de Vries")));
    }

    async fn what_may_exist_in_the_instance_is_not_changed(store: TestStore) {
        for state in [Delivery::Sending, Delivery::Unclear, Delivery::GivenUp, Delivery::Sent] {
            let id = waiting_alone(&store).await;
            match state {
                Delivery::Sending => assert!(store.begin_delivery(&tenant(), id, at(1)).await.unwrap()),
                Delivery::Unclear => fail(&store, id, Delivery::Unclear).await,
                // Given up while the answer to a call is owed.
                Delivery::GivenUp => fail(&store, id, Delivery::GivenUp).await,
                _ => {
                    assert!(store.begin_delivery(&tenant(), id, at(1)).await.unwrap());
                    let seen = observed("CHG0030001");
                    store.complete_delivery(&tenant(), id, &seen, (false, at(2))).await.unwrap();
                }
            }
            let before = store.find_ticket(&tenant(), id).await.unwrap().unwrap();
            assert_eq!(edit(&store, id, &changed(TicketKind::Change)).await, Edited::TooLate, "{state:?}");
            let after = store.find_ticket(&tenant(), id).await.unwrap().unwrap();
            assert_eq!((after.task, after.delivery), (before.task, before.delivery), "{state:?}");
        }
    }

    async fn a_try_without_effect_does_not_stand_in_the_way(store: TestStore) {
        let id = waiting(&store, TicketKind::Change).await;
        fail(&store, id, Delivery::Queued).await;
        assert_eq!(edit(&store, id, &changed(TicketKind::Incident)).await, Edited::Saved);
        assert_eq!(store.find_ticket(&tenant(), id).await.unwrap().unwrap().task.kind, TicketKind::Incident);
    }

    /// The place of the one open ticket of an action and kind goes with the kind.
    async fn another_kind_frees_one_place_and_takes_the_other(store: TestStore) {
        let first = waiting(&store, TicketKind::Change).await;
        assert_eq!(edit(&store, first, &changed(TicketKind::Incident)).await, Edited::Saved);
        let second = waiting(&store, TicketKind::Change).await;
        assert_eq!(edit(&store, second, &changed(TicketKind::Incident)).await, Edited::AlreadyOpen);
        let kind = store.find_ticket(&tenant(), second).await.unwrap().unwrap().task.kind;
        assert_eq!(kind, TicketKind::Change, "nothing was changed");
        let wanted = TaskEdit { another: true, ..changed(TicketKind::Incident) };
        assert_eq!(edit(&store, second, &wanted).await, Edited::Saved);
        let action = ActionId::new(ACTION);
        let open = store.find_open_ticket(&tenant(), &action, TicketKind::Change).await.unwrap();
        assert!(open.is_none(), "no change is open any more");
        let open = store.find_open_ticket(&tenant(), &action, TicketKind::Incident).await.unwrap().unwrap();
        assert_eq!(open.id, first, "the first holds the place");
    }

    async fn a_ticket_of_a_removed_connection_stays_as_it_was(store: TestStore) {
        let id = waiting(&store, TicketKind::Change).await;
        let connection = store.find_connection(&tenant()).await.unwrap().unwrap().id;
        store.remove_connection(connection, at(5)).await.unwrap();
        assert_eq!(edit(&store, id, &changed(TicketKind::Change)).await, Edited::TooLate);
    }
}

/// A ticket that shares its action with none.
async fn waiting_alone(store: &TestStore) -> TicketId {
    let connection = match store.find_connection(&tenant()).await.unwrap() {
        Some(connection) => connection.id,
        None => store.connection().await,
    };
    let mut ticket = new_ticket(connection, task(TicketKind::Change, Some(ACTION)));
    ticket.another = true;
    assert_eq!(store.insert(&ticket).await, Inserted::New(ticket.id));
    ticket.id
}
