use scorebridge::connection::{
    AppPresence, Authorization, Check, CheckName, ConnectionStatus, NewConnection, Outcome,
    PendingAuthorization, SetupStep,
};
use scorebridge::ids::{ConnectionId, PersonId};
use scorebridge::message::Message;
use scorebridge::store::{ConnectionTokens, KeyRing, Store, StoreError};
use secrecy::{ExposeSecret, SecretString};
use servicenow_client::{TokenSet, TokenStore};

use crate::support::database::{TestStore, at, on_both_engines, tenant};

fn tokens(access: &str, refresh: Option<&str>) -> TokenSet {
    TokenSet {
        access_token: access.into(),
        refresh_token: refresh.map(SecretString::from),
        access_expires_at: at(1_800),
        refresh_expires_at: refresh.map(|_| at(8_640_000)),
        scope: Some("useraccount".to_owned()),
    }
}

fn authorization() -> Authorization {
    Authorization {
        user_sys_id: "6816f79cc0a8016401c5a33be04be441".to_owned(),
        user_name: "m365.integration".to_owned(),
        at: at(10),
        access_expires_at: at(1_810),
        refresh_expires_at: Some(at(8_640_010)),
    }
}

async fn status(store: &Store, id: ConnectionId) -> ConnectionStatus {
    store.find_connection_by_id(id).await.unwrap().unwrap().status
}

