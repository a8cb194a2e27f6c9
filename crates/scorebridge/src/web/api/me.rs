//! `GET /api/v1/me`: who a token acts for.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::{Failures, Problem};
use super::vocabulary;
use crate::store::{Language, Role};

/// The person behind a token.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Me {
    /// Our id of the person.
    #[schema(format = "uuid")]
    id: String,
    /// Display name.
    name: String,
    /// Sign-in name; sent with tickets as the id of who started them.
    user_name: String,
    /// What the person may do.
    #[schema(value_type = vocabulary::Role)]
    role: Role,
    /// The Microsoft tenant.
    tenant: String,
    /// Language of pages; null follows the browser.
    #[schema(value_type = Option<vocabulary::Language>)]
    language: Option<Language>,
    /// IANA name of the time zone that due dates are read in.
    #[schema(example = "Europe/Amsterdam")]
    time_zone: String,
}

/// Who the token acts for
#[utoipa::path(get, path = "/api/v1/me", tag = "portal", operation_id = "showMe", responses(
    (status = 200, description = "The person", body = Me),
    Failures,
))]
pub(super) async fn show(caller: Caller) -> Result<Json<Me>, Problem> {
    let person = caller.person;
    Ok(Json(Me {
        id: person.id.to_string(),
        name: person.name,
        user_name: person.user_name,
        role: person.role,
        tenant: person.tenant.to_string(),
        language: person.language,
        time_zone: person.time_zone,
    }))
}
