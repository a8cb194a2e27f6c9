//! Changes come back from the instance (S03, S18, S21): each field, each call counted, nothing taken for ours that is
//! not.

use scorebridge::connection::AppPresence;
use scorebridge::ids::TicketId;
use scorebridge::jobs::{self, Refreshed, SyncError, Synced};
use scorebridge::tickets::{Delivery, EventKind, TicketKind};
use serde_json::{Value, json};
use servicenow_client::Fields;
use servicenow_instance::Scenario;

use super::double::{Doubled, INCIDENT, TASK, json_answer, list, record, refusal};
use super::world::Connected;
use crate::support::database::{task, tenant};

async fn changes(world: &Connected, id: TicketId) -> Vec<(String, String, String, Option<String>)> {
    let events = world.app.store.list_ticket_events(&tenant(), id, 50).await.unwrap();
    let mut changes: Vec<_> = events
        .into_iter()
        .filter_map(|event| match event.kind {
            EventKind::Changed { field, old, new } => Some((field, old, new, event.actor)),
            _ => None,
        })
        .collect();
    changes.sort();
    changes
}

async fn sent(kind: TicketKind) -> (Connected, TicketId) {
    let world = Connected::new().await;
    let id = world.send(task(kind, Some("AdminMFAV2"))).await;
    world.run().await;
    world.advance(30);
    (world, id)
}

/// S03
#[tokio::test]
async fn every_field_that_changes_in_the_instance_comes_back_with_who_did_it() {
    let (world, id) = sent(TicketKind::Incident).await;
    let fields = Fields::new()
        .set("state", "2")
        .set("impact", "1")
        .set("urgency", "1")
        .set("due_date", "2026-12-24 12:00:00")
        .set("assignment_group", "287ebd7da9fe198100f92cc8d1d2154e")
        .set("short_description", "Another name");
    world.change(id, &fields).await;
    assert_eq!(world.sync().await.changed, 1);
    let ticket = world.ticket(id).await;
    let observed = ticket.observed.clone().unwrap();
    assert_eq!((observed.state.as_str(), observed.state_label.as_str()), ("2", "In Progress"));
    assert_eq!((observed.priority, observed.due), (1, Some("2026-12-24".parse().unwrap())));
    assert_eq!((observed.assignment_group.as_str(), ticket.name()), ("Network", "Another name"));
    let changed: Vec<_> = changes(&world, id).await;
    let fields: Vec<_> = changed.iter().map(|(field, ..)| field.as_str()).collect();
    assert_eq!(fields, ["assignment_group", "due", "name", "priority", "state"]);
    assert!(changed.iter().all(|(.., actor)| actor.as_deref() == Some("admin")), "{changed:?}");
}

#[tokio::test]
async fn one_call_is_enough_when_nothing_changed() {
    let (world, _) = sent(TicketKind::Change).await;
    world.sync().await;
    for pause in [30, 30, 1200] {
        world.advance(pause);
        let before = world.forget_requests();
        assert_eq!(world.sync().await.changed, 0);
        let calls = world.requests_since(before);
        assert_eq!(calls.len(), 1, "{calls:?}");
        assert_eq!(calls[0].path, "/api/now/table/task");
    }
    assert_eq!(world.sync().await, Synced { seen: 0, changed: 0 }, "a quiet cursor reads nothing twice");
}

#[tokio::test]
async fn a_change_after_a_quiet_time_is_seen() {
    let (world, id) = sent(TicketKind::Incident).await;
    world.sync().await;
    world.advance(3600);
    world.sync().await;
    world.change(id, &Fields::new().set("state", "2")).await;
    world.advance(30);
    assert_eq!(world.sync().await.changed, 1);
}

