use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::record::tests::record;

#[test]
fn prints_the_grammar_of_encoded_queries() {
    for (query, encoded) in [
        (Query::new(), ""),
        (Query::new().equals("active", true).equals("priority", 1), "active=true^priority=1"),
        (
            Query::new().equals("a", 1).equals("b", 2).or(Condition::equals("b", 3)).equals("c", 4),
            "a=1^b=2^ORb=3^c=4",
        ),
        (Query::new().or(Condition::equals("a", 1)), "a=1"),
        (Query::new().equals("a", 1).union(Query::new().equals("b", 2)), "a=1^NQb=2"),
        (Query::new().is_in("state", [1, 2, 3]), "stateIN1,2,3"),
        (Query::new().and(Condition::not_in("state", [6, 7])), "stateNOT IN6,7"),
        (Query::new().is_in("name", ["a,b", "c"]), "nameINc^ORname=a,b"),
        (Query::new().equals("parent", ""), "parentISEMPTY"),
        (Query::new().not_equals("parent", ""), "parentISNOTEMPTY"),
        (
            Query::new().contains("description", "x").starts_with("number", "INC"),
            "descriptionLIKEx^numberSTARTSWITHINC",
        ),
        (Query::new().and(Condition::script("sys_id", "gs.getUserID()")), "sys_id=javascript:gs.getUserID()"),
        (Query::new().order_by("a").order_by_descending("b"), "ORDERBYa^ORDERBYDESCb"),
        (Query::raw("active=true").equals("a", 1).order_by("b"), "active=true^a=1^ORDERBYb"),
    ] {
        assert_eq!(query.to_string(), encoded);
    }
}

#[test]
fn a_value_cannot_break_out() {
    let query = Query::new().equals("short_description", "x^ORDERBYa^NQactive=true");
    assert_eq!(query.to_string(), "short_description=x^^ORDERBYa^^NQactive=true");
}

#[test]
fn what_the_instance_would_run_or_misread_is_refused() {
    for query in [
        Query::new().equals("a", "javascript:gs.getUserID()"),
        Query::new().equals("a", " JavaScript:gs.getUserID()"),
        Query::new().is_in("a", ["x", "javascript:1"]),
        Query::new().and(Condition::not_in("a", ["x,y"])),
        Query::new().is_in("a", Vec::<String>::new()),
        Query::new().equals("a^b", "x"),
        Query::new().equals("aLIKE", "x"),
        Query::new().order_by("a^ORb"),
        Query::new().fields(&["a,b"]),
        Query::new().limit(0),
        Query::new().limit(10_001),
    ] {
        assert!(query.parameters().is_err(), "{query}");
    }
}

#[test]
fn asks_for_the_fields_it_needs_to_check() {
    let query =
        Query::new().equals("correlation_id", "x").equals("caller_id.active", true).fields(&["number"]);
    let parameters = query.parameters().unwrap();
    let fields = &parameters.iter().find(|(name, _)| *name == "sysparm_fields").unwrap().1;
    assert_eq!(fields, "sys_id,number,correlation_id,caller_id.active");
}

#[test]
fn a_record_that_contradicts_is_found_out() {
    let ours = record(json!({
        "correlation_id": "abc", "state": "3", "active": "true",
        "sys_updated_on": "2026-11-24 10:00:00",
    }));
    for (query, contradiction) in [
        (Query::new().equals("correlation_id", "ABC"), None),
        (Query::new().equals("correlation_id", "abd"), Some("correlation_id=abd")),
        (Query::new().equals("state", 1).or(Condition::equals("state", 3)), None),
        (Query::new().equals("state", 1).or(Condition::equals("state", 2)), Some("state=1^ORstate=2")),
        (Query::new().is_in("state", [1, 2]), Some("stateIN1,2")),
        (Query::new().not_equals("state", 3), Some("state!=3")),
        (Query::new().greater_than("state", 2).less_or_equal("state", 3), None),
        (Query::new().less_than("state", 3), Some("state<3")),
        (Query::new().is_empty("state"), Some("stateISEMPTY")),
        (
            Query::new().greater_or_equal("sys_updated_on", "2026-11-24 10:00:01"),
            Some("sys_updated_on>=2026-11-24 10:00:01"),
        ),
        (Query::new().equals("no_such_field", 1), Some("no_such_field=1")),
    ] {
        assert_eq!(query.contradiction(&ours).as_deref(), contradiction, "{query}");
    }
}

#[test]
fn where_the_instance_may_know_better_there_is_no_contradiction() {
    let ours = record(json!({
        "name": "Müller", "active": "true", "inactive": "", "amount": "3",
        "assigned_to": {"value": "5137153cc611227c000bbd1bd8cd2007", "display_value": "David Loo"},
        "comments": {"value": "", "display_value": "2026-11-24 10:00:00 - Ann (Additional comments)\nx"},
    }));
    for query in [
        Query::new().equals("name", "muller"),
        Query::new().equals("active", 1),
        Query::new().equals("inactive", false),
        Query::new().equals("amount", "3.0"),
        Query::new().contains("assigned_to", "David"),
        Query::new().is_not_empty("comments"),
        Query::new().equals("caller_id.active", true),
        Query::new().equals("name", "x").union(Query::new().equals("active", true)),
        Query::raw("name=x"),
        Query::new().and(Condition::script("name", "gs.getUserID()")),
    ] {
        assert_eq!(query.contradiction(&ours), None, "{query}");
    }
}

/// Undoes what the grammar says of `^`, as an instance does.
fn conditions_of(encoded: &str) -> Vec<String> {
    let marked = encoded.replace("^^", "\u{0}");
    marked.split('^').map(|part| part.replace('\u{0}', "^")).collect()
}

proptest! {
    #[test]
    fn any_value_stays_one_condition(value in "[^\u{0}]{1,40}") {
        let query = Query::new().equals("a", value.as_str()).equals("b", "end");
        prop_assert_eq!(conditions_of(&query.to_string()), vec![format!("a={value}"), "b=end".to_owned()]);
    }

    #[test]
    fn a_record_with_the_value_never_contradicts(value in "\\PC{0,20}") {
        let ours = record(json!({"a": value}));
        for query in [
            Query::new().equals("a", value.as_str()),
            Query::new().is_in("a", [value.as_str(), "other"]),
        ] {
            prop_assert_eq!(query.contradiction(&ours), None);
        }
    }
}
