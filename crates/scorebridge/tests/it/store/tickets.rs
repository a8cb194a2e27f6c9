use scorebridge::ids::{ActionId, TenantId};
use scorebridge::store::{
    Activity, Call, DueFilter, Inserted, Role, Store, TicketFilter, TicketSort, Upserted,
};
use scorebridge::tickets::{
    EventKind, NewTicket, Observed, Priority, RecordPriority, StateGroup, Task, TicketKind, default_states,
};

use crate::support::database::{
    TestStore, at, new_ticket, observed, on_both_engines, send_job, task, tenant,
};

fn mfa() -> Task {
    task(TicketKind::Change, Some("AdminMFAV2"))
}

fn closed(number: &str) -> Observed {
    Observed {
        state: "3".to_owned(),
        state_label: "Closed".to_owned(),
        active: false,
        updated_on: at(60),
        ..observed(number)
    }
}

async fn names(store: &Store, filter: &TicketFilter, sort: TicketSort) -> Vec<String> {
    let page = store.list_tickets(&tenant(), filter, sort, (0, 100)).await.unwrap();
    assert_eq!(page.total, u64::try_from(page.items.len()).unwrap());
    page.items.iter().map(|ticket| ticket.name().to_owned()).collect()
}

/// Four tickets: an overdue change, a change due soon, a closed change, an incident that was not sent.
async fn four(store: &TestStore) {
    let connection = store.connection().await;
    let named = |name: &str, kind, due: &str, priority| Task {
        name: name.to_owned(),
        due: due.parse().unwrap(),
        priority,
        ..task(kind, None)
    };
    let record = |number: &str, task: &Task| Observed {
        name: task.name.clone(),
        due: Some(task.due),
        priority: task.priority.record_priority(task.kind).value(),
        ..observed(number)
    };
    let late = named("Alpha late", TicketKind::Change, "2026-11-20", Priority::Low);
    let soon = named("beta soon", TicketKind::Change, "2026-11-25", Priority::High);
    let done = named("Gamma done", TicketKind::Change, "2026-11-21", Priority::Medium);
    let unsent = named("délta 100% unsent", TicketKind::Incident, "2026-12-24", Priority::Medium);
    store.sent(&new_ticket(connection, late.clone()), &record("CHG0030001", &late)).await;
    let assess =
        Observed { state: "-4".to_owned(), state_label: "Assess".to_owned(), ..record("CHG0030002", &soon) };
    store.sent(&new_ticket(connection, soon), &assess).await;
    let done_record =
        Observed { name: done.name.clone(), due: Some(done.due), priority: 3, ..closed("CHG0030003") };
    store.sent(&new_ticket(connection, done), &done_record).await;
    let unsent = NewTicket { started_by: "kim@contoso.example".to_owned(), ..new_ticket(connection, unsent) };
    store.insert(&unsent).await;
}