/// S21: a state that only this instance has gets its own label, from the record's own table.
#[tokio::test]
async fn a_state_that_nobody_knew_is_discovered_under_its_own_label() {
    let (world, id) = sent(TicketKind::Incident).await;
    world.switch(Scenario::CustomStates, true);
    let states = world.admin.choices("incident", "state").await.unwrap();
    let known = ["1", "2", "3", "6", "7", "8"];
    let own = states.iter().find(|state| !known.contains(&state.value.as_str())).expect("a custom state");
    world.change(id, &Fields::new().set("state", own.value.as_str())).await;
    world.sync().await;
    let observed = world.ticket(id).await.observed.unwrap();
    assert_eq!(
        (observed.state.as_str(), observed.state_label.as_str()),
        (own.value.as_str(), own.label.as_str())
    );
    let names = world.app.store.list_state_names(&tenant()).await.unwrap();
    let found =
        names.iter().find(|name| name.kind == TicketKind::Incident && name.value == own.value).unwrap();
    assert_eq!((found.instance_name.as_str(), found.named), (own.label.as_str(), false));
}

#[tokio::test]
async fn a_deleted_record_is_noticed_and_a_returned_one_too() {
    let (world, id) = sent(TicketKind::Incident).await;
    let observed = world.ticket(id).await.observed.unwrap();
    let (table, sys_id) = (world.admin.table("incident"), observed.sys_id.parse().unwrap());
    table.delete(&sys_id).await.unwrap();
    assert_eq!(jobs::refresh_now(&world.app, &world.ticket(id).await).await.unwrap(), Refreshed::Missing);
    assert!(world.ticket(id).await.missing_since.is_some());
    let back = Fields::new()
        .set("sys_id", observed.sys_id.as_str())
        .set("number", observed.number.as_str())
        .set("correlation_id", id.to_string())
        .set("correlation_display", "Scorebridge")
        .set("short_description", "Back");
    table.create(&back).await.unwrap();
    world.advance(2 * 3600);
    assert_eq!(jobs::sweep_connection(&world.app, &world.connection().await).await.unwrap(), 1);
    let ticket = world.ticket(id).await;
    assert_eq!((ticket.missing_since, ticket.name()), (None, "Back"));
}

#[tokio::test]
async fn the_sweep_finds_what_no_change_tells() {
    let (world, id) = sent(TicketKind::Change).await;
    let sys_id = world.ticket(id).await.observed.unwrap().sys_id.parse().unwrap();
    world.admin.table("change_request").delete(&sys_id).await.unwrap();
    world.sync().await;
    assert_eq!(world.ticket(id).await.missing_since, None, "a deletion is no change");
    world.advance(2 * 3600);
    let before = world.forget_requests();
    jobs::sweep_connection(&world.app, &world.connection().await).await.unwrap();
    assert_eq!(world.requests_since(before).len(), 1);
    assert_eq!(world.ticket(id).await.missing_since, Some(world.now()));
}

/// S06: an access rule that hides everything answers empty lists; that is no deletion.
#[tokio::test]
async fn records_that_are_all_hidden_are_not_taken_for_deleted() {
    let world = Connected::new().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(world.send_incident().await);
    }
    world.run().await;
    world.advance(2 * 3600);
    world.switch(Scenario::AclEmpty, true);
    let swept = jobs::sweep_connection(&world.app, &world.connection().await).await;
    let Err(SyncError::Instance(problem)) = swept else { panic!("{swept:?}") };
    assert_eq!(problem.key, "problem-records-hidden");
    for id in ids {
        assert_eq!(world.ticket(id).await.missing_since, None);
    }
}

#[tokio::test]
async fn one_ticket_can_be_refreshed_by_one_call() {
    let (world, id) = sent(TicketKind::Incident).await;
    let refresh = async || jobs::refresh_now(&world.app, &world.ticket(id).await).await.unwrap();
    assert_eq!(refresh().await, Refreshed::Unchanged);
    world.change(id, &Fields::new().set("state", "2")).await;
    let before = world.forget_requests();
    assert_eq!(refresh().await, Refreshed::Changed);
    assert_eq!(world.requests_since(before).len(), 1);
    world.switch(Scenario::IpFilter, true);
    let Refreshed::Failed(problem) = refresh().await else { panic!("the instance refuses") };
    assert_eq!(problem.key, "problem-address-blocked-unlisted");
}

