//! No script hangs or exhausts the instance: generated ones, each stopped
//! within its limit, while the instance answers others.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{Lab, body};

/// Milliseconds that scripts have here.
const LIMIT: u64 = 150;
/// How much later than its limit a script may end on a busy machine.
const SLACK: Duration = Duration::from_secs(15);
/// Bytes by which the process may grow, in kilobytes: an engine and what its
/// scripts hand over.
const GROWTH: u64 = 1_200_000;

/// Statements that work for ever, or want all memory.
const HEAVY: &[&str] = &[
    "while (true) {}",
    "for (;;) { x = 1 }",
    "do { continue } while (true)",
    "(function f() { f() })()",
    "(function f(n) { return n < 2 ? n : f(n - 1) + f(n - 2) })(60)",
    "var all = []; while (true) all.push({ a: 1 })",
    "var s = 'x'; while (true) s += s",
    "'x'.repeat(2 ** 29)",
    "while (true) 'x'.repeat(9000000).toUpperCase()",
    "'a'.padEnd(2 ** 29)",
    "new Array(1e9).join()",
    "new Array(1e9).join('')",
    "new Array(4294967295).fill(0)",
    "new Array(4294967295).reverse()",
    "new Array(4294967295).sort()",
    "new Array(4294967295).concat([1])",
    "new Array(4294967295).slice(1)",
    "new Array(4294967295).splice(0, 4294967290)",
    "new Array(4294967295).shift()",
    "new Array(4294967295).flat()",
    "new Array(4294967295).indexOf(1)",
    "new Array(4294967295).lastIndexOf(1, 4294967290)",
    "new Array(4294967295).includes(1)",
    "new Array(4294967295).forEach(function() {})",
    "new Array(4294967295).copyWithin(1, 0)",
    "Array.prototype.slice.call({ length: 2 ** 53 - 1 })",
    "Array.prototype.reverse.call({ length: 2 ** 53 - 1 })",
    "Array.prototype.forEach.call({ length: 2 ** 53 - 1 }, function() {})",
    "Array.prototype.join.call({ get length() { return 2 ** 53 - 1 } }, '')",
    "[].concat({ length: 2 ** 53 - 1, [Symbol.isConcatSpreadable]: true })",
    "var d = new Array(2000000); var all = []; for (var i = 0; i < 2000; i++) all.push(d); all.flat()",
    "[1, 2, 3, 4].flatMap(function() { return new Array(4294967295) })",
    "Array.from({ length: 4294967295 })",
    "JSON.stringify([1], new Array(4294967295))",
    "JSON.stringify(new Array(4294967295))",
    "JSON.parse('['.repeat(5000000))",
    "JSON.parse('{\"a\":'.repeat(1000000))",
    "while (true) JSON.parse(JSON.stringify(new Array(100000).fill('abc')))",
    "'a'.repeat(1e7).indexOf('a'.repeat(5e6) + 'b')",
    "'a'.repeat(1e7).lastIndexOf('b' + 'a'.repeat(5e6))",
    "'a'.repeat(1e7).split('a'.repeat(5e6) + 'b')",
    "'a'.repeat(1e7).replaceAll('a'.repeat(5e6) + 'b', '')",
    "String.prototype.includes.call({ toString: function() { return 'a'.repeat(1e7) } }, 'a'.repeat(5e6) + 'b')",
    "var a = 'x'.repeat(4e6) + 'a', b = 'x'.repeat(4e6) + 'b', l = []; for (var i = 0; i < 1e5; i++) l.push(i % 2 ? a : b); l.sort()",
    "/^(a+)+$/.test('a'.repeat(40) + 'b')",
    "/(x+x+)+y/.exec('x'.repeat(60))",
    "'a'.repeat(200).replace(/(a|aa|a?)*$b/g, '')",
    "/^(([a-z])+.)+[A-Z]([a-z])+$/.test('a'.repeat(60))",
    "new RegExp('(a?){40}a{40}').test('a'.repeat(40))",
    "new RegExp('('.repeat(100000) + ')'.repeat(100000))",
    "eval('('.repeat(1000000))",
    "eval('while (true) {}')",
    "new Function('while (true) {}')()",
    "eval('var a' + ';var a'.repeat(1000000))",
    "(async function() { while (true) await null })()",
    "(async function() { while (true) {} })()",
    "function again() { Promise.resolve().then(again) } again()",
    "Promise.resolve().then(function() { while (true) {} })",
    "function* g() { while (true) yield 1 } for (var v of g()) {}",
    "function* g() { yield* g() } [...g()]",
    "[...{ [Symbol.iterator]() { return { next() { return { value: 1, done: false } } } } }]",
    "var o = { get a() { return this.a } }; o.a",
    "var o = { toString() { while (true) {} } }; '' + o",
    "var o = { toJSON() { return { a: this } } }; JSON.stringify(o)",
    "var o = {}; o.o = o; JSON.stringify(o)",
    "var p = {}; for (;;) p = Object.create(p)",
    "var m = new Map(); for (var i = 0; ; i++) m.set(i, i)",
    "var c = function() {}; while (true) c = c.bind(null)",
    "Object.defineProperty(Array.prototype, '0', { get() { while (true) {} } }); new Array(2).forEach(function() {})",
    "label: for (;;) { try { continue label } finally { continue label } }",
    "throw { get message() { while (true) {} }, get stack() { while (true) {} } }",
    "throw new Proxy({}, { get() { while (true) {} } })",
    "throw { toString() { while (true) {} } }",
    "var e = new Error('a'.repeat(1e7)); throw e",
    "Error.prepareStackTrace = function() { while (true) {} }; throw new Error('x')",
    "while (true) gs.info('x'.repeat(1000000))",
    "while (true) gs.addErrorMessage('x'.repeat(1000000))",
    "while (true) gs.getProperty('instance_name')",
    "while (true) { var gr = new GlideRecord('incident'); gr.query(); while (gr.next()) {} }",
    "while (true) { var gr = new GlideRecord('problem'); gr.short_description = 'x'; gr.insert() }",
    "var all = []; while (true) { var gr = new GlideRecord('incident'); gr.description = 'x'.repeat(1000000); all.push(gr) }",
    "var gr = new GlideRecord('incident'); gr.addEncodedQuery('numberLIKE' + 'x'.repeat(5000000)); gr.query()",
    "var gr = new GlideRecord('incident'); gr.addEncodedQuery('active=true^OR'.repeat(20000)); gr.query()",
    "var gr = new GlideRecord('incident'); for (;;) gr.addQuery('active', true)",
    "var gr = new GlideRecord('incident'); gr.initialize(); gr.setValue('parent.'.repeat(100000) + 'x', '1'); gr.getValue('parent.'.repeat(10000) + 'number')",
    "while (true) new GlideSysAttachment().write(current, 'a.txt', 'text/plain', 'x'.repeat(1000000))",
    "while (true) gs.eventQueue('x', current, 'x'.repeat(1000000), '')",
    "while (true) new GlideDateTime().addSeconds(1)",
    "gs.sleep(1e9)",
    "GlideStringUtil.base64Encode('x'.repeat(2e7)); while (true) GlideStringUtil.base64Encode('x'.repeat(1e6))",
];

