//! OAuth against the instance: registrations, grants, renewal, revocation.

use std::sync::Arc;

use secrecy::ExposeSecret as _;
use servicenow_client::{
    Client, Credentials, ErrorKind, Fields, MemoryTokenStore, OAuthClient, Query, RetryPolicy,
};
use servicenow_instance::{Instance, Scenario};

use super::{admin_of, developer_instance, fresh_id, url_of};

/// Registers a client as an administrator does, and returns it.
pub(crate) async fn registered(instance: &Instance) -> OAuthClient {
    let (id, secret, redirect) = (fresh_id(), fresh_id(), "https://portal.example.org/servicenow/callback");
    let registration = Fields::new()
        .set("name", "Scorebridge")
        .set("type", "client")
        .set("active", true)
        .set("client_id", &id)
        .set("client_secret", &secret)
        .set("redirect_url", redirect);
    admin_of(instance).table("oauth_entity").create(&registration).await.unwrap();
    OAuthClient::new(url_of(instance), id, Some(secret.into()), redirect.parse().unwrap()).unwrap()
}

async fn client_with_tokens(instance: &Instance) -> (Client, Arc<MemoryTokenStore>) {
    let oauth = registered(instance).await;
    let tokens = oauth.password("itil", &"itil".into()).await.unwrap();
    let store = Arc::new(MemoryTokenStore::new(tokens));
    let client = Client::builder(url_of(instance))
        .credentials(Credentials::OAuth { oauth, tokens: store.clone() })
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    (client, store)
}

/// S24
#[tokio::test]
async fn a_registered_client_acts_as_the_user_of_its_token() {
    let instance = developer_instance().await;
    let (client, store) = client_with_tokens(&instance).await;
    assert_eq!(client.current_user().await.unwrap().user_name, "itil");
    let tokens = store.tokens().unwrap();
    assert_eq!(tokens.scope.as_deref(), Some("useraccount"));
    assert!(tokens.refresh_token.is_some() && tokens.refresh_expires_at.is_some());
}

#[tokio::test]
async fn a_token_ended_early_is_renewed_on_the_way() {
    let instance = developer_instance().await;
    let (client, store) = client_with_tokens(&instance).await;
    let before = store.tokens().unwrap();
    instance.switch(Scenario::TokenExpired, true);
    client.table("incident").list(&Query::new().limit(1)).await.unwrap();
    let after = store.tokens().unwrap();
    assert_ne!(before.access_token.expose_secret(), after.access_token.expose_secret());
    assert_eq!(before.refresh_expires_at, after.refresh_expires_at);
}

#[tokio::test]
async fn an_ended_refresh_token_asks_for_a_new_authorisation() {
    let instance = developer_instance().await;
    let (client, _) = client_with_tokens(&instance).await;
    instance.switch(Scenario::TokenExpired, true);
    instance.switch(Scenario::RefreshExpired, true);
    let error = client.table("incident").list(&Query::new().limit(1)).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unauthorized { .. }), "{error}");
    assert!(error.to_string().starts_with("POST /oauth_token.do"), "{error}");
}

#[tokio::test]
async fn a_revoked_token_is_refused() {
    let instance = developer_instance().await;
    let oauth = registered(&instance).await;
    let tokens = oauth.password("itil", &"itil".into()).await.unwrap();
    let refresh = tokens.refresh_token.unwrap();
    oauth.revoke(&tokens.access_token).await.unwrap();
    oauth.revoke(&refresh).await.unwrap();
    let error = oauth.refresh(&refresh).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unauthorized { .. }), "{error}");
    let client = Client::builder(url_of(&instance))
        .credentials(Credentials::Bearer(tokens.access_token))
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    let error = client.table("incident").list(&Query::new()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unauthorized { .. }), "{error}");
}

#[tokio::test]
async fn wrong_secrets_and_passwords_are_refused() {
    let instance = developer_instance().await;
    let oauth = registered(&instance).await;
    let error = oauth.password("itil", &"wrong".into()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unauthorized { .. }), "{error}");
    let redirect = "https://portal.example.org/servicenow/callback".parse().unwrap();
    let stranger =
        OAuthClient::new(url_of(&instance), oauth.client_id(), Some("wrong".into()), redirect).unwrap();
    let error = stranger.password("itil", &"itil".into()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unauthorized { .. }), "{error}");
    let error = oauth.exchange_code("no-such-code".into(), None).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unauthorized { .. }), "{error}");
}

#[tokio::test]
async fn a_sleeping_instance_gives_no_token_and_says_so() {
    let instance = developer_instance().await;
    let oauth = registered(&instance).await;
    instance.switch(Scenario::Hibernating, true);
    let error = oauth.password("itil", &"itil".into()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Hibernating), "{error}");
}
