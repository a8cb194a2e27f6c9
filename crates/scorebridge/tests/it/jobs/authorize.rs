//! Authorization as integration user (S10, S11), the check of the OAuth client, and the removal of a connection (S20).

use std::collections::BTreeMap;

use scorebridge::auth;
use scorebridge::connection::{CallbackOutcome, CallbackParams, ClientCheck, ConnectionStatus, SetupStep};
use scorebridge::jobs;
use scorebridge::store::{Activity, Person};
use serde_json::json;
use url::Url;
use wiremock::matchers::{body_string_contains, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::double::{json_answer, list, page, refusal};
use super::world::{USER, World, tokens, wait_until};
use crate::support::database::tenant;

const TOKEN: &str = "/oauth_token.do";
const REVOKE: &str = "/oauth_revoke_token.do";
const CURRENT_USER: &str = "/api/now/ui/user/current_user";

/// A connection in set-up at a double of an instance, and the person who sets it up.
struct Setup {
    world: World,
    server: MockServer,
    person: Person,
}

impl std::ops::Deref for Setup {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl Setup {
    async fn new() -> Self {
        let (world, server) = (World::new().await, MockServer::start().await);
        world.connection_in_setup(&server.uri()).await;
        let person = world.person().await;
        Self { world, server, person }
    }

    async fn answer(&self, verb: &str, at: &str, template: ResponseTemplate) {
        Mock::given(method(verb)).and(path(at)).respond_with(template).mount(&self.server).await;
    }

    /// An instance where `user` is signed in and selects Allow.
    async fn allowed_by(&self, user: &str) {
        let token = json!({"access_token": "an-access-token", "refresh_token": "a-refresh-token", "expires_in": 1799,
            "scope": "useraccount", "token_type": "Bearer"});
        self.answer("POST", TOKEN, json_answer(200, &token)).await;
        let current = json!({"result": {"user_sys_id": "6816f79cc0a8016401c5a33be04be441", "user_name": user,
            "user_display_name": user}});
        self.answer("GET", CURRENT_USER, json_answer(200, &current)).await;
        self.answer("POST", REVOKE, ResponseTemplate::new(200)).await;
    }

    async fn begin(&self) -> BTreeMap<String, String> {
        let connection = self.connection().await;
        let url =
            jobs::begin_authorization(&self.app, &connection, &self.person, "/ticketProvisioning").await;
        let url: Url = url.unwrap();
        assert_eq!(url.path(), "/oauth_auth.do");
        url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
    }

    async fn come_back(&self, params: CallbackParams) -> (CallbackOutcome, String) {
        let back = jobs::finish_authorization(&self.app, &params, &self.person).await.unwrap();
        (back.outcome, back.return_to)
    }

    async fn revoked(&self) -> Vec<String> {
        let all = self.server.received_requests().await.unwrap();
        let revoked = all.iter().filter(|request| request.url.path() == REVOKE);
        revoked.map(|request| request.url.query_pairs().next().unwrap().1.into_owned()).collect()
    }
}

fn allowed(state: &str) -> CallbackParams {
    CallbackParams {
        code: Some("a-code".to_owned()),
        state: Some(state.to_owned()),
        ..CallbackParams::default()
    }
}

/// S10
#[tokio::test]
async fn the_integration_user_authorizes_by_code_and_verifier() {
    let setup = Setup::new().await;
    setup.allowed_by(USER).await;
    let query = setup.begin().await;
    assert_eq!(query["response_type"], "code");
    assert_eq!(query["redirect_uri"], "http://127.0.0.1:8080/servicenow/callback");
    assert_eq!(query["code_challenge_method"], "S256");
    let (outcome, return_to) = setup.come_back(allowed(&query["state"])).await;
    assert_eq!(outcome, CallbackOutcome::Authorized { user: USER.to_owned() });
    assert_eq!(return_to, "/ticketProvisioning");
    let connection = setup.connection().await;
    assert_eq!(connection.status, ConnectionStatus::NotProvisioned);
    assert_eq!(connection.step, Some(SetupStep::Provision));
    assert_eq!(connection.authorization.unwrap().user_name, USER);
    let exchange = &setup.server.received_requests().await.unwrap()[0];
    let form = String::from_utf8_lossy(&exchange.body).into_owned();
    assert!(form.contains("grant_type=authorization_code") && form.contains("code_verifier="), "{form}");
    let log = setup.app.store.list_activity(&tenant(), (0, 5)).await.unwrap().items;
    assert!(matches!(&log[0].activity, Activity::ConnectionAuthorized { user, .. } if user == USER));
    assert!(setup.revoked().await.is_empty());
}

/// S11
#[tokio::test]
async fn an_authorization_by_anybody_else_is_revoked_and_not_saved() {
    let setup = Setup::new().await;
    setup.allowed_by("admin").await;
    let query = setup.begin().await;
    let (outcome, _) = setup.come_back(allowed(&query["state"])).await;
    let expected = CallbackOutcome::WrongUser { found: "admin".to_owned(), expected: USER.to_owned() };
    assert_eq!(outcome, expected);
    let connection = setup.connection().await;
    assert!(connection.authorization.is_none());
    assert!(setup.app.store.load_tokens(connection.id).await.unwrap().is_none());
    assert_eq!(setup.revoked().await, ["a-refresh-token", "an-access-token"]);
}

/// S11: also when somebody entered the administrator's name as the expected one.
#[tokio::test]
async fn an_administrators_account_is_no_integration_user() {
    let setup = Setup::new().await;
    setup.app.store.set_expected_user(setup.connection().await.id, "admin").await.unwrap();
    setup.allowed_by("admin").await;
    let plain = |value: &str| json!({"value": value, "display_value": value});
    let role = json!({"sys_id": plain(&"1".repeat(32)), "user": plain("6816f79cc0a8016401c5a33be04be441"),
        "role.name": plain("admin")});
    setup.answer("GET", "/api/now/table/sys_user_has_role", list(&[role])).await;
    let query = setup.begin().await;
    let (outcome, _) = setup.come_back(allowed(&query["state"])).await;
    assert_eq!(outcome, CallbackOutcome::AdministratorAccount { found: "admin".to_owned() });
    assert!(setup.connection().await.authorization.is_none());
}

#[tokio::test]
async fn a_state_counts_once_for_ten_minutes_and_for_its_person() {
    let setup = Setup::new().await;
    setup.allowed_by(USER).await;
    let (outcome, return_to) = setup.come_back(allowed("never-given")).await;
    assert_eq!((outcome, return_to.as_str()), (CallbackOutcome::StateUnknown, "/servicenow/setup"));

    let query = setup.begin().await;
    let other = Person { id: scorebridge::ids::PersonId::generate(), ..setup.person.clone() };
    let stolen = jobs::finish_authorization(&setup.app, &allowed(&query["state"]), &other).await.unwrap();
    assert_eq!(stolen.outcome, CallbackOutcome::StateUnknown);
    assert_eq!(setup.come_back(allowed(&query["state"])).await.0, CallbackOutcome::StateUnknown, "used up");

    let query = setup.begin().await;
    setup.app.clock.advance(jiff::SignedDuration::from_mins(11));
    assert_eq!(setup.come_back(allowed(&query["state"])).await.0, CallbackOutcome::StateUnknown, "too late");
    assert!(setup.connection().await.authorization.is_none());
    assert_ne!(auth::hash(&query["state"]), query["state"]);
}

#[tokio::test]
async fn a_denial_leaves_everything_as_it_was() {
    let setup = Setup::new().await;
    let query = setup.begin().await;
    let denied = CallbackParams {
        error: Some("access_denied".to_owned()),
        state: Some(query["state"].clone()),
        ..CallbackParams::default()
    };
    assert_eq!(setup.come_back(denied).await, (CallbackOutcome::Denied, "/ticketProvisioning".to_owned()));
    assert!(setup.connection().await.authorization.is_none());
}

#[tokio::test]
async fn a_refused_code_names_the_three_reasons_it_can_have() {
    let setup = Setup::new().await;
    let said = json!({"error": "server_error", "error_description": "access_denied"});
    setup.answer("POST", TOKEN, json_answer(401, &said)).await;
    let query = setup.begin().await;
    let (outcome, _) = setup.come_back(allowed(&query["state"])).await;
    let CallbackOutcome::Failed(problem) = outcome else { panic!("{outcome:?}") };
    assert_eq!(problem.key, "problem-code-refused");
    assert_eq!(problem.args["words"], "server_error: access_denied");
}

/// The client can be judged only where the instance says more than its one sentence for everything.
#[tokio::test]
async fn the_check_of_the_client_says_what_can_be_known() {
    for (error, status, expected) in [
        ("invalid_client", 401, Some("problem-client-wrong")),
        ("invalid_grant", 401, None),
        ("server_error", 401, Some("cannot tell")),
    ] {
        let setup = Setup::new().await;
        let said = json!({"error": error, "error_description": "access_denied"});
        setup.answer("POST", TOKEN, json_answer(status, &said)).await;
        let check = jobs::check_client(&setup.app, &setup.connection().await).await.unwrap();
        match expected {
            None => assert_eq!(check, ClientCheck::Known, "{error}"),
            Some("cannot tell") => assert_eq!(check, ClientCheck::CannotTell, "{error}"),
            Some(key) => {
                assert!(matches!(&check, ClientCheck::Wrong(problem) if problem.key == key), "{check:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_client_that_gets_a_token_of_its_own_is_known_and_gives_it_back() {
    let setup = Setup::new().await;
    let refused = json!({"error": "server_error", "error_description": "access_denied"});
    Mock::given(method("POST"))
        .and(path(TOKEN))
        .and(body_string_contains("grant_type=refresh_token"))
        .respond_with(json_answer(401, &refused))
        .mount(&setup.server)
        .await;
    let token = json!({"access_token": "of-the-client", "expires_in": 1799, "token_type": "Bearer"});
    Mock::given(method("POST"))
        .and(path(TOKEN))
        .and(body_string_contains("grant_type=client_credentials"))
        .respond_with(json_answer(200, &token))
        .mount(&setup.server)
        .await;
    setup.answer("POST", REVOKE, ResponseTemplate::new(200)).await;
    let check = jobs::check_client(&setup.app, &setup.connection().await).await.unwrap();
    assert_eq!(check, ClientCheck::Known);
    assert_eq!(setup.revoked().await, ["of-the-client"]);
}

#[tokio::test]
async fn a_sleeping_instance_is_told_from_a_wrong_client() {
    let setup = Setup::new().await;
    setup.answer("POST", TOKEN, page(200, "<title>Instance Hibernating page</title>")).await;
    let check = jobs::check_client(&setup.app, &setup.connection().await).await.unwrap();
    assert!(
        matches!(&check, ClientCheck::Wrong(problem) if problem.key == "problem-hibernating"),
        "{check:?}"
    );
}

/// S20
#[tokio::test]
async fn removing_a_connection_revokes_its_tokens_and_destroys_its_secrets() {
    let setup = Setup::new().await;
    setup.answer("POST", REVOKE, ResponseTemplate::new(200)).await;
    let id = setup.connection().await.id;
    setup.authorize(id, &tokens(setup.now())).await;
    let removed =
        jobs::remove_connection(&setup.app, &setup.connection().await, &setup.person).await.unwrap();
    assert!(removed.revoked);
    assert_eq!(setup.revoked().await, ["refresh", "access"]);
    assert!(setup.app.store.find_connection(&tenant()).await.unwrap().is_none());
    assert!(setup.app.store.client_secret(id).await.unwrap().is_none());
    assert!(setup.app.store.load_tokens(id).await.unwrap().is_none());
}

#[tokio::test]
async fn a_connection_can_be_removed_while_the_instance_does_not_answer() {
    let setup = Setup::new().await;
    setup.answer("POST", REVOKE, page(503, "<html>upgrading</html>")).await;
    setup.authorize(setup.connection().await.id, &tokens(setup.now())).await;
    let removed =
        jobs::remove_connection(&setup.app, &setup.connection().await, &setup.person).await.unwrap();
    assert!(!removed.revoked);
    assert!(setup.app.store.find_connection(&tenant()).await.unwrap().is_none());
}

#[tokio::test]
async fn an_authorization_that_ran_out_is_noticed_without_a_call() {
    let setup = Setup::new().await;
    setup.answer("GET", "/api/now/table/task", refusal(401, "User Not Authenticated", "")).await;
    let mut ended = tokens(setup.now());
    ended.refresh_expires_at = Some(setup.now());
    setup.authorize(setup.connection().await.id, &ended).await;
    let workers = jobs::start(setup.app.clone());
    wait_until(async || setup.connection().await.status == ConnectionStatus::AuthorizationEnded).await;
    workers.shutdown().await;
    assert_eq!(setup.connection().await.status, ConnectionStatus::AuthorizationEnded);
}
