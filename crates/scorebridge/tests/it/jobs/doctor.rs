//! The doctor against every trouble that the developer instance and the sample tenant can be put into (S20, S23 to
//! S29). The table of `docs/topics/diagnostics.md` names these tests.

use sample_tenant::{Fault, SampleTenant};
use scorebridge::connection::{CheckName, Outcome, Report};
use scorebridge::i18n;
use scorebridge::jobs::{self, Scope};
use scorebridge::store::Language;
use secrecy::ExposeSecret as _;
use servicenow_client::{Fields, Query};
use servicenow_instance::Scenario;

use super::world::{Connected, USER};
use crate::support::database::tenant;

/// Graph is another matter here, and nobody shall be called on the internet.
pub(crate) const NO_GRAPH: [(&str, &str); 2] =
    [("GRAPH__ROOT", "http://127.0.0.1:9/"), ("GRAPH__AUTHORITY", "http://127.0.0.1:9/")];

async fn connected() -> Connected {
    let world = Connected::with(&NO_GRAPH).await;
    world.follow_the_machine();
    world
}

async fn nobody_authorized() -> Connected {
    let (world, _) = Connected::in_setup(&NO_GRAPH).await;
    world.follow_the_machine();
    world
}

impl Connected {
    /// Outcome and key of one check.
    async fn found(&self, name: CheckName) -> (Outcome, String) {
        let checks = jobs::examine(&self.app, &tenant(), Scope::With(name)).await.unwrap();
        let check = checks.iter().find(|check| check.name == name).unwrap();
        let has_way_out = !matches!(check.outcome, Outcome::Passed | Outcome::Waiting);
        assert_eq!(check.way_out.is_some(), has_way_out, "{check:?}");
        for language in [Language::En, Language::Nl] {
            for message in std::iter::once(&check.evidence).chain(&check.way_out) {
                let words = i18n::message(language, message);
                assert!(words.contains(' ') && !words.contains('{'), "{}: {words}", message.key);
            }
        }
        (check.outcome, check.evidence.key.clone())
    }

    async fn finds(&self, name: CheckName, outcome: Outcome, key: &str) {
        assert_eq!(self.found(name).await, (outcome, key.to_owned()), "{name:?}");
    }

    async fn fails(&self, name: CheckName, key: &str) {
        self.finds(name, Outcome::Failed, key).await;
    }

    async fn user(&self) -> servicenow_client::Record {
        let query = Query::new().equals("user_name", USER);
        self.admin.table("sys_user").first(&query).await.unwrap().unwrap()
    }

    async fn set_user(&self, field: &str, value: bool) {
        let fields = Fields::new().set(field, value);
        self.admin.table("sys_user").update(self.user().await.sys_id(), &fields).await.unwrap();
    }

    async fn set_entity(&self, fields: &Fields) {
        let query = Query::new().equals("name", "Scorebridge test");
        let entity = self.admin.table("oauth_entity").first(&query).await.unwrap().unwrap();
        self.admin.table("oauth_entity").update(entity.sys_id(), fields).await.unwrap();
    }
}

/// S29: a connection in good order has nothing that failed, and what cannot be told is said to be so.
#[tokio::test]
async fn a_connection_in_good_order_passes() {
    let world = connected().await;
    let id = world.send_incident().await;
    world.run().await;
    assert!(world.ticket(id).await.number().is_some());
    let checks = jobs::examine(&world.app, &tenant(), Scope::All).await.unwrap();
    assert_eq!(checks.len(), CheckName::ALL.len());
    let not_passed: Vec<_> = checks
        .iter()
        // How fast it answers depends on the machine.
        .filter(|check| check.outcome != Outcome::Passed && check.name != CheckName::AnswerTime)
        .map(|check| (check.name, check.outcome))
        .collect();
    assert_eq!(
        not_passed,
        [
            (CheckName::TableAccess, Outcome::Unknown),
            (CheckName::ReadChanges, Outcome::Unknown),
            (CheckName::Journal, Outcome::Unknown),
            (CheckName::GraphApplication, Outcome::Failed),
            (CheckName::GraphSecret, Outcome::Unknown),
            (CheckName::GraphPermission, Outcome::Waiting),
            (CheckName::SecureScore, Outcome::Waiting),
        ],
        "{checks:#?}"
    );
    assert_eq!(jobs::last_found(&world.app, &tenant()).await.unwrap(), checks, "all are kept");
}

