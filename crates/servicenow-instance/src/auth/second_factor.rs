//! The one-time password beside the password, for Basic authentication and
//! the password grant (protocol section 1.3), and for signing in.

use std::sync::Arc;

use axum::http::HeaderMap;

use crate::{app::App, caller::Caller, refusals::Refusal};

use super::{people::Person, totp};

/// The code that came with a request; empty when none did.
pub(super) fn code_of(headers: &HeaderMap) -> &str {
    headers.get("x-mfa_token").and_then(|code| code.to_str().ok()).unwrap_or_default()
}

/// Whether a code is asked of this person.
pub(crate) fn is_asked(person: &Person) -> bool {
    person.user.is_true("enable_multifactor_authn")
}

/// Whether the code is right, or none is asked of this person.
pub(crate) async fn passes(app: &Arc<App>, person: &Person, code: &str) -> Result<bool, Refusal> {
    if !is_asked(person) {
        return Ok(true);
    }
    let user = person.user.sys_id().to_owned();
    let system = Caller::system();
    let factor = app.engine.read(&system, move |session| {
        let factor = session.find_by("user_multifactor_auth", "user_id", &user)?;
        Ok(factor.and_then(|factor| session.vault().open(factor.get("multifactor_secret"))))
    });
    let secret = factor.await?.unwrap_or_default();
    Ok(totp::is_current(&secret, code, app.clock.now()))
}
