//! `scorebridge share` and `scorebridge tickets`: sending and following from a terminal.

use jiff::ToSpan as _;
use jiff::tz::TimeZone;
use scorebridge::clock::Clock;
use serde_json::Value;
use servicenow_instance::Scenario;

use super::world::World;

const OWN: [&str; 5] = ["share", "--name", "Old mailboxes", "--category", "Data"];

async fn share(world: &World, more: &[&str]) -> Value {
    let arguments: Vec<_> = OWN.iter().chain(more).chain(&["--json"]).copied().collect();
    world.run(&arguments).await.json()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// S01, S02, S16
#[tokio::test(flavor = "multi_thread")]
async fn an_action_is_shared_and_its_number_printed() {
    let world = World::connected().await;
    let shown = world.run(&["share", "AdminMFAV2", "--type", "incident", "--priority", "high"]).await;
    assert!(shown.field("Number").starts_with("INC"), "{}", shown.stdout);
    assert_eq!((shown.field("Type"), shown.field("Delivery")), ("incident", "sent"));
    let creates = world.instance.requests();
    let creates = creates.iter().filter(|one| one.method == "POST" && one.path == "/api/now/table/incident");
    assert_eq!(creates.count(), 1);

    let again = world.run(&["share", "AdminMFAV2", "--type", "incident"]).await;
    assert!(again.refusal().contains("(409)"), "{}", again.said);
    let change = world.run(&["share", "AdminMFAV2", "--json"]).await.json();
    assert!(text(&change, "number").starts_with("CHG"), "{change}");
    let another =
        world.run(&["share", "AdminMFAV2", "--type", "incident", "--another", "--json"]).await.json();
    assert_eq!((text(&another, "action"), text(&another, "delivery")), ("AdminMFAV2", "sent"));
}

/// S16
#[tokio::test(flavor = "multi_thread")]
async fn a_task_with_faults_is_refused_field_by_field() {
    let world = World::connected().await;
    let ran = world.run(&["share", "--due", "2020-01-01", "--name", &"n".repeat(161)]).await;
    let lines: Vec<_> = ran.refusal().lines().collect();
    assert!(lines[0].contains("(422)"), "{}", ran.said);
    for field in ["name", "due", "category"] {
        let told = lines.iter().filter(|line| line.starts_with(&format!("  {field}: "))).count();
        assert_eq!(told, 1, "{field} in {}", ran.said);
    }
    let unknown = world.run(&["share", "NoSuchAction"]).await;
    assert!(unknown.refusal().contains("NoSuchAction"), "{}", unknown.said);
    assert_eq!(world.run(&["tickets", "list", "--all", "--json"]).await.json(), Value::Array(Vec::new()));
    for wrong in [&["share", "--type", "problem"][..], &["share", "--priority", "urgent"], &["tickets"]] {
        assert_eq!(world.run(wrong).await.code, Some(2), "{wrong:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_servicenow_refuses_fails_and_can_be_tried_again() {
    let world = World::connected().await;
    world.instance.switch(Scenario::DataPolicy, true);
    let ran = world.run(&OWN).await;
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    assert!(ran.said.contains("error: the ticket is stored and was not sent: "), "{}", ran.said);
    let line = ran.stdout.lines().find(|line| line.trim().starts_with("Problem")).unwrap();
    assert!(line.trim().len() > "Problem".len(), "the reason is not printed: {}", ran.stdout);

    world.instance.switch(Scenario::DataPolicy, false);
    let waiting = world.run(&["tickets", "list", "--json"]).await.json();
    let id = text(&waiting[0], "id").to_owned();
    assert_eq!(world.run(&["tickets", "retry", &id]).await.field("ID"), id);
    world.until(async || text(&world.ticket(&id).await, "delivery") == "sent").await;
    let nothing = world.run(&["tickets", "retry", &id]).await;
    assert!(nothing.refusal().contains("(409)"), "{}", nothing.said);
}

/// S03
#[tokio::test(flavor = "multi_thread")]
async fn tickets_are_listed_and_shown_by_number() {
    let world = World::connected().await;
    let today = Clock::system().now().to_zoned_datetime(TimeZone::UTC).date();
    let due = (today + 20.days()).to_string();
    let change = share(&world, &["--due", &due]).await;
    let incident = share(&world, &["--type", "incident", "--priority", "low"]).await;
    let numbers = [text(&incident, "number"), text(&change, "number")];

    let list = world.run(&["tickets", "list"]).await;
    let mut lines = list.stdout.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let heads = ["NUMBER", "NAME", "TYPE", "PRIORITY", "STATE", "DUE", "DELIVERY", "ID"];
    assert_eq!(lines.next().unwrap(), heads);
    assert_eq!(lines.map(|line| line[0]).collect::<Vec<_>>(), numbers, "newest first");
    let found = world.run(&["tickets", "list", "--search", numbers[0], "--json"]).await.json();
    assert_eq!((found.as_array().unwrap().len(), text(&found[0], "id")), (1, text(&incident, "id")));
    assert_eq!(
        world.run(&["tickets", "list", "--limit", "1", "--json"]).await.json().as_array().unwrap().len(),
        1
    );
    let many = world.run(&["tickets", "list", "--limit", "201"]).await;
    assert!(many.refusal().contains("1 to 200"), "{}", many.said);

    let shown = world.run(&["tickets", "show", numbers[1]]).await;
    assert_eq!((shown.field("Due"), shown.field("Name")), (due.as_str(), "Old mailboxes"));
    assert_eq!(shown.field("Started by"), super::world::PERSON);
    assert_eq!(world.ticket(numbers[1]).await["timeline"][0]["event"], "accepted");
    let unknown = world.run(&["tickets", "show", "CHG9999999"]).await;
    assert!(unknown.refusal().contains("CHG9999999"), "{}", unknown.said);
}

/// S03
#[tokio::test(flavor = "multi_thread")]
async fn changes_come_in_when_they_are_asked_for() {
    let world = World::connected().await;
    let ticket = share(&world, &["--type", "incident"]).await;
    let number = text(&ticket, "number");
    world.change(&ticket, "short_description", "Renamed there").await;
    let refreshed = world.run(&["tickets", "refresh", number]).await;
    assert_eq!((refreshed.field("Name"), refreshed.said.as_str()), ("Renamed there", "changed"));
    assert_eq!(world.run(&["tickets", "refresh", number]).await.said, "not changed");

    world.change(&ticket, "short_description", "Renamed again").await;
    let synced = world.run(&["sync"]).await;
    assert_eq!(synced.field("Status"), "connected");
    assert!(!synced.field("Last sync").is_empty());
    assert_eq!(text(&world.ticket(number).await, "name"), "Renamed again");

    world.instance.switch(Scenario::Hibernating, true);
    let asleep = world.run(&["tickets", "refresh", number]).await;
    assert!(asleep.refusal().contains("(502)"), "{}", asleep.said);
    let asleep = world.run(&["sync", "--json"]).await;
    assert_eq!(asleep.code, Some(1));
    assert!(asleep.said.contains("error: the sync failed: "), "{}", asleep.said);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_tickets_are_exported_for_spreadsheets_and_programs() {
    let world = World::connected().await;
    let formula =
        world.run(&["share", "--name", "=1+1, and more", "--category", "Apps", "--json"]).await.json();
    let plain = share(&world, &["--type", "incident"]).await;
    let export = world.run(&["tickets", "export"]).await;
    assert_eq!((export.code, export.said.as_str()), (Some(0), ""));
    let lines: Vec<_> = export.stdout.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 3, "{}", export.stdout);
    assert!(lines[0].starts_with("number,id,name,type,priority,delivery,state,due,started_by,"));
    let begin =
        |ticket: &Value, name: &str| format!("{},{},{name},", text(ticket, "number"), text(ticket, "id"));
    assert!(lines[1].starts_with(&begin(&plain, "Old mailboxes")), "{}", lines[1]);
    assert!(lines[2].starts_with(&begin(&formula, "\"'=1+1, and more\"")), "{}", lines[2]);

    let all = world.run(&["tickets", "export", "--json"]).await.json();
    let ids: Vec<_> = all.as_array().unwrap().iter().map(|ticket| text(ticket, "id")).collect();
    assert_eq!(ids, [text(&plain, "id"), text(&formula, "id")]);
    let some = world.run(&["tickets", "export", "--search", "mailboxes", "--open", "--json"]).await.json();
    assert_eq!(some.as_array().unwrap().len(), 1);
}
