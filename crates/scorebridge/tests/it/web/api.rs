//! The JSON API. Every answer is compared with `/openapi.json`.

use axum::body::Body;
use axum::http::{Method, Request, header};
use jiff::SignedDuration;
use scorebridge::auth;
use scorebridge::connection::NewConnection;
use scorebridge::ids::TicketId;
use scorebridge::score::{ActionStatus, Category};
use scorebridge::store::{Role, StatusMark, Upserted};
use scorebridge::tickets::{Delivery, TicketKind};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::app::{Page, TestApp};
use crate::support::openapi;
use crate::support::sample::Sample;

const KEY: &str = "0123456789abcdef";

/// A program with a token.
struct Api {
    app: TestApp,
    token: String,
    language: &'static str,
    document: Value,
}

impl Api {
    async fn start() -> Self {
        Self::start_as(Role::Operator).await
    }

    async fn start_as(role: Role) -> Self {
        let mut app = TestApp::start_as(role).await;
        // A session's cookie must not be what opens the API.
        app.signed_out();
        let token = format!("sb_{}", auth::random());
        let (store, now) = (&app.app.store, app.now());
        store.insert_api_token(&auth::hash(&token), "test", app.person.id, now).await.unwrap();
        let document = serde_json::from_slice(&app.get("/openapi.json").await.bytes).unwrap();
        Self { app, token, language: "en", document }
    }

    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::ACCEPT_LANGUAGE, self.language)
    }

    /// Sends a request to an operation, and compares the answer with the document.
    async fn send(&self, operation: &str, request: Request<Body>) -> (u16, Value, Page) {
        let verb = request.method().as_str().to_lowercase();
        let answer = self.app.send(request).await;
        let status = answer.status.as_u16();
        let body: Value =
            serde_json::from_slice(&answer.bytes).unwrap_or_else(|_| panic!("{}", answer.text()));
        let kind = if status < 400 { "application/json" } else { "application/problem+json" };
        assert_eq!(answer.header("content-type"), kind, "{}", answer.text());
        openapi::check(&self.document, (&verb, operation), status, &body);
        (status, body, answer)
    }

    async fn get(&self, operation: &str, path: &str) -> (u16, Value) {
        let request = self.request(Method::GET, path).body(Body::empty()).unwrap();
        let (status, body, _) = self.send(operation, request).await;
        (status, body)
    }

    async fn post(&self, operation: &str, path: &str, key: &str, body: &Value) -> (u16, Value, Page) {
        let request = self
            .request(Method::POST, path)
            .header("idempotency-key", key)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()));
        self.send(operation, request.unwrap()).await
    }

    async fn create(&self, key: &str, task: &Value) -> (u16, Value, Page) {
        self.post("/api/v1/tickets", "/api/v1/tickets", key, task).await
    }
}

fn own_task() -> Value {
    json!({"type": "incident", "name": "Old mailboxes", "category": "Data", "due": "2026-12-01"})
}

