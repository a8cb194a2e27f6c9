//! Sixteen troubles of an instance, each met in set-up, in sending and in tracking: what a person reads in each of the
//! 48 cases. Run with `--nocapture` to see the table. No cell is a sentence that would fit any fault.

use futures::{StreamExt as _, stream};
use scorebridge::connection::{CheckName, Outcome, recognise, way_out};
use scorebridge::i18n;
use scorebridge::jobs::{self, Scope, SyncError};
use scorebridge::message::Message;
use scorebridge::store::Language;
use servicenow_instance::Scenario;

use super::doctor::NO_GRAPH;
use super::world::Connected;
use crate::support::database::tenant;
use crate::support::platform::refusal_of_first_step;

/// Sentences that name no cause.
const GENERIC: [&str; 3] = ["problem-internal", "problem-unreadable", "problem-refused"];

/// One cell: the trouble does not matter there, or this is said.
fn cell(stage: &str, scenario: Scenario, said: &Message, expected: &str) -> Option<String> {
    let mut texts = Vec::new();
    for language in [Language::En, Language::Nl] {
        let text = i18n::message(language, said);
        assert!(text.contains(' ') && !text.contains('{'), "{}: {text}", said.key);
        texts.push(text);
    }
    assert_ne!(texts[0], texts[1], "{} is translated", said.key);
    assert!(!GENERIC.contains(&said.key.as_str()), "{scenario} in {stage} is generic: {said:?}");
    if said.key.starts_with("problem-") {
        let advice = i18n::message(Language::En, &way_out(said));
        assert!(advice.len() > 20 && !advice.starts_with("problem-"), "{advice}");
    }
    println!("{:<24} {stage:<8} {}\n{:<24} {:<8} {}", scenario.name(), texts[0], "", "", texts[1]);
    (said.key != expected).then(|| format!("{scenario} in {stage}: {} instead of {expected}", said.key))
}

/// What is said under each scenario, a few of them at once: some make everything slow.
async fn said<F: Future<Output = Message>>(under: impl Fn(Scenario) -> F) -> Vec<Message> {
    stream::iter(Scenario::ALL).map(under).buffered(4).collect().await
}

/// Set-up: the first look at the address, then everything that can be seen before somebody is sent to authorize, then
/// the authorization itself.
#[tokio::test]
async fn what_set_up_says_under_each_trouble() {
    let said = said(said_in_set_up).await;
    let cells = Scenario::ALL.into_iter().zip(&said);
    let wrong =
        cells.filter_map(|(scenario, said)| cell("set-up", scenario, said, expected_in_set_up(scenario)));
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<String>::new());
}

async fn said_in_set_up(scenario: Scenario) -> Message {
    let (world, id) = Connected::in_setup(&NO_GRAPH).await;
    world.follow_the_machine();
    let tokens = world.password_grant().await;
    world.switch(scenario, true);
    match jobs::probe_instance(&world.app, world.instance.url().as_str()).await {
        Err(problem) => return problem,
        Ok(_) if scenario == Scenario::OauthEntityRestricted => {
            return recognise(&refusal_of_first_step(&world.instance).await).unwrap();
        }
        Ok(_) => {}
    }
    let scope = Scope::With(CheckName::SingleSignOn);
    let checks = jobs::examine(&world.app, &tenant(), scope).await.unwrap();
    let sso = checks.into_iter().find(|check| check.name == CheckName::SingleSignOn).unwrap();
    if sso.outcome != Outcome::Passed {
        return sso.evidence;
    }
    world.authorize(id, &tokens).await;
    provisioned(&world, scenario).await
}

/// What the last step of set-up says: the first check that is not in order, or that cards are on.
async fn provisioned(world: &Connected, scenario: Scenario) -> Message {
    let person = world.person().await;
    let done = jobs::provision(&world.app, &world.connection().await, &person).await.unwrap();
    let trouble = done.checks.iter().find(|check| check.outcome == Outcome::Failed);
    if let Some(check) = trouble {
        return check.evidence.clone();
    }
    let checks = jobs::examine(&world.app, &tenant(), Scope::All).await.unwrap();
    // A busy machine is no trouble of the instance.
    let is_slow = |name| name == CheckName::AnswerTime && scenario != Scenario::Slow;
    let trouble = checks.iter().find(|check| {
        check.name < CheckName::GraphApplication
            && !is_slow(check.name)
            && matches!(check.outcome, Outcome::Failed | Outcome::Warning)
    });
    trouble.unwrap_or_else(|| done.checks.last().unwrap()).evidence.clone()
}

