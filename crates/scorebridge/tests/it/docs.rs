//! The table of `docs/topics/diagnostics.md`: every statement on troubleshooting and every check, what reproduces it,
//! what a person sees, the test. It is written from the list here and compared, so that it cannot drift.
//! `UPDATE_DOCS=1` writes it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use scorebridge::connection::CheckName;
use scorebridge::i18n;
use scorebridge::message::Message;
use scorebridge::store::Language;
use servicenow_instance::Scenario;

/// Statement, or nothing; check; what brings it about; key of what is shown; test.
type Row = (&'static str, CheckName, &'static str, &'static str, &'static str);

const ROWS: [Row; 64] = [
    (
        "",
        CheckName::HostAllowed,
        "a host that `servicenow.allowed_hosts` does not name",
        "problem-host-not-allowed",
        "a_host_that_is_not_on_the_list_is_not_called",
    ),
    (
        "",
        CheckName::NameLookup,
        "a name that nobody has",
        "problem-dns",
        "a_name_that_is_not_known_and_a_port_without_a_server_are_told_apart",
    ),
    (
        "",
        CheckName::NameLookup,
        "an address in a private network",
        "problem-private-address",
        "addresses_of_private_networks_are_refused_at_connect_time",
    ),
    (
        "",
        CheckName::NameLookup,
        "a private address, behind a proxy",
        "problem-private-address",
        "private_addresses_are_refused_behind_a_proxy_too",
    ),
    (
        "",
        CheckName::Proxy,
        "`network.proxy` names a port without a server",
        "problem-proxy-down",
        "a_proxy_that_is_down_refuses_or_asks_for_a_sign_in_is_named",
    ),
    (
        "",
        CheckName::Proxy,
        "the proxy refuses",
        "problem-proxy",
        "a_proxy_that_is_down_refuses_or_asks_for_a_sign_in_is_named",
    ),
    (
        "",
        CheckName::Proxy,
        "the proxy answers 407",
        "problem-proxy-sign-in",
        "a_proxy_that_is_down_refuses_or_asks_for_a_sign_in_is_named",
    ),
    (
        "",
        CheckName::Certificate,
        "a certificate of an unknown authority (`--tls`)",
        "problem-tls",
        "a_certificate_of_an_unknown_authority_is_named",
    ),
    (
        "",
        CheckName::Certificate,
        "another authority in `network.ca_file`",
        "problem-tls",
        "an_authority_of_ones_own_is_trusted_when_it_is_configured",
    ),
    (
        "",
        CheckName::Certificate,
        "a certificate that has ended",
        "problem-tls-expired",
        "an_expired_certificate_and_one_of_another_name_are_told_from_an_unknown_authority",
    ),
    (
        "",
        CheckName::Certificate,
        "a certificate of another name",
        "problem-tls-name",
        "an_expired_certificate_and_one_of_another_name_are_told_from_an_unknown_authority",
    ),
    (
        "S28",
        CheckName::AddressAllowed,
        "`ip-filter`",
        "problem-address-blocked",
        "a_fault_is_shown_with_its_cause_its_way_out_and_its_topic",
    ),
    (
        "S28",
        CheckName::AddressAllowed,
        "`ip-filter`, no addresses configured",
        "problem-address-blocked-unlisted",
        "what_stands_in_the_way_to_the_instance_is_named_once_by_its_own_check",
    ),
    (
        "",
        CheckName::Awake,
        "`hibernating`",
        "problem-hibernating",
        "what_stands_in_the_way_to_the_instance_is_named_once_by_its_own_check",
    ),
    (
        "",
        CheckName::InService,
        "`maintenance`",
        "problem-maintenance",
        "what_stands_in_the_way_to_the_instance_is_named_once_by_its_own_check",
    ),
    (
        "",
        CheckName::InstanceReachable,
        "`down`",
        "problem-interrupted",
        "what_stands_in_the_way_to_the_instance_is_named_once_by_its_own_check",
    ),
    (
        "",
        CheckName::InstanceReachable,
        "`session-queue-full`",
        "problem-queue-full",
        "what_stands_in_the_way_to_the_instance_is_named_once_by_its_own_check",
    ),
    (
        "",
        CheckName::InstanceReachable,
        "another web server",
        "problem-not-servicenow",
        "other_servers_and_wrong_names_are_told_apart",
    ),
    (
        "",
        CheckName::AnswerTime,
        "`slow`",
        "problem-slow",
        "a_slow_instance_and_a_clock_that_differs_are_warned_of",
    ),
    (
        "",
        CheckName::Clock,
        "the portal's clock moved by 20 minutes",
        "problem-clock",
        "a_slow_instance_and_a_clock_that_differs_are_warned_of",
    ),
    (
        "S04",
        CheckName::Release,
        "`old-release`",
        "problem-release-old",
        "what_stands_in_the_way_to_the_instance_is_named_once_by_its_own_check",
    ),
    (
        "",
        CheckName::ConnectorApp,
        "a choice of the app deleted",
        "evidence-app-incomplete",
        "a_part_of_the_connector_app_that_is_missing_is_named",
    ),
    (
        "",
        CheckName::OauthClient,
        "a wrong client ID or secret",
        "problem-client-wrong",
        "the_check_of_the_client_says_what_can_be_known",
    ),
    (
        "S23",
        CheckName::TableAccess,
        "`oauth-entity-restricted`, rights to read table settings",
        "problem-table-access",
        "s23_the_cross_scope_policy_of_oauth_entities_is_told_as_far_as_it_is_shown",
    ),
    (
        "S23",
        CheckName::TableAccess,
        "`oauth-entity-restricted`, least rights",
        "unknown-table-access",
        "s23_the_cross_scope_policy_of_oauth_entities_is_told_as_far_as_it_is_shown",
    ),
    (
        "S23",
        CheckName::TableAccess,
        "the checklist's error text, pasted",
        "problem-cross-scope",
        "pasted_error_texts_are_matched_to_topics",
    ),
    (
        "S24",
        CheckName::OauthEntity,
        "the checklist was gone through",
        "evidence-entity-proven",
        "s24_the_oauth_entity_and_its_redirect_url_are_checked",
    ),
    (
        "S24",
        CheckName::OauthEntity,
        "rights to read OAuth entities",
        "evidence-entity",
        "s24_the_oauth_entity_and_its_redirect_url_are_checked",
    ),
    (
        "S24",
        CheckName::OauthEntity,
        "nobody authorized yet",
        "unknown-entity",
        "before_the_authorization_what_cannot_be_told_is_said_to_be_so",
    ),
    (
        "S24",
        CheckName::RedirectUrl,
        "another redirect URL, rights to read OAuth entities",
        "problem-redirect",
        "s24_the_oauth_entity_and_its_redirect_url_are_checked",
    ),
    (
        "",
        CheckName::RedirectUrl,
        "an authorization that never came back",
        "problem-redirect-silent",
        "before_the_authorization_what_cannot_be_told_is_said_to_be_so",
    ),
    (
        "S27",
        CheckName::SingleSignOn,
        "`sso`",
        "problem-single-sign-on",
        "s27_single_sign_on_is_seen_before_anybody_is_sent_there",
    ),
    (
        "S26",
        CheckName::IntegrationUser,
        "the checklist was gone through",
        "evidence-user",
        "a_connection_in_good_order_passes",
    ),
    (
        "S26",
        CheckName::IntegrationUser,
        "another name is expected",
        "evidence-user-missing",
        "faults_of_the_integration_user_are_named",
    ),
    (
        "S26",
        CheckName::IntegrationUser,
        "`acl-empty`",
        "problem-users-hidden",
        "what_set_up_says_under_each_trouble",
    ),
    (
        "S25",
        CheckName::InteractiveSignIn,
        "Web service access only",
        "problem-web-service-only",
        "faults_of_the_integration_user_are_named",
    ),
    (
        "",
        CheckName::Roles,
        "the role itil taken away",
        "problem-roles",
        "a_missing_role_is_found_by_table_and_by_name",
    ),
    (
        "S25",
        CheckName::Authorization,
        "somebody else authorized",
        "problem-wrong-user",
        "faults_of_the_integration_user_are_named",
    ),
    (
        "S25",
        CheckName::Authorization,
        "an administrator authorized",
        "problem-administrator-account",
        "an_administrators_account_is_no_integration_user",
    ),
    (
        "",
        CheckName::Authorization,
        "the user made inactive, or locked out",
        "problem-unauthorized",
        "faults_of_the_integration_user_are_named",
    ),
    (
        "",
        CheckName::Authorization,
        "`token-expired`: renewed by itself",
        "evidence-authorized",
        "an_authorization_that_ended_is_told_from_one_that_renews_itself",
    ),
    (
        "",
        CheckName::Authorization,
        "`refresh-expired`",
        "problem-unauthorized",
        "an_authorization_that_ended_is_told_from_one_that_renews_itself",
    ),
    (
        "",
        CheckName::Authorization,
        "30 days before its end",
        "evidence-authorization-ends",
        "the_end_of_the_authorization_is_warned_of_from_thirty_days_on",
    ),
    (
        "",
        CheckName::ReadIncidents,
        "`acl-empty`",
        "problem-rows-hidden",
        "an_empty_answer_of_hidden_records_is_found_out",
    ),
    (
        "",
        CheckName::ReadIncidents,
        "an access rule on one field",
        "problem-fields-hidden",
        "a_field_that_is_hidden_is_named",
    ),
    (
        "",
        CheckName::ReadChanges,
        "no change ticket yet",
        "unknown-table",
        "a_connection_in_good_order_passes",
    ),
    (
        "",
        CheckName::ReadTasks,
        "the role itil taken away",
        "problem-acl-read",
        "a_missing_role_is_found_by_table_and_by_name",
    ),
    (
        "",
        CheckName::CreateTickets,
        "`data-policy`, a ticket sent",
        "problem-data-policy",
        "policies_that_would_refuse_tickets_are_named_before_one_is_sent",
    ),
    ("", CheckName::CreateTickets, "`lost-answer`", "problem-unclear", "a_lost_answer_is_told_as_unclear"),
    (
        "",
        CheckName::MandatoryFields,
        "`data-policy`",
        "problem-policies",
        "policies_that_would_refuse_tickets_are_named_before_one_is_sent",
    ),
    (
        "S21",
        CheckName::Choices,
        "`custom-states`",
        "problem-states-unnamed",
        "states_without_a_name_are_counted",
    ),
    (
        "",
        CheckName::Journal,
        "the role itil taken away",
        "problem-journal-hidden",
        "a_missing_role_is_found_by_table_and_by_name",
    ),
    (
        "",
        CheckName::RateLimit,
        "`rate-limit`",
        "problem-rate-limited",
        "what_tracking_says_under_each_trouble",
    ),
    (
        "",
        CheckName::RateLimit,
        "a rule of 90 calls an hour",
        "problem-rate-limit-low",
        "a_rate_limit_rule_that_is_too_narrow_is_warned_of",
    ),
    (
        "",
        CheckName::FirstSync,
        "a connection in good order",
        "evidence-synced",
        "a_connection_in_good_order_passes",
    ),
    (
        "S29",
        CheckName::CardsAndSharing,
        "set-up done, not provisioned",
        "evidence-cards-off",
        "provisioning_switches_cards_on_and_tells_the_connector_app",
    ),
    (
        "",
        CheckName::GraphApplication,
        "another tenant",
        "problem-graph-tenant",
        "faults_of_microsoft_graph_are_told_apart",
    ),
    (
        "",
        CheckName::GraphApplication,
        "a wrong secret",
        "problem-graph-secret",
        "faults_of_microsoft_graph_are_told_apart",
    ),
    (
        "",
        CheckName::GraphApplication,
        "Graph of one cloud, sign-in of another",
        "problem-graph-clouds",
        "faults_of_microsoft_graph_are_told_apart",
    ),
    (
        "",
        CheckName::GraphSecret,
        "a day within a month in `graph.client_secret_ends`",
        "problem-graph-secret-ends",
        "the_end_of_the_applications_secret_is_told_by_its_configured_day",
    ),
    (
        "",
        CheckName::GraphSecret,
        "no day in the configuration",
        "unknown-graph-secret",
        "the_end_of_the_applications_secret_is_told_by_its_configured_day",
    ),
    (
        "",
        CheckName::GraphPermission,
        "the client without permission",
        "problem-graph-permission",
        "faults_of_microsoft_graph_are_told_apart",
    ),
    (
        "",
        CheckName::SecureScore,
        "`throttled`",
        "problem-graph-throttled",
        "faults_of_microsoft_graph_are_told_apart",
    ),
    (
        "",
        CheckName::SecureScore,
        "`empty`",
        "problem-graph-empty",
        "faults_of_microsoft_graph_are_told_apart",
    ),
];