/// Heavy statements within others that hide, repeat, delay or nest them.
fn scripts() -> impl Strategy<Value = String> {
    let leaf = proptest::sample::select(HEAVY).prop_map(ToOwned::to_owned);
    leaf.prop_recursive(3, 6, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|script| format!("try {{ {script} }} catch (e) {{ gs.info(e) }}")),
            inner.clone().prop_map(|script| format!("for (;;) {{ try {{ {script} }} catch (e) {{}} }}")),
            inner.clone().prop_map(|script| format!("(function() {{ {script} }})();")),
            inner.clone().prop_map(|script| format!("try {{ {script} }} finally {{ while (true) {{}} }}")),
            inner.clone().prop_map(|script| format!("(async function() {{ {script} }})();")),
            inner.clone().prop_map(|script| format!("[...(function*() {{ {script} ; yield 1 }})()];")),
            inner.clone().prop_map(|script| format!("[3, 2, 1].sort(function() {{ {script} }});")),
            inner.clone().prop_map(|script| format!("'abc'.replace(/./g, function() {{ {script} }});")),
            inner.clone().prop_map(|script| format!("eval({});", json!(script))),
            (inner.clone(), inner).prop_map(|(first, second)| format!("{first}\n;{second}")),
        ]
    })
}

/// The largest memory that this process has had, in kilobytes; 0 where it is
/// not told.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

async fn lab() -> Lab {
    let lab = Lab::new().await;
    let fields = json!({ "name": "scorebridge.script.limit_ms", "value": LIMIT.to_string() });
    lab.create("sys_properties", fields).await;
    lab
}

async fn rule(lab: &Lab, when: &str) -> Value {
    let fields = json!({
        "name": "Heavy", "collection": "incident", "when": when, "active": "true", "advanced": "true",
        "action_insert": "true", "script": "",
    });
    lab.create("sys_script", fields).await
}

