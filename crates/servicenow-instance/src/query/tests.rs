use proptest::prelude::*;

use super::operators::SPELLINGS;
use super::*;

fn field(path: &str, operator: Operator, value: &str) -> Condition {
    Condition::Field { path: path.to_owned(), operator, value: value.to_owned() }
}

/// Conditions of the first group, one list per term.
fn terms(text: &str) -> Vec<Vec<Condition>> {
    let query = Query::parse(text);
    let group = query.groups.into_iter().next().unwrap_or_default();
    group.terms.into_iter().map(|term| term.conditions).collect()
}

/// Proves P2.1.
#[test]
fn or_binds_tighter_than_and() {
    let equals = |path, value| field(path, Operator::Equals, value);
    assert_eq!(
        terms("a=1^b=2^ORb=3^c=4"),
        [vec![equals("a", "1")], vec![equals("b", "2"), equals("b", "3")], vec![equals("c", "4")],]
    );
}

#[test]
fn new_queries_are_groups_of_their_own() {
    let query = Query::parse("active=true^NQpriority=1^ORpriority=2^EQ");
    assert_eq!(query.groups.len(), 2);
    assert_eq!(query.groups[1].terms[0].conditions.len(), 2);
}

/// Proves P2.2.
#[test]
fn orderings_may_stand_anywhere() {
    let query = Query::parse("ORDERBYsys_id^active=true^ORDERBYDESCcaller_id.name^GROUPBYstate");
    let orders: Vec<(&str, bool)> =
        query.orders.iter().map(|order| (order.path.as_str(), order.descending)).collect();
    assert_eq!(orders, [("sys_id", false), ("caller_id.name", true)]);
    assert_eq!(query.group_by, ["state"]);
    assert_eq!(query.groups.len(), 1);
}

#[test]
fn the_longest_operator_is_taken() {
    for (text, operator, value) in [
        ("stateNOT IN1,2", Operator::NotIn, "1,2"),
        ("stateIN1,2", Operator::In, "1,2"),
        ("a<=5", Operator::LessOrEqual, "5"),
        ("a<5", Operator::Less, "5"),
        ("a!=5", Operator::NotEquals, "5"),
        ("aISNOTEMPTY", Operator::IsNotEmpty, ""),
        ("aISEMPTY", Operator::IsEmpty, ""),
        ("aIS5", Operator::Equals, "5"),
        ("a!*x", Operator::DoesNotContain, "x"),
        ("a*x", Operator::Contains, "x"),
        ("aCONTAINSx", Operator::Contains, "x"),
        ("aNOT LIKEx", Operator::DoesNotContain, "x"),
        ("a%x", Operator::EndsWith, "x"),
        ("aONToday@x@y", Operator::On, "Today@x@y"),
        ("aINSTANCEOFtask", Operator::InstanceOf, "task"),
        ("aGT_OR_EQUALS_FIELDb", Operator::GreaterOrEqualField, "b"),
    ] {
        let path = &text[..text.find(|c: char| !c.is_ascii_lowercase()).unwrap()];
        assert_eq!(terms(text), [[field(path, operator, value)]], "{text}");
    }
}

/// Proves P2.3.
#[test]
fn a_doubled_caret_belongs_to_the_value() {
    assert_eq!(
        terms("correlation_id=a^^b^active=true"),
        [[field("correlation_id", Operator::Equals, "a^b")], [field("active", Operator::Equals, "true")],]
    );
}

#[test]
fn joins_and_related_lists_hold_queries() {
    let query = Query::parse(
        "active=true^JOINincident.opened_by=sys_user_grmember.user!group.name=Network^ORDERBYnumber",
    );
    let Condition::Join { field, table, other_field, query: inner } = &query.groups[0].terms[1].conditions[0]
    else {
        panic!("{query:?}")
    };
    assert_eq!((field.as_str(), table.as_str()), ("incident.opened_by", "sys_user_grmember"));
    assert_eq!((other_field.as_str(), inner.to_string().as_str()), ("user", "group.name=Network"));
    assert_eq!(query.orders.len(), 1);

    let query = Query::parse("RLQUERYincident.caller_id,>=2^active=true^priority=1^ENDRLQUERY^name=x");
    let Condition::Related(related) = &query.groups[0].terms[0].conditions[0] else { panic!("{query:?}") };
    assert_eq!((related.count, related.comparison), (2, Comparison::GreaterOrEqual));
    assert_eq!(related.query.groups[0].terms.len(), 2);
    assert_eq!(query.groups[0].terms.len(), 2);
}

#[test]
fn what_cannot_be_read_is_kept_but_marked() {
    let invalid = |text: &str| Condition::Invalid(text.to_owned());
    assert_eq!(terms("nonsense^active=true")[0], [invalid("nonsense")]);
    assert_eq!(terms("RLQUERYx^a=1")[0], [invalid("RLQUERYx")]);
    assert_eq!(terms("JOINa.b^a=1")[0], [invalid("JOINa.b")]);
}

#[test]
fn every_spelling_comes_before_those_it_starts_with() {
    for (at, (spelling, _)) in SPELLINGS.iter().enumerate() {
        for (later, _) in &SPELLINGS[at + 1..] {
            assert!(!later.starts_with(spelling), "{later} is hidden by {spelling}");
        }
    }
}

/// Texts that look like queries more often than random ones do.
fn query_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("^".to_owned()),
        Just("^^".to_owned()),
        Just("^OR".to_owned()),
        Just("^NQ".to_owned()),
        Just("^EQ".to_owned()),
        Just("^ORDERBY".to_owned()),
        Just("^ORDERBYDESC".to_owned()),
        Just("^GROUPBY".to_owned()),
        Just("RLQUERYincident.caller_id,>=1".to_owned()),
        Just("RLQUERYincident.caller_id,>=1,m2m".to_owned()),
        Just("^ENDRLQUERY".to_owned()),
        Just("JOINincident.a=task.b!".to_owned()),
        Just("123TEXTQUERY321=".to_owned()),
        Just("javascript:gs.daysAgo(1)".to_owned()),
        "[a-z_.]{1,8}",
        proptest::sample::select(SPELLINGS).prop_map(|(spelling, _)| spelling.to_owned()),
        any::<String>(),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    /// Proves P2.14.
    #[test]
    fn any_text_can_be_read_and_its_print_reads_the_same(text in query_text()) {
        let query = Query::parse(&text);
        let printed = query.to_string();
        prop_assert_eq!(&query, &Query::parse(&printed), "{} -> {}", text, printed);
    }
}