fn names(listing: &Value) -> Vec<&str> {
    listing["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn describes_itself_to_everyone() {
    let api = Api::start().await;
    assert_eq!(api.document["openapi"], "3.1.0");
    assert_eq!(api.document["security"], json!([{"token": []}]));
    let paths: Vec<_> = api.document["paths"].as_object().unwrap().keys().collect();
    assert_eq!(
        paths,
        [
            "/api/v1/actions",
            "/api/v1/actions/{id}",
            "/api/v1/connection",
            "/api/v1/connection/check",
            "/api/v1/connection/remove",
            "/api/v1/connection/sync",
            "/api/v1/doctor",
            "/api/v1/me",
            "/api/v1/score",
            "/api/v1/tickets",
            "/api/v1/tickets/{id}",
            "/api/v1/tickets/{id}/notes",
            "/api/v1/tickets/{id}/refresh",
            "/api/v1/tickets/{id}/retry",
        ]
    );
    for (path, methods) in api.document["paths"].as_object().unwrap() {
        for (verb, operation) in methods.as_object().unwrap() {
            assert!(
                operation["operationId"].is_string() && operation["summary"].is_string(),
                "{verb} {path}"
            );
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let key = parameters.iter().find(|parameter| parameter["name"] == "Idempotency-Key");
            assert_eq!(key.is_some_and(|key| key["required"] == true), verb == "post", "{verb} {path}");
        }
    }
}

#[tokio::test]
async fn nothing_is_told_without_a_known_token() {
    let mut api = Api::start().await;
    let unknown = format!("sb_{}", auth::random());
    for (authorization, challenge) in [
        (None, "Bearer realm=\"scorebridge\""),
        (Some("Basic c2FtOnNhbQ==".to_owned()), "Bearer realm=\"scorebridge\""),
        (Some(format!("Bearer {unknown}")), "Bearer realm=\"scorebridge\", error=\"invalid_token\""),
        (Some("Bearer ' OR 1=1".to_owned()), "Bearer realm=\"scorebridge\", error=\"invalid_token\""),
    ] {
        for (verb, address) in [(Method::GET, "/api/v1/me"), (Method::POST, "/api/v1/tickets")] {
            let mut request = Request::builder().method(verb).uri(address);
            if let Some(authorization) = &authorization {
                request = request.header(header::AUTHORIZATION, authorization);
            }
            let (status, body, answer) = api.send(address, request.body(Body::empty()).unwrap()).await;
            assert_eq!((status, &body["code"]), (401, &json!("api-unauthorized")), "{authorization:?}");
            assert_eq!(answer.header("www-authenticate"), challenge);
        }
    }
    // A person's session is no token, however they signed in.
    api.app.become_role(Role::Administrator).await;
    let request = Request::get("/api/v1/me").body(Body::empty()).unwrap();
    assert_eq!(api.send("/api/v1/me", request).await.0, 401);
}

#[tokio::test]
async fn a_token_acts_for_its_person_with_the_role_of_now() {
    let api = Api::start_as(Role::Reader).await;
    let (status, me) = api.get("/api/v1/me", "/api/v1/me").await;
    assert_eq!(
        (status, &me["role"], &me["user_name"]),
        (200, &json!("reader"), &json!("sam@noordlicht.example"))
    );
    let (status, body, _) = api.create(KEY, &own_task()).await;
    assert_eq!((status, &body["code"]), (403, &json!("error-needs-operator")));
    for act in ["refresh", "retry"] {
        let operation = format!("/api/v1/tickets/{{id}}/{act}");
        let (status, ..) =
            api.post(&operation, &format!("/api/v1/tickets/CHG1/{act}"), KEY, &json!({})).await;
        assert_eq!(status, 403);
    }
    let person = Upserted {
        tenant: api.app.tenant().clone(),
        subject: api.app.person.subject.clone(),
        name: api.app.person.name.clone(),
        user_name: api.app.person.user_name.clone(),
        role: Role::Operator,
        at: api.app.now(),
    };
    api.app.app.store.upsert_person(&person).await.unwrap();
    assert_eq!(api.create(KEY, &own_task()).await.0, 409, "no connection yet, but the right to make tickets");
}

#[tokio::test]
async fn problems_speak_the_language_that_is_asked_for() {
    let mut api = Api::start().await;
    let (_, english) = api.get("/api/v1/tickets/{id}", "/api/v1/tickets/CHG0099999").await;
    assert_eq!(english["detail"], "There is no ticket “CHG0099999”.");
    api.language = "nl-NL,nl;q=0.9,en;q=0.8";
    let (status, dutch) = api.get("/api/v1/tickets/{id}", "/api/v1/tickets/CHG0099999").await;
    assert_eq!((status, &dutch["title"]), (404, &json!("Niet gevonden")));
    assert_eq!(dutch["code"], english["code"]);
    assert_eq!(dutch["type"], "urn:scorebridge:problem:ticket-not-found");
    assert_eq!(dutch["reference"].as_str().unwrap().len(), 12);
}

#[tokio::test]
async fn what_no_handler_answers_is_a_problem_document_too() {
    let api = Api::start().await;
    let no_path = api.request(Method::GET, "/api/v1/nothing").body(Body::empty()).unwrap();
    let no_method = api.request(Method::DELETE, "/api/v1/tickets").body(Body::empty()).unwrap();
    let wrong_host = api.request(Method::GET, "/api/v1/me").header(header::HOST, "evil.example");
    let large = api
        .request(Method::POST, "/api/v1/tickets")
        .header("idempotency-key", KEY)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from("x".repeat(300 * 1024)));
    for (request, status, code) in [
        (no_path, 404, "error-404"),
        (no_method, 405, "error-405"),
        (wrong_host.body(Body::empty()).unwrap(), 421, "error-421"),
        (large.unwrap(), 413, "error-413"),
    ] {
        let answer = api.app.send(request).await;
        let body: Value = serde_json::from_slice(&answer.bytes).unwrap();
        assert_eq!((answer.status.as_u16(), body["code"].as_str()), (status, Some(code)));
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(body["reference"], answer.header("x-request-id"));
    }
}

