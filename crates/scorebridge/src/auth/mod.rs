//! Sign-in: OpenID Connect with the identity provider, the role that its claims give, and sessions.
//! Pages live in `web`; nothing here renders.

mod claims;
mod oidc;
mod session;
mod token;

pub use oidc::{SigninError, SigninReturn, begin, finish};
pub use session::{SESSION_COOKIE, end_session, find_session, start_session};
pub use token::{API_TOKEN_PREFIX, api_token, hash, random};
