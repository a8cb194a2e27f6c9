//! Small APIs around the platform itself (protocol 3.6).

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::format::Format;
use crate::app::App;
use crate::caller::Caller;
use crate::refusals::Refusal;

/// `GET /api/now/ui/user/current_user`
pub(crate) async fn current_user(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Refusal> {
    let id = caller.user_id.clone();
    let user = app
        .engine
        .read(&Caller::system(), move |session| session.find("sys_user", &id))
        .await?
        .ok_or_else(Refusal::no_record)?;
    let initials: String = [user.get("first_name"), user.get("last_name")]
        .iter()
        .filter_map(|name| name.chars().next())
        .collect();
    let told = json!({ "result": {
        "user_sys_id": caller.user_id,
        "user_name": caller.user_name,
        "user_display_name": user.get("name"),
        "user_initials": initials,
        "user_avatar": user.get("avatar"),
        "roles": caller.roles.iter().cloned().collect::<Vec<_>>().join(","),
    } });
    Ok(Format::Json.answer(StatusCode::OK, told.to_string()))
}
