//! What is broken, too large, nested or unknown, over all routes: a refusal in
//! the protocol's form, never a failure of our own, never a stop.

use std::io::Write as _;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Map, Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::support::{Lab, body};

/// Every route, with places for a change, an incident and an attachment.
const ROUTES: &[&str] = &[
    "/api/now/table/incident",
    "/api/now/v1/table/incident",
    "/api/now/v2/table/incident/{incident}",
    "/api/now/table/sys_user",
    "/api/now/table/no_such_table",
    "/api/now/stats/incident",
    "/api/now/attachment",
    "/api/now/attachment/file",
    "/api/now/attachment/upload",
    "/api/now/attachment/{attachment}",
    "/api/now/attachment/{attachment}/file",
    "/api/now/attachment/{attachment}/attributes",
    "/api/now/attachment/{attachment}/attributes/key",
    "/api/now/cmdb/instance/cmdb_ci_server",
    "/api/now/cmdb/instance/cmdb_ci_server/{incident}",
    "/api/now/cmdb/instance/cmdb_ci_server/{incident}/relation",
    "/api/now/cmdb/instance/cmdb_ci_server/{incident}/relation/{incident}",
    "/api/now/cmdb/meta/cmdb_ci_server",
    "/api/now/doc/table/schema",
    "/api/now/doc/table/schema/incident",
    "/api/now/ui/meta/incident",
    "/api/now/ui/user/current_user",
    "/api/now/tinyurl",
    "/api/now/v1/batch",
    "/api/now/import/imp_user",
    "/api/now/import/imp_user/insertMultiple",
    "/api/sn_chg_rest/change",
    "/api/sn_chg_rest/v1/change/normal",
    "/api/sn_chg_rest/change/emergency/{change}",
    "/api/sn_chg_rest/change/standard",
    "/api/sn_chg_rest/change/standard/template",
    "/api/sn_chg_rest/change/standard/{change}/risk",
    "/api/sn_chg_rest/change/model",
    "/api/sn_chg_rest/change/worker/{change}",
    "/api/sn_chg_rest/change/ci/{incident}/schedule",
    "/api/sn_chg_rest/change/{change}",
    "/api/sn_chg_rest/change/{change}/nextstates",
    "/api/sn_chg_rest/change/{change}/task",
    "/api/sn_chg_rest/change/{change}/task/{incident}",
    "/api/sn_chg_rest/change/{change}/ci",
    "/api/sn_chg_rest/change/{change}/conflict",
    "/api/sn_chg_rest/change/{change}/approvals",
    "/api/sn_chg_rest/change/{change}/schedule/first_available",
    "/api/sn_sc/servicecatalog/catalogs",
    "/api/sn_sc/servicecatalog/items",
    "/api/sn_sc/servicecatalog/items/{incident}/order_now",
    "/api/sn_sc/servicecatalog/cart",
    "/api/sn_sc/servicecatalog/cart/submit_order",
    "/api/sn_cicd/progress/{incident}",
    "/api/global/no_such_api",
    "/api/nothing/at/all",
    "/incident.do?JSONv2",
    "/incident.do?JSONv2&sysparm_action=insert",
    "/incident.do?JSONv2&sysparm_action=update",
    "/incident.do?JSONv2&sysparm_action=deleteMultiple",
    "/oauth_token.do",
    "/oauth_revoke_token.do",
    "/oauth_auth.do",
    "/login.do",
    "/login_redirect.do",
    "/login_with_sso.do",
    "/logout.do",
    "/impersonate.do",
    "/angular.do",
    "/xmlhttp.do",
    "/stats.do",
    "/xmlstats.do",
    "/sn_appclient_upload_processor.do",
    "/upload.do",
    "/update_sets.do",
    "/scenarios.do",
    "/incident_list.do",
    "/incident.do",
    "/nav_to.do",
    "/text_search.do",
    "/no_such_page.do",
];