/// A connected double with sent tickets.
async fn doubled(tickets: u32) -> (Doubled, Vec<TicketId>) {
    let world = Doubled::new().await;
    let mut ids = Vec::new();
    for number in 1..=tickets {
        let id = world.send_incident().await;
        let sent = json_answer(201, &json!({"result": record(id, number, "2026-11-24 08:00:00")}));
        world.answer_times("POST", INCIDENT, sent, 1).await;
        world.run().await;
        ids.push(id);
    }
    (world, ids)
}

fn moved(id: TicketId, number: u32, updated: &str) -> Value {
    let mut moved = record(id, number, updated);
    moved["state"] = json!({"value": "2", "display_value": "Work in Progress"});
    moved
}

fn with_more(records: &[Value], total: u32) -> wiremock::ResponseTemplate {
    json_answer(200, &json!({ "result": records })).insert_header("X-Total-Count", total.to_string().as_str())
}

#[tokio::test]
async fn the_cursor_is_not_moved_over_a_page_that_failed() {
    let (world, ids) = doubled(2).await;
    let first = with_more(&[moved(ids[0], 1, "2026-11-24 09:00:00")], 900);
    world.answer_times("GET", TASK, first, 1).await;
    world.answer_times("GET", TASK, refusal(500, "com.glide.Failure", ""), 1).await;
    let connection = world.connection().await;
    assert!(jobs::sync_connection(&world.app, &connection).await.is_err());
    let after = world.connection().await;
    assert_eq!((after.sync_cursor, after.synced_at), (connection.sync_cursor, connection.synced_at));
    let both = [moved(ids[0], 1, "2026-11-24 09:00:00"), moved(ids[1], 2, "2026-11-24 09:00:05")];
    world.answer("GET", TASK, list(&both)).await;
    jobs::sync_connection(&world.app, &after).await.unwrap();
    for id in ids {
        assert_eq!(world.ticket(id).await.observed.unwrap().state, "2");
    }
    let cursor = world.connection().await.sync_cursor.unwrap();
    assert_eq!(cursor.to_string(), "2026-11-24T09:00:05Z");
}

/// The base table shows its own labels; the label of a known state comes from the record's table.
#[tokio::test]
async fn the_label_of_the_base_table_is_not_taken_over() {
    let (world, ids) = doubled(1).await;
    world.answer("GET", TASK, list(&[moved(ids[0], 1, "2026-11-24 09:00:00")])).await;
    jobs::sync_connection(&world.app, &world.connection().await).await.unwrap();
    assert_eq!(world.ticket(ids[0]).await.observed.unwrap().state_label, "In Progress");
}

#[tokio::test]
async fn more_changes_in_one_second_than_a_page_holds_are_all_read() {
    let (world, ids) = doubled(3).await;
    let page =
        |at: usize| with_more(&[moved(ids[at], u32::try_from(at).unwrap() + 1, "2026-11-24 09:00:00")], 1200);
    for at in 0..2 {
        world.answer_times("GET", TASK, page(at), 1).await;
    }
    let last = with_more(&[moved(ids[2], 3, "2026-11-24 09:00:00")], 3);
    world.answer("GET", TASK, last).await;
    let synced = jobs::sync_connection(&world.app, &world.connection().await).await.unwrap();
    assert_eq!(synced.changed, 3);
    let offsets: Vec<_> = world.requests("GET").await.iter().map(offset).collect();
    assert_eq!(offsets, [None, None, Some("1".to_owned())], "by time while it moves, then by number");
}

fn offset(request: &wiremock::Request) -> Option<String> {
    let found = request.url.query_pairs().find(|(name, _)| name == "sysparm_offset");
    found.map(|(_, value)| value.into_owned())
}