/// S01, S15, S16: the action's task, without any text typed.
#[tokio::test]
async fn a_ticket_for_an_action_is_filled_in_from_it() {
    let api = Api::start().await;
    let api = Api { app: api.app.with_scores().await, ..api };
    api.app.with_connection().await;
    let task = json!({"type": "change", "action": "AdminMFAV2"});
    let (status, ticket, answer) = api.create(KEY, &task).await;
    assert_eq!(status, 201, "{ticket}");
    assert_eq!(ticket["name"], "Require MFA for administrative roles");
    assert_eq!((&ticket["source"], &ticket["category"]), (&json!("microsoft"), &json!("Identity")));
    assert_eq!((&ticket["priority"], &ticket["due"]), (&json!("high"), &json!("2026-12-07")));
    assert_eq!((&ticket["delivery"], &ticket["open"]), (&json!("queued"), &json!(true)));
    assert!(ticket["description"].as_str().unwrap().contains("Open policies"));
    assert_eq!(ticket["timeline"][0]["event"], "created");
    let location = answer.header("location").to_owned();
    assert_eq!(location, format!("/api/v1/tickets/{}", ticket["id"].as_str().unwrap()));
    assert_eq!(api.get("/api/v1/tickets/{id}", &location).await.1["id"], ticket["id"]);
    assert_eq!(api.app.app.store.queue_figures(api.app.now()).await.unwrap().waiting, 1);

    let (status, body, _) = api.create("another-key-of-16", &task).await;
    assert_eq!((status, &body["code"], &body["ticket"]), (409, &json!("api-already-open"), &ticket["id"]));
    let second = json!({"type": "change", "action": "AdminMFAV2", "another": true, "priority": "low"});
    let (status, second, _) = api.create("a-third-key-of-16", &second).await;
    assert_eq!((status, &second["due"]), (201, &json!("2027-01-22")), "the due date goes with the priority");
    let (_, action) = api.get("/api/v1/actions/{id}", "/api/v1/actions/AdminMFAV2").await;
    assert_eq!(action["ticket"]["id"], second["id"]);
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    let api = Api::start().await;
    api.app.with_connection().await;
    let task = json!({"type": "problem", "name": "x".repeat(161), "priority": "urgent", "due": "2026-11-22"});
    let (status, body, _) = api.create(KEY, &task).await;
    assert_eq!(status, 422);
    let fields: Vec<_> =
        body["errors"].as_array().unwrap().iter().map(|error| (&error["field"], &error["code"])).collect();
    assert_eq!(
        json!(fields),
        json!([
            ["type", "task-error-type"],
            ["name", "task-error-name-long"],
            ["priority", "task-error-priority"],
            ["due", "task-error-due-past"],
            ["category", "task-error-category"]
        ])
    );
    assert_eq!(body["errors"][3]["detail"], "Due date must be today or later");
    let (status, body, _) = api.create(KEY, &json!({"type": "change", "action": "gone"})).await;
    assert_eq!((status, &body["code"]), (422, &json!("task-unknown-action")));
    for wrong in [json!({"type": "change", "nmae": "x"}), json!([]), json!("x")] {
        let (status, body, _) = api.create(KEY, &wrong).await;
        assert_eq!((status, &body["code"]), (400, &json!("api-unreadable")), "{wrong}");
    }
}

