//! Business rules and script includes as clients of the instance meet them.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::support::{Lab, body, with};

/// A business rule with the fields every test gives.
async fn rule(lab: &Lab, table: &str, when: &str, more: Value) -> Value {
    let mut fields = json!({
        "name": format!("{when} {table}"), "collection": table, "when": when, "active": "true",
        "advanced": "true", "action_insert": "true", "action_update": "true",
    });
    for (name, value) in more.as_object().unwrap() {
        fields[name] = value.clone();
    }
    lab.create("sys_script", fields).await
}

async fn include(lab: &Lab, name: &str, script: &str) -> Value {
    lab.create("sys_script_include", json!({ "name": name, "script": script, "access": "public" })).await
}

/// Messages of the instance's log, oldest first.
async fn log(lab: &Lab) -> Vec<String> {
    let rows = lab.list("/api/now/table/syslog?sysparm_query=ORDERBYsys_created_on").await;
    rows.iter().map(|row| row["message"].as_str().unwrap().to_owned()).collect()
}

/// Rows of a query, once there are as many as expected.
async fn eventually(lab: &Lab, table: &str, query: &str, count: usize) -> Vec<Value> {
    let path = with(&format!("/api/now/table/{table}"), "sysparm_query", query);
    let mut found = Vec::new();
    for _ in 0..400 {
        found = lab.list(&path).await;
        if found.len() == count {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("expected {count} of {table} with {query}, found {found:?}");
}

#[tokio::test]
async fn a_rule_before_a_write_changes_what_is_stored() {
    let lab = Lab::new().await;
    let script = "(function executeRule(current, previous) {
        current.description = 'Was: ' + (previous.getValue('short_description') || 'nothing') + ', is ' + current.getValue('short_description');
        if (current.operation() == 'update' && current.short_description.changes()) current.setValue('urgency', 1);
        current.work_notes = 'seen by a rule';
    })(current, previous);";
    rule(&lab, "incident", "before", json!({ "script": script })).await;
    let made = lab.create("incident", json!({ "short_description": "one" })).await;
    assert_eq!(made["description"], "Was: nothing, is one");
    let changed = lab.update("incident", &made["sys_id"], json!({ "short_description": "two" })).await;
    assert_eq!(changed["description"], "Was: one, is two");
    assert_eq!(
        (&changed["urgency"], &changed["priority"]),
        (&json!("1"), &json!("3")),
        "the priority follows"
    );
    let query = format!("element_id={}^element=work_notes", made["sys_id"].as_str().unwrap());
    let notes = lab.list(&with("/api/now/table/sys_journal_field", "sysparm_query", query)).await;
    assert_eq!(notes.len(), 2);
}

#[tokio::test]
async fn conditions_of_all_three_kinds_must_hold() {
    let lab = Lab::new().await;
    let script = "current.description = current.description + '+'";
    rule(&lab, "task", "before", json!({
        "script": script, "filter_condition": "stateCHANGESTO2^EQ", "condition": "current.urgency == 1 && gs.hasRole('itil');",
    })).await;
    let made = lab.create("incident", json!({ "urgency": "1", "description": "d" })).await;
    let id = &made["sys_id"];
    assert_eq!(lab.update("incident", id, json!({ "impact": "1" })).await["description"], "d");
    assert_eq!(lab.update("incident", id, json!({ "state": "2" })).await["description"], "d+");
    assert_eq!(lab.update("incident", id, json!({ "impact": "2" })).await["description"], "d+");
    assert_eq!(
        lab.update("incident", id, json!({ "state": "1", "urgency": "2" })).await["description"],
        "d+"
    );
    assert_eq!(
        lab.update("incident", id, json!({ "state": "2" })).await["description"],
        "d+",
        "by its script"
    );
}