/// Protocol 1.5: an instance drops conditions it does not understand, and returns everything.
#[tokio::test]
async fn an_instance_that_ignores_the_question_changes_nothing() {
    let (world, ids) = doubled(1).await;
    let mut foreign = moved(TicketId::generate(), 9, "2026-11-24 09:00:00");
    foreign["correlation_display"] = json!({"value": "", "display_value": ""});
    world.answer("GET", TASK, list(&[foreign, moved(ids[0], 1, "2026-11-24 09:00:00")])).await;
    let synced = jobs::sync_connection(&world.app, &world.connection().await).await;
    let Err(SyncError::Instance(problem)) = synced else { panic!("{synced:?}") };
    assert_eq!(problem.key, "problem-filter-ignored");
    assert_eq!(world.ticket(ids[0]).await.observed.unwrap().state, "1");
}

/// Somebody copied a record in the instance, marks and all.
#[tokio::test]
async fn a_copy_of_a_record_does_not_move_the_ticket() {
    let (world, ids) = doubled(1).await;
    world.answer("GET", TASK, list(&[moved(ids[0], 99, "2026-11-24 09:00:00")])).await;
    let synced = jobs::sync_connection(&world.app, &world.connection().await).await.unwrap();
    assert_eq!(synced.changed, 0);
    let observed = world.ticket(ids[0]).await.observed.unwrap();
    assert_eq!((observed.state.as_str(), observed.number.as_str()), ("1", "INC0000001"));
}

/// A clone of an instance shows the tickets of the connection before, and is another instance.
#[tokio::test]
async fn tickets_of_a_removed_connection_are_left_as_they_were_by_a_clone() {
    let (world, ids) = doubled(1).await;
    let former = world.connection().await.id;
    world.app.store.remove_connection(former, world.now()).await.unwrap();
    let clone = wiremock::MockServer::start().await;
    wiremock::Mock::given(wiremock::matchers::path(TASK))
        .respond_with(list(&[moved(ids[0], 1, "2026-11-24 09:00:00")]))
        .mount(&clone)
        .await;
    let new = world.connect(&clone.uri(), &super::world::tokens(world.now())).await;
    world.app.store.set_instance_facts(new, None, AppPresence::Missing).await.unwrap();
    let synced = jobs::sync_connection(&world.app, &world.connection().await).await.unwrap();
    assert_eq!((synced.seen, synced.changed), (1, 0));
    let ticket = world.ticket(ids[0]).await;
    assert_eq!((ticket.connection, ticket.observed.unwrap().state.as_str()), (former, "1"));
}

