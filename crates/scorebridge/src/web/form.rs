//! Forms that come back: read only when they carry the secret of the person's session.
//! The layer against cross-site requests stands before this; the token also stops what slips past old browsers.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum_extra::extract::Form;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq as _;

use super::error::Error;
use super::viewer::Viewer;
use crate::app::App;
use crate::message::Message;

/// A form of the signed-in person, with its `csrf` field checked. Names may repeat (`Vec` fields).
pub(crate) struct SignedForm<T>(pub(crate) T);

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

impl<T: DeserializeOwned> FromRequest<App> for SignedForm<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        let (mut parts, body) = request.into_parts();
        let viewer = <Viewer as FromRequestParts<App>>::from_request_parts(&mut parts, app).await?;
        let body = Request::from_parts(parts.clone(), body);
        let body =
            Bytes::from_request(body, app).await.map_err(|rejection| unreadable(rejection.status()))?;
        let Token { csrf } = parse(&parts, &body, app).await?;
        if bool::from(csrf.as_bytes().ct_eq(viewer.csrf_token.as_bytes())) {
            Ok(Self(parse(&parts, &body, app).await?))
        } else {
            Err(Error::forbidden(Message::new("error-form-expired")))
        }
    }
}

/// Read twice rather than flattened into one type: a flattened form knows neither numbers nor repeated names.
async fn parse<T: DeserializeOwned>(parts: &Parts, body: &Bytes, app: &App) -> Result<T, Error> {
    let request = Request::from_parts(parts.clone(), Body::from(body.clone()));
    let form = Form::from_request(request, app).await;
    form.map(|Form(fields)| fields).map_err(|_| unreadable(StatusCode::BAD_REQUEST))
}

fn unreadable(status: StatusCode) -> Error {
    let key = if status == StatusCode::PAYLOAD_TOO_LARGE { "error-413" } else { "error-form-unreadable" };
    Error::Status(status, Message::new(key))
}
