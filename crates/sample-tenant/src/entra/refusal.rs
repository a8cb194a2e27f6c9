//! Every refusal of the sign-in side, numbered as Entra numbers them (AADSTS error code reference).

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde_json::json;

use crate::graph::envelope::random_guid;

/// Why a request was refused; its text is the sentence that follows the number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("Tenant '{0}' not found. Check the tenant ID.")]
    UnknownTenant(String),
    #[error("Application with identifier '{0}' was not found in the directory.")]
    UnknownClient(String),
    #[error("Invalid client secret provided for app '{0}'. Send the secret's value, not its ID.")]
    WrongSecret(String),
    #[error("The provided client secret keys for app '{0}' are expired.")]
    ExpiredSecret(String),
    #[error("The request body must contain 'client_secret'.")]
    NoCredential,
    #[error("The request must contain the parameter '{0}'.")]
    MissingParameter(&'static str),
    #[error("The request must be a form or query with each parameter once and none too long.")]
    BadForm,
    #[error("The grant type '{0}' is not supported.")]
    UnsupportedGrant(String),
    #[error("response_type '{0}' is not enabled for the application.")]
    UnsupportedResponseType(String),
    #[error("response_mode '{0}' is not supported here; use query.")]
    UnsupportedResponseMode(String),
    #[error("The scope '{0}' is not valid. Ask for this tenant's Graph root with '/.default'.")]
    BadScope(String),
    #[error("The scope of a sign-in must contain 'openid'.")]
    MissingOpenId,
    #[error("The redirect URI '{0}' does not match one configured for the application.")]
    UnregisteredRedirect(String),
    #[error("The code challenge must be 43 to 128 characters with code_challenge_method S256.")]
    BadChallenge,
    #[error("The code is malformed or unknown.")]
    UnknownCode,
    #[error("The authorization code has expired.")]
    ExpiredCode,
    #[error("The authorization code was already redeemed.")]
    RedeemedCode,
    #[error("The redirect URI or client differs from that of the authorization request.")]
    OtherRedirect,
    #[error("The code_verifier does not match the code_challenge of the authorization request.")]
    WrongVerifier,
    #[error("A silent sign-in was asked for but nobody is signed in.")]
    NeedsInteraction,
    #[error("The person cancelled the sign-in.")]
    Cancelled,
    #[error("No authorization code could be made. Try again.")]
    NoRandomness,
}

impl Refusal {
    /// The number behind `AADSTS`.
    fn number(&self) -> u32 {
        match self {
            Self::UnknownTenant(_) => 90002,
            Self::UnknownClient(_) => 700_016,
            Self::WrongSecret(_) => 7_000_215,
            Self::ExpiredSecret(_) => 7_000_222,
            Self::NoCredential => 7_000_218,
            Self::MissingParameter(_) | Self::BadForm => 900_144,
            Self::UnsupportedGrant(_) => 70003,
            Self::UnsupportedResponseType(_) => 700_054,
            Self::UnsupportedResponseMode(_) | Self::ExpiredCode => 70008,
            Self::BadScope(_) | Self::MissingOpenId => 70011,
            Self::UnregisteredRedirect(_) => 50011,
            Self::BadChallenge | Self::WrongVerifier => 501_481,
            Self::UnknownCode => 9_002_313,
            Self::RedeemedCode => 54005,
            Self::OtherRedirect => 500_112,
            Self::NeedsInteraction => 50058,
            Self::Cancelled => 65004,
            Self::NoRandomness => 90033,
        }
    }

    /// The OAuth error (RFC 6749 sections 4.1.2.1 and 5.2; OpenID Connect Core section 3.1.2.6).
    pub(crate) fn oauth_error(&self) -> &'static str {
        match self {
            Self::UnknownClient(_) => "unauthorized_client",
            Self::WrongSecret(_) | Self::ExpiredSecret(_) | Self::NoCredential => "invalid_client",
            Self::UnsupportedGrant(_) => "unsupported_grant_type",
            Self::UnsupportedResponseType(_) => "unsupported_response_type",
            Self::BadScope(_) | Self::MissingOpenId => "invalid_scope",
            Self::UnknownCode
            | Self::ExpiredCode
            | Self::RedeemedCode
            | Self::OtherRedirect
            | Self::WrongVerifier => "invalid_grant",
            Self::NeedsInteraction => "login_required",
            Self::Cancelled => "access_denied",
            Self::NoRandomness => "temporarily_unavailable",
            Self::UnknownTenant(_)
            | Self::MissingParameter(_)
            | Self::BadForm
            | Self::UnsupportedResponseMode(_)
            | Self::UnregisteredRedirect(_)
            | Self::BadChallenge => "invalid_request",
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self.oauth_error() {
            "invalid_client" => StatusCode::UNAUTHORIZED,
            "temporarily_unavailable" => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// Number and sentence on one line.
    pub(crate) fn description(&self) -> String {
        format!("AADSTS{}: {self}", self.number())
    }

    /// The JSON answer of the token endpoint.
    pub(crate) fn answer(&self, now: Timestamp) -> Response {
        let (trace, correlation) = (random_guid(), random_guid());
        let time = now.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
        let description = format!(
            "{} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}",
            self.description()
        );
        let body = json!({
            "error": self.oauth_error(),
            "error_description": description,
            "error_codes": [self.number()],
            "timestamp": time,
            "trace_id": trace,
            "correlation_id": correlation,
        });
        (self.status(), Json(body)).into_response()
    }
}
