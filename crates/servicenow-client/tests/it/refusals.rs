//! Each refusal of the protocol as a caller sees it.

use std::time::Duration;

use servicenow_client::{Error, ErrorKind, Fields, Query};
use wiremock::ResponseTemplate;

use crate::support::{HIBERNATING, ID, always, client, page, refusal, requests};

async fn reading(answer: ResponseTemplate) -> Error {
    let server = always(answer).await;
    client(&server).table("incident").list(&Query::new()).await.unwrap_err()
}

async fn writing(answer: ResponseTemplate) -> Error {
    let server = always(answer).await;
    let error = client(&server).table("incident").create(&Fields::new().set("impact", 2)).await.unwrap_err();
    assert_eq!(requests(&server).await.len(), 1, "a write is sent once");
    error
}

#[tokio::test]
async fn wrong_credentials() {
    let error =
        reading(refusal(401, "User Not Authenticated", Some("Required to provide Auth information"))).await;
    assert!(
        matches!(error.kind(), ErrorKind::Unauthorized { message, .. } if message == "User Not Authenticated")
    );
    assert!(error.is_authorization());
}

#[tokio::test]
async fn a_data_policy_keeps_its_words() {
    let detail =
        "Data Policy Exception: The following fields are mandatory: Resolution code, Resolution notes";
    let error = writing(refusal(403, "Operation Failed", Some(detail))).await;
    assert!(error.to_string().ends_with(detail));
    assert!(!error.is_authorization() && !error.is_retryable() && !error.may_have_taken_effect());
}

#[tokio::test]
async fn a_missing_record() {
    let server = always(refusal(
        404,
        "No Record found",
        Some("Record doesn't exist or ACL restricts the record retrieval"),
    ))
    .await;
    let error = client(&server).table("incident").get(&ID.parse().unwrap()).await.unwrap_err();
    assert!(error.is_not_found());
}

#[tokio::test]
async fn a_rate_limit_tells_how_long() {
    let error = reading(refusal(429, "Rate limit exceeded", None).insert_header("retry-after", "90")).await;
    let ErrorKind::RateLimited { retry_after, .. } = error.kind() else { panic!("{error}") };
    assert_eq!(*retry_after, Some(Duration::from_secs(90)));
}

/// S28
#[tokio::test]
async fn a_blocked_address_is_told_from_missing_rights() {
    let error = reading(page(403, "<html>Access restricted</html>")).await;
    assert!(matches!(error.kind(), ErrorKind::AddressBlocked));
    let error = reading(refusal(403, "Insufficient rights to query records", None)).await;
    assert!(matches!(error.kind(), ErrorKind::Refused { status: 403, .. }) && error.is_authorization());
}

#[tokio::test]
async fn a_sleeping_instance_took_no_write() {
    let error = writing(page(200, HIBERNATING)).await;
    assert!(matches!(error.kind(), ErrorKind::Hibernating));
    assert!(error.is_retryable() && !error.may_have_taken_effect());
}

#[tokio::test]
async fn maintenance_leaves_a_write_unsure() {
    let error = writing(page(503, "<html>Service Unavailable</html>")).await;
    assert!(matches!(error.kind(), ErrorKind::Maintenance { status: 503, .. }));
    assert!(error.is_retryable() && error.may_have_taken_effect());
}

#[tokio::test]
async fn a_full_queue_leaves_a_write_unsure() {
    let error = writing(ResponseTemplate::new(202)).await;
    assert!(matches!(error.kind(), ErrorKind::QueueFull) && error.may_have_taken_effect());
}

#[tokio::test]
async fn a_cancelled_transaction_leaves_a_write_unsure() {
    let error = writing(refusal(500, "Transaction cancelled: maximum execution time exceeded", None)).await;
    assert!(error.may_have_taken_effect() && error.is_retryable());
}

#[tokio::test]
async fn a_partial_list_is_an_error() {
    let body = format!(
        r#"{{"result":[{{"sys_id":"{ID}"}}],"error":{{"message":"Transaction cancelled: maximum execution time exceeded","detail":""}},"status":"failure"}}"#
    );
    let error = reading(ResponseTemplate::new(200).set_body_raw(body, "application/json")).await;
    assert!(matches!(error.kind(), ErrorKind::Refused { status: 200, .. }), "{error}");
}

/// S27
#[tokio::test]
async fn a_sign_on_portal_is_not_servicenow() {
    let error = reading(page(200, "<form action='https://login.example.org/saml'></form>")).await;
    assert!(
        matches!(error.kind(), ErrorKind::NotServiceNow { content_type: Some(kind), .. } if kind.contains("html"))
    );
}

#[tokio::test]
async fn another_shape_names_where_it_is_wrong() {
    for (body, at) in [
        (r#"{"result":{}}"#, "result"),
        (r#"{"result":[{"sys_id":"57af7aec73d423002728660c4cf6a71c"},{"number":"x"}]}"#, "result[1].sys_id"),
        ("{\"result\":[", "line 1"),
    ] {
        let error = reading(ResponseTemplate::new(200).set_body_raw(body, "application/json")).await;
        assert!(
            matches!(error.kind(), ErrorKind::Decode { path, .. } if path.contains(at)),
            "{body}: {error}"
        );
    }
}

#[tokio::test]
async fn errors_never_hold_the_password_or_the_query() {
    let server = always(refusal(401, "User Not Authenticated", None)).await;
    let query = Query::new().equals("email", "ann@example.org");
    let error = client(&server).table("sys_user").list(&query).await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("aXRpbDppdGls") && !shown.contains("ann@example.org"), "{shown}");
}