#[tokio::test]
async fn a_repeated_request_gets_the_first_answer_and_changes_nothing() {
    let api = Api::start().await;
    api.app.with_connection().await;
    let (status, first, answer) = api.create(KEY, &own_task()).await;
    assert_eq!((status, answer.header("idempotency-replayed")), (201, ""));
    let (status, again, answer) = api.create(KEY, &own_task()).await;
    assert_eq!((status, answer.header("idempotency-replayed")), (201, "true"));
    assert_eq!(again, first);
    assert!(answer.header("location").ends_with(first["id"].as_str().unwrap()));
    // The same key in quotation marks, as a structured field.
    let (_, quoted, _) = api.create(&format!("\"{KEY}\""), &own_task()).await;
    assert_eq!(quoted["id"], first["id"]);
    let mut other = own_task();
    other["name"] = json!("Another");
    let (status, body, _) = api.create(KEY, &other).await;
    assert_eq!((status, &body["code"]), (422, &json!("api-key-reused")));
    // Kept for a day, the ticket's own key longer.
    api.app.app.clock.advance(SignedDuration::from_hours(25));
    api.app.app.store.delete_expired(api.app.now()).await.unwrap();
    let (status, later, _) = api.create(KEY, &own_task()).await;
    assert_eq!((status, &later["id"]), (201, &first["id"]));
    assert_eq!(api.get("/api/v1/tickets", "/api/v1/tickets").await.1["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_failed_request_can_be_repeated_under_its_key() {
    let api = Api::start().await;
    assert_eq!(api.create(KEY, &own_task()).await.0, 409);
    api.app.with_connection().await;
    assert_eq!(api.create(KEY, &own_task()).await.0, 201);
}

#[tokio::test]
async fn two_people_can_use_the_same_key() {
    let mut api = Api::start().await;
    api.app.with_connection().await;
    let (_, first, _) = api.create(KEY, &own_task()).await;
    api.app.become_role(Role::Administrator).await;
    api.app.signed_out();
    api.token = format!("sb_{}", auth::random());
    let store = &api.app.app.store;
    store.insert_api_token(&auth::hash(&api.token), "other", api.app.person.id, api.app.now()).await.unwrap();
    let (status, second, _) = api.create(KEY, &own_task()).await;
    assert_eq!(status, 201);
    assert_ne!(first["id"], second["id"]);
}

#[tokio::test]
async fn a_post_without_a_usable_key_or_json_is_refused() {
    let api = Api::start().await;
    api.app.with_connection().await;
    let missing = api.request(Method::POST, "/api/v1/tickets").body(Body::from("{}")).unwrap();
    let (status, body, _) = api.send("/api/v1/tickets", missing).await;
    assert_eq!((status, &body["code"]), (400, &json!("api-no-key")));
    for key in ["short", &"x".repeat(256)] {
        let (status, body, _) = api.create(key, &own_task()).await;
        assert_eq!((status, &body["code"]), (400, &json!("api-bad-key")));
    }
    let form = api
        .request(Method::POST, "/api/v1/tickets")
        .header("idempotency-key", KEY)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("type=change"));
    let (status, body, _) = api.send("/api/v1/tickets", form.unwrap()).await;
    assert_eq!((status, &body["code"]), (415, &json!("api-not-json")));
}

#[tokio::test]
async fn tickets_come_newest_first_in_whole_pages() {
    let api = Api::start().await;
    let connection = api.app.with_connection().await;
    for (number, name) in [("CHG1", "one"), ("CHG2", "two"), ("CHG3", "three"), ("CHG4", "four")] {
        api.app.with_ticket(connection, &Sample { name, number, ..Sample::default() }).await;
    }
    let list = "/api/v1/tickets";
    let (_, first) = api.get(list, "/api/v1/tickets?limit=2").await;
    assert_eq!(names(&first), ["four", "three"]);
    // A newer one does not move what comes next.
    api.app.with_ticket(connection, &Sample { name: "five", number: "CHG5", ..Sample::default() }).await;
    let cursor = first["next"].as_str().unwrap();
    let (_, second) = api.get(list, &format!("/api/v1/tickets?limit=2&cursor={cursor}")).await;
    assert_eq!((names(&second), &second["next"]), (vec!["two", "one"], &Value::Null));
    for (query, reason) in [
        ("limit=0", "1 to 200"),
        ("limit=many", "invalid digit"),
        ("cursor=!", "not one of this list"),
        ("cursor=QWRtaW5NRkFWMg", "not one of this list"),
        ("type=problem", "unknown variant"),
        ("open=perhaps", "true"),
    ] {
        let (status, body) = api.get(list, &format!("/api/v1/tickets?{query}")).await;
        assert_eq!((status, &body["code"]), (400, &json!("api-unreadable")), "{query}");
        assert!(body["detail"].as_str().unwrap().contains(reason), "{query}: {body}");
    }
}

#[tokio::test]
async fn tickets_are_filtered() {
    let api = Api::start().await;
    let connection = api.app.with_connection().await;
    let late = Sample { name: "late", due: "2026-11-20".parse().unwrap(), ..Sample::default() };
    api.app.with_ticket(connection, &late).await;
    let closed = Sample { name: "closed", number: "CHG2", state: "3", label: "Closed", ..Sample::default() };
    api.app.with_ticket(connection, &closed).await;
    let incident = Sample { name: "waits", kind: TicketKind::Incident, ..Sample::default() };
    api.app.app.clock.advance(SignedDuration::from_mins(5));
    api.app.with_waiting(connection, &incident).await;
    let now = api.app.now();
    for (query, expected) in [
        (String::new(), vec!["waits", "closed", "late"]),
        ("open=true".to_owned(), vec!["waits", "late"]),
        ("open=false".to_owned(), vec!["closed"]),
        ("type=incident".to_owned(), vec!["waits"]),
        ("overdue=true".to_owned(), vec!["late"]),
        ("not_sent=true".to_owned(), vec!["waits"]),
        ("q=CHG2".to_owned(), vec!["closed"]),
        ("priority=medium&priority=low&q=late".to_owned(), vec!["late"]),
        ("priority=critical".to_owned(), vec![]),
        ("started_by=someone".to_owned(), vec![]),
        ("action=AdminMFAV2".to_owned(), vec![]),
        (format!("changed_since={now}"), vec!["waits"]),
    ] {
        let (_, found) = api.get("/api/v1/tickets", &format!("/api/v1/tickets?{query}")).await;
        assert_eq!(names(&found), expected, "{query}");
    }
    let (_, shown) = api.get("/api/v1/tickets/{id}", "/api/v1/tickets/CHG2").await;
    assert_eq!((&shown["open"], &shown["record"]["state_name"]), (&json!(false), &json!("Closed")));
}

#[tokio::test]
async fn a_list_takes_the_same_statements_however_long_it_is() {
    let api = Api::start().await;
    let connection = api.app.with_connection().await;
    let mut counts = Vec::new();
    for number in 0..6 {
        let number = format!("CHG{number}");
        api.app.with_ticket(connection, &Sample { number: &number, ..Sample::default() }).await;
        let before = api.app.app.store.statements();
        api.get("/api/v1/tickets", "/api/v1/tickets").await;
        counts.push(api.app.app.store.statements() - before);
    }
    assert_eq!(counts, [3; 6], "token, tickets, names of states");
}

#[tokio::test]
async fn actions_are_listed_and_shown_with_their_ticket_and_mark() {
    let api = Api::start().await;
    let api = Api { app: api.app.with_scores().await, ..api };
    let connection = api.app.with_connection().await;
    let sample = Sample { action: Some("scid_2500"), ..Sample::default() };
    let ticket = api.app.with_ticket(connection, &sample).await;
    let mark = StatusMark {
        status: Some(ActionStatus::Planned),
        notes: "After the freeze".to_owned(),
        by: "sam@noordlicht.example".to_owned(),
        at: api.app.now(),
    };
    let id = scorebridge::ids::ActionId::new("scid_2500");
    api.app.app.store.set_mark(api.app.tenant(), &id, &mark).await.unwrap();

    let ids = |page: &Value| {
        let items = page["items"].as_array().unwrap().iter();
        items.map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let list = "/api/v1/actions";
    let (_, first) = api.get(list, "/api/v1/actions?limit=3").await;
    assert_eq!(ids(&first), ["AdminMFAV2", "scid_2500", "mip.search_auditlog"]);
    assert_eq!(first["items"][1]["ticket"], json!({"id": ticket.to_string(), "number": "CHG0030012"}));
    let cursor = first["next"].as_str().unwrap();
    let (_, rest) = api.get(list, &format!("/api/v1/actions?limit=3&cursor={cursor}")).await;
    assert_eq!((ids(&rest), &rest["next"]), (vec!["odd/id?#".to_owned()], &Value::Null));
    assert_eq!((&rest["items"][0]["points"], &rest["items"][0]["category"]), (&Value::Null, &Value::Null));
    for (query, expected) in [
        ("q=MFA", vec!["AdminMFAV2"]),
        ("category=devices&category=Data", vec!["scid_2500", "mip.search_auditlog"]),
        ("status=planned", vec!["scid_2500"]),
        ("has_ticket=true", vec!["scid_2500"]),
        ("regressed=true", vec![]),
        ("product=MDO", vec![]),
    ] {
        let (_, found) = api.get(list, &format!("/api/v1/actions?{query}")).await;
        assert_eq!(ids(&found), expected, "{query}");
    }

    let (_, shown) = api.get("/api/v1/actions/{id}", "/api/v1/actions/scid_2500").await;
    assert_eq!((&shown["status"], &shown["mark"]["notes"]), (&json!("planned"), &json!("After the freeze")));
    assert_eq!(shown["next_steps"].as_str().unwrap().trim(), "Open policies.", "plain text, without scripts");
    assert_eq!(shown["changes"][0]["points_before"], 3.2);
    let (status, odd) = api.get("/api/v1/actions/{id}", "/api/v1/actions/odd%2Fid%3F%23").await;
    assert_eq!((status, &odd["id"]), (200, &json!("odd/id?#")));
    let (status, _) = api.get("/api/v1/actions/{id}", "/api/v1/actions/gone").await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn the_score_comes_with_as_much_history_as_asked() {
    let api = Api::start().await;
    let (_, empty) = api.get("/api/v1/score", "/api/v1/score").await;
    assert_eq!((&empty["current"], &empty["imported_at"]), (&Value::Null, &Value::Null));
    let api = Api { app: api.app.with_scores().await, ..api };
    let (_, score) = api.get("/api/v1/score", "/api/v1/score?days=31").await;
    assert_eq!(score["history"].as_array().unwrap().len(), 31);
    assert_eq!((&score["current"]["points"], &score["history"][0]["points"]), (&json!(411.8), &json!(405.0)));
    assert_eq!(score["current"]["categories"][1]["category"], Category::Devices.as_str());
    for days in ["0", "1097", "x"] {
        assert_eq!(api.get("/api/v1/score", &format!("/api/v1/score?days={days}")).await.0, 400);
    }
}

/// S07, S12: how the connection is, without any secret.
#[tokio::test]
async fn the_connection_is_told_without_secrets() {
    let api = Api::start().await;
    let address = "/api/v1/connection";
    let (_, none) = api.get(address, address).await;
    assert_eq!((&none["status"], &none["connection"]), (&json!("not-connected"), &Value::Null));
    let id = api.app.with_connection().await;
    api.app
        .app
        .store
        .set_client(id, "0a1b2c", &"a-long-client-secret-93d10".into(), api.app.now())
        .await
        .unwrap();
    let request = api.request(Method::GET, address).body(Body::empty()).unwrap();
    let (_, connected, answer) = api.send(address, request).await;
    assert_eq!((&connected["status"], &connected["takes_tickets"]), (&json!("connected"), &json!(true)));
    assert_eq!(connected["connection"]["integration_user"], "m365.integration");
    for secret in ["93d10", "0a1b2c", "access", "refresh_token"] {
        assert!(!answer.text().contains(secret), "{secret} in {}", answer.text());
    }
}

#[tokio::test]
async fn a_refused_ticket_is_tried_again() {
    let api = Api::start().await;
    let connection = api.app.with_connection().await;
    let refused = api.app.with_refused(connection, &Sample::default()).await;
    let operation = "/api/v1/tickets/{id}/retry";
    let address = format!("/api/v1/tickets/{refused}/retry");
    let (status, ticket, _) = api.post(operation, &address, KEY, &json!({})).await;
    assert_eq!((status, &ticket["delivery"]), (202, &json!("queued")));
    assert_eq!(
        (&ticket["timeline"][0]["event"], &ticket["timeline"][0]["by"]),
        (&json!("retried"), &json!("Sam de Vries"))
    );
    // The same request once more is no second try.
    let before = api.app.app.store.list_ticket_events(api.app.tenant(), refused, 9).await.unwrap().len();
    assert_eq!(api.post(operation, &address, KEY, &json!({})).await.0, 202);
    assert_eq!(
        api.app.app.store.list_ticket_events(api.app.tenant(), refused, 9).await.unwrap().len(),
        before
    );

    let sent = api.app.with_ticket(connection, &Sample::default()).await;
    let (status, body, _) =
        api.post(operation, &format!("/api/v1/tickets/{sent}/retry"), "another-key-of-16", &json!({})).await;
    assert_eq!((status, &body["code"]), (409, &json!("api-nothing-to-retry")));
}

#[tokio::test]
async fn a_refresh_asks_the_instance_and_tells_what_changed() {
    let api = Api::start().await;
    let instance = MockServer::start().await;
    let new = NewConnection {
        tenant: api.app.tenant().clone(),
        instance: instance.uri().parse().unwrap(),
        release: None,
        at: api.app.now(),
    };
    let store = &api.app.app.store;
    let connection = store.begin_connection(&new).await.unwrap().unwrap();
    let id = api.app.with_ticket(connection, &Sample::default()).await;
    let operation = "/api/v1/tickets/{id}/refresh";
    let address = format!("/api/v1/tickets/{id}/refresh");
    let (status, body, _) = api.post(operation, &address, KEY, &json!({})).await;
    assert_eq!((status, &body["title"]), (502, &json!("Not available now")), "nobody authorized yet");

    api.app.authorize(connection).await;
    let sys_id: String = id.to_string().replace('-', "");
    let record = record(&id, &sys_id);
    Mock::given(method("GET"))
        .and(path(format!("/api/now/table/change_request/{sys_id}")))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"result": record})))
        .expect(1)
        .mount(&instance)
        .await;
    let (status, body, _) = api.post(operation, &address, KEY, &json!({})).await;
    assert_eq!((status, &body["changed"]), (200, &json!(true)), "{body}");
    assert_eq!(body["ticket"]["record"]["state_name"], "Assess");
    assert_eq!(body["ticket"]["timeline"][0]["field"], "state");

    let waiting = api.app.with_waiting(connection, &Sample::default()).await;
    assert_eq!(
        store.find_ticket(api.app.tenant(), waiting).await.unwrap().unwrap().delivery,
        Delivery::Queued
    );
    let address = format!("/api/v1/tickets/{waiting}/refresh");
    let (status, body, _) = api.post(operation, &address, "another-key-of-16", &json!({})).await;
    assert_eq!((status, &body["code"]), (409, &json!("api-not-sent")));
}