#[tokio::test]
async fn a_rule_that_aborts_is_named_in_the_refusal_and_keeps_its_log() {
    let lab = Lab::new().await;
    let script = "gs.info('refusing {0}', current.short_description); gs.addErrorMessage('No'); current.setAbortAction(true);";
    let made = rule(&lab, "incident", "before", json!({ "name": "Never", "script": script })).await;
    let answer = lab
        .request(reqwest::Method::POST, "/api/now/table/incident")
        .json(&json!({ "short_description": "this" }))
        .send()
        .await
        .unwrap();
    let found = body(answer, StatusCode::FORBIDDEN).await;
    let id = made["sys_id"].as_str().unwrap();
    let detail = format!(
        "Operation against file 'incident' was aborted by Business Rule 'Never^{id}'. Business Rule Stack:Never"
    );
    assert_eq!(found["error"]["detail"], detail);
    assert_eq!(log(&lab).await, ["refusing this"]);
    assert!(lab.list("/api/now/table/incident").await.is_empty());
}

#[tokio::test]
async fn a_broken_script_is_logged_with_its_line_and_stops_nothing() {
    let lab = Lab::new().await;
    rule(
        &lab,
        "incident",
        "before",
        json!({ "name": "Broken", "script": "var a = 1;\n\ncurrent.nothing.at.all();" }),
    )
    .await;
    rule(&lab, "incident", "before", json!({ "name": "Unread", "script": "this is no script" })).await;
    rule(&lab, "incident", "before", json!({ "name": "Unknown", "script": "\ngs.brewCoffee();" })).await;
    lab.create("incident", json!({})).await;
    let log = log(&lab).await;
    assert_eq!(log.len(), 3, "{log:?}");
    assert!(log[0].contains("business rule Broken") && log[0].contains("line 3"), "{log:?}");
    assert!(log[1].starts_with("SyntaxError") && log[1].contains("business rule Unread"), "{log:?}");
    assert!(
        log[2].contains("gs.brewCoffee is not supported by this instance") && log[2].contains("line 2"),
        "{log:?}"
    );
}

#[tokio::test]
async fn rules_after_a_write_reach_other_records_in_the_same_transaction() {
    let lab = Lab::new().await;
    let script = "(function(current, previous) {
        var task = new GlideRecord('change_task');
        task.addQuery('change_request', current.sys_id);
        task.addNullQuery('short_description');
        task.query();
        while (task.next()) { task.short_description = 'of ' + current.number; task.update(); }
        var made = new GlideRecord('problem');
        made.initialize();
        made.short_description = current.short_description;
        made.assigned_to = current.requested_by;
        gs.info('made {0} for {1}', made.insert(), current.requested_by.name);
    })(current, previous);";
    rule(&lab, "change_request", "after", json!({ "script": script, "action_update": "false" })).await;
    let change = lab.create("change_request", json!({ "short_description": "S" })).await;
    let problems = lab.list("/api/now/table/problem?sysparm_exclude_reference_link=true").await;
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0]["assigned_to"], change["requested_by"]);
    assert_eq!(
        log(&lab).await,
        [format!("made {} for System Administrator", problems[0]["sys_id"].as_str().unwrap())]
    );
}

#[tokio::test]
async fn asynchronous_rules_run_after_the_answer_as_the_person_who_wrote() {
    let lab = Lab::new().await;
    let script = "(function(current, previous) {
        var gr = new GlideRecord('incident');
        gr.get(current.getUniqueValue());
        gr.description = gs.getUserName() + ' ' + current.short_description + ' ' + (previous === null);
        gr.update();
    })(current, previous);";
    rule(&lab, "incident", "async", json!({ "script": script, "action_update": "false" })).await;
    let made = lab.create_as("itil", "incident", json!({ "short_description": "later" })).await;
    let query = format!("sys_id={}^descriptionISNOTEMPTY", made["sys_id"].as_str().unwrap());
    let found = eventually(&lab, "incident", &query, 1).await;
    assert_eq!(found[0]["description"], "itil later true");
    eventually(&lab, "sys_trigger", "nameSTARTSWITHASYNC", 0).await;
}

#[tokio::test]
async fn an_asynchronous_rule_that_causes_itself_comes_to_an_end() {
    let lab = Lab::new().await;
    let script = "var n = Number(current.time_worked || 0); current.description = current.description + '.'; current.update();";
    rule(&lab, "problem", "async", json!({ "script": script })).await;
    lab.create("problem", json!({})).await;
    eventually(&lab, "syslog", "messageLIKEcaused each other", 1).await;
    eventually(&lab, "sys_trigger", "nameSTARTSWITHASYNC", 0).await;
}

