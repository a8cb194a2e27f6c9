//! Encoded queries over HTTP: which records come back.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{ADMIN, BETH, Lab, NETWORK, body, with};

/// A lab with incidents that differ in every field a test asks for.
async fn world() -> Lab {
    let lab = Lab::new().await;
    let rows = json!({ "incident": [
        { "number": "A", "short_description": "Alpha mail", "state": "1", "priority": "1", "active": "true",
          "assigned_to": BETH, "assignment_group": NETWORK, "opened_at": "2026-11-02 08:00:00", "correlation_id": "x^y",
          "due_date": "2026-11-05 12:00:00", "sla_due": "2026-11-05 23:00:00", "reassignment_count": "3", "reopen_count": "1" },
        { "number": "B", "short_description": "beta MAIL", "state": "2", "priority": "2", "active": "true",
          "assigned_to": ADMIN, "opened_at": "2026-11-01 23:30:00", "caller_id": BETH,
          "due_date": "2026-11-09 12:00:00", "sla_due": "2026-11-06 12:00:00", "reassignment_count": "1", "reopen_count": "1" },
        { "number": "C", "short_description": "Gamma 100%", "state": "6", "priority": "2", "active": "true",
          "opened_at": "2026-10-20 10:00:00", "parent_incident": "p", "caller_id": BETH },
        { "number": "D", "short_description": "delta_x", "state": "7", "priority": "5", "active": "false",
          "opened_at": "2025-11-02 10:00:00", "assignment_group": NETWORK },
    ] });
    let answer = lab.http.post(lab.url("/dev/seed")).json(&rows).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    lab
}

/// Numbers of the incidents that a query finds.
async fn found(lab: &Lab, query: &str) -> String {
    let path = with("/api/now/table/incident?sysparm_fields=number", "sysparm_query", query);
    let rows = lab.list(&path).await;
    rows.iter().map(|row| row["number"].as_str().unwrap()).collect()
}

async fn check(lab: &Lab, cases: &[(&str, &str)]) {
    for (query, expected) in cases {
        assert_eq!(found(lab, query).await, *expected, "{query}");
    }
}

/// Proves P2.4.
#[tokio::test]
async fn comparisons_find_what_they_say() {
    let lab = world().await;
    check(
        &lab,
        &[
            ("", "ABCD"),
            ("state=2", "B"),
            ("state!=2", "ACD"),
            ("priority<=2", "ABC"),
            ("priority<2", "A"),
            ("priority>2", "D"),
            ("priority>=2", "BCD"),
            ("priorityBETWEEN2@5", "BCD"),
            ("stateIN1,7", "AD"),
            ("stateNOT IN1,7", "BC"),
            ("active=true", "ABC"),
            ("active!=true", "D"),
            ("active=1", "ABC"),
            ("priority=high", ""),
            ("numberISB", "B"),
        ],
    )
    .await;
}

/// Proves P2.3, P2.5.
#[tokio::test]
async fn texts_are_compared_without_case_and_without_wildcards() {
    let lab = world().await;
    check(
        &lab,
        &[
            ("short_description=ALPHA MAIL", "A"),
            ("short_descriptionLIKEmail", "AB"),
            ("short_descriptionCONTAINSmail", "AB"),
            ("short_description*mail", "AB"),
            ("short_descriptionNOT LIKEmail", "CD"),
            ("short_descriptionDOES NOT CONTAINmail", "CD"),
            ("short_description!*mail", "CD"),
            ("short_descriptionSTARTSWITHb", "B"),
            ("short_descriptionENDSWITH100%", "C"),
            ("short_descriptionLIKE%", "C"),
            ("short_descriptionLIKE_", "D"),
            ("123TEXTQUERY321=mail beta", "B"),
            ("correlation_id=x^^y", "A"),
        ],
    )
    .await;
}

