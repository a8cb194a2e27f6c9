//! Refusals of the token endpoint. The client learns little, as on the platform; the reason is logged.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::jwt::AssertionError;
use crate::{auth::sign_in::SignInError, refusals::Refusal};

/// Why no token is given.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TokenError {
    #[error("token request is not a form")]
    NotAForm,
    #[error("parameter {0} is missing")]
    Missing(&'static str),
    #[error(
        "client credentials are in the address, which property glide.oauth.allow.parameters.in.post.body.only forbids"
    )]
    CredentialsInAddress,
    #[error("client {0} is unknown or inactive")]
    UnknownClient(String),
    #[error("secret of client {0} is wrong")]
    WrongSecret(String),
    #[error("grant type {0} is not known")]
    UnknownGrant(String),
    #[error("authorization code is unknown, used or expired")]
    Code,
    #[error("{0} of the token request differs from the authorization request")]
    Differs(&'static str),
    #[error("code verifier does not answer the challenge")]
    Verifier,
    #[error("resource owner cannot sign in: {0}")]
    SignIn(#[from] SignInError),
    #[error("user of the grant does not exist or may not sign in")]
    User,
    #[error("refresh token is unknown, expired or revoked")]
    RefreshToken,
    #[error("client credentials grant is off, or the registration names no application user")]
    NoApplicationUser,
    #[error("invalid_scope: {0}")]
    Scope(String),
    #[error("assertion refused: {0}")]
    Assertion(#[from] AssertionError),
    #[error("assertion was used before, or names no known user or issuer")]
    AssertionUse,
    #[error("OAuth is switched off by property com.snc.platform.security.oauth.is.active")]
    SwitchedOff,
    #[error("{}", .0.message)]
    Refused(Refusal),
}

impl From<Refusal> for TokenError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl TokenError {
    /// Code of RFC 6749 section 5.2.
    fn code(&self) -> &'static str {
        match self {
            Self::NotAForm | Self::Missing(_) | Self::CredentialsInAddress => "invalid_request",
            Self::UnknownClient(_) | Self::WrongSecret(_) => "invalid_client",
            Self::UnknownGrant(_) => "unsupported_grant_type",
            Self::Scope(_) => "invalid_scope",
            Self::NoApplicationUser => "unauthorized_client",
            Self::Refused(_) | Self::SwitchedOff => "server_error",
            _ => "invalid_grant",
        }
    }

    /// The answer: `server_error` for everything, or the codes of the RFC as newer releases send them.
    pub(crate) fn into_answer(self, rfc: bool) -> Response {
        let (status, body) = if rfc {
            let code = self.code();
            let bad_request = matches!(code, "invalid_request" | "unsupported_grant_type" | "invalid_scope");
            let status = if bad_request { StatusCode::BAD_REQUEST } else { StatusCode::UNAUTHORIZED };
            (status, json!({ "error": code, "error_description": self.to_string() }))
        } else {
            (
                StatusCode::UNAUTHORIZED,
                json!({ "error_description": "access_denied", "error": "server_error" }),
            )
        };
        let mut answer = (status, Json(body)).into_response();
        let json = HeaderValue::from_static("application/json;charset=UTF-8");
        answer.headers_mut().insert(header::CONTENT_TYPE, json);
        answer
    }
}