/// A change request as the Table API shows it with `sysparm_display_value=all`.
fn record(id: &TicketId, sys_id: &str) -> Value {
    let field = |value: &str, display: &str| json!({"value": value, "display_value": display});
    let plain = |value: &str| field(value, value);
    json!({
        "sys_id": plain(sys_id),
        "sys_class_name": field("change_request", "Change Request"),
        "number": plain("CHG0030012"),
        "short_description": plain("Require MFA for administrative roles"),
        "state": field("-4", "Assess"),
        "priority": field("3", "3 - Moderate"),
        "due_date": plain("2026-12-03 23:59:59"),
        "assigned_to": plain(""),
        "assignment_group": plain(""),
        "active": plain("true"),
        "sys_updated_on": plain("2026-11-23 13:40:00"),
        "sys_updated_by": plain("beth.anglin"),
        "correlation_id": plain(&id.to_string()),
        "correlation_display": plain("Scorebridge"),
    })
}

impl Api {
    async fn patch(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = self.request(Method::PATCH, path).header(header::CONTENT_TYPE, "application/json");
        let request = request.body(Body::from(body.to_string())).unwrap();
        let (status, body, _) = self.send("/api/v1/tickets/{id}", request).await;
        (status, body)
    }
}

#[tokio::test]
async fn an_unsent_ticket_is_changed_in_part() {
    let api = Api::start().await;
    let connection = api.app.with_connection().await;
    let id = api.app.with_refused(connection, &Sample::default()).await;
    let path = format!("/api/v1/tickets/{id}");
    let (status, ticket) = api.patch(&path, &json!({"name": "Changed", "priority": "high"})).await;
    assert_eq!((status, &ticket["name"], &ticket["delivery"]), (202, &json!("Changed"), &json!("queued")));
    assert_eq!(ticket["due"], "2026-12-03", "what was left out stays");
    assert_eq!(ticket["timeline"][0]["event"], "edited");
    let (status, problem) = api.patch(&path, &json!({"due": "2020-01-01"})).await;
    assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("due")));
    assert!(api.app.app.store.begin_delivery(api.app.tenant(), id, api.app.now()).await.unwrap());
    let (status, problem) = api.patch(&path, &json!({"name": "Too late"})).await;
    assert_eq!((status, &problem["code"]), (409, &json!("api-not-editable")));
}