/// Proves P2.6.
#[tokio::test]
async fn emptiness_has_many_spellings() {
    let lab = world().await;
    check(
        &lab,
        &[
            ("assigned_toISEMPTY", "CD"),
            ("assigned_toISNOTEMPTY", "AB"),
            ("assigned_to=", "CD"),
            ("assigned_to=NULL", "CD"),
            ("assigned_to!=", "AB"),
            ("assigned_toEMPTYSTRING", "CD"),
            ("assigned_toANYTHING", "ABCD"),
            (&format!("assigned_to!={BETH}"), "BCD"),
        ],
    )
    .await;
}

/// Proves P2.1.
#[tokio::test]
async fn and_or_and_new_queries_combine() {
    let lab = world().await;
    check(
        &lab,
        &[
            ("active=true^state=1^ORstate=2^priority=2", "B"),
            ("state=7^NQpriority=1", "AD"),
            ("state=1^NQstate=7^ORstate=6", "ACD"),
            ("active=true^EQ", "ABC"),
        ],
    )
    .await;
}

/// Proves P2.5.
#[tokio::test]
async fn references_are_walked_and_compared_by_name() {
    let lab = world().await;
    check(
        &lab,
        &[
            ("assigned_to.user_name=beth.anglin", "A"),
            ("assigned_to.department.name=IT", "A"),
            ("assigned_toLIKEanglin", "A"),
            ("assigned_toSTARTSWITHsystem", "B"),
            ("assignment_group.name=Network^active=false", "D"),
            ("assigned_toNOT LIKEanglin", "BCD"),
        ],
    )
    .await;
}

/// Proves P2.2.
#[tokio::test]
async fn orderings_repeat_descend_and_walk() {
    let lab = world().await;
    check(
        &lab,
        &[
            ("ORDERBYDESCnumber", "DCBA"),
            ("ORDERBYpriority^ORDERBYDESCnumber", "ACBD"),
            ("active=true^ORDERBYDESCshort_description", "CBA"),
            ("ORDERBYDESCassigned_to.name", "BACD"),
            ("ORDERBYnothing", "ABCD"),
        ],
    )
    .await;
}

/// Proves P2.7, P2.8.
#[tokio::test]
async fn fields_are_compared_with_each_other() {
    let lab = world().await;
    check(
        &lab,
        &[
            ("reassignment_countGT_FIELDreopen_count", "A"),
            ("reassignment_countGT_OR_EQUALS_FIELDreopen_count", "AB"),
            ("reassignment_countLT_FIELDreopen_count", ""),
            ("reassignment_countSAMEASreopen_count", "BCD"),
            ("reassignment_countNSAMEASreopen_count", "A"),
            ("due_dateSAMEASsla_due@day", "ACD"),
            ("due_dateNSAMEASsla_due@day", "B"),
            ("due_dateMORETHANsla_due@day@after@2", "B"),
            ("due_dateLESSTHANsla_due@day@before@1", "A"),
        ],
    )
    .await;
}

/// Proves P2.8, P2.9.
#[tokio::test]
async fn dates_can_be_relative_and_computed() {
    let lab = world().await;
    check(
        &lab,
        &[
            ("opened_at>2026-11-01", "AB"),
            ("opened_at<=2026-10-20 10:00:00", "CD"),
            ("opened_at>=javascript:gs.beginningOfToday()", "A"),
            ("opened_at>=javascript:gs.daysAgoStart(1)", "AB"),
            ("opened_at>=javascript:gs.hoursAgo(2)", "A"),
            ("opened_at<javascript:gs.monthsAgo(1)", "D"),
            ("opened_at>=javascript:gs.dateGenerate(\"2026-10-20\",\"00:00:00\")", "ABC"),
            ("opened_atONToday@javascript:gs.beginningOfToday()@javascript:gs.endOfToday()", "A"),
            ("opened_atNOTONToday@javascript:gs.beginningOfToday()@javascript:gs.endOfToday()", "BCD"),
            ("opened_atON2026-10-20@javascript:gs.dateGenerate('2026-10-20','start')@javascript:gs.dateGenerate('2026-10-20','end')", "C"),
            ("opened_atBETWEENjavascript:gs.daysAgoStart(30)@javascript:gs.endOfYesterday()", "BC"),
            ("opened_atRELATIVEGE@dayofweek@ago@1", "AB"),
            ("opened_atRELATIVEGT@hour@ago@2", "A"),
            ("opened_atRELATIVELT@month@ago@6", "D"),
            ("opened_atRELATIVEEE@year@ago@1", "D"),
            ("due_dateRELATIVEGT@dayofweek@ahead@4", "B"),
            ("opened_atDATEPARTMonday@javascript:gs.datePart('dayofweek','monday','EE')", "A"),
            ("opened_atDATEPART@javascript:gs.datePart('year','2025','EE')", "D"),
            ("opened_atDATEPART@javascript:gs.datePart('hour','10','GE')", "BCD"),
        ],
    )
    .await;
}

