//! Grants, refusals and revocation.

use std::collections::HashMap;

use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use serde_json::json;
use servicenow_client::{CodeVerifier, ErrorKind, OAuthClient, SecretString, StateParam, TransportCause};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{HIBERNATING, always, instance, page, refusal, requests};

const NOW: &str = "2026-11-24T10:00:00Z";

fn oauth(server: &MockServer) -> OAuthClient {
    let redirect = "https://portal.example.org/servicenow/callback".parse().unwrap();
    OAuthClient::new(instance(server), "0f0a", Some("s3cret".into()), redirect)
        .unwrap()
        .clock(|| NOW.parse().unwrap())
}

fn tokens() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({
        "access_token": "access-1", "refresh_token": "refresh-1", "scope": "useraccount",
        "token_type": "Bearer", "expires_in": 1799,
    }))
}

fn refused(status: u16, body: serde_json::Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

async fn form(server: &MockServer) -> HashMap<String, String> {
    let request = requests(server).await.remove(0);
    assert_eq!(request.url.path(), "/oauth_token.do");
    assert_eq!(request.headers["content-type"], "application/x-www-form-urlencoded");
    assert!(request.url.query().is_none(), "credentials never stand in the address");
    url::form_urlencoded::parse(&request.body).into_owned().collect()
}

#[tokio::test]
async fn the_authorization_url_carries_what_an_instance_requires() {
    let server = MockServer::start().await;
    let state = StateParam::parse("abc123").unwrap();
    let verifier = CodeVerifier::parse("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap();
    let url = oauth(&server).authorization_url(&state, Some(&verifier.challenge()));
    let pairs: HashMap<_, _> = url.query_pairs().into_owned().collect();
    assert_eq!(url.path(), "/oauth_auth.do");
    assert_eq!(pairs["response_type"], "code");
    assert_eq!(pairs["client_id"], "0f0a");
    assert_eq!(pairs["redirect_uri"], "https://portal.example.org/servicenow/callback");
    assert_eq!(pairs["state"], "abc123");
    assert_eq!(pairs["code_challenge"], "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    assert_eq!(pairs["code_challenge_method"], "S256");
}

/// S07, S10
#[tokio::test]
async fn exchanges_a_code_and_knows_when_the_tokens_end() {
    let server = always(tokens()).await;
    let verifier = CodeVerifier::random();
    let set = oauth(&server).exchange_code("code-1".into(), Some(verifier.clone())).await.unwrap();
    assert_eq!(set.access_token.expose_secret(), "access-1");
    assert_eq!(set.refresh_token.unwrap().expose_secret(), "refresh-1");
    assert_eq!(set.access_expires_at.to_string(), "2026-11-24T10:29:59Z");
    assert_eq!(set.refresh_expires_at.unwrap().to_string(), "2027-03-04T10:00:00Z");
    assert_eq!(set.scope.unwrap(), "useraccount");

    let form = form(&server).await;
    assert_eq!(form["grant_type"], "authorization_code");
    assert_eq!(form["code"], "code-1");
    assert_eq!(form["client_id"], "0f0a");
    assert_eq!(form["client_secret"], "s3cret");
    assert_eq!(form["redirect_uri"], "https://portal.example.org/servicenow/callback");
    assert_eq!(form["code_verifier"], *verifier.secret().expose_secret());
}

#[tokio::test]
async fn every_grant_is_sent_in_its_form() {
    let secret = SecretString::from("given");
    let server = always(tokens()).await;
    oauth(&server).password("ann", &secret).await.unwrap();
    let sent = form(&server).await;
    assert_eq!((&*sent["grant_type"], &*sent["username"], &*sent["password"]), ("password", "ann", "given"));

    let server = always(tokens()).await;
    oauth(&server).refresh(&secret).await.unwrap();
    let sent = form(&server).await;
    assert_eq!((&*sent["grant_type"], &*sent["refresh_token"]), ("refresh_token", "given"));

    let server = always(tokens()).await;
    oauth(&server).client_credentials().await.unwrap();
    assert_eq!(form(&server).await["grant_type"], "client_credentials");

    let server = always(tokens()).await;
    oauth(&server).jwt_bearer(&secret).await.unwrap();
    let sent = form(&server).await;
    assert_eq!(sent["grant_type"], "urn:ietf:params:oauth:grant-type:jwt-bearer");
    assert_eq!((&*sent["assertion"], &*sent["client_secret"]), ("given", "s3cret"));
}

#[tokio::test]
async fn a_refresh_that_repeats_or_omits_the_token_keeps_it_and_its_end() {
    for answer in [
        json!({"access_token": "access-2", "refresh_token": "refresh-1", "token_type": "Bearer", "expires_in": 1799}),
        json!({"access_token": "access-2", "token_type": "Bearer", "expires_in": 1799}),
    ] {
        let server = always(ResponseTemplate::new(200).set_body_json(answer)).await;
        let oauth = oauth(&server);
        let end: Timestamp = "2027-01-01T00:00:00Z".parse().unwrap();
        let old = servicenow_client::TokenSet {
            access_token: "access-1".into(),
            refresh_token: Some("refresh-1".into()),
            access_expires_at: NOW.parse().unwrap(),
            refresh_expires_at: Some(end),
            scope: Some("useraccount".to_owned()),
        };
        let renewed = oauth.renew(&old).await.unwrap();
        assert_eq!(renewed.access_token.expose_secret(), "access-2");
        assert_eq!(renewed.refresh_token.unwrap().expose_secret(), "refresh-1");
        assert_eq!(renewed.refresh_expires_at, Some(end));
        assert_eq!(renewed.scope.as_deref(), Some("useraccount"));
    }
}

#[tokio::test]
async fn a_refusal_is_recognised_by_its_error_member_under_any_status() {
    for (status, body) in [
        (401, json!({"error_description": "access_denied", "error": "server_error"})),
        (400, json!({"error": "unsupported_grant_type"})),
        (401, json!({"error": "invalid_client", "error_description": "no"})),
        (500, json!({"error": "server_error"})),
        (403, json!({"error": "invalid_grant"})),
    ] {
        let server = always(refused(status, body.clone())).await;
        let error = oauth(&server).client_credentials().await.unwrap_err();
        let ErrorKind::Unauthorized { message, .. } = error.kind() else { panic!("{status}: {error}") };
        assert_eq!(message, body["error"].as_str().unwrap());
        assert!(error.to_string().starts_with("POST /oauth_token.do: "), "{error}");
    }
}

#[tokio::test]
async fn an_instance_without_oauth_is_not_taken_for_wrong_credentials() {
    let server =
        always(refusal(400, "Requested URI does not represent any resource", Some("/oauth_token.do"))).await;
    let error = oauth(&server).client_credentials().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Refused { status: 400, .. }), "{error}");
    assert!(!error.is_authorization());
}

#[tokio::test]
async fn pages_in_place_of_tokens_are_recognised() {
    for (answer, expected) in [
        (page(200, HIBERNATING), "the instance is hibernating"),
        (page(503, "busy"), "not available for now"),
        (page(403, "blocked"), "from this network address"),
        (page(200, "<form>sign on</form>"), "did not come from the ServiceNow API"),
        (ResponseTemplate::new(200).set_body_json(json!({"token_type": "Bearer"})), "cannot be read"),
        (ResponseTemplate::new(200).set_body_raw("{\"access", "application/json"), "cannot be read"),
    ] {
        let server = always(answer).await;
        let error = oauth(&server).refresh(&"refresh-1".into()).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!error.may_have_taken_effect());
    }
}

#[tokio::test]
async fn an_unreachable_instance_is_a_transport_failure() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let redirect = "https://portal.example.org/cb".parse().unwrap();
    let oauth = OAuthClient::new(url.parse().unwrap(), "id", None, redirect).unwrap();
    let error = oauth.client_credentials().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Transport { cause: TransportCause::Connect, .. }), "{error}");
}

#[tokio::test]
async fn revokes_a_token() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/oauth_revoke_token.do"))
        .and(wiremock::matchers::query_param("token", "refresh-1"))
        .respond_with(ResponseTemplate::new(200))
        .expect(1)
        .mount(&server)
        .await;
    oauth(&server).revoke(&"refresh-1".into()).await.unwrap();

    let server = always(page(200, HIBERNATING)).await;
    let error = oauth(&server).revoke(&"refresh-1".into()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Hibernating));
}

#[tokio::test]
async fn nothing_secret_is_printed() {
    let server = always(tokens()).await;
    let oauth = oauth(&server);
    let set = oauth.client_credentials().await.unwrap();
    let shown = format!("{oauth:?} {set:?}");
    assert!(
        !shown.contains("s3cret") && !shown.contains("access-1") && !shown.contains("refresh-1"),
        "{shown}"
    );
}
