//! Being let in to a running portal, and what it knows: `scorebridge actions`, `connection`, `token`.

use servicenow_instance::Scenario;

use super::world::{PERSON, World};

#[tokio::test(flavor = "multi_thread")]
async fn actions_are_listed_by_rank_and_shown() {
    let world = World::connected().await;
    let list = world.run(&["actions", "list", "--limit", "3"]).await;
    let mut lines = list.stdout.lines();
    let heads: Vec<_> = lines.next().unwrap().split_whitespace().collect();
    assert_eq!(heads, ["RANK", "ID", "TITLE", "POINTS", "OF", "STATUS"]);
    let ids: Vec<_> = lines.map(|line| line.split_whitespace().nth(1).unwrap().to_owned()).collect();
    let json = world.run(&["actions", "list", "--limit", "3", "--json"]).await.json();
    assert_eq!(ids, [0, 1, 2].map(|index| json[index]["id"].as_str().unwrap()));
    let found = world.run(&["actions", "list", "--search", "administrative roles", "--json"]).await.json();
    assert_eq!(found[0]["id"], "AdminMFAV2");

    let shown = world.run(&["actions", "show", "AdminMFAV2"]).await;
    assert_eq!(shown.field("Title"), found[0]["title"]);
    assert_eq!(shown.field("Status"), found[0]["status"]);
    assert!(!shown.field("Next steps").is_empty());
    let details = world.run(&["actions", "show", "AdminMFAV2", "--json"]).await.json();
    assert_eq!(details["points"], found[0]["points"]);
    let unknown = world.run(&["actions", "show", "No/Such?Action"]).await;
    assert!(unknown.refusal().contains("No/Such?Action"), "{}", unknown.said);
    let limit = world.run(&["actions", "list", "--limit", "0"]).await;
    assert!(limit.refusal().contains("(400)") && limit.said.contains("1 to 200"), "{}", limit.said);
}

/// S12
#[tokio::test(flavor = "multi_thread")]
async fn the_connection_is_shown_with_its_problem() {
    let world = World::connected().await;
    let shown = world.run(&["connection", "show"]).await;
    assert_eq!(shown.field("Status"), "connected");
    assert_eq!(
        shown.field("Instance").trim_end_matches('/'),
        world.instance.url().as_str().trim_end_matches('/')
    );
    assert_eq!(shown.field("Integration user"), "m365.integration");
    let json = world.run(&["connection", "show", "--json"]).await.json();
    assert_eq!((&json["status"], &json["takes_tickets"]), (&"connected".into(), &true.into()));

    world.instance.switch(Scenario::Hibernating, true);
    assert_eq!(world.run(&["sync"]).await.code, Some(1));
    let asleep = world.run(&["connection", "show"]).await;
    assert_eq!(asleep.field("Status"), "unreachable");
    assert!(!asleep.field("Problem").is_empty(), "{}", asleep.stdout);
    assert!(!asleep.stdout.contains("sb_"));
}

/// S07
#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_made_listed_and_removed_on_the_machine() {
    let world = World::connected().await;
    let made = world.run_on_machine(&["token", "create", "--name", "nightly", "--person", PERSON]).await;
    assert_eq!(made.code, Some(0), "{}", made.said);
    let token = made.stdout.trim_end();
    assert!(token.starts_with("sb_") && token.lines().count() == 1, "the token alone is printed");
    let variables = [("SCOREBRIDGE_TOKEN", token)];
    assert_eq!(world.run_with(&["connection", "show"], &variables).await.field("Status"), "connected");

    let listed = world.run_on_machine(&["token", "list"]).await;
    let line = listed.stdout.lines().find(|line| line.starts_with("nightly\t")).unwrap();
    assert!(line.contains(PERSON) && !line.contains(token), "{line}");
    let removed = world.run_on_machine(&["token", "remove", "--name", "nightly", "--person", PERSON]).await;
    assert_eq!((removed.code, removed.said.as_str()), (Some(0), "1 token(s) removed"));
    let ended = world.run_with(&["connection", "show"], &variables).await;
    assert!(ended.refusal().contains("(401)"), "{}", ended.said);

    let nobody = world.run_on_machine(&["token", "create", "--name", "x", "--person", "no@body"]).await;
    assert!(nobody.refusal().contains("nobody called no@body has signed in"), "{}", nobody.said);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_let_in_is_told_why() {
    let world = World::unconnected().await;
    for command in [&["actions", "list"][..], &["tickets", "list"], &["sync"], &["share", "AdminMFAV2"]] {
        let none = world.run_with(command, &[]).await;
        assert!(none.refusal().contains("no API token: set SCOREBRIDGE_TOKEN"), "{}", none.said);
        let wrong = world.run(command).await;
        assert!(wrong.refusal().starts_with("error: the portal refused (401)"), "{}", wrong.said);
    }
    let deaf = world.run_with(
        &["actions", "list"],
        &[("SCOREBRIDGE_TOKEN", "sb_x"), ("SCOREBRIDGE_URL", "http://127.0.0.1:9")],
    );
    let deaf = deaf.await;
    assert!(deaf.refusal().contains("ask the portal at http://127.0.0.1:9/"), "{}", deaf.said);
    let instance = world.instance.url().as_str();
    let variables = [("SCOREBRIDGE_TOKEN", "sb_x"), ("SCOREBRIDGE_URL", instance)];
    let foreign = world.run_with(&["actions", "list"], &variables).await;
    assert!(foreign.refusal().starts_with("error: "), "{}", foreign.said);
    let nothing = world.run_with(&["actions", "list", "--url", "data:x"], &variables).await;
    assert!(nothing.refusal().contains("cannot be a portal's address"), "{}", nothing.said);
}
