//! The sign-in side of the tenant, as Microsoft Entra ID does it: tokens for programs and sign-in for people
//! (OpenID Connect Core 1.0, RFC 6749, RFC 7636). People have no passwords here; the page lets one be picked.

pub(crate) mod authorize;
mod codes;
pub(crate) mod discovery;
pub(crate) mod logout;
pub(crate) mod pages;
mod refusal;
pub(crate) mod token;
mod token_json;
mod wording;

pub(crate) use codes::Codes;
