//! Every refusal of the sign-in side, numbered as Entra numbers them (AADSTS error code reference).

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde_json::json;

use crate::graph::envelope::random_guid;

/// Why a request was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    UnknownTenant(String),
    UnknownClient(String),
    WrongSecret(String),
    ExpiredSecret(String),
    NoCredential,
    MissingParameter(&'static str),
    BadForm,
    UnsupportedGrant(String),
    UnsupportedResponseType(String),
    UnsupportedResponseMode(String),
    BadScope(String),
    MissingOpenId,
    UnregisteredRedirect(String),
    BadChallenge,
    UnknownCode,
    ExpiredCode,
    RedeemedCode,
    OtherRedirect,
    WrongVerifier,
    NeedsInteraction,
    Cancelled,
    NoRandomness,
}

impl Refusal {
    /// Number, OAuth error (RFC 6749 sections 4.1.2.1 and 5.2), status and sentence.
    fn parts(&self) -> (u32, &'static str, StatusCode, String) {
        const BAD: StatusCode = StatusCode::BAD_REQUEST;
        const UNAUTHORIZED: StatusCode = StatusCode::UNAUTHORIZED;
        let fixed = |text: &str| text.to_owned();
        match self {
            Self::UnknownTenant(name) => {
                (90002, "invalid_request", BAD, format!("Tenant '{name}' not found. Check the tenant ID."))
            }
            Self::UnknownClient(id) => (
                700_016,
                "unauthorized_client",
                BAD,
                format!("Application with identifier '{id}' was not found in the directory."),
            ),
            Self::WrongSecret(id) => (
                7_000_215,
                "invalid_client",
                UNAUTHORIZED,
                format!(
                    "Invalid client secret provided for app '{id}'. Send the secret's value, not its ID."
                ),
            ),
            Self::ExpiredSecret(id) => (
                7_000_222,
                "invalid_client",
                UNAUTHORIZED,
                format!("The provided client secret keys for app '{id}' are expired."),
            ),
            Self::NoCredential => (
                7_000_218,
                "invalid_client",
                UNAUTHORIZED,
                fixed("The request body must contain 'client_secret'."),
            ),
            Self::MissingParameter(name) => {
                (900_144, "invalid_request", BAD, format!("The request must contain the parameter '{name}'."))
            }
            Self::BadForm => (
                900_144,
                "invalid_request",
                BAD,
                fixed("The request body must be a form, each parameter once."),
            ),
            Self::UnsupportedGrant(grant) => {
                (70003, "unsupported_grant_type", BAD, format!("The grant type '{grant}' is not supported."))
            }
            Self::UnsupportedResponseType(kind) => {
                (700_054, "unsupported_response_type", BAD, format!("response_type '{kind}' is not enabled."))
            }
            Self::UnsupportedResponseMode(mode) => (
                70008,
                "invalid_request",
                BAD,
                format!("response_mode '{mode}' is not supported here; use query."),
            ),
            Self::BadScope(scope) => (
                70011,
                "invalid_scope",
                BAD,
                format!(
                    "The scope '{scope}' is not valid. Ask for this tenant's Graph root with '/.default'."
                ),
            ),
            Self::MissingOpenId => {
                (70011, "invalid_scope", BAD, fixed("The scope of a sign-in must contain 'openid'."))
            }
            Self::UnregisteredRedirect(uri) => (
                50011,
                "invalid_request",
                BAD,
                format!("The redirect URI '{uri}' does not match one configured for the application."),
            ),
            Self::BadChallenge => (
                501_481,
                "invalid_request",
                BAD,
                fixed("The code challenge must be 43 to 128 characters with code_challenge_method S256."),
            ),
            Self::UnknownCode => {
                (9_002_313, "invalid_grant", BAD, fixed("The code is malformed or unknown."))
            }
            Self::ExpiredCode => (70008, "invalid_grant", BAD, fixed("The authorization code has expired.")),
            Self::RedeemedCode => {
                (54005, "invalid_grant", BAD, fixed("The authorization code was already redeemed."))
            }
            Self::OtherRedirect => (
                500_112,
                "invalid_grant",
                BAD,
                fixed("The redirect URI or client differs from that of the authorization request."),
            ),
            Self::WrongVerifier => (
                501_481,
                "invalid_grant",
                BAD,
                fixed("The code_verifier does not match the code_challenge of the authorization request."),
            ),
            Self::NeedsInteraction => (
                50058,
                "login_required",
                BAD,
                fixed("A silent sign-in was asked for but nobody is signed in."),
            ),
            Self::Cancelled => (65004, "access_denied", BAD, fixed("The person cancelled the sign-in.")),
            Self::NoRandomness => (
                90033,
                "temporarily_unavailable",
                StatusCode::SERVICE_UNAVAILABLE,
                fixed("No authorization code could be made. Try again."),
            ),
        }
    }

    /// The OAuth error of the refusal.
    pub(crate) fn oauth_error(&self) -> &'static str {
        self.parts().1
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.parts().2
    }

    /// Number and sentence on one line.
    pub(crate) fn description(&self) -> String {
        let (number, _, _, text) = self.parts();
        format!("AADSTS{number}: {text}")
    }

    /// The JSON answer of the token endpoint.
    pub(crate) fn answer(&self, now: Timestamp) -> Response {
        let (number, error, status, _) = self.parts();
        let (trace, correlation) = (random_guid(), random_guid());
        let time = now.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
        let description = format!(
            "{} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}",
            self.description()
        );
        let body = json!({
            "error": error,
            "error_description": description,
            "error_codes": [number],
            "timestamp": time,
            "trace_id": trace,
            "correlation_id": correlation,
        });
        (status, Json(body)).into_response()
    }
}
