//! Exactly one record for each ticket, whatever happens to the process that sends it.

use std::collections::BTreeMap;
use std::time::Duration;

use scorebridge::tickets::{Delivery, EventKind, Ticket};
use servicenow_instance::Scenario;

use super::bridge::Bridge;

const TICKETS: usize = 200;
const KILLS: usize = 8;
/// Aim of a clean stop.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// SplitMix64 (Steele, Lea and Flood, 2014): the same moments in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

/// Starts the portal and kills it at a random moment after a random number of create calls.
async fn start_and_kill(bridge: &Bridge, random: &mut Random) {
    let heard = bridge.heard();
    let portal = bridge.start();
    let creates = usize::try_from(1 + random.below(16)).unwrap();
    bridge.creates(creates, heard).await;
    tokio::time::sleep(Duration::from_micros(random.below(20_000))).await;
    portal.kill().await;
}

/// Each ticket is sent, its record is in the instance once, under the number that the portal shows.
fn assert_exactly_once(tickets: &[(Ticket, Vec<EventKind>)], records: &BTreeMap<String, Vec<String>>) {
    assert_eq!((tickets.len(), records.len()), (TICKETS, TICKETS));
    for (ticket, _) in tickets {
        assert_eq!(ticket.delivery, Delivery::Sent);
        assert_eq!(records[&ticket.id.to_string()], [ticket.number().unwrap()], "{ticket:?}");
    }
}

/// Tickets whose record was found by its correlation id, by a look or by the sync, and not in the answer to its call.
fn adopted(tickets: &[(Ticket, Vec<EventKind>)]) -> usize {
    let found = |events: &[EventKind]| {
        events.iter().any(|event| matches!(event, EventKind::Accepted { found: true, .. }))
    };
    tickets.iter().filter(|(_, events)| found(events)).count()
}

/// S01, S16. Injected: `kill -9` of the portal, eight times, while it sends 200 tickets.
#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_is_killed_again_and_again_sends_each_ticket_once() {
    let (bridge, mut random) = (Bridge::with_tickets(TICKETS).await, Random(16));
    let mut left_in_calls = 0;
    for kill in 0..KILLS {
        start_and_kill(&bridge, &mut random).await;
        // Looking opens the database, and with it mends what the kill left: every other start does that itself.
        if kill % 2 == 0 {
            left_in_calls += bridge.left_in_calls().await;
        }
    }
    assert!(left_in_calls > 0, "no call was under way at any kill");
    let portal = bridge.start();
    let tickets = bridge.all_sent(&portal).await;
    assert_exactly_once(&tickets, &bridge.records().await);
}

/// S01, S16. Injected: `kill -9` of the portal, eight times, while it sends 200 tickets; during four of these runs the
/// instance carries writes out and closes the connection without an answer.
#[tokio::test(flavor = "multi_thread")]
async fn lost_answers_and_kills_together_make_no_second_record() {
    let (bridge, mut random) = (Bridge::with_tickets(TICKETS).await, Random(1));
    for kill in 0..KILLS {
        bridge.instance.switch(Scenario::LostAnswer, (2..6).contains(&kill));
        start_and_kill(&bridge, &mut random).await;
    }
    let portal = bridge.start();
    let tickets = bridge.all_sent(&portal).await;
    assert_exactly_once(&tickets, &bridge.records().await);
    assert!(adopted(&tickets) > 0, "no record was found after its answer was lost");
}

/// S16. Injected: SIGTERM while create calls are on their way to an instance that takes three seconds for each.
#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_is_asked_to_stop_ends_in_time_and_loses_nothing() {
    let bridge = Bridge::with_tickets(TICKETS).await;
    bridge.instance.switch(Scenario::Slow, true);
    let (heard, mut portal) = (bridge.heard(), bridge.start());
    portal.ready().await;
    bridge.creates(3, heard).await;
    let status = portal.terminate(STOP_WITHIN).await;
    assert!(status.success(), "{status}\n{}", bridge.log());
    assert_eq!(bridge.left_in_calls().await, 0, "a clean stop waits for its calls\n{}", bridge.log());
    bridge.instance.switch(Scenario::Slow, false);
    let portal = bridge.start();
    let tickets = bridge.all_sent(&portal).await;
    assert_exactly_once(&tickets, &bridge.records().await);
}
