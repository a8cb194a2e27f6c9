use scorebridge::store::{
    Activity, ActivityEntry, Answer, KeptForm, KeyRing, Language, Person, Role, Session, Store, StoreError,
    Theme, Upserted,
};

use crate::support::database::{TestStore, at, on_both_engines, tenant};

fn sam() -> Upserted {
    Upserted {
        tenant: tenant(),
        subject: "oid-sam".to_owned(),
        name: "Sam de Vries".to_owned(),
        user_name: "sam@contoso.example".to_owned(),
        role: Role::Administrator,
        at: at(0),
    }
}

fn session(person: &Person) -> Session {
    Session {
        person: person.clone(),
        csrf_token: "csrf".to_owned(),
        idle_expires_at: at(60),
        expires_at: at(600),
    }
}

on_both_engines! {
    async fn a_person_is_known_by_subject_and_keeps_preferences(store: TestStore) {
        let first = store.upsert_person(&sam()).await.unwrap();
        assert_eq!((first.language, first.theme), (None, Theme::System));
        store.set_preferences(first.id, Some(Language::Nl), Theme::Dark, "Europe/Amsterdam").await.unwrap();
        let married = Upserted { name: "Sam Jansen".to_owned(), role: Role::Reader, ..sam() };
        let again = store.upsert_person(&married).await.unwrap();
        assert_eq!((again.id, again.name.as_str(), again.role), (first.id, "Sam Jansen", Role::Reader));
        assert_eq!((again.language, again.theme), (Some(Language::Nl), Theme::Dark));
        assert_eq!(again.time_zone, "Europe/Amsterdam");
        let other = store.upsert_person(&Upserted { subject: "oid-other".to_owned(), ..sam() }).await.unwrap();
        assert_ne!(other.id, first.id);
    }

    async fn a_session_ends_when_idle_at_its_end_or_when_deleted(store: TestStore) {
        let person = store.upsert_person(&sam()).await.unwrap();
        store.insert_session("hash", &session(&person)).await.unwrap();
        let found = store.find_session("hash", at(59)).await.unwrap().unwrap();
        assert_eq!((found.person, found.csrf_token.as_str()), (person.clone(), "csrf"));
        assert!(store.find_session("hash", at(60)).await.unwrap().is_none());
        assert!(store.find_session("other", at(0)).await.unwrap().is_none());
        store.touch_session("hash", at(5_000)).await.unwrap();
        assert!(store.find_session("hash", at(599)).await.unwrap().is_some());
        assert!(store.find_session("hash", at(600)).await.unwrap().is_none());
        store.delete_session("hash").await.unwrap();
        assert!(store.find_session("hash", at(1)).await.unwrap().is_none());
    }

    async fn what_ran_out_is_deleted(store: TestStore) {
        let person = store.upsert_person(&sam()).await.unwrap();
        store.insert_session("idle", &session(&person)).await.unwrap();
        store.insert_session("live", &Session { idle_expires_at: at(99), ..session(&person) }).await.unwrap();
        store.insert_pending_sign_in("state", "{}", at(60)).await.unwrap();
        assert_eq!(store.delete_expired(at(60)).await.unwrap(), 1);
        assert!(store.find_session("idle", at(60)).await.unwrap().is_none());
        assert!(store.find_session("live", at(60)).await.unwrap().is_some());
        // For a form that was open meanwhile, an ended session is known for half a day more.
        assert!(store.find_ended_session("idle").await.unwrap().is_some());
        assert_eq!(store.delete_expired(at(60 + 12 * 3600)).await.unwrap(), 1);
        assert!(store.find_ended_session("idle").await.unwrap().is_none());
    }

    /// A form is given back once, to its person, on its page, in time; at rest it cannot be read.
    async fn a_kept_form_is_given_back_to_its_person_only(store: TestStore) {
        let person = store.upsert_person(&sam()).await.unwrap();
        let other = store.upsert_person(&Upserted { subject: "other".to_owned(), ..sam() }).await.unwrap();
        let form = KeptForm {
            key_hash: "key",
            tenant: &tenant(),
            person: person.id,
            page: "/tickets/new",
            body: b"name=typed",
            expires_at: at(900),
        };
        store.insert_kept_form(&form).await.unwrap();
        assert!(store.take_kept_form("key", other.id, "/tickets/new", at(1)).await.unwrap().is_none());
        assert!(store.take_kept_form("key", person.id, "/", at(1)).await.unwrap().is_none());
        let taken = store.take_kept_form("key", person.id, "/tickets/new", at(1)).await.unwrap();
        assert_eq!(taken.as_deref().map(String::as_str), Some("name=typed"));
        assert!(store.take_kept_form("key", person.id, "/tickets/new", at(1)).await.unwrap().is_none());
        store.insert_kept_form(&form).await.unwrap();
        assert!(store.take_kept_form("key", person.id, "/tickets/new", at(900)).await.unwrap().is_none());
    }

    async fn a_pending_sign_in_is_taken_once_and_in_time(store: TestStore) {
        store.insert_pending_sign_in("state", r#"{"nonce":"n"}"#, at(600)).await.unwrap();
        assert_eq!(store.take_pending_sign_in("state", at(1)).await.unwrap().unwrap(), r#"{"nonce":"n"}"#);
        assert_eq!(store.take_pending_sign_in("state", at(1)).await.unwrap(), None);
        store.insert_pending_sign_in("late", "{}", at(600)).await.unwrap();
        assert_eq!(store.take_pending_sign_in("late", at(600)).await.unwrap(), None);
    }

    async fn an_api_token_acts_for_its_person_with_the_role_of_now(store: TestStore) {
        let person = store.upsert_person(&sam()).await.unwrap();
        store.insert_api_token("token hash", "laptop", person.id, at(0)).await.unwrap();
        assert_eq!(store.find_api_token("token hash").await.unwrap().unwrap(), person);
        store.upsert_person(&Upserted { role: Role::Reader, ..sam() }).await.unwrap();
        assert_eq!(store.find_api_token("token hash").await.unwrap().unwrap().role, Role::Reader);
        assert!(store.find_api_token("other").await.unwrap().is_none());
    }

    async fn api_tokens_are_listed_and_deleted_by_name(store: TestStore) {
        let person = store.upsert_person(&sam()).await.unwrap();
        for (hash, name, second) in [("1", "laptop", 1), ("2", "pipeline", 2), ("3", "laptop", 3)] {
            store.insert_api_token(hash, name, person.id, at(second)).await.unwrap();
        }
        let listed = store.list_api_tokens(&tenant()).await.unwrap();
        assert_eq!(listed.iter().map(|token| token.name.as_str()).collect::<Vec<_>>(), ["laptop", "pipeline", "laptop"]);
        assert_eq!((listed[0].created_at, listed[0].user_name.as_str()), (at(3), "sam@contoso.example"));
        assert_eq!(store.delete_api_tokens(person.id, "laptop").await.unwrap(), 2);
        assert!(store.find_api_token("1").await.unwrap().is_none());
        assert!(store.find_api_token("2").await.unwrap().is_some());
    }

    async fn the_first_answer_under_a_key_is_kept_until_its_end(store: TestStore) {
        let answer = |body: &str| Answer {
            request_hash: "request".to_owned(),
            status: 201,
            location: Some("/api/v1/tickets/1".to_owned()),
            body: body.to_owned(),
        };
        store.insert_answer(&tenant(), "key", &answer("first"), at(60)).await.unwrap();
        store.insert_answer(&tenant(), "key", &answer("second"), at(90)).await.unwrap();
        assert_eq!(store.find_answer(&tenant(), "key", at(59)).await.unwrap(), Some(answer("first")));
        assert_eq!(store.find_answer(&tenant(), "key", at(60)).await.unwrap(), None);
        let other = scorebridge::ids::TenantId::new("other");
        assert_eq!(store.find_answer(&other, "key", at(1)).await.unwrap(), None);
        assert_eq!(store.delete_expired(at(60)).await.unwrap(), 1);
    }

    async fn the_log_is_read_newest_first_in_pages(store: TestStore) {
        for second in 0..5 {
            let activity = Activity::ConnectionStarted { instance: format!("acme{second}") };
            let actor = (second % 2 == 0).then(|| "Sam de Vries".to_owned());
            // Three entries share a time: their order is that of writing.
            let entry = ActivityEntry { at: at(second / 3), actor, activity };
            store.log_activity(&tenant(), &entry).await.unwrap();
        }
        let page = store.list_activity(&tenant(), (1, 2)).await.unwrap();
        let instances = page.items.iter().map(|entry| match &entry.activity {
            Activity::ConnectionStarted { instance } => instance.as_str(),
            other => panic!("{other:?}"),
        });
        assert_eq!((instances.collect::<Vec<_>>(), page.total), (vec!["acme3", "acme2"], 5));
        assert_eq!(page.items[0].actor, None);
    }

    async fn a_store_opens_again_with_what_it_held(store: TestStore) {
        store.upsert_person(&sam()).await.unwrap();
        store.ping().await.unwrap();
        let before = store.statements();
        store.ping().await.unwrap();
        assert_eq!(store.statements(), before + 1);
        store.close().await;
        let again = Store::open(&store.url, KeyRing::ephemeral()).await.unwrap();
        again.ping().await.unwrap();
        assert_eq!(again.upsert_person(&sam()).await.unwrap().name, "Sam de Vries");
    }
}

#[tokio::test]
async fn an_unknown_kind_of_database_is_refused_without_repeating_its_password() {
    let opened = Store::open("mysql://root:hunter2@db/scorebridge", KeyRing::ephemeral()).await;
    let Err(error @ StoreError::Scheme { .. }) = opened else { panic!("mysql is no database of ours") };
    assert_eq!(error.to_string(), r#"database address "mysql": use sqlite:// or postgres://"#);
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let opened = Store::open("sqlite:///dev/null/data/scorebridge.db", KeyRing::ephemeral()).await;
    let Err(error @ StoreError::Path { .. }) = opened else { panic!("/dev/null is no folder") };
    assert!(error.to_string().starts_with("use /dev/null/data for the database: "), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_a_sqlite_file() {
    use std::os::unix::fs::PermissionsExt;

    let store = TestStore::sqlite().await;
    store.upsert_person(&sam()).await.unwrap();
    let path = store.url.strip_prefix("sqlite://").unwrap();
    for side in ["", "-wal", "-shm"] {
        let mode = std::fs::metadata(format!("{path}{side}")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{path}{side}");
    }
}
