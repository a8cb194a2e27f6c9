//! Does the token endpoint know this client? Most releases answer every refusal with the same words (protocol 4.3),
//! so often nothing can be known before the first authorization; this says so instead of guessing.

use servicenow_client::{Error, ErrorKind, OAuthClient, SecretString};

use super::Place;
use crate::message::Message;

/// What can be known of an OAuth client before anybody authorized with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientCheck {
    /// The instance knows id and secret.
    Known,
    /// The token endpoint answers, but a wrong client cannot be told from other refusals: it shows at the
    /// authorization.
    CannotTell,
    /// Wrong id or secret, or no answer: the problem, with its way out.
    Wrong(Message),
}

/// Asks in two ways that only a known client gets another answer to: a refresh token that nobody issued, and, where
/// that does not tell, client credentials, which many registrations do not allow.
pub async fn check_client(client: &OAuthClient, place: Place<'_>) -> ClientCheck {
    let nonsense = SecretString::from("scorebridge-checks-the-client");
    match client.refresh(&nonsense).await {
        Ok(_) => ClientCheck::Known,
        Err(error) => match read(&error, place) {
            ClientCheck::CannotTell => by_client_credentials(client, place).await,
            told => told,
        },
    }
}

async fn by_client_credentials(client: &OAuthClient, place: Place<'_>) -> ClientCheck {
    match client.client_credentials().await {
        Ok(tokens) => {
            if let Err(error) = client.revoke(&tokens.access_token).await {
                tracing::debug!(%error, "the token of the client check was not revoked and ends by itself");
            }
            ClientCheck::Known
        }
        Err(error) => read(&error, place),
    }
}

/// RFC 6749, 5.2: only `invalid_client` blames the client; the other codes are given to a client that was
/// recognised. ServiceNow's own `server_error` and `access_denied` tell nothing.
fn read(error: &Error, place: Place<'_>) -> ClientCheck {
    let ErrorKind::Unauthorized { message, detail, .. } = error.kind() else {
        return ClientCheck::Wrong(place.problem(error));
    };
    match message.as_str() {
        "invalid_client" => {
            let words = detail.as_deref().unwrap_or(message);
            ClientCheck::Wrong(Message::new("problem-client-wrong").with("words", words))
        }
        "invalid_grant" | "unauthorized_client" | "unsupported_grant_type" | "invalid_scope" => {
            ClientCheck::Known
        }
        _ => ClientCheck::CannotTell,
    }
}