/// A request that no client should send.
struct Bad {
    name: &'static str,
    query: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Bad {
    fn query(name: &'static str, query: impl Into<String>) -> Self {
        Self { name, query: query.into(), headers: HeaderMap::new(), body: Vec::new() }
    }

    fn body(name: &'static str, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::query(name, "").header("content-type", media_type.as_bytes()).with(body.into())
    }

    fn header(mut self, name: &'static str, value: &[u8]) -> Self {
        self.headers.append(HeaderName::from_static(name), HeaderValue::from_bytes(value).unwrap());
        self
    }

    fn with(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn utf16(text: &str) -> Vec<u8> {
    [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

fn bodies() -> Vec<Bad> {
    let json = "application/json";
    let bomb = "<!DOCTYPE a [<!ENTITY b \"xxxxxxxxxx\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;\">]><a><b>&d;</b></a>";
    let members = (0..2_000).map(|at| format!("\"f{at}\":{at}")).collect::<Vec<_>>().join(",");
    vec![
        Bad::body("truncated JSON", json, "{\"short_description\":\"a"),
        Bad::body("JSON with an end too many", json, "{\"a\":1}}"),
        Bad::body("nothing but a bracket", json, "["),
        Bad::body("JSON that is a number", json, "1"),
        Bad::body("JSON that is null", json, "null"),
        Bad::body("a list of numbers", json, "[1,2,[3]]"),
        Bad::body("deep lists", json, "[".repeat(100_000)),
        Bad::body("deep objects", json, "{\"a\":".repeat(50_000) + "1" + &"}".repeat(50_000)),
        Bad::body(
            "unknown members",
            json,
            "{\"no_such\":{\"x\":[{}]},\"__proto__\":null,\"sys_id\":{\"a\":1}}",
        ),
        Bad::body("many members", json, format!("{{{members}}}")),
        Bad::body(
            "wrong kinds",
            json,
            "{\"number\":[[[]]],\"state\":{},\"rest_requests\":7,\"records\":\"x\",\"url\":[]}",
        ),
        Bad::body("a control character", json, b"{\"a\":\"\x00\x01\"}".to_vec()),
        Bad::body("an escaped NUL", json, "{\"short_description\":\"a\\u0000b\",\"name\":\"\\u0000\"}"),
        Bad::body("half of a surrogate pair", json, "{\"short_description\":\"\\ud800\"}"),
        Bad::body("invalid UTF-8", json, b"{\"short_description\":\"\xff\xfe\"}".to_vec()),
        Bad::body(
            "Latin-1",
            "application/json;charset=ISO-8859-1",
            b"{\"short_description\":\"caf\xe9\"}".to_vec(),
        ),
        Bad::body("UTF-16", "application/json;charset=UTF-16", utf16("{\"short_description\":\"a\"}")),
        Bad::body("gzip", json, gzipped(b"{\"short_description\":\"a\"}"))
            .header("content-encoding", b"gzip"),
        Bad::body("gzip that is none", json, b"\x1f\x8b\x08broken".to_vec())
            .header("content-encoding", b"gzip"),
        Bad::body("an unknown encoding", json, "{}").header("content-encoding", b"x-nothing"),
        Bad::body("XML cut short", "application/xml", "<request><entry><a>b</a>"),
        Bad::body("deep XML", "application/xml", "<a>".repeat(50_000)),
        Bad::body("XML with entities", "application/xml", bomb),
        Bad::body(
            "XML with a file",
            "text/xml",
            "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a><b>&b;</b></a>",
        ),
        Bad::body(
            "a form",
            "application/x-www-form-urlencoded",
            "a=%ff%zz&=&&grant_type=%00&client_id=%f0%9f",
        ),
        Bad::body("multipart without boundary", "multipart/form-data", "--x\r\n\r\n"),
        Bad::body(
            "multipart cut short",
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=\"table_name\"\r\n\r\ninc",
        ),
        Bad::body(
            "a multipart batch",
            "multipart/mixed; boundary=x",
            "--x\r\nContent-Type: application/http\r\n\r\nGET",
        ),
        Bad::body("a type that is none", ";;;", "x"),
        Bad::body("bytes", "application/octet-stream", (0..=255).collect::<Vec<u8>>()),
        Bad::query("a body without a type", "").with(b"\xff{".to_vec()),
    ]
}

fn queries() -> Vec<Bad> {
    let long = "x".repeat(9 * 1024);
    vec![
        Bad::query("a URL of 9 kB", format!("sysparm_query=number%3D{long}")),
        Bad::query("broken escapes", "sysparm_query=%zz%&sysparm_fields=%ff%fe&%00=%00&=&&&"),
        Bad::query(
            "numbers out of range",
            "sysparm_limit=99999999999999999999&sysparm_offset=-1&sysparm_record_count=x",
        ),
        Bad::query(
            "the largest numbers",
            "sysparm_limit=18446744073709551615&sysparm_offset=18446744073709551615",
        ),
        Bad::query(
            "an offset beyond",
            "sysparm_limit=0&sysparm_offset=9223372036854775807&sysparm_count=true",
        ),
        Bad::query("many groups", format!("sysparm_query={}", "a%3D1%5ENQ".repeat(900))),
        Bad::query("many alternatives", format!("sysparm_query={}", "state%3D1%5EOR".repeat(600))),
        Bad::query(
            "a long walk",
            format!(
                "sysparm_query={}number%3D1&sysparm_fields={}number",
                "parent.".repeat(300),
                "parent.".repeat(300)
            ),
        ),
        Bad::query(
            "nested subqueries",
            format!("sysparm_query={}", "JOINtask.sys_id%3Dtask.parent!".repeat(100)),
        ),
        Bad::query(
            "nested related lists",
            format!("sysparm_query={}", "RLQUERYtask.parent%2C%3E0%5E".repeat(100)),
        ),
        Bad::query(
            "SQL",
            "sysparm_query=number%3D'%3B+DROP+TABLE+task%3B--&sysparm_order_by=1%3B--&sysparm_group_by=')",
        ),
        Bad::query(
            "scripts",
            "sysparm_query=sys_idINjavascript:while(true){}%5Eopened_at%3Ejavascript:gs.daysAgo(9e99)",
        ),
        Bad::query(
            "dates beyond the calendar",
            "sysparm_query=opened_atONx@javascript:gs.dateGenerate('99999-99-99','x')@x%5Eopened_atRELATIVEGT@year@ago@99999999999",
        ),
        Bad::query(
            "unknown parameters",
            "sysparm_no_such=1&sysparm_view=%3Cscript%3E&sysparm_display_value=maybe&sysparm_sum_fields=no.such.field",
        ),
        Bad::query(
            "aggregates of nothing",
            "sysparm_count=true&sysparm_group_by=no_such,,&sysparm_having=x&sysparm_avg_fields=number",
        ),
        Bad::query(
            "a line break for a header",
            "sysparm_query=a%0d%0aX-Injected:+1&sysparm_url=%0d%0aX-Injected:+1&uri=%0d%0aX-Injected:+1&redirect_uri=%0d%0aX-Injected:1&state=%0d%0aX-Injected:1",
        ),
        Bad::query("an unknown type to accept", "").header("accept", b"image/png"),
        Bad::query("Accept that is none", "").header("accept", b"\xff;;,,q=x"),
        Bad::query("an overridden verb", "").header("x-http-method-override", b"FOO BAR"),
        Bad::query("TRACE as an overridden verb", "").header("x-http-method-override", b"TRACE"),
        Bad::query("a broken cookie", "").header("cookie", b"JSESSIONID=\xff; =; ;;glide_user"),
        Bad::query("a forwarded address that is none", "")
            .header("x-forwarded-for", b"not an address, ::::, 999.1.1.1"),
        Bad::query("a long header", "").header("x-long", &b"x".repeat(16 * 1024)),
        Bad::query("a host that is none", "").header("host", b"\"><x>"),
        Bad::query("a batch of a size that is none", "").header("x-batchrequest-max-output-size", b"-1"),
    ]
}

struct Places(Vec<(&'static str, String)>);

impl Places {
    async fn new(lab: &Lab) -> Self {
        let incident = lab.create("incident", json!({})).await["sys_id"].as_str().unwrap().to_owned();
        let change = lab.create("change_request", json!({})).await["sys_id"].as_str().unwrap().to_owned();
        let path =
            format!("/api/now/attachment/file?table_name=incident&table_sys_id={incident}&file_name=a.txt");
        let made =
            lab.request(Method::POST, &path).header("content-type", "text/plain").body("x").send().await;
        let made: Value = made.unwrap().json().await.unwrap();
        let attachment = made["result"]["sys_id"].as_str().unwrap().to_owned();
        Self(vec![("{incident}", incident), ("{change}", change), ("{attachment}", attachment)])
    }

    fn filled(&self, route: &str) -> String {
        self.0.iter().fold(route.to_owned(), |route, (place, id)| route.replace(place, id))
    }
}

/// Faults of the answers to what is bad, all of them, to be read at once.
#[derive(Default)]
struct Faults(Vec<String>);

impl Drop for Faults {
    fn drop(&mut self) {
        assert!(
            self.0.is_empty() || std::thread::panicking(),
            "{} faults:\n{}",
            self.0.len(),
            self.0.join("\n")
        );
    }
}

impl Faults {
    /// Sends what is bad to a route and judges the answer.
    async fn try_out(&mut self, lab: &Lab, method: &Method, path: &str, bad: &Bad) {
        let separator = if path.contains('?') { '&' } else { '?' };
        let address =
            if bad.query.is_empty() { path.to_owned() } else { format!("{path}{separator}{}", bad.query) };
        let call = lab.request(method.clone(), &address).headers(bad.headers.clone()).body(bad.body.clone());
        let what = format!("{} to {method} {}", bad.name, &path[..path.len().min(120)]);
        match call.timeout(Duration::from_mins(1)).send().await {
            Ok(answer) => {
                if let Err(fault) = judged(answer, path, method).await {
                    self.0.push(format!("{what}: {fault}"));
                }
            }
            Err(error) => self.0.push(format!("{what}: no answer, {error:?}")),
        }
    }
}

async fn judged(answer: Response, path: &str, method: &Method) -> Result<(), String> {
    let status = answer.status();
    let headers = answer.headers().clone();
    let text = answer.text().await.map_err(|error| error.to_string())?;
    let start = text.chars().take(200).collect::<String>();
    if status.as_u16() >= 500 {
        return Err(format!("{status} {start}"));
    }
    if headers.contains_key("x-injected") || !headers.contains_key("x-transaction-id") {
        return Err(format!("{status} with {headers:?}"));
    }
    if !path.starts_with("/api/") || status.as_u16() < 400 || *method == Method::HEAD {
        return Ok(());
    }
    let media_type = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or("no type");
    let told: Value = serde_json::from_str(&text).unwrap_or_default();
    let worded = told["error"]["message"].as_str().is_some_and(|words| !words.is_empty());
    if media_type.starts_with("application/json") && worded && told["status"] == "failure" {
        return Ok(());
    }
    Err(format!("{status} {media_type} {start}"))
}

async fn assert_answers(lab: &Lab) {
    let found = lab.get("/api/now/table/incident?sysparm_limit=1&sysparm_fields=number").await;
    assert!(found["result"].is_array());
}

/// Proves P6.11.
#[tokio::test(flavor = "multi_thread")]
async fn bad_bodies_are_refused_on_every_route() {
    let mut faults = Faults::default();
    let lab = Lab::new().await;
    let places = Places::new(&lab).await;
    for bad in bodies() {
        for route in ROUTES {
            let path = places.filled(route);
            for method in [Method::POST, Method::PATCH] {
                faults.try_out(&lab, &method, &path, &bad).await;
            }
        }
        assert_answers(&lab).await;
    }
}

/// Proves P6.11.
#[tokio::test(flavor = "multi_thread")]
async fn bad_queries_and_headers_are_refused_on_every_route() {
    let mut faults = Faults::default();
    let lab = Lab::new().await;
    let places = Places::new(&lab).await;
    for bad in queries() {
        for route in ROUTES {
            let path = places.filled(route);
            for method in [Method::GET, Method::PUT] {
                faults.try_out(&lab, &method, &path, &bad).await;
            }
        }
        assert_answers(&lab).await;
    }
}

/// Proves P6.11.
#[tokio::test(flavor = "multi_thread")]
async fn unknown_verbs_and_ids_are_refused_on_every_route() {
    let mut faults = Faults::default();
    let lab = Lab::new().await;
    let places = Places::new(&lab).await;
    let odd = Places(
        ["{incident}", "{change}", "{attachment}"].map(|place| (place, "%2e%2e%00'%ff".to_owned())).into(),
    );
    let plain = Bad::query("nothing", "");
    for route in ROUTES {
        for verb in ["DELETE", "OPTIONS", "HEAD", "TRACE", "PROPFIND"] {
            let method = Method::from_bytes(verb.as_bytes()).unwrap();
            faults.try_out(&lab, &method, &places.filled(route), &plain).await;
        }
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            faults.try_out(&lab, &method, &odd.filled(route), &plain).await;
        }
    }
    let long = "y".repeat(9 * 1024);
    for path in [
        format!("/api/now/table/{long}"),
        format!("/api/{long}"),
        format!("/{long}.do"),
        format!("/{}", "a/".repeat(4_000)),
    ] {
        faults.try_out(&lab, &Method::GET, &path, &plain).await;
    }
    assert_answers(&lab).await;
}

/// Proves P6.11.
#[tokio::test(flavor = "multi_thread")]
async fn eleven_megabytes_are_refused_on_every_route() {
    let mut faults = Faults::default();
    let lab = Lab::new().await;
    let places = Places::new(&lab).await;
    let text = format!("{{\"description\":\"{}\"}}", "x".repeat(11 * 1024 * 1024));
    let bad = Bad::body("11 MB", "application/json", text);
    for route in ROUTES {
        faults.try_out(&lab, &Method::POST, &places.filled(route), &bad).await;
    }
    let path = "/api/now/table/incident";
    let more = vec![b'x'; 30 * 1024 * 1024];
    let answer =
        lab.request(Method::POST, path).header("content-type", "application/json").body(more).send().await;
    if let Ok(answer) = answer {
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        let told: Value = answer.json().await.unwrap();
        let detail =
            "Rejected large REST payload with content-length = 31457280 bytes. Max allowed: 10485760 bytes.";
        assert_eq!(told["error"]["detail"], detail);
    }
    assert_answers(&lab).await;
}

/// What arrives before the instance has closed the connection.
async fn raw(lab: &Lab, bytes: &[u8]) -> String {
    let address =
        format!("{}:{}", lab.instance.url().host_str().unwrap(), lab.instance.url().port().unwrap());
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut answer)).await;
    assert!(read.is_ok(), "the connection stays open after {:?}", String::from_utf8_lossy(bytes));
    String::from_utf8_lossy(&answer).into_owned()
}

/// Proves P6.11.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_http_is_turned_away() {
    let lab = Lab::new().await;
    let head =
        "POST /api/now/table/incident HTTP/1.1\r\nHost: x\r\nAuthorization: Basic YWRtaW46YWRtaW4=\r\n";
    let requests = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"GET\r\n\r\n".to_vec(),
        b"GET /api/now/table/incident HTTP/9.9\r\n\r\n".to_vec(),
        b"GET /api/now/table/incident HTTP/1.1\r\nHost: x\r\nBroken\r\n\r\n".to_vec(),
        b"GET /a b c HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
        format!("GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "x".repeat(600_000)).into_bytes(),
        format!("{head}Content-Length: 100\r\n\r\n{{").into_bytes(),
        format!("{head}Content-Length: -1\r\n\r\n{{}}").into_bytes(),
        format!("{head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}").into_bytes(),
        format!("{head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{{}}\r\n0\r\n\r\n").into_bytes(),
        format!("{head}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n").into_bytes(),
        b"GET /api/now/table/incident HTTP/1.0\r\n\r\n".to_vec(),
    ];
    for request in requests {
        let answer = raw(&lab, &request).await;
        let status = answer.split(' ').nth(1).unwrap_or("400").to_owned();
        assert!(
            status.starts_with('4'),
            "{answer} for {:?}",
            String::from_utf8_lossy(&request[..request.len().min(200)])
        );
    }
    assert_answers(&lab).await;
}

/// Names of files come back in a header.
#[tokio::test]
async fn a_name_of_a_file_adds_no_header() {
    let lab = Lab::new().await;
    let incident = lab.create("incident", json!({})).await["sys_id"].as_str().unwrap().to_owned();
    for name in [
        "a%0d%0aX-Injected: 1.txt",
        "\"; X-Injected=1; x=\".txt",
        "\u{202e}txt.exe",
        "..%2f..%2fetc%2fpasswd",
        "%00.txt",
    ] {
        let path =
            format!("/api/now/attachment/file?table_name=incident&table_sys_id={incident}&file_name={name}");
        let made = lab
            .request(Method::POST, &path)
            .header("content-type", "text/plain")
            .body("x")
            .send()
            .await
            .unwrap();
        if made.status() != StatusCode::CREATED {
            assert_eq!(made.status(), StatusCode::BAD_REQUEST, "{name}");
            continue;
        }
        let made: Value = made.json().await.unwrap();
        let path = format!("/api/now/attachment/{}/file", made["result"]["sys_id"].as_str().unwrap());
        let file = lab.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(file.status(), StatusCode::OK, "{name}");
        assert!(file.headers().get("x-injected").is_none());
        let disposition = file.headers()["content-disposition"].to_str().unwrap();
        assert_eq!(disposition.matches('"').count() % 2, 0, "{disposition}");
        let outside: String = disposition.split('"').step_by(2).collect();
        assert!(!outside.contains("X-Injected"), "{disposition}");
        assert_eq!(file.text().await.unwrap(), "x");
    }
}

/// Proves P6.9.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_writes_for_long_is_cancelled_and_leaves_nothing() {
    let lab = Lab::new().await;
    let places = Places::new(&lab).await;
    let quota = json!({ "name": "glide.rest.transaction_quota_seconds", "value": "1" });
    lab.create("sys_properties", quota).await;
    let many: Map<String, Value> = (0..50_000).map(|at| (format!("key{at}"), json!("x"))).collect();
    let path = places.filled("/api/now/attachment/{attachment}/attributes");
    let began = Instant::now();
    let answer = lab.request(Method::POST, &path).json(&many).send().await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    let told = body(answer, StatusCode::INTERNAL_SERVER_ERROR).await;
    assert_eq!(told["error"]["message"], "Transaction cancelled: maximum execution time exceeded");
    assert_eq!(lab.get(&path).await, json!({ "result": {} }));
}