#[tokio::test]
async fn a_note_is_added_once_per_key() {
    let api = Api::start().await;
    let connection = api.app.with_connection().await;
    let id = api.app.with_ticket(connection, &Sample::default()).await;
    let (operation, path) = ("/api/v1/tickets/{id}/notes", format!("/api/v1/tickets/{id}/notes"));
    for _ in 0..2 {
        let (status, ticket, _) = api.post(operation, &path, KEY, &json!({"text": "Pilot done"})).await;
        assert_eq!(status, 202);
        let line = &ticket["timeline"][0];
        assert_eq!(
            (&line["event"], &line["text"], &line["delivery"]),
            (&json!("note"), &json!("Pilot done"), &json!("queued"))
        );
    }
    assert_eq!(api.app.app.store.list_notes(api.app.tenant(), id).await.unwrap().len(), 1);
    let (status, problem, _) = api.post(operation, &path, "fedcba9876543210", &json!({"text": " "})).await;
    assert_eq!((status, &problem["errors"][0]["code"]), (422, &json!("note-error-empty")));
    let unsent = api.app.with_waiting(connection, &Sample::default()).await;
    let path = format!("/api/v1/tickets/{unsent}/notes");
    let (status, problem, _) = api.post(operation, &path, "fedcba9876543210", &json!({"text": "x"})).await;
    assert_eq!((status, &problem["code"]), (409, &json!("api-takes-no-notes")));
}