const HEAD: &str = "# Diagnostics

What the page `/troubleshooting`, `scorebridge doctor` and `/api/v1/doctor` check, and how each finding can be brought about.
Names in code style are scenarios of the developer instance (`--scenario`, or `PUT /dev/scenarios/{name}`) or faults of the
sample tenant. Dots stand for what differs: names, addresses, fields. The table is written by the tests; each test runs the
check, and reads what is shown in both languages.

| Statement | Check | Brought about by | Shown in English | Shown in Dutch | Test |
|---|---|---|---|---|---|
";

/// Arguments that a sentence of the table can have.
const ARGUMENTS: [&str; 34] = [
    "access",
    "addresses",
    "authority",
    "client",
    "condition",
    "content",
    "count",
    "day",
    "days",
    "entity",
    "fields",
    "found",
    "host",
    "instance",
    "limit",
    "minutes",
    "missing",
    "name",
    "needed",
    "number",
    "operation",
    "proxy",
    "read",
    "redirect",
    "registered",
    "release",
    "roles",
    "rule",
    "scope",
    "seconds",
    "status",
    "table",
    "user",
    "words",
];

/// Words of a key, with dots where arguments stand.
fn words(language: Language, key: &str) -> String {
    let all = ARGUMENTS.iter().chain(&["seen", "changed"]);
    let message = all.fold(Message::new(key), |message, name| message.with(*name, "…"));
    i18n::message(language, &message).replace('|', "\\|")
}