/// S04, S28
#[tokio::test]
async fn what_stands_in_the_way_to_the_instance_is_named_once_by_its_own_check() {
    let world = connected().await;
    for (scenario, name, key) in [
        (Scenario::IpFilter, CheckName::AddressAllowed, "problem-address-blocked-unlisted"),
        (Scenario::Hibernating, CheckName::Awake, "problem-hibernating"),
        (Scenario::Maintenance, CheckName::InService, "problem-maintenance"),
        (Scenario::OldRelease, CheckName::Release, "problem-release-old"),
        (Scenario::Down, CheckName::InstanceReachable, "problem-interrupted"),
        (Scenario::SessionQueueFull, CheckName::InstanceReachable, "problem-queue-full"),
        (Scenario::RateLimit, CheckName::InstanceReachable, "problem-rate-limited"),
    ] {
        world.switch(scenario, true);
        world.fails(name, key).await;
        let checks = jobs::examine(&world.app, &tenant(), Scope::All).await.unwrap();
        let of_instance: Vec<_> = Report::new(&checks)
            .findings
            .into_iter()
            .filter(|finding| {
                finding.outcome == Outcome::Failed && finding.name < CheckName::GraphApplication
            })
            .map(|finding| finding.name)
            .collect();
        assert_eq!(of_instance, [name], "{scenario:?}");
        world.switch(scenario, false);
    }
}

#[tokio::test]
async fn a_slow_instance_and_a_clock_that_differs_are_warned_of() {
    let world = connected().await;
    world.app.clock.advance(jiff::SignedDuration::from_mins(20));
    world.finds(CheckName::Clock, Outcome::Warning, "problem-clock").await;
    world.switch(Scenario::Slow, true);
    world.finds(CheckName::AnswerTime, Outcome::Warning, "problem-slow").await;
}