/// Runs a script by a write; what came of it must be the protocol's, and in
/// time.
async fn run(lab: &Lab, script: &str) {
    let began = Instant::now();
    let call = lab.request(Method::POST, "/api/now/table/incident").json(&json!({ "urgency": "2" }));
    let answer = call.timeout(Duration::from_mins(1)).send().await;
    let answer = answer.unwrap_or_else(|error| panic!("{error}: no answer while this ran: {script}"));
    let took = began.elapsed();
    assert!(took < Duration::from_millis(LIMIT) + SLACK, "{took:?} for {script}");
    let status = answer.status();
    let told: Value = answer.json().await.unwrap();
    if status == StatusCode::CREATED {
        assert_eq!(told["result"]["urgency"], "2", "{script}");
    } else {
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "{told} for {script}");
        let message = "Transaction cancelled: maximum execution time exceeded";
        assert_eq!(told["error"]["message"], message, "{script}");
        assert_eq!(told["status"], "failure");
    }
    let others = lab.request(Method::GET, "/api/now/table/sys_user?sysparm_limit=1").send().await.unwrap();
    assert_eq!(others.status(), StatusCode::OK, "after {script}");
}

/// Proves P6.10.
#[tokio::test(flavor = "multi_thread")]
async fn every_heavy_statement_ends_within_its_limit() {
    let lab = lab().await;
    let rule = rule(&lab, "before").await;
    let before = peak();
    for script in HEAVY {
        lab.update("sys_script", &rule["sys_id"], json!({ "script": script })).await;
        run(&lab, script).await;
    }
    assert!(peak() < before + GROWTH, "the process grew from {before} to {} kB", peak());
}

/// Proves P6.10.
#[tokio::test(flavor = "multi_thread")]
async fn generated_scripts_end_within_their_limit() {
    let lab = lab().await;
    let rules = [rule(&lab, "before").await, rule(&lab, "after").await];
    let mut runner = TestRunner::deterministic();
    for round in 0..48 {
        let script = scripts().new_tree(&mut runner).unwrap().current();
        let (on, off) = (&rules[round % 2]["sys_id"], &rules[(round + 1) % 2]["sys_id"]);
        lab.update("sys_script", off, json!({ "script": "" })).await;
        lab.update("sys_script", on, json!({ "script": script })).await;
        run(&lab, &script).await;
    }
}

/// Proves P6.10.
#[tokio::test(flavor = "multi_thread")]
async fn rules_that_cause_each_other_for_ever_end_too() {
    let lab = lab().await;
    for (table, other) in [("problem", "change_request"), ("change_request", "problem")] {
        for when in ["before", "after", "async"] {
            let script = format!(
                "for (var i = 0; i < 50; i++) {{ var gr = new GlideRecord('{other}'); gr.short_description = 'x'; gr.insert(); }}"
            );
            let fields = json!({
                "name": when, "collection": table, "when": when, "active": "true", "advanced": "true",
                "action_insert": "true", "action_update": "true", "action_query": "true", "script": script,
                "condition": format!("new GlideRecord('{other}').get('active', true) || true"),
            });
            lab.create("sys_script", fields).await;
        }
    }
    let began = Instant::now();
    let answer = lab.request(Method::POST, "/api/now/table/problem").json(&json!({})).send().await.unwrap();
    assert!(began.elapsed() < SLACK, "{:?}", began.elapsed());
    let found = body(answer, StatusCode::INTERNAL_SERVER_ERROR).await;
    assert_eq!(found["error"]["message"], "Transaction cancelled: maximum execution time exceeded");
    assert_eq!(lab.get("/api/now/table/incident").await, json!({ "result": [] }));
}

/// Proves P6.10.
#[tokio::test(flavor = "multi_thread")]
async fn a_scripted_api_ends_within_its_limit_while_others_write() {
    let lab = lab().await;
    let api = json!({ "name": "Heavy", "service_id": "heavy", "namespace": "global", "active": "true" });
    let api = lab.create("sys_ws_definition", api).await;
    let resource = json!({
        "name": "r", "web_service_definition": api["sys_id"], "http_method": "GET", "relative_path": "/",
        "operation_script": "while (true) { var gr = new GlideRecord('problem'); gr.insert(); }", "active": "true",
    });
    let resource = lab.create("sys_ws_operation", resource).await;
    let heavy = lab.request(Method::GET, "/api/global/heavy").send();
    let (heavy, made) = tokio::join!(heavy, lab.create("incident", json!({ "urgency": "1" })));
    assert_eq!(made["urgency"], "1");
    let told = body(heavy.unwrap(), StatusCode::INTERNAL_SERVER_ERROR).await;
    assert_eq!(told["error"]["message"], "Transaction cancelled: maximum execution time exceeded");
    for answer in
        ["({ get a() { while (true) {} } })", "({ toJSON() { while (true) {} } })", "'x'.repeat(9e6)"]
    {
        let script = json!({ "operation_script": answer });
        lab.update("sys_ws_operation", &resource["sys_id"], script).await;
        let began = Instant::now();
        let answered = lab.request(Method::GET, "/api/global/heavy").send().await.unwrap();
        assert!(began.elapsed() < SLACK, "{answer}");
        let text = answered.text().await.unwrap();
        assert!(serde_json::from_str::<Value>(&text).is_ok(), "{answer}");
    }
}
