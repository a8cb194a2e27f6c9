use super::*;

fn place(instance: &InstanceUrl) -> Place<'_> {
    Place { instance, egress: &[], proxy: None }
}

fn refused(message: &str, detail: &str) -> Message {
    refusal::problem(403, message, Some(detail))
}

/// S06: the way out names the fields.
#[test]
fn a_data_policy_is_recognised_with_its_fields() {
    let problem = refused(
        "Operation Failed",
        "Data Policy Exception: The following fields are mandatory: Resolution code, Resolution notes",
    );
    assert_eq!(problem.key, "problem-data-policy");
    assert_eq!(problem.args["fields"], "Resolution code, Resolution notes");
    assert!(problem.args["words"].starts_with("Operation Failed: Data Policy"));
}

/// S23
#[test]
fn a_cross_scope_refusal_is_recognised_from_a_pasted_sentence() {
    let problem = recognise(
        "Read operation against 'oauth_entity' from scope 'x_scbr_m365ticket' has been refused due to the table's \
         cross-scope access policy",
    )
    .unwrap();
    assert_eq!(problem.key, "problem-cross-scope");
    assert_eq!(problem.args["table"], "oauth_entity");
    assert_eq!(problem.args["scope"], "x_scbr_m365ticket");
    assert_eq!(problem.args["operation"], "Read");
    assert_eq!(way_out(&problem).key, "problem-cross-scope-way-out");
}

#[test]
fn every_refusal_of_the_protocol_has_its_own_explanation() {
    for (message, detail, key) in [
        ("Operation Failed", "ACL Exception Insert Failed due to security constraints", "problem-acl-write"),
        ("Insufficient rights to query records", "", "problem-acl-read"),
        (
            "Insufficient rights to query records",
            "Field(s) present in the query do not have permission to be read",
            "problem-acl-read",
        ),
        (
            "Operation Failed",
            "Operation against file 'incident' was aborted by Business Rule 'Stop it^ab12'. Business Rule Stack:Stop it",
            "problem-business-rule",
        ),
        (
            "Operation Failed",
            "Operation against file 'change_request' was aborted by Business Rule 'Change Model: Check State Transition^ab12'",
            "problem-state-move",
        ),
        ("Invalid table x_scbr_y", "Table x_scbr_y does not exist", "problem-unknown-table"),
        ("User Not Authorized", "User Not Authorized", "problem-api-closed"),
        ("Requested URI does not represent any resource", "", "problem-api-missing"),
        (
            "Exception while reading request",
            "Rejected large REST payload with content-length = 1",
            "problem-payload-large",
        ),
        ("Transaction cancelled: maximum execution time exceeded", "", "problem-cancelled"),
        ("Something new", "of a later release", "problem-refused"),
    ] {
        assert_eq!(refused(message, detail).key, key, "{message}: {detail}");
    }
    assert_eq!(refused("x", "was aborted by Business Rule 'Stop it^ab12'").args["rule"], "Stop it");
    assert_eq!(refused("Invalid table x_scbr_y", "").args["table"], "x_scbr_y");
}

/// S28
#[test]
fn a_blocked_address_names_the_addresses_to_allow() {
    let instance: InstanceUrl = "acme".parse().unwrap();
    let egress = ["203.0.113.7".to_owned(), "203.0.113.8".to_owned()];
    let listed = Place { instance: &instance, egress: &egress, proxy: None }
        .problem(&ErrorKind::AddressBlocked.into());
    assert_eq!(listed.args["addresses"], "203.0.113.7, 203.0.113.8");
    assert_eq!(
        place(&instance).problem(&ErrorKind::AddressBlocked.into()).key,
        "problem-address-blocked-unlisted"
    );
}

#[test]
fn words_of_an_instance_are_quoted_short_and_without_control_characters() {
    let problem = refusal::problem(500, &"a\u{7}".repeat(1000), None);
    assert_eq!(problem.args["words"].len(), 300);
    assert!(!problem.args["words"].contains('\u{7}'));
}

/// Parts of messages that people paste may lack the name: no sentence has a hole then.
#[test]
fn words_without_a_name_are_explained_without_one() {
    for (words, key) in [
        ("aborted by Business Rule", "problem-business-rule-unnamed"),
        ("Operation was aborted by Business Rule ''", "problem-business-rule-unnamed"),
        ("Data Policy Exception", "problem-data-policy-unnamed"),
        ("Invalid table", "problem-unknown-table-unnamed"),
        ("refused due to the table's cross-scope access policy", "problem-cross-scope-unnamed"),
    ] {
        let problem = recognise(words).unwrap();
        assert_eq!(problem.key, key);
        assert!(crate::connection::Topic::of_problem(&problem).is_some() || key.contains("table"), "{key}");
    }
}