on_both_engines! {
    /// S07, S10, S12: from the first step to connected.
    async fn a_connection_keeps_what_each_step_brings(store: TestStore) {
        assert!(store.find_connection(&tenant()).await.unwrap().is_none());
        let id = store.connection().await;
        let begun = store.find_connection(&tenant()).await.unwrap().unwrap();
        assert_eq!((begun.id, begun.step, begun.status), (id, Some(SetupStep::Checklist), ConnectionStatus::SettingUp));
        assert_eq!((begun.instance.name(), begun.release.as_deref()), ("acme", Some("Zurich")));

        store.set_client(id, "0a1b2c", &"a-long-client-secret-93d10".into(), at(5)).await.unwrap();
        store.set_expected_user(id, "m365.integration").await.unwrap();
        store.set_setup_step(id, Some(SetupStep::Authorize)).await.unwrap();
        store.authorize_connection(id, &authorization(), &tokens("access", Some("refresh"))).await.unwrap();
        assert_eq!(status(&store, id).await, ConnectionStatus::NotProvisioned);
        store.set_instance_facts(id, Some("Australia"), AppPresence::Installed).await.unwrap();
        store.provision_connection(id, at(20)).await.unwrap();

        let connected = store.find_connection(&tenant()).await.unwrap().unwrap();
        assert_eq!((connected.step, connected.status), (None, ConnectionStatus::Connected));
        assert_eq!((connected.client_id.as_deref(), connected.expected_user.as_str()), (Some("0a1b2c"), "m365.integration"));
        assert_eq!(connected.client_secret_hint, Some(("93d10".to_owned(), at(5))));
        assert_eq!(connected.authorization, Some(authorization()));
        assert_eq!((connected.release.as_deref(), connected.app), (Some("Australia"), AppPresence::Installed));
        assert_eq!((connected.provisioned_at, connected.created_at), (Some(at(20)), at(0)));
        assert_eq!(store.list_connections().await.unwrap().len(), 1);
    }

    async fn a_connection_in_set_up_can_move_and_forgets_its_client(store: TestStore) {
        let id = store.connection().await;
        store.set_client(id, "0a1b2c", &"a-long-client-secret-93d10".into(), at(5)).await.unwrap();
        assert_eq!(store.connection().await, id, "the same instance again");
        assert!(store.client_secret(id).await.unwrap().is_some());

        let other = NewConnection {
            tenant: tenant(),
            instance: "https://umbrella.service-now.com".parse().unwrap(),
            release: None,
            at: at(9),
        };
        assert_eq!(store.begin_connection(&other).await.unwrap(), Some(id));
        let moved = store.find_connection(&tenant()).await.unwrap().unwrap();
        assert_eq!((moved.instance.name(), moved.client_id, moved.client_secret_hint), ("umbrella", None, None));
        assert!(store.client_secret(id).await.unwrap().is_none(), "it is no secret of this instance");

        store.authorize_connection(id, &authorization(), &tokens("access", Some("refresh"))).await.unwrap();
        assert_eq!(store.begin_connection(&other).await.unwrap(), None);
    }

    async fn secrets_are_sealed_and_opened_by_name(store: TestStore) {
        let id = store.connection().await;
        assert!(store.client_secret(id).await.unwrap().is_none());
        assert!(store.load_tokens(id).await.unwrap().is_none());
        store.set_client(id, "0a1b2c", &"short".into(), at(5)).await.unwrap();
        assert_eq!(store.client_secret(id).await.unwrap().unwrap().expose_secret(), "short");
        let hint = store.find_connection(&tenant()).await.unwrap().unwrap().client_secret_hint;
        assert_eq!(hint, Some((String::new(), at(5))), "a short secret shows nothing of itself");

        store.save_tokens(id, &tokens("acc\"ess\\", Some("refresh"))).await.unwrap();
        let loaded = store.load_tokens(id).await.unwrap().unwrap();
        assert_eq!(loaded.access_token.expose_secret(), "acc\"ess\\");
        assert_eq!(loaded.refresh_token.unwrap().expose_secret(), "refresh");
        assert_eq!((loaded.access_expires_at, loaded.refresh_expires_at), (at(1_800), Some(at(8_640_000))));
        assert_eq!(loaded.scope.as_deref(), Some("useraccount"));

        let stranger = Store::open(&store.url, KeyRing::ephemeral()).await.unwrap();
        let opened = stranger.load_tokens(id).await;
        assert!(matches!(opened, Err(StoreError::Seal { what: "tokens", .. })), "{opened:?}");
    }

    async fn a_renewal_never_loses_the_refresh_token(store: TestStore) {
        let id = store.connection().await;
        store.authorize_connection(id, &authorization(), &tokens("first", Some("refresh"))).await.unwrap();
        let kept = ConnectionTokens { store: store.store.clone(), connection: id };
        kept.save(&tokens("renewed", None)).await.unwrap();
        let loaded = kept.load().await.unwrap().unwrap();
        assert_eq!(loaded.access_token.expose_secret(), "renewed");
        assert_eq!(loaded.refresh_token.unwrap().expose_secret(), "refresh");
        let times = store.find_connection(&tenant()).await.unwrap().unwrap().authorization.unwrap();
        assert_eq!((times.access_expires_at, times.refresh_expires_at), (at(1_800), Some(at(8_640_000))));
    }

    async fn renewals_raced_by_two_replicas_leave_one_whole_set(store: TestStore) {
        let id = store.connection().await;
        store.authorize_connection(id, &authorization(), &tokens("first", Some("refresh"))).await.unwrap();
        let replicas = (0..6).map(|replica| {
            let store = store.store.clone();
            tokio::spawn(async move {
                store.save_tokens(id, &tokens(&format!("access {replica}"), None)).await.unwrap();
            })
        });
        for replica in replicas.collect::<Vec<_>>() {
            replica.await.unwrap();
        }
        let loaded = store.load_tokens(id).await.unwrap().unwrap();
        assert!(loaded.access_token.expose_secret().starts_with("access "));
        assert_eq!(loaded.refresh_token.unwrap().expose_secret(), "refresh");
    }

    /// S20
    async fn removing_destroys_secrets_and_frees_the_tenant(store: TestStore) {
        let id = store.connection().await;
        store.set_client(id, "0a1b2c", &"a-long-client-secret-93d10".into(), at(5)).await.unwrap();
        store.authorize_connection(id, &authorization(), &tokens("access", Some("refresh"))).await.unwrap();
        store.remove_connection(id, at(50)).await.unwrap();
        assert!(store.find_connection(&tenant()).await.unwrap().is_none());
        assert!(store.list_connections().await.unwrap().is_empty());
        assert_eq!(store.find_connection_by_id(id).await.unwrap().unwrap().removed_at, Some(at(50)));
        // A renewal that was under way brings nothing back.
        store.save_tokens(id, &tokens("late", Some("late"))).await.unwrap();
        assert!(store.load_tokens(id).await.unwrap().is_none());
        assert!(store.client_secret(id).await.unwrap().is_none());
        assert_ne!(store.connection().await, id);
    }

    async fn a_change_of_status_is_told_once(store: TestStore) {
        let id = store.connection().await;
        let problem = Message::new("problem-unreachable").with("host", "acme");
        assert!(store.set_connection_status(id, ConnectionStatus::Unreachable, Some(&problem)).await.unwrap());
        assert!(!store.set_connection_status(id, ConnectionStatus::Unreachable, Some(&problem)).await.unwrap());
        let connection = store.find_connection(&tenant()).await.unwrap().unwrap();
        assert_eq!((connection.status, connection.problem), (ConnectionStatus::Unreachable, Some(problem)));
        assert!(store.set_connection_status(id, ConnectionStatus::Connected, None).await.unwrap());
        assert_eq!(store.find_connection(&tenant()).await.unwrap().unwrap().problem, None);
    }

    async fn the_cursor_never_moves_back(store: TestStore) {
        let id = store.connection().await;
        for (cursor, expected) in [(None, None), (Some(100), Some(100)), (Some(90), Some(100)), (None, Some(100)), (Some(101), Some(101))] {
            store.finish_sync(id, cursor.map(at), at(500)).await.unwrap();
            let connection = store.find_connection(&tenant()).await.unwrap().unwrap();
            assert_eq!((connection.sync_cursor, connection.synced_at), (expected.map(at), Some(at(500))));
        }
    }

    async fn checks_are_kept_in_their_order_and_replaced_by_name(store: TestStore) {
        let id = store.connection().await;
        let check = |name, outcome, second| Check {
            name,
            outcome,
            evidence: Message::new("check-evidence").with("release", "Zurich"),
            way_out: (outcome == Outcome::Failed).then(|| Message::new("check-way-out")),
            at: at(second),
        };
        let first = [
            check(CheckName::Authorization, Outcome::Failed, 1),
            check(CheckName::Release, Outcome::Passed, 1),
        ];
        store.save_checks(id, &first).await.unwrap();
        store.save_checks(id, &[check(CheckName::Authorization, Outcome::Passed, 2)]).await.unwrap();
        let expected =
            vec![first[1].clone(), check(CheckName::Authorization, Outcome::Passed, 2)];
        assert_eq!(store.list_checks(id).await.unwrap(), expected);
    }

    /// S11
    async fn a_begun_authorization_is_taken_once_and_in_time(store: TestStore) {
        let connection = store.connection().await;
        let pending = |state: &str| PendingAuthorization {
            state_hash: state.to_owned(),
            tenant: tenant(),
            connection,
            person: PersonId::generate(),
            verifier: "code-verifier".into(),
            return_to: "/servicenow/setup".to_owned(),
            expires_at: at(600),
        };
        let begun = pending("state");
        store.insert_pending_authorization(&begun).await.unwrap();
        let taken = store.take_pending_authorization("state", at(599)).await.unwrap().unwrap();
        assert_eq!((taken.connection, taken.person), (connection, begun.person));
        assert_eq!((taken.verifier.expose_secret(), taken.return_to.as_str()), ("code-verifier", "/servicenow/setup"));
        assert!(store.take_pending_authorization("state", at(1)).await.unwrap().is_none());
        store.insert_pending_authorization(&pending("late")).await.unwrap();
        assert!(store.take_pending_authorization("late", at(600)).await.unwrap().is_none());
    }
}

/// S07: nothing of a secret stands readable in the file.
#[tokio::test]
async fn no_secret_can_be_read_in_the_database_file() {
    let store = TestStore::sqlite().await;
    let id = store.connection().await;
    store.set_client(id, "0a1b2c", &"client-secret-in-clear-text".into(), at(5)).await.unwrap();
    store.save_tokens(id, &tokens("access-in-clear-text", Some("refresh-in-clear-text"))).await.unwrap();
    store.close().await;
    let bytes = std::fs::read(store.url.strip_prefix("sqlite://").unwrap()).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("acme.service-now.com") && !text.contains("in-clear-text"));
}