#[tokio::test]
async fn rules_that_cause_each_other_are_stopped_and_logged() {
    let lab = Lab::new().await;
    let script = "var gr = new GlideRecord('problem'); gr.short_description = 'again'; gr.insert();";
    rule(&lab, "problem", "after", json!({ "script": script, "action_update": "false" })).await;
    lab.create("problem", json!({})).await;
    assert!(log(&lab).await.iter().any(|line| line.contains("levels deep")));
}

#[tokio::test]
async fn a_script_that_loops_or_allocates_for_ever_is_stopped() {
    let lab = Lab::new().await;
    let looping = rule(&lab, "incident", "before", json!({ "script": "while (true) {}" })).await;
    let answer =
        lab.request(reqwest::Method::POST, "/api/now/table/incident").json(&json!({})).send().await.unwrap();
    let found = body(answer, StatusCode::INTERNAL_SERVER_ERROR).await;
    assert_eq!(found["error"]["message"], "Transaction cancelled: maximum execution time exceeded");
    assert!(log(&lab).await[0].contains("script execution time exceeded"));
    let script = "var all = []; while (true) all.push({ a: 1 });";
    lab.update("sys_script", &looping["sys_id"], json!({ "script": script })).await;
    lab.create("incident", json!({})).await;
    assert!(log(&lab).await.iter().any(|line| line.contains("out of memory")), "{:?}", log(&lab).await);
}