on_both_engines! {
    /// S08, S15: what was filled in is what is stored.
    async fn a_ticket_is_stored_with_its_job_event_and_activity(store: TestStore) {
        let sam = Upserted {
            tenant: tenant(),
            subject: "sam".to_owned(),
            name: "Sam de Vries".to_owned(),
            user_name: "sam@contoso.example".to_owned(),
            role: Role::Operator,
            at: at(0),
        };
        store.upsert_person(&sam).await.unwrap();
        let new = new_ticket(store.connection().await, mfa());
        assert_eq!(store.insert(&new).await, Inserted::New(new.id));

        let ticket = store.find_ticket(&tenant(), new.id).await.unwrap().unwrap();
        assert_eq!((&ticket.task, ticket.started_by.as_str()), (&new.task, "sam@contoso.example"));
        assert_eq!((ticket.observed.as_ref(), ticket.created_at), (None, at(0)));
        assert_eq!(store.queue_figures(at(0)).await.unwrap().waiting, 1);
        let events = store.list_ticket_events(&tenant(), new.id, 10).await.unwrap();
        assert_eq!((&events[0].kind, events[0].actor.as_deref()), (&EventKind::Created, Some("Sam de Vries")));
        let log = store.list_activity(&tenant(), (0, 10)).await.unwrap().items;
        let created = Activity::TicketCreated { ticket: new.id.to_string(), name: new.task.name.clone() };
        assert_eq!((&log[0].activity, log[0].actor.as_deref()), (&created, Some("Sam de Vries")));
    }

    async fn another_tenant_sees_nothing_of_it(store: TestStore) {
        let id = store.sent(&new_ticket(store.connection().await, mfa()), &observed("CHG0030001")).await;
        let other = TenantId::new("00000000-0000-4000-8000-000000000002");
        assert!(store.find_ticket(&other, id).await.unwrap().is_none());
        assert!(store.find_ticket_by_number(&other, "CHG0030001").await.unwrap().is_none());
        assert!(store.list_ticket_events(&other, id, 9).await.unwrap().is_empty());
        assert!(!store.observe_ticket(&other, id, &closed("CHG0030001"), at(9)).await.unwrap());
        store.mark_ticket_missing(&other, id, at(9)).await.unwrap();
        assert!(store.find_ticket(&tenant(), id).await.unwrap().unwrap().missing_since.is_none());
        let page = store.list_tickets(&other, &TicketFilter::default(), TicketSort::Updated(true), (0, 9)).await;
        assert_eq!(page.unwrap().total, 0);
        let counts = store.count_tickets(&other, "2026-11-24".parse().unwrap(), at(9)).await.unwrap();
        assert!(counts.open.is_empty());
    }

    async fn the_same_key_is_stored_once(store: TestStore) {
        let first = new_ticket(store.connection().await, mfa());
        store.insert(&first).await;
        let again = NewTicket { id: new_ticket(first.connection, mfa()).id, another: true, ..first.clone() };
        assert_eq!(store.insert(&again).await, Inserted::Before(first.id));
        assert_eq!(store.queue_figures(at(0)).await.unwrap().waiting, 1);
        assert_eq!(store.list_activity(&tenant(), (0, 9)).await.unwrap().total, 1);
    }

    async fn one_open_ticket_per_action_and_kind_unless_another_is_wanted(store: TestStore) {
        let connection = store.connection().await;
        let first = new_ticket(connection, mfa());
        let id = store.sent(&first, &observed("CHG0030001")).await;
        let second = new_ticket(connection, mfa());
        assert_eq!(store.insert(&second).await, Inserted::AlreadyOpen(id));
        let incident = new_ticket(connection, task(TicketKind::Incident, Some("AdminMFAV2")));
        assert_eq!(store.insert(&incident).await, Inserted::New(incident.id));
        let wanted = NewTicket { another: true, ..second.clone() };
        assert_eq!(store.insert(&wanted).await, Inserted::New(second.id));

        // The first closes: the second is the open one now.
        store.observe_ticket(&tenant(), id, &closed("CHG0030001"), at(61)).await.unwrap();
        let third = new_ticket(connection, mfa());
        assert_eq!(store.insert(&third).await, Inserted::AlreadyOpen(second.id));
        store.delete_unsent_ticket(&tenant(), second.id).await.unwrap();
        assert_eq!(store.insert(&third).await, Inserted::New(third.id));
        let open = store.find_open_ticket(&tenant(), &ActionId::new("AdminMFAV2"), TicketKind::Change).await;
        assert_eq!(open.unwrap().unwrap().id, third.id);
        for _ in 0..2 {
            let by_hand = new_ticket(connection, task(TicketKind::Change, None));
            assert_eq!(store.insert(&by_hand).await, Inserted::New(by_hand.id), "no action, no slot");
        }
    }

    async fn two_people_who_send_at_once_make_one_ticket(store: TestStore) {
        let connection = store.connection().await;
        let senders = (0..8).map(|_| {
            let store = store.store.clone();
            let ticket = new_ticket(connection, mfa());
            tokio::spawn(async move { store.insert_ticket(&ticket, &send_job(ticket.id)).await.unwrap() })
        });
        let mut made = Vec::new();
        let mut given_way = Vec::new();
        for sender in senders.collect::<Vec<_>>() {
            match sender.await.unwrap() {
                Inserted::New(id) => made.push(id),
                Inserted::AlreadyOpen(id) => given_way.push(id),
                Inserted::Before(id) => panic!("each has a key of its own: {id}"),
            }
        }
        assert_eq!(made.len(), 1);
        assert_eq!(given_way, vec![made[0]; 7]);
        assert_eq!(store.queue_figures(at(0)).await.unwrap().waiting, 1);
    }

    async fn pages_that_close_and_reopen_tickets_at_once_leave_one_slot(store: TestStore) {
        let connection = store.connection().await;
        let mut ids = Vec::new();
        for number in 1..=4 {
            let ticket = NewTicket { another: true, ..new_ticket(connection, mfa()) };
            ids.push(store.sent(&ticket, &observed(&format!("CHG000{number}"))).await);
        }
        let observers = (0..12).map(|turn: usize| {
            let (store, id) = (store.store.clone(), ids[turn % 4]);
            let number = format!("CHG000{}", turn % 4 + 1);
            tokio::spawn(async move {
                let now = i64::try_from(turn).unwrap() + 100;
                let seen = if turn < 8 { closed(&number) } else { observed(&number) };
                let seen = Observed { updated_on: at(now), ..seen };
                store.observe_ticket(&tenant(), id, &seen, at(now)).await.unwrap()
            })
        });
        for observer in observers.collect::<Vec<_>>() {
            observer.await.unwrap();
        }
        let open = TicketFilter { open: Some(true), ..TicketFilter::default() };
        let open = store.list_tickets(&tenant(), &open, TicketSort::Number(false), (0, 9)).await.unwrap();
        let next = new_ticket(connection, mfa());
        match (open.total, store.insert(&next).await) {
            (0, Inserted::New(_)) => {}
            (_, Inserted::AlreadyOpen(id)) => assert!(open.items.iter().any(|ticket| ticket.id == id)),
            other => panic!("{other:?}"),
        }
    }

    /// S03, S22: changes of the record come back into the timeline.
    async fn each_changed_field_becomes_an_event(store: TestStore) {
        let id = store.sent(&new_ticket(store.connection().await, mfa()), &observed("CHG0030001")).await;
        assert!(!store.observe_ticket(&tenant(), id, &observed("CHG0030001"), at(10)).await.unwrap());
        let seen = Observed {
            state: "-4".to_owned(),
            state_label: "Assess".to_owned(),
            priority: 1,
            due: None,
            assigned_to: "Beth Anglin".to_owned(),
            assignment_group: "Identity".to_owned(),
            name: "Require MFA".to_owned(),
            updated_on: at(20),
            updated_by: "beth.anglin".to_owned(),
            ..observed("CHG0030001")
        };
        assert!(store.observe_ticket(&tenant(), id, &seen, at(30)).await.unwrap());
        let ticket = store.find_ticket(&tenant(), id).await.unwrap().unwrap();
        assert_eq!((ticket.observed.as_ref(), ticket.synced_at), (Some(&seen), Some(at(30))));
        assert_eq!((ticket.name(), ticket.updated_at), ("Require MFA", at(30)));

        let events = store.list_ticket_events(&tenant(), id, 6).await.unwrap();
        let mut changes: Vec<_> = events
            .iter()
            .map(|event| match &event.kind {
                EventKind::Changed { field, old, new } => {
                    assert_eq!((event.at, event.actor.as_deref()), (at(20), Some("beth.anglin")));
                    (field.as_str(), old.as_str(), new.as_str())
                }
                other => panic!("{other:?}"),
            })
            .collect();
        changes.sort_unstable();
        assert_eq!(
            changes,
            [
                ("assigned_to", "", "Beth Anglin"),
                ("assignment_group", "", "Identity"),
                ("due", "2026-12-08", ""),
                ("name", "Require MFA for administrative roles", "Require MFA"),
                ("priority", "2", "1"),
                ("state", "New", "Assess"),
            ]
        );
        let moved = store.list_activity(&tenant(), (0, 1)).await.unwrap().items.remove(0).activity;
        let expected = Activity::TicketMoved {
            ticket: id.to_string(),
            number: "CHG0030001".to_owned(),
            old: "New".to_owned(),
            new: "Assess".to_owned(),
        };
        assert_eq!(moved, expected);

        let older = Observed { updated_on: at(19), ..observed("CHG0030001") };
        assert!(!store.observe_ticket(&tenant(), id, &older, at(90)).await.unwrap(), "older than what is known");
        let other = Observed { sys_id: "f".repeat(32), updated_on: at(99), ..observed("CHG0099999") };
        assert!(!store.observe_ticket(&tenant(), id, &other, at(99)).await.unwrap(), "another record");
        assert_eq!(store.find_ticket(&tenant(), id).await.unwrap().unwrap().number(), Some("CHG0030001"));
    }

    async fn a_page_of_records_is_observed_in_few_statements(store: TestStore) {
        let connection = store.connection().await;
        let mut seen = Vec::new();
        for number in 0..30 {
            let number = format!("CHG00300{number:02}");
            let ticket = new_ticket(connection, task(TicketKind::Change, None));
            let id = store.sent(&ticket, &observed(&number)).await;
            seen.push((id, observed(&number)));
        }
        let before = store.statements();
        assert!(store.observe_tickets(&tenant(), &seen, at(50)).await.unwrap().is_empty());
        assert_eq!(store.statements() - before, 3, "states, tickets, and when they were asked about");
        // A record that changed while pages were read comes twice, in any order.
        seen.insert(0, (seen[7].0, closed("CHG0030007")));
        assert_eq!(store.observe_tickets(&tenant(), &seen, at(61)).await.unwrap(), [seen[8].0]);
        assert!(store.observe_tickets(&tenant(), &[], at(61)).await.unwrap().is_empty());
    }

    async fn a_missing_record_counts_as_closed_until_it_is_back(store: TestStore) {
        let connection = store.connection().await;
        let id = store.sent(&new_ticket(connection, mfa()), &observed("CHG0030001")).await;
        let today = "2026-11-24".parse().unwrap();
        for second in [10, 11] {
            store.mark_ticket_missing(&tenant(), id, at(second)).await.unwrap();
        }
        let ticket = store.find_ticket(&tenant(), id).await.unwrap().unwrap();
        assert_eq!((ticket.missing_since, ticket.synced_at), (Some(at(10)), Some(at(11))));
        assert!(store.count_tickets(&tenant(), today, at(12)).await.unwrap().open.is_empty());
        assert_eq!(store.list_stale_tickets(connection, at(12), 9).await.unwrap().len(), 1, "it may be back");

        assert!(store.observe_ticket(&tenant(), id, &observed("CHG0030001"), at(13)).await.unwrap());
        assert_eq!(store.count_tickets(&tenant(), today, at(13)).await.unwrap().open[0].count, 1);
        let events = store.list_ticket_events(&tenant(), id, 9).await.unwrap();
        let kinds: Vec<_> = events.iter().map(|event| &event.kind).take(2).collect();
        assert_eq!(kinds, [&EventKind::Back, &EventKind::Missing]);
        let second = new_ticket(connection, mfa());
        assert_eq!(store.insert(&second).await, Inserted::AlreadyOpen(id), "it holds its slot again");
    }

    async fn stale_tickets_come_oldest_first_without_closed_and_unsent_ones(store: TestStore) {
        four(&store).await;
        let connection = store.find_connection(&tenant()).await.unwrap().unwrap().id;
        let numbers = |tickets: Vec<scorebridge::tickets::Ticket>| {
            tickets.iter().map(|ticket| ticket.number().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let stale = store.list_stale_tickets(connection, at(3), 9).await.unwrap();
        let (first, record) = (stale[0].id, stale[0].observed.clone().unwrap());
        assert_eq!(numbers(stale), ["CHG0030001", "CHG0030002"]);
        store.observe_ticket(&tenant(), first, &record, at(5)).await.unwrap();
        assert_eq!(numbers(store.list_stale_tickets(connection, at(3), 9).await.unwrap()), ["CHG0030002"]);
        let all = store.list_stale_tickets(connection, at(9), 9).await.unwrap();
        assert_eq!(numbers(all), ["CHG0030002", "CHG0030001"]);
        assert_eq!(store.list_stale_tickets(connection, at(9), 1).await.unwrap().len(), 1);
    }

    async fn filters_let_through_what_they_say(store: TestStore) {
        four(&store).await;
        let today = "2026-11-24".parse().unwrap();
        let all = TicketFilter::default();
        let by_name = TicketSort::Name(false);
        for (filter, expected) in [
            (all.clone(), vec!["Alpha late", "beta soon", "délta 100% unsent", "Gamma done"]),
            (TicketFilter { open: Some(true), ..all.clone() }, vec!["Alpha late", "beta soon", "délta 100% unsent"]),
            (TicketFilter { open: Some(false), ..all.clone() }, vec!["Gamma done"]),
            (TicketFilter { text: Some(" SOON ".to_owned()), ..all.clone() }, vec!["beta soon"]),
            (TicketFilter { text: Some("chg0030003".to_owned()), ..all.clone() }, vec!["Gamma done"]),
            (TicketFilter { text: Some("DÉLTA".to_owned()), ..all.clone() }, vec!["délta 100% unsent"]),
            (TicketFilter { text: Some("0%".to_owned()), ..all.clone() }, vec!["délta 100% unsent"]),
            (TicketFilter { text: Some("_".to_owned()), ..all.clone() }, vec![]),
            (TicketFilter { text: Some("' OR 1=1 --".to_owned()), ..all.clone() }, vec![]),
            (TicketFilter { kind: Some(TicketKind::Incident), ..all.clone() }, vec!["délta 100% unsent"]),
            (
                TicketFilter { states: vec![(TicketKind::Change, "-4".to_owned())], ..all.clone() },
                vec!["beta soon"],
            ),
            (
                TicketFilter {
                    states: vec![(TicketKind::Change, "-5".to_owned()), (TicketKind::Change, "3".to_owned())],
                    ..all.clone()
                },
                vec!["Alpha late", "Gamma done"],
            ),
            (
                TicketFilter { priorities: vec![RecordPriority::High, RecordPriority::Low], ..all.clone() },
                vec!["Alpha late", "beta soon"],
            ),
            (TicketFilter { due: Some((DueFilter::Overdue, today)), ..all.clone() }, vec!["Alpha late"]),
            (TicketFilter { due: Some((DueFilter::Within(7), today)), ..all.clone() }, vec!["beta soon"]),
            (
                TicketFilter { started_by: Some("kim@contoso.example".to_owned()), ..all.clone() },
                vec!["délta 100% unsent"],
            ),
            (TicketFilter { not_sent: true, ..all.clone() }, vec!["délta 100% unsent"]),
            (TicketFilter { action: Some(ActionId::new("x")), ..all.clone() }, vec![]),
        ] {
            assert_eq!(names(&store, &filter, by_name).await, expected, "{filter:?}");
        }
    }

    async fn every_order_is_total_and_can_be_turned(store: TestStore) {
        four(&store).await;
        let today = "2026-11-24".parse().unwrap();
        let all = TicketFilter::default();
        let (late, soon, done, unsent) = ("Alpha late", "beta soon", "Gamma done", "délta 100% unsent");
        for (sort, expected) in [
            (TicketSort::Urgency(today), [done, late, soon, unsent]),
            (TicketSort::Number(false), [late, soon, done, unsent]),
            (TicketSort::Number(true), [done, soon, late, unsent]),
            (TicketSort::Name(true), [done, unsent, soon, late]),
            (TicketSort::State(false), [unsent, late, soon, done]),
            (TicketSort::Due(false), [late, done, soon, unsent]),
            (TicketSort::Due(true), [unsent, soon, done, late]),
            (TicketSort::Priority(true), [late, unsent, done, soon]),
        ] {
            assert_eq!(names(&store, &all, sort).await, expected, "{sort:?}");
        }
        let page = store.list_tickets(&tenant(), &all, TicketSort::Name(false), (1, 2)).await.unwrap();
        assert_eq!((page.items.len(), page.total, page.items[0].name()), (2, 4, soon));
        let beyond = store.list_tickets(&tenant(), &all, TicketSort::Name(false), (50, 2)).await.unwrap();
        assert_eq!((beyond.items.len(), beyond.total), (0, 4));
    }

    async fn pages_by_id_stay_whole_while_tickets_come_and_go(store: TestStore) {
        let connection = store.connection().await;
        let mut ids = Vec::new();
        for _ in 0..5 {
            let ticket = new_ticket(connection, task(TicketKind::Incident, None));
            store.insert(&ticket).await;
            ids.insert(0, ticket.id);
        }
        let all = TicketFilter::default();
        let listed = |before| {
            let (store, all) = (&store, &all);
            async move {
                let page = store.list_tickets_before(&tenant(), all, before, 2).await.unwrap();
                page.iter().map(|ticket| ticket.id).collect::<Vec<_>>()
            }
        };
        assert_eq!(listed(None).await, ids[..2]);
        store.insert(&new_ticket(connection, task(TicketKind::Incident, None))).await;
        store.delete_unsent_ticket(&tenant(), ids[1]).await.unwrap();
        assert_eq!(listed(Some(ids[1])).await, ids[2..4]);
        assert_eq!(listed(Some(ids[3])).await, ids[4..]);
        let changed = TicketFilter { changed_since: Some(at(1)), ..all.clone() };
        assert!(store.list_tickets_before(&tenant(), &changed, None, 9).await.unwrap().is_empty());
    }

    /// S18: the figures of both cards, in one statement.
    async fn counts_are_those_of_the_lists(store: TestStore) {
        four(&store).await;
        let before = store.statements();
        let counts = store.count_tickets(&tenant(), "2026-11-24".parse().unwrap(), at(9)).await.unwrap();
        assert_eq!(store.statements() - before, 1);
        let mut open: Vec<_> =
            counts.open.iter().map(|open| (open.kind, open.state.as_deref(), open.count)).collect();
        open.sort_unstable();
        assert_eq!(
            open,
            [
                (TicketKind::Change, Some("-4"), 1),
                (TicketKind::Change, Some("-5"), 1),
                (TicketKind::Incident, None, 1)
            ]
        );
        assert_eq!((counts.overdue, counts.not_sent, counts.failed_in_24_hours), (1, 1, 0));
    }

    async fn the_newest_open_ticket_of_each_action_comes_in_one_statement(store: TestStore) {
        let connection = store.connection().await;
        store.sent(&new_ticket(connection, mfa()), &observed("CHG0030001")).await;
        let newest = NewTicket { another: true, at: at(5), ..new_ticket(connection, mfa()) };
        let newest = store.sent(&newest, &observed("CHG0030002")).await;
        let unsent = new_ticket(connection, task(TicketKind::Incident, Some("aad.limited")));
        store.insert(&unsent).await;
        let before = store.statements();
        let actions = ["AdminMFAV2", "aad.limited", "none"].map(ActionId::new);
        let open = store.list_open_tickets_of(&tenant(), &actions).await.unwrap();
        assert_eq!(store.statements() - before, 1);
        assert_eq!(open.len(), 2);
        assert_eq!(open[&actions[0]], (newest, Some("CHG0030002".to_owned())));
        assert_eq!(open[&actions[1]], (unsent.id, None));
        assert!(store.list_open_tickets_of(&tenant(), &[]).await.unwrap().is_empty());
    }

    async fn a_number_is_that_of_the_live_connection_first(store: TestStore) {
        let former = store.connection().await;
        let old = store.sent(&new_ticket(former, mfa()), &observed("CHG0030001")).await;
        store.remove_connection(former, at(9)).await.unwrap();
        let found = store.find_ticket_by_number(&tenant(), "CHG0030001").await.unwrap().unwrap();
        assert_eq!(found.id, old, "history is found too");
        let new = store.sent(&new_ticket(store.connection().await, mfa()), &observed("CHG0030001")).await;
        let found = store.find_ticket_by_number(&tenant(), "CHG0030001").await.unwrap().unwrap();
        assert_eq!(found.id, new);
        assert!(store.find_ticket_by_number(&tenant(), "CHG0030009").await.unwrap().is_none());
    }

    async fn calls_are_written_down_for_tickets_that_exist(store: TestStore) {
        let new = new_ticket(store.connection().await, mfa());
        let call = Call {
            what: "create",
            outcome: "timeout".to_owned(),
            status: None,
            duration_ms: 30_000,
            at: at(1),
        };
        store.record_call(&tenant(), new.id, &call).await.unwrap();
        store.insert(&new).await;
        store.record_call(&tenant(), new.id, &call).await.unwrap();
        let answered = Call { outcome: "ok".to_owned(), status: Some(201), ..call };
        store.record_call(&tenant(), new.id, &answered).await.unwrap();
        assert!(store.delete_unsent_ticket(&tenant(), new.id).await.unwrap(), "its calls go with it");
    }

    /// S21
    async fn states_are_the_defaults_until_a_tenant_names_its_own(store: TestStore) {
        let defaults: Vec<_> = TicketKind::ALL.into_iter().flat_map(default_states).collect();
        assert_eq!(store.list_state_names(&tenant()).await.unwrap(), defaults);
        let mut changes = default_states(TicketKind::Change);
        changes[0].name_nl = String::from("Pas binnen");
        store.set_state_names(&tenant(), TicketKind::Change, &changes).await.unwrap();
        let expected: Vec<_> = changes.into_iter().chain(default_states(TicketKind::Incident)).collect();
        assert_eq!(store.list_state_names(&tenant()).await.unwrap(), expected);

        assert!(store.discover_state(&tenant(), TicketKind::Change, "-1.5", "Soak test").await.unwrap());
        assert!(!store.discover_state(&tenant(), TicketKind::Change, "-1.5", "Soak test").await.unwrap());
        assert!(!store.discover_state(&tenant(), TicketKind::Incident, "7", "Closed").await.unwrap());
        let found = store.list_state_names(&tenant()).await.unwrap();
        let soak = found.iter().find(|name| name.value == "-1.5").unwrap();
        assert_eq!((soak.name_en.as_str(), soak.named, soak.position), ("Soak test", false, 8));
        assert_eq!(found[0].name_nl, "Pas binnen");

        store.reset_state_names(&tenant(), TicketKind::Change).await.unwrap();
        let reset = store.list_state_names(&tenant()).await.unwrap();
        assert_eq!((reset[0].name_nl.as_str(), reset.len()), ("Nieuw", 15));
        assert!(reset.iter().any(|name| name.value == "-1.5" && !name.named));
    }

    async fn a_state_nobody_named_is_open_while_active(store: TestStore) {
        let connection = store.connection().await;
        let soak = Observed { state: "-1.5".to_owned(), state_label: "Soak test".to_owned(), ..observed("CHG1") };
        let id = store.sent(&new_ticket(connection, mfa()), &soak).await;
        let open = TicketFilter { open: Some(true), ..TicketFilter::default() };
        assert_eq!(names(&store, &open, TicketSort::Updated(true)).await.len(), 1);
        store.discover_state(&tenant(), TicketKind::Change, "-1.5", "Soak test").await.unwrap();
        let ended = Observed { active: false, updated_on: at(9), ..soak };
        store.observe_ticket(&tenant(), id, &ended, at(9)).await.unwrap();
        assert!(names(&store, &open, TicketSort::Updated(true)).await.is_empty());

        // An administrator says that it is open; the ticket takes its slot again.
        let mut states = store.list_state_names(&tenant()).await.unwrap();
        states.retain(|name| name.kind == TicketKind::Change);
        let soak = states.iter_mut().find(|name| name.value == "-1.5").unwrap();
        (soak.named, soak.open, soak.group) = (true, true, StateGroup::Waiting);
        store.set_state_names(&tenant(), TicketKind::Change, &states).await.unwrap();
        assert_eq!(names(&store, &open, TicketSort::Updated(true)).await.len(), 1);
        let second = new_ticket(connection, mfa());
        assert_eq!(store.insert(&second).await, Inserted::AlreadyOpen(id));
    }
}
