//! Tokens in JWT format (`oauth_entity.token_format`, protocol section 4.1): what they claim, and their
//! signature. A token is made from its record alone, so that the current one can be handed out again.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::keys::SigningKey;
use crate::{
    engine::{Record, Session},
    query::dates::from_wire,
    refusals::Refusal,
};

/// What a token says of itself.
pub(super) struct Claims<'a> {
    pub(super) issuer: &'a str,
    pub(super) entity: &'a Record,
    pub(super) user_id: &'a str,
    pub(super) scope: &'a str,
    /// `sys_id` of the credential.
    pub(super) id: &'a str,
    /// Moments in the platform's form.
    pub(super) issued_at: &'a str,
    pub(super) expires: &'a str,
}

/// Whether access tokens of this registration are signed instead of opaque.
pub(super) fn is_wanted(entity: &Record) -> bool {
    entity.get("token_format").eq_ignore_ascii_case("jwt")
}

/// The access token of a credential.
pub(super) fn access_token(session: &Session, claims: &Claims<'_>) -> Result<String, Refusal> {
    let user = session.find("sys_user", claims.user_id)?;
    let mut payload = common(claims, &subject(claims, user.as_ref()));
    payload.insert("jti".to_owned(), json!(claims.id));
    payload.insert("scope".to_owned(), json!(claims.scope));
    sign(session, &payload)
}

/// The ID token (OpenID Connect Core, section 2) that comes with an access token of the scope `openid`.
pub(super) fn id_token(session: &Session, claims: &Claims<'_>) -> Result<String, Refusal> {
    let user = session.find("sys_user", claims.user_id)?;
    let mut payload = common(claims, &subject(claims, user.as_ref()));
    let told = [("name", "name"), ("preferred_username", "user_name"), ("email", "email")];
    for (claim, field) in told {
        if let Some(value) = user.as_ref().map(|user| user.get(field)).filter(|value| !value.is_empty()) {
            payload.insert(claim.to_owned(), json!(value));
        }
    }
    sign(session, &payload)
}

fn common(claims: &Claims<'_>, subject: &str) -> Map<String, Value> {
    let seconds = |wire: &str| from_wire(wire).map_or(0, jiff::Timestamp::as_second);
    let members = [
        ("iss", json!(claims.issuer)),
        ("sub", json!(subject)),
        ("aud", json!(claims.entity.get("client_id"))),
        ("iat", json!(seconds(claims.issued_at))),
        ("exp", json!(seconds(claims.expires))),
    ];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The user's `sys_id`, or the field of the user that the registration names.
fn subject(claims: &Claims<'_>, user: Option<&Record>) -> String {
    let named = user.and_then(|user| {
        let field = user.layout().field(claims.entity.get("subject_claim"))?;
        let fits = field.kind.is_stored() && !field.kind.is_hidden();
        fits.then(|| user.get(&field.name)).filter(|value| !value.is_empty())
    });
    named.unwrap_or(claims.user_id).to_owned()
}

fn sign(session: &Session, payload: &Map<String, Value>) -> Result<String, Refusal> {
    let key = SigningKey::current(session)?;
    let header = json!({ "typ": "JWT", "alg": "RS256", "kid": key.id }).to_string();
    let payload = Value::Object(payload.clone()).to_string();
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let signature = key.sign(signed.as_bytes())?;
    Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}
