//! Who is calling: credentials of API calls, sessions, sign-in, OAuth.

mod authenticate;
pub(crate) mod passwords;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;
use crate::caller::Caller;
use crate::engine::Engine;
use crate::refusals::Refusal;

pub(crate) use authenticate::{authenticate, caller_of};

/// Signed-in sessions and verified credentials.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    pub(crate) verified: authenticate::Verified,
}

impl Sessions {
    /// Everybody is signed out.
    pub(crate) fn clear(&self) {
        self.verified.clear();
    }
}

/// The first users can still be signed in with the passwords of the documentation.
pub(crate) async fn has_default_passwords(engine: &Engine) -> bool {
    let found = engine
        .read(&Caller::system(), |session| {
            for name in ["admin", "itil"] {
                let user = session.find_by("sys_user", "user_name", name)?;
                let stored = user.map(|user| user.get("user_password").to_owned());
                if stored.is_some_and(|stored| passwords::verify(name, &stored)) {
                    return Ok(true);
                }
            }
            Ok(false)
        })
        .await;
    found.unwrap_or(true)
}

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
}

/// Lets a request pass with its `Caller` as an extension.
pub(crate) async fn require_caller(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let caller = authenticate(&app, request.headers(), request.uri()).await?;
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}