fn expected_in_set_up(scenario: Scenario) -> &'static str {
    match scenario {
        Scenario::OauthEntityRestricted => "problem-cross-scope",
        Scenario::OldRelease => "problem-release-old",
        Scenario::Sso => "problem-single-sign-on",
        Scenario::IpFilter => "problem-address-blocked-unlisted",
        Scenario::Hibernating => "problem-hibernating",
        Scenario::Maintenance => "problem-maintenance",
        Scenario::RateLimit => "problem-rate-limited",
        Scenario::Slow => "problem-slow",
        Scenario::Down => "problem-interrupted",
        Scenario::SessionQueueFull => "problem-queue-full",
        Scenario::DataPolicy => "problem-policies",
        Scenario::CustomStates => "problem-states-unnamed",
        Scenario::AclEmpty => "problem-users-hidden",
        // Set-up writes nothing and renews what it can.
        _ => "evidence-cards-on",
    }
}

/// Sending: what the ticket's page says.
#[tokio::test]
async fn what_sending_says_under_each_trouble() {
    let said = said(said_in_sending).await;
    let cells = Scenario::ALL.into_iter().zip(&said);
    let wrong =
        cells.filter_map(|(scenario, said)| cell("sending", scenario, said, expected_in_sending(scenario)));
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<String>::new());
}

async fn said_in_sending(scenario: Scenario) -> Message {
    let world = Connected::with(&NO_GRAPH).await;
    if scenario == Scenario::RefreshExpired {
        world.advance(3600);
    }
    world.switch(scenario, true);
    let id = world.send_incident().await;
    world.run().await;
    let ticket = world.ticket(id).await;
    match (&ticket.problem, ticket.number()) {
        (Some(problem), _) => problem.clone(),
        (None, Some(number)) => Message::new("evidence-create").with("number", number),
        (None, None) => panic!("{scenario}: {ticket:?}"),
    }
}

fn expected_in_sending(scenario: Scenario) -> &'static str {
    match scenario {
        Scenario::IpFilter => "problem-address-blocked-unlisted",
        Scenario::Hibernating => "problem-hibernating",
        Scenario::Maintenance => "problem-maintenance",
        Scenario::RateLimit => "problem-rate-limited",
        Scenario::Down | Scenario::LostAnswer => "problem-unclear",
        Scenario::SessionQueueFull => "problem-queue-full",
        Scenario::RefreshExpired => "problem-unauthorized",
        Scenario::DataPolicy => "problem-data-policy",
        // Tickets are made all the same: sign-in, release and registries are no matter of sending, tokens are
        // renewed, slow answers are waited for, and the answer to a create call tells its number also where reading
        // is closed.
        _ => "evidence-create",
    }
}

/// Tracking: what the sync says, and where it hears nothing, what the doctor finds.
#[tokio::test]
async fn what_tracking_says_under_each_trouble() {
    let said = said(said_in_tracking).await;
    let cells = Scenario::ALL.into_iter().zip(&said);
    let wrong =
        cells.filter_map(|(scenario, said)| cell("tracking", scenario, said, expected_in_tracking(scenario)));
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<String>::new());
}

async fn said_in_tracking(scenario: Scenario) -> Message {
    let world = Connected::with(&NO_GRAPH).await;
    world.send_incident().await;
    world.run().await;
    if scenario == Scenario::RefreshExpired {
        world.advance(3600);
    }
    world.switch(scenario, true);
    match jobs::sync_connection(&world.app, &world.connection().await).await {
        Err(SyncError::Instance(problem)) => problem,
        Err(SyncError::Store(error)) => panic!("{error}"),
        Ok(synced) => match found_by_doctor(&world, scenario).await {
            Some(found) => found,
            None => Message::new("evidence-synced").with("seen", synced.seen).with("changed", synced.changed),
        },
    }
}

/// Troubles that answer the sync with a list that looks good.
async fn found_by_doctor(world: &Connected, scenario: Scenario) -> Option<Message> {
    let name = match scenario {
        Scenario::AclEmpty => CheckName::ReadTasks,
        Scenario::CustomStates => CheckName::Choices,
        Scenario::Slow => CheckName::AnswerTime,
        Scenario::OldRelease => CheckName::Release,
        _ => return None,
    };
    let checks = jobs::examine(&world.app, &tenant(), Scope::With(name)).await.unwrap();
    checks.into_iter().find(|check| check.name == name).map(|check| check.evidence)
}

fn expected_in_tracking(scenario: Scenario) -> &'static str {
    match scenario {
        Scenario::OldRelease => "problem-release-old",
        Scenario::IpFilter => "problem-address-blocked-unlisted",
        Scenario::Hibernating => "problem-hibernating",
        Scenario::Maintenance => "problem-maintenance",
        Scenario::RateLimit => "problem-rate-limited",
        Scenario::Slow => "problem-slow",
        Scenario::Down => "problem-interrupted",
        Scenario::RefreshExpired => "problem-unauthorized",
        Scenario::SessionQueueFull => "problem-queue-full",
        Scenario::CustomStates => "problem-states-unnamed",
        Scenario::AclEmpty => "problem-rows-hidden",
        // Reading needs neither registries nor sign-in pages nor writes; tokens are renewed.
        _ => "evidence-synced",
    }
}
