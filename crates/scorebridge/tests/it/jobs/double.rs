//! A double of an instance for answers that no instance can be made to give.

use scorebridge::ids::TicketId;
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::world::{World, tokens};

/// A world connected to a double.
pub(crate) struct Doubled {
    pub(crate) world: World,
    pub(crate) server: MockServer,
}

impl std::ops::Deref for Doubled {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl Doubled {
    pub(crate) async fn new() -> Self {
        Self::with(&[]).await
    }

    pub(crate) async fn with(more: &[(&str, &str)]) -> Self {
        let (world, server) = (World::with(more).await, MockServer::start().await);
        world.connect(&server.uri(), &tokens(world.now())).await;
        Self { world, server }
    }

    /// Answers from now on; answers given later stand before.
    pub(crate) async fn answer(&self, verb: &str, at: &str, template: ResponseTemplate) {
        Mock::given(method(verb))
            .and(path(at))
            .respond_with(template)
            .with_priority(5)
            .mount(&self.server)
            .await;
    }

    /// Answers the next `times` calls.
    pub(crate) async fn answer_times(&self, verb: &str, at: &str, template: ResponseTemplate, times: u64) {
        let mock = Mock::given(method(verb)).and(path(at)).respond_with(template);
        mock.up_to_n_times(times).with_priority(1).mount(&self.server).await;
    }

    pub(crate) async fn requests(&self, verb: &str) -> Vec<Request> {
        let all = self.server.received_requests().await.unwrap();
        all.into_iter().filter(|request| request.method.as_str() == verb).collect()
    }
}

pub(crate) const INCIDENT: &str = "/api/now/table/incident";
pub(crate) const TASK: &str = "/api/now/table/task";

/// A record as the API shows it with `sysparm_display_value=all`.
pub(crate) fn record(id: TicketId, number: u32, updated: &str) -> Value {
    let plain = |value: &str| json!({"value": value, "display_value": value});
    json!({
        "sys_id": plain(&format!("{number:0>32x}")),
        "number": plain(&format!("INC{number:07}")),
        "short_description": plain("Require MFA for administrative roles"),
        "state": {"value": "1", "display_value": "New"},
        "priority": {"value": "2", "display_value": "2 - High"},
        "due_date": plain("2026-12-08 12:00:00"),
        "assigned_to": plain(""),
        "assignment_group": plain(""),
        "active": plain("true"),
        "sys_updated_on": plain(updated),
        "sys_updated_by": plain("m365.integration"),
        "sys_created_on": plain("2026-11-24 08:00:00"),
        "sys_class_name": {"value": "incident", "display_value": "Incident"},
        "correlation_id": plain(&id.to_string()),
        "correlation_display": plain("Scorebridge"),
    })
}

pub(crate) fn json_answer(status: u16, body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body.to_string(), "application/json;charset=UTF-8")
}

pub(crate) fn created(id: TicketId) -> ResponseTemplate {
    json_answer(201, &json!({"result": record(id, 10001, "2026-11-24 08:00:00")}))
}

pub(crate) fn list(records: &[Value]) -> ResponseTemplate {
    json_answer(200, &json!({ "result": records }))
        .insert_header("X-Total-Count", records.len().to_string().as_str())
}

pub(crate) fn refusal(status: u16, message: &str, detail: &str) -> ResponseTemplate {
    json_answer(status, &json!({"error": {"message": message, "detail": detail}, "status": "failure"}))
}

pub(crate) fn page(status: u16, html: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(html.to_owned(), "text/html;charset=UTF-8")
}
