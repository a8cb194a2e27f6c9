//! Who the client is, and what the instance is.

use servicenow_client::{Client, Credentials, ErrorKind, Query, RetryPolicy};
use servicenow_instance::Scenario;

use super::{Subject, admin_of, developer_instance, url_of};

/// S11
#[tokio::test]
async fn the_current_user_is_the_one_who_logged_in() {
    let instance = developer_instance().await;
    let user = admin_of(&instance).current_user().await.unwrap();
    assert_eq!(user.user_name, "admin");
    assert_eq!(user.sys_id.as_str(), "6816f79cc0a8016401c5a33be04be441");
}

/// S04
#[tokio::test]
async fn the_release_is_known_and_supported() {
    let subject = Subject::start().await;
    let release = subject.client.release().await.unwrap().expect("an administrator may see the release");
    assert!(release.is_supported(), "{release}");
}

/// S04
#[tokio::test]
async fn an_instance_before_kingston_is_told() {
    let instance = developer_instance().await;
    instance.switch(Scenario::OldRelease, true);
    let release = admin_of(&instance).release().await.unwrap().unwrap();
    assert_eq!((release.family().to_string().as_str(), release.is_supported()), ("Jakarta", false));
}

#[tokio::test]
async fn choices_have_values_and_labels() {
    let subject = Subject::start().await;
    for (table, value, label) in [("incident", "1", "New"), ("change_request", "-5", "New")] {
        let choices = subject.client.choices(table, "state").await.unwrap();
        let found = choices.iter().find(|choice| choice.value == value);
        assert_eq!(found.map(|choice| choice.label.as_str()), Some(label), "{table}: {choices:?}");
    }
    assert!(!subject.client.choices("incident", "close_code").await.unwrap().is_empty());
}

#[tokio::test]
async fn a_wrong_password_is_unauthorized() {
    let instance = developer_instance().await;
    let client = Client::builder(url_of(&instance))
        .credentials(Credentials::Basic { user_name: "admin".to_owned(), password: "wrong".into() })
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    let error = client.table("incident").list(&Query::new()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unauthorized { .. }), "{error}");
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_a_tls_failure() {
    let instance =
        servicenow_instance::Instance::builder().seed(7).demo_data(false).tls(true).start().await.unwrap();
    let error = admin_of(&instance).current_user().await.unwrap_err();
    let ErrorKind::Transport { cause, .. } = error.kind() else { panic!("{error}") };
    assert_eq!(*cause, servicenow_client::TransportCause::Tls);
}
