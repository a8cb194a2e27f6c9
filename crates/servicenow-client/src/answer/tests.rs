use super::*;
use proptest::prelude::*;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

const HTML: &str = "text/html;charset=UTF-8";
const JSON: &str = "application/json;charset=UTF-8";

fn answer(status: u16, content_type: &str, body: &str) -> RawAnswer {
    let mut headers = HeaderMap::new();
    if !content_type.is_empty() {
        headers.insert("content-type", HeaderValue::from_str(content_type).unwrap());
    }
    RawAnswer { status, headers, body: body.as_bytes().to_vec() }
}

fn with(mut answer: RawAnswer, name: &'static str, value: &str) -> RawAnswer {
    answer.headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
    answer
}

fn kind(answer: &RawAnswer) -> ErrorKind {
    json(answer, Timestamp::UNIX_EPOCH).unwrap_err()
}

fn error_json(message: &str, detail: Option<&str>) -> String {
    serde_json::json!({"error": {"message": message, "detail": detail}, "status": "failure"}).to_string()
}

#[test]
fn the_envelope_of_a_refusal_keeps_its_words() {
    let body = error_json("Operation Failed", Some("Data Policy Exception: …"));
    let expected = ErrorKind::Refused {
        status: 403,
        message: "Operation Failed".to_owned(),
        detail: Some("Data Policy Exception: …".to_owned()),
    };
    assert_eq!(kind(&answer(403, JSON, &body)), expected);
    let body = error_json("Invalid table x", None);
    let ErrorKind::Refused { status: 400, detail: None, .. } = kind(&answer(400, JSON, &body)) else {
        panic!()
    };
}

#[test]
fn a_missing_record_and_a_missing_resource_are_told_apart() {
    let body =
        error_json("No Record found", Some("Record doesn't exist or ACL restricts the record retrieval"));
    assert!(matches!(kind(&answer(404, JSON, &body)), ErrorKind::NotFound { .. }));
    let body = error_json("Requested URI does not represent any resource", None);
    assert!(matches!(kind(&answer(404, JSON, &body)), ErrorKind::Refused { status: 404, .. }));
}

#[test]
fn an_error_after_a_partial_result_is_an_error() {
    let body = r#"{"result":[{"sys_id":"1"}],"error":{"message":"Transaction cancelled: maximum execution time exceeded","detail":"…"},"status":"failure"}"#;
    assert!(matches!(kind(&answer(200, JSON, body)), ErrorKind::Refused { status: 200, .. }));
}

#[test]
fn sleeping_instances_are_recognised_in_every_guise() {
    let page = "<html><head><title>Instance Hibernating page</title></head></html>";
    for answer in [
        answer(200, HTML, page),
        answer(200, HTML, "<p>Your instance is HIBERNATING</p>"),
        answer(200, HTML, "<a href='https://signon.service-now.com/x'>Sign in</a>"),
        with(answer(302, "", ""), "location", "https://developer.servicenow.com/dev.do#!/home?wu=true"),
    ] {
        assert_eq!(kind(&answer), ErrorKind::Hibernating);
    }
}

#[test]
fn foreign_and_blocked_and_absent_are_told_apart() {
    for (answer, expected) in [
        (answer(403, HTML, "<html>Access restricted</html>"), ErrorKind::AddressBlocked),
        (answer(403, "", ""), ErrorKind::AddressBlocked),
        (answer(503, HTML, "<html>Service Unavailable</html>"), ErrorKind::Maintenance { status: 503 }),
        (
            answer(200, HTML, "This instance is undergoing maintenance"),
            ErrorKind::Maintenance { status: 200 },
        ),
        (answer(200, HTML, "Your instance is currently offline"), ErrorKind::Maintenance { status: 200 }),
        (answer(202, "", ""), ErrorKind::QueueFull),
        (answer(202, JSON, ""), ErrorKind::QueueFull),
        (
            answer(200, HTML, "<form action='/saml'>"),
            ErrorKind::NotServiceNow { status: 200, content_type: Some(HTML.to_owned()) },
        ),
        (answer(404, "", ""), ErrorKind::NotServiceNow { status: 404, content_type: None }),
        (
            with(answer(302, "", ""), "location", "https://login.example.org/sso"),
            ErrorKind::NotServiceNow { status: 302, content_type: None },
        ),
    ] {
        assert_eq!(kind(&answer), expected);
    }
}

#[test]
fn a_record_that_speaks_of_hibernation_is_a_record() {
    let body = r#"{"result":{"short_description":"instance is hibernating"}}"#;
    assert!(json(&answer(200, JSON, body), Timestamp::UNIX_EPOCH).is_ok());
}

#[test]
fn a_cut_off_document_names_where() {
    let ErrorKind::Decode { path } = kind(&answer(200, JSON, "{\"result\":[{\"sys_id\"")) else { panic!() };
    assert_eq!(path, "line 1 column 20");
}

#[test]
fn a_rate_limit_tells_how_long_in_every_notation() {
    let limited = || answer(429, "", "");
    for (answer, seconds) in [
        (with(limited(), "retry-after", "17"), Some(17)),
        (with(limited(), "retry-after", "Thu, 01 Jan 1970 00:01:00 GMT"), Some(60)),
        (with(limited(), "x-ratelimit-reset", "90"), Some(90)),
        (with(limited(), "x-ratelimit-reset", "-90"), Some(0)),
        (with(limited(), "retry-after", "soon"), None),
        (limited(), None),
    ] {
        assert_eq!(kind(&answer), ErrorKind::RateLimited { retry_after: seconds.map(Duration::from_secs) });
    }
}

#[test]
fn a_stored_page_is_a_file_only_with_the_headers_of_one() {
    let page = answer(200, HTML, "<html>Instance Hibernating page</html>");
    assert_eq!(file(&page, Timestamp::UNIX_EPOCH), Err(ErrorKind::Hibernating));
    let stored = with(page, "content-disposition", "attachment;filename=\"a.html\"");
    assert_eq!(file(&stored, Timestamp::UNIX_EPOCH), Ok(()));
    assert_eq!(file(&answer(200, "image/png", "\u{1}"), Timestamp::UNIX_EPOCH), Ok(()));
}

#[test]
fn words_of_oauth_are_found_too() {
    let body = r#"{"error_description":"access_denied","error":"server_error"}"#;
    let expected = ErrorKind::Unauthorized {
        message: "server_error".to_owned(),
        detail: Some("access_denied".to_owned()),
    };
    assert_eq!(kind(&answer(401, JSON, body)), expected);
}

proptest! {
    #[test]
    fn any_answer_is_understood(status in 200_u16..600, html in any::<bool>(), body in "\\PC{0,60}") {
        let answer = answer(status, if html { HTML } else { JSON }, &body);
        let _ = json(&answer, Timestamp::UNIX_EPOCH);
        let _ = done(&answer, Timestamp::UNIX_EPOCH);
        let _ = file(&answer, Timestamp::UNIX_EPOCH);
        let _ = text(&answer, Timestamp::UNIX_EPOCH);
    }
}
