//! Who the client is, which release it speaks to, which choices a field has.

use serde_json::json;
use servicenow_client::{Credentials, ErrorKind, Family};
use wiremock::matchers::{path, query_param};
use wiremock::{Mock, MockServer};

use crate::support::{ID, always, builder, client, page, parameter, refusal, requests, result};

async fn serving(path_name: &str, answer: wiremock::ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(path(path_name)).respond_with(answer).mount(&server).await;
    let unknown = refusal(400, "Requested URI does not represent any resource", None);
    Mock::given(wiremock::matchers::any()).respond_with(unknown).with_priority(9).mount(&server).await;
    server
}

/// S11
#[tokio::test]
async fn knows_as_whom_it_acts() {
    let me = json!({"user_sys_id": ID, "user_name": "scorebridge", "user_display_name": "Scorebridge Integration"});
    let server = serving("/api/now/ui/user/current_user", result(me)).await;
    let user = client(&server).current_user().await.unwrap();
    assert_eq!((user.user_name.as_str(), user.sys_id.as_str()), ("scorebridge", ID));
}

/// S11
#[tokio::test]
async fn asks_the_user_table_where_the_address_is_closed() {
    let server = serving(
        "/api/now/table/sys_user",
        result(json!([{"sys_id": ID, "user_name": "ann", "name": "Ann"}])),
    )
    .await;
    let user = client(&server).current_user().await.unwrap();
    assert_eq!((user.user_name.as_str(), user.display_name.as_str()), ("ann", "Ann"));
    let request = &requests(&server).await[1];
    assert_eq!(parameter(request, "sysparm_query").unwrap(), "sys_id=javascript:gs.getUserID()");
}

/// S11
#[tokio::test]
async fn never_takes_the_first_of_all_users_for_itself() {
    let all = json!([{"sys_id": ID, "user_name": "ann"}, {"sys_id": "a".repeat(32), "user_name": "bob"}]);
    let server = serving("/api/now/table/sys_user", result(all)).await;
    let error = client(&server).current_user().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::FilterIgnored { .. }), "{error}");
}

/// S04
#[tokio::test]
async fn reads_the_release_from_the_properties_there_are() {
    let rows = json!([
        {"sys_id": "a".repeat(32), "name": "glide.war", "value": "glide-australia-02-11-2026__patch3-05-25-2026_06-12-2026_1106.zip"},
    ]);
    let server = serving("/api/now/table/sys_properties", result(rows)).await;
    let release = client(&server).release().await.unwrap().unwrap();
    assert_eq!((release.family(), release.is_supported()), (&Family::Australia, true));
}

/// S04
#[tokio::test]
async fn falls_back_to_the_statistics_page() {
    let html = "Build name: Jakarta<br/>Build tag: glide-jakarta-05-03-2017__patch9-04-11-2018<br/>";
    let server = serving("/stats.do", page(200, html)).await;
    let release = client(&server).release().await.unwrap().unwrap();
    assert_eq!((release.family(), release.is_supported()), (&Family::Jakarta, false));
}

/// S04
#[tokio::test]
async fn a_hidden_release_is_none_but_a_blocked_address_an_error() {
    let server = serving("/nothing", result(json!([]))).await;
    assert_eq!(client(&server).release().await.unwrap(), None);
    let server = always(page(403, "blocked")).await;
    let error = client(&server).release().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::AddressBlocked));
}

#[tokio::test]
async fn choices_come_from_the_extended_table_where_there_are_none() {
    let server = MockServer::start().await;
    let of = |table: &str| format!("name={table}^element=state^language=en^inactive=false^ORDERBYsequence");
    let row = json!({"sys_id": ID, "name": "task", "element": "state", "language": "en", "inactive": "false",
                     "value": "3", "label": "Closed Complete", "sequence": "30"});
    for (table, rows) in [("x_app_ticket", json!([])), ("task", json!([row]))] {
        Mock::given(path("/api/now/table/sys_choice"))
            .and(query_param("sysparm_query", of(table)))
            .respond_with(result(rows))
            .mount(&server)
            .await;
    }
    Mock::given(path("/api/now/table/sys_db_object"))
        .respond_with(refusal(403, "Insufficient rights to query records", None))
        .mount(&server)
        .await;
    let choices = client(&server).choices("x_app_ticket", "state").await.unwrap();
    assert_eq!(
        (choices.len(), choices[0].value.as_str(), choices[0].label.as_str()),
        (1, "3", "Closed Complete")
    );
}

#[tokio::test]
async fn an_api_key_goes_into_its_own_header() {
    let server = always(result(json!([]))).await;
    let client = builder(&server).credentials(Credentials::ApiKey("k-1".into())).build().unwrap();
    client.get_json("/api/now/table/incident?sysparm_limit=1").await.unwrap();
    let request = &requests(&server).await[0];
    assert_eq!(request.headers["x-sn-apikey"], "k-1");
    assert!(request.headers.get("authorization").is_none());
    assert_eq!(parameter(request, "sysparm_limit").unwrap(), "1");
}

#[tokio::test]
async fn credentials_that_no_header_can_carry_are_refused_without_being_shown() {
    let server = MockServer::start().await;
    for credentials in [
        Credentials::Bearer("sec\nret".into()),
        Credentials::Basic { user_name: "a:b".to_owned(), password: "secret".into() },
        Credentials::Basic { user_name: String::new(), password: "secret".into() },
    ] {
        let error = builder(&server).credentials(credentials).build().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::InvalidInput { .. }));
        assert!(!format!("{error:?}").contains("ret"), "{error:?}");
    }
}