/// Proves P2.9.
#[tokio::test]
async fn computed_days_follow_the_users_time_zone() {
    let lab = world().await;
    assert_eq!(found(&lab, "opened_at>=javascript:gs.beginningOfToday()").await, "A");
    lab.update("sys_user", &json!(ADMIN), json!({ "time_zone": "Europe/Amsterdam" })).await;
    assert_eq!(found(&lab, "opened_at>=javascript:gs.beginningOfToday()").await, "AB");
}

/// Proves P2.10.
#[tokio::test]
async fn who_asks_is_known_to_queries() {
    let lab = world().await;
    lab.create("sys_user_grmember", json!({ "user": ADMIN, "group": "Network" })).await;
    check(
        &lab,
        &[
            ("assigned_to=javascript:gs.getUserID()", "B"),
            ("assigned_to.user_name=javascript:gs.getUserName()", "B"),
            ("assigned_toDYNAMIC90d1921e5f510100a9ad2572f2b477fe", "B"),
            ("assignment_group=javascript:getMyGroups()", "AD"),
            ("assignment_groupINjavascript:getMyGroups()", "AD"),
            ("assignment_groupDYNAMICd6435e965f510100a9ad2572f2b47744", "AD"),
        ],
    )
    .await;
}

/// Proves P2.12.
#[tokio::test]
async fn joins_and_related_lists_look_at_other_records() {
    let lab = world().await;
    lab.create("sys_user_grmember", json!({ "user": ADMIN, "group": "Database" })).await;
    check(
        &lab,
        &[
            ("JOINincident.assigned_to=sys_user_grmember.user!group.name=Database", "AB"),
            ("JOINincident.assigned_to=sys_user_grmember.user!group.name=Network", ""),
            ("priority=2^JOINincident.assigned_to=sys_user_grmember.user!", "B"),
        ],
    )
    .await;
    let users = async |query: &str| {
        let path = with("/api/now/table/sys_user?sysparm_fields=user_name", "sysparm_query", query);
        lab.list(&path).await
    };
    let beth = json!([{ "user_name": "beth.anglin" }]);
    assert_eq!(Value::from(users("RLQUERYincident.caller_id,>=2^ENDRLQUERY").await), beth);
    assert_eq!(Value::from(users("RLQUERYincident.caller_id,=1^state=6^ENDRLQUERY").await), beth);
    let without = users("RLQUERYincident.caller_id,=0^ENDRLQUERY^user_nameINadmin,beth.anglin").await;
    assert_eq!(Value::from(without), json!([{ "user_name": "admin" }]));
}

/// Proves P2.11.
#[tokio::test]
async fn classes_are_told_apart() {
    let lab = world().await;
    lab.create("problem", json!({})).await;
    let classes = async |query: &str| {
        let path = with("/api/now/table/task?sysparm_fields=sys_class_name", "sysparm_query", query);
        lab.list(&path).await.len()
    };
    assert_eq!(classes("sys_class_name=problem").await, 1);
    assert_eq!(classes("sys_class_nameINSTANCEOFtask").await, 5);
    assert_eq!(classes("sys_class_nameINSTANCEOFincident").await, 4);
}

