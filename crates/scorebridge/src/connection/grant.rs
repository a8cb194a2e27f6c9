//! The authorization as integration user (S10, S11): what the browser brings back, and what follows from it.
//! Decisions only: the exchange of the code and what is saved are in `jobs/connect.rs`.

use serde::Deserialize;
use servicenow_client::{Client, Error, Query};

use super::PendingAuthorization;
use crate::ids::PersonId;
use crate::message::Message;

/// The query of `/servicenow/callback`, as the instance's redirect fills it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CallbackParams {
    /// Authorization code.
    pub code: Option<String>,
    /// Our `state`, given back.
    pub state: Option<String>,
    /// Such as `access_denied`.
    pub error: Option<String>,
    /// The instance's words.
    pub error_description: Option<String>,
}

/// How an authorization ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallbackOutcome {
    /// The integration user allowed it; the tokens are saved.
    Authorized {
        /// User name.
        user: String,
    },
    /// Somebody selected Deny.
    Denied,
    /// The state is unknown, was used before, is older than 10 minutes or belongs to another person's browser.
    StateUnknown,
    /// Somebody else than the integration user was signed in at the instance. The token was revoked, nothing saved.
    WrongUser {
        /// User name that was found.
        found: String,
        /// User name that was expected.
        expected: String,
    },
    /// The expected user is an administrator of the instance: a personal account, not an integration user. The
    /// token was revoked, nothing saved.
    AdministratorAccount {
        /// User name.
        found: String,
    },
    /// The instance refused the code or could not be reached: the problem, its way out under the same key with
    /// `-way-out` ([`super::way_out`]).
    Failed(Message),
}

/// How an authorization ended and where the person goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// How it ended.
    pub outcome: CallbackOutcome,
    /// Where the authorization was begun: a path of ours.
    pub return_to: String,
}

/// What to do with what the browser brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It ends here.
    End(CallbackOutcome),
    /// Exchange this code.
    Exchange(String),
}

/// Reads the callback. `pending` is what was stored under the hash of its state, if anything.
pub fn read_callback(
    params: &CallbackParams,
    pending: Option<&PendingAuthorization>,
    person: PersonId,
) -> Step {
    let Some(pending) = pending else {
        return Step::End(CallbackOutcome::StateUnknown);
    };
    if pending.person != person {
        return Step::End(CallbackOutcome::StateUnknown);
    }
    match (&params.error, &params.code) {
        (Some(error), _) if error == "access_denied" => Step::End(CallbackOutcome::Denied),
        (Some(error), _) => Step::End(CallbackOutcome::Failed(refused(error, params))),
        (None, Some(code)) if !code.is_empty() => Step::Exchange(code.clone()),
        _ => Step::End(CallbackOutcome::Failed(Message::new("problem-authorization-no-code"))),
    }
}

fn refused(error: &str, params: &CallbackParams) -> Message {
    let words = params.error_description.as_deref().unwrap_or(error);
    Message::new("problem-authorization-refused").with("words", words.chars().take(300).collect::<String>())
}

/// Who the token belongs to, as the instance says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// `sys_id`.
    pub sys_id: String,
    /// User name.
    pub user_name: String,
    /// Whether the user holds the role `admin`; `None` when the instance does not let us see.
    pub is_admin: Option<bool>,
}

/// Asks the instance whose token this is.
pub async fn identity_of(client: &Client) -> Result<Identity, Error> {
    let user = client.current_user().await?;
    let is_admin = holds_admin(client, user.sys_id.as_str()).await;
    Ok(Identity { sys_id: user.sys_id.to_string(), user_name: user.user_name, is_admin })
}

/// Roles are often hidden from those who have few: then nothing is known, and nothing is held against the user.
async fn holds_admin(client: &Client, user: &str) -> Option<bool> {
    let query = Query::new()
        .equals("user", user)
        .equals("role.name", "admin")
        .fields(&["user", "role.name"])
        .limit(5);
    match client.table("sys_user_has_role").list(&query).await {
        Ok(page) => {
            let is_it = |record: &servicenow_client::Record| {
                record.value("user") == user && record.value("role.name") == "admin"
            };
            Some(page.items().iter().any(is_it))
        }
        Err(error) => {
            tracing::debug!(%error, "the roles of the integration user cannot be read");
            None
        }
    }
}

/// Whether this is the integration user (S11). User names are compared without case, as the instance does.
pub fn identify(identity: &Identity, expected: &str) -> Result<(), CallbackOutcome> {
    let expected = expected.trim();
    if !identity.user_name.eq_ignore_ascii_case(expected) {
        return Err(CallbackOutcome::WrongUser {
            found: identity.user_name.clone(),
            expected: expected.to_owned(),
        });
    }
    if identity.is_admin == Some(true) {
        return Err(CallbackOutcome::AdministratorAccount { found: identity.user_name.clone() });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
