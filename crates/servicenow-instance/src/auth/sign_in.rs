//! Checks a user name and a password, for Basic authentication, the sign-in page and the password grant.

use std::sync::Arc;

use tokio::task;

use crate::{app::App, engine::Record, refusals::Refusal};

use super::{
    passwords,
    people::{self, Person},
};

/// Where somebody wants in: some users may use one door only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// REST, tokens.
    Api,
    /// Pages.
    Browser,
}

/// Why a sign-in is refused. Everything but a wrong password is told only to those who know the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SignInError {
    #[error("user name or password is invalid")]
    WrongPassword,
    #[error("user is inactive")]
    Inactive,
    #[error("user is locked out")]
    LockedOut,
    #[error("user is for web services only")]
    WebServicesOnly,
    #[error("one-time password is missing or wrong")]
    SecondFactor,
    #[error("password must be changed first")]
    PasswordNeedsReset,
}

/// What came of a sign-in.
pub(crate) type Outcome = Result<Arc<Person>, SignInError>;

/// The user with this name and password, if this door is open to them.
pub(crate) async fn check(
    app: &Arc<App>,
    user_name: &str,
    password: &str,
    door: Door,
) -> Result<Outcome, Refusal> {
    let Some(person) = people::by_name(app, user_name).await? else {
        refuse_unknown(password).await?;
        return Ok(Err(SignInError::WrongPassword));
    };
    if !verify(app, &person.user, password).await? {
        return Ok(Err(SignInError::WrongPassword));
    }
    if door == Door::Api && person.user.is_true("password_needs_reset") {
        return Ok(Err(SignInError::PasswordNeedsReset));
    }
    Ok(allowed(&person.user, door).map(|()| person))
}

/// Whether a user whose identity is proved may come in.
pub(crate) fn allowed(user: &Record, door: Door) -> Result<(), SignInError> {
    if user.get("active") != "true" {
        return Err(SignInError::Inactive);
    }
    if user.is_true("locked_out") {
        return Err(SignInError::LockedOut);
    }
    if door == Door::Browser && user.is_true("web_service_access_only") {
        return Err(SignInError::WebServicesOnly);
    }
    Ok(())
}

async fn verify(app: &Arc<App>, user: &Record, password: &str) -> Result<bool, Refusal> {
    let stored = user.get("user_password").to_owned();
    if password.len() > passwords::MAX_PASSWORD_BYTES {
        return Ok(false);
    }
    let digest = app.auth.vault.credential_digest(user.sys_id(), &stored, password);
    if app.auth.verified.knows(user.sys_id(), &digest) {
        return Ok(true);
    }
    let password = password.to_owned();
    let right = blocking(move || passwords::verify(&password, &stored)).await?;
    if right {
        app.auth.verified.remember(user.sys_id(), digest);
    }
    Ok(right)
}

async fn refuse_unknown(password: &str) -> Result<(), Refusal> {
    let password = password.to_owned();
    blocking(move || passwords::verify_nothing(&password)).await
}

async fn blocking<R: Send + 'static>(work: impl FnOnce() -> R + Send + 'static) -> Result<R, Refusal> {
    task::spawn_blocking(work).await.map_err(|stopped| Refusal::internal(&stopped))
}