fn page() -> String {
    let mut page = HEAD.to_owned();
    for (statement, check, cause, key, test) in ROWS {
        let (en, nl) = (words(Language::En, key), words(Language::Nl, key));
        assert!(en != key && nl != key && en != nl, "{key} is in both languages");
        let check = check.as_str();
        writeln!(page, "| {statement} | `{check}` | {cause} | {en} | {nl} | `{test}` |").unwrap();
    }
    page
}

fn tests_below(folder: &Path, into: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tests_below(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            into.extend(text.split("fn ").skip(1).map(|rest| {
                rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
            }));
        }
    }
}

/// S23 to S29
#[test]
fn the_table_of_diagnostics_is_complete_and_up_to_date() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut tests = BTreeSet::new();
    tests_below(&root.join("tests"), &mut tests);
    tests_below(&root.join("src"), &mut tests);
    for (_, _, cause, _, test) in ROWS {
        assert!(tests.contains(test), "there is no test {test}");
        let names = cause.split('`').skip(1).step_by(2).next();
        let is_known = |name: &str| {
            name.parse::<Scenario>().is_ok()
                || sample_tenant::Fault::ALL.iter().any(|fault| fault.name() == name)
        };
        assert!(
            names.is_none_or(|name| is_known(name) || name.starts_with('-') || name.contains('.')),
            "{cause}"
        );
    }
    for check in CheckName::ALL {
        assert!(ROWS.iter().any(|row| row.1 == check), "{} is not in the table", check.as_str());
    }
    for number in 23..=29 {
        let statement = format!("S{number}");
        assert!(ROWS.iter().any(|row| row.0 == statement), "{statement} is not in the table");
    }
    let file = root.join("../../docs/topics/diagnostics.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, page()).unwrap();
    }
    assert!(std::fs::read_to_string(&file).unwrap() == page(), "run this test with UPDATE_DOCS=1");
}
