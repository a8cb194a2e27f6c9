//! Pages for signed-in people: lists, forms, administration, the ticketing connector.

mod connector;
mod forms;
mod frame;
mod lists;
mod scripts;

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::{
    browser::Browser,
    support::{Lab, body as json_of},
};

async fn made(lab: &Lab, table: &str, record: &Value) -> Value {
    let answer =
        lab.request(Method::POST, &format!("/api/now/table/{table}")).json(record).send().await.unwrap();
    json_of(answer, StatusCode::CREATED).await["result"].clone()
}

async fn admin(lab: &Lab) -> Browser<'_> {
    Browser::signed_in(lab, "admin", "admin").await
}

fn sys_id(record: &Value) -> &str {
    record["sys_id"].as_str().unwrap()
}