#[tokio::test]
async fn script_includes_are_found_by_name_and_may_be_old_or_new() {
    let lab = Lab::new().await;
    include(&lab, "OldUtil", "var OldUtil = Class.create();
        OldUtil.prototype = { initialize: function(a) { this.a = a; }, sum: function(b) { return this.a + b; }, type: 'OldUtil' };").await;
    include(&lab, "NewUtil", "class NewUtil extends OldUtil { sum(b) { return super.sum(b) ** 2; } static of(...n) { return n.map((x) => x ?? 0); } }").await;
    include(&lab, "plainFunction", "function plainFunction(x) { return 'f' + x; }").await;
    let script = "current.description = [new NewUtil(2).sum(3), NewUtil.of(1, null), plainFunction(1), new global.OldUtil(1).sum(1)].join('|')";
    rule(&lab, "incident", "before", json!({ "script": script })).await;
    let made = lab.create("incident", json!({})).await;
    assert_eq!(made["description"], "25|1,0|f1|2");
}

#[tokio::test]
async fn rules_before_a_query_narrow_what_people_find() {
    let lab = Lab::new().await;
    lab.create("problem", json!({ "short_description": "open" })).await;
    lab.create("problem", json!({ "short_description": "hidden" })).await;
    let script = "if (!gs.hasRole('admin')) current.addQuery('short_description', '!=', 'hidden');";
    rule(&lab, "problem", "before", json!({ "script": script, "action_query": "true", "action_insert": "false", "action_update": "false" })).await;
    assert_eq!(lab.list("/api/now/table/problem").await.len(), 2);
    let answer = lab.request_as("itil", reqwest::Method::GET, "/api/now/table/problem").send().await.unwrap();
    assert_eq!(answer.headers()["x-total-count"], "1");
    let found = body(answer, StatusCode::OK).await;
    assert_eq!(found["result"].as_array().unwrap().len(), 1);
}

/// A scripted REST API of the global application with one resource.
async fn resource(lab: &Lab, method: &str, path: &str, script: &str, more: Value) -> Value {
    let api = lab
        .create(
            "sys_ws_definition",
            json!({ "name": "Demo", "service_id": "demo", "namespace": "global", "active": "true" }),
        )
        .await;
    let mut fields = json!({
        "name": "resource", "web_service_definition": api["sys_id"], "http_method": method, "relative_path": path,
        "operation_script": script, "active": "true",
    });
    for (name, value) in more.as_object().unwrap() {
        fields[name] = value.clone();
    }
    lab.create("sys_ws_operation", fields).await
}

#[tokio::test]
async fn a_scripted_api_sees_the_request_and_shapes_the_answer() {
    let lab = Lab::new().await;
    let script = "(function process(/*RESTAPIRequest*/ request, /*RESTAPIResponse*/ response) {
        var gr = new GlideRecord('incident');
        gr.short_description = request.body.data.title;
        var id = gr.insert();
        response.setStatus(201);
        response.setHeader('X-Made', id);
        return { id: id, group: request.pathParams.group, all: request.queryParams.tag, title: gr.short_description,
                 agent: request.getHeader('X-Agent'), user: gs.getUserName(), text: request.body.dataString.length };
    })(request, response);";
    resource(&lab, "POST", "/things/{group}", script, json!({})).await;
    let answer = lab
        .request_as("itil", reqwest::Method::POST, "/api/global/demo/things/a%20b?tag=1&tag=2")
        .header("X-Agent", "tests")
        .json(&json!({ "title": "made by script" }))
        .send()
        .await
        .unwrap();
    let made = answer.headers()["x-made"].to_str().unwrap().to_owned();
    let found = body(answer, StatusCode::CREATED).await;
    let expected = json!({ "result": { "id": made, "group": "a b", "all": ["1", "2"], "title": "made by script",
        "agent": "tests", "user": "itil", "text": 26 } });
    assert_eq!(found, expected);
    assert_eq!(lab.show("incident", &json!(made)).await["short_description"], "made by script");
    let other = lab.request(reqwest::Method::GET, "/api/global/demo/things/x").send().await.unwrap();
    assert_eq!(other.status(), StatusCode::METHOD_NOT_ALLOWED);
    let nowhere = lab.request(reqwest::Method::GET, "/api/global/demo/other").send().await.unwrap();
    assert_eq!(nowhere.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_scripted_api_asks_for_the_authentication_and_roles_it_names() {
    let lab = Lab::new().await;
    let open = resource(
        &lab,
        "GET",
        "/",
        "({ who: gs.getUserName() })",
        json!({ "requires_authentication": "false", "requires_acl_authorization": "false" }),
    )
    .await;
    let answer = lab.http.get(lab.url("/api/global/demo")).send().await.unwrap();
    assert_eq!(body(answer, StatusCode::OK).await, json!({ "result": { "who": "guest" } }));
    let role = lab.list("/api/now/table/sys_user_role?name=admin").await[0]["sys_id"].clone();
    let acl = lab
        .create(
            "sys_security_acl",
            json!({ "name": "demo", "type": "REST_Endpoint", "operation": "execute" }),
        )
        .await;
    lab.create("sys_security_acl_role", json!({ "sys_security_acl": acl["sys_id"], "sys_user_role": role }))
        .await;
    let fields = json!({ "requires_authentication": "true", "requires_acl_authorization": "true", "enforce_acl": acl["sys_id"] });
    lab.update("sys_ws_operation", &open["sys_id"], fields).await;
    assert_eq!(
        lab.http.get(lab.url("/api/global/demo")).send().await.unwrap().status(),
        StatusCode::UNAUTHORIZED
    );
    let answer = lab.request_as("itil", reqwest::Method::GET, "/api/global/demo").send().await.unwrap();
    super::support::refusal(
        answer,
        StatusCode::FORBIDDEN,
        "User Not Authorized",
        json!("Failed API level ACL Validation"),
    )
    .await;
    assert_eq!(lab.get("/api/global/demo").await["result"]["who"], "admin");
}

#[tokio::test]
async fn the_script_of_an_access_rule_decides_who_may_call_an_api() {
    let lab = Lab::new().await;
    let rule = json!({
        "name": "demo", "type": "REST_Endpoint", "operation": "execute", "active": "true", "advanced": "true",
        "admin_overrides": "false", "script": "answer = gs.getUserName() == 'itil';",
    });
    let acl = lab.create("sys_security_acl", rule).await;
    let fields = json!({ "requires_acl_authorization": "true", "enforce_acl": acl["sys_id"] });
    resource(&lab, "GET", "/", "({ who: gs.getUserName() })", fields).await;
    let ask = async |user: &str| {
        lab.request_as(user, reqwest::Method::GET, "/api/global/demo").send().await.unwrap().status()
    };
    assert_eq!((ask("itil").await, ask("admin").await), (StatusCode::OK, StatusCode::FORBIDDEN));
    for (change, admitted) in [
        (json!({ "script": "answer = true; throw new Error('broken')" }), StatusCode::FORBIDDEN),
        (json!({ "admin_overrides": "true" }), StatusCode::OK),
        (json!({ "admin_overrides": "false", "advanced": "false" }), StatusCode::OK),
        (json!({ "advanced": "true", "script": "answer = false;" }), StatusCode::FORBIDDEN),
        (json!({ "active": "false" }), StatusCode::OK),
    ] {
        lab.update("sys_security_acl", &acl["sys_id"], change.clone()).await;
        assert_eq!(ask("admin").await, admitted, "{change}");
    }
    assert!(
        log(&lab).await.iter().any(|line| line.contains("access control demo") && line.contains("broken"))
    );
}

#[tokio::test]
async fn errors_of_a_scripted_api_are_told_in_its_words() {
    let lab = Lab::new().await;
    let script = "if (request.queryParams.kind == 'gone') throw new sn_ws_err.NotFoundError('no such thing');
        if (request.queryParams.kind == 'own') { var e = new sn_ws_err.ServiceError(); e.setStatus(418); e.setMessage('teapot'); e.setDetail('short'); throw e; }
        undefinedFunction();";
    resource(&lab, "GET", "/", script, json!({})).await;
    let ask = async |kind: &str| {
        lab.request(reqwest::Method::GET, &format!("/api/global/demo?kind={kind}")).send().await.unwrap()
    };
    super::support::refusal(ask("gone").await, StatusCode::NOT_FOUND, "Not Found", json!("no such thing"))
        .await;
    super::support::refusal(ask("own").await, StatusCode::IM_A_TEAPOT, "teapot", json!("short")).await;
    let broken = body(ask("x").await, StatusCode::INTERNAL_SERVER_ERROR).await;
    assert!(
        broken["error"]["detail"].as_str().unwrap().contains("undefinedFunction is not defined"),
        "{broken}"
    );
    assert!(log(&lab).await[0].contains("line 3"));
}

#[tokio::test]
async fn a_rule_calls_out_signs_its_body_and_reads_the_answer() {
    let lab = Lab::new().await;
    let target = resource(&lab, "POST", "/in", "gs.info(request.headers['x-signature'] + ' ' + request.body.dataString); response.setStatus(202); ({ ok: true })",
        json!({ "requires_authentication": "false" })).await;
    assert_eq!(target["http_method"], "POST");
    let url = lab.url("/api/global/demo/in");
    let script = format!("(function(current) {{
        var body = JSON.stringify({{ number: current.getValue('number') }});
        var r = new sn_ws.RESTMessageV2();
        r.setEndpoint('{url}'); r.setHttpMethod('POST'); r.setRequestHeader('Content-Type', 'application/json');
        r.setRequestHeader('X-Signature', new GlideCertificateEncryption().generateMac(GlideStringUtil.base64Encode('key'), 'HmacSHA256', body));
        r.setRequestBody(body);
        var answer = r.execute();
        gs.info('{{0}} {{1}}', answer.getStatusCode(), JSON.parse(answer.getBody()).result.ok);
        var bad = new sn_ws.RESTMessageV2();
        bad.setEndpoint('http://169.254.169.254/latest/meta-data'); bad.setHttpMethod('get');
        gs.info(bad.execute().getErrorMessage());
    }})(current);");
    rule(&lab, "incident", "async", json!({ "script": script, "action_update": "false" })).await;
    let made = lab.create("incident", json!({})).await;
    eventually(&lab, "syslog", "messageLIKEcredentials", 1).await;
    let log = log(&lab).await;
    let told = format!("{{\"number\":{}}}", made["number"]);
    assert!(log.iter().any(|line| line.ends_with(&told) && line.len() == 45 + told.len()), "{log:?}");
    assert!(log.iter().any(|line| line == "202 true"), "{log:?}");
}