/// The queries of all calls so far.
async fn queries(world: &Doubled) -> Vec<String> {
    let query = |request: &wiremock::Request| {
        let found = request.url.query_pairs().find(|(name, _)| name == "sysparm_query");
        found.map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    world.requests("GET").await.iter().map(query).collect()
}

/// The integration user lives east of Greenwich: the instance answers with changes from before the time asked for.
#[tokio::test]
async fn an_instance_that_reads_times_in_an_eastern_zone_is_asked_with_a_margin() {
    let (world, ids) = doubled(1).await;
    world.answer_times("GET", TASK, list(&[moved(ids[0], 1, "2026-11-24 09:00:00")]), 1).await;
    jobs::sync_connection(&world.app, &world.connection().await).await.unwrap();
    let early = record(ids[0], 1, "2026-11-24 07:30:00");
    world.answer("GET", TASK, list(&[early, moved(ids[0], 1, "2026-11-24 09:00:00")])).await;
    jobs::sync_connection(&world.app, &world.connection().await).await.unwrap();
    let asked = queries(&world).await;
    assert!(asked[1].contains("sys_updated_on>=2026-11-24 08:59:00"), "{asked:?}");
    assert!(asked[2].starts_with("sys_updated_on>=2026-11-23 07:00:00"), "{asked:?}");
    assert_eq!(world.ticket(ids[0]).await.observed.unwrap().state, "2");
}

/// The integration user lives west of Greenwich: not even the last change that we know of comes again.
#[tokio::test]
async fn an_instance_that_reads_times_in_a_western_zone_is_asked_with_a_margin() {
    let (world, ids) = doubled(2).await;
    world.answer_times("GET", TASK, list(&[moved(ids[0], 1, "2026-11-24 09:00:00")]), 1).await;
    jobs::sync_connection(&world.app, &world.connection().await).await.unwrap();
    world.answer_times("GET", TASK, list(&[]), 1).await;
    world.answer("GET", TASK, list(&[moved(ids[1], 2, "2026-11-24 09:10:00")])).await;
    let synced = jobs::sync_connection(&world.app, &world.connection().await).await.unwrap();
    assert_eq!(synced.changed, 1, "the change that was hidden by the zone");
    assert_eq!(world.ticket(ids[1]).await.observed.unwrap().state, "2");
}

/// A sync that sees the record before the answer to the create call was processed: nothing was lost, nothing is "found".
#[tokio::test]
async fn a_sync_that_comes_before_the_answer_finds_nothing_lost() {
    for (delivery, expected) in [(Delivery::Sending, false), (Delivery::Unclear, true)] {
        let world = Connected::new().await;
        let id = world.send_incident().await;
        world.switch(Scenario::LostAnswer, true);
        world.run().await;
        world.switch(Scenario::LostAnswer, false);
        if delivery == Delivery::Sending {
            assert!(world.app.store.begin_delivery(&tenant(), id, world.now()).await.unwrap());
        }
        assert_eq!(world.ticket(id).await.delivery, delivery);
        world.sync().await;
        let events = world.app.store.list_ticket_events(&tenant(), id, 10).await.unwrap();
        let found = events.iter().find_map(|event| match event.kind {
            EventKind::Accepted { found, .. } => Some(found),
            _ => None,
        });
        assert_eq!(found, Some(expected), "{delivery:?}");
    }
}

/// S20: who connects again finds the tickets by their correlation ids, with what happened to them meanwhile.
#[tokio::test]
async fn connecting_to_the_same_instance_again_finds_its_tickets() {
    let world = Connected::new().await;
    let (moved, same, gone) =
        (world.send_incident().await, world.send_incident().await, world.send_incident().await);
    world.run().await;
    world.sync().await;
    let former = world.connection().await;
    let person = world.person().await;
    jobs::remove_connection(&world.app, &former, &person).await.unwrap();
    assert!(!world.ticket(moved).await.open);
    world.advance(60);
    world.change(moved, &Fields::new().set("state", "2")).await;
    let record = world.record_of(gone).await;
    world.admin.table("incident").delete(record.sys_id()).await.unwrap();

    let elsewhere = world.connection_in_setup("https://another.service-now.com").await;
    world.authorize(elsewhere, &crate::jobs::world::tokens(world.now())).await;
    assert_eq!(world.ticket(moved).await.connection, former.id, "another instance has nothing of it");
    world.app.store.remove_connection(elsewhere, world.now()).await.unwrap();

    let id = world.connection_in_setup(world.instance.url().as_str()).await;
    assert_ne!(id, former.id);
    let tokens = world.password_grant().await;
    world.authorize(id, &tokens).await;
    world.sync().await;
    for (ticket, label, open) in [(moved, "In Progress", true), (same, "New", true), (gone, "New", false)] {
        let ticket = world.ticket(ticket).await;
        let observed = ticket.observed.as_ref().unwrap();
        assert_eq!((ticket.connection, observed.state_label.as_str(), ticket.open), (id, label, open));
        assert_eq!(ticket.missing_since.is_none(), open);
    }
    assert_eq!(world.records_of(moved).await.len(), 1);
}