#[tokio::test]
async fn a_name_that_is_not_known_and_a_port_without_a_server_are_told_apart() {
    let world = super::world::World::with(&NO_GRAPH).await;
    let id = world.connection_in_setup("http://127.0.0.1:1").await;
    let checks = jobs::examine(&world.app, &tenant(), Scope::With(CheckName::NameLookup)).await.unwrap();
    let failed: Vec<_> = checks.iter().filter(|check| check.outcome == Outcome::Failed).collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(failed[0].evidence.key, "problem-connect");
    world.app.store.remove_connection(id, world.now()).await.unwrap();
    world.connection_in_setup("https://no-such-instance.invalid").await;
    let checks = jobs::examine(&world.app, &tenant(), Scope::With(CheckName::NameLookup)).await.unwrap();
    let lookup = checks.iter().find(|check| check.name == CheckName::NameLookup).unwrap();
    assert_eq!(lookup.evidence.key, "problem-dns", "{checks:?}");
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_named() {
    let world = super::world::World::with(&NO_GRAPH).await;
    let instance = servicenow_instance::Instance::builder().tls(true).demo_data(false).start().await.unwrap();
    world.connection_in_setup(instance.url().as_str()).await;
    let checks = jobs::examine(&world.app, &tenant(), Scope::With(CheckName::Certificate)).await.unwrap();
    let certificate = checks.iter().find(|check| check.name == CheckName::Certificate).unwrap();
    assert_eq!((certificate.outcome, certificate.evidence.key.as_str()), (Outcome::Failed, "problem-tls"));
}

#[tokio::test]
async fn a_part_of_the_connector_app_that_is_missing_is_named() {
    let world = connected().await;
    world.send_incident().await;
    world.run().await;
    world.finds(CheckName::ConnectorApp, Outcome::Passed, "evidence-app-installed").await;
    let choice = Query::new()
        .equals("name", "change_request")
        .equals("element", "category")
        .equals("value", scorebridge::tickets::CHANGE_CATEGORY);
    let choice = world.admin.table("sys_choice").first(&choice).await.unwrap().unwrap();
    world.admin.table("sys_choice").delete(choice.sys_id()).await.unwrap();
    world.finds(CheckName::ConnectorApp, Outcome::Warning, "evidence-app-incomplete").await;
}

/// S11, S25, S26
#[tokio::test]
async fn faults_of_the_integration_user_are_named() {
    let world = connected().await;
    world.finds(CheckName::InteractiveSignIn, Outcome::Passed, "evidence-interactive").await;
    world.set_user("web_service_access_only", true).await;
    world.finds(CheckName::InteractiveSignIn, Outcome::Warning, "problem-web-service-only").await;
    world.app.store.set_expected_user(world.connection().await.id, "another.user").await.unwrap();
    world.fails(CheckName::Authorization, "problem-wrong-user").await;
    world.fails(CheckName::IntegrationUser, "evidence-user-missing").await;
    world.app.store.set_expected_user(world.connection().await.id, USER).await.unwrap();
    world.set_user("locked_out", true).await;
    world.fails(CheckName::Authorization, "problem-unauthorized").await;
    world.set_user("locked_out", false).await;
    world.finds(CheckName::IntegrationUser, Outcome::Passed, "evidence-user").await;
    world.set_user("active", false).await;
    world.fails(CheckName::Authorization, "problem-unauthorized").await;
}

/// S23: what the integration user may not see is said to be so; with more rights it is told.
#[tokio::test]
async fn s23_the_cross_scope_policy_of_oauth_entities_is_told_as_far_as_it_is_shown() {
    let world = connected().await;
    world.switch(Scenario::OauthEntityRestricted, true);
    world.finds(CheckName::TableAccess, Outcome::Unknown, "unknown-table-access").await;
    world.grant(&world.user().await, "personalize_dictionary").await;
    world.fails(CheckName::TableAccess, "problem-table-access").await;
    world.switch(Scenario::OauthEntityRestricted, false);
    world.finds(CheckName::TableAccess, Outcome::Passed, "evidence-table-access").await;
}

/// S24: the entity is proven by its token, and looked at where it is shown.
#[tokio::test]
async fn s24_the_oauth_entity_and_its_redirect_url_are_checked() {
    let world = connected().await;
    world.finds(CheckName::OauthEntity, Outcome::Passed, "evidence-entity-proven").await;
    world.finds(CheckName::RedirectUrl, Outcome::Passed, "evidence-redirect-proven").await;
    world.grant(&world.user().await, "oauth_admin").await;
    world.finds(CheckName::OauthEntity, Outcome::Passed, "evidence-entity").await;
    world.finds(CheckName::RedirectUrl, Outcome::Passed, "evidence-redirect").await;
    world.set_entity(&Fields::new().set("redirect_url", "https://portal.example/servicenow/callback/")).await;
    world.fails(CheckName::RedirectUrl, "problem-redirect").await;
}

#[tokio::test]
async fn before_the_authorization_what_cannot_be_told_is_said_to_be_so() {
    let world = nobody_authorized().await;
    world.finds(CheckName::OauthEntity, Outcome::Unknown, "unknown-entity").await;
    world.finds(CheckName::RedirectUrl, Outcome::Unknown, "unknown-redirect").await;
    world.finds(CheckName::SingleSignOn, Outcome::Passed, "evidence-sign-in-page").await;
    world.fails(CheckName::Authorization, "problem-not-authorized").await;
    let person = world.person().await;
    let connection = world.connection().await;
    jobs::begin_authorization(&world.app, &connection, &person, "/servicenow/setup").await.unwrap();
    world.finds(CheckName::RedirectUrl, Outcome::Unknown, "unknown-redirect").await;
    world.advance(180);
    world.finds(CheckName::RedirectUrl, Outcome::Warning, "problem-redirect-silent").await;
}

/// S27
#[tokio::test]
async fn s27_single_sign_on_is_seen_before_anybody_is_sent_there() {
    let world = nobody_authorized().await;
    world.switch(Scenario::Sso, true);
    world.finds(CheckName::SingleSignOn, Outcome::Warning, "problem-single-sign-on").await;
    let world = connected().await;
    world.switch(Scenario::Sso, true);
    world.finds(CheckName::SingleSignOn, Outcome::Passed, "evidence-single-sign-on").await;
}

#[tokio::test]
async fn an_authorization_that_ended_is_told_from_one_that_renews_itself() {
    let world = connected().await;
    world.switch(Scenario::TokenExpired, true);
    world.finds(CheckName::Authorization, Outcome::Passed, "evidence-authorized").await;
    world.switch(Scenario::TokenExpired, false);
    world.switch(Scenario::RefreshExpired, true);
    world.advance(3600);
    world.fails(CheckName::Authorization, "problem-unauthorized").await;
}

/// A hidden table answers with an empty list: that is found out by the count, or by the tickets that must be there.
#[tokio::test]
async fn an_empty_answer_of_hidden_records_is_found_out() {
    let world = connected().await;
    world.finds(CheckName::ReadIncidents, Outcome::Unknown, "unknown-table").await;
    world.send_incident().await;
    world.run().await;
    world.finds(CheckName::ReadIncidents, Outcome::Passed, "evidence-table").await;
    world.switch(Scenario::AclEmpty, true);
    world.fails(CheckName::ReadIncidents, "problem-rows-hidden").await;
    world.fails(CheckName::ReadTasks, "problem-rows-hidden").await;
}

#[tokio::test]
async fn a_missing_role_is_found_by_table_and_by_name() {
    let world = connected().await;
    let user = world.user().await;
    let roles = world.admin.table("sys_user_has_role");
    for grant in roles.list(&Query::new().equals("user", user.sys_id())).await.unwrap() {
        roles.delete(grant.sys_id()).await.unwrap();
    }
    world.grant(&user, "personalize_choices").await;
    world.finds(CheckName::Roles, Outcome::Warning, "problem-roles").await;
    world.fails(CheckName::ReadTasks, "problem-acl-read").await;
    world.finds(CheckName::Journal, Outcome::Warning, "problem-journal-hidden").await;
}

#[tokio::test]
async fn a_field_that_is_hidden_is_named() {
    let world = connected().await;
    world.send_incident().await;
    world.run().await;
    let rule = Fields::new()
        .set("name", "incident.due_date")
        .set("type", "record")
        .set("operation", "read")
        .set("active", true);
    let rule = world.admin.table("sys_security_acl").create(&rule).await.unwrap();
    let admin = Query::new().equals("name", "admin");
    let admin = world.admin.table("sys_user_role").first(&admin).await.unwrap().unwrap();
    let role = Fields::new().set("sys_security_acl", rule.sys_id()).set("sys_user_role", admin.sys_id());
    world.admin.table("sys_security_acl_role").create(&role).await.unwrap();
    world.fails(CheckName::ReadIncidents, "problem-fields-hidden").await;
}

#[tokio::test]
async fn policies_that_would_refuse_tickets_are_named_before_one_is_sent() {
    let world = connected().await;
    world.finds(CheckName::MandatoryFields, Outcome::Passed, "evidence-policies").await;
    world.finds(CheckName::CreateTickets, Outcome::Unknown, "unknown-create").await;
    world.switch(Scenario::DataPolicy, true);
    world.fails(CheckName::MandatoryFields, "problem-policies").await;
    let id = world.send_incident().await;
    world.run().await;
    assert_eq!(world.problem(id).await, "problem-data-policy");
    world.fails(CheckName::CreateTickets, "problem-data-policy").await;
}

/// S21
#[tokio::test]
async fn states_without_a_name_are_counted() {
    let world = connected().await;
    world.finds(CheckName::Choices, Outcome::Passed, "evidence-choices").await;
    world.switch(Scenario::CustomStates, true);
    world.finds(CheckName::Choices, Outcome::Warning, "problem-states-unnamed").await;
}

#[tokio::test]
async fn a_rate_limit_rule_that_is_too_narrow_is_warned_of() {
    let world = connected().await;
    world.finds(CheckName::RateLimit, Outcome::Passed, "evidence-rate-limit-none").await;
    let rule = Fields::new()
        .set("name", "Few calls")
        .set("rest_api", "Table API")
        .set("request_limit_per_hour", 90)
        .set("rate_limit_type", "all")
        .set("active", true);
    world.admin.table("sys_rate_limit_rules").create(&rule).await.unwrap();
    world.finds(CheckName::RateLimit, Outcome::Warning, "problem-rate-limit-low").await;
}

#[tokio::test]
async fn a_lost_answer_is_told_as_unclear() {
    let world = connected().await;
    world.switch(Scenario::LostAnswer, true);
    world.send_incident().await;
    world.run().await;
    world.finds(CheckName::CreateTickets, Outcome::Warning, "problem-unclear").await;
}

#[tokio::test]
async fn the_end_of_the_authorization_is_warned_of_from_thirty_days_on() {
    let world = connected().await;
    for (days, outcome) in [(69, Outcome::Passed), (2, Outcome::Warning), (22, Outcome::Warning)] {
        world.advance(days * 24 * 3600);
        assert_eq!(world.found(CheckName::Authorization).await.0, outcome, "{days} days later");
    }
}

/// What the doctor says of Graph with this configuration, and the fault of the tenant.
async fn graph(
    more: &[(&str, &str)],
    may_read: bool,
    fault: Option<Fault>,
) -> Vec<(CheckName, Outcome, String)> {
    let graph = SampleTenant::builder().listen("127.0.0.1:0".parse().unwrap()).start().await.unwrap();
    if let Some(fault) = fault {
        graph.set_fault(fault);
    }
    let client = graph.clients().into_iter().find(|client| client.may_read() == may_read).unwrap();
    let mut pairs = vec![
        ("GRAPH__TENANT", graph.id()),
        ("GRAPH__ROOT", graph.graph_root().as_str()),
        ("GRAPH__AUTHORITY", graph.authority().as_str()),
        ("GRAPH__CLIENT_ID", client.client_id.as_str()),
        ("GRAPH__CLIENT_SECRET", client.client_secret.expose_secret()),
    ];
    pairs.retain(|(key, _)| more.iter().all(|(other, _)| other != key));
    pairs.extend_from_slice(more);
    let world = super::world::World::with(&pairs).await;
    let own = world.app.config.graph.tenant.clone();
    let checks = jobs::examine(&world.app, &own, Scope::With(CheckName::SecureScore)).await.unwrap();
    assert_eq!(jobs::last_found(&world.app, &own).await.unwrap(), checks);
    checks.into_iter().map(|check| (check.name, check.outcome, check.evidence.key)).collect()
}

#[tokio::test]
async fn faults_of_microsoft_graph_are_told_apart() {
    let good = graph(&[], true, None).await;
    assert!(good.iter().all(|(_, outcome, _)| *outcome == Outcome::Passed), "{good:?}");
    let other = "00000000-0000-4000-8000-000000000009";
    for (more, may_read, fault, name, outcome, key) in [
        (vec![("GRAPH__TENANT", other)], true, None, 0, Outcome::Failed, "problem-graph-tenant"),
        (vec![("GRAPH__CLIENT_ID", other)], true, None, 0, Outcome::Failed, "problem-graph-application"),
        (vec![("GRAPH__CLIENT_SECRET", "wrong")], true, None, 0, Outcome::Failed, "problem-graph-secret"),
        (
            vec![
                ("GRAPH__ROOT", "https://graph.microsoft.us"),
                ("GRAPH__AUTHORITY", "https://login.microsoftonline.com"),
            ],
            true,
            None,
            0,
            Outcome::Failed,
            "problem-graph-clouds",
        ),
        (vec![], false, None, 1, Outcome::Failed, "problem-graph-permission"),
        (vec![], true, Some(Fault::Throttled), 2, Outcome::Warning, "problem-graph-throttled"),
        (vec![], true, Some(Fault::Empty), 2, Outcome::Warning, "problem-graph-empty"),
    ] {
        let found = graph(&more, may_read, fault).await;
        assert_eq!((found[name].1, found[name].2.as_str()), (outcome, key), "{found:?}");
    }
}

#[tokio::test]
async fn the_end_of_the_applications_secret_is_told_by_its_configured_day() {
    let found = async |day: &str| {
        let world = super::world::World::with(&[("GRAPH__CLIENT_SECRET_ENDS", day)]).await;
        let scope = Scope::With(CheckName::GraphSecret);
        let checks = jobs::examine(&world.app, &tenant(), scope).await.unwrap();
        assert_eq!(checks.len(), 1, "nothing else is asked: {checks:?}");
        for language in [Language::En, Language::Nl] {
            let way_out = checks[0].way_out.iter().map(|way_out| i18n::message(language, way_out));
            assert!(
                way_out
                    .chain([i18n::message(language, &checks[0].evidence)])
                    .all(|words| words.contains(' '))
            );
        }
        (checks[0].outcome, checks[0].evidence.key.clone())
    };
    let day = |days: i64| {
        let then = crate::support::database::at(0) + jiff::SignedDuration::from_hours(24 * days);
        then.to_zoned_datetime(jiff::tz::TimeZone::UTC).date().to_string()
    };
    assert_eq!(found(&day(40)).await, (Outcome::Passed, "evidence-graph-secret".to_owned()));
    for near in [30, 7, 1] {
        assert_eq!(found(&day(near)).await, (Outcome::Warning, "problem-graph-secret-ends".to_owned()));
    }
    assert_eq!(found(&day(-1)).await, (Outcome::Warning, "problem-graph-secret-passed".to_owned()));
    assert_eq!(found("").await, (Outcome::Unknown, "unknown-graph-secret".to_owned()));
}

/// "Check again" asks what the one check needs, and no more.
#[tokio::test]
async fn one_check_is_made_again_with_what_it_presumes_and_nothing_else() {
    use CheckName::{Authorization, FirstSync, ReadChanges, Roles, TableAccess};
    let world = connected().await;
    let again = async |name: CheckName| {
        let before = world.forget_requests();
        let checks = jobs::examine(&world.app, &tenant(), Scope::With(name)).await.unwrap();
        let beyond = checks.iter().map(|check| check.name).filter(|name| *name > CheckName::Release);
        let mut asked: Vec<_> = world
            .requests_since(before)
            .iter()
            .filter_map(|request| {
                Some(request.path.strip_prefix("/api/now/table/")?.split('?').next()?.to_owned())
            })
            .collect();
        asked.dedup();
        (beyond.collect::<Vec<_>>(), asked)
    };
    let (of_way, tables) = again(CheckName::AddressAllowed).await;
    assert!(of_way.is_empty() && !tables.iter().any(|table| table == "incident"), "{tables:?}");
    let (roles, tables) = again(Roles).await;
    assert_eq!(roles, [Roles, Authorization]);
    assert!(tables.contains(&"sys_user_has_role".to_owned()), "{tables:?}");
    for other in ["incident", "change_request", "task", "oauth_entity", "sys_db_object"] {
        assert!(!tables.iter().any(|table| table == other), "{other} is no part of it: {tables:?}");
    }
    let (changes, tables) = again(ReadChanges).await;
    assert_eq!(changes, [Authorization, ReadChanges]);
    assert!(
        tables.contains(&"change_request".to_owned()) && !tables.contains(&"incident".to_owned()),
        "{tables:?}"
    );
    assert_eq!(again(FirstSync).await.0, [Authorization, FirstSync]);
    assert_eq!(again(TableAccess).await.0, [TableAccess, Authorization]);
}
