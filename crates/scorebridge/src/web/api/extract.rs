//! Reading requests: every fault of one is a problem that says where it is.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum_extra::extract::Query;
use serde::de::DeserializeOwned;

use super::problem::{Problem, Result};
use crate::app::App;
use crate::message::Message;

/// Longest id looked up, in characters.
const ID_MAX: usize = 200;

/// The query; names of lists may repeat.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        match Query::from_request_parts(parts, app).await {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(rejection) => Err(Problem::unreadable("query", reason(&rejection))),
        }
    }
}

/// The id in the path, of a sensible length.
pub(super) struct Id(pub(super) String);

impl FromRequestParts<App> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        match Path::<String>::from_request_parts(parts, app).await {
            Ok(Path(id)) if id.chars().count() <= ID_MAX => Ok(Self(id)),
            Ok(_) => Err(Problem::unreadable("id", format_args!("it has more than {ID_MAX} characters"))),
            Err(rejection) => Err(Problem::unreadable("id", reason(&rejection))),
        }
    }
}

/// A JSON body.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, Message::new("api-not-json")));
        }
        let bytes = Bytes::from_request(request, app).await;
        let bytes = bytes.map_err(|rejection| Problem::unreadable("body", reason(&rejection)))?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| Problem::unreadable("body", error))
    }
}

/// The innermost reason, which is the one that says where.
fn reason(error: &dyn std::error::Error) -> String {
    let innermost = std::iter::successors(Some(error), |error| error.source()).last();
    innermost.map_or_else(String::new, ToString::to_string)
}
