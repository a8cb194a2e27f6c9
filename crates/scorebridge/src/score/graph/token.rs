//! The app-only access token (microsoft-graph 5.1): client credentials with a secret.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use reqwest::Client;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::call;
use super::error::GraphError;
use crate::config::GraphConfig;

/// A token is not used in its last minutes.
const MARGIN: SignedDuration = SignedDuration::from_mins(3);
/// Either lets us read.
const PERMISSIONS: [&str; 2] = ["SecurityEvents.Read.All", "SecurityEvents.ReadWrite.All"];

/// An access token.
pub(super) struct Token {
    pub(super) secret: SecretString,
    expires_at: Timestamp,
}

impl Token {
    pub(super) fn is_fresh(&self, now: Timestamp) -> bool {
        self.expires_at.duration_since(now) > MARGIN
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TokenAnswer {
    access_token: String,
    #[serde(deserialize_with = "super::lenient::number")]
    expires_in: Option<f64>,
    error: String,
    error_description: String,
}

/// Asks the login authority for a token.
pub(super) async fn obtain(http: &Client, config: &GraphConfig, now: Timestamp) -> Result<Token, GraphError> {
    let path = format!("{}/oauth2/v2.0/token", config.tenant);
    let url = config.authority.join(&path).map_err(|_| GraphError::Left(path))?;
    let scope = format!("{}/.default", config.root.as_str().trim_end_matches('/'));
    let form = [
        ("grant_type", "client_credentials"),
        ("scope", scope.as_str()),
        ("client_id", config.client_id.as_str()),
        ("client_secret", config.client_secret.expose_secret()),
    ];
    let answer = call::read(http.post(url.clone()).form(&form), &url).await?;
    let token: TokenAnswer = serde_json::from_slice(&answer.body)
        .map_err(|error| call::unreadable(&url, &format!("HTTP {}: {error}", answer.status)))?;
    if token.access_token.is_empty() {
        return Err(refused(answer.status, token));
    }
    if lacks_permission(&token.access_token) {
        return Err(GraphError::Permission);
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole seconds of at most a day")]
    let seconds = token.expires_in.unwrap_or(3599.0).clamp(0.0, 86_400.0) as i64;
    Ok(Token { secret: token.access_token.into(), expires_at: now + SignedDuration::from_secs(seconds) })
}

/// The description begins with the number that Microsoft's documentation lists: `AADSTS7000215: Invalid ...`.
fn refused(status: u16, answer: TokenAnswer) -> GraphError {
    let words = answer.error_description.lines().next().unwrap_or_default().chars().take(300).collect();
    if (500..600).contains(&status) {
        return GraphError::Refused { status, code: answer.error, words };
    }
    GraphError::Credentials { code: answer.error, words }
}

/// The token lists what was consented to in `roles`. It is Graph's to verify; we look only to say plainly what is
/// missing. A token that cannot be read is not judged.
fn lacks_permission(token: &str) -> bool {
    #[derive(Deserialize)]
    struct Claims {
        #[serde(default)]
        roles: Vec<String>,
    }
    let payload = token.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
    let claims = payload.and_then(|payload| serde_json::from_slice::<Claims>(&payload).ok());
    claims.is_some_and(|claims| !claims.roles.iter().any(|role| PERMISSIONS.contains(&role.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &str) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn a_token_that_lists_no_permission_is_told_from_one_that_cannot_be_read() {
        assert!(lacks_permission(&token(r#"{"roles":["User.Read.All"]}"#)));
        assert!(lacks_permission(&token("{}")));
        assert!(!lacks_permission(&token(r#"{"roles":["SecurityEvents.Read.All"]}"#)));
        assert!(!lacks_permission("opaque"));
    }
}
