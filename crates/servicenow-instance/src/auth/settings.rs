//! Properties (`sys_properties`) that steer authentication, with the platform's defaults; some
//! choose between behaviours of different releases.

/// Missing `state` refuses an authorization request (protocol section 4.2).
pub(crate) const STATE_REQUIRED: &str = "glide.oauth.state.parameter.required";
/// Client credentials in the address of a token request are refused (protocol section 4.3).
pub(crate) const BODY_ONLY: &str = "glide.oauth.allow.parameters.in.post.body.only";
/// The client credentials grant is served.
pub(crate) const CLIENT_CREDENTIALS: &str = "glide.oauth.inbound.client.credential.grant_type.enabled";
/// OAuth as a whole.
pub(crate) const OAUTH_ACTIVE: &str = "com.snc.platform.security.oauth.is.active";
/// `docs`: an unregistered redirect address leads to the first registered one instead of a refusal.
pub(crate) const REDIRECT_MATCHING: &str = "glide.oauth.redirect.matching";
/// `rfc`: token refusals carry the codes of RFC 6749 instead of `server_error`.
pub(crate) const ERROR_CODES: &str = "glide.oauth.error.codes";
/// Access tokens are accepted as `access_token` in the address.
pub(crate) const TOKEN_IN_ADDRESS: &str = "glide.rest.access_token_in_url";
/// Passwords open the API to machine users only (protocol section 1.6).
pub(crate) const MACHINE_USERS_ONLY: &str = "glide.authenticate.basic.machine_users_only";
/// Where a failed single sign-on leads, and signing out under single sign-on (protocol section 4.6).
pub(crate) const FAILED_REDIRECT: &str = "glide.authenticate.failed_redirect";
pub(crate) const LOGOUT_REDIRECT: &str = "glide.authenticate.external.logout_redirect";
/// Identity provider that sign-in goes to at once.
pub(crate) const REDIRECT_PROVIDER: &str = "glide.authenticate.sso.redirect.idp";
/// Seconds an authorization code lives.
pub(crate) const CODE_SECONDS: &str = "glide.oauth.code.lifespan";
/// User name of the person that the rehearsal identity provider signs in.
pub(crate) const SSO_USER: &str = "devinstance.sso.user_name";
