//! OAuth 2.0 provider (protocol section 4): authorization with consent, tokens, revocation. Tokens are
//! records of `oauth_credential` which keep a digest only.

mod authorize;
mod clients;
mod codes;
mod consent;
mod der;
mod discovery;
mod error;
mod grants;
mod jwt;
mod keys;
mod pkce;
mod redirect;
mod rehearsal;
mod request;
mod revoke;
mod signed;
mod token;
pub(crate) mod tokens;

pub(crate) use authorize::{decide, show};
pub(crate) use codes::Codes;
pub(crate) use der::validity;
pub(crate) use discovery::{key_set, provider, redirected};
pub(crate) use rehearsal::Rehearsal;
pub(crate) use revoke::revoke;
pub(crate) use token::token;
