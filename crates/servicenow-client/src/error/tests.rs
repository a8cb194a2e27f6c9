use super::*;

fn refused(status: u16, message: &str, detail: Option<&str>) -> Error {
    ErrorKind::Refused { status, message: message.to_owned(), detail: detail.map(str::to_owned) }.into()
}

fn transport(cause: TransportCause) -> Error {
    ErrorKind::Transport { cause }.into()
}

#[test]
fn names_the_request_without_its_query_and_keeps_the_servers_words() {
    let error =
        refused(403, "Operation Failed", Some("ACL Exception Insert Failed due to security constraints"))
            .during(&Method::POST, "/api/now/table/incident?sysparm_query=name=Ann");
    assert_eq!(
        error.to_string(),
        "POST /api/now/table/incident: the instance refused with HTTP 403: Operation Failed: \
         ACL Exception Insert Failed due to security constraints"
    );
}

#[test]
fn the_innermost_request_is_named() {
    let error = Error::from(ErrorKind::Hibernating)
        .during(&Method::POST, "/oauth_token.do")
        .during(&Method::GET, "/api/now/table/incident");
    assert_eq!(error.to_string(), "POST /oauth_token.do: the instance is hibernating");
}

#[test]
fn only_an_unsure_end_of_a_write_may_have_taken_effect() {
    let unsure = [
        transport(TransportCause::Timeout),
        transport(TransportCause::Interrupted),
        refused(500, "Transaction cancelled: maximum execution time exceeded", None),
        refused(200, "Transaction cancelled: maximum execution time exceeded", None),
        ErrorKind::QueueFull.into(),
        ErrorKind::Maintenance { status: 504 }.into(),
        Error::decode("line 1 column 7"),
        ErrorKind::TooLarge { limit: 1 }.into(),
        ErrorKind::NotServiceNow { status: 200, content_type: None }.into(),
    ];
    for error in unsure {
        assert!(!error.may_have_taken_effect(), "a read: {error}");
        let error = error.of_write(true);
        assert!(error.may_have_taken_effect(), "{error}");
    }
    let sure = [
        transport(TransportCause::Dns),
        transport(TransportCause::Connect),
        transport(TransportCause::Tls),
        refused(400, "Invalid table x", None),
        refused(403, "Operation Failed", None),
        ErrorKind::RateLimited { retry_after: None }.into(),
        ErrorKind::Hibernating.into(),
        ErrorKind::Maintenance { status: 200 }.into(),
        ErrorKind::AddressBlocked.into(),
        ErrorKind::NotServiceNow { status: 302, content_type: None }.into(),
    ];
    for error in sure {
        let error = error.of_write(true);
        assert!(!error.may_have_taken_effect(), "{error}");
    }
}

#[test]
fn tells_what_passes_by_itself_from_what_someone_must_change() {
    for error in [
        ErrorKind::RateLimited { retry_after: None }.into(),
        ErrorKind::Hibernating.into(),
        ErrorKind::Maintenance { status: 503 }.into(),
        ErrorKind::QueueFull.into(),
        transport(TransportCause::Connect),
        refused(500, "Transaction cancelled: maximum execution time exceeded", None),
    ] {
        assert!(error.is_retryable(), "{error}");
    }
    for error in [
        ErrorKind::AddressBlocked.into(),
        transport(TransportCause::Tls),
        refused(500, "com.glide.db.SomeException", None),
        refused(403, "Operation Failed", None),
        ErrorKind::FilterIgnored { condition: "a=1".to_owned() }.into(),
        ErrorKind::Unauthorized { message: "User Not Authenticated".to_owned(), detail: None }.into(),
    ] {
        assert!(!error.is_retryable(), "{error}");
    }
}

#[test]
fn tells_missing_rights_from_refused_data() {
    for error in [
        ErrorKind::Unauthorized { message: String::new(), detail: None }.into(),
        refused(403, "Insufficient rights to query records", None),
        refused(403, "User Not Authorized", None),
        refused(403, "Operation Failed", Some("ACL Exception Update Failed due to security constraints")),
    ] {
        assert!(error.is_authorization(), "{error}");
    }
    for error in [
        refused(
            403,
            "Operation Failed",
            Some("Data Policy Exception: The following fields are mandatory: Resolution code"),
        ),
        refused(400, "Invalid table x", None),
        ErrorKind::AddressBlocked.into(),
    ] {
        assert!(!error.is_authorization(), "{error}");
    }
}