/// Proves P2.13.
#[tokio::test]
async fn an_invalid_part_is_dropped_and_the_rest_applies() {
    let lab = world().await;
    check(
        &lab,
        &[
            ("no_such_field=1", "ABCD"),
            ("no_such_field=1^state=2", "B"),
            ("nonsense", "ABCD"),
            ("state=2^opened_at>javascript:gs.inventedFunction()", "B"),
            ("stateVALCHANGES^state=2", "B"),
            ("assigned_to.nothing=1^state=2", "B"),
        ],
    )
    .await;
    let name = "glide.invalid_query.returns_no_rows";
    let row = &lab.list(&format!("/api/now/table/sys_properties?name={name}")).await[0];
    lab.update("sys_properties", &row["sys_id"], json!({ "value": "true" })).await;
    check(&lab, &[("no_such_field=1^state=2", ""), ("state=2", "B")]).await;
}

/// Proves P2.16.
#[tokio::test]
async fn words_are_found_in_the_texts_of_a_record() {
    let lab = world().await;
    let name = "glide.invalid_query.returns_no_rows";
    let row = &lab.list(&format!("/api/now/table/sys_properties?name={name}")).await[0];
    lab.update("sys_properties", &row["sys_id"], json!({ "value": "true" })).await;
    check(
        &lab,
        &[
            ("123TEXTQUERY321=mail", "AB"),
            ("123TEXTQUERY321=mail alpha", "A"),
            ("123TEXTINDEXGROUP321=incidents^123TEXTQUERY321=mail^state=2", "B"),
        ],
    )
    .await;
}

/// Proves P2.15.
#[tokio::test]
async fn operators_that_rows_cannot_answer_are_dropped() {
    let lab = world().await;
    for condition in [
        "short_descriptionMATCH_PAT*mail*",
        "short_descriptionMATCH_RGX.*mail.*",
        "assignment_groupIN_HIERARCHY287ebd7da9fe198100f92cc8d1d2154e",
        "assignment_groupIN_HIERARCHY_DYNAMICd6435e965f510100a9ad2572f2b47744",
        "sys_tagsDOESNOTHAVEx",
        "sys_tagsEXCLUDINGx",
        "stateCHANGES",
        "stateCHANGESFROM1",
        "stateCHANGESTO2",
    ] {
        check(&lab, &[(condition, "ABCD"), (&format!("{condition}^state=2"), "B")]).await;
    }
}

/// Proves P1.9, P1.19.
#[tokio::test]
async fn parameters_named_as_fields_filter_by_value_or_label() {
    let lab = world().await;
    let numbers = async |parameters: &str| {
        let rows = lab.list(&format!("/api/now/table/incident?sysparm_fields=number&{parameters}")).await;
        rows.iter().map(|row| row["number"].as_str().unwrap()).collect::<String>()
    };
    assert_eq!(numbers("state=2").await, "B");
    assert_eq!(numbers("state=resolved").await, "C");
    assert_eq!(numbers("assigned_to=beth.anglin").await, "A");
    assert_eq!(numbers("assigned_to=Beth+Anglin&priority=1").await, "A");
    assert_eq!(numbers("assignment_group.name=Network").await, "AD");
    assert_eq!(numbers("query=x&display_value=True").await, "ABCD");
    assert_eq!(numbers("state=2&sysparm_query_category=list&sysparm_query_no_domain=true").await, "B");
    assert_eq!(numbers("sysparm_query=active%3Dtrue&state=1").await, "A");
}

/// Proves P1.13.
#[tokio::test]
async fn the_total_counts_all_pages() {
    let lab = world().await;
    for (parameters, total) in [
        ("sysparm_limit=1", "4"),
        ("sysparm_limit=1&sysparm_query=active%3Dtrue", "3"),
        ("sysparm_limit=10&sysparm_offset=2", "4"),
        ("sysparm_limit=10&sysparm_offset=20", "4"),
    ] {
        let path = format!("/api/now/table/incident?{parameters}");
        let answer = lab.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(answer.headers()["x-total-count"], total, "{parameters}");
        body(answer, StatusCode::OK).await;
    }
}
