//! What the authorization holds against (S11, RFC 9700): replayed and forged states, injected codes, mixed-up
//! instances, open redirects, and being made to authorize for somebody else.

use scorebridge::connection::SetupStep;
use scorebridge::store::Role;

use crate::support::app::TestApp;
use crate::support::platform::{PASSWORD, Platform, USER};

const BEGUN_AT: &str = "/servicenow/setup";

async fn begun() -> (TestApp, Platform, String) {
    let (app, platform) = Platform::beside_portal().await;
    app.set_up_client(&platform).await;
    let url = app.begin_authorization(BEGUN_AT).await;
    (app, platform, url)
}

async fn holds_tokens(app: &TestApp) -> bool {
    let connection = app.app.store.find_connection(app.tenant()).await.unwrap().unwrap();
    assert_eq!(
        connection.authorization.is_some(),
        connection.step.is_none_or(|step| step > SetupStep::Authorize)
    );
    app.app.store.load_tokens(connection.id).await.unwrap().is_some()
}

fn parameter(address: &str, name: &str) -> String {
    let url = url::Url::parse("http://portal.example").unwrap().join(address).unwrap();
    url.query_pairs().find(|(known, _)| known == name).unwrap().1.into_owned()
}

#[tokio::test]
async fn a_state_that_was_never_given_out_is_refused() {
    let (app, platform, url) = begun().await;
    let back = platform.decide(&url, USER, PASSWORD, "allow").await;
    let forged = back.replace(&parameter(&back, "state"), &"a".repeat(43));
    for address in [forged.as_str(), "/servicenow/callback?code=abc", "/servicenow/callback?code=abc&state="]
    {
        assert_eq!(app.get(address).await.status, 400, "{address}");
        assert!(!holds_tokens(&app).await, "{address}");
    }
}

#[tokio::test]
async fn a_callback_that_is_played_again_changes_nothing() {
    let (app, platform, url) = begun().await;
    let back = platform.decide(&url, USER, PASSWORD, "allow").await;
    assert_eq!(app.get(&back).await.status, 303);
    let connection = app.app.store.find_connection(app.tenant()).await.unwrap().unwrap();
    let again = app.get(&back).await;
    assert_eq!(again.status, 400);
    let after = app.app.store.find_connection(app.tenant()).await.unwrap().unwrap();
    assert_eq!(after.authorization, connection.authorization);
    assert!(holds_tokens(&app).await);
}

/// A code of another authorization, brought under a state that is in order: the code verifier does not fit it.
#[tokio::test]
async fn an_injected_code_is_refused_by_its_verifier() {
    let (app, platform, stolen) = begun().await;
    let stolen = platform.decide(&stolen, USER, PASSWORD, "allow").await;
    let own = app.begin_authorization(BEGUN_AT).await;
    let state = parameter(&own, "state");
    let injected = format!("/servicenow/callback?code={}&state={state}", parameter(&stolen, "code"));
    let page = app.get(&injected).await;
    assert_eq!(page.status, 400, "{}", page.text());
    assert!(page.one("main").contains("did not take the authorization"), "{}", page.one("main"));
    assert!(!holds_tokens(&app).await);
}

/// The code goes to the instance it was asked of, and to no other, also when the connection became another meanwhile.
#[tokio::test]
async fn a_code_never_reaches_another_instance_than_the_one_it_was_asked_of() {
    let (app, platform, url) = begun().await;
    let (_, other) = Platform::beside_portal().await;
    let back = platform.decide(&url, USER, PASSWORD, "allow").await;
    let connection = app.app.store.find_connection(app.tenant()).await.unwrap().unwrap();
    app.app.store.remove_connection(connection.id, app.now()).await.unwrap();
    app.set_up_client(&other).await;
    let asked_before = other.instance.requests().len();
    assert_eq!(app.get(&back).await.status, 400);
    assert!(!holds_tokens(&app).await);
    let asked = other.instance.requests();
    let tokens_asked =
        asked[asked_before..].iter().filter(|request| request.path == "/oauth_token.do").count();
    assert_eq!(tokens_asked, 0, "the other instance saw nothing of it");
}

#[tokio::test]
async fn a_page_to_return_to_is_always_one_of_ours() {
    let (app, platform) = Platform::beside_portal().await;
    app.set_up_client(&platform).await;
    for foreign in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"] {
        let url = app.begin_authorization(foreign).await;
        let back = platform.decide(&url, USER, PASSWORD, "deny").await;
        let page = app.get(&back).await;
        for address in page.attributes("main a", "href").iter().chain(&page.attributes("main form", "action"))
        {
            assert!(
                address.starts_with('/') && !address.starts_with("//") && !address.contains('\\'),
                "{address}"
            );
        }
        for value in page.attributes("main input[name=return_to]", "value") {
            assert_eq!(value, BEGUN_AT, "{foreign}");
        }
        assert!(!page.text().contains("evil.example"), "{foreign}");
    }
}

/// An attacker begins, allows as a user of theirs, and makes an administrator open the address that came back.
#[tokio::test]
async fn nobody_can_be_made_to_authorize_with_somebody_elses_state() {
    let (mut app, platform, url) = begun().await;
    let back = platform.decide(&url, USER, PASSWORD, "allow").await;
    let victim = scorebridge::store::Upserted {
        tenant: app.tenant().clone(),
        subject: "another-administrator".to_owned(),
        name: "Robin Bakker".to_owned(),
        user_name: "robin@noordlicht.example".to_owned(),
        role: Role::Administrator,
        at: app.now(),
    };
    let victim = app.app.store.upsert_person(&victim).await.unwrap();
    app.become_person(victim).await;
    assert_eq!(app.get(&back).await.status, 400);
    assert!(!holds_tokens(&app).await);
}

/// The form that begins an authorization is signed: another site cannot send it.
#[tokio::test]
async fn another_site_cannot_begin_an_authorization() {
    let (app, platform) = Platform::beside_portal().await;
    app.set_up_client(&platform).await;
    for token in ["", "guessed"] {
        let answer = app.post_unsigned("/servicenow/authorize", &[("csrf", token)]).await;
        assert_eq!(answer.status, 403);
        assert_eq!(answer.header("refresh"), "");
    }
}
