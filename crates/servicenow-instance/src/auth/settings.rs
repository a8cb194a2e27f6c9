//! Properties (`sys_properties`) that steer authentication, with the platform's defaults. Those that
//! start with `devinstance.` are ours: they choose between behaviours of different releases.

use crate::{engine::Session, refusals::Refusal};

/// Missing `state` refuses an authorization request (protocol section 4.2).
pub(crate) const STATE_REQUIRED: &str = "glide.oauth.state.parameter.required";
/// Client credentials in the address of a token request are refused (protocol section 4.3).
pub(crate) const BODY_ONLY: &str = "glide.oauth.allow.parameters.in.post.body.only";
/// The client credentials grant is served.
pub(crate) const CLIENT_CREDENTIALS: &str = "glide.oauth.inbound.client.credential.grant_type.enabled";
/// OAuth as a whole.
pub(crate) const OAUTH_ACTIVE: &str = "com.snc.platform.security.oauth.is.active";
/// An unregistered redirect address leads to the first registered one instead of a refusal.
pub(crate) const REDIRECT_TO_FIRST: &str = "devinstance.oauth.redirect_to_first_registered";
/// Token refusals carry the codes of RFC 6749 instead of `server_error`.
pub(crate) const RFC_ERRORS: &str = "devinstance.oauth.rfc_error_codes";
/// Access tokens are accepted as `access_token` in the address.
pub(crate) const TOKEN_IN_ADDRESS: &str = "devinstance.oauth.access_token_in_address";
/// Seconds an authorization code lives.
pub(crate) const CODE_SECONDS: &str = "devinstance.oauth.code_seconds";
/// User name of the person that the rehearsal identity provider signs in.
pub(crate) const SSO_USER: &str = "devinstance.sso.user_name";

/// The value of a property; empty when there is none.
pub(crate) fn text(session: &Session, name: &str) -> Result<String, Refusal> {
    let row = session.find_by("sys_properties", "name", name)?;
    Ok(row.map(|row| row.get("value").trim().to_owned()).unwrap_or_default())
}

/// Whether a property is on; `default` when it has no value.
pub(crate) fn is_on(session: &Session, name: &str, default: bool) -> Result<bool, Refusal> {
    let value = text(session, name)?;
    Ok(if value.is_empty() { default } else { value.eq_ignore_ascii_case("true") })
}
